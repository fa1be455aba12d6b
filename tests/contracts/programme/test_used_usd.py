"""Programme.usedUsd against exact fractions: rounded up once for each position (T16, T18)."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rwa.chain.deployment import code32
from tests.contracts.system import USD, Market, refuses

DECIMALS = (0, 2, 6, 8, 18)
UNBOUND = 2**64 - 1
DIFFERENTIAL = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def value(amount: int, decimals: int, price: int, feed_decimals: int) -> Fraction:
    """Micro-USD of an amount, exactly."""
    return Fraction(amount, 10**decimals) * Fraction(price, 10**feed_decimals) * USD


@pytest.fixture
def issued(market: Market, new_feed, new_token, new_programme):
    """A programme of one instrument for every pair of decimals of a unit and of its feed."""
    pairs = list(product(DECIMALS, DECIMALS))
    feeds = {pair: new_feed(_name(pair), pair[1], 1) for pair in pairs}
    units = [(_name(pair), pair[0], feeds[pair]) for pair in pairs]
    programme = new_programme(units, cap=UNBOUND)
    for pair in pairs:
        token = new_token(_name(pair), "BOND", _name(pair), pair[0], programme=programme)
        programme.send("register", token.address, 2**120, sender=market.ministry)

    def issue(pair: tuple[int, int], amount: int, price: int):
        feeds[pair].send("say", price, market.now, sender=market.stranger)
        call = (code32(_name(pair)), market.holder, amount)
        return programme.send("issue", *call, sender=market.fiscal_agent)

    issue.programme = programme
    issue.feeds = feeds
    return issue


def _name(pair: tuple[int, int]) -> str:
    return f"U{pair[0]}F{pair[1]}"


AMOUNTS = st.one_of(st.integers(0, 10), st.integers(0, 10**12), st.integers(0, 2**120 - 1))
PRICES = st.one_of(st.integers(1, 10), st.integers(1, 10**12), st.integers(1, 2**104 - 1))


@DIFFERENTIAL
@given(
    pair=st.sampled_from(list(product(DECIMALS, DECIMALS))),
    amount=AMOUNTS,
    price=PRICES,
    last=PRICES,
)
def test_t18_used_usd__any_decimals_amount_and_price__exact_value_rounded_up(
    market: Market, issued, pair, amount: int, price: int, last: int
) -> None:
    """Issued at one price within the limits, valued at another without any."""
    exact = math.ceil(value(amount, pair[0], price, pair[1]))
    with market.undone():
        if exact > UNBOUND:
            limit = {"assetClass": code32("BOND"), "limitUsd": UNBOUND}
            with refuses("ClassLimitExceeded", usedUsd=exact, **limit):
                issued(pair, amount, price)
            return
        issued(pair, amount, price)
        assert issued.programme.call("usedUsd").total == exact
        issued.feeds[pair].send("say", last, market.now, sender=market.stranger)
        answer = issued.programme.call("usedUsd")
        assert (answer.total, answer.fresh) == (
            math.ceil(value(amount, pair[0], last, pair[1])),
            True,
        )


@DIFFERENTIAL
@given(
    parts=st.lists(
        st.tuples(
            st.sampled_from(list(product(DECIMALS, DECIMALS))),
            st.integers(0, 10**9),
            st.integers(1, 10**9),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda part: part[0],
    )
)
def test_t16_used_usd__several_positions__sum_of_parts_is_not_below_the_whole(
    market: Market, issued, parts
) -> None:
    with market.undone():
        exact = [value(amount, pair[0], price, pair[1]) for pair, amount, price in parts]
        if sum(map(math.ceil, exact)) > UNBOUND:
            return
        for pair, amount, price in parts:
            issued(pair, amount, price)
        total = issued.programme.call("usedUsd").total
        assert total == sum(map(math.ceil, exact))
        assert sum(exact) <= total < sum(exact) + len(parts)


@pytest.mark.parametrize(
    ("amount", "micro_usd"), [(1, 10_000), (100, USD), (199, 1_990_000), (10**12, 10**16)]
)
def test_t18_used_usd__in_dollars__needs_no_price(
    market: Market, new_token, amount: int, micro_usd: int
) -> None:
    token = new_token("DOLLAR", "COMMODITY")
    market.programme.send("register", token.address, 2**100, sender=market.ministry)
    if micro_usd > market.programme.call("capUsd"):
        limit = {"assetClass": code32("COMMODITY"), "limitUsd": market.programme.call("capUsd")}
        with refuses("ClassLimitExceeded", usedUsd=micro_usd, **limit):
            market.issue(token, market.holder, amount)
        return
    market.issue(token, market.holder, amount)
    assert market.programme.call("usedUsd").total == micro_usd


def test_used_usd__nothing_issued__zero_and_fresh_without_any_price(market: Market) -> None:
    market.wait(10**8)
    answer = market.programme.call("usedUsd")
    assert (answer.total, answer.byPosition, answer.fresh) == (0, [0, 0, 0], True)
