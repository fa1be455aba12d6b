"""Short words for bids and auctions in these tests; amounts are in millions of PKR."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from rwa.auction import Auction, Bid, BillPricing, Category, Quote, Result, Rules, rules_on
from rwa.auction.rules import MILLION

BILL = BillPricing(84)
DAY = date(2021, 3, 24)
DENOMINATION = 5_000 * 100


def auction(target: int, **changes: Any) -> Auction:
    """A bill of 84 days, with amounts in millions."""
    for name in ("over_allotment", "non_competitive_total"):
        if name in changes:
            changes[name] *= MILLION
    return replace(Auction("a bill", DAY, target * MILLION, DENOMINATION, pricing=BILL), **changes)


def rules(announced: Auction, **changes: Any) -> Rules:
    """The rules of the auction's day."""
    return replace(rules_on(announced.day, announced.target), **changes)


def priced(number: str, millions: int, price: str, dealer: str = "D1", **changes: Any) -> Bid:
    """A competitive bid."""
    quote = Quote.at(Decimal(price), BILL)
    bid = Bid(number, dealer, f"{dealer}-own", Category.BANK, millions * MILLION, quote)
    return replace(bid, **changes)


def unpriced(number: str, millions: int, investor: str, **changes: Any) -> Bid:
    """A non-competitive bid."""
    bid = Bid(number, "D1", investor, Category.INDIVIDUAL, millions * MILLION)
    return replace(bid, **changes)


def faces(result: Result) -> dict[str, int]:
    """What each bid got, in millions."""
    return {each.bid.number: each.face // MILLION for each in result.allotments}
