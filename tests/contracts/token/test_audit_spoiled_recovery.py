"""What a third party, or the order of acts, does to a recovery (T24, T53)."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import Address
from rwa.chain.contract import Contract
from rwa.chain.engine import Receipt
from tests.contracts.system import DAY, Market, identity_address, refuses
from tests.contracts.token.conftest import OpenMarket


def recover(market: Market, token: Contract, lost: Address, successor: Address) -> Receipt:
    """The position of the holder's lost wallet moves."""
    call = ("recoveryAddress", lost, successor, identity_address("holder"))
    return token.send(*call, sender=market.registrar)


@pytest.fixture
def spares(open_market: OpenMarket) -> tuple[Address, Address]:
    """Two more wallets of the holder."""
    market = open_market.market
    first, second = market.account("first spare"), market.account("second spare")
    market.onboard(first, person="holder")
    market.onboard(second, person="holder")
    return first, second


def test_audit_t24__dust_on_the_successor_over_a_record_date__a_further_wallet_recovers_all(
    open_market: OpenMarket, spares: tuple[Address, Address]
) -> None:
    market, token = open_market.market, open_market.reserve
    first, second = spares
    open_market.mint(token, market.holder, 100)
    open_market.mint(token, market.other_holder, 1)
    when = market.now + DAY
    token.send("announceRecordDate", when, sender=market.fiscal_agent)
    market.replace_wallet(market.holder, first)
    token.send("transfer", first, 1, sender=market.other_holder)
    market.wait(DAY)
    token.send("transfer", market.other_holder, 1, sender=first)
    with refuses("WalletUsed", wallet=first):
        recover(market, token, market.holder, first)
    market.replace_wallet(first, second)
    recover(market, token, market.holder, second)
    assert token.call("balanceOfAt", second, 0) == 100
    assert token.call("balanceOfAt", first, 0) == 1


def test_audit_t53__two_wallets_lost_to_one__the_second_position_moves_by_order_alone(
    open_market: OpenMarket, spares: tuple[Address, Address]
) -> None:
    """The past of the second stays under the dead wallet, which nobody can pay."""
    market, token = open_market.market, open_market.reserve
    first, second = spares
    open_market.mint(token, market.holder, 100)
    open_market.mint(token, first, 7)
    token.send("announceRecordDate", market.now + DAY, sender=market.fiscal_agent)
    market.wait(DAY)
    market.replace_wallet(market.holder, second)
    market.replace_wallet(first, second)
    recover(market, token, market.holder, second)
    with refuses("WalletUsed", wallet=second):
        recover(market, token, first, second)
    call = ("forcedTransfer", first, second, 7)
    market.carry_out(token, *call)
    assert token.call("balanceOf", second) == 107
    assert token.call("balanceOfAt", second, 0) == 100
    assert token.call("balanceOfAt", first, 0) == 7
