"""Requests for a reserve's lots or cash, for the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rwa.calendar import day_of
from rwa.identifiers import DocumentHash
from rwa.ledger.redemptions import Request
from rwa.money import format_units
from rwa.reports.spreadsheet import csv_text
from rwa.scenario.trial import Trial
from rwa.simulation import Outcome

REDEMPTION_COLUMNS = (
    "request",
    "reserve",
    "holder",
    "wallet",
    "asked_for",
    "unit",
    "amount",
    "lapses_on",
    "state",
    "concluded_on",
    "burned",
    "delivered",
    "lots",
    "currency",
    "fee_percent",
    "price_usd",
    "currency_price_usd",
    "cash",
)
FEE_DECIMALS = 2


def redemption_files(outcome: Outcome) -> Mapping[str, str]:
    """`redemptions.csv`, every request a line; nothing where nobody asked."""
    if not outcome.ledger.redemptions.requests:
        return {}
    return {"redemptions.csv": csv_text(REDEMPTION_COLUMNS, redemption_rows(outcome))}


def redemption_rows(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    """Every request, one a line: who asked for what, what burned in which wallet, the lots
    delivered by refiner and serial, or the cash paid and the posted prices that made it.
    """
    names = {number: name for name, number in outcome.requests.items()}
    lots = lot_names(outcome.trial)
    for number, request in outcome.ledger.redemptions.requests.items():
        terms = outcome.ledger.tokens[request.id].terms
        yield (
            names.get(number, f"number-{number}"),
            request.id,
            request.holder,
            request.wallet or "",
            "cash" if request.currency else "lots",
            terms.unit,
            format_units(request.amount, terms.decimals),
            day_of(request.deadline),
            request.phase.name.lower(),
            "" if request.concluded is None else day_of(request.concluded),
            format_units(request.burned, terms.decimals),
            format_units(request.weight, terms.decimals),
            "; ".join(lots[lot] for lot in request.lots),
            *_cash(outcome, request),
        )


def lot_names(trial: Trial) -> Mapping[DocumentHash, str]:
    """What the lists of a trial call each lot: refiner and serial, tank or receipt."""
    return {lot.key: lot.title for lots in trial.lot_lists.values() for lot in lots.lots}


def _cash(outcome: Outcome, request: Request) -> tuple[str, ...]:
    if not request.currency:
        return ("",) * 5
    fee = format_units(request.fee_bps, FEE_DECIMALS)
    if request.prices is None:
        return request.currency, fee, "", "", ""
    book = outcome.ledger.cash[outcome.ledger.redemptions.accepted[request.currency]]
    units = outcome.ledger.programme.units
    unit = outcome.ledger.tokens[request.id].terms.unit
    prices = (
        format_units(int(price * 10 ** units[each].feed_decimals), units[each].feed_decimals)
        for each, price in zip((unit, request.currency), request.prices, strict=True)
    )
    return request.currency, fee, *prices, format_units(request.cash, book.terms.decimals)
