"""Which lots stand for which holder: a rule that anyone can repeat from the list and the register.

Lots are whole and units are not, so that some units stand for no lot of their holder's alone. Who
holds less than the smallest lot that is delivered is allocated none. An allocation gives nobody a
claim to a lot: it changes with the register, and a redemption names its own lots.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rwa.identifiers import Party
from rwa.money import divide_down
from rwa.reserves.lots import Lot


@dataclass(frozen=True, slots=True)
class Allocation:
    """The lots of each holder that has one, heaviest first; the base units of each holder that
    stand for no lot of its own; and the lots that no holding covers.
    """

    lots: Mapping[Party, tuple[Lot, ...]]
    unallocated: Mapping[Party, int]
    free: tuple[Lot, ...]

    @property
    def allocated(self) -> int:
        """Base units of all lots that stand for a holder."""
        return sum(lot.quantity for lots in self.lots.values() for lot in lots)

    def rows(self) -> Iterator[tuple[Party | None, Lot | None, int]]:
        """Every holder's lots, the largest holder first, and without a lot the units that stand for
        none; then without a holder the lots that no holding covers. Each with its base units.
        """
        for holder, rest in self.unallocated.items():
            yield from ((holder, lot, lot.quantity) for lot in self.lots.get(holder, ()))
            if rest:
                yield holder, None, rest
        yield from ((None, lot, lot.quantity) for lot in self.free)


def allocate(lots: Sequence[Lot], holdings: Mapping[Party, int], minimum: int) -> Allocation:
    """Allocate lots to whoever holds `minimum` base units or more.

    The largest holder chooses first, of equal ones the first by name: the heaviest lot left that
    the rest of the holding covers, of equal ones the first by identity, until none is covered.
    Where the lots come to less than is held, a holding covers its share, holding x lots / holdings
    rounded down, so that the largest take nothing from the others.
    """
    shelf = _Shelf(lots)
    held, stock = sum(holdings.values()), sum(lot.quantity for lot in lots)
    given: dict[Party, tuple[Lot, ...]] = {}
    unallocated: dict[Party, int] = {}
    for holder, amount in sorted(holdings.items(), key=lambda each: (-each[1], each[0])):
        chosen: list[Lot] = []
        covered = amount if stock >= held else divide_down(amount * stock, held)
        while amount >= minimum and (lot := shelf.take(covered)) is not None:
            chosen.append(lot)
            covered -= lot.quantity
        if chosen:
            given[holder] = tuple(chosen)
        unallocated[holder] = amount - sum(lot.quantity for lot in chosen)
    return Allocation(given, unallocated, shelf.left())


class _Shelf:
    """Lots by weight, of which the heaviest within a limit is found in logarithmic time."""

    def __init__(self, lots: Sequence[Lot]) -> None:
        self._lots = sorted(sorted(lots, key=lambda lot: lot.identity, reverse=True), key=_weight)
        self._weights = [lot.quantity for lot in self._lots]
        self._below = list(range(len(lots) + 1))

    def take(self, limit: int) -> Lot | None:
        """Take the heaviest lot left of at most `limit` base units, if there is one."""
        place = self._top(bisect_right(self._weights, limit))
        if place == 0:
            return None
        self._below[place] = place - 1
        return self._lots[place - 1]

    def left(self) -> tuple[Lot, ...]:
        """What is left, heaviest first."""
        places = range(len(self._lots), 0, -1)
        return tuple(self._lots[place - 1] for place in places if self._below[place] == place)

    def _top(self, place: int) -> int:
        """The highest place up to `place` whose lot is there, 0 for none; paths are halved."""
        below = self._below
        while below[place] != place:
            below[place] = below[below[place]]
            place = below[place]
        return place


def _weight(lot: Lot) -> int:
    return lot.quantity
