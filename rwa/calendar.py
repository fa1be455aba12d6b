"""Dates of the programme and timestamps of the chain. Every date is a day in Asia/Karachi.

Pakistan keeps UTC+05:00 and has had no daylight saving since 1 November 2009 (IANA time zone
database, rule `Pakistan`), so the offset is a constant and no time zone file is needed; earlier
dates are refused.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NewType

from rwa.errors import MalformedValue

Timestamp = NewType("Timestamp", int)
"""A second of the chain's clock: seconds since 1970-01-01 00:00 UTC."""

KARACHI = timezone(timedelta(hours=5), "PKT")
EARLIEST = date(2009, 11, 1)
_LAST = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_date(text: str) -> date:
    """Read `YYYY-MM-DD`. Raises `MalformedValue`."""
    if not _DATE.fullmatch(text):
        raise MalformedValue("a date", text, "YYYY-MM-DD is expected")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MalformedValue("a date", text, str(error)) from error


def start_of_day(day: date) -> Timestamp:
    """The first second of a day. Raises `MalformedValue` before `EARLIEST`."""
    if day < EARLIEST:
        raise MalformedValue("a date of the programme", day.isoformat(), f"it is before {EARLIEST}")
    return Timestamp(int(datetime(day.year, day.month, day.day, tzinfo=KARACHI).timestamp()))


def first_second_after(day: date) -> Timestamp:
    """The first second that is no longer within `day`: what is valid through it is refused from
    here.
    """
    return start_of_day(day + timedelta(days=1))


def day_of(time: int) -> date:
    """The day a timestamp falls on."""
    return datetime.fromtimestamp(time, KARACHI).date()


def iso_text(time: int) -> str:
    """A timestamp in ISO 8601 with its offset, as in `2026-01-05T09:00:00+05:00`."""
    return datetime.fromtimestamp(time, KARACHI).isoformat()


def parse_iso(text: str) -> Timestamp:
    """The inverse of `iso_text`. Raises `MalformedValue`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedValue("a time", text, str(error)) from error
    if moment.utcoffset() is None:
        raise MalformedValue("a time", text, "the offset from UTC is missing")
    return Timestamp(int(moment.timestamp()))


def time_text(time: int) -> str:
    """A timestamp for people: the date alone at midnight, else with the time; never refuses."""
    if not 0 < time <= _LAST:
        return f"second {time}"
    return _second_text(time).removesuffix(" 00:00:00")


def compared_text(time: int, other: int) -> tuple[str, str]:
    """Two timestamps for people, one beside the other: both with the time where they fall on one
    day.
    """
    known = all(0 < each <= _LAST for each in (time, other))
    told = _second_text if known and day_of(time) == day_of(other) else time_text
    return told(time), told(other)


def _second_text(time: int) -> str:
    return datetime.fromtimestamp(time, KARACHI).strftime("%Y-%m-%d %H:%M:%S")


def end_text(time: int) -> str:
    """A timestamp at which something ends or is counted: the end of a day at midnight."""
    text = through_text(time)
    return f"the end of {text.removeprefix('through ')}" if "through" in text else time_text(time)


def duration_text(seconds: int) -> str:
    """A length of time for people, exact: `72 h`, `1 h 5 min`, `30 s`."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{number:,} {unit}" for number, unit in parts if number) or "0 s"


def through_text(expiry: int) -> str:
    """The last day on which something that ends at `expiry` still holds, or the second if that is
    not a midnight.
    """
    midnight = expiry % 86_400 == int(timedelta(hours=19).total_seconds())
    if midnight and 86_400 <= expiry <= _LAST:
        return f"through {day_of(expiry - 1).isoformat()}"
    return f"until {time_text(expiry)}"
