"""The programme's figures at one moment, as a summary or an expectation needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rwa.calendar import Timestamp
from rwa.entry import Exchange, Stage, Status
from rwa.errors import RuleRefused
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.money import MicroUsd, format_units
from rwa.programme import (
    USD,
    CapBasis,
    Figures,
    Unit,
    price_for_issue,
    usage_by_class,
    used_usd,
)


@dataclass(frozen=True, slots=True)
class UsdFigures:
    """Micro-USD at the last prices: the cap, what is outstanding, what was ever issued, and by
    class.

    `bound` is what the cap binds of these two, with what is `reserved` for allotments that have not
    settled. Headroom is what may still be issued: in all, and in a class under its limit and the
    cap together.
    """

    cap: MicroUsd
    outstanding: MicroUsd
    issued: MicroUsd
    bound: MicroUsd
    reserved: MicroUsd
    headroom: MicroUsd
    by_class: Mapping[Code, MicroUsd]
    bound_by_class: Mapping[Code, MicroUsd]
    headroom_by_class: Mapping[Code, MicroUsd]
    limits: Mapping[Code, MicroUsd]
    fresh: bool


def usd_figures(ledger: Ledger, now: int) -> UsdFigures:
    """The programme in USD; headroom is what the cap leaves on the basis it binds, never below
    zero.
    """
    figures = ledger.programme.figures()
    owed = replace(figures, positions=[replace(each, reserved=0) for each in figures.positions])
    outstanding = replace(owed, basis=CapBasis.OUTSTANDING)
    usage = used_usd(outstanding, now)
    issued = used_usd(replace(owed, basis=CapBasis.CUMULATIVE_ISSUANCE), now)
    bound = used_usd(figures, now)
    settled = usage if figures.basis is CapBasis.OUTSTANDING else issued
    headroom = MicroUsd(max(0, figures.cap_usd - bound.total))
    bound_by_class = usage_by_class(figures, bound)
    return UsdFigures(
        figures.cap_usd,
        usage.total,
        issued.total,
        bound.total,
        MicroUsd(bound.total - settled.total),
        headroom,
        usage_by_class(outstanding, usage),
        bound_by_class,
        {
            code: MicroUsd(max(0, min(headroom, figures.class_limits[code] - used)))
            for code, used in bound_by_class.items()
        },
        figures.class_limits,
        bound.fresh,
    )


@dataclass(frozen=True, slots=True)
class LastPrice:
    """The last price of a unit of account: exact USD as text, when it was observed, and whether a
    new issue may rest on it. All is absent of a unit whose price was never posted.
    """

    unit: Code
    usd: str | None
    observed: Timestamp | None
    fresh: bool


def last_prices(ledger: Ledger, now: int) -> list[LastPrice]:
    """The last price of every unit that has one to be posted, in the order of the units."""
    figures = ledger.programme.figures()
    return [_last_price(figures, unit, now) for unit in figures.units.values() if unit.code != USD]


def _last_price(figures: Figures, unit: Unit, now: int) -> LastPrice:
    price = figures.prices.get(unit.code)
    if price is None:
        return LastPrice(unit.code, None, None, fresh=False)
    try:
        price_for_issue(figures, unit, now)
        fresh = True
    except RuleRefused:
        fresh = False
    whole, point, fraction = format_units(price.answer, unit.feed_decimals).partition(".")
    usd = f"{whole}{point}{fraction.rstrip('0')}".rstrip(".")
    return LastPrice(unit.code, usd, price.updated_at, fresh)


def holders_of_record(ledger: Ledger) -> int:
    """Distinct persons who hold some instrument, in whatever number of wallets."""
    return persons_of(
        ledger, (account for token in ledger.tokens.values() for account in token.holders())
    )


def persons_of(ledger: Ledger, accounts: Iterable[Party]) -> int:
    """Distinct persons behind wallets; a wallet of nobody known counts as one."""
    holders = ledger.participants.holders
    return len({holders[each].identity if each in holders else each for each in accounts})


def standing_of(exchange: Exchange | None, now: int) -> str:
    """An exchange's standing in one word: none, whitelisted, suspended, expired or revoked."""
    if exchange is None or exchange.status is Status.UNLISTED:
        return "none"
    if exchange.status is not Status.ACTIVE:
        return exchange.status.name.lower()
    return "whitelisted" if exchange.whitelisted(now) else "expired"


def stage_of(exchange: Exchange | None) -> Stage:
    """How far an exchange has come; one never enrolled is an applicant."""
    return Stage.APPLICANT if exchange is None else exchange.stage
