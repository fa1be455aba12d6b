"""Programme.setCap and setClassLimit by order, and the two things a cap may bind."""

from __future__ import annotations

import pytest

from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.system import (
    CAP,
    CLASS_LIMITS,
    DAY,
    USD,
    Market,
    emitted,
    order_id,
    refuses,
)

OUTSTANDING, CUMULATIVE = range(2)
CLASS = code32("BOND")


@pytest.mark.parametrize("call", [("setCap", 1), ("setClassLimit", CLASS, 1)])
def test_t47_set_limit__without_role_or_order__refused(market: Market, call: tuple) -> None:
    for caller in (market.regulator, market.fiscal_agent, market.deployer, market.stranger):
        with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
            market.programme.send(*call, sender=caller)
    order = order_id(market.programme, market.programme.encode(*call))
    with refuses("OrderNotApproved", order=order):
        market.programme.send(*call, sender=market.ministry)


def test_t47_set_cap__ordered_by_ministry_and_regulator__after_two_days(market: Market) -> None:
    order = market.order(market.programme, "setCap", 2 * CAP)
    not_before = market.now + 2 * DAY
    market.engine.advance_to(not_before - 1)
    early = {"order": order, "notBefore": not_before, "time": not_before - 1}
    with refuses("OrderTooEarly", **early):
        market.programme.send("setCap", 2 * CAP, sender=market.ministry)
    market.engine.advance_to(not_before)
    receipt = market.programme.send("setCap", 2 * CAP, sender=market.ministry)
    assert emitted(receipt, "CapSet") == [{"capUsd": 2 * CAP}]
    assert market.programme.call("capUsd") == 2 * CAP


@pytest.mark.parametrize(
    ("proposer", "approver"),
    [(Role.MINISTRY, Role.REGULATOR), (Role.REGULATOR, Role.MINISTRY)],
)
def test_t47_set_cap__either_may_propose__accepted(
    market: Market, proposer: Role, approver: Role
) -> None:
    market.carry_out(market.programme, "setCap", 7, proposer=proposer, approver=approver)
    assert market.programme.call("capUsd") == 7


@pytest.mark.parametrize("limit", [0, 1, 2**64 - 1])
def test_t19_set_class_limit__extremes__kept(market: Market, limit: int) -> None:
    receipt = market.carry_out(market.programme, "setClassLimit", CLASS, limit)
    assert emitted(receipt, "ClassLimitSet") == [{"assetClass": CLASS, "limitUsd": limit}]
    assert market.programme.call("classLimitUsd", CLASS) == limit


def test_set_class_limit__lowered_below_what_is_owed__its_class_alone_stops(
    market: Market,
) -> None:
    market.issue(market.bond, market.holder, 1_000)
    market.carry_out(market.programme, "setClassLimit", CLASS, 1)
    limit = {"assetClass": CLASS, "usedUsd": 36_000, "limitUsd": 1}
    with refuses("ClassLimitExceeded", **limit):
        market.issue(market.bond, market.holder, 0)
    market.issue(market.bill, market.holder, 1_000)
    assert market.programme.call("usedUsd").total == 72_000


def test_limits__as_deployed__read_back(market: Market) -> None:
    asked = [(code32(name),) for name in (*CLASS_LIMITS, "SUKUK")]
    assert market.programme.call_many("classLimitUsd", asked) == [*CLASS_LIMITS.values(), 0]
    assert (market.programme.call("capUsd"), market.programme.call("CAP_BASIS")) == (CAP, 0)


@pytest.mark.parametrize("basis", [OUTSTANDING, CUMULATIVE])
def test_t15_cap_basis__after_a_redemption__only_outstanding_is_freed(
    market: Market, new_token, new_programme, basis: int
) -> None:
    programme = new_programme(cap=10 * USD, basis=basis)
    token = new_token("NEW", "BOND", programme=programme)
    programme.send("register", token.address, 10_000, sender=market.ministry)

    def send(function: str, amount: int):
        call = (function, code32("NEW"), market.holder, amount)
        return programme.send(*call, sender=market.fiscal_agent)

    send("issue", 1_000)
    send("redeem", 400)
    position = programme.call("positions")[0]
    assert (position.outstanding, position.issued) == (600, 1_000)
    if basis == CUMULATIVE:
        assert programme.call("usedUsd").total == 10 * USD
        with refuses("CapExceeded", usedUsd=10_010_000, capUsd=10 * USD):
            send("issue", 1)
        return
    assert programme.call("usedUsd").total == 6 * USD
    send("issue", 400)
    with refuses("CapExceeded", usedUsd=10_010_000, capUsd=10 * USD):
        send("issue", 1)


def test_t15_cumulative_basis__all_redeemed__class_limit_and_price_still_asked(
    market: Market, new_token, new_programme, new_feed
) -> None:
    """What was ever issued counts for ever, so its unit needs a price for ever."""
    feed = new_feed("PKR", 8, 10**8)
    units = [("USD", 2, None), ("PKR", 2, feed)]
    limits = {"BOND": 10 * USD, "BILL": CAP}
    programme = new_programme(units, basis=CUMULATIVE, limits=limits)
    for code, unit in (("NEW", "PKR"), ("BILL-1", "USD")):
        token = new_token(code, code[:4] if code != "NEW" else "BOND", unit, programme=programme)
        programme.send("register", token.address, 10_000, sender=market.ministry)
    agent = market.fiscal_agent
    programme.send("issue", code32("NEW"), market.holder, 1_000, sender=agent)
    programme.send("redeem", code32("NEW"), market.holder, 1_000, sender=agent)
    limit = {"assetClass": CLASS, "usedUsd": 10_010_000, "limitUsd": 10 * USD}
    with refuses("ClassLimitExceeded", **limit):
        programme.send("issue", code32("NEW"), market.holder, 1, sender=agent)
    feed.send("behave", 1, sender=market.stranger)
    with refuses("PriceMissing", unit=code32("PKR")):
        programme.send("issue", code32("BILL-1"), market.holder, 1, sender=agent)
