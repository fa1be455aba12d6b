"""The queue of possible hits: raised, decided, raised again only where record or entry changed.

It is a sealed file of lines that are only ever added to: hits raised, decisions with who and when,
and which records were screened against which list, by fingerprints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os.path import lexists
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from rwa.cdd.fields import Private
from rwa.cdd.sealed import Key, seal, unseal
from rwa.errors import ConfigurationError
from rwa.screening.entries import SanctionsList
from rwa.screening.hits import Hit

QUEUE = "queue of possible hits"
Decision = Literal["false positive", "confirmed"]


class Raised(Private):
    """A possible hit was found at a time (ISO 8601 with its offset)."""

    line: Literal["raised"] = "raised"
    at: str
    hit: Hit


class Decided(Private):
    """Somebody decided a hit, and why."""

    line: Literal["decided"] = "decided"
    at: str
    by: str
    hit: str
    decision: Decision
    reason: str


class Screened(Private):
    """A list's bytes, by SHA-256, were screened against by rules (`rules_digest`).

    `fingerprints` are those of the subjects compared with all of it. Those once compared with the
    list `against` were compared with what changed since, without those `left_out`, who were not
    there.
    """

    line: Literal["screened"] = "screened"
    at: str
    list: str
    digest: str
    rules: str
    against: str | None = None
    fingerprints: tuple[str, ...]
    left_out: tuple[str, ...] = ()


Line = Annotated[Raised | Decided | Screened, Field(discriminator="line")]
_LINES: TypeAdapter[tuple[Line, ...]] = TypeAdapter(tuple[Line, ...])


@dataclass(frozen=True, slots=True, repr=False)
class Queue:
    """The lines of a queue in the order written; `file` is what problems name."""

    file: str
    lines: tuple[Raised | Decided | Screened, ...]

    @property
    def hits(self) -> Mapping[str, Hit]:
        """Each hit as last raised, by number."""
        return {line.hit.hit: line.hit for line in self.lines if isinstance(line, Raised)}

    @property
    def decisions(self) -> Mapping[str, Decided]:
        """The last decision of each hit."""
        return {line.hit: line for line in self.lines if isinstance(line, Decided)}

    @property
    def open_hits(self) -> Sequence[Hit]:
        """The hits not decided since they were last raised."""
        waiting: dict[str, Hit] = {}
        for line in self.lines:
            if isinstance(line, Raised):
                waiting[line.hit.hit] = line.hit
            elif isinstance(line, Decided):
                waiting.pop(line.hit, None)
        return tuple(waiting.values())

    @property
    def held(self) -> Sequence[str]:
        """The customers who wait for a decision; until then their transactions are held."""
        return sorted({hit.person for hit in self.open_hits})

    @property
    def confirmed(self) -> Sequence[Hit]:
        """The hits last decided to be confirmed, also where they were raised again since."""
        return [
            hit
            for number, hit in self.hits.items()
            if (decided := self.decisions.get(number)) and decided.decision == "confirmed"
        ]

    def screened_against(self, digest: str, rules: str) -> frozenset[str]:
        """The fingerprints of the subjects that were compared with all of a list by these rules, at
        once or in parts.
        """
        covered: dict[str, frozenset[str]] = {}
        for line in self.lines:
            if isinstance(line, Screened) and line.rules == rules:
                before = covered.get(line.against or "", frozenset()) - set(line.left_out)
                whole = before | set(line.fingerprints)
                covered[line.digest] = covered.get(line.digest, frozenset()) | whole
        return covered.get(digest, frozenset())

    def raised(self, hits: Iterable[Hit], at: str) -> Queue:
        """This queue with the hits that are new, or rest on something else than when they were last
        raised.
        """
        known = self.hits
        added = tuple(
            Raised(at=at, hit=hit)
            for hit in hits
            if hit.hit not in known or known[hit.hit].basis != hit.basis
        )
        return Queue(self.file, (*self.lines, *added))

    def screened(
        self,
        listed: SanctionsList,
        against: str | None,
        subjects: Iterable[str],
        rules: str,
        at: str,
    ) -> Queue:
        """This queue with the fingerprints of the subjects that were screened against a list, or
        against what changed since the former one.
        """
        present = frozenset(subjects)
        covered = self.screened_against(against, rules) if against else frozenset()
        line = Screened(
            at=at,
            list=listed.title,
            digest=listed.digest,
            rules=rules,
            against=against,
            fingerprints=tuple(sorted(present - covered)),
            left_out=tuple(sorted(covered - present)),
        )
        return Queue(self.file, (*self.lines, line))

    def decided(self, number: str, decision: Decision, reason: str, *, by: str, at: str) -> Queue:
        """This queue with a decision. Raises `ConfigurationError` where there is no such hit."""
        if number not in self.hits:
            raise ConfigurationError(self.file, f"it holds no hit {number}")
        line = Decided(at=at, by=by, hit=number, decision=decision, reason=reason)
        return Queue(self.file, (*self.lines, line))


def open_queue(file: Path, key: Key) -> Queue:
    """Read a queue; an empty one where there is no file. Raises `ConfigurationError`."""
    if not lexists(file):
        return Queue(str(file), ())
    data = unseal(file, QUEUE, key)
    try:
        return Queue(str(file), _LINES.validate_json(data))
    except ValidationError:
        pass
    raise ConfigurationError(str(file), "it was written by another version")


def save_queue(queue: Queue, file: Path, key: Key) -> None:
    """Write a queue, whole or not at all. Raises `ConfigurationError`."""
    lines = [line.model_dump(mode="json") for line in queue.lines]
    seal(file, QUEUE, json.dumps(lines, separators=(",", ":")).encode(), key)
