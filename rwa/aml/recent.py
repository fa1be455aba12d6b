"""What a rule remembers: the latest movements of each person, so many at most and no older than a
span.
"""

from __future__ import annotations

from collections import deque
from typing import Generic, Protocol, TypeVar

from rwa.calendar import Timestamp
from rwa.identifiers import Identity


class Timed(Protocol):
    """Something with a time."""

    @property
    def time(self) -> Timestamp:
        """When it was."""


Entry = TypeVar("Entry", bound=Timed)


class Recent(Generic[Entry]):
    """Movements by person: of each the latest `kept`, and none more than `seconds` before the time
    asked about.
    """

    def __init__(self, seconds: int, kept: int) -> None:
        self._seconds = seconds
        self._kept = kept
        self._by_person: dict[Identity, deque[Entry]] = {}

    def of(self, person: Identity, time: int) -> deque[Entry]:
        """A person's movements that are still recent, the oldest first; they are the rule's to
        change.
        """
        movements = self._by_person.get(person)
        if movements is None:
            movements = self._by_person[person] = deque(maxlen=self._kept)
        earliest = time - self._seconds
        while movements and movements[0].time < earliest:
            movements.popleft()
        return movements
