"""How a price and a yield of the auctioned instrument answer each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from rwa.errors import MalformedValue
from rwa.instruments import FixedRate, Stub, Terms
from rwa.instruments.terms import PAR
from rwa.pricing import FixedBond, bill_price, bill_yield

MONTHS = 12


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


def bond_of(terms: Terms) -> FixedBond:
    """An issue as a bond with a yield by formula: a fixed rate, whole periods back from maturity,
    and all principal repaid there at par. Raises `MalformedValue` for any other.
    """
    cycle = terms.cycle
    months = cycle.months if cycle else 0
    regular = terms.stub is Stub.NONE and terms.first_interest is None and not terms.end_of_month
    at_maturity = not terms.instalments and terms.capitalised_until is None
    whole = months and MONTHS % months == 0 and regular
    paid_back = at_maturity and terms.redemption_price == PAR
    if not (isinstance(terms.rate, FixedRate) and whole and paid_back):
        reason = (
            "one has a fixed rate, whole periods of 1, 3, 6 or 12 months back from maturity, and "
            "its principal at par there"
        )
        raise MalformedValue("an issue whose yield a formula gives", terms.issue, reason)
    return FixedBond(
        terms.rate.percent,
        terms.start,
        terms.maturity,
        MONTHS // months,
        terms.day_count,
        terms.record_days,
    )
