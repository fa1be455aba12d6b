"""What an issue's terms may not say, and what they lack on a day.

Each names the issue and the date; the reader of a file adds the place.
"""

from __future__ import annotations

from datetime import date

from rwa.errors import ConfigurationError, RwaError


class InvalidTerms(ConfigurationError, ValueError):
    """`field` of the terms of `issue` is refused because of `reason`; `day` is the date in
    question, if one is.
    """

    def __init__(self, issue: str, reason: str, *, field: str, day: date | None = None) -> None:
        self.issue = issue
        self.day = day
        RwaError.__init__(self, f"{issue}: {reason}")
        self.file, self.line, self.field, self.reason = "", None, field, f"{issue}: {reason}"


class MissingFixing(InvalidTerms):
    """The reference rate that `issue` resets to on `day` is not known."""

    def __init__(self, issue: str, reference: str, day: date, why: str) -> None:
        self.reference = reference
        reason = f"no fixing of {reference} for the reset on {day}: {why}"
        super().__init__(issue, reason, field="reset", day=day)


class RateGap(InvalidTerms):
    """The rate table called `table` says nothing for `day`."""

    def __init__(self, issue: str, table: str, day: date, why: str) -> None:
        self.table = table
        reason = f"the rates of {table} have a gap on {day}: {why}"
        super().__init__(issue, reason, field=table, day=day)
