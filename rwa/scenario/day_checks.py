"""What the days of a trial may not say, whatever their fields are."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.money import parse_units
from rwa.scenario.acts.act import OneOf
from rwa.scenario.acts.trades import Agree
from rwa.scenario.debt_checks import accrued_problems, payment_problems
from rwa.scenario.directives import Doing
from rwa.scenario.fields import scaled, scaled_down
from rwa.scenario.models import CURRENCIES, BondSection, TrialSection
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
    trades: dict[str, Agree] = {}
    for path, doing in _doings(trial):
        yield from _price_problems(trial, path, doing)
        yield from _share_problems(trial, persons, path, doing)
        yield from payment_problems(trial, path, doing)
        yield from _trade_problems(trial, path, doing, trades)
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


def _trade_problems(
    trial: TrialSection, path: Path, doing: Doing, known: dict[str, Agree]
) -> Iterator[Problem]:
    """Trades named twice or never, cash in what is no money, amounts finer than their unit."""
    terms = doing.agree or doing.settle
    if terms is not None:
        path = (*path, doing.word)
        if terms.trade in known:
            yield Problem((*path, "trade"), f"the trade {terms.trade} is agreed already")
        known[terms.trade] = terms
        if terms.through is not None and terms.through < terms.settlement:
            reason = f"{terms.through} is before settlement on {terms.settlement}"
            yield Problem((*path, "through"), reason)
        yield from _cash_problems(trial, path, terms)
    for place, name in _trades_used(doing):
        if name not in known:
            yield Problem((*path, *place), f"the trade {name} is used before it is agreed")
    part = doing.settle_trade
    if part is not None and part.part is not None and part.trade in known:
        instrument = trial.instruments.get(known[part.trade].instrument)
        unit = trial.units.get(instrument.unit) if instrument else None
        if unit is not None:
            place = (*path, "settle_trade", "part")
            yield from _unit_problems(place, part.part, unit.decimals)


def _cash_problems(trial: TrialSection, path: Path, terms: Agree) -> Iterator[Problem]:
    """What a trade pays in is money, and its amounts are whole minor units."""
    instrument = trial.instruments.get(terms.instrument)
    currency = terms.currency or (instrument.unit if instrument else None)
    unit = trial.units.get(currency or "")
    if unit is None:
        return
    if currency not in CURRENCIES:
        yield Problem((*path, "currency"), f"{currency} is no money: one of {_money(trial)}")
        return
    yield from _unit_problems((*path, "clean"), terms.clean, unit.decimals)
    if terms.accrued is not None:
        yield from _unit_problems((*path, "accrued"), terms.accrued, unit.decimals)
    elif isinstance(instrument, BondSection) and currency != instrument.unit:
        reason = f"it must be told: {currency} is paid, and the terms are in {instrument.unit}"
        yield Problem((*path, "accrued"), reason)
    elif instrument is not None:
        yield from accrued_problems(trial, path, instrument, terms.settlement)


def _unit_problems(path: Path, text: str, decimals: int) -> Iterator[Problem]:
    try:
        parse_units(text, decimals)
    except ValueError as error:
        yield Problem(path, str(error))


def _trades_used(doing: Doing) -> Iterator[tuple[Path, str]]:
    """Trades that a directive names without agreeing them, each with its place."""
    for word in ("settle_trade", "cancel_trade"):
        if (body := getattr(doing, word)) is not None:
            yield (word, "trade"), body.trade
    batch = getattr(doing, "settle_batch", None)
    if batch is not None:
        yield from ((("settle_batch", "trades", at), name) for at, name in enumerate(batch.trades))


def _money(trial: TrialSection) -> str:
    return ", ".join(sorted(CURRENCIES & set(trial.units)))


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
