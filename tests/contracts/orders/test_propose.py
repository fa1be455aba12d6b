"""Orders.propose: who may order what, over exact calldata and on a paper."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import DOCUMENT, Market, emitted, order_id, refuses

CAP_CALL = ("setCap", 5)


def propose(market: Market, data: bytes, role: int, *, document: bytes = DOCUMENT) -> bytes:
    caller = market.of_role(role) if Role.MINISTRY <= role <= Role.ORACLE else market.stranger
    call = (market.programme.address, data, document, role)
    market.orders.send("propose", *call, sender=caller)
    return order_id(market.programme, data)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\xff" * 4, b"\xff" * 36])
def test_propose__selector_without_a_policy__refused(market: Market, data: bytes) -> None:
    with refuses("SelectorNotOrdered", selector=data[:4].ljust(4, b"\0")):
        propose(market, data, Role.MINISTRY)


def test_propose__ordinary_function__refused(market: Market) -> None:
    data = market.programme.encode("issue", b"A", market.holder, 1)
    with refuses("SelectorNotOrdered", selector=data[:4]):
        propose(market, data, Role.MINISTRY)


@pytest.mark.parametrize("role", [0, 3, 4, 5, 6, 7, 8, 255, 256, 257, 2**64 - 1])
def test_t47_propose__capacity_outside_the_policy__refused(market: Market, role: int) -> None:
    data = market.programme.encode(*CAP_CALL)
    with refuses("CapacityRefused", selector=data[:4], capacity=role):
        propose(market, data, role)


def test_t47_propose__capacity_not_held__refused(market: Market) -> None:
    call = (market.programme.address, market.programme.encode(*CAP_CALL), DOCUMENT, Role.MINISTRY)
    for caller in (market.regulator, market.deployer, market.stranger):
        with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
            market.orders.send("propose", *call, sender=caller)


def test_propose__no_document__refused(market: Market) -> None:
    with refuses("DocumentRequired"):
        propose(market, market.programme.encode(*CAP_CALL), Role.MINISTRY, document=bytes(32))


def test_propose__same_call_again__refused_until_cancelled(market: Market) -> None:
    data = market.programme.encode(*CAP_CALL)
    order = propose(market, data, Role.MINISTRY)
    with refuses("OrderPending", order=order):
        propose(market, data, Role.REGULATOR)
    market.orders.send("cancel", order, Role.MINISTRY, sender=market.ministry)
    assert propose(market, data, Role.REGULATOR) == order


def test_propose__accepted__recorded_and_told(market: Market) -> None:
    data = market.programme.encode(*CAP_CALL)
    call = (market.programme.address, data, DOCUMENT, Role.MINISTRY)
    receipt = market.orders.send("propose", *call, sender=market.ministry)
    order = order_id(market.programme, data)
    assert emitted(receipt, "OrderProposed") == [
        {
            "order": order,
            "target": market.programme.address,
            "data": data,
            "document": DOCUMENT,
            "proposer": market.ministry,
            "capacity": Role.MINISTRY,
        }
    ]
    kept = market.orders.call("orders", order)
    assert (kept.document, kept.proposer, kept.capacity) == (
        DOCUMENT,
        market.ministry,
        Role.MINISTRY,
    )
    assert (kept.selector, kept.notBefore) == (data[:4], 0)


def test_order_of__target_or_call_differs__another_id(market: Market) -> None:
    calls = [market.programme.encode("setCap", cap) for cap in (5, 6)]
    ids = {order_id(target, data) for target in (market.programme, market.bond) for data in calls}
    assert len(ids) == 4
