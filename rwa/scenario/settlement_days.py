"""Days of settlement: sales and tenders settle on business days, since cash of the central bank
moves on no other, and before the next record date, since accrued interest is told for one holder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from rwa.business_days import BusinessCalendar, Convention, pakistan
from rwa.errors import MalformedValue
from rwa.instruments import InvalidTerms
from rwa.scenario.acts.market import AnnounceAuction, AnnounceOffer
from rwa.scenario.acts.tenders import AnnounceTender
from rwa.scenario.debt import record_dates
from rwa.scenario.models import BondSection, TrialSection
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import Path

Announcement = AnnounceAuction | AnnounceOffer | AnnounceTender


def settlement_day_problems(trial: TrialSection) -> Iterator[Problem]:
    """Auctions, offers and tenders that are announced to settle on a weekend or holiday, or may
    settle past the record date that follows.
    """
    calendar = pakistan(trial.holidays.declared, trial.holidays.working)
    recorded = {name: tuple(_record_dates(trial, name)) for name in trial.instruments}
    for path, act in _announcements(trial):
        if (reason := _closed(calendar, act.settlement)) is not None:
            yield Problem((*path, "settlement"), reason)
        for name in (act.instrument, getattr(act, "new_instrument", None)):
            if name is not None and (reason := _crossed(trial, recorded, name, act)) is not None:
                yield Problem((*path, "settles_through"), reason)


def _announcements(trial: TrialSection) -> Iterator[tuple[Path, Announcement]]:
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            acts: Mapping[str, Announcement | None] = {
                "announce_auction": directive.announce_auction,
                "announce_offer": directive.announce_offer,
                "announce_tender": directive.announce_tender,
            }
            for word, act in acts.items():
                if act is not None:
                    yield ("days", place, "directives", position, word), act


def _record_dates(trial: TrialSection, name: str) -> Iterator[date]:
    """The record dates of an instrument: those of its terms, and those that the days announce."""
    section = trial.instruments[name]
    if isinstance(section, BondSection):
        try:
            yield from record_dates(trial, section)
        except InvalidTerms:
            return  # told at the instrument
    for day in trial.days:
        for directive in day.directives:
            act = directive.announce_record_date
            if act is not None and act.instrument == name:
                yield act.date


def _crossed(
    trial: TrialSection,
    recorded: Mapping[str, tuple[date, ...]],
    name: str,
    act: Announcement,
) -> str | None:
    """Why a sale or tender may not settle so late, or none where it may."""
    following = min((day for day in recorded[name] if day >= act.settlement), default=None)
    if following is None or act.settles_through <= following:
        return None
    return (
        f"{act.settles_through} is past {following}, the record date of "
        f"{trial.instruments[name].code} that follows settlement on {act.settlement}: nothing is "
        "settled after it at the interest accrued before it"
    )


def _closed(calendar: BusinessCalendar, day: date) -> str | None:
    """Why nothing settles on a day, or none where it does."""
    try:
        following = calendar.adjust(day, Convention.FOLLOWING)
    except MalformedValue as error:
        return str(error)
    if following == day:
        return None
    return f"{day} is no business day in Pakistan; the next one is {following}"
