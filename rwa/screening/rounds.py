"""One round of screening: who is compared with which entries, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rwa.cdd.records import LegalPerson, NaturalPerson
from rwa.screening.entries import SanctionsList
from rwa.screening.hits import Hit
from rwa.screening.parameters import Parameters, rules_digest
from rwa.screening.queue import Queue
from rwa.screening.screen import screen
from rwa.screening.subjects import subjects_of


@dataclass(frozen=True, slots=True)
class Round:
    """What a round compared, its hits, the references gone from the list, the queue after it."""

    listed: SanctionsList
    against: SanctionsList | None
    subjects: int
    new_subjects: int
    entries: int
    gone: Sequence[str]
    hits: Sequence[Hit]
    queue: Queue


def screening_round(
    records: Iterable[NaturalPerson | LegalPerson],
    listed: SanctionsList,
    against: SanctionsList | None,
    queue: Queue,
    parameters: Parameters,
    at: str,
) -> Round:
    """Screen records against a list.

    With the former version `against`, those who by the queue were compared with that, by the same
    rules, are compared with what changed since, and all others, new or changed, with the whole
    list. Without one everybody is compared with the whole list.
    """
    subjects = [subject for record in records for subject in subjects_of(record)]
    rules = rules_digest(parameters)
    covered = queue.screened_against(against.digest, rules) if against else frozenset()
    known = [subject for subject in subjects if subject.fingerprint in covered]
    new = [subject for subject in subjects if subject.fingerprint not in covered]
    changed = listed.changed_since(against) if against else list(listed.entries.values())
    hits = screen(known, listed, parameters, changed) + screen(new, listed, parameters)
    fingerprints = [subject.fingerprint for subject in subjects]
    former = against.digest if against else None
    following = queue.raised(hits, at).screened(listed, former, fingerprints, rules, at)
    gone = listed.gone_since(against) if against else ()
    return Round(listed, against, len(subjects), len(new), len(changed), gone, hits, following)
