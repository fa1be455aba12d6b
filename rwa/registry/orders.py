"""Two-party orders: an act is proposed in one capacity and approved in another before it is carried
out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rwa.identifiers import DocumentHash, FunctionName, OrderId
from rwa.ledger.orders import subject_of
from rwa.registry.exchanges import raw
from rwa.registry.service import Registry
from rwa.registry.step import Check, Step
from rwa.roles import Role
from rwa.rules import authority
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
    caller, order = registry.directory.party(by), registry.order_id(act.order_subject)
    subject = subject_of(registry.target(act.order_subject), act.order_subject.data)
    return Step(
        caller,
        f"propose: {act.action}",
        lambda ledger, now: rules.check_propose(
            ledger, caller, order, function, document, capacity, now, subject
        ),
        registry.contract("orders").request(
            "propose",
            act.order_subject.to,
            act.order_subject.data,
            raw(document),
            int(capacity),
            sender=registry.directory.address(by),
        ),
    )


def approve(
    registry: Registry, act: Step, document: DocumentHash, *, by: str, capacity: Role
) -> Step:
    """Approve what was proposed on the strength of a paper."""
    caller, order = registry.directory.party(by), registry.order_id(act.order_subject)
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
    caller, order = registry.directory.party(by), registry.order_id(act.order_subject)
    return Step(
        caller,
        f"withdraw: {act.action}",
        lambda ledger, now: rules.check_cancel(ledger, caller, order, capacity, now),
        registry.contract("orders").request(
            "cancel", raw_order(order), int(capacity), sender=registry.directory.address(by)
        ),
    )


def grant_role(registry: Registry, role: Role, account: str, *, by: str) -> Step:
    """Give an account a role, by order; anyone may carry it out."""
    party = registry.directory.party(account)
    return _change_of_roles(
        registry,
        "grant role",
        ("grantRole", int(role), registry.directory.address(account), 0),
        lambda order: (
            lambda ledger, now: authority.check_grant_role(ledger, role, party, 0, order, now)
        ),
        by,
    )


def revoke_role(registry: Registry, role: Role, account: str, *, by: str) -> Step:
    """Take a role from an account, by order; anyone may carry it out."""
    party = registry.directory.party(account)
    return _change_of_roles(
        registry,
        "revoke role",
        ("revokeRole", int(role), registry.directory.address(account)),
        lambda order: (
            lambda ledger, now: authority.check_revoke_role(ledger, role, party, order, now)
        ),
        by,
    )


def _change_of_roles(
    registry: Registry,
    action: str,
    call: tuple[Any, ...],
    check: Callable[[OrderId], Check],
    by: str,
) -> Step:
    """The book of orders carries the call out as the authority's admin."""
    sender = registry.directory.address(by)
    ordered = registry.contract("authority").request(*call, sender=sender)
    return Step(
        registry.directory.party(by),
        action,
        check(registry.order_id(ordered)),
        registry.contract("orders").request("execute", ordered.data, sender=sender),
        ordered=ordered,
    )


def raw_order(order: OrderId) -> bytes:
    """An order's id as the contracts take it."""
    return bytes.fromhex(order.removeprefix("0x"))
