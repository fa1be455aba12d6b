"""What the debt of a trial may not say: terms that cannot be, lacking fixings, rates with a gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rwa.calendar import parse_date
from rwa.errors import ConfigurationError
from rwa.instruments import InvalidTerms, MissingFixing, cash_flows
from rwa.money import WHOLE, format_units
from rwa.scenario.acts.debt import AnnouncePayment, CallBond, SetTaxRates
from rwa.scenario.debt import (
    Projected,
    accrued_on,
    interest_dates,
    interest_flow,
    record_dates,
    terms_of,
)
from rwa.scenario.directives import Doing
from rwa.scenario.fields import check_quoted
from rwa.scenario.models import (
    BondSection,
    DebtSection,
    InstrumentSection,
    TrialSection,
)
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import Path

MAX_RECORD_DATES = 64


def terms_problems(trial: TrialSection) -> Iterator[Problem]:
    """Terms that cannot be, or lack the first fixing, told at their instrument."""
    for day in (day for series in trial.fixings.values() for day in series):
        yield from _day_problems(day)
    for key, section in trial.instruments.items():
        if not isinstance(section, DebtSection):
            continue
        if section.maturity_date <= section.issue_date:
            continue  # told where the dates are
        if isinstance(section, BondSection) and (
            found := list(_repayment_problems(trial, key, section))
        ):
            yield from found
            continue
        try:
            terms_of(trial, section)
            count = len(record_dates(trial, section)) if isinstance(section, BondSection) else 0
            cash_flows(terms_of(trial, section), Projected(trial))
        except ConfigurationError as error:
            yield Problem(("instruments", key), str(error))
            continue
        if count > MAX_RECORD_DATES:
            reason = f"{count} record dates are too many: {MAX_RECORD_DATES} at most"
            yield Problem(("instruments", key), reason)


def payment_problems(trial: TrialSection, path: Path, doing: Doing) -> Iterator[Problem]:
    """Payments of what is no debt, of interest that is not due, and categories without a rate."""
    if doing.call is not None:
        yield from _call_problems(trial, (*path, "call"), doing.call)
    rates, act = doing.set_tax_rates, doing.announce_payment
    if rates is not None:
        yield from _rate_problems(trial, (*path, "set_tax_rates", "rates"), rates)
    if act is None or act.instrument not in trial.instruments:
        return
    place: Path = (*path, "announce_payment")
    section = trial.instruments[act.instrument]
    if not isinstance(section, DebtSection):
        yield Problem((*place, "instrument"), f"{act.instrument} is no debt and pays nothing")
        return
    if act.interest is None and act.pay_date is not None:
        yield from _redemption_problems(trial, (*place, "pay_date"), section, act.pay_date)
    if act.average_price is not None:
        try:
            check_quoted(act.average_price)
        except ValueError as error:
            reason = f"{error} in the redemption of {section.isin} of {section.maturity_date}"
            yield Problem((*place, "average_price"), reason)
    if act.interest is None or section.maturity_date <= section.issue_date:
        return
    try:
        dates = len(interest_dates(trial, section)) if isinstance(section, BondSection) else 0
        if act.interest <= dates and interest_flow(trial, section, act.interest) is None:
            reason = f"{section.isin} is called before interest {act.interest} is due"
            yield Problem((*place, "interest"), reason)
    except MissingFixing as error:
        yield Problem(place, str(error))
        return
    except InvalidTerms:
        return  # told at the instrument
    if act.interest > dates:
        reason = f"{section.isin} has {dates} interest dates, and no number {act.interest}"
        yield Problem((*place, "interest"), reason)


def _redemption_problems(
    trial: TrialSection, path: Path, section: DebtSection, day: date
) -> Iterator[Problem]:
    """A redemption on a day on which nothing is redeemed yet."""
    if section.maturity_date <= section.issue_date:
        return
    try:
        maturity = terms_of(trial, section).maturity
    except InvalidTerms:
        return  # told at the instrument
    if day < maturity:
        reason = f"{section.isin} is redeemed from {maturity} on, and not on {day}"
        yield Problem(path, reason)


def rate_gaps(trial: TrialSection) -> Iterator[Problem]:
    """Payments announced for a day on which no withholding rates hold, of a trial whose words are
    sound.
    """
    starts: list[date] = []
    for position, day in enumerate(trial.days):
        for place, directive in enumerate(day.directives):
            if (rates := directive.set_tax_rates) is not None:
                starts.append(rates.start)
            if (act := directive.announce_payment) is None:
                continue
            paid = _paid_on(trial, act)
            if paid is not None and not any(start <= paid for start in starts):
                code = trial.instruments[act.instrument].code
                reason = f"no withholding rates hold on {paid}, when {code} pays"
                yield Problem(("days", position, "directives", place, "announce_payment"), reason)


def _paid_on(trial: TrialSection, act: AnnouncePayment) -> date | None:
    """The day a payment is announced for; none of what pays nothing."""
    section = trial.instruments[act.instrument]
    if act.pay_date is not None or not isinstance(section, DebtSection):
        return act.pay_date
    if act.interest is None:
        terms = terms_of(trial, section)
        return terms.calendar.adjust(terms.maturity, terms.convention)
    flow = interest_flow(trial, section, act.interest)
    return flow.day if flow else None


def accrued_problems(
    trial: TrialSection,
    path: Path,
    section: InstrumentSection,
    settlement: date,
) -> Iterator[Problem]:
    """A sale whose accrued interest is not told, and does not follow from the terms either."""
    if isinstance(section, BondSection) and section.maturity_date <= section.issue_date:
        return
    try:
        accrued_on(trial, section, settlement)
    except MissingFixing as error:
        yield Problem((*path, "accrued"), str(error))
    except InvalidTerms:
        return  # told at the instrument


def _repayment_problems(trial: TrialSection, key: str, bond: BondSection) -> Iterator[Problem]:
    """Instalments that are not on interest dates or do not come to the face, a call outside the
    life.
    """
    place: Path = ("instruments", key)
    if bond.call and not bond.issue_date < bond.call.start < bond.maturity_date:
        reason = (
            f"{bond.call.start} is not between issue on {bond.issue_date} "
            f"and maturity on {bond.maturity_date}"
        )
        yield Problem((*place, "call", "from"), reason)
    if not bond.instalments:
        return
    try:
        days = interest_dates(trial, bond)
    except ConfigurationError as error:
        yield Problem(place, str(error))
        return
    last = bond.issue_date
    for number, each in enumerate(bond.instalments):
        at: Path = (*place, "instalments", number, "date")
        if each.date not in days:
            yield Problem(at, f"{each.date} is no interest date of {bond.isin}")
        elif each.date <= last:
            yield Problem(at, f"{each.date} is not after {last}, the instalment before")
        last = each.date
    if last != bond.maturity_date:
        reason = f"the last instalment is due at maturity, {bond.maturity_date}, not on {last}"
        yield Problem((*place, "instalments"), reason)
    if (total := sum(each.percent for each in bond.instalments)) != WHOLE:
        reason = f"instalments come to {format_units(total, 8)} percent of face, not to 100"
        yield Problem((*place, "instalments"), reason)


def _call_problems(trial: TrialSection, path: Path, act: CallBond) -> Iterator[Problem]:
    """Calls of what is no bond, or for a day on which no interest is due before maturity."""
    section = trial.instruments.get(act.instrument)
    if section is None:
        return
    if not isinstance(section, BondSection):
        yield Problem((*path, "instrument"), f"{act.instrument} is no bond and has no call")
        return
    if section.maturity_date <= section.issue_date:
        return
    try:
        days = interest_dates(trial, section)[:-1]
        end = terms_of(trial, section).maturity
    except ConfigurationError:
        return  # told at the instrument
    if act.date not in days or act.date > end:
        reason = f"{act.date} is no interest date of {section.isin} before maturity"
        yield Problem((*path, "date"), reason)


def _rate_problems(trial: TrialSection, path: Path, act: SetTaxRates) -> Iterator[Problem]:
    known = list(trial.population.categories)
    if missing := [name for name in known if name not in act.rates]:
        yield Problem(path, f"from {act.start} there is no rate for {', '.join(missing)}")
    if strange := sorted(set(act.rates) - set(known)):
        yield Problem(path, f"no category is called {', '.join(strange)}")


def _day_problems(day: str) -> Iterator[Problem]:
    try:
        parse_date(day)
    except ValueError as error:
        yield Problem(("fixings",), str(error))
