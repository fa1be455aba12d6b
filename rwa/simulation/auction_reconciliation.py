"""Auctions and offers as the event log tells them, beside what the primary market answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rwa.auction import Outcome
from rwa.findings import Finding
from rwa.identifiers import NOBODY
from rwa.ledger import Ledger
from rwa.ledger.auctions import PRIMARY_MARKET, Auction, BidState, Phase
from rwa.registry import Registry
from rwa.simulation.context import Decision
from rwa.simulation.differing import CHECK, differ


def auction_differences(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """Every auction, bid, offer and subscription, what is reserved for them, cash held, and what
    each settled allotment cost.
    """
    market = registry.contract(PRIMARY_MARKET)
    yield from differ("auctions", len(ledger.auctions.auctions), market.call("auctions"))
    for auction in ledger.auctions.auctions.values():
        yield from _auction(registry, auction)
        yield from _bids(registry, auction)
        yield from _costs(auction)
    yield from _offers(registry, ledger)
    for code, instrument in ledger.programme.instruments.items():
        allotted = ledger.auctions.reserved(code) + ledger.offers.reserved(code)
        yield from differ(f"{code}: reserved for allotments", instrument.reserved, allotted)
    for unit, label in ledger.auctions.accepted.items():
        deposits = sum(
            auction.deposits
            for auction in ledger.auctions.auctions.values()
            if ledger.tokens[auction.terms.id].terms.unit == unit
        )
        paid_in = sum(
            ledger.offers.held(code)
            for code, token in ledger.tokens.items()
            if token.terms.unit == unit
        )
        held = ledger.cash[label].balance(PRIMARY_MARKET)
        yield from differ(f"deposits and subscriptions in {unit}", deposits + paid_in, held)


def decision_differences(decisions: Mapping[str, Decision], ledger: Ledger) -> Iterator[Finding]:
    """Every decided auction of which the event log tells other prices, allotments or costs than
    the clearing gave.
    """
    for name, decision in decisions.items():
        auction, result = ledger.auctions.auctions[decision.number], decision.result
        given = {each.bid.number: each for each in result.allotments}
        allotted = auction.phase is Phase.ALLOTTED
        told = result.outcome is Outcome.ALLOTTED
        yield from _decided(f"auction {name}: allotted", told, allotted)
        for number, bid in auction.bids.items():
            subject = f"bid {decision.names[number]} of auction {name}"
            each = given.get(decision.names[number])
            face = bid.allotted if allotted else 0
            yield from _decided(f"{subject}: face", each.face if each else 0, face)
            if each is not None and bid.cost is not None:
                yield from _decided(f"{subject}: cost", each.cost, bid.cost)


def _decided(subject: str, ours: object, theirs: object) -> Iterator[Finding]:
    if ours != theirs:
        yield Finding(CHECK, subject, f"the clearing says {ours}, the event log says {theirs}")


def _auction(registry: Registry, auction: Auction) -> Iterator[Finding]:
    kept = registry.contract(PRIMARY_MARKET).call("auctionOf", auction.number)
    subject = f"auction {auction.number}"
    for name, ours, theirs in (
        ("phase", int(auction.phase), kept.phase),
        ("bids", len(auction.bids), kept.bids),
        ("cut-off price", auction.cut_off, kept.cutOff),
        ("price without competition", auction.non_competitive_price, kept.nonCompetitivePrice),
        ("allotted", auction.allotted, kept.allotted),
        ("maximum", auction.terms.maximum, kept.terms.maximum),
    ):
        yield from differ(f"{subject}: {name}", ours, theirs)


def _bids(registry: Registry, auction: Auction) -> Iterator[Finding]:
    market, directory = registry.contract(PRIMARY_MARKET), registry.directory
    asked = [(auction.number, number) for number in auction.bids]
    for bid, kept in zip(auction.bids.values(), market.call_many("bidOf", asked), strict=True):
        subject = f"bid {bid.number + 1} of auction {auction.number}"
        told = (directory.address(directory.key(bid.dealer)), int(bid.state), bid.deposit)
        yield from differ(f"{subject}: bidder", told, (kept.dealer, kept.state, kept.deposit))
        told_face = (bid.face, bid.price, bid.investor or NOBODY)
        investor = registry.party(kept.investor)
        yield from differ(f"{subject}: face", told_face, (kept.face, kept.price, investor))
        if auction.phase is Phase.ALLOTTED:
            yield from differ(f"{subject}: allotted", bid.allotted, kept.allotted)


def _offers(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    market = registry.contract(PRIMARY_MARKET)
    yield from differ("offers", len(ledger.offers.offers), market.call("offers"))
    for offer in ledger.offers.offers.values():
        kept = market.call("offerOf", offer.number)
        told = (int(offer.phase), len(offer.subscriptions), offer.sold)
        found = (kept.phase, kept.subscriptions, kept.sold)
        yield from differ(f"offer {offer.number}: phase, subscriptions and face", told, found)
        asked = [(offer.number, number) for number in offer.subscriptions]
        answered = market.call_many("subscriptionOf", asked)
        for ours, theirs in zip(offer.subscriptions.values(), answered, strict=True):
            subject = f"subscription {ours.number + 1} of offer {offer.number}"
            holder = registry.party(theirs.holder)
            row = (holder, theirs.face, theirs.paid, theirs.lapsed, theirs.concluded)
            known = (ours.holder, ours.face, ours.paid, ours.lapsed, ours.concluded)
            yield from differ(subject, known, row)
            cost = ours.paid if ours.cost is None else ours.cost
            due = offer.terms.cost_of(ours.face, ours.factor)
            yield from differ(f"{subject}: cost", due, cost)


def _costs(auction: Auction) -> Iterator[Finding]:
    """What was paid for each allotment, beside its price times its face."""
    for bid in auction.bids.values():
        if bid.cost is None or bid.state is not BidState.CONCLUDED:
            continue
        subject = f"bid {bid.number + 1} of auction {auction.number}: cost"
        yield from differ(subject, auction.cost_of(bid), bid.cost)
