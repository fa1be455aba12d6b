"""How a price and a yield of the auctioned instrument answer each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from rwa.errors import MalformedValue
from rwa.pricing import FixedBond, bill_price, bill_yield


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
    """A bill of `days` days, Actual/365 and simple."""

    days: int

    def __post_init__(self) -> None:
        if self.days <= 0:
            raise MalformedValue("a bill's days", str(self.days), "one day at least is expected")

    def yield_of(self, price: Decimal) -> Fraction:
        """As `rwa.pricing.bill_yield`."""
        return bill_yield(Fraction(price), self.days)

    def price_of(self, rate: Decimal) -> Decimal:
        """As `rwa.pricing.bill_price`."""
        return bill_price(Fraction(rate), self.days)


@dataclass(frozen=True, slots=True)
class BondPricing:
    """A bond that settles on a day, its yield compounded as often as the coupon is paid."""

    bond: FixedBond
    settlement: date

    def yield_of(self, price: Decimal) -> Fraction:
        """As `FixedBond.exact_yield`."""
        return self.bond.exact_yield(Fraction(price), self.settlement)

    def price_of(self, rate: Decimal) -> Decimal:
        """As `FixedBond.price`."""
        return self.bond.price(Fraction(rate), self.settlement)
