"""Amounts: integers in base units, with their decimals and unit. No float enters or leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType

from rwa.errors import MalformedValue

MicroUsd = NewType("MicroUsd", int)
"""US dollars in millionths, the unit of the cap and of every limit in USD."""

USD_DECIMALS = 6
FACTOR_DECIMALS = 10
WHOLE: int = 10**FACTOR_DECIMALS
"""The pool factor of an instrument of which nothing is repaid."""
_DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of one unit of account: `amount` base units of `10 ** -decimals` `unit` each."""

    amount: int
    decimals: int
    unit: str

    @classmethod
    def parse(cls, text: str, decimals: int, unit: str) -> Quantity:
        """Read a decimal string such as `5000.00`. Raises as `parse_units`."""
        return cls(parse_units(text, decimals), decimals, unit)

    @property
    def decimal(self) -> str:
        """The amount as an exact decimal string without separators."""
        return format_units(self.amount, self.decimals)

    def __str__(self) -> str:
        return f"{self.unit} {group_thousands(self.decimal)}"


def parse_units(text: str, decimals: int) -> int:
    """Base units of a decimal string: digits, and after a point exactly `decimals` digits, or no
    point at all.

    No exponent, sign of plus, separator or space. Raises `MalformedValue`.
    """
    what = f"an amount with {decimals} decimals"
    match = _DECIMAL.fullmatch(text) if text.isascii() else None
    if match is None:
        raise MalformedValue(what, text, "digits and at most one decimal point are expected")
    sign, whole, fraction = match.groups()
    if len(whole) > 1 and whole.startswith("0"):
        raise MalformedValue(what, text, "a leading zero is ambiguous")
    if fraction is not None and len(fraction) != decimals:
        raise MalformedValue(what, text, f"it has {len(fraction)}")
    scale: int = 10**decimals
    amount = int(whole) * scale + int(fraction or 0)
    return -amount if sign else amount


def format_units(amount: int, decimals: int) -> str:
    """The exact decimal string of `amount` base units; the inverse of `parse_units`."""
    sign = "-" if amount < 0 else ""
    whole, fraction = divmod(abs(amount), 10**decimals)
    return f"{sign}{whole}.{fraction:0{decimals}d}" if decimals else f"{sign}{whole}"


def group_thousands(decimal: str) -> str:
    """The decimal string with a comma after every third whole digit."""
    whole, point, fraction = decimal.partition(".")
    return f"{int(whole):,}{point}{fraction}" if whole != "-0" else decimal


def usd_decimal(micro: int) -> str:
    """Micro-USD as an exact decimal string with six decimals, for programs."""
    return format_units(micro, USD_DECIMALS)


def usd_text(micro: int) -> str:
    """Micro-USD for people: exact, with at least two decimals, as in `US$2,000,000,000.00`."""
    whole, _, fraction = usd_decimal(micro).partition(".")
    digits = fraction[:2] + fraction[2:].rstrip("0")
    sign = "-" if micro < 0 else ""
    return f"{sign}US${group_thousands(whole.removeprefix('-'))}.{digits}"


def divide_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded up; the denominator is above zero."""
    return -(-numerator // denominator)


def divide_down(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded down; the denominator is above zero."""
    return numerator // denominator


def divide_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest, a half away from zero; the denominator is above
    zero.
    """
    nearest = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -nearest if numerator < 0 else nearest
