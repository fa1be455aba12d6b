"""Tenders of a trial: which are announced, and what they and their instructions may not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rwa.scenario.acts.tenders import AcceptTenders, AnnounceTender, GiveTender, OfInstruction
from rwa.scenario.debt import accrued_per_100
from rwa.scenario.debt_checks import accrued_problems
from rwa.scenario.directives import Doing
from rwa.scenario.fields import check_quoted, scaled
from rwa.scenario.models import BondSection, TrialSection
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import Path


def tendered(trial: TrialSection) -> Mapping[str, AnnounceTender]:
    """The tenders by name, in the order in which they are announced and numbered."""
    acts = (directive.announce_tender for day in trial.days for directive in day.directives)
    return {act.tender: act for act in acts if act is not None}


def instructions_of(trial: TrialSection, tender: str) -> Mapping[str, GiveTender]:
    """The instructions of a tender by name, in the order in which they are given and numbered."""
    acts = (directive.tender for day in trial.days for directive in day.directives)
    return {act.instruction: act for act in acts if act is not None and act.tender == tender}


def accrued_at_settlement(trial: TrialSection, act: AnnounceTender) -> tuple[Fraction, Fraction]:
    """Interest per 100 of old and of new face: what was announced, else what the terms give."""
    accrued, new_accrued = accrued_by_terms(trial, act)
    return (
        accrued if act.accrued is None else act.accrued,
        new_accrued if act.new_accrued is None else act.new_accrued,
    )


def accrued_by_terms(trial: TrialSection, act: AnnounceTender) -> tuple[Fraction, Fraction]:
    """Interest on the day of settlement per 100 of the face given up and, in an exchange, of the
    new face, which its holder is paid later.
    """
    accrued = accrued_per_100(trial, trial.instruments[act.instrument], act.settlement)
    if act.new_instrument is None:
        return accrued, Fraction(0)
    new = trial.instruments[act.new_instrument]
    return accrued, accrued_per_100(trial, new, act.settlement)


def tender_problems(trial: TrialSection) -> Iterator[Problem]:
    """Names given twice, instructions that nobody gives, puts on a day that the terms do not name,
    amounts and prices of too many decimals.
    """
    names: set[str] = set()
    given: set[tuple[str, str]] = set()
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            path: Path = ("days", place, "directives", position)
            if (act := directive.announce_tender) is not None:
                if act.tender in names:
                    reason = f"the name {act.tender!r} is taken by another tender"
                    yield Problem((*path, "announce_tender", "tender"), reason)
                names.add(act.tender)
            if (told := directive.tender) is not None:
                if (told.tender, told.instruction) in given:
                    reason = f"the name {told.instruction!r} is taken by another of {told.tender}"
                    yield Problem((*path, "tender", "instruction"), reason)
                given.add((told.tender, told.instruction))
            if directive.attempt is not None:
                yield from _act_problems(trial, (*path, "attempt"), directive.attempt)
            else:
                yield from _act_problems(trial, path, directive)


def _act_problems(trial: TrialSection, path: Path, doing: Doing) -> Iterator[Problem]:
    act, here = doing.act, (*path, doing.word)
    if isinstance(act, AnnounceTender):
        yield from _announcement_problems(trial, here, act)
        return
    tender = tendered(trial).get(getattr(act, "tender", ""))
    if tender is None:
        return
    known = instructions_of(trial, tender.tender)
    if type(act) is OfInstruction and act.instruction not in known:
        reason = f"nobody gives the instruction {act.instruction!r} in {act.tender}"
        yield Problem((*here, "instruction"), reason)
    instrument = trial.instruments.get(tender.instrument)
    unit = trial.units.get(instrument.unit) if instrument else None
    if isinstance(act, GiveTender):
        if (act.price is not None) != (tender.kind == "buy_back"):
            reason = "a price is asked in a buy_back, and in no other tender"
            yield Problem((*here, "price"), reason)
        if act.price is not None:
            yield from _price_problems((*here, "price"), act.price, trial, tender)
        if unit is not None:
            yield from _number_problems((*here, "face"), act.face, unit.decimals)
    if isinstance(act, AcceptTenders):
        yield from _price_problems((*here, "highest_price"), act.highest_price, trial, tender)


def _announcement_problems(
    trial: TrialSection, path: Path, act: AnnounceTender
) -> Iterator[Problem]:
    for field in ("price", "ratio"):
        if (text := getattr(act, field)) is not None:
            yield from _price_problems((*path, field), text, trial, act)
    for name, told in ((act.instrument, act.accrued), (act.new_instrument, act.new_accrued)):
        if name in trial.instruments and told is None:
            yield from accrued_problems(trial, path, trial.instruments[name], act.settlement)
    section = trial.instruments.get(act.instrument)
    dates = section.put_dates if isinstance(section, BondSection) else ()
    if act.kind == "put" and section is not None and act.settlement not in dates:
        known = ", ".join(map(str, dates)) or "no day"
        reason = f"the terms of {section.code} let holders put it on {known}, not {act.settlement}"
        yield Problem((*path, "settlement"), reason)


def _price_problems(
    path: Path, text: str, trial: TrialSection, tender: AnnounceTender
) -> Iterator[Problem]:
    try:
        check_quoted(text)
    except ValueError as error:
        instrument = trial.instruments.get(tender.instrument)
        code = instrument.code if instrument else tender.instrument
        closes = tender.open_through
        yield Problem(path, f"{error} in the tender of {code} that closes on {closes}")


def _number_problems(path: Path, text: str, decimals: int) -> Iterator[Problem]:
    try:
        scaled(text, decimals)
    except ValueError as error:
        yield Problem(path, str(error))
