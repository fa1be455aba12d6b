"""Rates, prices and yields: exact fractions inside, decimals of a stated number of places outside.

A percentage is kept as percent, as the market quotes it: 7.1197 means 7.1197 % a year.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from rwa.errors import MalformedValue
from rwa.money import divide_half_up, format_units

PRICE_PLACES = 4
"""Decimals of a price per 100 of face and of a yield in percent."""
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,12})?")


def parse_price(text: str, places: int = PRICE_PLACES) -> Fraction:
    """A price per 100 of face: digits, and after a point exactly `places` digits. Raises
    `MalformedValue`.
    """
    what = f"a price with {places} decimals"
    if not _PLAIN.fullmatch(text) or text.startswith("-"):
        raise MalformedValue(what, text, "digits and at most one decimal point are expected")
    fraction = text.partition(".")[2]
    if len(fraction) != places:
        raise MalformedValue(what, text, f"it has {len(fraction)}")
    if (price := Fraction(text)) == 0:
        raise MalformedValue(what, text, "a price is above zero")
    return price


def parse_percent(text: str) -> Fraction:
    """A rate in percent with at most twelve decimals. Raises `MalformedValue`."""
    if not _PLAIN.fullmatch(text):
        reason = "digits and at most twelve decimals are expected, as in 7.00"
        raise MalformedValue("a rate in percent", text, reason)
    return Fraction(text)


def half_up(value: Fraction, places: int) -> Decimal:
    """`value` to `places` decimals: to the nearest, a half away from zero."""
    return Decimal(
        format_units(divide_half_up(value.numerator * 10**places, value.denominator), places)
    )


def minor_units(value: Fraction, decimals: int) -> int:
    """An amount of money in minor units: to the nearest, a half away from zero."""
    return divide_half_up(value.numerator * 10**decimals, value.denominator)
