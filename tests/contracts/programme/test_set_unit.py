"""Programme.setUnit: units of account and the feeds that price them, by order of two parties."""

from __future__ import annotations

import pytest

from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.programme.conftest import unit_of
from tests.contracts.system import (
    HEARTBEAT,
    PKR_PRICE,
    USD,
    Market,
    emitted,
    order_id,
    refuses,
)

NOBODY = "0x" + "00" * 20
PKR = code32("PKR")


def set_unit(market: Market, unit):
    return market.carry_out(market.programme, "setUnit", unit)


def test_set_unit__not_the_ministry__refused(market: Market, new_feed) -> None:
    unit = unit_of("EUR", 2, new_feed("EUR", 8, 1))
    for caller in (market.regulator, market.oracle, market.stranger):
        with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
            market.programme.send("setUnit", unit, sender=caller)


def test_t47_set_unit__another_feed_than_ordered__refused(market: Market, new_feed) -> None:
    ordered, other = (unit_of("EUR", 2, new_feed("EUR", 8, 1)) for _ in range(2))
    market.order(market.programme, "setUnit", ordered)
    market.wait(HEARTBEAT)
    order = order_id(market.programme, market.programme.encode("setUnit", other))
    with refuses("OrderNotApproved", order=order):
        market.programme.send("setUnit", other, sender=market.ministry)
    market.programme.send("setUnit", ordered, sender=market.ministry)


def test_t40_set_unit__feed_of_another_unit__refused(market: Market, new_feed) -> None:
    for unit, description in (("EUR", "PKR"), ("PKR", "XAU"), ("PKR", "PKRX"), ("PKRX", "PKR")):
        feed = new_feed(description, 8, 1)
        mismatch = {"unit": code32(unit), "description": f"{description} / USD"}
        with refuses("FeedMismatch", **mismatch):
            set_unit(market, unit_of(unit, 2, feed))


def test_t40_set_unit__price_the_wrong_way_round__refused(
    market: Market, fixture_artifacts
) -> None:
    receipt = market.engine.deploy(
        fixture_artifacts["LooseFeed"], ("USD / PKR", 8), sender=market.deployer
    )
    with refuses("FeedMismatch", unit=PKR, description="USD / PKR"):
        set_unit(market, (PKR, 2, receipt.contract_address, HEARTBEAT))


def test_set_unit__no_feed_or_no_heartbeat__refused(market: Market, new_feed) -> None:
    feed = new_feed("EUR", 8, 1)
    for address, heartbeat in ((NOBODY, HEARTBEAT), (feed.address, 0), (NOBODY, 0)):
        with refuses("FeedRequired", unit=code32("EUR")):
            set_unit(market, (code32("EUR"), 2, address, heartbeat))


def test_set_unit__usd_with_a_feed__refused(market: Market, new_feed) -> None:
    with refuses("FeedRequired", unit=code32("USD")):
        set_unit(market, unit_of("USD", 2, new_feed("USD", 8, 1)))


@pytest.mark.parametrize("decimals", [0, 1, 3, 18, 255])
def test_t18_set_unit__known_unit_with_other_decimals__refused(
    market: Market, new_feed, decimals: int
) -> None:
    with refuses("DecimalsMismatch", unit=PKR, decimals=2, given=decimals):
        set_unit(market, unit_of("PKR", decimals, new_feed("PKR", 8, 1)))


@pytest.mark.parametrize("decimals", [19, 77, 255])
def test_t18_set_unit__too_many_decimals__refused(market: Market, new_feed, decimals: int) -> None:
    with refuses("TooManyDecimals", unit=code32("EUR"), decimals=decimals):
        set_unit(market, unit_of("EUR", decimals, new_feed("EUR", 8, 1)))
    with refuses("TooManyDecimals", unit=code32("EUR"), decimals=decimals):
        set_unit(market, unit_of("EUR", 2, new_feed("EUR", decimals, 1)))


def test_set_unit__code_of_31_characters__accepted(market: Market, new_feed) -> None:
    code = "A" * 31
    receipt = set_unit(market, unit_of(code, 18, new_feed(code, 18, 1), 7))
    told = emitted(receipt, "UnitSet")[0]
    assert (told["code"], told["decimals"], told["heartbeat"]) == (code32(code), 18, 7)


def test_set_unit__code_of_32_characters__refused(market: Market, new_feed) -> None:
    """No feed can be described by it, so it is refused before its description is compared."""
    with refuses("InvalidShortString"):
        set_unit(market, unit_of("A" * 32, 2, new_feed("A" * 31, 8, 1)))


def test_t40_set_unit__real_feed_of_8_decimals_for_18__same_dollars(
    market: Market, new_feed
) -> None:
    """The posted feed has 18 decimals; a feed of 8 takes its place at the same price."""
    market.issue(market.bond, market.holder, 1_000_000)
    before = market.programme.call("usedUsd").total
    feed = new_feed("PKR", 8, PKR_PRICE // 10**10)
    receipt = set_unit(market, unit_of("PKR", 2, feed, HEARTBEAT))
    assert emitted(receipt, "UnitSet") == [
        {
            "code": PKR,
            "decimals": 2,
            "feed": feed.address,
            "feedDecimals": 8,
            "heartbeat": HEARTBEAT,
        }
    ]
    assert before == market.programme.call("usedUsd").total == 36 * USD
    market.issue(market.bond, market.holder, 1_000_000)
    assert market.programme.call("usedUsd").total == 72 * USD


def test_set_unit__heartbeat_shortened__old_price_is_stale(market: Market) -> None:
    posted = market.now
    set_unit(market, unit_of("PKR", 2, market.pkr_feed, 60))
    stale = {"unit": PKR, "updatedAt": posted, "heartbeat": 60, "time": market.now}
    with refuses("PriceStale", **stale):
        market.issue(market.bond, market.holder, 100)
