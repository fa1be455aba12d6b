"""Entitlements: rounding favours nobody, and leaves less than a minor unit a holder."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rwa.entitlements import due_rounded_down, entitlement_rounded_down, statement
from rwa.identifiers import Party
from rwa.payment import BPS, Ratio

ratios = st.builds(
    lambda numerator, share, denominator: Ratio(numerator, numerator * share // 100, denominator),
    st.integers(0, 10**9),
    st.integers(0, 100),
    st.integers(1, 10**9),
)
books = st.lists(
    st.tuples(st.integers(0, 10**15), st.integers(0, BPS)), min_size=1, max_size=30
).filter(lambda rows: any(units for units, _ in rows))


def test_t20__entitlement__worked() -> None:
    """10,001.37 at 10 % for 90 of 365 days: 246.6091..., 246.60 gross, 36.99 withheld at 15 %."""
    each = entitlement_rounded_down(Party("a"), 1_000_137, Ratio(9, 9, 365), 1_500)
    assert (each.gross, each.tax, each.net) == (24_660, 3_699, 20_961)


def test_t23__statement__nobody_holds__nothing_is_due() -> None:
    empty = statement({}, {}, Ratio(1, 1, 3))
    assert (empty.due, empty.gross, empty.remainder) == (0, 0, 0)


@given(books, ratios)
def test_t20__statement__any_book__within_what_is_due_and_less_than_a_unit_each_left(
    rows: list[tuple[int, int]], ratio: Ratio
) -> None:
    holdings = {Party(f"h{number}"): units for number, (units, _) in enumerate(rows)}
    rates = {Party(f"h{number}"): rate for number, (_, rate) in enumerate(rows)}
    found = statement(holdings, rates, ratio)
    assert found.due == due_rounded_down(sum(holdings.values()), ratio)
    assert 0 <= found.remainder < len(found.entitlements)
    for each in found.entitlements:
        exact = Fraction(each.units * ratio.numerator, ratio.denominator)
        assert 0 <= exact - each.gross < 1
        assert 0 <= each.tax <= each.gross
        assert each.net + each.tax == each.gross
