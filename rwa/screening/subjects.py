"""Who is screened: each customer, and each owner of a legal person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property

from rwa.cdd.records import LegalPerson, NaturalPerson, Owner
from rwa.screening.entries import Kind, Paper


@dataclass(frozen=True)
class Subject:
    """What is compared of somebody: names by the field they stand in, birth, father, documents.

    `person` is the customer; `place` is nothing, or the owner's place in the record.
    """

    person: str
    place: str
    kind: Kind
    names: Mapping[str, str] = field(repr=False)
    born: date | None = field(default=None, repr=False)
    father: str | None = field(default=None, repr=False)
    documents: tuple[Paper, ...] = field(default=(), repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything compared, as JSON with sorted keys."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def subjects_of(record: NaturalPerson | LegalPerson) -> Iterator[Subject]:
    """The person of a record, and each owner in it."""
    papers = tuple((each.type, each.key.number) for each in record.documents)
    names = _names(record)
    if isinstance(record, NaturalPerson):
        yield Subject(record.person, "", Kind.INDIVIDUAL, names, record.born, record.father, papers)
        return
    yield Subject(record.person, "", Kind.ENTITY, names, documents=papers)
    for number, owner in enumerate(record.owners, 1):
        yield Subject(
            record.person,
            f"owners[{number}]",
            Kind.INDIVIDUAL,
            _names(owner),
            owner.born,
            documents=tuple((each.type, each.key.number) for each in owner.documents),
        )


def _names(record: NaturalPerson | LegalPerson | Owner) -> Mapping[str, str]:
    told = {f"transliterations[{n}]": each for n, each in enumerate(record.transliterations, 1)}
    return {"name": record.name, **told}
