"""How a price and a yield of the auctioned instrument answer each other."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from rwa.auction.rounding import quoted_half_up
from rwa.errors import MalformedValue

DAYS_OF_YEAR = 365


class Pricing(Protocol):
    """A formula between the price per 100 of face and the yield in percent."""

    def yield_of(self, price: Decimal) -> Fraction:
        """The yield of a price above zero, unrounded."""
        ...

    def price_of(self, rate: Decimal) -> Decimal:
        """The price of a yield, to four decimals. Raises `MalformedValue` where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class BillPricing:
    """A bill of `days` days, Actual/365 and simple: P = 100 / (1 + y * d / 365).

    Source: State Bank of Pakistan, result of the auction of 9 September 2020, 84 days.
    """

    days: int

    def __post_init__(self) -> None:
        if self.days <= 0:
            raise MalformedValue("a bill's days", str(self.days), "one day at least is expected")

    def yield_of(self, price: Decimal) -> Fraction:
        """y = (100 / P - 1) * 365 / d, in percent."""
        return (100 / Fraction(price) - 1) * 100 * DAYS_OF_YEAR / self.days

    def price_of(self, rate: Decimal) -> Decimal:
        """P = 100 / (1 + y * d / 365), to four decimals, half-way up."""
        growth = 1 + Fraction(rate) * self.days / (100 * DAYS_OF_YEAR)
        price = quoted_half_up(100 / growth) if growth > 0 else Decimal(0)
        if price <= 0:
            raise MalformedValue("a yield", str(rate), "no price above zero answers it")
        return price
