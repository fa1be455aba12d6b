"""Refusals of the primary market: its auctions, bids and allotments."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rwa.accrued import accrued_text
from rwa.calendar import Timestamp, day_of, through_text, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Party
from rwa.money import Quantity, format_units

PRICE_DECIMALS = 4
"""Decimals of a price per 100 of face."""


@dataclass(unsafe_hash=True)
class AuctionUnknown(RuleRefused):
    """There is no auction of this number."""

    rule = "auction"
    auction: int

    @property
    def sentence(self) -> str:
        return f"auction {self.auction} was not announced"


@dataclass(unsafe_hash=True)
class AuctionTimesRefused(RuleRefused):
    """An auction's times lie ahead and follow each other."""

    rule = "auction"
    bid_deadline: Timestamp
    reveal_deadline: Timestamp
    settlement_time: Timestamp
    settlement_deadline: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"an auction with bids {through_text(self.bid_deadline)}, revealed "
            f"{through_text(self.reveal_deadline)}, settled from {time_text(self.settlement_time)} "
            f"{through_text(self.settlement_deadline)}: these times follow each other and "
            f"{time_text(self.time)}, when it is announced"
        )


@dataclass(unsafe_hash=True)
class TargetRefused(RuleRefused):
    """The target is above zero and within the maximum."""

    rule = "auction"
    target: Quantity
    maximum: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"the target of {self.target} is not above zero and within the most that may be "
            f"allotted, {self.maximum}"
        )


@dataclass(unsafe_hash=True)
class PriceRefused(RuleRefused):
    """The price and what has accrued by settlement, a fraction, are together above zero."""

    rule = "price"
    price: int
    accrued: int
    accrued_divisor: int

    @property
    def sentence(self) -> str:
        if not self.accrued_divisor:
            return "accrued interest is a fraction, and its divisor is not zero"
        accrued = accrued_text(Fraction(self.accrued, self.accrued_divisor))
        return (
            f"a price of {price_text(self.price)} with accrued interest of {accrued} per 100 "
            "is not above zero"
        )


@dataclass(unsafe_hash=True)
class BiddingClosed(RuleRefused):
    """Bids are no longer taken or withdrawn."""

    rule = "bidding"
    auction: int
    deadline: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"auction {self.auction} took and gave back bids {through_text(self.deadline)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class DepositTooSmall(RuleRefused):
    """The deposit is too small for the bid."""

    rule = "deposit"
    deposit: Quantity
    required: Quantity

    @property
    def sentence(self) -> str:
        return f"the deposit is {self.deposit}, and {self.required} is required"


@dataclass(unsafe_hash=True)
class BidUnknown(RuleRefused):
    """The auction has no bid of this number."""

    rule = "bid"
    auction: int
    bid: int

    @property
    def sentence(self) -> str:
        return f"auction {self.auction} has no bid {self.bid + 1}"


@dataclass(unsafe_hash=True)
class NotBidder(RuleRefused):
    """The bid is another dealer's."""

    rule = "bid"
    account: Party
    auction: int
    bid: int

    @property
    def sentence(self) -> str:
        return f"bid {self.bid + 1} of auction {self.auction} is not {self.account}'s"


@dataclass(unsafe_hash=True)
class BidNotSealed(RuleRefused):
    """The bid was revealed, withdrawn or voided before."""

    rule = "bid"
    auction: int
    bid: int

    @property
    def sentence(self) -> str:
        return (
            f"bid {self.bid + 1} of auction {self.auction} is no longer sealed: it was revealed, "
            "withdrawn or voided"
        )


@dataclass(unsafe_hash=True)
class RevealNotOpen(RuleRefused):
    """Bids are revealed between two deadlines."""

    rule = "reveal"
    auction: int
    opens: Timestamp
    closes: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"bids of auction {self.auction} are revealed from {time_text(self.opens)} "
            f"{through_text(self.closes)}, and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class CommitmentMismatch(RuleRefused):
    """This is not what was committed."""

    rule = "reveal"
    auction: int
    bid: int

    @property
    def sentence(self) -> str:
        return f"this is not what was committed as bid {self.bid + 1} of auction {self.auction}"


@dataclass(unsafe_hash=True)
class FaceMissing(RuleRefused):
    """Bids are for something."""

    rule = "bid"
    auction: int
    bid: int

    @property
    def sentence(self) -> str:
        return f"bid {self.bid + 1} of auction {self.auction} is for nothing"


@dataclass(unsafe_hash=True)
class RevealStillOpen(RuleRefused):
    """Bids may still be revealed."""

    rule = "reveal"
    auction: int
    closes: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"bids of auction {self.auction} may be revealed {through_text(self.closes)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class DecisionLate(RuleRefused):
    """The auction was to be decided before settlement."""

    rule = "auction"
    auction: int
    settlement_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"auction {self.auction} is allotted before {time_text(self.settlement_time)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class AuctionDecided(RuleRefused):
    """The auction is allotted or rejected."""

    rule = "auction"
    auction: int

    @property
    def sentence(self) -> str:
        return f"auction {self.auction} is decided"


@dataclass(unsafe_hash=True)
class AuctionUndecided(RuleRefused):
    """The auction is neither allotted nor rejected."""

    rule = "auction"
    auction: int

    @property
    def sentence(self) -> str:
        return f"auction {self.auction} is neither allotted nor rejected yet"


@dataclass(unsafe_hash=True)
class CutOffMissing(RuleRefused):
    """No cut-off price has been set."""

    rule = "allotment"
    auction: int

    @property
    def sentence(self) -> str:
        return f"auction {self.auction} has no cut-off price yet"


@dataclass(unsafe_hash=True)
class CutOffRefused(RuleRefused):
    """Bids without a price pay the uniform cut-off price, or between it and the best price."""

    rule = "allotment"
    auction: int
    cut_off: int
    non_competitive_price: int

    @property
    def sentence(self) -> str:
        return (
            f"in auction {self.auction} non-competitive bids would pay "
            f"{price_text(self.non_competitive_price)} beside a cut-off price of "
            f"{price_text(self.cut_off)}: they pay the cut-off price where it is uniform, "
            "otherwise at least that and at most the best price allotted"
        )


@dataclass(unsafe_hash=True)
class PageTooLong(RuleRefused):
    """More amounts are given than bids are left to go through."""

    rule = "allotment"
    auction: int
    given: int
    left: int

    @property
    def sentence(self) -> str:
        return (
            f"{self.given} amounts are given for the {self.left} bids that are left in "
            f"auction {self.auction}"
        )


@dataclass(unsafe_hash=True)
class AllotmentRefused(RuleRefused):
    """Better bids are filled in full, bids at the cut-off may be cut, others get nothing."""

    rule = "allotment"
    auction: int
    bid: int
    amount: Quantity
    least: Quantity
    most: Quantity

    @property
    def sentence(self) -> str:
        due = f"{self.most}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"bid {self.bid + 1} of auction {self.auction} gets {due}, not {self.amount}"


@dataclass(unsafe_hash=True)
class AllotmentExceeded(RuleRefused):
    """More would be allotted than was announced."""

    rule = "allotment"
    auction: int
    allotted: Quantity
    maximum: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"auction {self.auction} would allot {self.allotted}, above the {self.maximum} "
            "announced: a better cut-off price, or amounts given by hand, can stay within it"
        )


@dataclass(unsafe_hash=True)
class SettlementNotOpen(RuleRefused):
    """Allotments are settled from the settlement time on."""

    rule = "settlement"
    auction: int
    settlement_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"auction {self.auction} settles from {time_text(self.settlement_time)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class SettlementUnexplained(RuleRefused):
    """The settlement failed without a reason, as it does with too little gas."""

    rule = "settlement"
    sale: int
    number: int

    @property
    def sentence(self) -> str:
        return (
            f"settling number {self.number + 1} of sale {self.sale} failed without a reason; "
            "the call needs more gas"
        )


@dataclass(unsafe_hash=True)
class RecordDatePassed(RuleRefused):
    """A record date has passed since settlement was due."""

    rule = "settlement"
    record_time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"the record date of {day_of(self.record_time - 1)} has passed since settlement was "
            "due: interest is another holder's, and what was agreed with the interest accrued "
            "until then is settled no more"
        )


@dataclass(unsafe_hash=True)
class OnlyItself(RuleRefused):
    """Only the contract itself calls this."""

    rule = "settlement"
    account: Party

    @property
    def sentence(self) -> str:
        return f"the contract alone settles one by itself, not {self.account}"


def price_text(price: int) -> str:
    """A price per 100 of face, as in `98.3879`."""
    return format_units(price, PRICE_DECIMALS)
