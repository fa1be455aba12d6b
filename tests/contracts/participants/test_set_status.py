"""Participants.setStatus and setNocExpiry: standing, apart from what an exchange has reached."""

from __future__ import annotations

import pytest

from rwa.entry import Status
from rwa.roles import Role
from tests.contracts.system import (
    DAY,
    DOCUMENT,
    FIRST,
    NOC_EXPIRY,
    SECOND,
    Market,
    emitted,
    refuses,
)

ALLOWED = {
    (Status.ACTIVE, Status.SUSPENDED),
    (Status.SUSPENDED, Status.ACTIVE),
    (Status.ACTIVE, Status.REVOKED),
    (Status.SUSPENDED, Status.REVOKED),
}
APPLICANT = 3


@pytest.fixture
def market(market: Market) -> Market:
    """With a third exchange that has only applied."""
    market.participants.send("enrol", market.stranger, DOCUMENT, sender=market.regulator)
    return market


def set_expiry(market: Market, exchange: int, expiry: int, document: bytes = DOCUMENT):
    arguments = (exchange, expiry, document)
    return market.participants.send("setNocExpiry", *arguments, sender=market.regulator)


def exchange_in(market: Market, status: Status) -> int:
    if status is Status.UNLISTED:
        return APPLICANT
    if status is not Status.ACTIVE:
        market.set_status(FIRST, status)
    return FIRST


@pytest.mark.parametrize("actor", ["ministry", "registrar", "operator", "deployer", "stranger"])
def test_set_status__not_the_regulator__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
        market.participants.send("setStatus", FIRST, 2, DOCUMENT, sender=caller)
    with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
        market.participants.send("setNocExpiry", FIRST, NOC_EXPIRY, DOCUMENT, sender=caller)


def test_set_status__no_such_exchange__refused(market: Market) -> None:
    for exchange in (0, 4, 255):
        with refuses("ExchangeUnknown", exchange=exchange):
            market.set_status(exchange, Status.SUSPENDED)
        with refuses("ExchangeUnknown", exchange=exchange):
            set_expiry(market, exchange, NOC_EXPIRY)


def test_set_status__no_document__refused(market: Market) -> None:
    with refuses("EvidenceRequired"):
        market.participants.send("setStatus", FIRST, 2, bytes(32), sender=market.regulator)
    with refuses("EvidenceRequired"):
        set_expiry(market, FIRST, NOC_EXPIRY, bytes(32))


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("following", Status)
def test_t13_set_status__every_pair__only_the_four_moves_pass(
    market: Market, status: Status, following: Status
) -> None:
    exchange = exchange_in(market, status)
    if (status, following) not in ALLOWED:
        with refuses("StatusRefused", exchange=exchange, status=status, next=following):
            market.set_status(exchange, following)
        return
    receipt = market.set_status(exchange, following)
    assert emitted(receipt, "StatusChanged") == [
        {"exchange": exchange, "status": following, "document": DOCUMENT}
    ]
    listed = following is Status.ACTIVE
    assert market.participants.call("isWhitelisted", exchange) is listed
    assert market.participants.call("currentStanding") % 2**176 == 0b100 | listed << exchange


def test_t09_set_status__reinstated_after_the_noc_lapsed__still_not_whitelisted(
    market: Market,
) -> None:
    market.set_status(FIRST, Status.SUSPENDED)
    market.engine.advance_to(NOC_EXPIRY)
    market.set_status(FIRST, Status.ACTIVE)
    refused = {"exchange": FIRST, "status": Status.ACTIVE, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        market.participants.call("requireWhitelisted", FIRST)


@pytest.mark.parametrize("status", [Status.UNLISTED, Status.REVOKED])
def test_set_noc_expiry__no_noc_in_force__refused(market: Market, status: Status) -> None:
    exchange = exchange_in(market, status)
    with refuses("StatusRefused", exchange=exchange, status=status, next=status):
        set_expiry(market, exchange, NOC_EXPIRY)


def test_set_noc_expiry__not_ahead__refused(market: Market) -> None:
    for expiry in (0, market.now - 1, market.now):
        with refuses("ExpiryPast", expiry=expiry, time=market.now):
            set_expiry(market, FIRST, expiry)


@pytest.mark.parametrize("expiry", [NOC_EXPIRY - 100 * DAY, NOC_EXPIRY + 100 * DAY, 2**40 - 1])
def test_t09_set_noc_expiry__earlier_or_later__holds_to_the_second(
    market: Market, expiry: int
) -> None:
    receipt = set_expiry(market, FIRST, expiry)
    assert emitted(receipt, "NocExpirySet") == [
        {"exchange": FIRST, "expiry": expiry, "document": DOCUMENT}
    ]
    standing = market.participants.call("currentStanding")
    assert standing >> 176 & (2**40 - 1) == min(expiry, NOC_EXPIRY)
    if expiry == 2**40 - 1:
        return
    market.engine.advance_to(expiry - 1)
    assert market.participants.call("isWhitelisted", FIRST) is True
    market.engine.advance_to(expiry)
    assert market.participants.call("isWhitelisted", FIRST) is False


def test_t09_set_noc_expiry__lapsed_noc_extended__whitelisted_again(market: Market) -> None:
    market.engine.advance_to(NOC_EXPIRY)
    market.participants.send("refreshStanding", sender=market.stranger)
    assert market.participants.call("currentStanding") % 2**176 == 0
    set_expiry(market, SECOND, NOC_EXPIRY + 1)
    assert market.participants.call("currentStanding") % 2**176 == 1 << SECOND
    assert market.participants.call("isWhitelisted", SECOND) is True


def test_set_noc_expiry__suspended_exchange__moved_but_not_reinstated(market: Market) -> None:
    market.set_status(FIRST, Status.SUSPENDED)
    set_expiry(market, FIRST, NOC_EXPIRY + 1)
    assert market.participants.call("exchangeOf", FIRST).nocExpiry == NOC_EXPIRY + 1
    assert market.participants.call("isWhitelisted", FIRST) is False
