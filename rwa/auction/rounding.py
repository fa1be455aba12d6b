"""The roundings of an auction, each by its name."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from rwa.money import format_units

QUOTED_DECIMALS = 4
"""Decimals of a price per 100 of face and of a yield in percent, as bid and as published."""


def whole_half_up(value: Fraction) -> int:
    """The nearest integer; half-way goes up."""
    return floor(value + Fraction(1, 2))


def quoted_half_up(value: Fraction) -> Decimal:
    """A price or yield as published: to four decimals, half-way up."""
    units = whole_half_up(value * 10**QUOTED_DECIMALS)
    return Decimal(format_units(units, QUOTED_DECIMALS))


def cost_half_up(face: int, price: Decimal) -> int:
    """What `face` costs at a price per 100, in the same minor units: face * price / 100, half-way
    up.
    """
    return whole_half_up(face * Fraction(price) / 100)


def ratio_half_up(numerator: int, denominator: int) -> Decimal:
    """A ratio to two decimals, half-way up."""
    return Decimal(format_units(whole_half_up(Fraction(100 * numerator, denominator)), 2))
