"""Auctions and their bids, from the events of the primary market."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from fractions import Fraction

from rwa.calendar import Timestamp
from rwa.events import Event
from rwa.identifiers import Code, DocumentHash, Party
from rwa.money import WHOLE
from rwa.pricing import cost_rounded_up
from rwa.refusals.auctions import PRICE_DECIMALS

PRIMARY_MARKET = Party("primary-market")
"""What the contract is called."""


class Phase(IntEnum):
    """How far an auction has come, as the contract numbers it."""

    ANNOUNCED = 1
    ALLOTTED = 2
    REJECTED = 3


class BidState(IntEnum):
    """How far a bid has come, as the contract numbers it."""

    SEALED = 1
    REVEALED = 2
    CONCLUDED = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """An auction as announced: face in base units, the deposit of a bid in hundredths of a percent
    of its face and at least `deposit_floor` minor units, accrued interest per 100.
    """

    id: Code
    target: int
    maximum: int
    uniform: bool
    bid_deadline: Timestamp
    reveal_deadline: Timestamp
    settlement_time: Timestamp
    settlement_deadline: Timestamp
    deposit_bps: int
    deposit_floor: int
    accrued: Fraction


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid; what it is for is nothing until it is revealed, and without a price it is
    non-competitive. `cost` is what its allotment was settled for, at which pool factor; `failures`
    are the refusals of its settlement; `forfeited` says that its deposit was.
    """

    number: int
    dealer: Party
    commitment: DocumentHash
    deposit: int
    state: BidState = BidState.SEALED
    investor: Party | None = None
    face: int = 0
    price: int = 0
    allotted: int = 0
    cost: int | None = None
    factor: int = WHOLE
    voided: bool = False
    lapsed: bool = False
    forfeited: bool = False
    failures: tuple[str, ...] = ()

    @property
    def reserved(self) -> int:
        """What is allotted to it and still to be settled."""
        return self.allotted if self.state is BidState.REVEALED else 0


@dataclass(slots=True)
class Auction:
    """An auction: its terms, its bids by number, and what was decided. Prices are per 100 of face
    with four decimals.
    """

    number: int
    terms: Terms
    announced: Timestamp
    phase: Phase = Phase.ANNOUNCED
    cut_off: int = 0
    non_competitive_price: int = 0
    examined: int = 0
    bids: dict[int, Bid] = field(default_factory=dict)

    @property
    def allotted(self) -> int:
        """What all bids together are allotted."""
        return sum(bid.allotted for bid in self.bids.values())

    @property
    def deposits(self) -> int:
        """What the contract holds for bids not concluded, in minor units."""
        open_bids = (bid for bid in self.bids.values() if bid.state is not BidState.CONCLUDED)
        return sum(bid.deposit for bid in open_bids)

    def price_of(self, bid: Bid) -> int:
        """What a bid pays: the uniform price, its own, or that of bids without one."""
        if not bid.price:
            return self.non_competitive_price
        return self.cut_off if self.terms.uniform else bid.price

    def cost_of(self, bid: Bid) -> int:
        """What a bid's allotment cost in minor units, accrued interest included."""
        dirty = dirty_price(self.price_of(bid), self.terms.accrued, bid.factor)
        return cost_rounded_up(bid.allotted, dirty)


class AuctionBook:
    """Every auction, by number from 1; `accepted` is the settlement cash of each unit."""

    def __init__(self) -> None:
        self.accepted: dict[Code, Party] = {}
        self.auctions: dict[int, Auction] = {}

    def instrument(self, auction: int) -> Code | None:
        """The instrument of an auction; none where there is no such number."""
        known = self.auctions.get(auction)
        return known.terms.id if known else None

    def reserved(self, code: Code) -> int:
        """What is allotted of an instrument and still to be settled."""
        return sum(
            bid.reserved
            for auction in self.auctions.values()
            if auction.terms.id == code and auction.phase is Phase.ALLOTTED
            for bid in auction.bids.values()
        )

    def taken(self, event: Event) -> tuple[Code, Party, int] | None:
        """What an event that was taken in says was taken for which instrument and from whom: a
        deposit, or what an allotment costs above it.
        """
        if event.name not in ("BidCommitted", "AllotmentSettled"):
            return None
        auction = self.auctions[event.number("auction")]
        bid = auction.bids[event.number("bid")]
        amount = bid.deposit if bid.cost is None else max(0, bid.cost - bid.deposit)
        return auction.terms.id, bid.dealer, amount

    def apply(self, event: Event, factor: int) -> None:
        """Take in one event of the primary market, at the instrument's pool factor of then."""
        if event.name == "CashAccepted":
            self.accepted[Code(event.text("unit"))] = Party(event.text("token"))
        elif event.name == "AuctionAnnounced":
            number = event.number("auction")
            self.auctions[number] = Auction(number, _terms(event), event.time)
        elif event.name in _BY_AUCTION:
            _BY_AUCTION[event.name](self.auctions[event.number("auction")], event)
        else:
            auction, number = self.auctions[event.number("auction")], event.number("bid")
            bid = _BY_BID[event.name](auction.bids[number], event)
            settled = event.name == "AllotmentSettled"
            auction.bids[number] = replace(bid, factor=factor) if settled else bid


def dirty_price(price: int, accrued: Fraction, factor: int = WHOLE) -> Fraction:
    """A price with four decimals and accrued interest, together per 100 of original face.

    Both are told per 100 of what the pool factor leaves of it.
    """
    return (Fraction(price, 10**PRICE_DECIMALS) + accrued) * Fraction(factor, WHOLE)


def _terms(event: Event) -> Terms:
    return Terms(
        Code(event.text("id")),
        event.number("target"),
        event.number("maximum"),
        event.flag("uniform"),
        Timestamp(event.number("bid_deadline")),
        Timestamp(event.number("reveal_deadline")),
        Timestamp(event.number("settlement_time")),
        Timestamp(event.number("settlement_deadline")),
        event.number("deposit_bps"),
        event.number("deposit_floor"),
        event.fraction("accrued"),
    )


def _committed(auction: Auction, event: Event) -> None:
    number = event.number("bid")
    auction.bids[number] = Bid(
        number,
        Party(event.text("dealer")),
        DocumentHash(event.text("commitment")),
        event.number("deposit"),
    )


def _cut_off_set(auction: Auction, event: Event) -> None:
    auction.cut_off = event.number("cut_off")
    auction.non_competitive_price = event.number("non_competitive_price")
    auction.examined = 0
    auction.bids = {number: replace(bid, allotted=0) for number, bid in auction.bids.items()}


def _examined(auction: Auction, event: Event) -> None:
    auction.examined += event.number("bids")


def _closed(auction: Auction, event: Event) -> None:
    if event.number("allotted") != auction.allotted:
        raise ValueError(f"{event.number('allotted')} closed, {auction.allotted} allotted")
    auction.phase = Phase.ALLOTTED


def _rejected(auction: Auction, _: Event) -> None:
    auction.phase = Phase.REJECTED


def _revealed(bid: Bid, event: Event) -> Bid:
    return replace(
        bid,
        state=BidState.REVEALED,
        investor=Party(event.text("investor")),
        face=event.number("face"),
        price=event.number("price"),
    )


def _concluded(bid: Bid, event: Event) -> Bid:
    """A deposit that goes back or is forfeited ends a bid, unless an allotment was settled."""
    if bid.cost is None and event.number("amount") != bid.deposit:
        raise ValueError(f"a deposit of {bid.deposit} ends as {event.number('amount')}")
    return replace(bid, state=BidState.CONCLUDED)


def _settled(bid: Bid, event: Event) -> Bid:
    return replace(bid, state=BidState.CONCLUDED, cost=event.number("cost"))


def _failed(bid: Bid, event: Event) -> Bid:
    return replace(bid, failures=(*bid.failures, event.text("reason")))


_BY_AUCTION: Mapping[str, Callable[[Auction, Event], None]] = {
    "BidCommitted": _committed,
    "CutOffSet": _cut_off_set,
    "BidsExamined": _examined,
    "AuctionClosed": _closed,
    "BidsRejected": _rejected,
}
_BY_BID: Mapping[str, Callable[[Bid, Event], Bid]] = {
    "BidRevealed": _revealed,
    "BidAllotted": lambda bid, event: replace(bid, allotted=event.number("amount")),
    "BidWithdrawn": lambda bid, _: replace(bid, state=BidState.CONCLUDED),
    "BidVoided": lambda bid, _: replace(bid, state=BidState.CONCLUDED, voided=True),
    "DepositReturned": _concluded,
    "DepositForfeited": lambda bid, event: replace(_concluded(bid, event), forfeited=True),
    "AllotmentSettled": _settled,
    "AllotmentFailed": _failed,
    "AllotmentLapsed": lambda bid, _: replace(bid, state=BidState.CONCLUDED, lapsed=True),
}
