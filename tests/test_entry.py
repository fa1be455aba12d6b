"""The graph of entry, in every order in which its steps could be taken."""

from __future__ import annotations

from itertools import permutations

import pytest

from rwa.entry import (
    PREREQUISITES,
    Exchange,
    Milestone,
    Stage,
    Status,
    may_move,
    milestones_of,
    milestones_text,
)
from rwa.identifiers import ExchangeName, Party


def exchange(*milestones: Milestone, status: Status = Status.ACTIVE, expiry: int = 100) -> Exchange:
    return Exchange(
        ExchangeName("X"),
        Party("operator"),
        frozenset(milestones),
        status,
        0,
        expiry,  # type: ignore[arg-type]
    )


def test_t13__every_order_of_the_steps__only_the_graphs_two_pass() -> None:
    passed = [order for order in permutations(Milestone) if _passes(order)]
    first, last = (Milestone.NOC,), (Milestone.LICENCE_APPLICATION, Milestone.LICENCE)
    tracks = (Milestone.GOAML, Milestone.INCORPORATION)
    assert passed == [first + tracks + last, first + tracks[::-1] + last]


def test_missing__licence_application_on_one_track__the_other() -> None:
    record = exchange(Milestone.NOC, Milestone.GOAML)
    assert record.missing(Milestone.LICENCE_APPLICATION) == {Milestone.INCORPORATION}
    assert milestones_text(exchange().missing(Milestone.LICENCE_APPLICATION)) == (
        "goAML registration and SECP incorporation"
    )


@pytest.mark.parametrize(
    ("milestones", "stage"),
    [
        ((), Stage.APPLICANT),
        ((Milestone.NOC,), Stage.NOC),
        ((Milestone.NOC, Milestone.INCORPORATION), Stage.NOC),
        ((Milestone.NOC, Milestone.GOAML), Stage.GOAML),
        (tuple(Milestone)[:4], Stage.LICENCE_APPLICANT),
        (tuple(Milestone), Stage.LICENSED),
    ],
)
def test_stage__milestones__furthest_reached(
    milestones: tuple[Milestone, ...], stage: Stage
) -> None:
    assert exchange(*milestones).stage is stage


def test_t09__whitelisted__until_the_second_of_expiry() -> None:
    record = exchange(Milestone.NOC, expiry=100)
    assert record.whitelisted(99)
    assert not record.whitelisted(100)


@pytest.mark.parametrize("status", [Status.UNLISTED, Status.SUSPENDED, Status.REVOKED])
def test_whitelisted__standing_not_active__no(status: Status) -> None:
    assert not exchange(Milestone.NOC, status=status).whitelisted(0)


def test_standing__moves__active_and_suspended_both_ways_revoked_for_good() -> None:
    moves = {(a, b) for a in Status for b in Status if may_move(a, b)}
    active, suspended, revoked = Status.ACTIVE, Status.SUSPENDED, Status.REVOKED
    both_ways = {(active, suspended), (suspended, active)}
    assert moves == both_ways | {(active, revoked), (suspended, revoked)}


def test_milestones_of__bits__as_the_contracts_pack_them() -> None:
    assert milestones_of(0b00101) == {Milestone.NOC, Milestone.INCORPORATION}
    assert milestones_of(0) == frozenset()
    assert set(PREREQUISITES) == set(Milestone)


def _passes(order: tuple[Milestone, ...]) -> bool:
    taken: list[Milestone] = []
    for milestone in order:
        if exchange(*taken).missing(milestone):
            return False
        taken.append(milestone)
    return True
