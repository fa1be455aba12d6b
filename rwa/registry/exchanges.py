"""Acts on exchanges: their entry, their standing, and what each stage allows."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.entry import Limits, Milestone, Stage, Status
from rwa.identifiers import DocumentHash
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.rules import exchanges as rules


def enrol(registry: Registry, exchange: str, document: DocumentHash, *, by: str) -> Step:
    """Enrol an exchange that has applied, operated by the account of its own key."""
    directory = registry.directory
    caller = directory.party(by)
    operator = directory.party(exchange)
    directory.name_exchange(exchange, len(registry.ledger.participants.exchanges) + 1)
    request = registry.contract("participants").request(
        "enrol", directory.address(exchange), raw(document), sender=directory.address(by)
    )
    return Step(
        caller,
        "enrol",
        lambda ledger, now: rules.check_enrol(ledger, caller, operator, document, now),
        request,
    )


def set_operator(registry: Registry, exchange: str, operator: str, *, by: str) -> Step:
    """From now on another account acts for the exchange."""
    caller, name = registry.directory.party(by), registry.directory.exchange(exchange)
    party = registry.directory.party(operator)
    return Step(
        caller,
        "set operator",
        lambda ledger, now: rules.check_set_operator(ledger, caller, name, party, now),
        registry.contract("participants").request(
            "setOperator",
            registry.exchange_number(exchange),
            registry.directory.address(operator),
            sender=registry.directory.address(by),
        ),
    )


def grant_noc(
    registry: Registry, exchange: str, expiry: Timestamp, document: DocumentHash, *, by: str
) -> Step:
    """Grant the NOC, which no longer holds from `expiry` on."""
    caller, name = registry.directory.party(by), registry.directory.exchange(exchange)
    return Step(
        caller,
        "grant NOC",
        lambda ledger, now: rules.check_grant_noc(ledger, caller, name, expiry, document, now),
        registry.contract("participants").request(
            "grantNoc",
            registry.exchange_number(exchange),
            expiry,
            raw(document),
            sender=registry.directory.address(by),
        ),
    )


def reach(
    registry: Registry, exchange: str, milestone: Milestone, document: DocumentHash, *, by: str
) -> Step:
    """Record another step of the graph."""
    caller, name = registry.directory.party(by), registry.directory.exchange(exchange)
    return Step(
        caller,
        f"record {milestone}",
        lambda ledger, now: rules.check_reach(ledger, caller, name, milestone, document, now),
        registry.contract("participants").request(
            "reach",
            registry.exchange_number(exchange),
            int(milestone),
            raw(document),
            sender=registry.directory.address(by),
        ),
    )


def set_noc_expiry(
    registry: Registry, exchange: str, expiry: Timestamp, document: DocumentHash, *, by: str
) -> Step:
    """Move the NOC's expiry."""
    caller, name = registry.directory.party(by), registry.directory.exchange(exchange)
    return Step(
        caller,
        "set NOC expiry",
        lambda ledger, now: rules.check_set_noc_expiry(ledger, caller, name, expiry, document, now),
        registry.contract("participants").request(
            "setNocExpiry",
            registry.exchange_number(exchange),
            expiry,
            raw(document),
            sender=registry.directory.address(by),
        ),
    )


def set_status(
    registry: Registry, exchange: str, status: Status, document: DocumentHash, *, by: str
) -> Step:
    """Suspend, reinstate or revoke an exchange."""
    caller, name = registry.directory.party(by), registry.directory.exchange(exchange)
    return Step(
        caller,
        _STATUS_ACTS[status],
        lambda ledger, now: rules.check_set_status(ledger, caller, name, status, document, now),
        registry.contract("participants").request(
            "setStatus",
            registry.exchange_number(exchange),
            int(status),
            raw(document),
            sender=registry.directory.address(by),
        ),
    )


def set_stage_limits(registry: Registry, stage: Stage, limits: Limits, *, by: str) -> Step:
    """Set what a stage allows, by order."""
    caller = registry.directory.party(by)
    request = registry.contract("participants").request(
        "setStageLimits",
        int(stage),
        [limits.customers, limits.exposure_usd, limits.transfer_usd],
        sender=registry.directory.address(by),
    )
    order = registry.order_id(request)
    return Step(
        caller,
        "set stage limits",
        lambda ledger, now: rules.check_set_stage_limits(ledger, caller, order, now),
        request,
    )


def raw(document: DocumentHash) -> bytes:
    """A document's hash as the contracts take it."""
    return bytes.fromhex(document.removeprefix("0x"))


_STATUS_ACTS = {
    Status.UNLISTED: "unlist",
    Status.ACTIVE: "reinstate",
    Status.SUSPENDED: "suspend",
    Status.REVOKED: "revoke",
}
