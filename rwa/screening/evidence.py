"""What supports or weakens a likeness of names: birth, father, documents, quality of the alias."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from rwa.screening.entries import Entry, ListedName
from rwa.screening.likeness import name_likeness
from rwa.screening.names import PARTS_OF, is_common, person_parts
from rwa.screening.parameters import Parameters
from rwa.screening.subjects import Subject

CNIC = "cnic"
YEAR = timedelta(days=366)
Weighed = tuple[int, str]
"""Points added or taken off, and why."""


def same_papers(subject: Subject, entry: Entry) -> list[str]:
    """The types of the documents that both have."""
    return [kind for kind, number in subject.documents if (kind, number) in entry.documents]


def support(parameters: Parameters) -> int:
    """The most points that are ever added."""
    return parameters.birth_supports + parameters.father_supports


def weighed(
    subject: Subject, entry: Entry, name: ListedName, parameters: Parameters
) -> Iterator[Weighed]:
    """What is added to or taken off the points of the names."""
    if name.low_quality:
        yield -parameters.low_quality_weakens, "the alias is of low quality"
    if all(map(is_common, PARTS_OF[entry.kind](name.text))):
        yield -parameters.common_alone_weakens, "every part of it is common"
    if subject.born and entry.births:
        yield from _birth(subject.born, entry, parameters)
    if subject.father and entry.father:
        yield from _father(subject.father, entry.father, parameters)
    theirs, ours = _numbers(entry.documents), _numbers(subject.documents)
    if theirs and ours and not theirs & ours:
        yield -parameters.cnic_weakens, "the CNIC is another"


def _birth(born: date, entry: Entry, parameters: Parameters) -> Iterator[Weighed]:
    told = "; ".join(
        first.isoformat() if first == last else f"{first} to {last}" for first, last in entry.births
    )
    if any(first <= born <= last for first, last in entry.births):
        yield parameters.birth_supports, f"born as listed: {told}"
    elif not any(
        first - parameters.birth_years * YEAR <= born <= last + parameters.birth_years * YEAR
        for first, last in entry.births
    ):
        yield -parameters.birth_weakens, f"not born as listed: {told}"


def _father(father: str, listed: str, parameters: Parameters) -> Iterator[Weighed]:
    ours, theirs = person_parts(father), person_parts(listed)
    if name_likeness(ours, theirs, parameters) >= parameters.hit_from:
        yield parameters.father_supports, f"father as listed: {listed}"
    else:
        yield -parameters.father_weakens, f"father not as listed: {listed}"


def _numbers(papers: tuple[tuple[str, str], ...]) -> set[str]:
    return {number for kind, number in papers if kind == CNIC}
