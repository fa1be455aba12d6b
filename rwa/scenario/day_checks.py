"""What the days of a trial may not say, whatever their fields are."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.scenario.directives import Doing, OneOf
from rwa.scenario.fields import scaled, scaled_down
from rwa.scenario.models import TrialSection
from rwa.scenario.population import Persons
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import Path

MAX_DIRECTIVES = 500
"""Directives on one day: business is done by evening."""

_WITHOUT_REGISTER = frozenset({"issue", "redeem"})
"""Directives the programme answers, which knows instruments that stand nowhere yet."""


def day_problems(trial: TrialSection, persons: Persons) -> Iterator[Problem]:
    """Everything about the days that their fields cannot tell alone."""
    yield from _date_problems(trial)
    registered: set[str] = set()
    for path, doing in _doings(trial):
        yield from _price_problems(trial, path, doing)
        yield from _share_problems(trial, persons, path, doing)
        if doing.register_instrument is not None:
            registered.add(doing.register_instrument.instrument)
        for instrument in _instruments_used(doing):
            if instrument not in registered and instrument in trial.instruments:
                reason = f"the instrument {instrument!r} is used before it is registered"
                yield Problem((*path, doing.word), reason)


def _doings(trial: TrialSection) -> Iterator[tuple[Path, Doing]]:
    """Every act and attempt, with its path, in the order of the file."""
    for position, day in enumerate(trial.days):
        for place, directive in enumerate(day.directives):
            path: Path = ("days", position, "directives", place)
            if directive.attempt is not None:
                yield (*path, "attempt"), directive.attempt
            else:
                yield path, directive


def _date_problems(trial: TrialSection) -> Iterator[Problem]:
    """Days out of order, and days that hold too much."""
    last = trial.start
    for position, day in enumerate(trial.days):
        path: Path = ("days", position, "date")
        if day.date < trial.start:
            yield Problem(path, f"{day.date} is before the trial's start {trial.start}")
        elif position and day.date <= last:
            yield Problem(path, f"date out of order: {day.date} does not come after {last}")
        last = max(last, day.date)
        if len(day.directives) > MAX_DIRECTIVES:
            reason = f"{len(day.directives)} directives on one day: {MAX_DIRECTIVES} at most"
            yield Problem(("days", position, "directives"), reason)


def _price_problems(trial: TrialSection, path: Path, doing: Doing) -> Iterator[Problem]:
    """A price of a unit without a feed, or finer than its feed."""
    price = doing.post_price
    if price is None or price.unit not in trial.units:
        return
    feed = trial.units[price.unit].price
    if feed is None:
        yield Problem((*path, "post_price", "unit"), f"{price.unit} has no price feed")
        return
    try:
        scaled(price.usd, feed.decimals)
    except ValueError as error:
        yield Problem((*path, "post_price", "usd"), str(error))


def _share_problems(
    trial: TrialSection, persons: Persons, path: Path, doing: Doing
) -> Iterator[Problem]:
    """A total that cannot be split among its holders in multiples of the denomination."""
    issue = doing.issue
    if issue is None or issue.total is None or issue.instrument not in trial.instruments:
        return
    instrument = trial.instruments[issue.instrument]
    unit = trial.units.get(instrument.unit)
    try:
        holders = len(persons.wallets(issue.to))
    except ValueError:
        return  # told where the name itself is checked
    if unit is None or not (multiple := scaled_down(instrument.denomination, unit.decimals)):
        return
    units, rest = divmod(scaled_down(issue.total, unit.decimals), multiple)
    if rest or units < holders:
        reason = (
            f"{issue.total} cannot be split among {holders} holders "
            f"in multiples of {instrument.denomination}"
        )
        yield Problem((*path, "issue", "total"), reason)


def _instruments_used(doing: OneOf) -> Iterator[str]:
    if doing.word in _WITHOUT_REGISTER:
        return
    body = getattr(doing, doing.word)
    if isinstance(getattr(body, "act", None), OneOf):
        yield from _instruments_used(body.act)
    elif isinstance(instrument := getattr(body, "instrument", None), str):
        yield instrument
