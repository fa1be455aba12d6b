"""Days on which money moves, and what happens to a payment that falls on another day.

The Pakistani calendar joins the public holidays and those of the exchange (PyPI `holidays`: country
`PK`, market `XKAR`); days that follow the moon are estimates there until they are declared. A
holiday declared late, or one that was moved, is a dated override.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from rwa.errors import MalformedValue

Holidays = Callable[[int], frozenset[date]]
"""The holidays of a year, weekends apart."""
SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 1948, 2100
"""The years the holiday tables cover."""


class Convention(Enum):
    """Where a day that is no business day moves to."""

    UNADJUSTED = "unadjusted"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified-following"
    PRECEDING = "preceding"
    MODIFIED_PRECEDING = "modified-preceding"


class Shift(Enum):
    """Whether interest is counted to the shifted day, or to the day before it was shifted."""

    SHIFT_THEN_CALCULATE = "shift-then-calculate"
    CALCULATE_THEN_SHIFT = "calculate-then-shift"


def parse_convention(text: str) -> tuple[Convention, Shift]:
    """A convention by its name, which shifts what was calculated, or by its code in the ACTUS
    dictionary (NULL, SCF, SCMF, SCP, SCMP, CSF, CSMF, CSP, CSMP). Raises `MalformedValue`.
    """
    if text.upper() in _ACTUS:
        return _ACTUS[text.upper()]
    for convention in Convention:
        if convention.value == text:
            return convention, Shift.CALCULATE_THEN_SHIFT
    names = ", ".join(convention.value for convention in Convention)
    raise MalformedValue("a business-day convention", text, f"known: {names}")


_ADJUSTED = {
    "F": Convention.FOLLOWING,
    "MF": Convention.MODIFIED_FOLLOWING,
    "P": Convention.PRECEDING,
    "MP": Convention.MODIFIED_PRECEDING,
}
_ACTUS = {
    "NULL": (Convention.UNADJUSTED, Shift.CALCULATE_THEN_SHIFT),
    "NOS": (Convention.UNADJUSTED, Shift.CALCULATE_THEN_SHIFT),
    **{f"SC{code}": (each, Shift.SHIFT_THEN_CALCULATE) for code, each in _ADJUSTED.items()},
    **{f"CS{code}": (each, Shift.CALCULATE_THEN_SHIFT) for code, each in _ADJUSTED.items()},
}


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """A calendar by name: weekends on Saturday and Sunday if it has any, and its holidays.

    `declared` are holidays added by notice, `working` days that were declared open after all.
    """

    name: str
    holidays: Holidays
    weekends: bool = True
    declared: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def is_business_day(self, day: date) -> bool:
        """Whether money moves on `day`."""
        if day in self.declared:
            return False
        if day in self.working:
            return True
        closed = self.weekends and day.weekday() >= SATURDAY
        return not closed and day not in self.holidays(day.year)

    def adjust(self, day: date, convention: Convention) -> date:
        """The day `day` moves to. A modified convention turns back rather than leave the month."""
        if convention is Convention.UNADJUSTED:
            return day
        onward = convention in (Convention.FOLLOWING, Convention.MODIFIED_FOLLOWING)
        moved = self._nearest(day, 1 if onward else -1)
        modified = convention in (Convention.MODIFIED_FOLLOWING, Convention.MODIFIED_PRECEDING)
        if modified and moved.month != day.month:
            return self._nearest(day, -1 if onward else 1)
        return moved

    def before(self, day: date, count: int) -> tuple[date, ...]:
        """The last `count` business days before `day`, oldest first."""
        found: list[date] = []
        while len(found) < count:
            day = self._nearest(day - timedelta(days=1), -1)
            found.append(day)
        return tuple(reversed(found))

    def after(self, day: date, count: int) -> date:
        """The business day `count` business days after `day`, as in T+1."""
        for _ in range(count):
            day = self._nearest(day + timedelta(days=1), 1)
        return day

    def _nearest(self, day: date, step: int) -> date:
        while not self.is_business_day(day):
            day += timedelta(days=step)
        return day


def pakistan(declared: Iterable[date] = (), working: Iterable[date] = ()) -> BusinessCalendar:
    """Pakistan's calendar with dated overrides: holidays declared late, and estimates that fell."""
    return BusinessCalendar("pakistan", _pakistan, True, frozenset(declared), frozenset(working))


def named_calendar(
    name: str, declared: Iterable[date] = (), working: Iterable[date] = ()
) -> BusinessCalendar:
    """The calendar called `pakistan`, `weekends` (Monday to Friday) or `none` (every day).

    Raises `MalformedValue`.
    """
    if name not in CALENDARS:
        raise MalformedValue("a calendar", name, f"known: {', '.join(CALENDARS)}")
    holidays, weekends = CALENDARS[name]
    return BusinessCalendar(name, holidays, weekends, frozenset(declared), frozenset(working))


@lru_cache(maxsize=256)
def _pakistan(year: int) -> frozenset[date]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        reason = f"its holidays are known from {FIRST_YEAR} to {LAST_YEAR}"
        raise MalformedValue("a year of the Pakistani calendar", str(year), reason)
    from holidays import country_holidays, financial_holidays

    public = country_holidays("PK", years=year)
    market = financial_holidays("XKAR", years=year)
    return frozenset(day for day in (*public, *market) if day.year == year)


def _no_holidays(_: int) -> frozenset[date]:
    return frozenset()


CALENDARS: dict[str, tuple[Holidays, bool]] = {
    "pakistan": (_pakistan, True),
    "weekends": (_no_holidays, True),
    "none": (_no_holidays, False),
}
EVERY_DAY = BusinessCalendar("none", _no_holidays, weekends=False)
