"""Directives on auctions, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rwa.auction import VoidedBid
from rwa.calendar import first_second_after, start_of_day
from rwa.findings import Finding
from rwa.identifiers import Code, document_hash
from rwa.ledger.auctions import PRIMARY_MARKET, Auction, BidState, Phase, Terms
from rwa.ledger.cash import UNLIMITED
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.registry import Step, auctions, cash
from rwa.registry.auctions import SealedBid
from rwa.scenario.acts import market as words
from rwa.scenario.auction_terms import accrued_interest
from rwa.scenario.auctions import announced, bids_of
from rwa.scenario.fields import scaled
from rwa.simulation.clearing import cleared, decided
from rwa.simulation.context import Context

PAGE = 25
"""Bids that one transaction allots to or settles."""


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
    number, unit = _number(context, act.auction), _unit(context, act.auction)
    book = registry.ledger.cash[registry.ledger.auctions.accepted[Code(unit)]]
    if book.allowance(registry.directory.party(by), PRIMARY_MARKET) != UNLIMITED:
        yield cash.allow(registry, unit, PRIMARY_MARKET, UNLIMITED, by=by)
    commitment = auctions.commitment_of(registry, number, _sealed(context, act))
    deposit = _minor(context, act.auction, act.deposit)
    yield auctions.commit(registry, number, commitment, deposit, by=by)


def withdraw(context: Context, act: words.OfBid) -> Iterator[Step]:
    """A dealer withdraws a bid."""
    made = bids_of(context.trial.sections, act.auction)[act.bid]
    number, place = _number(context, act.auction), _place(context, made)
    yield auctions.withdraw(context.registry, number, place, by=act.by or made.dealer)


def reveal(context: Context, act: words.RevealBid) -> Iterator[Step]:
    """A dealer reveals a bid, or something else than it bid."""
    made = bids_of(context.trial.sections, act.auction)[act.bid]
    number, place, sealed = _number(context, act.auction), _place(context, made), made
    if act.price is not None:
        sealed = made.model_copy(update={"price": act.price})
    told = _sealed(context, sealed)
    yield auctions.reveal(context.registry, number, place, told, by=act.by or made.dealer)


def allot(context: Context, act: words.Allot) -> Iterator[Step]:
    """The fiscal agent sets the prices and allots, in pages; where no bid counts all are
    rejected.
    """
    registry, by = context.registry, act.by or "fiscal_agent"
    number, auction = _number(context, act.auction), _auction(context, act.auction)
    if act.amounts is not None and act.cut_off is not None:
        cut_off = scaled(act.cut_off, PRICE_DECIMALS)
        price = scaled(act.non_competitive_price or act.cut_off, PRICE_DECIMALS)
        made = bids_of(context.trial.sections, act.auction)
        given = {
            _place(context, made[name]): _minor(context, act.auction, text)
            for name, text in act.amounts.items()
        }
        amounts = [given.get(place, 0) for place in range(len(auction.bids) if auction else 0)]
    else:
        terms = announced(context.trial.sections)[act.auction]
        result = cleared(context, terms, auction, act.cut_off)
        context.findings.extend(_voided(act.auction, result.voided))
        if not result.allotments:
            yield auctions.reject(registry, number, by=by)
            return
        cut_off, price, amounts = decided(result, len(auction.bids) if auction else 0)
    yield auctions.set_cut_off(registry, number, cut_off, price, by=by)
    for start in range(0, max(1, len(amounts)), PAGE):
        yield auctions.allot(registry, number, amounts[start : start + PAGE], by=by)


def reject(context: Context, act: words.OfAuction) -> Iterator[Step]:
    """The fiscal agent rejects all bids."""
    number = _number(context, act.auction)
    yield auctions.reject(context.registry, number, by=act.by or "fiscal_agent")


def settle(context: Context, act: words.OfAuction) -> Iterator[Step]:
    """Every bid not concluded is settled as far as it can be; what fails or is void is a
    finding.
    """
    registry, number = context.registry, _number(context, act.auction)
    auction = _auction(context, act.auction)
    before = dict(auction.bids) if auction else {}
    open_bids = [each for each, bid in before.items() if bid.state is not BidState.CONCLUDED]
    for start in range(0, max(1, len(open_bids)), PAGE):
        page = open_bids[start : start + PAGE]
        yield auctions.settle(registry, number, page, by=act.by or "fiscal_agent")
        context.findings.extend(_found(context, act.auction, page))


def _found(context: Context, name: str, page: Sequence[int]) -> Iterator[Finding]:
    auction = _auction(context, name)
    if auction is None:
        return
    for number in page:
        bid = auction.bids[number]
        subject = f"bid {number} of auction {name}"
        quantity = context.registry.ledger.tokens[auction.terms.id].terms.quantity
        if bid.voided:
            sentence = (
                f"{bid.dealer} did not reveal it: it is void, and its deposit of "
                f"{quantity(bid.deposit)} is forfeited"
            )
            yield Finding("bid-void", subject, sentence)
        elif bid.allotted and bid.cost is None and bid.failures and auction.phase is Phase.ALLOTTED:
            ending = "it lapsed" if bid.lapsed else "it stands until the settlement deadline"
            sentence = (
                f"{bid.dealer} did not settle {quantity(bid.allotted)} "
                f"({bid.failures[-1]}); {ending}"
            )
            yield Finding("settlement-failed", subject, sentence)


def _voided(name: str, voided: Sequence[VoidedBid]) -> Iterator[Finding]:
    for each in voided:
        reasons = "; ".join(reason.sentence for reason in each.reasons)
        subject = f"bid {int(each.bid.number)} of auction {name}"
        yield Finding("bid-void", subject, f"{each.bid.dealer}'s bid is void: {reasons}")


def _number(context: Context, name: str) -> int:
    """An auction's number: they count from one as they are announced."""
    return list(announced(context.trial.sections)).index(name) + 1


def _auction(context: Context, name: str) -> Auction | None:
    return context.registry.ledger.auctions.auctions.get(_number(context, name))


def _unit(context: Context, name: str) -> str:
    terms = announced(context.trial.sections)[name]
    return context.trial.instrument(terms.instrument).unit


def _minor(context: Context, name: str, text: str) -> int:
    """An amount of face or cash, both of the unit's decimals."""
    return scaled(text, context.trial.sections.units[_unit(context, name)].decimals)


def _sealed(context: Context, act: words.SealBid) -> SealedBid:
    price = 0 if act.price is None else scaled(act.price, PRICE_DECIMALS)
    salt = document_hash(f"{context.trial.seed}/{act.auction}/{act.bid}".encode())
    face = _minor(context, act.auction, act.face)
    return SealedBid(act.dealer, act.investor, face, price, salt)


def _place(context: Context, made: words.SealBid) -> int:
    """A bid's number in its auction, found by what was committed; past the last one where nothing
    was.
    """
    auction = _auction(context, made.auction)
    sealed = _sealed(context, made)
    commitment = auctions.commitment_of(context.registry, _number(context, made.auction), sealed)
    bids = auction.bids.values() if auction else ()
    return next((bid.number for bid in bids if bid.commitment == commitment), len(bids))
