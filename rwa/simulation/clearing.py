"""A revealed auction as the rules of the day clear it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from rwa.auction import Auction as Announced
from rwa.auction import (
    Bid,
    BillPricing,
    Category,
    Method,
    Pricing,
    Quote,
    Result,
    clear,
    rules_on,
)
from rwa.auction.pricing import BondPricing
from rwa.identifiers import Party
from rwa.ledger.auctions import Auction, BidState
from rwa.ledger.auctions import Bid as Committed
from rwa.money import format_units
from rwa.pricing import FixedBond
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.scenario.acts.market import AnnounceAuction
from rwa.scenario.models import BillSection, BondSection
from rwa.simulation.context import Context

NO_YIELD = Fraction(0)
"""The yield of what bears none."""


def cleared(
    context: Context, terms: AnnounceAuction, auction: Auction | None, cut_off: str | None
) -> Result:
    """The result of an auction by its revealed bids; each is numbered as on chain.

    Raises `MalformedValue` for a cut-off price at which nobody bid.
    """
    pricing = _pricing(context, terms)
    notice = _notice(context, terms, pricing)
    revealed = [
        _bid(context, bid, pricing)
        for bid in (auction.bids.values() if auction else ())
        if bid.state is BidState.REVEALED
    ]
    rules = rules_on(terms.bids_through, notice.target)
    return clear(notice, revealed, rules, cut_off=Decimal(cut_off) if cut_off else None)


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


def _notice(context: Context, terms: AnnounceAuction, pricing: Pricing | None) -> Announced:
    def face(text: str) -> int:
        return context.amount(terms.instrument, text)

    instrument = context.trial.instrument(terms.instrument)
    return Announced(
        issue=instrument.code,
        day=terms.bids_through,
        target=face(terms.target),
        denomination=face(instrument.denomination),
        method=Method(terms.price),
        over_allotment=face(terms.over_allotment),
        non_competitive_total=face(terms.non_competitive),
        pricing=pricing,
        unit=instrument.unit,
    )


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


def _pricing(context: Context, terms: AnnounceAuction) -> Pricing | None:
    """The yield of a bill or fixed bond by its price at settlement; none for what has none."""
    section = context.trial.instrument(terms.instrument)
    if isinstance(section, BillSection):
        return BillPricing((section.maturity_date - terms.settlement).days)
    if isinstance(section, BondSection) and section.coupon_percent is not None:
        coupon = Fraction(section.coupon_percent, 100)
        bond = FixedBond(
            coupon,
            section.issue_date,
            section.maturity_date,
            section.frequency,
            section.day_count,
            section.record_days or 0,
        )
        return BondPricing(bond, terms.settlement)
    return None


def _scaled(price: Decimal) -> int:
    return int(price.scaleb(PRICE_DECIMALS))
