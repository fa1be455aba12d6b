"""Auctions: announcing, bidding, deciding and settling."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rwa.calendar import Timestamp
from rwa.identifiers import Code, DocumentHash, Party
from rwa.ledger import Ledger
from rwa.ledger.auctions import (
    PRIMARY_MARKET,
    Auction,
    Bid,
    BidState,
    Phase,
    Terms,
    dirty_price,
)
from rwa.money import divide_up
from rwa.programme import check_issue as check_limits
from rwa.refusals.auctions import (
    AllotmentExceeded,
    AllotmentRefused,
    AuctionDecided,
    AuctionTimesRefused,
    AuctionUndecided,
    AuctionUnknown,
    BiddingClosed,
    BidNotSealed,
    BidUnknown,
    CommitmentMismatch,
    CutOffMissing,
    CutOffRefused,
    DecisionLate,
    DepositTooSmall,
    FaceMissing,
    NotBidder,
    PageTooLong,
    PriceRefused,
    RevealNotOpen,
    RevealStillOpen,
    SettlementNotOpen,
    TargetRefused,
)
from rwa.refusals.cash import CashUnknown
from rwa.refusals.programme import DecimalsMismatch, InstrumentUnknown
from rwa.refusals.token import NotMultipleOfDenomination
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.cash import check_take

BPS = 10_000


def check_announce(ledger: Ledger, caller: Party, terms: Terms, now: int) -> None:
    """The fiscal agent announces an auction.

    Raises `RoleRequired`, `InstrumentUnknown`, `CashUnknown`, `DecimalsMismatch`,
    `AuctionTimesRefused`, `TargetRefused` or `NotMultipleOfDenomination`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    check_saleable(ledger, terms.id)
    times = (
        terms.bid_deadline,
        terms.reveal_deadline,
        terms.settlement_time,
        terms.settlement_deadline,
    )
    if not now < times[0] < times[1] < times[2] < times[3]:
        raise AuctionTimesRefused(*times, Timestamp(now))
    check_target(ledger, terms.id, terms.target, terms.maximum)


def check_commit(ledger: Ledger, caller: Party, auction: int, deposit: int, now: int) -> None:
    """A primary dealer commits a sealed bid and pays its deposit.

    Raises `RoleRequired`, `AuctionUnknown`, `BiddingClosed`, `DepositTooSmall`, then as
    `rwa.rules.cash.check_take`.
    """
    check_role(ledger, caller, Role.PRIMARY_DEALER, now)
    terms = _bidding(ledger, auction, now).terms
    if deposit < terms.deposit_floor:
        quantity = ledger.tokens[terms.id].terms.quantity
        raise DepositTooSmall(quantity(deposit), quantity(terms.deposit_floor))
    cash = ledger.cash[ledger.auctions.accepted[ledger.tokens[terms.id].terms.unit]]
    check_take(cash, caller, PRIMARY_MARKET, PRIMARY_MARKET, deposit)


def check_withdraw(ledger: Ledger, caller: Party, auction: int, bid: int, now: int) -> None:
    """A dealer withdraws a sealed bid.

    Raises `AuctionUnknown`, `BiddingClosed`, `BidUnknown`, `NotBidder` or `BidNotSealed`.
    """
    withdrawn = _bid(_bidding(ledger, auction, now), bid)
    if withdrawn.dealer != caller:
        raise NotBidder(caller, auction, bid)
    if withdrawn.state is not BidState.SEALED:
        raise BidNotSealed(auction, bid)


def check_reveal(
    ledger: Ledger,
    auction: int,
    bid: int,
    commitment: DocumentHash,
    face: int,
    price: int,
    now: int,
) -> None:
    """A bid is revealed; `commitment` is the hash of what is told of it.

    Raises `AuctionUnknown`, `BidUnknown`, `RevealNotOpen`, `BidNotSealed`, `CommitmentMismatch`,
    `FaceMissing`, `NotMultipleOfDenomination`, `PriceRefused` or `DepositTooSmall`.
    """
    found = _auction(ledger, auction)
    revealed, terms = _bid(found, bid), found.terms
    if not terms.bid_deadline <= now < terms.reveal_deadline:
        times = terms.bid_deadline, terms.reveal_deadline, Timestamp(now)
        raise RevealNotOpen(auction, *times)
    if revealed.state is not BidState.SEALED:
        raise BidNotSealed(auction, bid)
    if revealed.commitment != commitment:
        raise CommitmentMismatch(auction, bid)
    if not face:
        raise FaceMissing(auction, bid)
    check_multiple(ledger, terms.id, face)
    if price:
        check_price(price, terms.accrued)
    required = divide_up(face * terms.deposit_bps, BPS)
    if revealed.deposit < required:
        quantity = ledger.tokens[terms.id].terms.quantity
        raise DepositTooSmall(quantity(revealed.deposit), quantity(required))


def check_set_cut_off(
    ledger: Ledger,
    caller: Party,
    auction: int,
    cut_off: int,
    non_competitive_price: int,
    now: int,
) -> None:
    """The fiscal agent sets the prices of an allotment, or begins it anew.

    Raises as `check_allot` does before it asks for a cut-off; then `CutOffRefused` or
    `PriceRefused`.
    """
    found = _deciding(ledger, caller, auction, now)
    uniform = found.terms.uniform
    fair = non_competitive_price == cut_off if uniform else non_competitive_price >= cut_off
    if not cut_off or not fair:
        raise CutOffRefused(auction, cut_off, non_competitive_price)
    check_price(cut_off, found.terms.accrued)


def check_allot(
    ledger: Ledger, caller: Party, auction: int, amounts: Sequence[int], now: int
) -> None:
    """The fiscal agent allots to the next bids; with the last one the headroom is reserved.

    Raises `RoleRequired`, `AuctionUnknown`, `RevealStillOpen`, `AuctionDecided`, `DecisionLate`,
    `CutOffMissing`, `PageTooLong`; of each bid `AllotmentRefused` or `NotMultipleOfDenomination`;
    `AllotmentExceeded`; at the end `CutOffRefused`, then as `rwa.programme.check_issue`.
    """
    found = _deciding(ledger, caller, auction, now)
    if not found.cut_off:
        raise CutOffMissing(auction)
    left = len(found.bids) - found.examined
    if len(amounts) > left:
        raise PageTooLong(auction, len(amounts), left)
    given = {number: bid.allotted for number, bid in found.bids.items()}
    quantity = ledger.tokens[found.terms.id].terms.quantity
    for number, amount in enumerate(amounts, found.examined):
        least, most = _share(found, found.bids[number])
        if not least <= amount <= most:
            bounds = quantity(amount), quantity(least), quantity(most)
            raise AllotmentRefused(auction, number, *bounds)
        check_multiple(ledger, found.terms.id, amount)
        given[number] = amount
    if (total := sum(given.values())) > found.terms.maximum:
        raise AllotmentExceeded(auction, quantity(total), quantity(found.terms.maximum))
    if len(amounts) == left:
        _check_close(ledger, found, given, total, now)


def check_reject(ledger: Ledger, caller: Party, auction: int, now: int) -> None:
    """All bids are rejected: by the fiscal agent, or from the settlement time on by anyone.

    Raises `AuctionUnknown`, `RoleRequired`, `RevealStillOpen` or `AuctionDecided`.
    """
    found = _auction(ledger, auction)
    if now < found.terms.settlement_time:
        check_role(ledger, caller, Role.FISCAL_AGENT, now)
    _check_revealed(found, now)


def check_settle(ledger: Ledger, auction: int, bids: Sequence[int], now: int) -> None:
    """Bids are settled; an allotment that cannot be is reported, and not refused.

    Raises `AuctionUnknown`; of each bid `BidUnknown`, `RevealStillOpen`, `AuctionUndecided` or
    `SettlementNotOpen`.
    """
    found = _auction(ledger, auction)
    for number in bids:
        bid, terms = _bid(found, number), found.terms
        if bid.state is BidState.SEALED and now < terms.reveal_deadline:
            raise RevealStillOpen(auction, terms.reveal_deadline, Timestamp(now))
        if bid.state is not BidState.REVEALED:
            continue
        if found.phase is Phase.ANNOUNCED:
            raise AuctionUndecided(auction)
        if found.phase is Phase.ALLOTTED and bid.allotted and now < terms.settlement_time:
            raise SettlementNotOpen(auction, terms.settlement_time, Timestamp(now))


def check_saleable(ledger: Ledger, code: Code) -> None:
    """An instrument is registered and has cash that counts as it does.

    Raises `InstrumentUnknown`, `CashUnknown` or `DecimalsMismatch`.
    """
    if code not in ledger.programme.instruments:
        raise InstrumentUnknown(code)
    token = ledger.tokens[code].terms
    cash = ledger.auctions.accepted.get(token.unit)
    if cash is None:
        raise CashUnknown(token.unit)
    if (decimals := ledger.cash[cash].terms.decimals) != token.decimals:
        raise DecimalsMismatch(token.unit, token.decimals, decimals)


def check_target(ledger: Ledger, code: Code, target: int, maximum: int) -> None:
    """Raises `TargetRefused` or `NotMultipleOfDenomination`."""
    quantity = ledger.tokens[code].terms.quantity
    if not 0 < target <= maximum:
        raise TargetRefused(quantity(target), quantity(maximum))
    check_multiple(ledger, code, target)


def check_multiple(ledger: Ledger, code: Code, amount: int) -> None:
    """Raises `NotMultipleOfDenomination`."""
    terms = ledger.tokens[code].terms
    if amount % terms.denomination:
        quantity = terms.quantity
        raise NotMultipleOfDenomination(quantity(amount), quantity(terms.denomination))


def check_price(price: int, accrued: Fraction) -> None:
    """A price and the accrued interest are together above zero. Raises `PriceRefused`."""
    if dirty_price(price, accrued) <= 0:
        raise PriceRefused(price, *accrued.as_integer_ratio())


def _share(auction: Auction, bid: Bid) -> tuple[int, int]:
    """The least and the most a bid may get under the cut-off."""
    if bid.state is not BidState.REVEALED or 0 < bid.price < auction.cut_off:
        return 0, 0
    return (bid.face if bid.price > auction.cut_off else 0), bid.face


def _check_close(
    ledger: Ledger, auction: Auction, given: dict[int, int], total: int, now: int
) -> None:
    winners = [auction.bids[number] for number, amount in given.items() if amount]
    best = max((bid.price for bid in winners), default=0)
    price = auction.non_competitive_price
    if price > best and any(not bid.price for bid in winners):
        raise CutOffRefused(auction.number, auction.cut_off, price)
    if not total:
        return
    check_role(ledger, PRIMARY_MARKET, Role.PRIMARY_MARKET, now)
    instrument = ledger.programme.instruments[auction.terms.id]
    check_limits(ledger.programme.figures(), instrument, total, now)


def _auction(ledger: Ledger, auction: int) -> Auction:
    if auction not in ledger.auctions.auctions:
        raise AuctionUnknown(auction)
    return ledger.auctions.auctions[auction]


def _bid(auction: Auction, bid: int) -> Bid:
    if bid not in auction.bids:
        raise BidUnknown(auction.number, bid)
    return auction.bids[bid]


def _bidding(ledger: Ledger, auction: int, now: int) -> Auction:
    found = _auction(ledger, auction)
    if now >= found.terms.bid_deadline:
        raise BiddingClosed(auction, found.terms.bid_deadline, Timestamp(now))
    return found


def _check_revealed(auction: Auction, now: int) -> None:
    if now < auction.terms.reveal_deadline:
        raise RevealStillOpen(auction.number, auction.terms.reveal_deadline, Timestamp(now))
    if auction.phase is not Phase.ANNOUNCED:
        raise AuctionDecided(auction.number)


def _deciding(ledger: Ledger, caller: Party, auction: int, now: int) -> Auction:
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    found = _auction(ledger, auction)
    _check_revealed(found, now)
    if now >= found.terms.settlement_time:
        raise DecisionLate(auction, found.terms.settlement_time, Timestamp(now))
    return found
