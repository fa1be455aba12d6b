"""What an instruction comes to: shares, proceeds and what a buy-back accepts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.calendar import Timestamp
from rwa.identifiers import NO_CODE, Code
from rwa.tender import NO_SEED, PAR, Proceeds, TenderKind, TenderTerms, accepted

NONE = Fraction(0)
OLD, NEW = Code("PK0000000015"), Code("PK0000000023")


def terms(
    kind: TenderKind,
    maximum: int = 0,
    accrued: Fraction = NONE,
    ratio: int = 0,
    new: Code = NO_CODE,
    new_accrued: Fraction = NONE,
) -> TenderTerms:
    """Terms of which only what matters for amounts is given."""
    times = (Timestamp(1), Timestamp(2), Timestamp(3), Timestamp(4))
    return TenderTerms(OLD, kind, maximum, 0, accrued, new, new_accrued, ratio, *times, NO_SEED)


@pytest.mark.parametrize(
    ("price", "accrued", "cash"),
    [
        (95_6713, NONE, 956_713),
        (95_6713, Fraction(1_234_567_890_123_456_789, 10**18), 969_058),
        (95_6713, Fraction(-6_713, 10**4), 950_000),
        (100_0000, NONE, 1_000_000),
    ],
)
def test_proceeds__of_a_million__price_and_accrued_rounded_down(
    price: int, accrued: Fraction, cash: int
) -> None:
    told = terms(TenderKind.PUT, accrued=accrued).proceeds_rounded_down(1_000_000, price, 100)
    assert told == Proceeds(1_000_000, cash, 0)


def test_proceeds__exchange__new_face_to_its_denomination_and_the_rest_at_par() -> None:
    """10,100 at 102.50 per 100 are 10,352.5; 52.5 of it are below the denomination of 100, and 50.5
    have accrued.
    """
    exchange = terms(TenderKind.EXCHANGE, accrued=Fraction(1, 2), ratio=102_5000, new=NEW)
    assert exchange.proceeds_rounded_down(10_100, 0, 100) == Proceeds(10_100, 103, 10_300)
    assert exchange.proceeds_rounded_down(90, 0, 100) == Proceeds(90, 92, 0)
    assert exchange.proceeds_rounded_down(10_100, 0, 100, 5 * 10**9) == Proceeds(10_100, 101, 5_100)
    half = exchange.proceeds_rounded_down(10_100, 0, 100, 10**10, 5 * 10**9)
    assert half == Proceeds(10_100, 53, 20_700)


def test_proceeds__exchange__accrued_on_the_face_given_less_on_the_new_face_received() -> None:
    """12,000,000.0006 left of 18,000,000, 9.85 % for 91 of 184 days of a half-year: at 98.7531 they
    are 11,850,372.00 of an issue on which 9.15 % has accrued for 90 of 365 days. Of it 50,372.00
    are below the denomination, and pay no interest: 50,372.00 + 292,288.04 - 266,227.40.
    """
    old, new = Fraction(985, 200) * Fraction(91, 184), Fraction(915, 100) * Fraction(90, 365)
    exchange = terms(TenderKind.EXCHANGE, accrued=old, ratio=98_7531, new=NEW, new_accrued=new)
    told = exchange.proceeds_rounded_down(18_000_000_00, 0, 100_000_00, 6_666_666_667)
    assert told == Proceeds(18_000_000_00, 76_432_64, 11_800_000_00)


@given(
    face=st.integers(0, 2**60),
    ratio=st.integers(1, 2 * PAR),
    accrued=st.fractions(-50, 50, max_denominator=10**6),
    new_accrued=st.fractions(-50, 50, max_denominator=10**6),
    factors=st.tuples(st.integers(1, 10**10), st.integers(1, 10**10)),
    denomination=st.sampled_from([1, 100, 10_000_000]),
)
def test_t20_proceeds__covered_exchange__no_holder_owes_and_no_paisa_more_than_it_is_worth(
    face: int,
    ratio: int,
    accrued: Fraction,
    new_accrued: Fraction,
    factors: tuple[int, int],
    denomination: int,
) -> None:
    exchange = terms(
        TenderKind.EXCHANGE, accrued=accrued, ratio=ratio, new=NEW, new_accrued=new_accrued
    )
    told = exchange.proceeds_rounded_down(face, 0, denomination, *factors)
    given = Fraction(face * factors[0], 10**10) * (Fraction(ratio, 10**4) + accrued)
    taken = Fraction(told.new_face * factors[1], 10**10) * (100 + new_accrued)
    assert 0 <= given - taken - 100 * told.cash < 100
    assert told.cash >= 0 or not exchange.covered


def test_covered__an_exchange_whose_new_issue_has_accrued_more__not() -> None:
    """Of 100 given at 80 the holder buys the interest of 80."""
    usual = terms(TenderKind.EXCHANGE, accrued=Fraction(2), ratio=80_0000, new=NEW)
    assert replace(usual, new_accrued=Fraction(5, 2)).covered
    assert not replace(usual, new_accrued=Fraction(5, 2) + Fraction(1, 10**18)).covered
    assert not replace(usual, accrued=Fraction(-1, 10**18)).covered


def test_share__within_and_above_the_maximum__in_proportion_rounded_down() -> None:
    exchange = terms(TenderKind.EXCHANGE, maximum=60_000, ratio=1, new=NEW)
    assert exchange.share_rounded_down(40_000, 60_000, 100) == 40_000
    shares = [exchange.share_rounded_down(face, 90_000, 100) for face in (30_000, 40_000, 20_000)]
    assert shares == [20_000, 26_600, 13_300]


@pytest.mark.parametrize(
    ("highest", "amounts"),
    [
        (96_0000, [0, 0, 0, 0]),
        (97_0000, [30_000, 0, 0, 0]),
        (97_5000, [30_000, 20_000, 10_000, 0]),
        (98_0000, [30_000, 40_000, 20_000, 0]),
    ],
)
def test_accepted__below_in_full_and_at_the_highest_price_cut(
    highest: int, amounts: list[int]
) -> None:
    """Of 60,000 the cheapest offer leaves 30,000 to two at 97.50, of 40,000 and 20,000. Above it
    the three cheaper ones alone are more than the maximum, which the contract refuses.
    """
    offers = [(30_000, 97_0000), (40_000, 97_5000), (20_000, 97_5000), (20_000, 98_0000)]
    assert accepted(offers, highest, 60_000, 100) == amounts


def test_accepted__withdrawn_at_the_highest_price_and_too_much_below_it__nothing_at_it() -> None:
    assert accepted([(30_000, 97_0000), (0, 97_5000)], 97_5000, 20_000, 100) == [30_000, 0]


@given(
    offers=st.lists(st.tuples(st.integers(0, 500), st.sampled_from([96, 97, 98])), max_size=8),
    maximum=st.integers(0, 2_000),
)
def test_accepted__any_offers__within_the_maximum_unless_cheaper_ones_exceed_it(
    offers: list[tuple[int, int]], maximum: int
) -> None:
    faces = [(100 * face, price) for face, price in offers]
    amounts = accepted(faces, 97, 100 * maximum, 100)
    cheaper = sum(face for face, price in faces if price < 97)
    assert sum(amounts) <= max(100 * maximum, cheaper)
    for (face, price), amount in zip(faces, amounts, strict=True):
        assert amount % 100 == 0
        assert (face if price < 97 else 0) <= amount <= (face if price <= 97 else 0)


@given(
    face=st.integers(0, 2**120),
    price=st.integers(1, 2**64 - 1),
    accrued=st.integers(-(10**14) + 1, 2**127 - 1),
)
def test_t19_proceeds__any_amounts__exact_fraction_rounded_down(
    face: int, price: int, accrued: int
) -> None:
    told = terms(TenderKind.PUT, accrued=Fraction(accrued, 10**18))
    told = told.proceeds_rounded_down(face, price, 1)
    exact = Fraction(face) * (Fraction(price, 10**4) + Fraction(accrued, 10**18)) / 100
    assert told.cash == floor(exact)
