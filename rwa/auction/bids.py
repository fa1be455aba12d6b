"""What is bid: an amount of face by a person through a dealer, with a price or without."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rwa.auction.pricing import Pricing
from rwa.auction.rounding import QUOTED_DECIMALS, quoted_half_up
from rwa.errors import MalformedValue


class BidUnclear(MalformedValue):
    """Clearing cannot go by the bid of this number, for what it says in this column of a file."""

    def __init__(self, bid: str, column: str, what: str, text: str, reason: str) -> None:
        super().__init__(what, text, reason)
        self.bid, self.column = bid, column


class Kind(StrEnum):
    """Whether a bid names its price or takes the auction's."""

    COMPETITIVE = "competitive"
    NON_COMPETITIVE = "non-competitive"


class Category(StrEnum):
    """What an investor is; some may not bid without a price."""

    INDIVIDUAL = "individual"
    COMPANY = "company"
    FUND = "fund"
    PENSION_FUND = "pension-fund"
    INSURER = "insurer"
    BANK = "bank"
    DFI = "dfi"
    INVESTMENT_BANK = "investment-bank"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Quote:
    """A price per 100 of face with four decimals, and its yield in percent, unrounded; none where
    nobody says it and no formula gives it.

    Raises `MalformedValue`.
    """

    price: Decimal
    rate: Fraction | None

    def __post_init__(self) -> None:
        if self.price <= 0:
            raise MalformedValue("a price", str(self.price), "it is not above zero")
        if quoted_half_up(Fraction(self.price)) != self.price:
            reason = f"it has more than {QUOTED_DECIMALS} decimals"
            raise MalformedValue("a price", str(self.price), reason)

    @classmethod
    def at(cls, price: Decimal, pricing: Pricing) -> Quote:
        """A bid by its price."""
        if price <= 0:
            raise MalformedValue("a price", str(price), "it is not above zero")
        return cls(price, pricing.yield_of(price))

    @classmethod
    def yielding(cls, rate: Decimal, pricing: Pricing) -> Quote:
        """A bid by its yield: it stands at the price of that yield, and at that price's yield."""
        return cls.at(pricing.price_of(rate), pricing)

    @property
    def published_rate(self) -> Decimal | None:
        """The yield to four decimals."""
        return None if self.rate is None else quoted_half_up(self.rate)


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid; `investor` is a person, however many wallets that person has, and `face` is in minor
    units.

    A bid without a quote is non-competitive. A sealed bid that is not revealed is void.
    """

    number: str
    dealer: str
    investor: str
    category: Category
    face: int
    quote: Quote | None = None
    revealed: bool = True

    def __post_init__(self) -> None:
        if self.face <= 0:
            raise MalformedValue("a bid's face", str(self.face), "it is not above zero")

    @property
    def kind(self) -> Kind:
        """Competitive with a price, non-competitive without."""
        return Kind.COMPETITIVE if self.quote else Kind.NON_COMPETITIVE
