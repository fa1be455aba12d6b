"""Orders.cancel: either party to an order may withdraw it, nobody else."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import DELAYS, Market, emitted, refuses

CAP_CALL = ("setCap", 5)


def cancel(market: Market, order: bytes, role: int, sender: str | None = None):
    return market.orders.send("cancel", order, role, sender=sender or market.of_role(role))


def test_cancel__no_such_order__refused(market: Market) -> None:
    with refuses("OrderUnknown", order=b"\1" * 32):
        cancel(market, b"\1" * 32, Role.MINISTRY)


@pytest.mark.parametrize("role", [3, 4, 5, 6])
def test_cancel__capacity_outside_the_policy__refused(market: Market, role: int) -> None:
    order = market.order(market.programme, *CAP_CALL)
    selector = market.programme.encode(*CAP_CALL)[:4]
    with refuses("CapacityRefused", selector=selector, capacity=role):
        cancel(market, order, role)


def test_cancel__capacity_that_took_no_part__refused(market: Market) -> None:
    order = market.order(market.authority, "grantRole", 6, market.stranger, 0)
    selector = market.authority.encode("grantRole", 6, market.stranger, 0)[:4]
    with refuses("CapacityRefused", selector=selector, capacity=Role.FISCAL_AGENT):
        cancel(market, order, Role.FISCAL_AGENT)


def test_cancel__by_an_approver_before_approval__refused(market: Market) -> None:
    order = market.propose(market.programme, *CAP_CALL)
    selector = market.programme.encode(*CAP_CALL)[:4]
    with refuses("CapacityRefused", selector=selector, capacity=Role.REGULATOR):
        cancel(market, order, Role.REGULATOR)


@pytest.mark.parametrize("role", [0, 8, 64, 2**64 - 1])
def test_cancel__capacity_that_is_no_party__refused(market: Market, role: int) -> None:
    order = market.propose(market.programme, *CAP_CALL)
    selector = market.programme.encode(*CAP_CALL)[:4]
    with refuses("CapacityRefused", selector=selector, capacity=role):
        cancel(market, order, role, market.ministry)


def test_cancel__capacity_not_held__refused(market: Market) -> None:
    order = market.order(market.programme, *CAP_CALL)
    for caller in (market.regulator, market.stranger):
        with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
            cancel(market, order, Role.MINISTRY, caller)


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.REGULATOR])
def test_cancel__by_either_party__cannot_be_used(market: Market, role: Role) -> None:
    order = market.order(market.programme, *CAP_CALL)
    receipt = cancel(market, order, role)
    assert emitted(receipt, "OrderCancelled") == [
        {"order": order, "account": market.of_role(role), "capacity": role}
    ]
    market.wait(DELAYS["setCap"])
    with refuses("OrderNotApproved", order=order):
        market.programme.send(*CAP_CALL, sender=market.ministry)


def test_cancel__by_the_successor_in_office__accepted(market: Market) -> None:
    order = market.propose(market.programme, *CAP_CALL)
    market.carry_out(market.authority, "grantRole", Role.MINISTRY, market.stranger, 0)
    cancel(market, order, Role.MINISTRY, market.stranger)
    assert market.orders.call("orders", order).document == bytes(32)


def test_cancel__used_order__refused(market: Market) -> None:
    order = market.order(market.programme, *CAP_CALL)
    market.wait(DELAYS["setCap"])
    market.programme.send(*CAP_CALL, sender=market.ministry)
    with refuses("OrderUnknown", order=order):
        cancel(market, order, Role.MINISTRY)
