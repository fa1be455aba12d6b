"""Which names of a list could be like a name at all, found without comparing it with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from rwa.screening.likeness import Alike, alike_parts
from rwa.screening.names import Parts


class NameIndex:
    """Names of a list by every two of their parts.

    Names that have points at all have two parts alike, or are a single part each
    (`name_likeness`), so that whoever shares no such two is left out without loss.
    """

    def __init__(self, names: Sequence[Parts]) -> None:
        self._pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._single: dict[str, list[int]] = defaultdict(list)
        self._parts = {part for name in names for part in name}
        for number, name in enumerate(names):
            if len(name) == 1:
                self._single[name[0]].append(number)
            for pair in {_ordered(*two) for two in combinations(name, 2)}:
                self._pairs[pair].append(number)

    def alike(self, names: Iterable[Parts], least: int) -> Alike:
        """For each part of these names the parts of the list that are at least so alike."""
        return alike_parts({part for name in names for part in name}, self._parts, least)

    def candidates(self, name: Parts, alike: Alike) -> set[int]:
        """The numbers of the names that a name could be like, given the parts alike."""
        found: set[int] = set()
        if len(name) == 1:
            for other in alike[name[0]]:
                found.update(self._single.get(other, ()))
        for part, second in set(combinations(name, 2)):
            for other in alike[part]:
                for another in alike[second]:
                    found.update(self._pairs.get(_ordered(other, another), ()))
        return found


def _ordered(part: str, other: str) -> tuple[str, str]:
    return (part, other) if part <= other else (other, part)
