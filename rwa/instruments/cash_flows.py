"""The schedule engine: from terms and fixings to dated cash flows.

Events are carried out in order of their days; on one day interest comes before principal, and a
reset last. Between events interest accrues on the principal at the rate of the time. Amounts are
the holder's: what is paid for the issue is negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from itertools import islice

from rwa.business_days import Shift
from rwa.daycount import year_fraction
from rwa.instruments.cycles import Stub, cycle_dates
from rwa.instruments.errors import InvalidTerms
from rwa.instruments.fixings import NO_FIXINGS, Fixings
from rwa.instruments.terms import FixedRate, FloatingRate, Terms
from rwa.rates import half_up


class Kind(Enum):
    """What a cash flow is."""

    INITIAL_EXCHANGE = "initial exchange"
    INTEREST = "interest"
    CAPITALISATION = "capitalisation"
    INSTALMENT = "instalment"
    REDEMPTION = "redemption"
    RATE_RESET = "rate reset"


@dataclass(frozen=True, slots=True)
class CashFlow:
    """What happens on a day: `day` as shifted by the calendar, `due` as the terms say.

    `amount` is what the holder receives; `notional` the principal and `accrued` the interest not
    yet paid once it has happened; `rate` the percent a year, after a reset the new one. `record` is
    the last day whose holders are paid.
    """

    day: date
    due: date
    kind: Kind
    amount: Fraction
    notional: Fraction
    rate: Fraction
    accrued: Fraction
    record: date | None = None


def cash_flows(terms: Terms, fixings: Fixings = NO_FIXINGS) -> tuple[CashFlow, ...]:
    """Every cash flow of an issue, in order. Raises `InvalidTerms` or `MissingFixing`."""
    return tuple(each_cash_flow(terms, fixings))


def each_cash_flow(terms: Terms, fixings: Fixings = NO_FIXINGS) -> Iterator[CashFlow]:
    """The cash flows one by one: a reset asks for its fixing only when it is reached. Raises as
    `cash_flows`.
    """
    return _Run(terms, fixings).flows()


def accrued_interest(terms: Terms, day: date, fixings: Fixings = NO_FIXINGS) -> Fraction:
    """The interest of the issue that a buyer who settles on a day pays for, unrounded: what has
    accrued since it was last due. Past a record date the seller keeps what comes next, and the
    buyer is given back what is missing in it: below zero.

    Nothing has accrued before issue and from maturity on. Raises as `cash_flows`.
    """
    if not terms.start <= day < terms.maturity:
        return Fraction(0)
    flows = each_cash_flow(replace(terms, initial_exchange=True), fixings)
    passed = sum(due <= day for due, _, _ in _events(terms))
    *_, last = islice(flows, 1 + passed)
    counted = last.day if terms.shift is Shift.SHIFT_THEN_CALCULATE else last.due
    years = year_fraction(terms.day_count, counted, max(counted, day), terms.grid)
    accrued = last.accrued + last.notional * last.rate / 100 * years
    coming = next(due for due in terms.interest_dates() if due > day)
    if coming - timedelta(days=terms.record_days) >= day:
        return accrued
    return accrued - next(flow.amount for flow in flows if flow.due == coming)


class _Run:
    """One pass over the events of an issue."""

    def __init__(self, terms: Terms, fixings: Fixings) -> None:
        self._terms = terms
        self._fixings = fixings
        self._notional = Fraction(0)
        self._rate = Fraction(0)
        self._accrued = Fraction(0)
        self._counted = terms.start

    def flows(self) -> Iterator[CashFlow]:
        yield from self._begin()
        for due, kind, amount in _events(self._terms):
            self._accrue(due)
            if kind is Kind.INTEREST:
                yield self._interest(due)
            elif kind is Kind.INSTALMENT:
                yield self._instalment(due, amount)
            elif kind is Kind.RATE_RESET:
                self._rate = self._reset(due)
                yield self._flow(due, kind, Fraction(0))
            else:
                yield self._redemption(due)

    def _begin(self) -> Iterator[CashFlow]:
        terms = self._terms
        self._notional, self._counted = terms.notional, self._calculated(terms.start)
        self._rate = self._first_rate()
        if terms.initial_exchange:
            paid = self._rounded(terms.notional * terms.issue_price / 100)
            yield self._flow(terms.start, Kind.INITIAL_EXCHANGE, -paid)

    def _interest(self, due: date) -> CashFlow:
        amount, self._accrued = self._rounded(self._accrued), Fraction(0)
        until = self._terms.capitalised_until
        if until is not None and due <= until:
            self._notional += amount
            return self._flow(due, Kind.CAPITALISATION, Fraction(0))
        return self._flow(due, Kind.INTEREST, amount)

    def _instalment(self, due: date, amount: Fraction) -> CashFlow:
        self._notional -= amount
        return self._flow(due, Kind.INSTALMENT, amount)

    def _redemption(self, due: date) -> CashFlow:
        amount = self._rounded(self._notional * self._terms.redemption_price / 100)
        self._notional = Fraction(0)
        return self._flow(due, Kind.REDEMPTION, amount)

    def _flow(self, due: date, kind: Kind, amount: Fraction) -> CashFlow:
        terms = self._terms
        paid = kind in (Kind.INTEREST, Kind.INSTALMENT, Kind.REDEMPTION)
        return CashFlow(
            terms.calendar.adjust(due, terms.convention),
            due,
            kind,
            amount,
            self._notional,
            self._rate,
            self._accrued,
            due - timedelta(days=terms.record_days) if paid else None,
        )

    def _accrue(self, due: date) -> None:
        until = self._calculated(due)
        years = year_fraction(self._terms.day_count, self._counted, until, self._terms.grid)
        self._accrued += self._notional * self._rate / 100 * years
        self._counted = until

    def _calculated(self, due: date) -> date:
        """The day to which interest is counted: as shifted, or as it was before."""
        terms = self._terms
        if terms.shift is Shift.SHIFT_THEN_CALCULATE:
            return terms.calendar.adjust(due, terms.convention)
        return due

    def _first_rate(self) -> Fraction:
        rate = self._terms.rate
        if isinstance(rate, FixedRate):
            return rate.percent
        if rate.first is None or rate.first <= self._terms.start:
            return self._reset(self._terms.start)
        if rate.initial is None:
            reason = f"no rate is given until the first reset on {rate.first}"
            raise InvalidTerms(self._terms.issue, reason, field="initial", day=self._terms.start)
        return rate.initial

    def _reset(self, day: date) -> Fraction:
        rate = self._terms.rate
        if not isinstance(rate, FloatingRate):
            raise TypeError("a fixed rate has no resets")
        return rate.rate(self._fixings.fixing(self._terms.issue, rate.reference, day))

    def _rounded(self, amount: Fraction) -> Fraction:
        """An amount as it is paid: half up to the issue's decimals, exact where it names none."""
        decimals = self._terms.decimals
        return amount if decimals is None else Fraction(half_up(amount, decimals))


def _events(terms: Terms) -> list[tuple[date, Kind, Fraction]]:
    """Everything after issue that happens by the terms, in order."""
    nothing = Fraction(0)
    events = [(day, Kind.INTEREST, nothing) for day in terms.interest_dates()]
    events += [(each.day, Kind.INSTALMENT, each.amount) for each in terms.instalments]
    events += [(day, Kind.RATE_RESET, nothing) for day in _resets(terms)]
    events.append((terms.maturity, Kind.REDEMPTION, nothing))
    return sorted(events, key=lambda event: (event[0], _ORDER[event[1]]))


def _resets(terms: Terms) -> list[date]:
    """Reset days after issue and before maturity."""
    rate = terms.rate
    if isinstance(rate, FixedRate):
        return []
    start = max(rate.first or terms.start, terms.start)
    days = cycle_dates(
        start, terms.maturity, rate.cycle, Stub.SHORT_LAST, end_of_month=terms.end_of_month
    )
    return [day for day in days if terms.start < day < terms.maturity]


_ORDER = {
    Kind.INTEREST: 0,
    Kind.CAPITALISATION: 0,
    Kind.INSTALMENT: 1,
    Kind.REDEMPTION: 2,
    Kind.RATE_RESET: 3,
}
