"""A revealed auction as clearing works on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rwa.auction import Auction as Announced
from rwa.auction import Bid, Category, Quote, Rules
from rwa.identifiers import Party
from rwa.ledger.auctions import Auction, BidState
from rwa.ledger.auctions import Bid as Committed
from rwa.money import format_units
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.scenario.auction_terms import auction_rules, auction_terms
from rwa.scenario.auctions import announced
from rwa.scenario.bid_files import category_of
from rwa.simulation.context import Context
from rwa.simulation.sealing import bid_names


@dataclass(frozen=True, slots=True)
class Revealed:
    """What an auction is decided on: its terms, the rules of its day, and the bids revealed, each
    by its name in the trial; `names` are those of all bids, by their number on chain.
    """

    terms: Announced
    rules: Rules
    bids: Sequence[Bid]
    names: Mapping[int, str]


def revealed(context: Context, name: str, auction: Auction) -> Revealed:
    """An auction when its bids are revealed."""
    act = announced(context.trial.sections)[name]
    terms = auction_terms(context.trial.sections, act)
    names, rates = bid_names(context, name, auction), context.trial.rates(name)
    bids = [
        _bid(context, names[bid.number], bid, terms, rates)
        for bid in auction.bids.values()
        if bid.state is BidState.REVEALED
    ]
    return Revealed(terms, auction_rules(terms, act), bids, names)


def _bid(
    context: Context,
    name: str,
    bid: Committed,
    terms: Announced,
    rates: Mapping[Decimal, Fraction],
) -> Bid:
    """A bid at its price; the yield follows by formula, or is the one named for that price."""
    quote = None
    if bid.price:
        price = Decimal(format_units(bid.price, PRICE_DECIMALS))
        formula = terms.pricing
        quote = Quote.at(price, formula) if formula else Quote(price, rates.get(price))
    investor, category = _investor(context, str(bid.investor))
    return Bid(name, bid.dealer, investor, category, bid.face, quote)


def _investor(context: Context, wallet: str) -> tuple[str, Category]:
    """The person behind a wallet and their category, as the register knows them; else, before the
    wallet is onboarded, as the trial does.
    """
    persons = context.trial.persons
    holder = context.registry.ledger.participants.holders.get(Party(wallet))
    person = persons.of_wallet(wallet)
    name = persons.names.get(holder.identity) if holder else person and person.name
    number = holder.category if holder else person.category if person else 0
    categories = list(context.trial.sections.population.categories)
    known = categories[number - 1] if 0 < number <= len(categories) else ""
    return name or wallet, category_of(known)
