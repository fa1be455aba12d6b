"""Acts on exchanges: their entry, their standing, their operators."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.entry import Limits, Milestone, Stage, Status
from rwa.identifiers import DocumentHash, ExchangeName, Party
from rwa.rules import exchanges as rules
from tests.machine import cast
from tests.machine.world import Act, World


def number(exchange: str) -> int:
    """An exchange's number on chain; those without a name of their own say it."""
    if exchange in cast.EXCHANGES:
        return cast.EXCHANGES.index(exchange) + 1
    return int(exchange.removeprefix("exchange "))


def raw(document: DocumentHash) -> bytes:
    """A document's hash as the contracts take it."""
    return bytes.fromhex(document[2:])


def enrol(world: World, caller: Party, operator: Party, document: DocumentHash) -> Act:
    return Act(
        "enrol",
        lambda ledger, now: rules.check_enrol(ledger, caller, operator, document, now),
        world.contract("participants").request(
            "enrol", world.address(operator), raw(document), sender=world.address(caller)
        ),
    )


def set_operator(world: World, caller: Party, exchange: ExchangeName, operator: Party) -> Act:
    return Act(
        "set operator",
        lambda ledger, now: rules.check_set_operator(ledger, caller, exchange, operator, now),
        world.contract("participants").request(
            "setOperator", number(exchange), world.address(operator), sender=world.address(caller)
        ),
    )


def grant_noc(
    world: World, caller: Party, exchange: ExchangeName, expiry: int, document: DocumentHash
) -> Act:
    return Act(
        "grant NOC",
        lambda ledger, now: rules.check_grant_noc(ledger, caller, exchange, expiry, document, now),
        world.contract("participants").request(
            "grantNoc", number(exchange), expiry, raw(document), sender=world.address(caller)
        ),
    )


def reach(
    world: World,
    caller: Party,
    exchange: ExchangeName,
    milestone: Milestone,
    document: DocumentHash,
) -> Act:
    return Act(
        "reach milestone",
        lambda ledger, now: rules.check_reach(ledger, caller, exchange, milestone, document, now),
        world.contract("participants").request(
            "reach",
            number(exchange),
            int(milestone),
            raw(document),
            sender=world.address(caller),
        ),
    )


def set_noc_expiry(
    world: World, caller: Party, exchange: ExchangeName, expiry: int, document: DocumentHash
) -> Act:
    return Act(
        "set NOC expiry",
        lambda ledger, now: rules.check_set_noc_expiry(
            ledger, caller, exchange, Timestamp(expiry), document, now
        ),
        world.contract("participants").request(
            "setNocExpiry", number(exchange), expiry, raw(document), sender=world.address(caller)
        ),
    )


_STANDINGS = {
    Status.UNLISTED: "unlist",
    Status.ACTIVE: "reinstate",
    Status.SUSPENDED: "suspend",
    Status.REVOKED: "revoke",
}


def set_status(
    world: World, caller: Party, exchange: ExchangeName, status: Status, document: DocumentHash
) -> Act:
    return Act(
        _STANDINGS[status],
        lambda ledger, now: rules.check_set_status(ledger, caller, exchange, status, document, now),
        world.contract("participants").request(
            "setStatus", number(exchange), int(status), raw(document), sender=world.address(caller)
        ),
    )


def set_stage_limits(world: World, caller: Party, stage: Stage, limits: Limits) -> Act:
    request = world.contract("participants").request(
        "setStageLimits",
        int(stage),
        [limits.customers, limits.exposure_usd, limits.transfer_usd],
        sender=world.address(caller),
    )
    order = world.order_id(request)
    return Act(
        "set stage limits",
        lambda ledger, now: rules.check_set_stage_limits(ledger, caller, order, now),
        request,
    )


def refresh_standing(world: World, caller: Party) -> Act:
    return Act(
        "refresh standing",
        lambda ledger, now: None,
        world.contract("participants").request("refreshStanding", sender=world.address(caller)),
    )
