"""Orders.approve: another account in another role, once."""

from __future__ import annotations

import pytest

from rwa.chain.deployment import keccak
from rwa.roles import Role
from tests.contracts.system import DAY, DELAYS, DOCUMENT, Market, emitted, refuses

CAP_CALL = ("setCap", 5)


def test_approve__no_such_order__refused(market: Market) -> None:
    with refuses("OrderUnknown", order=b"\1" * 32):
        market.approve(b"\1" * 32, Role.REGULATOR)


@pytest.mark.parametrize("role", [0, 3, 4, 5, 6, 7, 8, 2**64 - 1])
def test_t47_approve__capacity_outside_the_policy__refused(market: Market, role: int) -> None:
    order = market.propose(market.programme, *CAP_CALL)
    selector = market.programme.encode(*CAP_CALL)[:4]
    with refuses("CapacityRefused", selector=selector, capacity=role):
        market.approve(order, role, market.regulator)


def test_t47_approve__capacity_not_held__refused(market: Market) -> None:
    order = market.propose(market.programme, *CAP_CALL)
    for caller in (market.ministry, market.registrar, market.deployer, market.stranger):
        with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
            market.approve(order, Role.REGULATOR, caller)


def test_t47_approve__same_account_same_role__refused(market: Market) -> None:
    order = market.propose(market.programme, *CAP_CALL)
    refused = {"order": order, "account": market.ministry, "capacity": Role.MINISTRY}
    with refuses("SecondPartyRequired", **refused):
        market.approve(order, Role.MINISTRY)


def test_t47_approve__same_account_in_two_roles__refused(market: Market) -> None:
    market.carry_out(market.authority, "grantRole", Role.REGULATOR, market.ministry, 0)
    order = market.propose(market.programme, *CAP_CALL)
    refused = {"order": order, "account": market.ministry, "capacity": Role.REGULATOR}
    with refuses("SecondPartyRequired", **refused):
        market.approve(order, Role.REGULATOR, market.ministry)


def test_t47_approve__another_account_of_the_same_role__refused(market: Market) -> None:
    market.carry_out(market.authority, "grantRole", Role.MINISTRY, market.stranger, 0)
    order = market.propose(market.programme, *CAP_CALL)
    refused = {"order": order, "account": market.stranger, "capacity": Role.MINISTRY}
    with refuses("SecondPartyRequired", **refused):
        market.approve(order, Role.MINISTRY, market.stranger)


def test_t47_approve__another_paper_than_proposed__refused(market: Market) -> None:
    """The proposer cannot put another paper under a call that is about to be approved."""
    first = market.propose(market.programme, *CAP_CALL)
    market.orders.send("cancel", first, Role.MINISTRY, sender=market.ministry)
    other = keccak(b"another paper")
    order = market.propose(market.programme, *CAP_CALL, document=other)
    with refuses("OtherDocument", order=order, document=other, named=DOCUMENT):
        market.approve(order, Role.REGULATOR)
    market.approve(order, Role.REGULATOR, document=other)


def test_approve__approved_before__refused(market: Market) -> None:
    order = market.order(market.programme, *CAP_CALL)
    with refuses("OrderAlreadyApproved", order=order):
        market.approve(order, Role.REGULATOR)


@pytest.mark.parametrize("function", DELAYS)
def test_t47_approve__accepted__waits_the_delay_of_its_policy(
    market: Market, function: str
) -> None:
    target, arguments = _calls(market)[function]
    order = market.propose(target, function, *arguments)
    approver = Role.MINISTRY if function == "setStageLimits" else Role.REGULATOR
    receipt = market.approve(order, approver)
    not_before = market.now + DELAYS[function]
    assert emitted(receipt, "OrderApproved") == [
        {
            "order": order,
            "approver": market.of_role(approver),
            "capacity": approver,
            "notBefore": not_before,
        }
    ]
    assert market.orders.call("orders", order).notBefore == not_before


def test_t47_delays__by_function__cap_longest_and_orders_of_courts_at_once() -> None:
    assert DELAYS == {
        "setCap": 2 * DAY,
        "setClassLimit": DAY,
        "setUnit": DAY,
        "setStageLimits": DAY,
        "forcedTransfer": 0,
        "replaceWallet": 0,
        "grantRole": DAY,
        "revokeRole": DAY,
    }


def _calls(market: Market) -> dict:
    programme, participants = market.programme, market.participants
    return {
        "setCap": (programme, (5,)),
        "setClassLimit": (programme, (b"BOND", 5)),
        "setUnit": (programme, ((b"USD", 2, "0x" + "00" * 20, 0),)),
        "setStageLimits": (participants, (1, (1, 2, 3))),
        "forcedTransfer": (market.bond, (market.holder, market.other_holder, 1)),
        "replaceWallet": (participants, (market.holder, market.other_holder)),
        "grantRole": (market.authority, (6, market.stranger, 0)),
        "revokeRole": (market.authority, (6, market.stranger)),
    }
