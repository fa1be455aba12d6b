"""Entries of a sanctions list, whatever file they come from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

Paper = tuple[str, str]
"""Type and bare number of a document; who issued it is often not told."""


class Kind(StrEnum):
    """What is listed or screened."""

    INDIVIDUAL = "individual"
    ENTITY = "entity"


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of an entry; an alias of low quality says less."""

    text: str
    low_quality: bool = False


@dataclass(frozen=True)
class Entry:
    """One listed person or entity.

    `births` are ranges of days, both ends included; a year is told from its first day to its last.
    """

    reference: str
    kind: Kind
    names: tuple[ListedName, ...]
    births: tuple[tuple[date, date], ...] = ()
    documents: tuple[Paper, ...] = ()
    father: str | None = None
    place: str | None = None

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything the entry says, as JSON with sorted keys."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class SanctionsList:
    """A list as read: the name of its file, its day, the SHA-256 of its bytes, and its entries by
    reference.
    """

    title: str
    day: date
    digest: str
    entries: Mapping[str, Entry]

    def changed_since(self, former: SanctionsList) -> Sequence[Entry]:
        """The entries that are new, or say something else than in a former version."""
        return [
            entry
            for reference, entry in self.entries.items()
            if (before := former.entries.get(reference)) is None
            or before.fingerprint != entry.fingerprint
        ]

    def gone_since(self, former: SanctionsList) -> Sequence[str]:
        """The references that a former version had and this one has not."""
        return [reference for reference in former.entries if reference not in self.entries]
