"""What the debt of a trial may not say: terms that cannot be, lacking fixings, rates with a gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rwa.calendar import parse_date
from rwa.errors import ConfigurationError
from rwa.instruments import cash_flows
from rwa.scenario.debt import Projected, accrued_on, interest_flow, record_dates, terms_of
from rwa.scenario.directives import Doing
from rwa.scenario.fields import scaled
from rwa.scenario.models import BillSection, BondSection, InstrumentSection, TrialSection
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import Path

MAX_RECORD_DATES = 64


def terms_problems(trial: TrialSection) -> Iterator[Problem]:
    """Terms that cannot be, or lack the first fixing, told at their instrument."""
    for day in (day for series in trial.fixings.values() for day in series):
        yield from _day_problems(day)
    for key, section in trial.instruments.items():
        if not isinstance(section, BillSection | BondSection):
            continue
        if section.maturity_date <= section.issue_date:
            continue  # told where the dates are
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
    rates, act = doing.set_tax_rates, doing.announce_payment
    if rates is not None:
        yield from _rate_problems(trial, (*path, "set_tax_rates", "rates"), set(rates.rates))
    if act is None or act.instrument not in trial.instruments:
        return
    place: Path = (*path, "announce_payment")
    section = trial.instruments[act.instrument]
    if not isinstance(section, BillSection | BondSection):
        yield Problem((*place, "instrument"), f"{act.instrument} is no debt and pays nothing")
        return
    if act.average_price is not None:
        try:
            scaled(act.average_price, 4)
        except ValueError as error:
            yield Problem((*place, "average_price"), str(error))
    if act.interest is None or section.maturity_date <= section.issue_date:
        return
    try:
        bond = isinstance(section, BondSection)
        dates = len(terms_of(trial, section).interest_dates()) if bond else 0
        if act.interest <= dates:
            interest_flow(trial, section, act.interest)
    except ConfigurationError as error:
        yield Problem(place, str(error))
        return
    if act.interest > dates:
        reason = f"{section.isin} has {dates} interest dates, and no number {act.interest}"
        yield Problem((*place, "interest"), reason)


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
    except ConfigurationError as error:
        yield Problem((*path, "accrued"), str(error))


def _rate_problems(trial: TrialSection, path: Path, given: set[str]) -> Iterator[Problem]:
    known = list(trial.population.categories)
    if missing := [name for name in known if name not in given]:
        yield Problem(path, f"there is no rate for {', '.join(missing)}")
    if strange := sorted(given - set(known)):
        yield Problem(path, f"no category is called {', '.join(strange)}")


def _day_problems(day: str) -> Iterator[Problem]:
    try:
        parse_date(day)
    except ValueError as error:
        yield Problem(("fixings",), str(error))
