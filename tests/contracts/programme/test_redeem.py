"""Programme.redeem: burning frees exactly what was redeemed, in kind, without a price (T15)."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.deployment import code32
from rwa.entry import Status
from rwa.roles import Role
from tests.contracts.system import (
    BOND_CODE,
    BOND_MATURITY,
    DAY,
    FIRST,
    GOLD_CODE,
    HEARTBEAT,
    KYC_EXPIRY,
    USD,
    Market,
    emitted,
    refuses,
)

GOLD = code32(GOLD_CODE)


@pytest.mark.parametrize("actor", ["ministry", "regulator", "custodian", "deployer", "holder"])
def test_redeem__not_the_fiscal_agent__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
        market.programme.send("redeem", GOLD, market.holder, 1, sender=caller)


def test_redeem__unknown_instrument__refused(market: Market) -> None:
    with refuses("InstrumentUnknown", id=code32("NEW")):
        market.programme.send("redeem", code32("NEW"), market.holder, 1, sender=market.fiscal_agent)


def test_redeem__debt_before_maturity__refused_to_the_second(market: Market) -> None:
    market.issue(market.bond, market.holder, 100)
    market.engine.advance_to(BOND_MATURITY - 1)
    early = {"maturityTime": BOND_MATURITY, "time": BOND_MATURITY - 1}
    with refuses("NotMatured", **early):
        market.redeem(market.bond, market.holder, 100)
    market.engine.advance_to(BOND_MATURITY)
    market.redeem(market.bond, market.holder, 100)
    assert market.bond.call("totalSupply") == 0


def test_redeem__nobody__refused(market: Market) -> None:
    with refuses("ERC20InvalidSender", sender=ZERO_ADDRESS):
        market.redeem(market.gold, ZERO_ADDRESS, 0)


@pytest.mark.parametrize("amount", [11, 2**128, 2**128 + 1, 2**256 - 1])
def test_t25_redeem__more_than_held__refused(market: Market, amount: int) -> None:
    """Also amounts whose low 128 bits would fit."""
    market.issue(market.gold, market.holder, 10)
    market.issue(market.gold, market.other_holder, 10)
    held = {"sender": market.holder, "balance": 10, "needed": amount}
    with refuses("ERC20InsufficientBalance", **held):
        market.redeem(market.gold, market.holder, amount)


def test_t15_redeem__part_by_part__frees_exactly_in_kind(market: Market) -> None:
    market.issue(market.gold, market.holder, 1_000)
    market.issue(market.bond, market.holder, 50_000)
    for left in (999, 500, 1, 0):
        amount = market.gold.call("totalSupply") - left
        receipt = market.redeem(market.gold, market.holder, amount)
        told = {"id": GOLD, "from": market.holder, "amount": amount}
        assert emitted(receipt, "Redeemed") == [told]
        outstanding = [each.outstanding for each in market.programme.call("positions")]
        assert outstanding == [0, 50_000, left]
        assert market.programme.call("usedUsd").byPosition[2] == left * 4_200 * USD // 1_000
    assert market.programme.call("positions")[2].issued == 1_000


def test_t15_redeem__what_was_freed__can_be_issued_again(
    market: Market, new_token, new_programme
) -> None:
    programme = new_programme(cap=10 * USD)
    token = new_token("NEW", "BOND", programme=programme)
    programme.send("register", token.address, 10**6, sender=market.ministry)
    issue = ("issue", code32("NEW"), market.holder)
    programme.send(*issue, 1_000, sender=market.fiscal_agent)
    programme.send("redeem", code32("NEW"), market.holder, 7, sender=market.fiscal_agent)
    with refuses("CapExceeded", usedUsd=10_010_000, capUsd=10 * USD):
        programme.send(*issue, 8, sender=market.fiscal_agent)
    programme.send(*issue, 7, sender=market.fiscal_agent)
    assert programme.call("usedUsd").total == 10 * USD


def test_t38_redeem__prices_stale_and_feeds_silent__still_open(market: Market, new_feed) -> None:
    market.issue(market.gold, market.holder, 10)
    feed = new_feed("XAU", 8, 1)
    gold = (code32("XAU"), 3, feed.address, HEARTBEAT)
    market.carry_out(market.programme, "setUnit", gold)
    feed.send("behave", 1, sender=market.stranger)
    market.wait(2 * HEARTBEAT)
    market.redeem(market.gold, market.holder, 10)
    assert market.programme.call("positions")[2].outstanding == 0


def test_t15_redeem__paused_frozen_blocked_expired_or_revoked__still_open(
    market: Market,
) -> None:
    market.issue(market.gold, market.holder, 10)
    market.gold.send("setFrozenTokens", market.holder, 10, sender=market.registrar)
    market.gold.send("setAddressFrozen", market.holder, True, sender=market.registrar)
    market.redeem(market.gold, market.holder, 4)
    market.set_blocked("holder", market.holder)
    market.set_status(FIRST, Status.REVOKED)
    market.gold.send("pause", sender=market.regulator)
    market.engine.advance_to(KYC_EXPIRY + DAY)
    market.redeem(market.gold, market.holder, 5)
    assert market.gold.call("getFrozenTokens", market.holder) == 1
    assert market.gold.call("totalSupply") == 1


def test_t14_redeem__matured_bond__its_share_of_the_cap_is_free(market: Market) -> None:
    market.issue(market.bond, market.holder, 100)
    market.engine.advance_to(BOND_MATURITY)
    assert market.programme.call("usedUsd").total == 3_600
    market.redeem(market.bond, market.holder, 100)
    assert market.programme.call("usedUsd").total == 0
    assert market.programme.call("instrument", code32(BOND_CODE)).issued == 100
