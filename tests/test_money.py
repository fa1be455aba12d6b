"""Amounts are integers; parsing and rounding are checked against exact fractions."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.errors import ConfigurationError, MalformedValue
from rwa.money import (
    Quantity,
    divide_down,
    divide_up,
    format_units,
    parse_units,
    usd_decimal,
    usd_text,
)

AMOUNTS = st.integers(min_value=-(2**130), max_value=2**130)
DECIMALS = st.integers(min_value=0, max_value=18)


@pytest.mark.parametrize(
    "text",
    ["", "1,000.00", "1e3", "+1.00", " 1.00", "1.00 ", "1.", ".50", "0x10", "1_000", "NaN",
     "\u0661.\u0660\u0660", "--1.00", "01.00", "1.000", "1.0"],
)  # fmt: skip
def test_parse__not_a_plain_decimal_of_two_places__refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="an amount with 2 decimals"):
        parse_units(text, 2)


def test_parse__malformed__is_a_value_error_and_a_configuration_error() -> None:
    with pytest.raises(ValueError, match="it has 3") as caught:
        Quantity.parse("1.000", 2, "PKR")
    assert isinstance(caught.value, ConfigurationError)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("text", "decimals", "amount"),
    [("0", 2, 0), ("5000", 2, 500_000), ("5000.00", 2, 500_000), ("-0.01", 2, -1), ("12", 0, 12)],
)
def test_parse__plain_decimal__base_units(text: str, decimals: int, amount: int) -> None:
    assert parse_units(text, decimals) == amount


def test_show__quantity__unit_then_grouped_digits() -> None:
    assert str(Quantity(123_456_789, 2, "PKR")) == "PKR 1,234,567.89"
    assert str(Quantity(-5, 3, "XAU")) == "XAU -0.005"
    assert str(Quantity(-1_234, 0, "base units")) == "base units -1,234"


def test_show__usd__at_least_two_decimals_and_exact() -> None:
    assert usd_text(2_000_000_000_000_000) == "US$2,000,000,000.00"
    assert usd_text(1_500_001) == "US$1.500001"
    assert usd_text(-1_250_000) == "-US$1.25"
    assert usd_decimal(1_500_000) == "1.500000"


@given(AMOUNTS, DECIMALS)
def test_o21__format_then_parse__same_integer(amount: int, decimals: int) -> None:
    assert parse_units(format_units(amount, decimals), decimals) == amount


@given(AMOUNTS, DECIMALS)
def test_o21__format__decimal_and_fraction_agree(amount: int, decimals: int) -> None:
    with localcontext() as context:
        context.prec = 80
        text = format_units(amount, decimals)
        assert Fraction(Decimal(text)) == Fraction(amount, 10**decimals)


@given(AMOUNTS, st.integers(min_value=1, max_value=2**130))
def test_o21__divide__rounds_as_named(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    assert divide_up(numerator, denominator) == ceil(exact)
    assert divide_down(numerator, denominator) == floor(exact)
