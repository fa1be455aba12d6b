"""Days in Karachi and seconds on chain."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.calendar import (
    EARLIEST,
    KARACHI,
    compared_text,
    day_of,
    duration_text,
    first_second_after,
    iso_text,
    parse_date,
    parse_iso,
    start_of_day,
    through_text,
    time_text,
)
from rwa.errors import MalformedValue

DAYS = st.dates(min_value=EARLIEST, max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    "text", ["", "2026-1-5", "2026-02-30", "2025-02-29", "20260105", "2026-01-05T00:00:00", "today"]
)
def test_parse_date__not_a_day__refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="is not a date"):
        parse_date(text)


def test_start_of_day__before_the_offset_was_constant__refused() -> None:
    with pytest.raises(MalformedValue, match="before 2009-11-01"):
        start_of_day(date(2009, 10, 31))


@pytest.mark.parametrize("text", ["", "yesterday", "2026-01-05T09:00:00"])
def test_parse_iso__no_time_or_no_offset__refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="is not a time"):
        parse_iso(text)


def test_start_of_day__karachi_midnight__five_hours_before_utc() -> None:
    assert iso_text(start_of_day(date(2026, 1, 5))) == "2026-01-05T00:00:00+05:00"
    assert start_of_day(date(2026, 1, 5)) == 1_767_553_200  # 2026-01-04 19:00 UTC


def test_t09__valid_through_a_day__ends_with_its_last_second() -> None:
    expiry = first_second_after(date(2026, 6, 30))
    assert day_of(expiry - 1) == date(2026, 6, 30)
    assert day_of(expiry) == date(2026, 7, 1)
    assert through_text(expiry) == "through 2026-06-30"


def test_t26__leap_day__has_a_whole_day() -> None:
    assert parse_date("2028-02-29") == date(2028, 2, 29)
    assert first_second_after(date(2028, 2, 29)) - start_of_day(date(2028, 2, 29)) == 86_400


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (1_767_553_200, "2026-01-05"),
        (1_767_553_201, "2026-01-05 00:00:01"),
        (0, "second 0"),
        (2**256 - 1, f"second {2**256 - 1}"),
    ],
)
def test_t19__time_text__any_number_a_chain_may_hold(time: int, text: str) -> None:
    assert time_text(time) == text


@pytest.mark.parametrize(
    ("other", "texts"),
    [
        (1_767_585_600, ("2026-01-05 00:00:00", "2026-01-05 09:00:00")),
        (1_767_639_600, ("2026-01-05", "2026-01-06")),
        (1_767_672_000, ("2026-01-05", "2026-01-06 09:00:00")),
        (0, ("2026-01-05", "second 0")),
    ],
)
def test_compared_text__midnight_beside_another_time__with_the_time_on_one_day(
    other: int, texts: tuple[str, str]
) -> None:
    assert compared_text(1_767_553_200, other) == texts
    assert compared_text(other, 1_767_553_200) == texts[::-1]


@pytest.mark.parametrize(
    ("expiry", "text"),
    [(1_767_553_201, "until 2026-01-05 00:00:01"), (0, "until second 0")],
)
def test_through_text__not_a_midnight__says_the_second(expiry: int, text: str) -> None:
    assert through_text(expiry) == text


@given(DAYS)
def test_o22__days__agree_with_the_time_zone_database(day: date) -> None:
    try:
        zone = ZoneInfo("Asia/Karachi")
    except ZoneInfoNotFoundError:
        pytest.skip("this machine has no time zone database")
    assert start_of_day(day) == datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


@given(DAYS, st.integers(0, 86_399))
def test_o22__iso_text__round_trip_within_the_day(day: date, second: int) -> None:
    time = start_of_day(day) + second
    assert parse_iso(iso_text(time)) == time
    assert day_of(time) == day
    assert KARACHI.utcoffset(None) == timedelta(hours=5)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59, "59 s"), (3_660, "1 h 1 min"), (259_200, "72 h"), (3_600_001, "1,000 h 1 s")],
)
def test_duration_text__any__exact_in_hours_minutes_and_seconds(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text
