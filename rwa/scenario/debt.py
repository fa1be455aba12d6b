"""The debt instruments of a trial as terms, and the cash flows that follow per unit of face."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import islice

from rwa.accrued import announced
from rwa.business_days import Convention, pakistan
from rwa.daycount import DayCount
from rwa.instruments import (
    Call,
    CashFlow,
    Cycle,
    FixedRate,
    Instalment,
    Kind,
    MissingFixing,
    Series,
    Terms,
    accrued_interest,
    each_cash_flow,
)
from rwa.instruments.terms import CONVENTIONAL, IJARA, Rate
from rwa.money import WHOLE
from rwa.scenario.acts.debt import CallBond
from rwa.scenario.models import (
    BondSection,
    DebtSection,
    InstrumentSection,
    TrialSection,
)

MONTHS = 12


def terms_of(trial: TrialSection, section: DebtSection) -> Terms:
    """An instrument's terms for one unit of original face, exact, and with what the trial calls.

    Raises `InvalidTerms`.
    """
    repaid = repayments(trial, section) if isinstance(section, BondSection) else {}
    terms = _issued(trial, section, repaid)
    for call in _calls(trial, section):
        if call.percent is None:
            return replace(terms, calls=(Call(call.date),)).called(call.date)
    return terms


def interest_dates(trial: TrialSection, bond: BondSection) -> tuple[date, ...]:
    """The unadjusted days on which a bond pays interest unless it is called; the last is maturity.

    Raises `InvalidTerms`.
    """
    return _issued(trial, bond, {}).interest_dates()


def instalments(bond: BondSection) -> dict[date, int]:
    """The principal that a bond's own terms repay before maturity, in 1e-10 of original face."""
    return {each.date: each.percent for each in bond.instalments[:-1]}


def repayments(trial: TrialSection, bond: BondSection) -> dict[date, int]:
    """The same with what the trial calls of it in part."""
    repaid = Counter(instalments(bond))
    for call in _calls(trial, bond):
        repaid[call.date] += call.percent or 0
    return {day: part for day, part in repaid.items() if part}


def face_left(trial: TrialSection, section: DebtSection, day: date | None = None) -> Fraction:
    """What is left of each unit of original face once everything due by a day is repaid, or for the
    redemption. Raises `InvalidTerms`.
    """
    repaid = terms_of(trial, section).instalments
    due = (each.amount for each in repaid if day is None or each.day <= day)
    return 1 - sum(due, Fraction(0))


def interest_flows(trial: TrialSection, section: DebtSection) -> Iterator[CashFlow]:
    """What each unit of face earns, interest date by interest date.

    Raises `InvalidTerms`, or `MissingFixing` where the next needs one that is not known.
    """
    flows = each_cash_flow(terms_of(trial, section), fixings_of(trial))
    return (flow for flow in flows if flow.kind is Kind.INTEREST)


def interest_flow(trial: TrialSection, section: DebtSection, number: int) -> CashFlow | None:
    """The interest of this number, from 1; none where there are fewer. Raises as above."""
    return next(islice(interest_flows(trial, section), number - 1, None), None)


def accrued_on(trial: TrialSection, section: InstrumentSection, day: date) -> Fraction:
    """What has accrued per unit of face by the day on which a sale settles, unrounded; below zero
    ex-coupon, and nothing on what bears no interest. Raises as above.
    """
    if not isinstance(section, BondSection):
        return Fraction(0)
    return accrued_interest(terms_of(trial, section), day, fixings_of(trial))


def accrued_per_100(trial: TrialSection, section: InstrumentSection, day: date) -> Fraction:
    """What has accrued per 100 of face left then."""
    left = face_left(trial, section, day) if isinstance(section, BondSection) else Fraction(1)
    return announced(100 * accrued_on(trial, section, day) / left)


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
    return tuple(record_date(section, due) for due in interest_dates(trial, section))


def record_date(section: BondSection, due: date) -> date:
    """Whose holders receive what is due on a day."""
    return due - timedelta(days=section.record_days or 0)


def _issued(trial: TrialSection, section: DebtSection, repaid: Mapping[date, int]) -> Terms:
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
        instalments=tuple(
            Instalment(day, Fraction(part, WHOLE)) for day, part in sorted(repaid.items())
        ),
        record_days=(bond.record_days or 0) if bond else 0,
        words=IJARA if section.kind == "ijara" else CONVENTIONAL,
    )


def _calls(trial: TrialSection, section: DebtSection) -> list[CallBond]:
    """What the trial calls of an instrument and does not withdraw, attempts that must be refused
    aside.
    """
    key = next(key for key, each in trial.instruments.items() if each.code == section.code)
    whole: list[CallBond] = []
    announced: list[CallBond | None] = []
    for directive in (each for day in trial.days for each in day.directives):
        call, announcement = directive.call, directive.announce_payment
        withdrawal = directive.withdraw_payment
        if call and call.instrument == key:
            (whole if call.percent is None else announced).append(call)
        elif announcement and announcement.instrument == key:
            announced.append(None)
        elif withdrawal and withdrawal.instrument == key and withdrawal.payment <= len(announced):
            announced[withdrawal.payment - 1] = None
    return whole + [call for call in announced if call]


def _rate(bond: BondSection | None) -> Rate:
    if bond is None:
        return FixedRate(Fraction(0))
    if bond.floating is not None:
        return bond.floating.rate()
    return FixedRate(Fraction(bond.coupon_percent or 0, 100))
