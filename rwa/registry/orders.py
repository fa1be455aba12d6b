"""Two-party orders: an act is proposed in one capacity and approved in another before it is carried
out.
"""

from __future__ import annotations

from rwa.identifiers import DocumentHash, FunctionName, OrderId
from rwa.registry.exchanges import raw
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.roles import Role
from rwa.rules import orders as rules


def propose(
    registry: Registry,
    act: Step,
    function: FunctionName,
    document: DocumentHash,
    *,
    by: str,
    capacity: Role,
) -> Step:
    """Propose an act on the strength of a paper."""
    caller, order = registry.directory.party(by), registry.order_id(act.request)
    return Step(
        caller,
        f"propose: {act.action}",
        lambda ledger, now: rules.check_propose(
            ledger, caller, order, function, document, capacity, now
        ),
        registry.contract("orders").request(
            "propose",
            act.request.to,
            act.request.data,
            raw(document),
            int(capacity),
            sender=registry.directory.address(by),
        ),
    )


def approve(
    registry: Registry, act: Step, document: DocumentHash, *, by: str, capacity: Role
) -> Step:
    """Approve what was proposed on the strength of a paper."""
    caller, order = registry.directory.party(by), registry.order_id(act.request)
    return Step(
        caller,
        f"approve: {act.action}",
        lambda ledger, now: rules.check_approve(ledger, caller, order, document, capacity, now),
        registry.contract("orders").request(
            "approve",
            raw_order(order),
            raw(document),
            int(capacity),
            sender=registry.directory.address(by),
        ),
    )


def withdraw(registry: Registry, act: Step, *, by: str, capacity: Role) -> Step:
    """Withdraw what was proposed and not yet used."""
    caller, order = registry.directory.party(by), registry.order_id(act.request)
    return Step(
        caller,
        f"withdraw: {act.action}",
        lambda ledger, now: rules.check_cancel(ledger, caller, order, capacity, now),
        registry.contract("orders").request(
            "cancel", raw_order(order), int(capacity), sender=registry.directory.address(by)
        ),
    )


def raw_order(order: OrderId) -> bytes:
    """An order's id as the contracts take it."""
    return bytes.fromhex(order.removeprefix("0x"))
