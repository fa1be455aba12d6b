"""Redemption of a reserve in kind or in cash, as the terms have it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from rwa.identifiers import NO_CODE, Code
from rwa.money import Quantity, divide_down, divide_up

BPS = 10_000


class RedemptionPhase(IntEnum):
    """How a request stands."""

    NONE = 0
    OPEN = 1
    DELIVERED = 2
    ENDED = 3
    PAID = 4


@dataclass(frozen=True, slots=True)
class RedemptionTerms:
    """The fewest base units that are redeemed in kind, none where zero; the seconds for which a
    request stands; whether a lot costs what it weighs in a shortfall too; what is kept of cash paid
    instead, in hundredths of a percent, and its currency, none where empty.
    """

    minimum: int
    period: int
    first_come: bool
    fee_bps: int = 0
    currency: Code = NO_CODE

    def cost_rounded_up(self, weight: int, supply: int, stock: int) -> int:
        """Base units that lots of this weight cost: weight x supply / stock in a shortfall."""
        if stock >= supply or self.first_come:
            return weight
        return divide_up(weight * supply, stock)


def cash_rounded_down(
    units: Quantity, price: Fraction, currency_price: Fraction, decimals: int, fee_bps: int
) -> int:
    """Minor units of cash, `decimals` of them to one, that units come to less the fee.

    Both prices are USD per whole unit: units x price / price of the currency x (1 - fee), rounded
    down once, in favour of who pays.
    """
    worth = Fraction(units.amount, 10**units.decimals) * price / currency_price
    due = worth * 10**decimals * Fraction(BPS - fee_bps, BPS)
    return divide_down(due.numerator, due.denominator)


NOT_REDEEMABLE = RedemptionTerms(0, 0, first_come=False)
"""The terms of what is not redeemed at its holder's wish."""
