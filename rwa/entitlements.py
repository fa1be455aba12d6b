"""What each holder is due of a payment: gross, withheld, net, and what rounding leaves over.

Gross is units x ratio, rounded down to the minor unit; tax is the taxable part so rounded, times
the holder's rate, rounded down. The amount due on all units is rounded down too, which is never
less than all parts together: what is left over is less than one minor unit a holder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rwa.identifiers import Party
from rwa.money import WHOLE, divide_down
from rwa.payment import BPS, PaymentKind, PaymentTerms, Ratio


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one holder is due, in minor units of cash, for so many base units."""

    holder: Party
    units: int
    gross: int
    tax: int

    @property
    def net(self) -> int:
        """What is left after tax."""
        return self.gross - self.tax


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole payment: what is due in all, to whom, and the remainder that rounding leaves."""

    due: int
    entitlements: tuple[Entitlement, ...]

    @property
    def gross(self) -> int:
        """What all holders are due, tax included."""
        return sum(each.gross for each in self.entitlements)

    @property
    def tax(self) -> int:
        """What is withheld of it."""
        return sum(each.tax for each in self.entitlements)

    @property
    def remainder(self) -> int:
        """What returns to the issuer."""
        return self.due - self.gross


def principal_rounded_down(units: int, terms: PaymentTerms) -> int:
    """The part of what so many base units earn that repays principal; all of a redemption does."""
    if terms.kind is PaymentKind.REDEMPTION:
        return due_rounded_down(units, terms.ratio)
    return divide_down(units * terms.principal, WHOLE)


def due_rounded_down(units: int, ratio: Ratio) -> int:
    """The cash a payment on so many base units is funded with."""
    return divide_down(units * ratio.numerator, ratio.denominator)


def entitlement_rounded_down(holder: Party, units: int, ratio: Ratio, rate_bps: int) -> Entitlement:
    """What a holder of so many base units is due at a tax rate in hundredths of a percent."""
    gross = divide_down(units * ratio.numerator, ratio.denominator)
    taxable = divide_down(units * ratio.taxable, ratio.denominator)
    return Entitlement(holder, units, gross, divide_down(taxable * rate_bps, BPS))


def statement(
    holdings: Mapping[Party, int], rates_bps: Mapping[Party, int], ratio: Ratio
) -> Statement:
    """What the holders of record are due. Every holder has a rate."""
    return Statement(
        due_rounded_down(sum(holdings.values()), ratio),
        tuple(
            entitlement_rounded_down(holder, units, ratio, rates_bps[holder])
            for holder, units in holdings.items()
            if units
        ),
    )
