"""Orders.execute: an approved change of roles, carried out by anyone, and nothing else."""

from __future__ import annotations

from rwa.roles import Role
from tests.contracts.system import DELAYS, DOCUMENT, Market, emitted, order_id, refuses


def test_t47_execute__not_ordered__refused(market: Market) -> None:
    for grant in (
        ("grantRole", Role.MINISTRY, market.stranger, 0),
        ("setRoleAdmin", Role.MINISTRY, Role.ORACLE),
        ("setTargetClosed", market.orders.address, True),
    ):
        data = market.authority.encode(*grant)
        with refuses("OrderNotApproved", order=order_id(market.authority, data)):
            market.orders.send("execute", data, sender=market.ministry)


def test_t47_execute__too_early__refused(market: Market) -> None:
    grant = ("grantRole", Role.ORACLE, market.stranger, 0)
    order = market.order(market.authority, *grant)
    not_before = market.now + DELAYS["grantRole"]
    market.engine.advance_to(not_before - 1)
    with refuses("OrderTooEarly", order=order, notBefore=not_before, time=not_before - 1):
        market.orders.send("execute", market.authority.encode(*grant), sender=market.ministry)


def test_t47_execute__order_for_another_contract__refused(market: Market) -> None:
    """An order meant for the programme is not carried out on the authority."""
    market.order(market.programme, "setCap", 5)
    market.wait(DELAYS["setCap"])
    data = market.programme.encode("setCap", 5)
    with refuses("OrderNotApproved", order=order_id(market.authority, data)):
        market.orders.send("execute", data, sender=market.ministry)


def test_execute__approved_grant__role_is_held_and_order_used(market: Market) -> None:
    grant = ("grantRole", Role.ORACLE, market.stranger, 0)
    receipt = market.carry_out(market.authority, *grant)
    order = order_id(market.authority, market.authority.encode(*grant))
    assert emitted(receipt, "OrderUsed") == [{"order": order, "document": DOCUMENT}]
    assert [log["account"] for log in emitted(receipt, "RoleGranted")] == [market.stranger]
    market.pkr_feed.send("post", 3_600_000_000_000_001, market.now, sender=market.stranger)
    with refuses("OrderNotApproved", order=order):
        market.orders.send("execute", market.authority.encode(*grant), sender=market.stranger)
