"""The debt instruments of a trial as terms, and the cash flows that follow per unit of face."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import islice

from rwa.business_days import Convention, pakistan
from rwa.daycount import DayCount
from rwa.instruments import (
    CashFlow,
    Cycle,
    FixedRate,
    Kind,
    MissingFixing,
    Series,
    Terms,
    accrued_interest,
    each_cash_flow,
)
from rwa.instruments.terms import CONVENTIONAL, IJARA, Rate
from rwa.rates import minor_units
from rwa.refusals.auctions import ACCRUED_DECIMALS
from rwa.scenario.models import BillSection, BondSection, InstrumentSection, TrialSection

MONTHS = 12


def terms_of(trial: TrialSection, section: BillSection | BondSection) -> Terms:
    """An instrument's terms for one unit of face, exact. Raises `InvalidTerms`."""
    calendar = pakistan(trial.holidays.declared, trial.holidays.working)
    bond = section if isinstance(section, BondSection) else None
    return Terms(
        section.isin,
        Fraction(1),
        section.issue_date,
        section.maturity_date,
        _rate(bond),
        day_count=bond.day_count if bond else DayCount.ACT_365,
        cycle=Cycle(months=MONTHS // bond.frequency) if bond else None,
        calendar=calendar,
        convention=Convention.FOLLOWING,
        record_days=(bond.record_days or 0) if bond else 0,
        words=IJARA if bond and bond.kind == "ijara" else CONVENTIONAL,
    )


def interest_flows(trial: TrialSection, section: BillSection | BondSection) -> Iterator[CashFlow]:
    """What each unit of face earns, interest date by interest date.

    Raises `InvalidTerms`, or `MissingFixing` where the next needs one that is not known.
    """
    flows = each_cash_flow(terms_of(trial, section), fixings_of(trial))
    return (flow for flow in flows if flow.kind is Kind.INTEREST)


def interest_flow(
    trial: TrialSection, section: BillSection | BondSection, number: int
) -> CashFlow | None:
    """The interest of this number, from 1; none where there are fewer. Raises as above."""
    return next(islice(interest_flows(trial, section), number - 1, None), None)


def accrued_on(trial: TrialSection, section: InstrumentSection, day: date) -> Fraction:
    """What has accrued per unit of face by the day on which a sale settles, unrounded; below zero
    ex-coupon, and nothing on what bears no interest. Raises as above.
    """
    if not isinstance(section, BondSection):
        return Fraction(0)
    return accrued_interest(terms_of(trial, section), day, fixings_of(trial))


def accrued_per_100(trial: TrialSection, section: InstrumentSection, day: date) -> int:
    """What has accrued per 100 of face, with 18 decimals, the last rounded half up."""
    return minor_units(100 * accrued_on(trial, section, day), ACCRUED_DECIMALS)


def fixings_of(trial: TrialSection) -> Series:
    """The reference rates a trial gives."""
    return Series(
        {
            name: {date.fromisoformat(day): rate for day, rate in series.items()}
            for name, series in trial.fixings.items()
        }
    )


class Projected:
    """The fixings of a trial, and beyond them the last one given; `projected` tells at which, by
    reference, and of which day it is.
    """

    def __init__(self, trial: TrialSection) -> None:
        self._observed = fixings_of(trial).observed
        self.projected: dict[str, tuple[date, Fraction]] = {}

    def fixing(self, issue: str, reference: str, day: date) -> Fraction:
        """As `Fixings.fixing`."""
        known = self._observed.get(reference, {})
        past = [each for each in known if each <= day]
        if not past:
            raise MissingFixing(issue, reference, day, "nothing was observed by then")
        last = max(past)
        if day not in known:
            self.projected[reference] = last, known[last]
        return known[last]


def record_dates(trial: TrialSection, section: BondSection) -> tuple[date, ...]:
    """The record dates that are fixed from the start, in order."""
    if section.record_days is None:
        return section.record_dates
    before = timedelta(days=section.record_days)
    return tuple(due - before for due in terms_of(trial, section).interest_dates())


def _rate(bond: BondSection | None) -> Rate:
    if bond is None:
        return FixedRate(Fraction(0))
    if bond.floating is not None:
        return bond.floating.rate()
    return FixedRate(Fraction(bond.coupon_percent or 0, 100))
