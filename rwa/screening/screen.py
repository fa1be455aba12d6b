"""Screening: subjects against the entries of a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rwa.screening.entries import Entry, Kind, ListedName, Paper, SanctionsList
from rwa.screening.evidence import same_papers, support, weighed
from rwa.screening.hits import FULL, Hit, hit_number
from rwa.screening.likeness import paired_points
from rwa.screening.name_index import NameIndex
from rwa.screening.names import PARTS_OF, Parts
from rwa.screening.parameters import Parameters
from rwa.screening.subjects import Subject


@dataclass(frozen=True, slots=True)
class _Match:
    """Names that have points: the field of the record's, and the list's."""

    likeness: int
    field: str
    name: ListedName


_Matched = tuple[Entry, list[_Match]]


def screen(
    subjects: Iterable[Subject],
    listed: SanctionsList,
    parameters: Parameters,
    entries: Sequence[Entry] | None = None,
) -> list[Hit]:
    """The possible hits of subjects among a list's entries, or those of its entries that are given,
    in the order of subjects and most points first.

    Individuals are compared with individuals, entities with entities. The same document is a hit of
    100 points whatever the names; else the points are those of two names and what is weighed beside
    them, at the most.
    """
    everybody = list(subjects)
    chosen = listed.entries.values() if entries is None else entries
    hits: dict[int, list[Hit]] = {}
    for kind in Kind:
        ours = {n: subject for n, subject in enumerate(everybody) if subject.kind is kind}
        comparison = _Comparison(kind, [each for each in chosen if each.kind is kind], parameters)
        for number, matches in comparison.matches(ours).items():
            subject = ours[number]
            told = (_hit(subject, entry, names, listed, parameters) for entry, names in matches)
            hits[number] = sorted(
                (hit for hit in told if hit.points >= parameters.hit_from),
                key=lambda hit: (-hit.points, hit.reference),
            )
    return [hit for number in range(len(everybody)) for hit in hits.get(number, ())]


class _Comparison:
    """Entries of one kind, and the likeness of each name of theirs with those of the subjects."""

    def __init__(self, kind: Kind, entries: Sequence[Entry], parameters: Parameters) -> None:
        self._parts, self._entries, self._parameters = PARTS_OF[kind], entries, parameters
        self._called: dict[Parts, list[tuple[int, ListedName]]] = defaultdict(list)
        self._papers: dict[Paper, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            for name in entry.names:
                self._called[self._parts(name.text)].append((number, name))
            for paper in entry.documents:
                self._papers[paper].append(number)
        self._names = list(self._called)

    def matches(self, subjects: Mapping[int, Subject]) -> Mapping[int, list[_Matched]]:
        """For each subject the entries that share a document with it or have names like its own,
        and these names.
        """
        named = {
            number: [(field, self._parts(name)) for field, name in subject.names.items()]
            for number, subject in subjects.items()
        }
        likes = self._likes({parts for names in named.values() for _, parts in names})
        found: dict[int, list[_Matched]] = {}
        for number, subject in subjects.items():
            matches: dict[int, list[_Match]] = {
                each: [] for paper in subject.documents for each in self._papers.get(paper, ())
            }
            for field, parts in named[number]:
                for likeness, other in likes[parts]:
                    for each, name in self._called[other]:
                        matches.setdefault(each, []).append(_Match(likeness, field, name))
            found[number] = [(self._entries[each], names) for each, names in matches.items()]
        return found

    def _likes(self, names: set[Parts]) -> Mapping[Parts, list[tuple[int, Parts]]]:
        """For each name the listed ones that could make a hit with all that supports them, and the
        points of both.
        """
        least = self._parameters.hit_from - support(self._parameters)
        index = NameIndex(self._names)
        alike = index.alike(names, self._parameters.part_alike)
        return {
            name: [
                (points, self._names[number])
                for number in sorted(index.candidates(name, alike))
                if (points := paired_points(name, self._names[number], alike, self._parameters))
                and points >= least
            ]
            for name in names
        }


def _hit(
    subject: Subject,
    entry: Entry,
    matches: Sequence[_Match],
    listed: SanctionsList,
    parameters: Parameters,
) -> Hit:
    """What documents and names come to; of several names the one with most points, of these the
    first told.
    """
    why = [f"the same {_called(kind)}" for kind in same_papers(subject, entry)]
    points = FULL if why else 0
    name = entry.names[0]
    if matches:
        weights = {
            match: list(weighed(subject, entry, match.name, parameters)) for match in matches
        }
        sums = {each: each.likeness + sum(n for n, _ in told) for each, told in weights.items()}
        best = max(sums, key=sums.__getitem__)
        name, points = best.name, points or min(FULL, max(0, sums[best]))
        why.append(f"{best.field} is {best.likeness} % like “{name.text}”")
        why += [f"{reason} ({weight:+d})" for weight, reason in weights[best]]
    return Hit(
        hit=hit_number(subject.person, subject.place, entry.reference),
        person=subject.person,
        place=subject.place,
        list=listed.title,
        list_day=listed.day,
        reference=entry.reference,
        listed_name=name.text,
        points=points,
        why=tuple(why),
        record_fingerprint=subject.fingerprint,
        entry_fingerprint=entry.fingerprint,
    )


def _called(kind: str) -> str:
    return "CNIC" if kind == "cnic" else kind
