"""The share of a year between two days, as an exact fraction.

Definitions: ISDA 2006 Definitions, section 4.16 (b) Actual/Actual, (d) Actual/365 (Fixed),
(e) Actual/360, (f) 30/360, (g) 30E/360; ICMA rule 251 for Actual/Actual (ICMA).
"""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from rwa.errors import MalformedValue

MONTHS = 12


class DayCount(Enum):
    """A day-count convention by the name it has in files and on the command line."""

    ACT_365 = "act/365"
    ACT_360 = "act/360"
    THIRTY_360 = "30/360"
    THIRTY_E_360 = "30e/360"
    ACT_ACT_ISDA = "act/act-isda"
    ACT_ACT_ICMA = "act/act-icma"

    @classmethod
    def parse(cls, text: str) -> DayCount:
        """The convention called `text`, or by its code in the ACTUS dictionary (A365, A360, 30E360,
        AA). Raises `MalformedValue`.
        """
        known = {member.value: member for member in cls} | _ACTUS
        if text.lower() not in known:
            names = ", ".join(member.value for member in cls)
            raise MalformedValue("a day count", text, f"known: {names}")
        return known[text.lower()]


_ACTUS = {
    "a365": DayCount.ACT_365,
    "a360": DayCount.ACT_360,
    "30e360": DayCount.THIRTY_E_360,
    "aa": DayCount.ACT_ACT_ISDA,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """The notional coupon dates of an issue: every `months` months from `anchor` in both
    directions.

    With `end_of_month` an anchor on the last day of a month keeps to last days.
    """

    anchor: date
    months: int
    end_of_month: bool = False

    def day(self, number: int) -> date:
        """Notional coupon date `number`; the anchor is number 0."""
        return add_months(self.anchor, number * self.months, self.end_of_month)

    def number(self, day: date) -> int:
        """The number of the last notional coupon date on or before `day`."""
        whole = (day.year - self.anchor.year) * MONTHS + day.month - self.anchor.month
        number = whole // self.months + 1
        while self.day(number) > day:
            number -= 1
        return number

    def periods(self, start: date, end: date, *, thirty: bool = False) -> Fraction:
        """Notional coupon periods from `start` to `end`; within one, days in proportion (of 30/360
        with `thirty`).
        """
        first, last = self.number(start), self.number(end)
        return last - first + self._part(last, end, thirty) - self._part(first, start, thirty)

    def _part(self, number: int, day: date, thirty: bool) -> Fraction:
        start, end = self.day(number), self.day(number + 1)
        if thirty:
            return Fraction(days_30_360(start, day), days_30_360(start, end))
        return Fraction((day - start).days, (end - start).days)


def year_fraction(
    convention: DayCount, start: date, end: date, grid: Grid | None = None
) -> Fraction:
    """Years from `start` to `end`, negative where `end` comes first.

    Actual/Actual (ICMA) counts notional coupon periods and needs their `grid`. Raises `ValueError`
    without it.
    """
    if end < start:
        return -year_fraction(convention, end, start, grid)
    if convention is DayCount.ACT_365:
        return Fraction((end - start).days, 365)
    if convention is DayCount.ACT_360:
        return Fraction((end - start).days, 360)
    if convention is DayCount.THIRTY_360:
        return Fraction(days_30_360(start, end), 360)
    if convention is DayCount.THIRTY_E_360:
        return Fraction(days_30e_360(start, end), 360)
    if convention is DayCount.ACT_ACT_ISDA:
        return _years(end) - _years(start)
    if grid is None:
        raise ValueError("Actual/Actual (ICMA) needs the notional coupon dates")
    return grid.periods(start, end) * Fraction(grid.months, MONTHS)


def days_30_360(start: date, end: date) -> int:
    """Days of 30/360: a 31st that starts counts as the 30th; one that ends does so after a 30th."""
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    return _thirty(start, end, first, last)


def days_30e_360(start: date, end: date) -> int:
    """Days of 30E/360: every 31st counts as the 30th."""
    return _thirty(start, end, min(start.day, 30), min(end.day, 30))


def _thirty(start: date, end: date, first: int, last: int) -> int:
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def _years(day: date) -> Fraction:
    length = 366 if isleap(day.year) else 365
    return day.year + Fraction((day - date(day.year, 1, 1)).days, length)


def add_months(day: date, months: int, end_of_month: bool = False) -> date:
    """`day` some months later or earlier; a day the month lacks becomes its last.

    With `end_of_month` the last day of a month leads to the last day of a month.
    """
    years, month = divmod(day.month - 1 + months, MONTHS)
    year = day.year + years
    length = monthrange(year, month + 1)[1]
    last = end_of_month and day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if last else min(day.day, length))
