"""The cap in exact integers, against exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.calendar import Timestamp
from rwa.identifiers import Code, Party
from rwa.money import WHOLE, MicroUsd, Quantity
from rwa.programme import (
    MAX_PRICE,
    CapBasis,
    Figures,
    Instrument,
    Position,
    Price,
    Unit,
    check_issue,
    largest_issue_rounded_down,
    passive_breaches,
    usage_by_class,
    usd_value_rounded_up,
    used_usd,
)
from rwa.refusals.programme import (
    CapExceeded,
    ClassLimitExceeded,
    IssueVolumeExceeded,
    PriceFromFuture,
    PriceMissing,
    PriceNotPositive,
    PriceStale,
    PriceTooLarge,
)

NOW = Timestamp(1_000_000)
HEARTBEAT = 3_600
BILL, GOLD = Code("BILL"), Code("COMMODITY")
PKR, XAU, USD = Code("PKR"), Code("XAU"), Code("USD")
UNITS = {
    PKR: Unit(PKR, 2, Party("PKR / USD"), 18, HEARTBEAT),
    XAU: Unit(XAU, 3, Party("XAU / USD"), 8, HEARTBEAT),
    USD: Unit(USD, 6, None, 0, 0),
}
FRESH = {PKR: Price(36 * 10**14, NOW), XAU: Price(2_500 * 10**8, NOW)}
BILLS = Instrument(Code("PK0000000015"), 0, 10**15)


def figures(
    *,
    cap: int = 1_000_000,
    bills: int = 600_000,
    gold: int = 500_000,
    prices: Mapping[Code, Price] = FRESH,
    outstanding: tuple[int, int, int] = (0, 0, 0),
    basis: CapBasis = CapBasis.OUTSTANDING,
) -> Figures:
    """Bills in PKR, gold in XAU and bills in USD; limits in whole USD, one PKR at 0.0036 USD."""
    limits = {BILL: MicroUsd(bills * 10**6), GOLD: MicroUsd(gold * 10**6)}
    positions = (
        Position(BILL, PKR, outstanding[0], outstanding[0]),
        Position(GOLD, XAU, outstanding[1], outstanding[1]),
        Position(BILL, USD, outstanding[2], outstanding[2]),
    )
    return Figures(basis, MicroUsd(cap * 10**6), limits, UNITS, prices, positions)


@pytest.mark.parametrize(
    ("price", "refusal"),
    [
        (None, PriceMissing(PKR)),
        (Price(0, NOW), PriceNotPositive(PKR, 0)),
        (Price(-1, NOW), PriceNotPositive(PKR, -1)),
        (Price(MAX_PRICE + 1, NOW), PriceTooLarge(PKR, MAX_PRICE + 1)),
        (
            Price(1, Timestamp(NOW + 1)),
            PriceFromFuture(PKR, Timestamp(NOW + 1), NOW),
        ),
        (
            Price(1, Timestamp(NOW - HEARTBEAT - 1)),
            PriceStale(PKR, Timestamp(NOW - HEARTBEAT - 1), HEARTBEAT, NOW),
        ),
    ],
)
def test_issue__price_unfit__refused(price: Price | None, refusal: Exception) -> None:
    prices = {XAU: FRESH[XAU]} if price is None else {**FRESH, PKR: price}
    with pytest.raises(type(refusal)) as caught:
        check_issue(figures(prices=prices), BILLS, 0, NOW)
    assert caught.value == refusal


def test_issue__price_as_old_as_its_heartbeat__accepted() -> None:
    prices = {**FRESH, PKR: Price(1, Timestamp(NOW - HEARTBEAT))}
    check_issue(figures(prices=prices), BILLS, 1, NOW)


def test_issue__another_units_price_missing__asked_only_if_something_is_outstanding() -> None:
    prices = {PKR: FRESH[PKR]}
    check_issue(figures(prices=prices), BILLS, 1, NOW)
    with pytest.raises(PriceMissing, match="there is no price of XAU"):
        check_issue(figures(prices=prices, outstanding=(0, 1, 0)), BILLS, 1, NOW)


def test_issue__over_class_and_cap__class_refuses_first() -> None:
    with pytest.raises(ClassLimitExceeded) as caught:
        check_issue(figures(cap=1), BILLS, 16_666_666_667, NOW)
    assert caught.value == ClassLimitExceeded(
        BILL, MicroUsd(600_000_000_012), MicroUsd(600_000 * 10**6)
    )
    assert str(caught.value) == (
        "the class bill would stand at US$600,000.000012, above its limit of US$600,000.00"
    )


def test_issue__one_micro_dollar_over_the_cap__refused() -> None:
    at_cap = figures(cap=600_000)
    check_issue(at_cap, BILLS, 16_666_666_666, NOW)
    with pytest.raises(CapExceeded, match=r"US\$600,000\.000001, above its cap of US\$600,000\.00"):
        check_issue(
            figures(cap=600_000, bills=700_000, outstanding=(0, 0, 600_000 * 10**6)),
            Instrument(Code("X"), 2, 10**15, 0),
            1,
            NOW,
        )


def test_issue__beyond_volume__refused_last() -> None:
    with pytest.raises(IssueVolumeExceeded) as caught:
        check_issue(figures(), Instrument(Code("X"), 0, 100, 60), 41, NOW)
    issued, volume = Quantity(101, 2, "PKR"), Quantity(100, 2, "PKR")
    assert caught.value == IssueVolumeExceeded(Code("X"), issued, volume)


def test_t15__cumulative_basis__redemption_frees_nothing() -> None:
    redeemed = Position(BILL, PKR, outstanding=0, issued=16_666_666_666)
    for basis, room in ((CapBasis.OUTSTANDING, True), (CapBasis.CUMULATIVE_ISSUANCE, False)):
        state = figures(basis=basis)
        state = Figures(
            basis, state.cap_usd, state.class_limits, UNITS, FRESH, (redeemed, *state.positions[1:])
        )
        assert (largest_issue_rounded_down(state, BILLS, NOW) > 1_000) is room


def test_t17__prices_carry_over_the_cap__findings_and_no_issue() -> None:
    before = figures(outstanding=(16_666_666_666, 150_000, 0))
    assert passive_breaches(before, NOW) == []
    shocked = figures(
        outstanding=(16_666_666_666, 150_000, 0), prices={**FRESH, PKR: Price(6 * 10**15, NOW)}
    )
    cap, bills = passive_breaches(shocked, NOW)
    assert (cap.asset_class, bills.asset_class) == (None, BILL)
    assert (cap.used, cap.limit) == (1_374_999_999_960, 1_000_000_000_000)
    assert (cap.subject, bills.subject) == ("the programme", "the class bill")
    assert cap.excess == 374_999_999_960
    assert largest_issue_rounded_down(shocked, BILLS, NOW) == 0
    with pytest.raises(ClassLimitExceeded):
        check_issue(shocked, BILLS, 0, NOW)


def test_used__stale_and_missing_prices__last_price_and_zero_not_fresh() -> None:
    state = figures(outstanding=(10_000, 1_000, 5), prices={PKR: Price(36 * 10**14, Timestamp(0))})
    usage = used_usd(state, NOW)
    assert usage.by_position == (360_000, 0, 5)
    assert (usage.total, usage.fresh) == (360_005, False)
    assert usage_by_class(state, usage) == {BILL: 360_005, GOLD: 0}


def test_used__nothing_outstanding__fresh_without_prices() -> None:
    usage = used_usd(figures(prices={}), NOW)
    assert (usage.total, usage.fresh) == (0, True)


@given(
    st.integers(0, 2**120 - 1),
    st.integers(1, MAX_PRICE),
    st.sampled_from([0, 2, 6, 8, 18]),
    st.sampled_from([0, 6, 8, 18]),
)
def test_t18__usd_value__exact_fraction_rounded_up(
    amount: int, price: int, decimals: int, feed_decimals: int
) -> None:
    unit = Unit(Code("U"), decimals, Party("U / USD"), feed_decimals, 1)
    exact = Fraction(amount, 10**decimals) * Fraction(price, 10**feed_decimals) * 10**6
    assert usd_value_rounded_up(amount, unit, price) == ceil(exact)


@given(st.lists(st.integers(0, 10**12), max_size=30), st.integers(1, 10**20))
def test_t16__many_tiny_parts__never_worth_less_than_the_whole(
    parts: list[int], price: int
) -> None:
    whole = usd_value_rounded_up(sum(parts), UNITS[PKR], price)
    assert sum(usd_value_rounded_up(part, UNITS[PKR], price) for part in parts) >= whole


@given(
    st.tuples(st.integers(0, 10**10), st.integers(0, 10**5), st.integers(0, 10**11)),
    st.integers(1, 10**20),
    st.integers(0, 10**12),
    st.one_of(st.just(WHOLE), st.integers(1, WHOLE)),
    st.integers(0, 10**9),
)
def test_t14__largest_issue__accepted_and_one_more_is_not(
    outstanding: tuple[int, int, int], price: int, volume: int, factor: int, supply: int
) -> None:
    state = figures(outstanding=outstanding, prices={**FRESH, PKR: Price(price, NOW)})
    instrument = Instrument(Code("X"), 0, volume, supply=supply, factor=factor)
    most = largest_issue_rounded_down(state, instrument, NOW)
    assert 0 <= most <= volume
    refusals = (ClassLimitExceeded, CapExceeded, IssueVolumeExceeded)
    with pytest.raises(refusals):
        check_issue(state, instrument, most + 1, NOW)
    if most:
        check_issue(state, instrument, most, NOW)


@given(
    st.integers(1, WHOLE),
    st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), max_size=20),
)
def test_t16__face_at_a_factor__moves_by_differences_to_the_exact_fraction_rounded_up(
    factor: int, counts: list[tuple[int, int]]
) -> None:
    """Whatever an instrument counted for before, its position is its face, and with what is
    reserved the face of both together.
    """
    position, before = Position(BILL, PKR), Instrument(Code("X"), 0, 10**15, factor=factor)
    for supply, reserved in counts:
        after = replace(before, supply=supply, reserved=reserved)
        position, before = position.recounted(before, after), after
        exact = Fraction(factor, WHOLE)
        assert position.outstanding == ceil(supply * exact)
        assert position.outstanding + position.reserved == ceil((supply + reserved) * exact)
