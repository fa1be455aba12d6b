"""Time of screening: customers against a list, a list's update, and how many of the pairs of names
are looked at. Seconds are of this machine's processor.

    python scripts/bench_screening.py [CUSTOMERS [ENTRIES]]

Names are drawn from a seed: of two to four parts, half of the first and a fifth of the others as
common as Muhammad and Khan, the rest from 8,000 words made of syllables; everybody is born on some
day, each entry has two aliases, and one in a hundred names a customer in another spelling. A sample
of customers is compared with every entry without the index; a possible hit that the index lost ends
the bench with exit code 1.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from types import MappingProxyType

from rwa.screening.entries import Entry, Kind, ListedName, SanctionsList
from rwa.screening.evidence import weighed
from rwa.screening.likeness import name_likeness
from rwa.screening.name_index import NameIndex
from rwa.screening.names import person_parts
from rwa.screening.parameters import Parameters
from rwa.screening.screen import screen
from rwa.screening.subjects import Subject

CUSTOMERS, ENTRIES, CHANGED, SAMPLE, WORDS = 10_000, 10_000, 100, 10, 8_000
SEED = 84
COMMON = ("Muhammad", "Ahmad", "Ali", "Khan", "Hussain", "Abdul Rahman", "Shah", "Gul", "Iqbal")
RESPELT = (
    ("Muhammad", "Mohd"),
    ("Ahmad", "Ahmed"),
    ("Hussain", "Husayn"),
    ("ee", "i"),
    ("a", "aa"),
)
SYLLABLES = tuple(
    first + vowel + last
    for first in ("b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "r", "s", "t", "v", "z", "sh")
    for vowel in ("a", "i", "u", "ee")
    for last in ("", "n", "r", "sh", "m")
)
PARAMETERS = Parameters()


def words(draw: random.Random) -> tuple[str, ...]:
    """The words that names are made of."""
    made = ("".join(draw.choices(SYLLABLES, k=draw.choice((2, 2, 3)))) for _ in range(WORDS))
    return tuple(word.capitalize() for word in made)


VOCABULARY = words(random.Random(SEED))  # noqa: S311


def main() -> int:
    """Print the table; 1 where the index lost a hit."""
    told = [int(argument) for argument in sys.argv[1:]]
    customers, entries = (*told, *(CUSTOMERS, ENTRIES)[len(told) :])
    draw = random.Random(SEED)  # noqa: S311
    subjects = [customer(draw, number) for number in range(customers)]
    listed = drawn_list(draw, entries, subjects)
    changed = list(listed.entries.values())[:CHANGED]
    whole, hits = timed(subjects, listed, None)
    update, _ = timed(subjects, listed, changed)
    names, pairs, looked_at = looked(subjects, listed)
    sample = draw.sample(subjects, min(SAMPLE, customers))
    began = time.process_time()
    lost = sum(missed(subject, listed, hits) for subject in sample)
    full = (time.process_time() - began) * customers / len(sample)
    print("| what | figure |")
    print("| --- | ---: |")
    print(f"| customers, entries, names listed | {customers:,}, {entries:,}, {names:,} |")
    print(f"| everybody against the whole list, s | {whole:.1f} |")
    print(f"| everybody against {len(changed)} changed entries, s | {update:.2f} |")
    print(f"| pairs of names, and of these looked at | {pairs:,}, {looked_at:,} |")
    print(f"| every pair without the index, s, from {len(sample)} customers | {full:,.0f} |")
    print(f"| possible hits, lost in the sample | {len(hits):,}, {lost} |")
    return 1 if lost else 0


def timed(
    subjects: Sequence[Subject], listed: SanctionsList, entries: Sequence[Entry] | None
) -> tuple[float, set[tuple[str, str]]]:
    """Seconds of a screening, and its hits by person and entry."""
    began = time.process_time()
    hits = screen(subjects, listed, PARAMETERS, entries)
    return time.process_time() - began, {(hit.person, hit.reference) for hit in hits}


def looked(subjects: Sequence[Subject], listed: SanctionsList) -> tuple[int, int, int]:
    """Names listed, pairs of different names, and how many of them the index leaves."""
    theirs = list(
        {person_parts(name.text) for entry in listed.entries.values() for name in entry.names}
    )
    ours = {person_parts(name) for subject in subjects for name in subject.names.values()}
    index = NameIndex(theirs)
    alike = index.alike(ours, PARAMETERS.part_alike)
    left = sum(len(index.candidates(name, alike)) for name in ours)
    return len(theirs), len(ours) * len(theirs), left


def missed(subject: Subject, listed: SanctionsList, hits: set[tuple[str, str]]) -> int:
    """Entries that are a hit of the subject by a name of theirs, and were not found."""
    mine = person_parts(subject.names["name"])
    return sum(
        (subject.person, entry.reference) not in hits
        and any(
            name_likeness(mine, person_parts(name.text), PARAMETERS)
            + sum(points for points, _ in weighed(subject, entry, name, PARAMETERS))
            >= PARAMETERS.hit_from
            for name in entry.names
        )
        for entry in listed.entries.values()
    )


def customer(draw: random.Random, number: int) -> Subject:
    """A customer of one name and one day of birth."""
    names = {"name": drawn_name(draw)}
    return Subject(f"BN-{number:05d}", "", Kind.INDIVIDUAL, names, drawn_birth(draw))


def drawn_list(draw: random.Random, entries: int, subjects: Sequence[Subject]) -> SanctionsList:
    """A list in which some customers stand under another spelling."""
    found: dict[str, Entry] = {}
    for number in range(entries):
        names = [drawn_name(draw) for _ in range(3)]
        born = drawn_birth(draw)
        if number % 100 == 0:
            somebody = draw.choice(subjects)
            names[1], born = respelt(somebody.names["name"]), somebody.born or born
        reference = f"XX.{number:05d}"
        listed = tuple(ListedName(name) for name in names)
        found[reference] = Entry(reference, Kind.INDIVIDUAL, listed, ((born, born),))
    return SanctionsList("drawn.xml", date(2026, 3, 1), "00" * 32, MappingProxyType(found))


def drawn_name(draw: random.Random) -> str:
    """A name of two to four parts."""
    parts = [
        draw.choice(COMMON) if draw.random() < (0.2 if place else 0.5) else draw.choice(VOCABULARY)
        for place in range(draw.choice((2, 2, 3, 3, 4)))
    ]
    return " ".join(parts)


def drawn_birth(draw: random.Random) -> date:
    """A day of birth within fifty years."""
    return date(1950, 1, 1) + timedelta(days=draw.randrange(18_000))


def respelt(name: str) -> str:
    """The same name as another clerk would write it."""
    for old, new in RESPELT:
        name = name.replace(old, new)
    return name


if __name__ == "__main__":
    sys.exit(main())
