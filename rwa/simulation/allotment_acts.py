"""Directives on what an auction decides and on its settlement, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal

from rwa.auction import allotted_by_hand, clear, reject_all
from rwa.errors import ConfigurationError, MalformedValue
from rwa.findings import Finding
from rwa.ledger.auctions import Auction, BidState
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.registry import Step, auctions
from rwa.scenario.acts import market as words
from rwa.simulation.clearing import Revealed, revealed
from rwa.simulation.context import Context, Decision
from rwa.simulation.fates import Fate, fate_of, told
from rwa.simulation.sealing import auction_of, bid_names, minor_units, number_of

PAGE = 25
"""Bids that one transaction allots to or settles."""


def allot(context: Context, act: words.Allot) -> Iterator[Step]:
    """The fiscal agent sets the prices and allots, in pages: by the rules of the day, or what the
    trial says by hand. Where no bid counts all are rejected.
    """
    number, auction = number_of(context, act.auction), auction_of(context, act.auction)
    if auction is None:
        yield auctions.reject(context.registry, number, by=act.by or "fiscal_agent")
        return
    found = revealed(context, act.auction, auction)
    if act.amounts is not None and act.cut_off is not None:
        faces = {
            name: minor_units(context, act.auction, text) for name, text in act.amounts.items()
        }
        prices = Decimal(act.cut_off), Decimal(act.non_competitive_price or act.cut_off)
        yield from _allotments(context, act, found, prices, faces)
        with _told(context, found):
            result = allotted_by_hand(found.terms, found.bids, found.rules, faces, *prices)
    else:
        with _told(context, found):
            cut_off = Decimal(act.cut_off) if act.cut_off else None
            result = clear(found.terms, found.bids, found.rules, cut_off=cut_off)
        if result.cut_off is None:
            yield auctions.reject(context.registry, number, by=act.by or "fiscal_agent")
        else:
            beside = result.non_competitive_price
            prices = result.cut_off.price, result.cut_off.price if beside is None else beside
            faces = {each.bid.number: each.face for each in result.allotments}
            yield from _allotments(context, act, found, prices, faces)
    _decide(context, act.auction, Decision(number, found.names, result))


def reject(context: Context, act: words.OfAuction) -> Iterator[Step]:
    """The fiscal agent rejects all bids."""
    number, auction = number_of(context, act.auction), auction_of(context, act.auction)
    found = revealed(context, act.auction, auction) if auction else None
    yield auctions.reject(context.registry, number, by=act.by or "fiscal_agent")
    if found is not None:
        result = reject_all(found.terms, found.bids, found.rules)
        _decide(context, act.auction, Decision(number, found.names, result))


def settle(context: Context, act: words.OfAuction) -> Iterator[Step]:
    """Every bid not concluded is settled as far as it can be; what fails or is void is a
    finding.
    """
    registry, number = context.registry, number_of(context, act.auction)
    auction = auction_of(context, act.auction)
    before = dict(auction.bids) if auction else {}
    names = bid_names(context, act.auction, auction) if auction else {}
    open_bids = [each for each, bid in before.items() if bid.state is not BidState.CONCLUDED]
    for start in range(0, max(1, len(open_bids)), PAGE):
        page = open_bids[start : start + PAGE]
        yield auctions.settle(registry, number, page, by=act.by or "fiscal_agent")
        if auction is not None:
            context.findings.extend(_unsettled(context, act.auction, auction, page, names))


def _allotments(
    context: Context,
    act: words.Allot,
    found: Revealed,
    prices: tuple[Decimal, Decimal],
    faces: Mapping[str, int],
) -> Iterator[Step]:
    """The prices, then what each bid gets, in the order of their numbers."""
    registry, by = context.registry, act.by or "fiscal_agent"
    number = number_of(context, act.auction)
    cut_off, beside = (int(price.scaleb(PRICE_DECIMALS)) for price in prices)
    yield auctions.set_cut_off(registry, number, cut_off, beside, by=by)
    amounts = [faces.get(found.names[place], 0) for place in sorted(found.names)]
    for start in range(0, max(1, len(amounts)), PAGE):
        yield auctions.allot(registry, number, amounts[start : start + PAGE], by=by)


@contextmanager
def _told(context: Context, found: Revealed) -> Iterator[None]:
    """Raises `ConfigurationError`, naming the auction, for a cut-off price at which nobody bid, and
    for bids without a price that no formula gives one.
    """
    try:
        yield
    except MalformedValue as error:
        raise ConfigurationError(context.trial.name, f"{found.terms.title}: {error}") from error


def _decide(context: Context, name: str, decision: Decision) -> None:
    """Record a decision that was carried out, and tell the bids that are void by the rules."""
    context.decisions[name] = decision
    given = {allotment.bid.number: allotment for allotment in decision.result.allotments}
    for each in decision.result.voided:
        reasons = "; ".join(reason.sentence for reason in each.reasons)
        subject = f"bid {each.bid.number} of auction {name}"
        if (allotment := given.get(each.bid.number)) is None:
            sentence = f"{each.bid.dealer}'s bid is void: {reasons}"
            context.findings.append(Finding("bid-void", subject, sentence))
        else:
            face = decision.result.auction.quantity(allotment.face)
            sentence = f"{each.bid.dealer}'s bid is void and allotted {face} by hand: {reasons}"
            context.findings.append(Finding("void-allotted", subject, sentence))


def _unsettled(
    context: Context,
    name: str,
    auction: Auction,
    page: Sequence[int],
    names: Mapping[int, str],
) -> Iterator[Finding]:
    quantity = context.registry.ledger.tokens[auction.terms.id].terms.quantity
    for number in page:
        bid = auction.bids[number]
        fate, subject = fate_of(auction, bid), f"bid {names[number]} of auction {name}"
        if fate is Fate.VOID:
            yield Finding("bid-void", subject, told(fate, bid, quantity))
        elif fate in (Fate.FAILED, Fate.LAPSED):
            overdue = context.registry.now >= auction.terms.settlement_deadline
            sentence = told(fate, bid, quantity, overdue=overdue)
            yield Finding("settlement-failed", subject, sentence)
