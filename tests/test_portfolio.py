"""Measures of a debt portfolio, and the calendar of its service by fiscal year."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.portfolio import Debt, Due, FiscalYear, measures, overdue, service_by_year

DAY = date(2026, 1, 1)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def bullet(principal: int, days: int, rate: str, reset: int | None = None) -> Debt:
    return Debt(
        "an issue",
        "PKR",
        (Due(after(days), principal, 0),),
        Decimal(rate),
        None if reset is None else after(reset),
    )


def test_measures__several_units__wrong_use() -> None:
    dollars = Debt("another", "USD", (), Decimal(5))
    with pytest.raises(ValueError, match="PKR"):
        measures([bullet(1, 1, "5"), dollars], DAY)


def test_measures__no_principal_left__none() -> None:
    assert measures([], DAY) is None
    assert measures([Debt("paid", "PKR", (), Decimal(5))], DAY) is None


def test_measures__a_fixed_and_a_floating_issue__weighted_by_principal() -> None:
    """By hand: (300 x 2 y + 100 x 6 y) / 400 = 3.00 y; (300 x 730 d + 100 x 182 d) / 400 = 593 d,
    1.62 y; (300 x 10 % + 100 x 12.5 %) / 400 = 10.625 %.
    """
    fixed, floating = bullet(300, 2 * 365, "10"), bullet(100, 6 * 365, "12.5", reset=182)
    found = measures([fixed, floating], DAY)
    assert found is not None
    assert found.principal == 400
    assert found.average_time_to_maturity == Decimal("3.00")
    assert found.average_time_to_refixing == Decimal("1.62")
    assert (found.fixed_share, found.floating_share) == (Decimal("75.00"), Decimal("25.00"))
    assert found.weighted_cost == Decimal("10.6250")


def test_measures__amortising__each_part_by_its_own_day() -> None:
    dues = (Due(after(365), 50, 5), Due(after(3 * 365), 50, 5))
    found = measures([Debt("sinking", "PKR", dues, Decimal(9))], DAY)
    assert found is not None
    assert found.average_time_to_maturity == Decimal("2.00")


def test_measures__cost_not_known__left_out_of_the_average() -> None:
    unknown = Debt("a bill", "PKR", (Due(after(10), 900, 0),), None)
    found = measures([unknown, bullet(100, 10, "7")], DAY)
    assert found is not None
    assert found.weighted_cost == Decimal("7.0000")
    alone = measures([unknown], DAY)
    assert alone is not None
    assert alone.weighted_cost is None


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 6, 30), "2025-26"),
        (date(2026, 7, 1), "2026-27"),
        (date(2099, 12, 31), "2099-00"),
    ],
)
def test_fiscal_year__turn_of_june__july_begins_the_next(day: date, name: str) -> None:
    assert str(FiscalYear.of(day)) == name


def test_service_by_year__a_year_without_dues__stands_at_nothing() -> None:
    dues = [
        Due(date(2026, 8, 1), 0, 7),
        Due(date(2026, 6, 30), 0, 5),
        Due(date(2028, 8, 1), 100, 7),
    ]
    rows = service_by_year(dues, date(2026, 6, 30))
    told = [(str(each.year), each.principal, each.interest) for each in rows]
    assert told == [("2025-26", 0, 5), ("2026-27", 0, 7), ("2027-28", 0, 0), ("2028-29", 100, 7)]
    assert rows[-1].total == 107
    assert service_by_year([], DAY) == []


def test_overdue__due_before_the_day__beside_the_calendar() -> None:
    dues = [Due(after(-1), 100, 7), Due(after(0), 0, 5), Due(after(400), 50, 2)]
    late = overdue(dues, DAY)
    assert (late.principal, late.interest, late.total) == (100, 7, 107)
    assert sum(each.total for each in service_by_year(dues, DAY)) == 57


def test_measures__overdue_principal__falls_due_at_once() -> None:
    """By hand: 100 at once and 100 in two years are one year on average."""
    dues = (Due(after(-400), 100, 0), Due(after(2 * 365), 100, 0))
    found = measures([Debt("late", "PKR", dues, Decimal(9))], DAY)
    assert found is not None
    assert found.principal == 200
    assert found.average_time_to_maturity == found.average_time_to_refixing == Decimal("1.00")


debts = st.lists(
    st.builds(
        bullet,
        st.integers(1, 10**15),
        st.integers(1, 20_000),
        st.decimals(0, 30, places=4).map(str),
        st.none() | st.integers(1, 400),
    ),
    min_size=1,
    max_size=6,
)


@given(debts)
def test_measures__any_debts__within_the_bounds_of_their_parts(issues: list[Debt]) -> None:
    found = measures(issues, DAY)
    assert found is not None
    assert found.average_time_to_refixing <= found.average_time_to_maturity
    assert found.fixed_share + found.floating_share == 100
    rates = [issue.rate for issue in issues if issue.rate is not None]
    assert found.weighted_cost is not None
    assert min(rates) <= found.weighted_cost <= max(rates)
