"""The roundings of an auction, each by its name."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from rwa.rates import PRICE_PLACES, half_up

QUOTED_DECIMALS = PRICE_PLACES
"""Decimals of a price per 100 of face and of a yield in percent, as bid and as published."""


def whole_half_up(value: Fraction) -> int:
    """The nearest integer; half-way goes up, also below zero."""
    return floor(value + Fraction(1, 2))


def quoted_half_up(value: Fraction) -> Decimal:
    """A price or yield as published: to four decimals, half-way up."""
    return half_up(value, QUOTED_DECIMALS)


def ratio_half_up(numerator: int, denominator: int) -> Decimal:
    """A ratio to two decimals, half-way up."""
    return half_up(Fraction(numerator, denominator), 2)
