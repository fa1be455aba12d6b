"""Rules of the central bank's auctions, each in force from a date, with its source.

Where a source gives no day, the entry says what is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from rwa.auction.bids import Category
from rwa.errors import MalformedValue

Value = TypeVar("Value")
MILLION = 10**6 * 100
"""One million of the unit of account, in minor units."""


class Tie(StrEnum):
    """Where a share half-way between two lots goes."""

    UP = "up"
    DOWN = "down"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Dated(Generic[Value]):
    """A value in force from a day until the next entry."""

    since: date
    value: Value
    source: str


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most one non-competitive bid may be: a share of the target, at least `floor` and at most
    `top`, in minor units.
    """

    share: Fraction
    floor: int | None
    top: int | None

    def of(self, target: int) -> int:
        """min(top, max(share * target, floor)), the share rounded down."""
        most = int(self.share * target)
        if self.floor is not None:
            most = max(most, self.floor)
        return most if self.top is None else min(most, self.top)


CEILINGS = (
    Dated(
        date(2010, 1, 14),
        Ceiling(Fraction(25, 10_000), 25 * MILLION, None),
        "FSCD Circular 1 of 2010",
    ),
    Dated(
        date(2018, 3, 15),
        Ceiling(Fraction(25, 10_000), 25 * MILLION, 500 * MILLION),
        "DMMD Circular 6 of 2018, as the press told it when the share was raised",
    ),
    Dated(
        date(2020, 12, 1),
        Ceiling(Fraction(50, 10_000), 25 * MILLION, 500 * MILLION),
        "State Bank, December 2020; the first of the month is assumed",
    ),
    Dated(
        date(2025, 1, 1),
        Ceiling(Fraction(50, 10_000), None, 500 * MILLION),
        "a later page of the State Bank names no floor; its day is assumed",
    ),
)
THROUGH_PRIMARY_DEALERS = (
    Dated(date(2018, 3, 15), True, "DMMD Circular 6 of 2018, A"),
    Dated(
        date(2025, 1, 1),
        False,
        "a later page of the State Bank says all investors; its day is assumed",
    ),
)
LOTS = (Dated(date(2007, 9, 29), 50 * MILLION, "DMMD Circular 2 of 2007, 4 and 5"),)
EXCLUDED = (
    Dated(
        date(2010, 1, 14),
        frozenset({Category.BANK, Category.DFI, Category.INVESTMENT_BANK}),
        "FSCD Circular 1 of 2010; State Bank, types of bids in auction",
    ),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules one auction is cleared by.

    `ceiling` is the most one non-competitive bid may be, none without a limit; `lot` what shares at
    the cut-off are rounded to, and the largest bid there that is never cut. `primary_dealers` is
    none where any dealer may bring competitive bids. Raises `MalformedValue` for a lot of nothing.
    """

    ceiling: int | None
    excluded: frozenset[Category]
    lot: int
    tie: Tie = Tie.UP
    primary_dealers: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.lot <= 0:
            raise MalformedValue("a lot", str(self.lot), "it is not above zero")


def rules_on(
    day: date | None,
    target: int,
    *,
    primary_dealers: frozenset[str] | None = None,
    tie: Tie = Tie.UP,
) -> Rules:
    """The rules in force on a day, or the last known ones without a day; before a rule's first
    entry it does not bind.

    `primary_dealers` are asked for only where competitive bids must come through them; where nobody
    says who they are, every dealer counts as one. Shares are cut in lots since the lot's first
    entry, and in lots of the same size before it.
    """
    ceiling = in_force(CEILINGS, day)
    through = in_force(THROUGH_PRIMARY_DEALERS, day)
    excluded = in_force(EXCLUDED, day)
    lot = in_force(LOTS, day) or LOTS[0]
    return Rules(
        ceiling=ceiling.value.of(target) if ceiling else None,
        excluded=excluded.value if excluded else frozenset(),
        lot=lot.value,
        tie=tie,
        primary_dealers=primary_dealers if through and through.value else None,
    )


def in_force(series: Sequence[Dated[Value]], day: date | None) -> Dated[Value] | None:
    """The entry in force on a day; the last one without a day; none before the first."""
    known = [entry for entry in series if day is None or entry.since <= day]
    return known[-1] if known else None
