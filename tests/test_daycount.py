"""Day counts: worked values, and QuantLib's for any two days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
import QuantLib as ql  # noqa: N813
from hypothesis import given
from hypothesis import strategies as st

from rwa.daycount import DayCount, Grid, add_months, year_fraction
from rwa.errors import MalformedValue

days = st.dates(date(1990, 1, 1), date(2080, 12, 31))


def test_parse__unknown__known_ones_named() -> None:
    with pytest.raises(MalformedValue, match="known: act/365, act/360, 30/360, 30e/360, act/act-"):
        DayCount.parse("act/364")
    assert DayCount.parse("AA") is DayCount.ACT_ACT_ISDA


def test_year_fraction__icma_without_its_grid__wrong_use() -> None:
    with pytest.raises(ValueError, match="notional coupon dates"):
        year_fraction(DayCount.ACT_ACT_ICMA, date(2021, 1, 1), date(2021, 7, 1))


@pytest.mark.parametrize(
    ("convention", "start", "end", "years"),
    [
        # ISDA, "EMU and market conventions", 1998: 1 November 2003 to 1 May 2004.
        (DayCount.ACT_ACT_ISDA, "2003-11-01", "2004-05-01", Fraction(61, 365) + Fraction(121, 366)),
        (DayCount.ACT_365, "2020-02-28", "2020-03-01", Fraction(2, 365)),
        (DayCount.ACT_360, "2020-01-01", "2021-01-01", Fraction(366, 360)),
        (DayCount.THIRTY_360, "2021-01-31", "2021-03-31", Fraction(60, 360)),
        (DayCount.THIRTY_360, "2021-01-15", "2021-01-31", Fraction(16, 360)),
        (DayCount.THIRTY_E_360, "2021-01-15", "2021-01-31", Fraction(15, 360)),
    ],
)
def test_year_fraction__worked__exact(
    convention: DayCount, start: str, end: str, years: Fraction
) -> None:
    found = year_fraction(convention, date.fromisoformat(start), date.fromisoformat(end))
    assert found == years
    assert year_fraction(convention, date.fromisoformat(end), date.fromisoformat(start)) == -years


def test_year_fraction__icma_short_first_period__by_the_notional_period() -> None:
    """150 days from 1 February to 1 July 1999, of the half-year of 181 days that ends there."""
    grid = Grid(date(2000, 7, 1), 6)
    found = year_fraction(DayCount.ACT_ACT_ICMA, date(1999, 2, 1), date(1999, 7, 1), grid)
    assert found == Fraction(150, 362)


@given(days, days)
def test_year_fraction__any_days__quantlib_agrees(start: date, end: date) -> None:
    start, end = sorted((start, end))
    theirs = {
        DayCount.ACT_365: ql.Actual365Fixed(),
        DayCount.ACT_360: ql.Actual360(),
        DayCount.THIRTY_360: ql.Thirty360(ql.Thirty360.BondBasis),
        DayCount.THIRTY_E_360: ql.Thirty360(ql.Thirty360.European),
        DayCount.ACT_ACT_ISDA: ql.ActualActual(ql.ActualActual.ISDA),
    }
    for convention, count in theirs.items():
        found = count.yearFraction(_ql(start), _ql(end))
        assert float(year_fraction(convention, start, end)) == pytest.approx(found, abs=1e-12)


@given(days, st.integers(0, 400), st.integers(0, 400), st.sampled_from([1, 3, 6, 12]))
def test_year_fraction__icma__adds_up_over_any_day_between(
    start: date, first: int, second: int, months: int
) -> None:
    middle = date.fromordinal(start.toordinal() + first)
    end = date.fromordinal(middle.toordinal() + second)
    grid = Grid(date(2026, 1, 31), months, end_of_month=True)
    parts = [
        year_fraction(DayCount.ACT_ACT_ICMA, *pair, grid)
        for pair in ((start, middle), (middle, end))
    ]
    assert sum(parts) == year_fraction(DayCount.ACT_ACT_ICMA, start, end, grid)


def test_add_months__end_of_month__keeps_to_last_days() -> None:
    assert add_months(date(2024, 2, 29), 1) == date(2024, 3, 29)
    assert add_months(date(2024, 2, 29), 1, end_of_month=True) == date(2024, 3, 31)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)


def _ql(day: date) -> ql.Date:
    return ql.Date(day.day, day.month, day.year)
