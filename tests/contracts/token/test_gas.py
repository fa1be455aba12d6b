"""What movements cost at most, under every check, record dates passed included."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import Address
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.engine import TRANSACTION_GAS_CAP
from tests.contracts.system import DAY, FIRST, Market
from tests.contracts.token.conftest import OpenMarket

TRANSFER, NEWCOMER = 44_000, 65_000
EXISTING_RECIPIENT, NEW_RECIPIENT = 10_500, 31_000
FORCED = 70_000
FEW = 200


def customers(market: Market, count: int) -> list[Address]:
    """Wallets of as many persons at the first exchange."""
    wallets = [market.account(f"customer {number}") for number in range(count)]
    for number, wallet in enumerate(wallets):
        market.onboard(wallet, FIRST, person=f"customer {number}")
    return wallets


def pass_record_dates(market: Market, token: Contract, count: int) -> None:
    """Announce record dates, let them pass and close them."""
    for number in range(1, count + 1):
        when = market.now + number * DAY
        token.send("announceRecordDate", when, sender=market.fiscal_agent)
    market.wait((count + 1) * count * DAY)
    token.send("closeRecordDates", count, sender=market.stranger)


@pytest.mark.parametrize("passed", [0, 3])
def test_transfer__between_holders__costs_at_most_the_limit(
    open_market: OpenMarket, passed: int
) -> None:
    market, token = open_market.market, open_market.reserve
    pass_record_dates(market, token, passed)
    for wallet in (market.holder, market.other_holder):
        open_market.mint(token, wallet, 10**9)
    send = ("transfer", market.other_holder, 100)
    token.send(*send, sender=market.holder)
    assert token.send(*send, sender=market.holder).gas_used <= TRANSFER


@pytest.mark.parametrize("passed", [0, 3])
def test_transfer__to_a_newcomer__costs_at_most_the_limit(
    open_market: OpenMarket, passed: int
) -> None:
    market, token = open_market.market, open_market.reserve
    pass_record_dates(market, token, passed)
    open_market.mint(token, market.holder, 10**9)
    receipt = token.send("transfer", market.other_holder, 100, sender=market.holder)
    assert receipt.gas_used <= NEWCOMER


def test_transfer__to_a_holder_of_nothing_across_a_record_date__costs_as_to_a_newcomer(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    open_market.mint(token, market.holder, 10**9)
    token.send("transfer", market.other_holder, 0, sender=market.holder)
    pass_record_dates(market, token, 1)
    open_market.mint(token, market.holder, 1)
    receipt = token.send("transfer", market.other_holder, 100, sender=market.holder)
    assert receipt.gas_used <= NEWCOMER
    assert token.call("balanceOfAt", market.other_holder, 0) == 0


@pytest.mark.parametrize("passed", [0, 3])
def test_t41__batch_of_two_hundred__costs_at_most_the_limit_each(
    open_market: OpenMarket, passed: int
) -> None:
    market, token = open_market.market, open_market.reserve
    pass_record_dates(market, token, passed)
    open_market.mint(token, market.holder, 10**9)
    batch = ("batchTransfer", customers(market, FEW), [100] * FEW)
    first = token.send(*batch, sender=market.holder).gas_used
    second = token.send(*batch, sender=market.holder).gas_used
    assert first <= FEW * NEW_RECIPIENT
    assert second <= FEW * EXISTING_RECIPIENT


def test_t41__mint_batch_of_two_hundred__fits_one_transaction(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    wallets = customers(market, FEW)
    arguments = (token.address, wallets, [100] * FEW)
    receipt = open_market.programme.send("mintBatch", *arguments, sender=market.deployer)
    assert receipt.gas_used <= TRANSACTION_GAS_CAP // 2


def test_t41__sixty_four_record_dates_due_at_once__one_transfer_still_fits(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    open_market.mint(token, market.holder, 10**9)
    for number in range(1, 65):
        token.send("announceRecordDate", market.now + number, sender=market.fiscal_agent)
    market.wait(65)
    receipt = token.send("transfer", market.other_holder, 100, sender=market.holder)
    assert token.call("closedPeriods") == 64
    assert receipt.gas_used <= TRANSACTION_GAS_CAP // 4


def test_forced_transfer__between_holders__costs_at_most_the_limit(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    for wallet in (market.holder, market.other_holder):
        open_market.mint(token, wallet, 10**9)
    call = ("forcedTransfer", market.holder, market.other_holder, 100)
    market.order(token, *call)
    assert token.send(*call, sender=market.registrar).gas_used <= FORCED


def test_transfer__beside_openzeppelin__costs_at_most_twelve_thousand_more(
    open_market: OpenMarket, fixture_artifacts: dict[str, Artifact]
) -> None:
    market, token = open_market.market, open_market.reserve
    plain = deploy(market.engine, fixture_artifacts["PlainToken"], 10**9, sender=market.holder)
    for wallet in (market.holder, market.other_holder):
        open_market.mint(token, wallet, 10**9)
    costs = {}
    for each in (plain, token):
        for _ in range(2):
            receipt = each.send("transfer", market.other_holder, 100, sender=market.holder)
            costs[each] = receipt.gas_used
    assert costs[token] - costs[plain] <= 12_000
