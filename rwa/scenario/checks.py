"""What one field cannot tell alone: names that are declared, dates in order, amounts in the unit's
decimals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from rwa.money import parse_units
from rwa.refusals import REFUSALS
from rwa.scenario.auctions import announced, auction_problems, offered
from rwa.scenario.day_checks import day_problems
from rwa.scenario.debt_checks import terms_problems
from rwa.scenario.fields import WALLET, InKind, Kind, Refers, scaled_down
from rwa.scenario.lot_files import requested, stock_problems
from rwa.scenario.models import CLASSES, USD, Parties, TrialSection
from rwa.scenario.population import Persons
from rwa.scenario.problem import Problem
from rwa.scenario.tenders import tender_problems, tendered
from rwa.scenario.walk import Mention, mentions
from rwa.scenario.yaml_reader import Path

MAX_SUPPLY = 2**120 - 1
"""The most base units a register holds."""
FURTHER_ACCOUNTS = "23456789"
"""`registrar/2` is the registrar's second account; a party has nine at most."""
FURTHER_NAME = re.compile(r", account [2-9]$")
"""What such an account is called."""
DEPLOYER = "deployer"
"""The account that creates the contracts, and holds nothing after."""
RESERVED = (
    DEPLOYER,
    "nobody",
    "participants",
    "programme",
    "orders",
    "authority",
    "primary-market",
    "settlement",
    "paying-agent",
    "tenders",
    "redemptions",
)
"""What the contracts, their deployer and the zero address are called."""


def problems_in(trial: TrialSection) -> Iterator[Problem]:
    """Everything the sections say that contradicts each other."""
    persons = Persons(trial.population, trial.seed)
    for mention in mentions(trial):
        yield from _mention_problems(mention, trial, persons)
    yield from _section_problems(trial)
    yield from terms_problems(trial)
    yield from day_problems(trial, persons)
    yield from auction_problems(trial)
    yield from tender_problems(trial)
    yield from stock_problems(trial)


def _mention_problems(mention: Mention, trial: TrialSection, persons: Persons) -> Iterator[Problem]:
    if isinstance(mention.marker, InKind):
        yield from _amount_problems(mention, trial)
    elif mention.marker.kind is Kind.HOLDERS or (
        mention.marker.kind is Kind.PAYEES and mention.value not in _accounts(trial)
    ):
        try:
            persons.wallets(mention.value)
        except ValueError as error:
            yield Problem(mention.path, str(error))
    elif not _known(mention, trial, persons):
        yield Problem(mention.path, _unknown(mention.marker, mention.value, trial))


def _known(mention: Mention, trial: TrialSection, persons: Persons) -> bool:
    kind = mention.marker.kind if isinstance(mention.marker, Refers) else None
    if kind is Kind.WALLET:
        return persons.of_wallet(mention.value) is not None
    if kind is Kind.ACCOUNT:
        owner, further, number = mention.value.partition("/")
        if further and number in FURTHER_ACCOUNTS and owner in _accounts(trial):
            return True
        if persons.of_wallet(mention.value) is not None:
            return True
    return mention.value in _declared(mention.marker, trial)


def _declared(marker: Refers | InKind, trial: TrialSection) -> tuple[str, ...]:
    if isinstance(marker, InKind):
        return ()
    known: dict[Kind, Callable[[], tuple[str, ...]]] = {
        Kind.EXCHANGE: lambda: tuple(trial.exchanges),
        Kind.INSTRUMENT: lambda: tuple(trial.instruments),
        Kind.DEALER: lambda: tuple(trial.dealers),
        Kind.AUCTION: lambda: tuple(announced(trial)),
        Kind.OFFER: lambda: tuple(offered(trial)),
        Kind.REDEMPTION: lambda: tuple(requested(trial)),
        Kind.TENDER: lambda: tuple(tendered(trial)),
        Kind.UNIT: lambda: tuple(trial.units),
        Kind.ASSET_CLASS: lambda: tuple(trial.programme.class_limits_usd),
        Kind.ACCOUNT: lambda: _accounts(trial),
        Kind.PAYEES: lambda: _accounts(trial),
        Kind.REFUSAL: lambda: tuple(REFUSALS),
    }
    return known[marker.kind]() if marker.kind in known else ()


def _accounts(trial: TrialSection) -> tuple[str, ...]:
    return *Parties.model_fields, *trial.exchanges, *trial.dealers


def _unknown(marker: Refers, value: str, trial: TrialSection) -> str:
    close = get_close_matches(value, _declared(marker, trial), n=1)
    return f"unknown {marker.kind.value} {value!r}" + (f"; {close[0]!r} is meant?" if close else "")


def _amount_problems(mention: Mention, trial: TrialSection) -> Iterator[Problem]:
    instrument = trial.instruments.get(mention.instrument or "")
    unit = trial.units.get(instrument.unit if instrument else mention.unit or "")
    if unit is None or mention.value in ("all", "whole"):
        return
    try:
        parse_units(mention.value, unit.decimals)
    except ValueError as error:
        yield Problem(mention.path, str(error))


def _section_problems(trial: TrialSection) -> Iterator[Problem]:
    for asset_class in trial.programme.class_limits_usd:
        if asset_class not in CLASSES:
            known = ", ".join(CLASSES)
            path: Path = ("programme", "class_limits_usd", asset_class)
            yield Problem(path, f"unknown asset class {asset_class!r}: one of {known}")
    for code, unit in trial.units.items():
        if (unit.price is None) != (code == USD):
            reason = "USD needs no price" if code == USD else f"{code} needs a price in USD"
            yield Problem(("units", code), reason)
    yield from _name_problems(trial)
    codes: set[str] = set()
    symbols: set[str] = set()
    for key, instrument in trial.instruments.items():
        if instrument.asset_class not in trial.programme.class_limits_usd:
            reason = f"the programme has no limit for the class {instrument.asset_class!r}"
            yield Problem(("instruments", key, "class"), reason)
        if instrument.code in codes:
            field = "commodity" if instrument.asset_class == "commodity" else "isin"
            yield Problem(("instruments", key, field), f"{instrument.code} is taken")
        if WALLET.fullmatch(instrument.code):
            reason = f"{instrument.code} is the name of a wallet; no account stands for two"
            yield Problem(("instruments", key, "commodity"), reason)
        if instrument.symbol in symbols:
            yield Problem(("instruments", key, "symbol"), f"{instrument.symbol} is taken")
        yield from _measure_problems(trial, key)
        codes.add(instrument.code)
        symbols.add(instrument.symbol)
        if instrument.asset_class == "commodity":
            continue
        if instrument.maturity_date <= instrument.issue_date:
            dates = f"{instrument.maturity_date} is not after issue on {instrument.issue_date}"
            reason = f"{instrument.code}: {dates}"
            yield Problem(("instruments", key, "maturity_date"), reason)
    yield from _key_problems(trial)
    prefixes: set[str] = set()
    for position, group in enumerate(trial.population.groups):
        if group.prefix in prefixes:
            path = ("population", "groups", position, "prefix")
            yield Problem(path, f"the prefix {group.prefix} is taken")
        prefixes.add(group.prefix)


def _key_problems(trial: TrialSection) -> Iterator[Problem]:
    """Keys that two accounts would share."""
    taken = {*Parties.model_fields, *RESERVED}
    for section, keys in (("exchanges", trial.exchanges), ("dealers", trial.dealers)):
        for key in keys:
            if key in taken:
                reason = f"the key {key!r} is taken; no account stands for two"
                yield Problem((section, key), reason)
        taken.update(keys)


def _name_problems(trial: TrialSection) -> Iterator[Problem]:
    """Names that two accounts, or an account and a contract, would share."""
    taken = {*RESERVED, *(code.casefold() for code in trial.units)}
    taken.update(f"{code.casefold()} / usd" for code in trial.units)
    taken.update(f"cash-{code.casefold()}" for code in trial.units)
    codes = [instrument.code.casefold() for instrument in trial.instruments.values()]
    taken.update(codes)
    taken.update(f"{code} stock" for code in codes)
    for name, path in _names(trial):
        if name.casefold() in taken or WALLET.fullmatch(name) or FURTHER_NAME.search(name):
            yield Problem(path, f"the name {name!r} is taken; no account stands for two")
        taken.add(name.casefold())


def _names(trial: TrialSection) -> Iterator[tuple[str, Path]]:
    for role in Parties.model_fields:
        yield getattr(trial.parties, role), ("parties", role)
    for key, exchange in trial.exchanges.items():
        yield exchange.name, ("exchanges", key, "name")
    for key, dealer in trial.dealers.items():
        yield dealer.name, ("dealers", key, "name")


def _measure_problems(trial: TrialSection, key: str) -> Iterator[Problem]:
    """A denomination of nothing, and amounts that do not fit the register."""
    instrument = trial.instruments[key]
    unit = trial.units.get(instrument.unit)
    if unit is None:
        return
    for field in ("denomination", "volume"):
        text = getattr(instrument, field)
        if not 0 < scaled_down(text, unit.decimals) <= MAX_SUPPLY:
            yield Problem(("instruments", key, field), f"{text} is out of range")
