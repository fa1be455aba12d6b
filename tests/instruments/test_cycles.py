"""Cycles and the dates they make."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.errors import MalformedValue
from rwa.instruments.cycles import Cycle, Stub, cycle_dates, parse_cycle

START, END = date(2024, 1, 15), date(2025, 9, 30)


def shown(stub: Stub, cycle: str = "6M") -> list[str]:
    length, _ = parse_cycle(cycle)
    return [day.isoformat() for day in cycle_dates(START, END, length, stub)]


def test_cycle_dates__no_stub_allowed__refused_with_both_ends() -> None:
    with pytest.raises(ValueError, match="6M from 2024-01-15 never lands on 2025-09-30"):
        shown(Stub.NONE)


@pytest.mark.parametrize(
    ("stub", "days"),
    [
        (Stub.SHORT_LAST, ["2024-07-15", "2025-01-15", "2025-07-15"]),
        (Stub.LONG_LAST, ["2024-07-15", "2025-01-15"]),
        (Stub.SHORT_FIRST, ["2024-03-30", "2024-09-30", "2025-03-30"]),
        (Stub.LONG_FIRST, ["2024-09-30", "2025-03-30"]),
    ],
)
def test_cycle_dates__each_stub__at_its_end(stub: Stub, days: list[str]) -> None:
    assert shown(stub) == ["2024-01-15", *days, "2025-09-30"]


def test_cycle_dates__end_of_month__last_days() -> None:
    days = cycle_dates(
        date(2024, 2, 29), date(2024, 8, 31), Cycle(months=3), Stub.NONE, end_of_month=True
    )
    assert days == (date(2024, 2, 29), date(2024, 5, 31), date(2024, 8, 31))


def test_cycle_dates__from_the_31st__no_day_counted_from_its_neighbour() -> None:
    days = cycle_dates(date(2024, 1, 31), date(2024, 5, 31), Cycle(months=1), Stub.NONE)
    assert [day.day for day in days] == [31, 29, 31, 30, 31]


@pytest.mark.parametrize(
    ("text", "cycle", "stub"),
    [
        ("84D", Cycle(days=84), None),
        ("2W", Cycle(days=14), None),
        ("1Q", Cycle(months=3), None),
        ("1Y", Cycle(months=12), None),
        ("P3ML1", Cycle(months=3), Stub.SHORT_LAST),
        ("P1YL0", Cycle(months=12), Stub.LONG_LAST),
    ],
)
def test_parse_cycle__market_and_actus_forms(text: str, cycle: Cycle, stub: Stub | None) -> None:
    assert parse_cycle(text) == (cycle, stub)


@pytest.mark.parametrize("text", ["", "M", "0M", "6m", "6 M", "1.5Y"])
def test_parse_cycle__no_cycle__refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="write it as 84D, 2W, 6M or 1Y"):
        parse_cycle(text)


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(1, 4_000),
    st.builds(Cycle, months=st.integers(1, 24)) | st.builds(Cycle, days=st.integers(1, 200)),
    st.sampled_from([stub for stub in Stub if stub is not Stub.NONE]),
    st.booleans(),
)
def test_cycle_dates__any__rise_from_start_to_end(
    start: date, length: int, cycle: Cycle, stub: Stub, end_of_month: bool
) -> None:
    end = date.fromordinal(start.toordinal() + length)
    days = cycle_dates(start, end, cycle, stub, end_of_month=end_of_month)
    assert (days[0], days[-1]) == (start, end)
    assert all(earlier < later for earlier, later in pairwise(days))
