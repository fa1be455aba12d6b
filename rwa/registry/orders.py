"""Two-party orders: an act is proposed in one capacity and approved in another before it is carried
out.
"""

from __future__ import annotations

from rwa.identifiers import DocumentHash, FunctionName, OrderId
from rwa.ledger.orders import subject_of
from rwa.registry.service import Registry
from rwa.registry.step import Step, raw
from rwa.roles import Role
from rwa.rules import authority
from rwa.rules import orders as rules

CONTRACT = "orders"


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
    about = act.order_subject
    order, subject = registry.order_id(about), subject_of(registry.target(about), about.data)
    return registry.step(
        by,
        f"propose: {act.action}",
        CONTRACT,
        ("propose", about.to, about.data, raw(document), int(capacity)),
        lambda ledger, caller, now: rules.check_propose(
            ledger, caller, order, function, document, capacity, now, subject
        ),
    )


def approve(
    registry: Registry, act: Step, document: DocumentHash, *, by: str, capacity: Role
) -> Step:
    """Approve what was proposed on the strength of a paper."""
    order = registry.order_id(act.order_subject)
    return registry.step(
        by,
        f"approve: {act.action}",
        CONTRACT,
        ("approve", _raw_order(order), raw(document), int(capacity)),
        lambda ledger, caller, now: rules.check_approve(
            ledger, caller, order, document, capacity, now
        ),
    )


def withdraw(registry: Registry, act: Step, *, by: str, capacity: Role) -> Step:
    """Withdraw what was proposed and not yet used."""
    order = registry.order_id(act.order_subject)
    return registry.step(
        by,
        f"withdraw: {act.action}",
        CONTRACT,
        ("cancel", _raw_order(order), int(capacity)),
        lambda ledger, caller, now: rules.check_cancel(ledger, caller, order, capacity, now),
    )


def grant_role(registry: Registry, role: Role, account: str, *, by: str) -> Step:
    """Give an account a role, by order; anyone may carry it out."""
    party, address = registry.directory.party(account), registry.directory.address(account)
    ordered = registry.contract("authority").request("grantRole", int(role), address, 0)
    order = registry.order_id(ordered)
    return registry.step(
        by,
        "grant role",
        CONTRACT,
        ("execute", ordered.data),
        lambda ledger, _, now: authority.check_grant_role(ledger, role, party, 0, order, now),
        ordered=ordered,
    )


def revoke_role(registry: Registry, role: Role, account: str, *, by: str) -> Step:
    """Take a role from an account, by order; anyone may carry it out."""
    party, address = registry.directory.party(account), registry.directory.address(account)
    ordered = registry.contract("authority").request("revokeRole", int(role), address)
    order = registry.order_id(ordered)
    return registry.step(
        by,
        "revoke role",
        CONTRACT,
        ("execute", ordered.data),
        lambda ledger, _, now: authority.check_revoke_role(ledger, role, party, order, now),
        ordered=ordered,
    )


def _raw_order(order: OrderId) -> bytes:
    return bytes.fromhex(order.removeprefix("0x"))
