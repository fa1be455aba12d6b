"""Possible hits: whom they concern, which entry of which list, how many points, and why."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated

from pydantic import Field

from rwa.cdd.fields import Private

FULL = 100
"""Points of the same document."""


class Hit(Private):
    """A possible hit. `why` names fields of the record, and what the list says; nothing else that
    the record says. The fingerprints are those of what was compared.
    """

    hit: str
    person: str
    place: str
    list: str
    list_day: date
    reference: str
    listed_name: str
    points: Annotated[int, Field(ge=0, le=FULL)]
    why: tuple[str, ...]
    record_fingerprint: str
    entry_fingerprint: str

    @property
    def subject(self) -> str:
        """The person, or the owner in the person's record."""
        return f"{self.person} {self.place}".strip()

    @property
    def basis(self) -> tuple[str, str]:
        """What a decision rests on: the record's and the entry's fingerprint."""
        return self.record_fingerprint, self.entry_fingerprint


def hit_number(person: str, place: str, reference: str) -> str:
    """The number of a hit, the same whenever the same subject meets the same entry."""
    text = "\n".join((person, place, reference))
    return f"H-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
