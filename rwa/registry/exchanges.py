"""Acts on exchanges: their entry, their standing, and what each stage allows."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.entry import Limits, Milestone, Stage, Status
from rwa.identifiers import DocumentHash
from rwa.registry.service import Registry
from rwa.registry.step import Step, raw
from rwa.rules import exchanges as rules

CONTRACT = "participants"


def enrol(registry: Registry, exchange: str, document: DocumentHash, *, by: str) -> Step:
    """Enrol an exchange that has applied, operated by the account of its own key."""
    directory = registry.directory
    operator = directory.party(exchange)
    directory.name_exchange(exchange, len(registry.ledger.participants.exchanges) + 1)
    return registry.step(
        by,
        "enrol",
        CONTRACT,
        ("enrol", directory.address(exchange), raw(document)),
        lambda ledger, caller, now: rules.check_enrol(ledger, caller, operator, document, now),
    )


def set_operator(registry: Registry, exchange: str, operator: str, *, by: str) -> Step:
    """From now on another account acts for the exchange."""
    name, party = registry.directory.exchange(exchange), registry.directory.party(operator)
    number, address = registry.exchange_number(exchange), registry.directory.address(operator)
    return registry.step(
        by,
        "set operator",
        CONTRACT,
        ("setOperator", number, address),
        lambda ledger, caller, now: rules.check_set_operator(ledger, caller, name, party, now),
    )


def grant_noc(
    registry: Registry, exchange: str, expiry: Timestamp, document: DocumentHash, *, by: str
) -> Step:
    """Grant the NOC, which no longer holds from `expiry` on."""
    name, number = registry.directory.exchange(exchange), registry.exchange_number(exchange)
    return registry.step(
        by,
        "grant NOC",
        CONTRACT,
        ("grantNoc", number, expiry, raw(document)),
        lambda ledger, caller, now: rules.check_grant_noc(
            ledger, caller, name, expiry, document, now
        ),
    )


def reach(
    registry: Registry, exchange: str, milestone: Milestone, document: DocumentHash, *, by: str
) -> Step:
    """Record another step of the graph."""
    name, number = registry.directory.exchange(exchange), registry.exchange_number(exchange)
    return registry.step(
        by,
        f"record {milestone}",
        CONTRACT,
        ("reach", number, int(milestone), raw(document)),
        lambda ledger, caller, now: rules.check_reach(
            ledger, caller, name, milestone, document, now
        ),
    )


def set_noc_expiry(
    registry: Registry, exchange: str, expiry: Timestamp, document: DocumentHash, *, by: str
) -> Step:
    """Move the NOC's expiry."""
    name, number = registry.directory.exchange(exchange), registry.exchange_number(exchange)
    return registry.step(
        by,
        "set NOC expiry",
        CONTRACT,
        ("setNocExpiry", number, expiry, raw(document)),
        lambda ledger, caller, now: rules.check_set_noc_expiry(
            ledger, caller, name, expiry, document, now
        ),
    )


def set_status(
    registry: Registry, exchange: str, status: Status, document: DocumentHash, *, by: str
) -> Step:
    """Suspend, reinstate or revoke an exchange."""
    name, number = registry.directory.exchange(exchange), registry.exchange_number(exchange)
    return registry.step(
        by,
        _STATUS_ACTS[status],
        CONTRACT,
        ("setStatus", number, int(status), raw(document)),
        lambda ledger, caller, now: rules.check_set_status(
            ledger, caller, name, status, document, now
        ),
    )


def set_stage_limits(registry: Registry, stage: Stage, limits: Limits, *, by: str) -> Step:
    """Set what a stage allows, by order."""
    raw_limits = [limits.customers, limits.exposure_usd, limits.transfer_usd]
    return registry.ordered_step(
        by,
        "set stage limits",
        CONTRACT,
        ("setStageLimits", int(stage), raw_limits),
        rules.check_set_stage_limits,
    )


_STATUS_ACTS = {
    Status.UNLISTED: "unlist",
    Status.ACTIVE: "reinstate",
    Status.SUSPENDED: "suspend",
    Status.REVOKED: "revoke",
}
