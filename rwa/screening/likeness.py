"""How alike two names are, in points of 100: part by part, in any order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from rwa.screening.names import Parts, is_common
from rwa.screening.parameters import Parameters

ORDINARY = 100
"""What a part weighs that is not common."""
PAIRED = 2
"""Parts of two names that agree at least, unless both have one alone: `Gul` says nothing of
`Gul Khan`.
"""


Alike = Mapping[str, Mapping[str, int]]
"""For each part of some names the parts of others that are alike, and how much."""


def part_likeness(part: str, other: str) -> int:
    """Twice the letters both have in the same order (longest common subsequence) over the letters
    of both, in percent rounded down.
    """
    return _percent(Indel.distance(part, other), len(part) + len(other))


def alike_parts(parts: Iterable[str], others: Iterable[str], least: int) -> Alike:
    """For each part the others that are at least so alike.

    The others are taken by length. A likeness of `least` or more bounds how many letters differ,
    to a whole number for each length, which is what rapidfuzz is asked for in one call.
    """
    by_length: dict[int, list[str]] = defaultdict(list)
    for other in sorted(set(others)):
        by_length[len(other)].append(other)
    return {
        part: {
            found: _percent(different, len(part) + length)
            for length, choices in by_length.items()
            if abs(len(part) - length) <= (most := (100 - least) * (len(part) + length) // 100)
            for found, different, _ in process.extract(
                part, choices, scorer=Indel.distance, score_cutoff=most, limit=None
            )
        }
        for part in set(parts)
    }


def name_likeness(name: Parts, other: Parts, parameters: Parameters) -> int:
    """Points of two names: 100 where each part has its like in the other.

    Parts are paired the most alike first, from `part_alike` on. The points are the weight of the
    paired parts times their likeness, over the weight of all parts of both names, rounded down;
    what is left over on one side alone counts `missing_weight` percent. Fewer than two pairs are
    nothing, unless both names are a single part.
    """
    likes = {part: {their: part_likeness(part, their) for their in other} for part in name}
    alike = {
        part: {their: like for their, like in theirs.items() if like >= parameters.part_alike}
        for part, theirs in likes.items()
    }
    return paired_points(name, other, alike, parameters)


def paired_points(name: Parts, other: Parts, alike: Alike, parameters: Parameters) -> int:
    """`name_likeness`, given which parts are alike."""
    likes = [
        (-like, here, there)
        for here, part in enumerate(name)
        for there, their in enumerate(other)
        if (like := alike[part].get(their))
    ]
    pairs = _paired(likes)
    if len(pairs) < PAIRED and not (pairs and len(name) == len(other) == 1):
        return 0
    weights = _weights(name, parameters.common_weight)
    others = _weights(other, parameters.common_weight)
    agreed, left, left_other = 0, sum(weights), sum(others)
    both = left + left_other
    for like, here, there in pairs:
        agreed += (weights[here] + others[there]) * like
        left -= weights[here]
        left_other -= others[there]
    waived = (100 - parameters.missing_weight) * abs(left - left_other)
    return 100 * agreed // (100 * both - waived)


def _paired(likes: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Likeness and places of the parts that are each other's like, given all that are alike by
    their negative likeness; of equals the first written.
    """
    pairs: list[tuple[int, int, int]] = []
    taken: set[int] = set()
    taken_there: set[int] = set()
    for negative, here, there in sorted(likes):
        if here not in taken and there not in taken_there:
            taken.add(here)
            taken_there.add(there)
            pairs.append((-negative, here, there))
    return pairs


def _percent(different: int, letters: int) -> int:
    return 100 * (letters - different) // letters


@lru_cache(maxsize=1 << 18)
def _weights(name: Parts, common_weight: int) -> tuple[int, ...]:
    return tuple(common_weight if is_common(part) else ORDINARY for part in name)
