"""How an exchange enters: a graph of milestones, and apart from it the supervisor's standing.

A no-objection certificate (NOC) opens two tracks, goAML registration with the FMU and incorporation
with the SECP. Both must be done before a full licence is applied for; then the licence. An NOC is
not a licence and serves nobody yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from rwa.calendar import Timestamp
from rwa.identifiers import ExchangeName, Party
from rwa.money import MicroUsd


class Milestone(IntEnum):
    """A step of entry; the numbers are the contracts'."""

    NOC = 0
    GOAML = 1
    INCORPORATION = 2
    LICENCE_APPLICATION = 3
    LICENCE = 4

    def __str__(self) -> str:
        return _MILESTONES[self]


class Stage(IntEnum):
    """How far an exchange has come, which decides its limits; incorporation alone changes none."""

    APPLICANT = 0
    NOC = 1
    GOAML = 2
    LICENCE_APPLICANT = 3
    LICENSED = 4

    def __str__(self) -> str:
        return _STAGES[self]


class Status(IntEnum):
    """The supervisor's word on an exchange, apart from what it has reached."""

    UNLISTED = 0
    ACTIVE = 1
    SUSPENDED = 2
    REVOKED = 3

    def __str__(self) -> str:
        return self.name.lower()


Milestones = frozenset[Milestone]

PREREQUISITES: Mapping[Milestone, Milestones] = MappingProxyType(
    {
        Milestone.NOC: frozenset(),
        Milestone.GOAML: frozenset({Milestone.NOC}),
        Milestone.INCORPORATION: frozenset({Milestone.NOC}),
        Milestone.LICENCE_APPLICATION: frozenset({Milestone.GOAML, Milestone.INCORPORATION}),
        Milestone.LICENCE: frozenset({Milestone.LICENCE_APPLICATION}),
    }
)
"""The steps that come right before each."""

_MILESTONES = {
    Milestone.NOC: "NOC",
    Milestone.GOAML: "goAML registration",
    Milestone.INCORPORATION: "SECP incorporation",
    Milestone.LICENCE_APPLICATION: "licence application",
    Milestone.LICENCE: "licence",
}
_STAGES = {
    Stage.APPLICANT: "applicant",
    Stage.NOC: "NOC",
    Stage.GOAML: "goAML registered",
    Stage.LICENCE_APPLICANT: "licence applicant",
    Stage.LICENSED: "licensed",
}
_STATUS_MOVES = frozenset(
    {
        (Status.ACTIVE, Status.SUSPENDED),
        (Status.SUSPENDED, Status.ACTIVE),
        (Status.ACTIVE, Status.REVOKED),
        (Status.SUSPENDED, Status.REVOKED),
    }
)


NO_NOC = Timestamp(0)
"""The NOC expiry of an exchange that was never given one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a stage allows: distinct persons, micro-USD held together, micro-USD of one transfer."""

    customers: int
    exposure_usd: MicroUsd
    transfer_usd: MicroUsd


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange's record.

    `noc_expiry` is the first second at which the NOC no longer holds; zero without one.
    """

    name: ExchangeName
    operator: Party
    milestones: Milestones = frozenset()
    status: Status = Status.UNLISTED
    customers: int = 0
    noc_expiry: Timestamp = NO_NOC

    @property
    def stage(self) -> Stage:
        """The furthest stage its milestones reach."""
        for milestone, stage in _STAGE_OF:
            if milestone in self.milestones:
                return stage
        return Stage.APPLICANT

    def missing(self, milestone: Milestone) -> Milestones:
        """The steps that must still come before `milestone`."""
        return PREREQUISITES[milestone] - self.milestones

    def whitelisted(self, now: int) -> bool:
        """Whether its NOC is held and unexpired at `now` and its standing is active."""
        return self.status is Status.ACTIVE and self.noc_expiry > now


_STAGE_OF = (
    (Milestone.LICENCE, Stage.LICENSED),
    (Milestone.LICENCE_APPLICATION, Stage.LICENCE_APPLICANT),
    (Milestone.GOAML, Stage.GOAML),
    (Milestone.NOC, Stage.NOC),
)


def may_move(status: Status, following: Status) -> bool:
    """Whether the supervisor may move a standing: active and suspended both ways, either to revoked
    for good.
    """
    return (status, following) in _STATUS_MOVES


def milestones_of(mask: int) -> Milestones:
    """The milestones whose bits are set, as the contracts pack them."""
    return frozenset(milestone for milestone in Milestone if mask >> milestone & 1)


def milestones_text(milestones: Iterable[Milestone]) -> str:
    """The milestones in the order of the graph, for people."""
    return " and ".join(str(milestone) for milestone in sorted(milestones))
