"""Where an auction and its bids stand on chain, and what a bid keeps secret until it is
revealed.
"""

from __future__ import annotations

from collections.abc import Mapping

from rwa.identifiers import DocumentHash, document_hash
from rwa.ledger.auctions import Auction
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.registry import auctions
from rwa.registry.auctions import SealedBid
from rwa.scenario.acts.market import SealBid
from rwa.scenario.auctions import announced
from rwa.scenario.fields import scaled
from rwa.simulation.context import Context


def number_of(context: Context, name: str) -> int:
    """An auction's number: they count from one as they are announced."""
    return list(announced(context.trial.sections)).index(name) + 1


def auction_of(context: Context, name: str) -> Auction | None:
    """An auction as the ledger knows it; none before it is announced."""
    return context.registry.ledger.auctions.auctions.get(number_of(context, name))


def unit_of(context: Context, name: str) -> str:
    """The unit of account an auction is paid in."""
    terms = announced(context.trial.sections)[name]
    return context.trial.instrument(terms.instrument).unit


def minor_units(context: Context, name: str, text: str) -> int:
    """An amount of face or cash, both of the unit's decimals."""
    return scaled(text, context.trial.sections.units[unit_of(context, name)].decimals)


def sealed(context: Context, act: SealBid) -> SealedBid:
    """A bid with its salt, which follows from the seed."""
    price = 0 if act.price is None else scaled(act.price, PRICE_DECIMALS)
    salt = document_hash(f"{context.trial.seed}/{act.auction}/{act.bid}".encode())
    face = minor_units(context, act.auction, act.face)
    return SealedBid(act.dealer, act.investor, face, price, salt)


def committed(context: Context, act: SealBid) -> DocumentHash:
    """The hash that a bid is committed as."""
    number, secret = number_of(context, act.auction), sealed(context, act)
    return auctions.commitment_of(context.registry, number, secret)


def place_of(context: Context, made: SealBid) -> int:
    """A bid's number in its auction, found by what was committed; past the last one where nothing
    was.
    """
    auction, commitment = auction_of(context, made.auction), committed(context, made)
    bids = auction.bids.values() if auction else ()
    return next((bid.number for bid in bids if bid.commitment == commitment), len(bids))


def bid_names(context: Context, name: str, auction: Auction) -> Mapping[int, str]:
    """What the trial calls each bid, found by what was committed; else its number."""
    made = {committed(context, act): key for key, act in context.trial.bids(name).items()}
    return {
        bid.number: made.get(bid.commitment, f"number-{bid.number + 1}")
        for bid in auction.bids.values()
    }
