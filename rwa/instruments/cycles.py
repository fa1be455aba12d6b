"""Cycles such as 6M and the dates they make, with a short or a long stub at either end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from rwa.daycount import add_months
from rwa.errors import MalformedValue

if TYPE_CHECKING:
    import QuantLib as ql  # noqa: N813

EARLIEST, LATEST = date(1901, 1, 1), date(2199, 12, 31)
"""The days QuantLib can name."""
_CYCLE = re.compile(r"P?([1-9][0-9]{0,3})([DWMQHY])(?:L([01]))?")
_MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12}


class Stub(Enum):
    """The period that does not fit the cycle: at which end, and whether it is joined to its
    neighbour; `NONE` refuses one.
    """

    SHORT_LAST = "short-last"
    LONG_LAST = "long-last"
    SHORT_FIRST = "short-first"
    LONG_FIRST = "long-first"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A length of time: `months`, or `days` where there are no months."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        return f"{self.months}M" if self.months else f"{self.days}D"


def parse_cycle(text: str) -> tuple[Cycle, Stub | None]:
    """The cycle `6M`, `84D`, `2W`, `1Q`, `1H` or `1Y`; in the ACTUS form `P1ML0` with its stub too.

    `L0` asks for a long last period, `L1` for a short one. Raises `MalformedValue`.
    """
    match = _CYCLE.fullmatch(text)
    if match is None:
        raise MalformedValue("a cycle", text, "write it as 84D, 2W, 6M or 1Y")
    count, unit, flag = int(match[1]), match[2], match[3]
    stub = {"0": Stub.LONG_LAST, "1": Stub.SHORT_LAST}.get(flag or "")
    if unit in _MONTHS:
        return Cycle(months=count * _MONTHS[unit]), stub
    return Cycle(days=count * (7 if unit == "W" else 1)), stub


def cycle_dates(
    start: date, end: date, cycle: Cycle | None, stub: Stub, *, end_of_month: bool = False
) -> tuple[date, ...]:
    """The unadjusted dates from `start` to `end`, both included; without a cycle these two alone.

    Dates are counted from `end` where the stub comes first, else from `start`, each by a multiple
    of the cycle and none from its neighbour. Raises `ValueError` where the cycle never lands on the
    other end and no stub is allowed, and for days QuantLib cannot name.
    """
    if not EARLIEST <= start <= end <= LATEST:
        raise ValueError(f"dates from {EARLIEST} to {LATEST} in order are expected")
    if cycle is None or start == end:
        return (start, end) if start < end else (start,)
    backward = stub in (Stub.SHORT_FIRST, Stub.LONG_FIRST)
    days = _generated(start, end, cycle, backward, end_of_month)
    regular = _lands(days, cycle, backward, end_of_month)
    if regular:
        return days
    if stub is Stub.NONE:
        raise ValueError(f"a schedule of {cycle} from {start} never lands on {end}")
    if len(days) > 2 and stub is Stub.LONG_LAST:
        return (*days[:-2], end)
    if len(days) > 2 and stub is Stub.LONG_FIRST:
        return (start, *days[2:])
    return days


def _generated(
    start: date, end: date, cycle: Cycle, backward: bool, end_of_month: bool
) -> tuple[date, ...]:
    import QuantLib as ql  # noqa: N813

    schedule = ql.Schedule(
        _ql(start),
        _ql(end),
        ql.Period(cycle.months or cycle.days, ql.Months if cycle.months else ql.Days),
        ql.NullCalendar(),
        ql.Unadjusted,
        ql.Unadjusted,
        ql.DateGeneration.Backward if backward else ql.DateGeneration.Forward,
        end_of_month,
    )
    inner = [date(day.year(), day.month(), day.dayOfMonth()) for day in schedule]
    return (start, *(day for day in inner if start < day < end), end)


def _lands(days: tuple[date, ...], cycle: Cycle, backward: bool, end_of_month: bool) -> bool:
    """Whether whole cycles lead from one end to the other."""
    count = len(days) - 1
    anchor, goal = (days[-1], days[0]) if backward else (days[0], days[-1])
    if backward:
        count = -count
    if cycle.months:
        return add_months(anchor, count * cycle.months, end_of_month) == goal
    return anchor + timedelta(days=count * cycle.days) == goal


def _ql(day: date) -> ql.Date:
    import QuantLib as ql  # noqa: N813

    return ql.Date(day.day, day.month, day.year)
