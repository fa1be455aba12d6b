"""The programme's figures at one moment, as a summary or an expectation needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rwa.entry import Exchange, Stage, Status
from rwa.identifiers import Code
from rwa.ledger import Ledger
from rwa.money import MicroUsd
from rwa.programme import CapBasis, usage_by_class, used_usd


@dataclass(frozen=True, slots=True)
class UsdFigures:
    """Micro-USD at the last prices: the cap, what is outstanding, what was ever issued, and by
    class.
    """

    cap: MicroUsd
    outstanding: MicroUsd
    issued: MicroUsd
    headroom: MicroUsd
    by_class: Mapping[Code, MicroUsd]
    limits: Mapping[Code, MicroUsd]
    fresh: bool


def usd_figures(ledger: Ledger, now: int) -> UsdFigures:
    """The programme in USD; headroom is what the cap leaves on the basis it binds, never below
    zero.
    """
    figures = ledger.programme.figures()
    outstanding = replace(figures, basis=CapBasis.OUTSTANDING)
    usage = used_usd(outstanding, now)
    issued = used_usd(replace(figures, basis=CapBasis.CUMULATIVE_ISSUANCE), now)
    bound = usage if figures.basis is CapBasis.OUTSTANDING else issued
    return UsdFigures(
        figures.cap_usd,
        usage.total,
        issued.total,
        MicroUsd(max(0, figures.cap_usd - bound.total)),
        usage_by_class(outstanding, usage),
        figures.class_limits,
        usage.fresh,
    )


def holders_of_record(ledger: Ledger) -> int:
    """Distinct wallets that hold some instrument."""
    return len({account for token in ledger.tokens.values() for account in token.holders()})


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
