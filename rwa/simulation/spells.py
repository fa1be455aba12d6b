"""What lasts for a time: each spell is one finding, from when it began, at its highest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from rwa.calendar import Timestamp
from rwa.findings import Finding


class Excess(Protocol):
    """Something that stands too high, or too low."""

    @property
    def subject(self) -> str:
        """What does."""

    @property
    def excess(self) -> int:
        """By how much."""


T = TypeVar("T", bound=Excess)


@dataclass(slots=True)
class _Spell(Generic[T]):
    """An excess from when it was first seen, at its highest, and its place among the findings."""

    place: int
    since: Timestamp
    highest: T


class SpellWatch(Generic[T]):
    """Keeps a trial's findings about excesses of one kind; it is shown them after every directive.

    `standing` tells of one that lasts since a time, `ended` of one that lasted from one time to
    another.
    """

    def __init__(
        self,
        findings: list[tuple[Timestamp, Finding]],
        standing: Callable[[T, Timestamp], Finding],
        ended: Callable[[T, Timestamp, Timestamp], Finding],
    ) -> None:
        self._findings = findings
        self._standing = standing
        self._ended = ended
        self._spells: dict[str, _Spell[T]] = {}

    def look(self, excesses: Iterable[T], now: Timestamp) -> None:
        """Note what begins, goes higher or has ended by `now`."""
        standing = {each.subject: each for each in excesses}
        for subject in [each for each in self._spells if each not in standing]:
            spell = self._spells.pop(subject)
            self._write(spell, self._ended(spell.highest, spell.since, now))
        for subject, excess in standing.items():
            spell = self._spells.setdefault(subject, _Spell(len(self._findings), now, excess))
            if excess.excess > spell.highest.excess:
                spell.highest = excess
            self._write(spell, self._standing(spell.highest, spell.since))

    def _write(self, spell: _Spell[T], finding: Finding) -> None:
        self._findings[spell.place : spell.place + 1] = [(spell.since, finding)]
