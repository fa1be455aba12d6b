"""PriceFeed: posted prices behind Chainlink's interface (T38, T40)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rwa.chain.contract import Contract, deploy
from rwa.roles import Role
from tests.contracts.system import PKR_PRICE, START, Market, emitted, refuses

MAX_INT192 = 2**191 - 1
MAX_INT256 = 2**255 - 1


@pytest.fixture
def feed(market: Market) -> Contract:
    """A feed on which nothing was posted; a post may change the price by a tenth."""
    return new_feed(market, 1_000)


def new_feed(market: Market, max_change_bps: int) -> Contract:
    about = (market.authority.address, market.orders.address, "XAG / USD", 8, max_change_bps)
    artifact = market.artifacts["PriceFeed"]
    return deploy(market.engine, artifact, *about, sender=market.deployer)


def post(market: Market, feed: Contract, answer: int, updated_at: int | None = None):
    observed = market.now if updated_at is None else updated_at
    return feed.send("post", answer, observed, sender=market.oracle)


@pytest.mark.parametrize("actor", ["ministry", "regulator", "operator", "deployer", "stranger"])
def test_t38_post__not_the_oracle__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.ORACLE):
        market.pkr_feed.send("post", PKR_PRICE, market.now, sender=caller)


@pytest.mark.parametrize("answer", [0, -1, -(2**255)])
def test_t38_post__zero_or_negative__refused(market: Market, feed: Contract, answer: int) -> None:
    with refuses("AnswerNotPositive", answer=answer):
        post(market, feed, answer)


@pytest.mark.parametrize("answer", [MAX_INT192 + 1, MAX_INT256])
def test_t19_post__beyond_191_bits__refused(market: Market, feed: Contract, answer: int) -> None:
    with refuses("AnswerTooLarge", answer=answer):
        post(market, feed, answer)


@pytest.mark.parametrize("ahead", [1, 60, 2**64, 2**256 - 1 - START])
def test_t38_post__observed_in_the_future__refused(
    market: Market, feed: Contract, ahead: int
) -> None:
    observed = market.now + ahead
    with refuses("AnswerFromFuture", updatedAt=observed, time=market.now):
        post(market, feed, 1, observed)


@pytest.mark.parametrize("behind", [0, 1, START])
def test_t38_post__not_newer_than_the_last__refused(market: Market, behind: int) -> None:
    with refuses("AnswerOutOfOrder", updatedAt=START - behind, previous=START):
        post(market, market.pkr_feed, PKR_PRICE, START - behind)


@pytest.mark.parametrize("step", [1_001, 2_000, -1_001, -9_999, 10**9])
def test_t40_post__jump_beyond_the_bound__refused(
    market: Market, feed: Contract, step: int
) -> None:
    post(market, feed, 10_000)
    market.wait(1)
    refused = {"answer": 10_000 + step, "previous": 10_000, "maxChangeBps": 1_000}
    with refuses("AnswerJump", **refused):
        post(market, feed, 10_000 + step)


@pytest.mark.parametrize("step", [1_000, -1_000, 0, 1])
def test_t40_post__jump_within_the_bound__accepted(
    market: Market, feed: Contract, step: int
) -> None:
    post(market, feed, 10_000)
    market.wait(1)
    receipt = post(market, feed, 10_000 + step)
    assert emitted(receipt, "AnswerPosted") == [
        {"round": 2, "answer": 10_000 + step, "updatedAt": market.now}
    ]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    previous=st.integers(1, MAX_INT192),
    answer=st.integers(1, MAX_INT192),
    near=st.integers(-3, 3),
    bps=st.sampled_from([0, 1, 999, 1_000, 10_000, 2**40, 2**256 - 1]),
)
def test_t40_post__any_two_prices__refused_exactly_beyond_the_bound(
    market: Market, previous: int, answer: int, near: int, bps: int
) -> None:
    """Compared in whole numbers: change x 10,000 <= previous x bound; also right at the edge."""
    edge = previous + previous * min(bps, 10_000) // 10_000 + near
    with market.undone():
        feed = new_feed(market, bps)
        post(market, feed, previous)
        market.wait(1)
        for given_answer in {answer, max(1, min(edge, MAX_INT192))}:
            outcome = feed.attempt("post", given_answer, market.now, sender=market.oracle)
            within = abs(given_answer - previous) * 10_000 <= previous * bps
            name = getattr(outcome, "name", None)
            assert name == (None if within else "AnswerJump")
            if within:
                break


def test_t19_post__boundless_feed__any_jump_is_accepted(market: Market) -> None:
    feed = new_feed(market, 2**256 - 1)
    for answer in (1, MAX_INT192, 1):
        market.wait(1)
        post(market, feed, answer)
    assert feed.call("latestRoundData")[1] == 1


def test_latest_round_data__nothing_posted__refused(market: Market, feed: Contract) -> None:
    with refuses("NoAnswer", round=0):
        feed.call("latestRoundData")
    for number in (0, 1, 2**80 - 1):
        with refuses("NoAnswer", round=number):
            feed.call("getRoundData", number)


def test_get_round_data__every_round_kept__newest_is_the_latest(
    market: Market, feed: Contract
) -> None:
    posted = []
    for number, answer in enumerate((100, 101, 99), start=1):
        market.wait(10)
        post(market, feed, answer, market.now - 5)
        posted.append((number, answer, market.now - 5, market.now - 5, number))
    rounds = [tuple(feed.call("getRoundData", number)) for number in (1, 2, 3)]
    assert rounds == posted
    assert tuple(feed.call("latestRoundData")) == posted[-1]
    with refuses("NoAnswer", round=4):
        feed.call("getRoundData", 4)


def test_description__as_deployed__says_what_is_priced(market: Market, feed: Contract) -> None:
    about = [feed.call(each) for each in ("description", "decimals", "version", "MAX_CHANGE_BPS")]
    assert about == ["XAG / USD", 8, 1, 1_000]


def test_post__first_price__may_be_old_but_not_newer_than_now(
    market: Market, feed: Contract
) -> None:
    post(market, feed, MAX_INT192, 0)
    assert tuple(feed.call("latestRoundData")) == (1, MAX_INT192, 0, 0, 1)
