"""Accrued interest by the schedule engine, beside published rows and the bond's own formula."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.daycount import DayCount
from rwa.instruments import (
    Cycle,
    FixedRate,
    FloatingRate,
    Instalment,
    MissingFixing,
    Series,
    Terms,
    accrued_interest,
)
from rwa.pricing import FixedBond

FACE = Fraction(100)
ISSUE, MATURITY = date(2020, 8, 20), date(2023, 8, 20)
COUPON = FixedRate(Fraction(7))
SIX_MONTHS = Cycle(months=6)


def bond(**changes: object) -> Terms:
    terms = Terms("TEST", FACE, ISSUE, MATURITY, COUPON, DayCount.ACT_ACT_ICMA, SIX_MONTHS)
    return replace(terms, **changes)  # type: ignore[arg-type]


def test_accrued_interest__reopening_of_3_march_2021__as_published() -> None:
    """Settled on 4 March: 12 of 181 days of a coupon of 3.50. Source: State Bank of Pakistan,
    auction of Pakistan Investment Bonds of 3 March 2021, whose dirty amounts it reproduces.
    """
    assert accrued_interest(bond(), date(2021, 3, 4)) == Fraction(7 * 12, 2 * 181)


@pytest.mark.parametrize(
    ("day", "accrued"),
    [
        (date(2020, 8, 19), Fraction(0)),
        (ISSUE, Fraction(0)),
        (date(2021, 2, 10), Fraction(7 * 174, 2 * 184)),
        (date(2021, 2, 11), -Fraction(7 * 9, 2 * 184)),
        (date(2021, 2, 20), Fraction(0)),
        (MATURITY, Fraction(0)),
    ],
)
def test_accrued_interest__record_date_ten_days_before__the_seller_keeps_the_coupon_past_it(
    day: date, accrued: Fraction
) -> None:
    assert accrued_interest(bond(record_days=10), day) == accrued


@given(st.dates(ISSUE, date(2023, 8, 19)), st.sampled_from([0, 10]))
def test_accrued_interest__any_day__as_the_bond_formula(day: date, record_days: int) -> None:
    fixed = FixedBond(Fraction(7), ISSUE, MATURITY, 2, DayCount.ACT_ACT_ICMA, record_days)
    assert accrued_interest(bond(record_days=record_days), day) == fixed.accrued(day)


def test_accrued_interest__reset_within_the_period__each_rate_for_its_days() -> None:
    rate = FloatingRate("MTB-3M", Fraction(1, 2), Cycle(months=3))
    terms = bond(rate=rate, day_count=DayCount.ACT_365)
    known = Series({"MTB-3M": {ISSUE: Fraction(10), date(2020, 11, 20): Fraction(12)}})
    accrued = (Fraction(21, 2) * 92 + Fraction(25, 2) * 30) / 365
    assert accrued_interest(terms, date(2020, 12, 20), known) == accrued


def test_accrued_interest__fixing_that_is_not_needed_yet__not_asked_for() -> None:
    rate = FloatingRate("MTB-3M", Fraction(1, 2), Cycle(months=3))
    terms = bond(rate=rate, day_count=DayCount.ACT_365)
    known = Series({"MTB-3M": {ISSUE: Fraction(10)}})
    assert accrued_interest(terms, date(2020, 11, 19), known) == Fraction(21 * 91, 2 * 365)
    with pytest.raises(MissingFixing, match="2020-11-20"):
        accrued_interest(terms, date(2020, 11, 20), known)


def test_accrued_interest__after_an_instalment__on_what_is_left() -> None:
    terms = bond(instalments=(Instalment(date(2021, 8, 20), Fraction(40)),))
    accrued = accrued_interest(terms, date(2021, 9, 20))
    assert accrued == Fraction(60 * 7 * 31, 100 * 2 * 184)
