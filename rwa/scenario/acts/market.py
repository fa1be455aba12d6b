"""Acts of the primary market: auctions, and offers at a fixed price."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from rwa.scenario.acts.act import Act
from rwa.scenario.acts.register import OfInstrument
from rwa.scenario.fields import (
    Accrued,
    Amount,
    AuctionId,
    BasisPoints,
    Day,
    DealerId,
    FileName,
    Holders,
    OfferId,
    PlainAmount,
    Price,
    Slug,
    WalletName,
)


class AnnounceAuction(OfInstrument):
    """The fiscal agent announces an auction under a name.

    The most that may be allotted is the target, `over_allotment` and the ceiling of all
    `non_competitive` bids together. Bids are taken and revealed through a day each; allotments
    settle on a day, and lapse after another. A bid's deposit is a percentage of its face and at
    least an amount. At the cut-off a share half-way between two lots goes as `tie` says. Accrued
    interest is per 100 of face, what the terms give at settlement unless told.
    """

    auction: Slug
    target: Amount
    over_allotment: Amount = "0"
    non_competitive: Amount = "0"
    price: Literal["multiple", "uniform"] = "multiple"
    tie: Literal["up", "down", "even"] = "up"
    bids_through: Day
    reveals_through: Day
    settlement: Day
    settles_through: Day
    deposit_percent: BasisPoints = 0
    deposit_at_least: Amount = "0"
    accrued: Accrued | None = None


class OfAuction(Act):
    """An act on a whole auction: all bids rejected, or settled as far as they can be."""

    auction: AuctionId


class SealBid(OfAuction):
    """A primary dealer bids for an investor, under a name and sealed; without a price the bid is
    non-competitive.
    """

    bid: Slug
    dealer: DealerId
    investor: WalletName
    face: PlainAmount
    price: Price | None = None
    deposit: PlainAmount


class TakeBids(OfAuction):
    """Every bid of a file beside the trial is sealed, each by its dealer and with the least
    deposit.
    """

    file: FileName


class OfBid(OfAuction):
    """A dealer withdraws a sealed bid."""

    bid: Slug


class RevealBid(OfBid):
    """A dealer reveals what it has bid; `price` tells another price than was bid."""

    price: Price | None = None


class Allot(OfAuction):
    """The fiscal agent allots: by the rules of the day down to the cut-off price, chosen or
    computed, or to each bid the face that `amounts` says and nothing to others.
    """

    cut_off: Price | None = None
    non_competitive_price: Price | None = None
    amounts: dict[Slug, PlainAmount] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.amounts is not None and self.cut_off is None:
            raise ValueError("amounts need the cut_off price they rest on")
        if self.amounts is None and self.non_competitive_price is not None:
            raise ValueError("the non_competitive_price follows from the rules without amounts")
        return self


class AnnounceOffer(OfInstrument):
    """The fiscal agent offers an instrument at a fixed price under a name, through a day; it fails
    below the minimum. Accrued interest is as in an auction.
    """

    offer: Slug
    minimum: Amount
    maximum: Amount
    price: Price
    accrued: Accrued | None = None
    open_through: Day
    settlement: Day
    settles_through: Day


class OfOffer(Act):
    """An act on a whole offer: closed, or settled or refunded as far as it can be."""

    offer: OfferId


class Subscribe(OfOffer):
    """Each holder subscribes the face, and pays."""

    holders: Holders
    face: PlainAmount
