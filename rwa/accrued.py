"""Accrued interest per 100 of face, as a sale is announced with it: a fraction, since it is not
rounded before it is multiplied out.
"""

from __future__ import annotations

from fractions import Fraction

from rwa.rates import half_up

SHOWN_DECIMALS = 18
"""Decimals with which it is told, and of a fraction that the contracts cannot hold."""


def announced(value: Fraction) -> Fraction:
    """The fraction as the contracts hold it, a numerator of 128 bits with its sign over a divisor
    of as many: itself, or beyond that rounded half up to 18 decimals.
    """
    if value.denominator < 2**128 and abs(value.numerator) < 2**127:
        return value
    return Fraction(half_up(value, SHOWN_DECIMALS))


def accrued_text(value: Fraction) -> str:
    """As it is told."""
    return f"{half_up(value, SHOWN_DECIMALS):f}"


def accrued_cells(value: Fraction) -> dict[str, str]:
    """As it is told, and as the fraction that is multiplied out: 18 decimals of it can change what
    is paid by a minor unit.
    """
    return {
        "accrued": accrued_text(value),
        "accrued_numerator": str(value.numerator),
        "accrued_denominator": str(value.denominator),
    }
