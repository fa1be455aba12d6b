"""Published reference rates: a plain series, and the auction yields that Pakistan's floaters reset
to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from rwa.business_days import BusinessCalendar
from rwa.instruments.errors import MissingFixing
from rwa.rates import half_up

PLACES = 4
"""Decimals of a published rate in percent."""
FALLBACK_DAYS = 5


class Fixings(Protocol):
    """Where a floating issue finds the reference of a reset day."""

    def fixing(self, issue: str, reference: str, day: date) -> Fraction:
        """The reference in percent that holds on a reset day. Raises `MissingFixing`."""
        ...


@dataclass(frozen=True, slots=True)
class Series:
    """Observed rates in percent by reference and day; each reset needs the observation of its
    day.
    """

    observed: Mapping[str, Mapping[date, Fraction]]

    def fixing(self, issue: str, reference: str, day: date) -> Fraction:
        """As `Fixings.fixing`."""
        series = self.observed.get(reference, {})
        if day not in series:
            raise MissingFixing(issue, reference, day, "nothing was observed on that day")
        return series[day]


NO_FIXINGS = Series({})


@dataclass(frozen=True, slots=True)
class Benchmark:
    """An auction of the reference bill: its weighted-average yield in percent, none where all bids
    were rejected or there were none.
    """

    day: date
    weighted_average: Fraction | None


@dataclass(frozen=True, slots=True)
class AuctionBenchmarks:
    """The rule of floating Pakistan Investment Bonds.

    The reference is the weighted-average yield of the latest auction of the bill on or before the
    reset day. If that auction was rejected or had no bids, it is the mean of the bill's PKRV of the
    last five working days before the reset day, to four decimals, never an older auction.
    """

    auctions: Mapping[str, Sequence[Benchmark]]
    pkrv: Mapping[str, Mapping[date, Fraction]]
    calendar: BusinessCalendar

    def fixing(self, issue: str, reference: str, day: date) -> Fraction:
        """As `Fixings.fixing`."""
        held = [each for each in self.auctions.get(reference, ()) if each.day <= day]
        if not held:
            raise MissingFixing(issue, reference, day, "no auction was held by then")
        latest = max(held, key=lambda each: each.day)
        if latest.weighted_average is not None:
            return latest.weighted_average
        return self._mean_half_up(issue, reference, day)

    def _mean_half_up(self, issue: str, reference: str, day: date) -> Fraction:
        series = self.pkrv.get(reference, {})
        days = self.calendar.before(day, FALLBACK_DAYS)
        for each in days:
            if each not in series:
                why = f"the latest auction set none, and there is no PKRV of {each}"
                raise MissingFixing(issue, reference, day, why)
        mean = sum((series[each] for each in days), Fraction(0)) / FALLBACK_DAYS
        return Fraction(half_up(mean, PLACES))
