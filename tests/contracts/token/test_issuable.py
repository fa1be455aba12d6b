"""CommodityReserve.issuable and the gate of its issues: the stock less its margin, in the
reserve's own decimals, whoever answers for it (T16, T18, T38).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import code32
from rwa.chain.errors import ContractRevert
from rwa.roles import Role
from tests.contracts.system import DAY, MAX_AGE, Market, refuses

CODE, GOLD = "XAU-VAULT", code32("XAU-VAULT")
SILENT, CURT, GARBLED, GREEDY = 1, 2, 3, 4
MAX_STOCK = 2**128 - 1
NewReserve = Callable[..., Contract]


@pytest.fixture
def feed(market: Market, fixture_artifacts: Mapping[str, Artifact]) -> Contract:
    """Somebody else's proof of reserve, with 8 decimals."""
    return proof_of_reserve(market, fixture_artifacts, 8)


@pytest.fixture
def new_reserve(market: Market) -> NewReserve:
    """Deploys a registered reserve with 3 decimals over a feed."""

    def new(feed: Contract, margin_bps: int = 0, max_age: int = MAX_AGE) -> Contract:
        descriptor = (CODE, CODE, GOLD, b"XAU", 3, 1)
        backing = (feed.address, max_age, margin_bps)
        artifact = market.artifacts["CommodityReserve"]
        parts = (market.programme.address, descriptor, backing)
        reserve = deploy(market.engine, artifact, *parts, sender=market.deployer)
        market.programme.send("register", reserve.address, 2**120, sender=market.ministry)
        return reserve

    return new


def proof_of_reserve(market: Market, fixtures: Mapping[str, Artifact], decimals: int) -> Contract:
    about = ("XAU reserve", decimals)
    return deploy(market.engine, fixtures["LooseFeed"], *about, sender=market.deployer)


def say(market: Market, feed: Contract, stock: int, age: int = 0) -> None:
    feed.send("say", stock, market.now - age, sender=market.stranger)


# ------------------------------------------------------------------------------ construction


@pytest.mark.parametrize("margin", [10_000, 2**16 - 1])
def test_construction__margin_of_everything__refused(
    feed: Contract, new_reserve: NewReserve, margin: int
) -> None:
    with refuses("MarginTooLarge", marginBps=margin):
        new_reserve(feed, margin)


def test_construction__feed_of_more_than_18_decimals__refused(
    market: Market, fixture_artifacts: Mapping[str, Artifact], new_reserve: NewReserve
) -> None:
    feed = proof_of_reserve(market, fixture_artifacts, 19)
    with refuses("TooManyDecimals", unit=code32("XAU"), decimals=19):
        new_reserve(feed)


# ---------------------------------------------------------------------- what the feed may say


@pytest.mark.parametrize("manner", [CURT, GREEDY])
def test_t38_issue__feed_without_an_answer__refused(
    market: Market, feed: Contract, new_reserve: NewReserve, manner: int
) -> None:
    new_reserve(feed)
    feed.send("behave", manner, sender=market.stranger)
    with refuses("StockMissing", feed=feed.address):
        market.programme.send("issue", GOLD, market.holder, 1, sender=market.fiscal_agent)


def test_issue__feed_that_refuses_with_a_reason__its_reason(
    market: Market, feed: Contract, new_reserve: NewReserve
) -> None:
    reserve = new_reserve(feed)
    feed.send("behave", SILENT, sender=market.stranger)
    with pytest.raises(ContractRevert, match="the feed is down"):
        reserve.call("issuable")


def test_issue__feed_of_nothing_but_ones__refused(
    market: Market, feed: Contract, new_reserve: NewReserve
) -> None:
    reserve = new_reserve(feed)
    feed.send("behave", GARBLED, sender=market.stranger)
    with refuses("StockNegative", stock=-1):
        reserve.call("issuable")


@pytest.mark.parametrize("stock", [-1, -(2**255)])
def test_issue__stock_below_zero__refused(
    market: Market, feed: Contract, new_reserve: NewReserve, stock: int
) -> None:
    reserve = new_reserve(feed)
    say(market, feed, stock)
    with refuses("StockNegative", stock=stock):
        reserve.call("issuable")


def test_t19_issue__stock_beyond_counting__refused_one_above(
    market: Market, feed: Contract, new_reserve: NewReserve
) -> None:
    reserve = new_reserve(feed)
    say(market, feed, MAX_STOCK + 1)
    with refuses("StockTooLarge", stock=MAX_STOCK + 1):
        reserve.call("issuable")
    say(market, feed, MAX_STOCK)
    assert reserve.call("issuable") == MAX_STOCK // 10**5


def test_t38_issue__stock_counted_ahead__refused(
    market: Market, feed: Contract, new_reserve: NewReserve
) -> None:
    reserve = new_reserve(feed)
    say(market, feed, 1, age=-1)
    with refuses("StockFromFuture", updatedAt=market.now + 1, time=market.now):
        reserve.call("issuable")


def test_t38_issue__stock_around_its_age__stale_one_second_later(
    market: Market, feed: Contract, new_reserve: NewReserve
) -> None:
    reserve = new_reserve(feed, max_age=DAY)
    counted = market.now
    say(market, feed, 10**8)
    market.wait(DAY)
    assert reserve.call("issuable") == 1_000
    market.wait(1)
    with refuses("StockStale", updatedAt=counted, maxAge=DAY, time=counted + DAY + 1):
        reserve.call("issuable")


# ---------------------------------------------------------------------------------- the gate


@pytest.mark.parametrize("decimals", [0, 3, 8, 18])
@pytest.mark.parametrize("margin", [0, 1, 250, 9_999])
def test_t18_issuable__feeds_of_all_decimals__the_exact_fraction_rounded_down(
    market: Market,
    fixture_artifacts: Mapping[str, Artifact],
    new_reserve: NewReserve,
    decimals: int,
    margin: int,
) -> None:
    feed = proof_of_reserve(market, fixture_artifacts, decimals)
    reserve = new_reserve(feed, margin)
    for stock in (0, 1, 7, 399_440 * 10**decimals // 1_000, 12_345_678_901_234_567, MAX_STOCK):
        say(market, feed, stock)
        exact = Fraction(stock, 10**decimals) * 1_000 * Fraction(10_000 - margin, 10_000)
        assert reserve.call("issuable") == floor(exact)


@pytest.mark.parametrize("decimals", [8, 18])
def test_issue__foreign_proof_of_reserve__to_the_gate_and_not_one_more(
    market: Market,
    fixture_artifacts: Mapping[str, Artifact],
    new_reserve: NewReserve,
    decimals: int,
) -> None:
    """One bar of 399.440 fine ounces, told in the feed's decimals."""
    feed = proof_of_reserve(market, fixture_artifacts, decimals)
    reserve = new_reserve(feed)
    say(market, feed, 399_440 * 10 ** (decimals - 3))
    market.issue(reserve, market.holder, 399_000)
    with refuses("StockExceeded", units=399_441, issuable=399_440):
        market.issue(reserve, market.other_holder, 441)
    market.issue(reserve, market.other_holder, 440)
    with refuses("StockExceeded", units=399_441, issuable=399_440):
        market.issue(reserve, market.holder, 1)


def test_t02_issue_batch__together_beyond_the_stock__refused_whole(
    market: Market, feed: Contract, new_reserve: NewReserve
) -> None:
    reserve = new_reserve(feed, 1_000)
    say(market, feed, 10**8)
    to = [market.holder, market.other_holder]
    send = (GOLD, to, [450, 451])
    with refuses("StockExceeded", units=901, issuable=900):
        market.programme.send("issueBatch", *send, sender=market.fiscal_agent)
    assert reserve.call("totalSupply") == 0
    market.programme.send("issueBatch", GOLD, to, [450, 450], sender=market.fiscal_agent)
    assert reserve.call("totalSupply") == 900


def test_t39_issue__stock_below_supply__nothing_more_and_everything_else_goes_on(
    market: Market, feed: Contract, new_reserve: NewReserve
) -> None:
    reserve = new_reserve(feed)
    say(market, feed, 10**8)
    market.issue(reserve, market.holder, 1_000)
    say(market, feed, 10**8 - 10**5)
    with refuses("StockExceeded", units=1_000, issuable=999):
        market.issue(reserve, market.holder, 0)
    feed.send("behave", CURT, sender=market.stranger)
    reserve.send("transfer", market.other_holder, 400, sender=market.holder)
    market.redeem(reserve, market.other_holder, 400)
    assert reserve.call("totalSupply") == 600


def test_t39_reserve__of_a_commodity__backed_before_it_is_reserved_and_kept_for_it(
    market: Market, feed: Contract, new_reserve: NewReserve
) -> None:
    """What is allotted can be issued: others find what is left of the stock."""
    reserve = new_reserve(feed)
    say(market, feed, 10**8)
    role = (Role.PRIMARY_MARKET, market.stranger, 0)
    market.carry_out(market.authority, "grantRole", *role)
    market.post_prices()
    say(market, feed, 10**8)
    market.issue(reserve, market.holder, 300)
    with refuses("StockExceeded", units=1_001, issuable=1_000):
        market.programme.send("reserve", GOLD, 701, sender=market.stranger)
    market.programme.send("reserve", GOLD, 700, sender=market.stranger)
    with refuses("StockExceeded", units=1_001, issuable=1_000):
        market.issue(reserve, market.holder, 1)
    allotted = (GOLD, market.other_holder, 700)
    market.programme.send("issueReserved", *allotted, sender=market.stranger)
    assert reserve.call("totalSupply") == 1_000
