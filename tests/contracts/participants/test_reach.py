"""Participants.grantNoc and reach: the graph of entry, each step once and in its place (T13)."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest

from rwa.entry import PREREQUISITES, Milestone, Stage, Status
from rwa.roles import Role
from tests.contracts.system import (
    DOCUMENT,
    FIRST,
    NOC_EXPIRY,
    Market,
    emitted,
    refuses,
)

LATER = [milestone for milestone in Milestone if milestone is not Milestone.NOC]


@pytest.fixture
def applicant(market: Market) -> int:
    """An exchange that has applied and has nothing yet."""
    market.participants.send("enrol", market.stranger, DOCUMENT, sender=market.regulator)
    return int(market.participants.call("exchangeCount"))


def grant_noc(market: Market, exchange: int, expiry: int = NOC_EXPIRY, document: bytes = DOCUMENT):
    arguments = (exchange, expiry, document)
    return market.participants.send("grantNoc", *arguments, sender=market.regulator)


def bits(milestones) -> int:
    return sum(1 << milestone for milestone in milestones)


@pytest.mark.parametrize("actor", ["ministry", "registrar", "operator", "deployer", "stranger"])
def test_t13_step__not_the_regulator__refused(market: Market, applicant: int, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
        market.participants.send("grantNoc", applicant, NOC_EXPIRY, DOCUMENT, sender=caller)
    with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
        market.participants.send("reach", applicant, Milestone.GOAML, DOCUMENT, sender=caller)


def test_t13_step__no_such_exchange__refused(market: Market) -> None:
    for exchange in (0, 3, 255):
        with refuses("ExchangeUnknown", exchange=exchange):
            grant_noc(market, exchange)
        with refuses("ExchangeUnknown", exchange=exchange):
            market.reach(exchange, Milestone.GOAML)


def test_t13_step__no_document__refused(market: Market, applicant: int) -> None:
    with refuses("EvidenceRequired"):
        grant_noc(market, applicant, document=bytes(32))
    with refuses("EvidenceRequired"):
        market.participants.send(
            "reach", applicant, Milestone.GOAML, bytes(32), sender=market.regulator
        )


def test_t13_reach__noc__refused_because_it_needs_an_expiry(market: Market, applicant: int) -> None:
    with refuses("NocNeedsExpiry", exchange=applicant):
        market.reach(applicant, Milestone.NOC)


@pytest.mark.parametrize("expiry", [0, 1, -1, -60])
def test_t09_grant_noc__expiry_not_ahead__refused(
    market: Market, applicant: int, expiry: int
) -> None:
    given = expiry if expiry >= 0 else market.now + 1 + expiry
    with refuses("ExpiryPast", expiry=given, time=market.now):
        grant_noc(market, applicant, given)


def test_t09_grant_noc__expiry_one_second_ahead__whitelisted_for_that_second(
    market: Market, applicant: int
) -> None:
    grant_noc(market, applicant, market.now + 1)
    assert market.participants.call("isWhitelisted", applicant) is True
    market.wait(1)
    assert market.participants.call("isWhitelisted", applicant) is False


@pytest.mark.parametrize("milestone", Milestone)
def test_t13_step__revoked_exchange__refused(market: Market, milestone: Milestone) -> None:
    market.set_status(FIRST, Status.REVOKED)
    refused = {"exchange": FIRST, "status": Status.REVOKED, "next": Status.ACTIVE}
    with refuses("StatusRefused", **refused):
        if milestone is Milestone.NOC:
            grant_noc(market, FIRST)
        else:
            market.reach(FIRST, milestone)


@pytest.mark.parametrize(
    "held", [set(each) for size in range(6) for each in combinations(Milestone, size)]
)
def test_t13_step__from_every_state_of_the_graph__as_the_graph_says(
    market: Market, applicant: int, held: set[Milestone]
) -> None:
    """All 32 sets of milestones; those that cannot come about are shown not to."""
    reached: set[Milestone] = set()
    for milestone in sorted(held):
        missing = PREREQUISITES[milestone] - reached
        if missing:
            refused = {"exchange": applicant, "milestone": milestone, "missing": bits(missing)}
            with refuses("MilestonesMissing", **refused):
                market.reach(applicant, milestone)
            return
        _step(market, applicant, milestone)
        reached.add(milestone)
    assert market.participants.call("exchangeOf", applicant).milestones == bits(reached)
    for milestone in reached:
        with refuses("MilestoneRepeated", exchange=applicant, milestone=milestone):
            _step(market, applicant, milestone)


def test_t13_reach__noc_then_each_order_of_the_two_tracks__same_end(
    market: Market, applicant: int
) -> None:
    grant_noc(market, applicant)
    for order in permutations((Milestone.GOAML, Milestone.INCORPORATION)):
        with market.undone():
            for milestone in (*order, Milestone.LICENCE_APPLICATION, Milestone.LICENCE):
                receipt = market.reach(applicant, milestone)
                assert emitted(receipt, "MilestoneReached") == [
                    {"exchange": applicant, "milestone": milestone, "document": DOCUMENT}
                ]
            assert market.participants.call("stageOf", applicant) == Stage.LICENSED


def test_t13_reach__step_by_step__stage_rises_but_not_by_incorporation(
    market: Market, applicant: int
) -> None:
    stages = [market.participants.call("stageOf", applicant)]
    for milestone in (
        Milestone.NOC,
        Milestone.INCORPORATION,
        Milestone.GOAML,
        Milestone.LICENCE_APPLICATION,
        Milestone.LICENCE,
    ):
        _step(market, applicant, milestone)
        stages.append(market.participants.call("stageOf", applicant))
    assert stages == [
        Stage.APPLICANT,
        Stage.NOC,
        Stage.NOC,
        Stage.GOAML,
        Stage.LICENCE_APPLICANT,
        Stage.LICENSED,
    ]


def test_reach__suspended_exchange__goes_on(market: Market) -> None:
    market.set_status(FIRST, Status.SUSPENDED)
    market.reach(FIRST, Milestone.INCORPORATION)
    milestones = market.participants.call("exchangeOf", FIRST).milestones
    assert milestones == bits((Milestone.NOC, Milestone.GOAML, Milestone.INCORPORATION))


def test_grant_noc__accepted__active_listed_and_told(market: Market, applicant: int) -> None:
    receipt = grant_noc(market, applicant)
    assert [log.event for log in receipt.logs] == [
        "StandingChanged",
        "MilestoneReached",
        "NocExpirySet",
        "StatusChanged",
    ]
    assert emitted(receipt, "NocExpirySet") == [
        {"exchange": applicant, "expiry": NOC_EXPIRY, "document": DOCUMENT}
    ]
    record = market.participants.call("exchangeOf", applicant)
    assert (record.status, record.nocExpiry) == (Status.ACTIVE, NOC_EXPIRY)
    standing = market.participants.call("currentStanding")
    assert emitted(receipt, "StandingChanged") == [{"standing": standing}]
    assert standing % 2**176 == 0b1110


def _step(market: Market, exchange: int, milestone: Milestone) -> None:
    if milestone is Milestone.NOC:
        grant_noc(market, exchange)
    else:
        market.reach(exchange, milestone)
