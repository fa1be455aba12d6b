"""Redemption by lot: on whom the lot falls, by a seed and the register alone."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from itertools import accumulate

from rwa.draw import Draw
from rwa.identifiers import DocumentHash, Party

PURPOSE = "drawing by lot"


def drawn_by_lot(
    seed: DocumentHash, holdings: Mapping[Party, int], face: int, multiple: int
) -> dict[Party, int]:
    """Who is drawn for how much of `face`, in the order of their names.

    Every `multiple` that a holder holds is one lot, numbered through in the order of names; lots
    are drawn without replacement (Fisher and Yates) until `face` or all that is held is drawn. Each
    lot is as likely as any other, and anyone who knows seed and register draws the same.
    """
    holders = sorted(holdings)
    ends = list(accumulate(holdings[holder] // multiple for holder in holders))
    total = ends[-1] if ends else 0
    draw = Draw(int(seed, 16), PURPOSE)
    moved: dict[int, int] = {}
    drawn: Counter[Party] = Counter()
    for taken in range(min(face // multiple, total)):
        place = taken + draw.below(total - taken)
        drawn[holders[bisect_right(ends, moved.get(place, place))]] += multiple
        moved[place] = moved.get(taken, taken)
    return {holder: drawn[holder] for holder in holders if drawn[holder]}
