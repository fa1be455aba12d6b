"""An exchange's entry, its NOC and its standing: acts of the regulator."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.entry import Exchange, Milestone, Status, may_move
from rwa.identifiers import NO_DOCUMENT, NOBODY, DocumentHash, ExchangeName, OrderId, Party
from rwa.ledger import Ledger
from rwa.ledger.participants import ParticipantBook
from rwa.refusals.entry import (
    EvidenceRequired,
    ExchangeNotWhitelisted,
    ExchangeUnknown,
    ExpiryPast,
    MilestoneRepeated,
    MilestonesMissing,
    NocNeedsExpiry,
    OperatorTaken,
    StatusRefused,
    TooManyExchanges,
)
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.orders import check_ordered

MAX_EXCHANGES = 175


def check_enrol(
    ledger: Ledger, caller: Party, operator: Party, document: DocumentHash, now: int
) -> None:
    """An exchange that has applied is enrolled.

    Raises `RoleRequired`, `EvidenceRequired`, `TooManyExchanges` or `OperatorTaken`.
    """
    check_role(ledger, caller, Role.REGULATOR, now)
    _check_evidence(document)
    if len(ledger.participants.exchanges) >= MAX_EXCHANGES:
        raise TooManyExchanges
    _check_operator_free(ledger.participants, operator, None)


def check_set_operator(
    ledger: Ledger, caller: Party, exchange: ExchangeName, operator: Party, now: int
) -> None:
    """The operator's key is replaced.

    Raises `RoleRequired`, `ExchangeUnknown` or `OperatorTaken`.
    """
    check_role(ledger, caller, Role.REGULATOR, now)
    find_exchange(ledger.participants, exchange)
    _check_operator_free(ledger.participants, operator, exchange)


def check_grant_noc(
    ledger: Ledger,
    caller: Party,
    exchange: ExchangeName,
    expiry: int,
    document: DocumentHash,
    now: int,
) -> None:
    """The NOC is granted, valid before `expiry`.

    Raises `RoleRequired`, `ExchangeUnknown`, `EvidenceRequired`, `StatusRefused`,
    `MilestoneRepeated` or `ExpiryPast`.
    """
    check_role(ledger, caller, Role.REGULATOR, now)
    _check_step(ledger, exchange, Milestone.NOC, document)
    _check_expiry(expiry, now)


def check_reach(
    ledger: Ledger,
    caller: Party,
    exchange: ExchangeName,
    milestone: Milestone,
    document: DocumentHash,
    now: int,
) -> None:
    """Another step of the graph is recorded.

    Raises `RoleRequired`, `NocNeedsExpiry`, `ExchangeUnknown`, `EvidenceRequired`, `StatusRefused`,
    `MilestoneRepeated` or `MilestonesMissing`.
    """
    check_role(ledger, caller, Role.REGULATOR, now)
    if milestone is Milestone.NOC:
        raise NocNeedsExpiry(exchange)
    _check_step(ledger, exchange, milestone, document)


def check_set_noc_expiry(
    ledger: Ledger,
    caller: Party,
    exchange: ExchangeName,
    expiry: int,
    document: DocumentHash,
    now: int,
) -> None:
    """The NOC's expiry moves.

    Raises `RoleRequired`, `ExchangeUnknown`, `EvidenceRequired`, `StatusRefused`, `ExpiryPast`.
    """
    check_role(ledger, caller, Role.REGULATOR, now)
    record = find_exchange(ledger.participants, exchange)
    _check_evidence(document)
    if record.status not in (Status.ACTIVE, Status.SUSPENDED):
        raise StatusRefused(exchange, record.status, record.status)
    _check_expiry(expiry, now)


def check_set_status(
    ledger: Ledger,
    caller: Party,
    exchange: ExchangeName,
    status: Status,
    document: DocumentHash,
    now: int,
) -> None:
    """The standing moves.

    Raises `RoleRequired`, `ExchangeUnknown`, `EvidenceRequired` or `StatusRefused`.
    """
    check_role(ledger, caller, Role.REGULATOR, now)
    record = find_exchange(ledger.participants, exchange)
    _check_evidence(document)
    if not may_move(record.status, status):
        raise StatusRefused(exchange, record.status, status)


def check_set_stage_limits(ledger: Ledger, caller: Party, order: OrderId, now: int) -> None:
    """A stage's limits change. Raises `RoleRequired`, `OrderNotApproved` or `OrderTooEarly`."""
    check_ordered(ledger, caller, Role.REGULATOR, order, now)


def find_exchange(book: ParticipantBook, exchange: ExchangeName) -> Exchange:
    """The exchange's record. Raises `ExchangeUnknown`."""
    if exchange not in book.exchanges:
        raise ExchangeUnknown(exchange)
    return book.exchanges[exchange]


def check_whitelisted(record: Exchange, now: int) -> None:
    """The exchange is whitelisted at `now`. Raises `ExchangeNotWhitelisted`."""
    if not record.whitelisted(now):
        raise ExchangeNotWhitelisted(record.name, record.status, record.noc_expiry)


def _check_step(
    ledger: Ledger, exchange: ExchangeName, milestone: Milestone, document: DocumentHash
) -> None:
    record = find_exchange(ledger.participants, exchange)
    _check_evidence(document)
    if record.status is Status.REVOKED:
        raise StatusRefused(exchange, Status.REVOKED, Status.ACTIVE)
    if milestone in record.milestones:
        raise MilestoneRepeated(exchange, milestone)
    if missing := record.missing(milestone):
        raise MilestonesMissing(exchange, milestone, missing)


def _check_evidence(document: DocumentHash) -> None:
    if document == NO_DOCUMENT:
        raise EvidenceRequired


def _check_expiry(expiry: int, now: int) -> None:
    if expiry <= now:
        raise ExpiryPast(Timestamp(expiry), Timestamp(now))


def _check_operator_free(
    book: ParticipantBook, operator: Party, besides: ExchangeName | None
) -> None:
    """An account that acts, or once acted, for an exchange never acts for another."""
    if operator == NOBODY or book.operated.get(operator, besides) != besides:
        raise OperatorTaken(operator)
