"""Business days of Pakistan, and where a payment moves to."""

from __future__ import annotations

from datetime import date

import pytest

from rwa.business_days import Convention, Shift, named_calendar, pakistan, parse_convention
from rwa.errors import MalformedValue

WEEKDAYS = named_calendar("weekends")


@pytest.mark.parametrize(
    ("day", "convention", "moved"),
    [
        ("2026-05-30", Convention.UNADJUSTED, "2026-05-30"),
        ("2026-05-30", Convention.FOLLOWING, "2026-06-01"),
        ("2026-05-30", Convention.MODIFIED_FOLLOWING, "2026-05-29"),
        ("2026-05-30", Convention.PRECEDING, "2026-05-29"),
        ("2026-08-01", Convention.PRECEDING, "2026-07-31"),
        ("2026-08-01", Convention.MODIFIED_PRECEDING, "2026-08-03"),
        ("2026-05-29", Convention.FOLLOWING, "2026-05-29"),
    ],
)
def test_adjust__saturday__by_convention(day: str, convention: Convention, moved: str) -> None:
    assert WEEKDAYS.adjust(date.fromisoformat(day), convention) == date.fromisoformat(moved)


@pytest.mark.parametrize(
    "day",
    ["2026-02-05", "2026-03-23", "2026-05-01", "2026-08-14", "2026-12-25", "2026-03-20"],
)
def test_pakistan__holidays_of_2026__closed(day: str) -> None:
    """Kashmir Day, Pakistan Day, Labour Day, Independence Day, Quaid-e-Azam Day, Eid ul-Fitr."""
    assert not pakistan().is_business_day(date.fromisoformat(day))


def test_pakistan__holiday_declared_late__payment_moves_on() -> None:
    day = date(2026, 6, 3)
    assert pakistan().adjust(day, Convention.FOLLOWING) == day
    declared = pakistan(declared=[day])
    assert declared.adjust(day, Convention.FOLLOWING) == date(2026, 6, 4)


def test_pakistan__estimate_that_fell__declared_working() -> None:
    day = date(2026, 3, 20)
    assert pakistan(working=[day]).is_business_day(day)


def test_before_and_after__across_a_weekend__business_days_alone() -> None:
    assert WEEKDAYS.before(date(2026, 6, 1), 2) == (date(2026, 5, 28), date(2026, 5, 29))
    assert WEEKDAYS.after(date(2026, 5, 29), 1) == date(2026, 6, 1)


def test_calendar__unknown_or_out_of_its_years__refused() -> None:
    with pytest.raises(MalformedValue, match="known: pakistan, weekends, none"):
        named_calendar("london")
    with pytest.raises(MalformedValue, match="from 1948 to 2100"):
        pakistan().is_business_day(date(1947, 8, 14))


@pytest.mark.parametrize(
    ("text", "convention", "shift"),
    [
        ("NULL", Convention.UNADJUSTED, Shift.CALCULATE_THEN_SHIFT),
        ("SCMF", Convention.MODIFIED_FOLLOWING, Shift.SHIFT_THEN_CALCULATE),
        ("CSMP", Convention.MODIFIED_PRECEDING, Shift.CALCULATE_THEN_SHIFT),
        ("following", Convention.FOLLOWING, Shift.CALCULATE_THEN_SHIFT),
    ],
)
def test_parse_convention__names_and_actus_codes(
    text: str, convention: Convention, shift: Shift
) -> None:
    assert parse_convention(text) == (convention, shift)
    with pytest.raises(MalformedValue, match="known: unadjusted, following"):
        parse_convention("sometimes")
