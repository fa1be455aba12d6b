"""The standing word, refreshStanding and the views of exchanges and wallets."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.entry import Status
from tests.contracts.system import (
    DAY,
    DOCUMENT,
    FIRST,
    KYC_EXPIRY,
    NOC_EXPIRY,
    SECOND,
    Market,
    emitted,
    identity_address,
    refuses,
)

NEVER = 2**40 - 1


def standing(market: Market) -> tuple[int, int, int]:
    """Epoch, earliest NOC expiry and bitmap."""
    word = market.participants.call("currentStanding")
    return word >> 216, word >> 176 & NEVER, word % 2**176


def refresh(market: Market):
    return market.participants.send("refreshStanding", sender=market.stranger)


def set_expiry(market: Market, exchange: int, expiry: int) -> None:
    arguments = (exchange, expiry, DOCUMENT)
    market.participants.send("setNocExpiry", *arguments, sender=market.regulator)


@pytest.mark.parametrize("exchange", [0, 3, 175, 176, 255])
def test_require_whitelisted__no_such_exchange__refused(market: Market, exchange: int) -> None:
    refused = {"exchange": exchange, "status": Status.UNLISTED, "nocExpiry": 0}
    with refuses("ExchangeNotWhitelisted", **refused):
        market.participants.call("requireWhitelisted", exchange)
    assert market.participants.call("isWhitelisted", exchange) is False


def test_t09_require_whitelisted__around_the_expiry__last_second_only(market: Market) -> None:
    market.engine.advance_to(NOC_EXPIRY - 1)
    market.participants.call("requireWhitelisted", FIRST)
    market.engine.advance_to(NOC_EXPIRY)
    refused = {"exchange": FIRST, "status": Status.ACTIVE, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        market.participants.call("requireWhitelisted", FIRST)


def test_standing__of_a_new_registry__epoch_one_and_nobody_listed(market: Market) -> None:
    for done in market.system.done:
        assert "StandingChanged" not in [log.event for log in done.receipt.logs]
    assert standing(market) == (1, NOC_EXPIRY, 1 << FIRST | 1 << SECOND)


def test_t09_refresh_standing__by_anyone_after_a_lapse__the_lapsed_noc_is_dropped(
    market: Market,
) -> None:
    set_expiry(market, FIRST, NOC_EXPIRY - DAY)
    market.engine.advance_to(NOC_EXPIRY - DAY)
    assert standing(market) == (1, NOC_EXPIRY - DAY, 1 << FIRST | 1 << SECOND)
    receipt = refresh(market)
    assert standing(market) == (1, NOC_EXPIRY, 1 << SECOND)
    word = market.participants.call("currentStanding")
    assert emitted(receipt, "StandingChanged") == [{"standing": word}]
    market.engine.advance_to(NOC_EXPIRY)
    refresh(market)
    assert standing(market) == (1, NEVER, 0)


@pytest.mark.parametrize("refreshed", [False, True])
def test_t09_lapsed_noc__refreshed_or_not__stops_its_own_customers_alone(
    market: Market, refreshed: bool
) -> None:
    market.issue(market.gold, market.holder, 10)
    set_expiry(market, FIRST, market.now + DAY)
    market.wait(DAY)
    if refreshed:
        refresh(market)
    lapsed = {"exchange": FIRST, "status": Status.ACTIVE, "nocExpiry": market.now}
    with refuses("ExchangeNotWhitelisted", **lapsed):
        market.gold.send("transfer", market.other_holder, 1, sender=market.holder)
    market.gold.send("transfer", market.distant_holder, 10, sender=market.holder)
    assert market.gold.call("balanceOf", market.distant_holder) == 10


def test_t10_revocation__right_before_a_delivery__delivery_fails_and_exit_is_open(
    market: Market,
) -> None:
    market.issue(market.gold, market.holder, 10)
    market.issue(market.gold, market.distant_holder, 10)
    market.gold.send("approve", market.stranger, 10, sender=market.distant_holder)
    market.gold.send("transfer", market.holder, 1, sender=market.distant_holder)
    market.set_status(FIRST, Status.REVOKED)
    revoked = {"exchange": FIRST, "status": Status.REVOKED, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **revoked):
        market.gold.send("transfer", market.holder, 1, sender=market.distant_holder)
    with refuses("ExchangeNotWhitelisted", **revoked):
        market.gold.send(
            "transferFrom", market.distant_holder, market.holder, 1, sender=market.stranger
        )
    with refuses("ExchangeNotWhitelisted", **revoked):
        market.issue(market.gold, market.holder, 1)
    market.gold.send("transfer", market.distant_holder, 11, sender=market.holder)
    assert market.gold.call("balanceOf", market.distant_holder) == 20


def test_views__wallet_never_seen__nothing_known(market: Market) -> None:
    for wallet in (market.stranger, ZERO_ADDRESS):
        assert market.participants.call("holder", wallet) == 0
        assert market.participants.call("isVerified", wallet) is False
        assert market.participants.call("contains", wallet) is False
        assert market.participants.call("identity", wallet) == ZERO_ADDRESS
        assert market.participants.call("successorOf", wallet) == ZERO_ADDRESS


def test_views__holder__as_erc_3643_reads_it(market: Market) -> None:
    assert market.participants.call("identity", market.holder) == identity_address("holder")
    assert market.participants.call("contains", market.holder) is True
    market.engine.advance_to(KYC_EXPIRY - 1)
    assert market.participants.call("isVerified", market.holder) is True
    market.engine.advance_to(KYC_EXPIRY)
    assert market.participants.call("isVerified", market.holder) is False


def test_is_verified__exchange_suspended__still_verified(market: Market) -> None:
    """Identity is one thing, the sponsor's standing another."""
    market.set_status(FIRST, Status.SUSPENDED)
    assert market.participants.call("isVerified", market.holder) is True


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("status"), st.sampled_from([1, 2]), st.sampled_from(list(Status)[1:])),
        st.tuples(st.just("expiry"), st.sampled_from([1, 2]), st.integers(1, 60)),
        st.tuples(st.just("wait"), st.integers(1, 40), st.just(0)),
        st.tuples(st.just("refresh"), st.just(0), st.just(0)),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(acts=ACTS)
def test_t09_standing__any_history__never_lists_who_is_not_whitelisted(
    market: Market, acts: list[tuple[str, int, int]]
) -> None:
    """Before the earliest expiry the bitmap is the truth; after it each exchange is asked."""
    with market.undone():
        for act, which, value in acts:
            _attempt(market, act, which, value)
            _, earliest, bitmap = standing(market)
            asked = [(exchange,) for exchange in range(4)]
            listed = market.participants.call_many("isWhitelisted", asked)
            if market.now < earliest:
                assert bitmap == sum(1 << each for each, yes in enumerate(listed) if yes)
            else:
                assert all(bitmap >> each & 1 for each, yes in enumerate(listed) if yes)


def _attempt(market: Market, act: str, which: int, value: int) -> None:
    if act == "wait":
        market.wait(which)
    elif act == "refresh":
        refresh(market)
    elif act == "status":
        arguments = (which, int(value), DOCUMENT)
        market.participants.attempt("setStatus", *arguments, sender=market.regulator)
    else:
        arguments = (which, market.now + value, DOCUMENT)
        market.participants.attempt("setNocExpiry", *arguments, sender=market.regulator)
