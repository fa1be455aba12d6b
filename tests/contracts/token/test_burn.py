"""A burn: redemption by the programme alone, whatever state the holder is in."""

from __future__ import annotations

import random

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.entry import Status
from tests.contracts.system import BILL_MATURITY, DAY, FIRST, Market, refuses
from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.faults import BALANCE, SENDER, Deal, named

MAX = 2**256 - 1


@pytest.mark.parametrize("caller", ["fiscal_agent", "registrar", "holder", "ministry"])
def test_t14__anyone_but_the_programme__may_not_burn(market: Market, caller: str) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    account = getattr(market, caller)
    with refuses("NotProgramme", account=account):
        market.gold.send("burn", market.holder, 1, sender=account)


def test_t25__before_maturity__refused_before_anything_else(market: Market) -> None:
    early = {"maturityTime": BILL_MATURITY, "time": market.now}
    with refuses("NotMatured", **early):
        market.redeem(market.bill, ZERO_ADDRESS, MAX)


def test_t25__maturity__a_second_before_refused_at_it_redeemed(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.engine.advance_to(BILL_MATURITY - 1)
    with refuses("NotMatured", maturityTime=BILL_MATURITY, time=BILL_MATURITY - 1):
        market.redeem(market.bill, market.holder, BALANCE)
    market.engine.advance_to(BILL_MATURITY)
    market.redeem(market.bill, market.holder, BALANCE)
    assert market.bill.call("totalSupply") == 0


def test_burn__zero_address__refused(market: Market) -> None:
    with refuses("ERC20InvalidSender", sender=ZERO_ADDRESS):
        market.redeem(market.gold, ZERO_ADDRESS, 0)


@pytest.mark.parametrize("beyond", [1, 2**120, 2**128, MAX - BALANCE])
def test_t25__beyond_the_balance__refused(market: Market, beyond: int) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.issue(market.gold, market.other_holder, BALANCE)
    short = {"sender": market.holder, "balance": BALANCE, "needed": BALANCE + beyond}
    with refuses("ERC20InsufficientBalance", **short):
        market.redeem(market.gold, market.holder, BALANCE + beyond)


def test_t25__redeemed_in_parts_and_again__never_more_than_issued(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    for part in (1, 399, 600):
        market.redeem(market.gold, market.holder, part)
    with refuses("ERC20InsufficientBalance", sender=market.holder, balance=0, needed=1):
        market.redeem(market.gold, market.holder, 1)
    assert market.gold.call("totalSupply") == 0


STATES = [*named(SENDER), "paused", "exchange revoked", "odd amount"]


@pytest.mark.parametrize("state", STATES)
def test_t04__holder_in_any_state__is_redeemed(market: Market, state: str) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = Deal(market, market.bill, market.holder, market.distant_holder)
    for fault in SENDER:
        if fault.name == state:
            fault.spoil(deal)
    if state == "paused":
        market.bill.send("pause", sender=market.regulator)
    if state == "exchange revoked":
        market.set_status(FIRST, Status.REVOKED)
    amount = 51 if state == "odd amount" else BALANCE
    market.engine.advance_to(BILL_MATURITY)
    receipt = market.redeem(market.bill, market.holder, amount)
    assert market.bill.call("balanceOf", market.holder) == BALANCE - amount
    (event,) = [log for log in receipt.logs if log.event == "Transfer"]
    assert list(event.args.values()) == [market.holder, ZERO_ADDRESS, amount]


@pytest.mark.parametrize(
    ("frozen", "amount", "left"),
    [
        (0, 1_000, 0),
        (400, 600, 400),
        (400, 601, 399),
        (400, 1_000, 0),
        (1_000, 1, 999),
        (1_500, 300, 1_200),
        (1_500, 1_000, 500),
        (MAX, 1_000, MAX - 1_000),
        (400, 0, 400),
    ],
)
def test_t05__frozen_after_a_burn__lower_by_what_was_taken_out_of_it(
    market: Market, frozen: int, amount: int, left: int
) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setFrozenTokens", market.holder, frozen, sender=market.registrar)
    receipt = market.redeem(market.gold, market.holder, amount)
    assert market.gold.call("getFrozenTokens", market.holder) == left
    events = [log.event for log in receipt.logs if log.address == market.gold.address]
    freed = ["Frozen", "TokensUnfrozen"] if left != frozen else []
    assert events == [*freed, "Transfer"]


def test_t05__random_burns__frozen_follows_the_rule(local: OpenMarket) -> None:
    market, token, draw = local.market, local.reserve, random.Random(5)
    touched = 0
    for _ in range(60):
        with market.undone():
            balance, frozen = draw.randrange(0, 1_000), draw.randrange(0, 1_500)
            local.mint(token, market.holder, balance)
            token.send("setFrozenTokens", market.holder, frozen, sender=market.registrar)
            amount = draw.randrange(0, balance + 1)
            local.burn(token, market.holder, amount)
            released = max(0, amount - max(0, balance - frozen))
            assert token.call("getFrozenTokens", market.holder) == frozen - released
            touched += released > 0
    assert touched >= 20


def test_burn__nothing_from_a_wallet_never_used__leaves_it_unused(market: Market) -> None:
    market.redeem(market.gold, market.stranger, 0)
    assert market.gold.call("balanceOf", market.stranger) == 0
    assert market.gold.call("totalSupply") == 0


def test_t27__after_maturity_and_redemption__nothing_is_issued_again(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.engine.advance_to(BILL_MATURITY + DAY)
    market.redeem(market.bill, market.holder, BALANCE)
    market.post_prices()
    late = {"maturityTime": BILL_MATURITY, "time": market.now}
    with refuses("Matured", **late):
        market.issue(market.bill, market.holder, BALANCE)
