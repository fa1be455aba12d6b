"""A file of an issue's terms, as `rwa schedule` reads it: frozen models, errors with file, line and
field.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rwa.business_days import BusinessCalendar, Convention, Shift, named_calendar
from rwa.daycount import DayCount
from rwa.errors import ConfigurationError
from rwa.instruments import (
    Call,
    CashFlow,
    FixedRate,
    Fixings,
    FloatingRate,
    Instalment,
    InvalidTerms,
    MissingFixing,
    Series,
    Stub,
    Terms,
    cash_flows,
)
from rwa.instruments.terms import CONVENTIONAL, IJARA, PAR
from rwa.scenario.debt_fields import (
    Count,
    Floating,
    Length,
    Money,
    Percent,
    Reference,
    Rule,
    StubName,
)
from rwa.scenario.fields import Day, Decimals, Model, Slug, Title
from rwa.scenario.validation import validated
from rwa.scenario.yaml_reader import Document, read_document


class RateSection(Model):
    """The rate: fixed, in percent a year, or floating."""

    fixed: Percent | None = None
    floating: Floating | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.fixed is None) == (self.floating is None):
            raise ValueError("either fixed or floating is expected")
        return self


class CalendarSection(Model):
    """Business days: a calendar by name, what moves a payment, and dated overrides."""

    calendar: Slug = "pakistan"
    convention: Rule = (Convention.FOLLOWING, Shift.CALCULATE_THEN_SHIFT)
    shift: Literal["calculate-then-shift", "shift-then-calculate"] | None = None
    declared: tuple[Day, ...] = ()
    working: tuple[Day, ...] = ()

    def business_calendar(self) -> BusinessCalendar:
        """The calendar with its overrides. Raises `MalformedValue`."""
        return named_calendar(self.calendar, self.declared, self.working)


class Part(Model):
    """Principal repaid before maturity."""

    date: Day
    amount: Money


class CallSection(Model):
    """A day on which the issue may be called, and the price per 100."""

    date: Day
    price: Money = PAR


class TermsSection(Model):
    """A whole file of terms."""

    issue: Title
    kind: Literal["conventional", "ijara"] = "conventional"
    principal: Money
    decimals: Decimals | None = 2
    issue_date: Day
    maturity_date: Day
    issue_price: Money = PAR
    redemption_price: Money = PAR
    rate: RateSection
    day_count: Count = DayCount.ACT_365
    cycle: Length | None = None
    stub: StubName | None = None
    first_interest: Day | None = None
    end_of_month: bool = False
    business_days: CalendarSection = CalendarSection()
    initial_exchange: bool = True
    capitalised_until: Day | None = None
    instalments: tuple[Part, ...] = ()
    calls: tuple[CallSection, ...] = ()
    record_days: Annotated[int, Field(ge=0, le=366)] = 0
    fixings: dict[Reference, dict[str, Percent]] = Field(default_factory=dict)

    def terms(self) -> Terms:
        """The terms. Raises `InvalidTerms` or `MalformedValue`."""
        self._check_decimals()
        days, cycle = self.business_days, self.cycle
        convention, shift = days.convention
        return Terms(
            self.issue,
            self.principal,
            self.issue_date,
            self.maturity_date,
            self._rate(),
            day_count=self.day_count,
            cycle=cycle[0] if cycle else None,
            first_interest=self.first_interest,
            stub=self.stub or (cycle[1] if cycle else None) or Stub.NONE,
            end_of_month=self.end_of_month,
            calendar=days.business_calendar(),
            convention=convention,
            shift=Shift(days.shift) if days.shift else shift,
            issue_price=self.issue_price,
            redemption_price=self.redemption_price,
            initial_exchange=self.initial_exchange,
            capitalised_until=self.capitalised_until,
            instalments=tuple(Instalment(part.date, part.amount) for part in self.instalments),
            calls=tuple(Call(call.date, call.price) for call in self.calls),
            record_days=self.record_days,
            decimals=self.decimals,
            words=IJARA if self.kind == "ijara" else CONVENTIONAL,
        )

    def _check_decimals(self) -> None:
        amounts = [("principal", self.principal)]
        amounts += [("instalments", part.amount) for part in self.instalments]
        for field, amount in amounts:
            if self.decimals is not None and (amount * 10**self.decimals).denominator != 1:
                reason = f"an amount has at most {self.decimals} decimals, and this one has more"
                raise InvalidTerms(self.issue, reason, field=field)

    def observed(self) -> Fixings:
        """The fixings of the file. Raises `ValueError` for a day that is none."""
        return Series(
            {
                name: {date.fromisoformat(day): rate for day, rate in series.items()}
                for name, series in self.fixings.items()
            }
        )

    @model_validator(mode="after")
    def _days_of_fixings(self) -> Self:
        self.observed()
        return self

    def _rate(self) -> FixedRate | FloatingRate:
        floating = self.rate.floating
        return floating.rate() if floating else FixedRate(self.rate.fixed or Fraction(0))


def read_terms(data: bytes, file: str) -> tuple[Terms, Fixings]:
    """Read a file of terms.

    Raises `ConfigurationError` with file, line and field, one for each problem of its form.
    """
    document = read_document(data, file)
    section = validated(TermsSection, document, "an issue's terms")
    with _placed(document):
        return section.terms(), section.observed()


def read_schedule(data: bytes, file: str) -> tuple[Terms, Sequence[CashFlow]]:
    """Read a file of terms, and what follows from them and its fixings. Raises as `read_terms`."""
    document = read_document(data, file)
    section = validated(TermsSection, document, "an issue's terms")
    with _placed(document):
        terms = section.terms()
        return terms, cash_flows(terms, section.observed())


@contextmanager
def _placed(document: Document) -> Iterator[None]:
    """Gives what the terms raise the file, and the line and field that it is about."""
    try:
        yield
    except ConfigurationError as error:
        field = error.field
        if isinstance(error, MissingFixing):
            field = "fixings" if ("fixings",) in document.lines else "rate"
        known = field in TermsSection.model_fields
        line = document.line((field,)) if known and field else 1
        reason = error.reason if isinstance(error, InvalidTerms) else str(error)
        raise ConfigurationError(document.file, reason, line=line, field=field) from error
