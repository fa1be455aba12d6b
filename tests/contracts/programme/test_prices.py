"""What a price must be for an issue, and what an issue does without one (T17, T38, T40)."""

from __future__ import annotations

import pytest

from rwa.chain.contract import Contract
from rwa.chain.deployment import code32
from rwa.chain.errors import ContractRevert
from tests.contracts.programme.conftest import unit_of
from tests.contracts.system import (
    CAP,
    DAY,
    GOLD_CODE,
    HEARTBEAT,
    START,
    USD,
    Market,
    refuses,
)

SOUND, SILENT, CURT, GARBLED, GREEDY = range(5)
MAX_PRICE = 2**104 - 1
GOLD, XAU, PKR = code32(GOLD_CODE), code32("XAU"), code32("PKR")


@pytest.fixture
def feed(market: Market, new_feed) -> Contract:
    """Gold is priced by a feed of someone else's, at USD 4,200 with 8 decimals."""
    feed = new_feed("XAU", 8, 4_200 * 10**8)
    market.carry_out(market.programme, "setUnit", unit_of("XAU", 3, feed, HEARTBEAT))
    feed.send("say", 4_200 * 10**8, market.now, sender=market.stranger)
    market.post_prices()
    return feed


def say(market: Market, feed: Contract, answer: int, updated_at: int | None = None) -> None:
    observed = market.now if updated_at is None else updated_at
    feed.send("say", answer, observed, sender=market.stranger)


def used(market: Market) -> tuple[int, bool]:
    answer = market.programme.call("usedUsd")
    assert answer.total == sum(answer.byPosition)
    return answer.total, answer.fresh


def test_t38_issue__price_around_its_heartbeat__stale_one_second_later(market: Market) -> None:
    """At the heartbeat a price still serves; it is stale when it is older."""
    market.engine.advance_to(START + HEARTBEAT)
    market.issue(market.gold, market.holder, 1)
    market.wait(1)
    stale = {"unit": XAU, "updatedAt": START, "heartbeat": HEARTBEAT, "time": market.now}
    with refuses("PriceStale", **stale):
        market.issue(market.gold, market.holder, 1)
    assert used(market) == (4_200_000, False)


def test_t38_issue__no_price_was_ever_posted__refused(
    market: Market, new_token, new_programme
) -> None:
    silver = market.artifacts["PriceFeed"]
    about = (market.authority.address, market.orders.address, "XAG / USD", 8, 1_000)
    address = market.engine.deploy(silver, about, sender=market.deployer).contract_address
    programme = new_programme([("XAG", 3, Contract(market.engine, silver, address))])
    token = new_token("SILVER", "BOND", "XAG", 3, programme=programme)
    programme.send("register", token.address, 10, sender=market.ministry)
    with refuses("PriceMissing", unit=code32("XAG")):
        programme.send("issue", code32("SILVER"), market.holder, 1, sender=market.fiscal_agent)


@pytest.mark.parametrize("manner", [SILENT, CURT, GREEDY])
def test_t38_issue__feed_fails_in_any_manner__price_is_missing(
    market: Market, feed: Contract, manner: int
) -> None:
    market.issue(market.gold, market.holder, 10)
    feed.send("behave", manner, sender=market.stranger)
    with refuses("PriceMissing", unit=XAU):
        market.issue(market.gold, market.holder, 1)
    assert used(market) == (0, False)
    feed.send("behave", SOUND, sender=market.stranger)
    market.issue(market.gold, market.holder, 1)
    assert used(market) == (11 * 4_200_000, True)


def test_t38_issue__feed_answers_all_ones__price_is_not_positive(
    market: Market, feed: Contract
) -> None:
    market.issue(market.gold, market.holder, 10)
    feed.send("behave", GARBLED, sender=market.stranger)
    with refuses("PriceNotPositive", unit=XAU, price=-1):
        market.issue(market.gold, market.holder, 1)
    assert used(market) == (0, False)


@pytest.mark.parametrize("price", [0, -1, -(2**255)])
def test_t38_issue__price_not_positive__refused(market: Market, feed: Contract, price: int) -> None:
    market.issue(market.gold, market.holder, 10)
    say(market, feed, price)
    with refuses("PriceNotPositive", unit=XAU, price=price):
        market.issue(market.gold, market.holder, 1)
    assert used(market) == (0, False)


@pytest.mark.parametrize("price", [MAX_PRICE + 1, 2**191 - 1, 2**255 - 1])
def test_t19_issue__price_too_large__refused(market: Market, feed: Contract, price: int) -> None:
    market.issue(market.gold, market.holder, 10)
    say(market, feed, price)
    with refuses("PriceTooLarge", unit=XAU, price=price):
        market.issue(market.gold, market.holder, 1)
    assert used(market) == (0, False)


def test_t19_issue__largest_price__only_the_limit_answers(market: Market, feed: Contract) -> None:
    say(market, feed, MAX_PRICE)
    dear = -(-MAX_PRICE * USD // 10**11)
    limit = {"assetClass": code32("COMMODITY"), "usedUsd": dear, "limitUsd": CAP}
    with refuses("ClassLimitExceeded", **limit):
        market.issue(market.gold, market.holder, 1)


@pytest.mark.parametrize("ahead", [1, DAY, 2**64, 2**255])
def test_t38_issue__price_from_the_future__refused(
    market: Market, feed: Contract, ahead: int
) -> None:
    market.issue(market.gold, market.holder, 10)
    observed = market.now + ahead
    say(market, feed, 4_200 * 10**8, observed)
    future = {"unit": XAU, "updatedAt": observed, "time": market.now}
    with refuses("PriceFromFuture", **future):
        market.issue(market.gold, market.holder, 1)
    assert used(market) == (10 * 4_200_000, False)


def test_t38_issue__price_dated_zero__stale(market: Market, feed: Contract) -> None:
    """A round that Chainlink has not finished is dated zero."""
    say(market, feed, 4_200 * 10**8, 0)
    stale = {"unit": XAU, "updatedAt": 0, "heartbeat": HEARTBEAT, "time": market.now}
    with refuses("PriceStale", **stale):
        market.issue(market.gold, market.holder, 1)


def test_t38_issue__several_faults__missing_sign_size_date_age_in_this_order(
    market: Market, feed: Contract
) -> None:
    future = market.now + DAY
    for answer, updated_at, name in (
        (0, future, "PriceNotPositive"),
        (MAX_PRICE + 1, future, "PriceTooLarge"),
        (1, future, "PriceFromFuture"),
        (1, 0, "PriceStale"),
    ):
        say(market, feed, answer, updated_at)
        assert _refusal(market).name == name
    feed.send("behave", SILENT, sender=market.stranger)
    assert _refusal(market).name == "PriceMissing"


def test_t38_issue__another_unit_outstanding_without_a_price__refused(market: Market) -> None:
    """The total is unknown while any unit that is owed has no price."""
    market.issue(market.gold, market.holder, 10)
    market.wait(HEARTBEAT)
    market.pkr_feed.send("post", 3_600_000_000_000_001, market.now, sender=market.oracle)
    market.wait(1)
    stale = {"unit": XAU, "updatedAt": START, "heartbeat": HEARTBEAT, "time": market.now}
    with refuses("PriceStale", **stale):
        market.issue(market.bond, market.holder, 100)


def test_t38_issue__another_unit_without_a_price_but_nothing_owed__accepted(
    market: Market,
) -> None:
    market.wait(HEARTBEAT + 1)
    market.pkr_feed.send("post", 3_600_000_000_000_001, market.now, sender=market.oracle)
    market.issue(market.bond, market.holder, 100)
    assert used(market) == (3_601, True)


def test_t38_issue__both_prices_stale__the_first_position_is_named(market: Market) -> None:
    market.issue(market.bond, market.holder, 100)
    market.issue(market.gold, market.holder, 10)
    market.wait(HEARTBEAT + 1)
    stale = {"unit": PKR, "updatedAt": START, "heartbeat": HEARTBEAT, "time": market.now}
    for token in (market.gold, market.bond):
        with refuses("PriceStale", **stale):
            market.issue(token, market.holder, 100)


def test_t17_price_rises_over_the_cap__issue_refused_and_nothing_else(
    market: Market, feed: Contract
) -> None:
    """A passive breach: holders keep, move and redeem; only issuance stops, of every class."""
    market.issue(market.gold, market.holder, 400_000_000)
    market.issue(market.bond, market.holder, 1_000)
    say(market, feed, 6_000 * 10**8)
    over = 2_400_000_000 * USD + 36_000
    assert used(market) == (over, True)
    limit = {"assetClass": code32("COMMODITY"), "limitUsd": CAP}
    with refuses("ClassLimitExceeded", usedUsd=2_400_000_000 * USD + 6 * USD, **limit):
        market.issue(market.gold, market.holder, 1)
    with refuses("CapExceeded", usedUsd=over + 3_600, capUsd=CAP):
        market.issue(market.bond, market.holder, 100)
    with refuses("CapExceeded", usedUsd=over, capUsd=CAP):
        market.issue(market.bond, market.holder, 0)
    market.gold.send("transfer", market.other_holder, 1_000_000, sender=market.holder)
    market.carry_out(market.gold, "forcedTransfer", market.holder, market.other_holder, 1)
    market.redeem(market.gold, market.holder, 100_000_000)
    assert used(market) == (1_800_000_000 * USD + 36_000, True)
    market.issue(market.bond, market.holder, 100)


def test_t17_cap_lowered_below_what_is_owed__issue_refused_and_nothing_else(
    market: Market,
) -> None:
    market.issue(market.gold, market.holder, 1_000)
    market.carry_out(market.programme, "setCap", 1)
    with refuses("CapExceeded", usedUsd=4_200 * USD, capUsd=1):
        market.issue(market.gold, market.holder, 0)
    market.gold.send("transfer", market.other_holder, 1_000, sender=market.holder)
    market.redeem(market.gold, market.other_holder, 1_000)
    assert used(market) == (0, True)


def _refusal(market: Market) -> ContractRevert:
    outcome = market.programme.attempt("issue", GOLD, market.holder, 1, sender=market.fiscal_agent)
    assert isinstance(outcome, ContractRevert)
    return outcome
