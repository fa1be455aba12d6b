"""Sales and tenders settle on business days: cash of the central bank moves on no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rwa.business_days import BusinessCalendar, Convention, pakistan
from rwa.errors import MalformedValue
from rwa.scenario.models import TrialSection
from rwa.scenario.problem import Problem


def settlement_day_problems(trial: TrialSection) -> Iterator[Problem]:
    """Auctions, offers and tenders that are announced to settle on a weekend or holiday."""
    calendar = pakistan(trial.holidays.declared, trial.holidays.working)
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            acts = {
                "announce_auction": directive.announce_auction,
                "announce_offer": directive.announce_offer,
                "announce_tender": directive.announce_tender,
            }
            for word, act in acts.items():
                reason = _closed(calendar, act.settlement) if act is not None else None
                if reason is not None:
                    path = ("days", place, "directives", position, word, "settlement")
                    yield Problem(path, reason)


def _closed(calendar: BusinessCalendar, day: date) -> str | None:
    """Why nothing settles on a day, or none where it does."""
    try:
        following = calendar.adjust(day, Convention.FOLLOWING)
    except MalformedValue as error:
        return str(error)
    if following == day:
        return None
    return f"{day} is no business day in Pakistan; the next one is {following}"
