"""Bond.announceCall: the ministry's, with notice, once; its time then stands for maturity."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import (
    BOND_MATURITY,
    CALL_NOTICE,
    CALLABLE_FROM,
    DAY,
    RECORD_TIMES,
    Market,
    emitted,
    refuses,
)


@pytest.mark.parametrize("actor", ["fiscal_agent", "regulator", "registrar", "stranger"])
def test_announce_call__not_the_ministry__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
        market.bond.send("announceCall", CALLABLE_FROM, sender=caller)


def test_announce_call__terms_without_a_call__refused(market: Market) -> None:
    coupon = (72_500, 2, [], (0, CALL_NOTICE, [(RECORD_TIMES[0], 1)]))
    bond = market.deploy_token("PK00BOND0009", "Bond", "PKR", 2, 100, BOND_MATURITY, *coupon)
    with refuses("NotCallable"):
        bond.send("announceCall", market.now + 100 * DAY, sender=market.ministry)


def test_announce_call__before_it_may_be_or_after_maturity__refused(market: Market) -> None:
    for time in (CALLABLE_FROM - 1, BOND_MATURITY):
        refused = {"time": time, "earliest": CALLABLE_FROM, "maturityTime": BOND_MATURITY}
        with refuses("CallTimeRefused", **refused):
            market.bond.send("announceCall", time, sender=market.ministry)


def test_announce_call__without_notice__refused(market: Market) -> None:
    market.engine.advance_to(CALLABLE_FROM)
    earliest = market.now + CALL_NOTICE
    refused = {"time": earliest - 1, "earliest": earliest, "maturityTime": BOND_MATURITY}
    with refuses("CallTimeRefused", **refused):
        market.bond.send("announceCall", earliest - 1, sender=market.ministry)
    market.bond.send("announceCall", earliest, sender=market.ministry)


def test_announce_call__twice__refused(market: Market) -> None:
    market.bond.send("announceCall", CALLABLE_FROM, sender=market.ministry)
    with refuses("IssueCalled", callTime=CALLABLE_FROM):
        market.bond.send("announceCall", CALLABLE_FROM + DAY, sender=market.ministry)


def test_t27__issue__from_the_time_of_the_call_on__refused(market: Market) -> None:
    receipt = market.bond.send("announceCall", CALLABLE_FROM, sender=market.ministry)
    assert emitted(receipt, "CallAnnounced") == [{"time": CALLABLE_FROM}]
    assert market.bond.call("callTime") == CALLABLE_FROM
    market.issue(market.bond, market.holder, 100)
    market.engine.advance_to(CALLABLE_FROM)
    market.post_prices()
    with refuses("Matured", maturityTime=CALLABLE_FROM, time=market.now):
        market.issue(market.bond, market.holder, 100)


def test_redeem__called__from_its_time_on(market: Market) -> None:
    market.issue(market.bond, market.holder, 100)
    market.bond.send("announceCall", CALLABLE_FROM, sender=market.ministry)
    with refuses("NotMatured", maturityTime=CALLABLE_FROM, time=market.now):
        market.redeem(market.bond, market.holder, 100)
    market.engine.advance_to(CALLABLE_FROM)
    market.redeem(market.bond, market.holder, 100)
    assert market.bond.call("totalSupply") == 0
