"""Directives on auctions and their bids, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.calendar import first_second_after, start_of_day
from rwa.identifiers import Code
from rwa.ledger.auctions import PRIMARY_MARKET, Terms
from rwa.ledger.cash import UNLIMITED
from rwa.registry import Step, auctions, cash
from rwa.scenario.acts import market as words
from rwa.scenario.auction_terms import accrued_interest
from rwa.simulation.context import Context
from rwa.simulation.sealing import committed, minor_units, number_of, place_of, sealed, unit_of


def announce(context: Context, act: words.AnnounceAuction) -> Iterator[Step]:
    """The fiscal agent announces an auction."""
    amounts = [
        context.amount(act.instrument, text)
        for text in (act.target, act.over_allotment, act.non_competitive)
    ]
    terms = Terms(
        context.code(act.instrument),
        amounts[0],
        sum(amounts),
        act.price == "uniform",
        first_second_after(act.bids_through),
        first_second_after(act.reveals_through),
        start_of_day(act.settlement),
        first_second_after(act.settles_through),
        act.deposit_percent,
        context.amount(act.instrument, act.deposit_at_least),
        accrued_interest(context.trial.sections, act),
    )
    yield auctions.announce(context.registry, terms, by=act.by or "fiscal_agent")


def bid(context: Context, act: words.SealBid) -> Iterator[Step]:
    """A primary dealer lets the primary market debit its account, and bids."""
    registry, by = context.registry, act.by or act.dealer
    number, unit = number_of(context, act.auction), unit_of(context, act.auction)
    book = registry.ledger.cash[registry.ledger.auctions.accepted[Code(unit)]]
    if book.allowance(registry.directory.party(by), PRIMARY_MARKET) != UNLIMITED:
        yield cash.allow(registry, unit, PRIMARY_MARKET, UNLIMITED, by=by)
    commitment = committed(context, act)
    deposit = minor_units(context, act.auction, act.deposit)
    yield auctions.commit(registry, number, commitment, deposit, by=by)


def take(context: Context, act: words.TakeBids) -> Iterator[Step]:
    """Every bid of a file is sealed."""
    for made in context.trial.bid_files[act.auction].bids.values():
        yield from bid(context, made)


def reveal_all(context: Context, act: words.OfAuction) -> Iterator[Step]:
    """Every bid of a file is revealed, but those that it says are not."""
    file = context.trial.bid_files[act.auction]
    for name, made in file.bids.items():
        if name in file.revealed:
            told = words.RevealBid(auction=act.auction, bid=name, by=act.by or made.dealer)
            yield from reveal(context, told)


def withdraw(context: Context, act: words.OfBid) -> Iterator[Step]:
    """A dealer withdraws a bid."""
    made = context.trial.bids(act.auction)[act.bid]
    number, place = number_of(context, act.auction), place_of(context, made)
    yield auctions.withdraw(context.registry, number, place, by=act.by or made.dealer)


def reveal(context: Context, act: words.RevealBid) -> Iterator[Step]:
    """A dealer reveals a bid, or something else than it bid."""
    made = context.trial.bids(act.auction)[act.bid]
    number, place = number_of(context, act.auction), place_of(context, made)
    told = made if act.price is None else made.model_copy(update={"price": act.price})
    secret = sealed(context, told)
    yield auctions.reveal(context.registry, number, place, secret, by=act.by or made.dealer)
