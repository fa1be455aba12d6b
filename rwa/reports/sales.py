"""The primary market of a run as plain data for a summary; amounts, prices and yields are decimal
strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rwa.accrued import accrued_cells
from rwa.calendar import day_of
from rwa.ledger.auctions import Auction
from rwa.ledger.offers import Offer, OfferPhase
from rwa.money import format_units
from rwa.refusals.auctions import price_text
from rwa.scenario.auctions import announced, offered
from rwa.simulation import Outcome
from rwa.simulation.context import Decision

Row = Mapping[str, Any]
DECIDED = (
    "cut_off_price",
    "cut_off_yield",
    "weighted_average_price",
    "weighted_average_yield",
    "bid_to_cover",
    "residual",
    "non_competitive",
)


def auction_rows(outcome: Outcome) -> list[Row]:
    """Every auction announced: what was decided of it, and what the event log says was settled."""
    names = list(announced(outcome.trial.sections))
    return [
        _auction(outcome, names[number - 1], auction)
        for number, auction in outcome.ledger.auctions.auctions.items()
    ]


def offer_rows(outcome: Outcome) -> list[Row]:
    """Every offer at a fixed price: what was subscribed, and whether it was sold or has failed."""
    names = list(offered(outcome.trial.sections))
    return [
        _offer(outcome, names[number - 1], offer)
        for number, offer in outcome.ledger.offers.offers.items()
    ]


def _auction(outcome: Outcome, name: str, auction: Auction) -> Row:
    terms = auction.terms
    token = outcome.ledger.tokens[terms.id].terms
    settled = [bid for bid in auction.bids.values() if bid.cost is not None]
    decision = outcome.decisions.get(name)
    return {
        "auction": name,
        "instrument": terms.id,
        "unit": token.unit,
        "method": "uniform" if terms.uniform else "multiple",
        "settlement": day_of(terms.settlement_time).isoformat(),
        **accrued_cells(terms.accrued),
        "target": token.quantity(terms.target).decimal,
        **_decided(decision, token.decimals),
        "allotted": token.quantity(auction.allotted).decimal,
        "settled": token.quantity(sum(bid.allotted for bid in settled)).decimal,
        "proceeds": token.quantity(sum(bid.cost or 0 for bid in settled)).decimal,
    }


def _decided(decision: Decision | None, decimals: int) -> Row:
    """What clearing found; nothing of an auction that is not decided."""
    if decision is None:
        return {"outcome": "undecided", **dict.fromkeys(DECIDED)}
    result = decision.result
    cut_off = result.cut_off
    figures = (
        cut_off.price if cut_off else None,
        cut_off.published_rate if cut_off else None,
        result.weighted_average_price,
        result.weighted_average_yield,
        result.bid_to_cover,
        format_units(result.residual, decimals),
        format_units(result.non_competitive_accepted, decimals),
    )
    texts = (None if figure is None else str(figure) for figure in figures)
    return {"outcome": str(result.outcome), **dict(zip(DECIDED, texts, strict=True))}


def _offer(outcome: Outcome, name: str, offer: Offer) -> Row:
    terms = offer.terms
    token = outcome.ledger.tokens[terms.id].terms
    settled = [each for each in offer.subscriptions.values() if each.settled]
    return {
        "offer": name,
        "instrument": terms.id,
        "unit": token.unit,
        "settlement": day_of(terms.settlement_time).isoformat(),
        "price": price_text(terms.price),
        **accrued_cells(terms.accrued),
        "minimum": token.quantity(terms.minimum).decimal,
        "maximum": token.quantity(terms.maximum).decimal,
        "subscribed": token.quantity(offer.sold).decimal,
        "outcome": _PHASES[offer.phase],
        "settled": token.quantity(sum(each.face for each in settled)).decimal,
        "proceeds": token.quantity(sum(each.paid for each in settled)).decimal,
        "refunded": token.quantity(
            sum(each.paid for each in offer.subscriptions.values() if each.refunded)
        ).decimal,
    }


_PHASES = {OfferPhase.OPEN: "open", OfferPhase.SOLD: "sold", OfferPhase.FAILED: "failed"}
