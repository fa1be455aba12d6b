"""A revealed auction as the rules of the day clear it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from rwa.auction import (
    Bid,
    Category,
    Pricing,
    Quote,
    Result,
    clear,
    rules_on,
)
from rwa.identifiers import Party
from rwa.ledger.auctions import Auction, BidState
from rwa.ledger.auctions import Bid as Committed
from rwa.money import format_units
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.scenario.acts.market import AnnounceAuction
from rwa.scenario.auction_terms import auction_terms
from rwa.simulation.context import Context

NO_YIELD = Fraction(0)
"""The yield of what bears none."""


def cleared(
    context: Context, terms: AnnounceAuction, auction: Auction | None, cut_off: str | None
) -> Result:
    """The result of an auction by its revealed bids; each is numbered as on chain.

    Raises `MalformedValue` for a cut-off price at which nobody bid.
    """
    announced = auction_terms(context.trial.sections, terms)
    revealed = [
        _bid(context, bid, announced.pricing)
        for bid in (auction.bids.values() if auction else ())
        if bid.state is BidState.REVEALED
    ]
    rules = rules_on(announced.day, announced.target)
    return clear(announced, revealed, rules, cut_off=Decimal(cut_off) if cut_off else None)


def decided(result: Result, bids: int) -> tuple[int, int, list[int]]:
    """The cut-off price and that of bids without one, per 100 with four decimals, and the face of
    every bid in the order of their numbers.
    """
    if result.cut_off is None:
        raise ValueError("nothing was allotted")
    cut_off = _scaled(result.cut_off.price)
    beside = result.non_competitive_price
    given = {int(allotment.bid.number): allotment.face for allotment in result.allotments}
    amounts = [given.get(number, 0) for number in range(bids)]
    return cut_off, cut_off if beside is None else _scaled(beside), amounts


def _bid(context: Context, bid: Committed, pricing: Pricing | None) -> Bid:
    holder = context.registry.ledger.participants.holders.get(bid.investor or Party(""))
    quote = None
    if bid.price:
        price = Decimal(format_units(bid.price, PRICE_DECIMALS))
        quote = Quote.at(price, pricing) if pricing else Quote(price, NO_YIELD)
    return Bid(
        number=f"{bid.number:06d}",
        dealer=bid.dealer,
        investor=holder.identity if holder else str(bid.investor),
        category=_category(context, holder.category if holder else 0),
        face=bid.face,
        quote=quote,
    )


def _category(context: Context, number: int) -> Category:
    """The category of a holder; categories are numbered from 1."""
    names = list(context.trial.sections.population.categories)
    known = {category.value: category for category in Category}
    name = names[number - 1] if 0 < number <= len(names) else ""
    return known.get(name, Category.OTHER)


def _scaled(price: Decimal) -> int:
    return int(price.scaleb(PRICE_DECIMALS))
