"""What a column of a lot list may say: each kind of field reads a cell or says why it cannot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rwa.calendar import parse_date
from rwa.reserves.writing import untidy

FIRST_YEAR, LAST_YEAR = 1900, 9999
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?")
_NAME = re.compile(r"[^\W_][\w .&'()/-]{0,59}")


@dataclass(frozen=True, slots=True)
class Text:
    """A name or number, of a pattern where one is given."""

    pattern: str | None = None

    def problem(self, cell: str, day: date | None) -> str | None:
        """Why the cell is refused on a list of this day, if it is told; none if it is not."""
        if problem := untidy(cell):
            return problem
        if self.pattern is None:
            return None if _NAME.fullmatch(cell) else f"{cell!r} is not a name"
        if re.fullmatch(self.pattern, cell):
            return None
        return f"{cell!r} does not have the form {self.pattern}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list."""

    of: tuple[str, ...]

    def problem(self, cell: str, day: date | None) -> str | None:
        """As `Text.problem`."""
        return None if cell in self.of else f"{cell!r} is none of {', '.join(self.of)}"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with exactly `places` decimals, from `low` to `high`, in whole steps of `step`."""

    places: int
    low: Decimal
    high: Decimal
    step: Decimal | None = None

    def problem(self, cell: str, day: date | None) -> str | None:
        """As `Text.problem`."""
        if not _DECIMAL.fullmatch(cell):
            return f"{cell!r} is not a number"
        if len(cell.partition(".")[2]) != self.places:
            return f"{cell} has not {self.places} decimals"
        value = Decimal(cell)
        if not self.low <= value <= self.high:
            return f"{cell} is out of range: from {self.low} to {self.high}"
        if self.step is not None and value % self.step:
            return f"{cell} is not in steps of {self.step}"
        return None


@dataclass(frozen=True, slots=True)
class Year:
    """A year, not after the day of the list."""

    def problem(self, cell: str, day: date | None) -> str | None:
        """As `Text.problem`."""
        last = day.year if day else LAST_YEAR
        if re.fullmatch(r"[0-9]{4}", cell) and FIRST_YEAR <= int(cell) <= last:
            return None
        return f"{cell!r} is not a year from {FIRST_YEAR} to {last}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day after the day of the list, or one not after it."""

    after: bool

    def problem(self, cell: str, day: date | None) -> str | None:
        """As `Text.problem`."""
        try:
            told = parse_date(cell)
        except ValueError as error:
            return str(error)
        if day is None:
            return None
        if self.after and told <= day:
            return f"{cell} is not after the day of the list, {day}"
        if not self.after and told > day:
            return f"{cell} is after the day of the list, {day}"
        return None


Field = Text | Choice | Measure | Year | Day
