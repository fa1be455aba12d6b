"""What an auction decided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rwa.auction.bids import Bid, Kind, Quote
from rwa.auction.rounding import ratio_half_up
from rwa.auction.terms import Auction
from rwa.auction.voids import VoidedBid


class Outcome(StrEnum):
    """How an auction ended."""

    ALLOTTED = "allotted"
    REJECTED = "rejected"
    NO_BIDS = "no-bids"
    NO_SHARE = "no-share"

    def __str__(self) -> str:
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.ALLOTTED: "allotted",
    Outcome.REJECTED: "all bids rejected",
    Outcome.NO_BIDS: "no valid competitive bid",
    Outcome.NO_SHARE: "nothing allotted: every share at the cut-off rounds to nothing",
}


@dataclass(frozen=True, slots=True)
class Allotment:
    """What a bid gets: face and cost in minor units, and the clean price per 100 it pays; the cost
    includes accrued interest.
    """

    bid: Bid
    face: int
    price: Decimal
    cost: int


@dataclass(frozen=True, slots=True)
class Level:
    """All valid competitive bids at one price: how many, what they offered and what was taken."""

    quote: Quote
    bids: int
    offered: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one auction; amounts are in minor units of face.

    `levels` is the bid pattern, best price first. `cut_off` and `weighted_average` are none where
    no competitive bid was accepted; the latter's price and yield are each averaged over the face
    allotted: sum(face * unrounded yield) / sum(face), at what each pays. `non_competitive_price` is
    none where no non-competitive bid was accepted.
    """

    auction: Auction
    outcome: Outcome
    cut_off: Quote | None
    weighted_average_price: Decimal | None
    weighted_average_yield: Decimal | None
    non_competitive_price: Decimal | None
    allotments: tuple[Allotment, ...]
    levels: tuple[Level, ...]
    non_competitive_offered: int
    voided: tuple[VoidedBid, ...]

    @property
    def offered(self) -> int:
        """All valid competitive bids."""
        return sum(level.offered for level in self.levels)

    @property
    def accepted(self) -> int:
        """What competitive bids got."""
        return self._allotted(Kind.COMPETITIVE)

    @property
    def non_competitive_accepted(self) -> int:
        """What non-competitive bids got, beside the target."""
        return self._allotted(Kind.NON_COMPETITIVE)

    @property
    def cost(self) -> int:
        """What all allotments cost together."""
        return sum(allotment.cost for allotment in self.allotments)

    @property
    def residual(self) -> int:
        """The target less what competitive bids got; below zero where they got more."""
        return self.auction.target - self.accepted

    @property
    def excess(self) -> int:
        """What rounding shares to lots, and never cutting bids of one lot, took above the
        maximum.
        """
        return max(0, self.accepted - self.auction.maximum)

    @property
    def refused(self) -> int:
        """What is allotted above all that was announced, non-competitive bids included, which the
        contract refuses.
        """
        beside = self.non_competitive_accepted
        total = self.auction.non_competitive_total
        ceiling = self.auction.maximum + (beside if total is None else total)
        return max(0, self.accepted + beside - ceiling)

    @property
    def bid_to_cover(self) -> Decimal | None:
        """Valid competitive bids over those accepted, to two decimals; none where none was."""
        return ratio_half_up(self.offered, self.accepted) if self.accepted else None

    def _allotted(self, kind: Kind) -> int:
        return sum(allotment.face for allotment in self.allotments if allotment.bid.kind is kind)
