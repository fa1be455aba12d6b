"""What holds of every auction, whatever is bid."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rwa.auction import (
    Auction,
    Bid,
    Category,
    Kind,
    Method,
    Outcome,
    Quote,
    Rules,
    Tie,
    clear,
    reject_all,
)
from rwa.auction.rules import MILLION
from tests.auction.market import BILL, DENOMINATION, auction, rules

LOT = 50 * MILLION
FACES = st.one_of(
    st.integers(1, 40_000).map(lambda units: units * DENOMINATION),
    st.integers(1, 12).map(lambda halves: halves * LOT // 2),
    st.integers(1, 10 * DENOMINATION),
)


@st.composite
def markets(draw: st.DrawFn) -> tuple[Auction, list[Bid], Rules]:
    """An auction with few prices, dealers and persons, so that they meet."""
    announced = auction(
        draw(st.integers(1, 2_000)),
        method=draw(st.sampled_from(Method)),
        over_allotment=draw(st.sampled_from((0, 0, 30, 500))),
    )
    total = draw(st.one_of(st.none(), st.integers(0, 100)))
    announced = replace(announced, non_competitive_total=None if total is None else total * MILLION)
    bids = [
        Bid(
            f"B{place}",
            draw(st.sampled_from(("D1", "D2", "D3"))),
            draw(st.sampled_from(("P1", "P2", "P3", "P4", "P5", "P6"))),
            draw(st.sampled_from(Category)),
            draw(FACES),
            draw(st.one_of(st.none(), QUOTES, QUOTES, QUOTES)),
        )
        for place in range(draw(st.integers(0, 14)))
    ]
    dealers = draw(st.sampled_from((None, frozenset({"D1", "D2"}))))
    by = rules(announced, tie=draw(st.sampled_from(Tie)), primary_dealers=dealers)
    return announced, bids, by


QUOTES = st.integers(0, 3).map(lambda step: Quote.at(Decimal("98.0000") + step, BILL))


@given(markets())
def test_clear__any_bids__nobody_gets_more_than_bid_or_worse_than_bid(
    market: tuple[Auction, list[Bid], Rules],
) -> None:
    announced, bids, by = market
    result = clear(announced, bids, by)
    numbers = [each.bid.number for each in result.allotments]
    assert len(numbers) == len(set(numbers))
    for each in result.allotments:
        assert 0 < each.face <= each.bid.face
        assert each.face % announced.denomination == 0
        assert each.bid in bids
        if each.bid.quote:
            assert each.price <= each.bid.quote.price
        assert abs(each.cost - each.face * Fraction(each.price) / 100) <= Fraction(1, 2)


@given(markets())
def test_clear__any_bids__only_those_at_the_cut_off_are_cut(
    market: tuple[Auction, list[Bid], Rules],
) -> None:
    announced, bids, by = market
    result = clear(announced, bids, by)
    got = {each.bid.number: each.face for each in result.allotments}
    void = {each.bid.number for each in result.voided}
    for bid in bids:
        if bid.number in void or bid.quote is None or result.cut_off is None:
            continue
        if bid.quote.price > result.cut_off.price:
            assert got[bid.number] == bid.face
        elif bid.quote.price < result.cut_off.price:
            assert bid.number not in got
        elif bid.face <= by.lot:
            assert got[bid.number] == bid.face


@given(markets())
def test_clear__any_bids__sum_within_the_maximum_but_for_rounding(
    market: tuple[Auction, list[Bid], Rules],
) -> None:
    """Rounding gives each dealer at the cut-off at most half a lot more than its proportion, and a
    bid of one lot at most is not cut.
    """
    announced, bids, by = market
    result = clear(announced, bids, by)
    assert result.accepted + result.residual == announced.target
    assert result.excess == max(0, result.accepted - announced.maximum)
    last = [each.bid for each in result.allotments if each.bid.quote == result.cut_off]
    small = sum(bid.face for bid in last if bid.face <= by.lot)
    dealers = {bid.dealer for bid in last if bid.face > by.lot}
    assert result.excess <= small + len(dealers) * by.lot // 2
    if announced.non_competitive_total is not None:
        assert result.non_competitive_accepted <= announced.non_competitive_total


@given(markets(), st.integers(0, 2**32))
def test_clear__bids_in_another_order__the_same_result(
    market: tuple[Auction, list[Bid], Rules], seed: int
) -> None:
    announced, bids, by = market
    shuffled = Random(seed).sample(bids, len(bids))
    assert clear(announced, shuffled, by) == clear(announced, bids, by)
    assert reject_all(announced, shuffled, by) == reject_all(announced, bids, by)


@given(markets())
def test_clear__void_bids__get_nothing_and_change_nothing(
    market: tuple[Auction, list[Bid], Rules],
) -> None:
    announced, bids, by = market
    result = clear(announced, bids, by)
    void = {each.bid.number for each in result.voided}
    without = clear(announced, [bid for bid in bids if bid.number not in void], by)
    assert without == replace(result, voided=())


@given(markets())
def test_clear__levels__tell_all_that_was_offered_and_taken(
    market: tuple[Auction, list[Bid], Rules],
) -> None:
    announced, bids, by = market
    result = clear(announced, bids, by)
    assert sum(level.accepted for level in result.levels) == result.accepted
    prices = [level.quote.price for level in result.levels]
    assert prices == sorted(set(prices), reverse=True)
    void = {each.bid.number for each in result.voided}
    competitive = [bid for bid in bids if bid.kind is Kind.COMPETITIVE and bid.number not in void]
    assert result.offered == sum(bid.face for bid in competitive)
    assert (result.outcome is Outcome.NO_BIDS) == (not competitive)
    assert (result.cut_off is not None) == (result.accepted > 0)


@given(markets())
def test_clear__average__between_the_best_price_and_the_cut_off(
    market: tuple[Auction, list[Bid], Rules],
) -> None:
    result = clear(*market)
    if result.cut_off is None or result.weighted_average_yield is None:
        assert result.weighted_average_yield is None
        return
    best = result.levels[0].quote
    assert best.published_rate <= result.weighted_average_yield <= result.cut_off.published_rate
