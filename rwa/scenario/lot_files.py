"""Lists of lots that a trial names: read as `rwa reserve check` reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path as FilePath

from rwa.calendar import parse_date
from rwa.errors import ConfigurationError
from rwa.reserves.commodities import Commodity, commodities
from rwa.reserves.lots import MAX_BYTES, LotList, lots_unnamed, read_lots
from rwa.scenario.acts.reserves import AskFor, Attest, DeliverLots
from rwa.scenario.beside import read_beside
from rwa.scenario.models import CURRENCIES, CommoditySection, TrialSection
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import Path

LotKey = tuple[str, str, date]
"""The file of a list, the instrument it is of, and the day of the list."""


def attestations(trial: TrialSection) -> Iterator[tuple[Path, date, Attest]]:
    """Every attestation and attempt at one, with its place and its day."""
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            path: Path = ("days", place, "directives", position)
            if directive.attest is not None:
                yield (*path, "attest"), day.date, directive.attest
            elif directive.attempt is not None and directive.attempt.attest is not None:
                yield (*path, "attempt", "attest"), day.date, directive.attempt.attest


def lot_key(act: Attest, today: date) -> LotKey | None:
    """Where the list of an attestation is kept; none where it tells a total."""
    return None if act.lots is None else (act.lots, act.instrument, act.as_of or today)


def requested(trial: TrialSection) -> Mapping[str, AskFor]:
    """The redemption requests by name, in the order in which they are made and numbered."""
    return {act.redemption: act for _, act in _asked(trial)}


def deliveries(trial: TrialSection) -> Iterator[tuple[Path, DeliverLots]]:
    """Every delivery and attempt at one, with its place."""
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            path: Path = ("days", place, "directives", position)
            if directive.deliver_lots is not None:
                yield (*path, "deliver_lots"), directive.deliver_lots
            elif directive.attempt is not None and directive.attempt.deliver_lots is not None:
                yield (*path, "attempt", "deliver_lots"), directive.attempt.deliver_lots


def commodity_of(section: CommoditySection) -> Commodity | None:
    """What the reserve holds, where the trial says."""
    return None if section.holds is None else commodities()[section.holds]


def stock_problems(trial: TrialSection) -> Iterator[Problem]:
    """Attestations of what is no reserve, or by lists of nothing known; what nobody holds."""
    for key, section in trial.instruments.items():
        if not isinstance(section, CommoditySection) or section.holds is None:
            continue
        path: Path = ("instruments", key, "holds")
        if section.holds not in commodities():
            known = ", ".join(commodities())
            yield Problem(path, f"no commodity is called {section.holds!r}; known: {known}")
            continue
        held, unit = commodities()[section.holds], trial.units.get(section.unit)
        if held.unit != section.unit:
            yield Problem(path, f"{section.holds} is counted in {held.unit}, not {section.unit}")
        elif unit is not None and held.decimals != unit.decimals:
            reason = f"{section.holds} has {held.decimals} decimals, and {section.unit} has"
            yield Problem(path, f"{reason} {unit.decimals}")
    yield from _redemption_problems(trial)
    for path, _, act in attestations(trial):
        attested = trial.instruments.get(act.instrument)
        if attested is None:
            continue
        if not isinstance(attested, CommoditySection):
            yield Problem((*path, "instrument"), f"{attested.code} is no reserve")
        elif act.lots is not None and attested.holds is None:
            reason = f"the instrument {act.instrument!r} does not say what it holds"
            yield Problem((*path, "lots"), reason)


def _redemption_problems(trial: TrialSection) -> Iterator[Problem]:
    """Terms without a smallest lot, names given twice, lists that nobody attests."""
    for key, section in trial.instruments.items():
        if not isinstance(section, CommoditySection) or (terms := section.redemption) is None:
            continue
        if terms.minimum is None and section.holds is None:
            path: Path = ("instruments", key, "redemption", "minimum")
            yield Problem(path, "it must be told: the instrument does not say what it holds")
        if terms.cash is not None and terms.cash.currency not in CURRENCIES:
            path = ("instruments", key, "redemption", "cash", "currency")
            money = " or ".join(sorted(CURRENCIES))
            yield Problem(path, f"{terms.cash.currency} is no money: {money} is expected")
    names: set[str] = set()
    for path, act in _asked(trial):
        if act.redemption in names:
            reason = f"the name {act.redemption!r} is taken by another request"
            yield Problem((*path, "redemption"), reason)
        names.add(act.redemption)
    listed = {(act.instrument, act.lots) for _, _, act in attestations(trial)}
    for path, delivery in deliveries(trial):
        asked = requested(trial).get(delivery.redemption)
        if asked is not None and (asked.instrument, delivery.list) not in listed:
            yield Problem((*path, "list"), f"{delivery.list} is attested nowhere in the trial")


def _asked(trial: TrialSection) -> Iterator[tuple[Path, AskFor]]:
    """Every redemption request that is made, with its place."""
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            for word in ("ask_for_lots", "ask_for_cash"):
                act = getattr(directive, word)
                if act is not None:
                    yield ("days", place, "directives", position, word), act


def read_lot_files(
    trial: TrialSection, folder: FilePath | None
) -> tuple[Mapping[LotKey, LotList], list[Problem]]:
    """The lists that attestations name, broken rows among them, and the files that are none."""
    lists: dict[LotKey, LotList] = {}
    problems: list[Problem] = []
    for path, today, act in attestations(trial):
        key, section = lot_key(act, today), trial.instruments[act.instrument]
        if key is None or not isinstance(section, CommoditySection):
            continue
        held = commodity_of(section)
        if held is None:
            continue
        try:
            if key not in lists:
                data = read_beside(folder, key[0], MAX_BYTES)
                name = str(folder / key[0]) if folder else key[0]
                lists[key] = read_lots(data, name, held, key[2])
            problems += _lapse_problems(path, act, lists[key])
        except ConfigurationError as error:
            problems.append(Problem((*path, "lots"), str(error)))
    return lists, [*problems, *_delivery_problems(trial, lists)]


def readings(lists: Mapping[LotKey, LotList], file: str, instrument: str) -> list[LotList]:
    """A list as it was read for each day that an attestation is as of, the last one last."""
    read = {key[2]: lots for key, lots in lists.items() if key[:2] == (file, instrument)}
    return [read[day] for day in sorted(read)]


def _lapse_problems(path: Path, act: Attest, lots: LotList) -> Iterator[Problem]:
    """An attestation that holds for longer than a lot's paper does."""
    if (field := lots.commodity.lapses) is None:
        return
    ends = ((lot.cells[field], lot.row, lot.title) for lot in lots.lots)
    for day, row, title in sorted(ends)[:1]:
        if act.through > parse_date(day):
            reason = f"{title} expires on {day} ({act.lots}, row {row}), before the attestation"
            yield Problem((*path, "through"), reason)


def _delivery_problems(trial: TrialSection, lists: Mapping[LotKey, LotList]) -> Iterator[Problem]:
    """Deliveries of what is not one lot in any reading of their list."""
    for path, act in deliveries(trial):
        read = readings(lists, act.list, requested(trial)[act.redemption].instrument)
        unnamed = [list(lots_unnamed(lots, act.lots)) for lots in read]
        if unnamed and all(unnamed):
            for place, reason in unnamed[-1]:
                yield Problem((*path, "lots", place), f"{reason}, in {act.list}")
