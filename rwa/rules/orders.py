"""Orders of two parties: proposed in one role, approved in another, used after a delay."""

from __future__ import annotations

from collections.abc import Set

from rwa.calendar import Timestamp
from rwa.identifiers import NO_DOCUMENT, DocumentHash, FunctionName, OrderId, Party
from rwa.ledger import Ledger
from rwa.ledger.genesis import Policy
from rwa.ledger.orders import Order
from rwa.refusals.access import (
    CapacityRefused,
    DocumentRequired,
    OrderAlreadyApproved,
    OrderExpired,
    OrderNotApproved,
    OrderPending,
    OrderTooEarly,
    OrderUnknown,
    OtherDocument,
    SecondPartyRequired,
    SelectorNotOrdered,
)
from rwa.roles import Role, role_name
from rwa.rules.access import check_role

VALIDITY = 30 * 86_400
"""Seconds for which an approved order may be used."""


def check_propose(
    ledger: Ledger,
    caller: Party,
    order: OrderId,
    function: FunctionName,
    document: DocumentHash,
    capacity: int,
    now: int,
    subject: int | None = None,
) -> None:
    """A call is proposed under the id `order`; `subject` is the role whose members it changes, if
    it does.

    Raises `SelectorNotOrdered`, `CapacityRefused`, `RoleRequired`, `DocumentRequired` or
    `OrderPending`.
    """
    policy = ledger.genesis.policies.get(function)
    if policy is None:
        raise SelectorNotOrdered(function)
    _check_capacity(ledger, caller, policy, policy.proposers - {subject}, capacity, now)
    if document == NO_DOCUMENT:
        raise DocumentRequired
    if order in ledger.orders.pending:
        raise OrderPending(order)


def check_approve(
    ledger: Ledger,
    caller: Party,
    order: OrderId,
    document: DocumentHash,
    capacity: int,
    now: int,
) -> None:
    """A second party approves what was proposed on the strength of `document`.

    Raises `OrderUnknown`, `CapacityRefused`, `RoleRequired`, `SecondPartyRequired`,
    `OtherDocument` or `OrderAlreadyApproved`.
    """
    proposed = _pending(ledger, order)
    policy = ledger.genesis.policies[proposed.function]
    approvers = policy.approvers - {proposed.subject}
    _check_capacity(ledger, caller, policy, approvers, capacity, now)
    if proposed.proposer == caller or proposed.capacity == capacity:
        raise SecondPartyRequired(order, caller, role_name(capacity))
    if proposed.document != document:
        raise OtherDocument(order, proposed.document, document)
    if proposed.not_before is not None:
        raise OrderAlreadyApproved(order)


def check_cancel(ledger: Ledger, caller: Party, order: OrderId, capacity: int, now: int) -> None:
    """An order is withdrawn in the role in which it was proposed or approved.

    Raises `OrderUnknown`, `CapacityRefused` or `RoleRequired`.
    """
    unused = _pending(ledger, order)
    policy = ledger.genesis.policies[unused.function]
    parties = {unused.capacity, unused.approved_in} - {unused.subject}
    _check_capacity(ledger, caller, policy, parties, capacity, now)


def check_use(ledger: Ledger, order: OrderId, now: int) -> None:
    """An approved order has waited long enough, and not too long.

    Raises `OrderNotApproved`, `OrderTooEarly` or `OrderExpired`.
    """
    approved = ledger.orders.pending.get(order)
    if approved is None or approved.not_before is None:
        raise OrderNotApproved(order)
    if now < approved.not_before:
        raise OrderTooEarly(order, approved.not_before, Timestamp(now))
    expiry = Timestamp(approved.not_before + VALIDITY)
    if now >= expiry:
        raise OrderExpired(order, expiry, Timestamp(now))


def check_ordered(ledger: Ledger, caller: Party, role: Role, order: OrderId, now: int) -> None:
    """A call that takes both a role and an order.

    Raises `RoleRequired`, `OrderNotApproved`, `OrderTooEarly` or `OrderExpired`.
    """
    check_role(ledger, caller, role, now)
    check_use(ledger, order, now)


def _pending(ledger: Ledger, order: OrderId) -> Order:
    if order not in ledger.orders.pending:
        raise OrderUnknown(order)
    return ledger.orders.pending[order]


def _check_capacity(
    ledger: Ledger,
    caller: Party,
    policy: Policy,
    allowed: Set[int | None],
    capacity: int,
    now: int,
) -> None:
    if capacity not in allowed:
        raise CapacityRefused(policy.function, role_name(capacity))
    check_role(ledger, caller, capacity, now)
