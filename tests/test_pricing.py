"""Prices and yields against the published sheets of two auctions of the State Bank of Pakistan.

MTB: accepted bids for the 84-day Market Treasury Bill, auction of 9 September 2020 (settlement
10 September 2020). PIB: accepted bids for the reopening of the 7.00 % PIB of 20 August 2023,
auction of 3 March 2021 (settlement 4 March 2021). Amounts in millions of rupees.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import QuantLib as ql  # noqa: N813
from hypothesis import assume, given
from hypothesis import strategies as st

from rwa.daycount import DayCount
from rwa.errors import MalformedValue
from rwa.pricing import FixedBond, bill_price, bill_yield
from rwa.rates import half_up

MTB = (
    # face, price, yield, running weighted average yield
    ("100.000", "98.3879", "7.1197", "7.1197"),
    ("500.000", "98.3857", "7.1296", "7.1280"),
    ("500.000", "98.3847", "7.1341", "7.1308"),
    ("1000.000", "98.3837", "7.1386", "7.1345"),
    ("500.000", "98.3827", "7.1431", "7.1361"),
    ("500.000", "98.3817", "7.1476", "7.1380"),
    ("25000.000", "98.3815", "7.1485", "7.1473"),
    ("300.000", "98.3815", "7.1485", "7.1473"),
)
PIB = (
    # face, price, realized, yield, running weighted average yield, accrued, realized with accrued
    ("1.000", "95.6713", "0.957", "8.9934", "8.9934", "0.002", "0.959"),
    ("2000.000", "95.6574", "1913.148", "9.0000", "9.0000", "4.641", "1917.789"),
    ("250.000", "95.0711", "237.678", "9.2790", "9.0310", "0.580", "238.258"),
    ("1000.000", "95.0481", "950.481", "9.2900", "9.1106", "2.320", "952.801"),
    ("500.000", "95.0271", "475.136", "9.3000", "9.1359", "1.160", "476.296"),
    ("100.000", "95.0271", "95.027", "9.3000", "9.1402", "0.232", "95.259"),
)
DAYS = 84
BOND = FixedBond(Fraction(7), date(2020, 8, 20), date(2023, 8, 20), 2, DayCount.ACT_ACT_ICMA)
SETTLEMENT = date(2021, 3, 4)


@pytest.mark.parametrize("row", MTB, ids=lambda row: row[1])
def test_bill__every_row_of_the_sheet__price_and_yield(row: tuple[str, ...]) -> None:
    _, price, shown, _ = row
    assert half_up(bill_yield(Fraction(price), DAYS), 4) == Decimal(shown)
    assert bill_price(bill_yield(Fraction(price), DAYS), DAYS) == Decimal(price)


def test_bill__every_row_of_the_sheet__running_weighted_average() -> None:
    face = weighted = Fraction(0)
    for amount, price, _, average in MTB:
        face += Fraction(amount)
        weighted += Fraction(amount) * bill_yield(Fraction(price), DAYS)
        assert half_up(weighted / face, 4) == Decimal(average)


@pytest.mark.parametrize("row", PIB, ids=lambda row: f"{row[0]}-{row[1]}")
def test_bond__every_row_of_the_sheet__yield_within_half_a_digit(row: tuple[str, ...]) -> None:
    price, shown = Fraction(row[1]), Fraction(row[3])
    found = BOND.exact_yield(price, SETTLEMENT)
    assert abs(found - shown) <= Fraction("0.00005")


@pytest.mark.parametrize("row", PIB, ids=lambda row: f"{row[0]}-{row[1]}")
def test_bond__every_row_of_the_sheet__accrued_and_dirty_amounts(row: tuple[str, ...]) -> None:
    face, price, realized, _, _, accrued, dirty = row
    per_100 = BOND.accrued(SETTLEMENT)
    assert per_100 == Fraction(7, 2) * Fraction(12, 181)
    clean = Fraction(face) * Fraction(price) / 100
    interest = Fraction(face) * per_100 / 100
    assert half_up(clean, 3) == Decimal(realized)
    assert half_up(interest, 3) == Decimal(accrued)
    assert half_up(clean + interest, 3) == Decimal(dirty)


def test_bond__every_row_of_the_sheet__running_weighted_average() -> None:
    face = weighted = Fraction(0)
    for amount, price, _, _, average, *_ in PIB:
        face += Fraction(amount)
        weighted += Fraction(amount) * BOND.exact_yield(Fraction(price), SETTLEMENT)
        assert abs(weighted / face - Fraction(average)) <= Fraction("0.00005")


def test_bond__day_of_a_coupon__nothing_accrued_and_the_coupon_is_the_sellers() -> None:
    assert BOND.accrued(date(2021, 2, 20)) == 0
    assert BOND.flows(date(2021, 2, 20))[0].day == date(2021, 8, 20)


def test_bond__settled_after_the_record_date__accrued_is_negative() -> None:
    """Record date 10 days before: a trade that settles on it has the coupon, a day later not."""
    bond = FixedBond(Fraction(7), BOND.issue, BOND.maturity, 2, BOND.day_count, record_days=10)
    on, after = date(2021, 8, 10), date(2021, 8, 11)
    assert bond.accrued(on) == Fraction(7, 2) * Fraction(171, 181)
    assert bond.flows(on)[0].day == date(2021, 8, 20)
    assert bond.accrued(after) == -Fraction(7, 2) * Fraction(9, 181)
    assert bond.flows(after)[0].day == date(2022, 2, 20)


def test_bond__last_coupon_ex__the_redemption_alone_is_left() -> None:
    bond = FixedBond(Fraction(7), BOND.issue, BOND.maturity, 2, BOND.day_count, record_days=10)
    flows = bond.flows(date(2023, 8, 15))
    assert [(flow.kind, flow.day) for flow in flows] == [("redemption", date(2023, 8, 20))]


def test_bond__actual_365__accrues_by_days_of_the_year() -> None:
    """Issues of 2012-13 accrued Actual/365 (facts of the State Bank's sheets)."""
    bond = FixedBond(Fraction(7), BOND.issue, BOND.maturity, 2, DayCount.ACT_365)
    assert bond.accrued(SETTLEMENT) == Fraction(7) * Fraction(12, 365)


@pytest.mark.parametrize(
    ("issue", "maturity", "reason"),
    [
        (date(2023, 8, 20), date(2023, 8, 20), "not after issue"),
        (date(2020, 9, 20), date(2023, 8, 20), "never lead from it to maturity on 2023-08-20"),
    ],
)
def test_bond__dates_that_cannot_be__refused(issue: date, maturity: date, reason: str) -> None:
    with pytest.raises(MalformedValue, match=reason):
        FixedBond(Fraction(7), issue, maturity, 2, DayCount.ACT_ACT_ICMA)


@pytest.mark.parametrize("settlement", [date(2020, 8, 19), date(2023, 8, 20)])
def test_bond__settlement_outside_its_life__refused(settlement: date) -> None:
    with pytest.raises(MalformedValue, match="traded from 2020-08-20 until before 2023-08-20"):
        BOND.price(Fraction(9), settlement)


@pytest.mark.parametrize(("yield_percent", "days"), [("-500", 84), ("7", 0)])
def test_bill__no_price_comes_of_it__refused(yield_percent: str, days: int) -> None:
    with pytest.raises(MalformedValue, match="no price above zero"):
        bill_price(Fraction(yield_percent), days)


def test_bond__yield_at_which_nothing_has_a_price__refused() -> None:
    with pytest.raises(MalformedValue, match="no price above zero"):
        BOND.price(Fraction(-200), SETTLEMENT)


@given(
    st.decimals("0", "25", places=4),
    st.decimals("1", "180", places=4),
    st.integers(0, 5 * 364),
    st.sampled_from([1, 2, 4]),
)
def test_bond__any__yield_and_price_as_quantlib_has_them(
    coupon: Decimal, price: Decimal, after: int, frequency: int
) -> None:
    """QuantLib in floating point agrees to nine digits; the day counts are its own."""
    issue, maturity = date(2021, 3, 15), date(2026, 3, 15)
    bond = FixedBond(Fraction(coupon), issue, maturity, frequency, DayCount.ACT_ACT_ICMA)
    settlement = date.fromordinal(issue.toordinal() + after)
    found = bond.exact_yield(Fraction(price), settlement)
    assume(found > -50)
    schedule = ql.Schedule(
        _ql(issue), _ql(maturity), ql.Period(12 // frequency, ql.Months), ql.NullCalendar(),
        ql.Unadjusted, ql.Unadjusted, ql.DateGeneration.Backward, False,
    )  # fmt: skip
    count = ql.ActualActual(ql.ActualActual.ISMA, schedule)
    theirs = ql.FixedRateBond(0, 100.0, schedule, [float(coupon) / 100], count)
    clean = theirs.cleanPrice(float(found) / 100, count, ql.Compounded, frequency, _ql(settlement))
    assert clean == pytest.approx(float(price), rel=1e-9)
    assert theirs.accruedAmount(_ql(settlement)) == pytest.approx(
        float(bond.accrued(settlement)), abs=1e-9
    )


@given(st.decimals("1", "150", places=4), st.integers(0, 1_090))
def test_bond__price_to_yield_and_back__the_same_price(price: Decimal, after: int) -> None:
    settlement = date.fromordinal(BOND.issue.toordinal() + after)
    found = BOND.exact_yield(Fraction(price), settlement)
    assert BOND.price(found, settlement) == price


def _ql(day: date) -> ql.Date:
    return ql.Date(day.day, day.month, day.year)
