"""A cancellation: the holder gives units up before maturity, and is asked as a sender is."""

from __future__ import annotations

import pytest

from rwa.entry import Status
from tests.contracts.system import BILL_MATURITY, DAY, FIRST, RECORD_TIMES, Market, refuses
from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.faults import (
    BALANCE,
    FROZEN,
    PAUSED,
    SENDER,
    SHORT,
    Deal,
    Fault,
    check_order,
    named,
)

CANCEL = (PAUSED, *SENDER, SHORT, FROZEN)
"""The order of a cancellation's refusals once the programme asks."""


class GivenUp(Deal):
    """A cancellation about to be tried through the open programme."""

    open_market: OpenMarket

    @classmethod
    def of(cls, open_market: OpenMarket) -> GivenUp:
        """A sound cancellation of the open market's bill."""
        market = open_market.market
        missing = BALANCE - open_market.bill.call("balanceOf", market.holder)
        open_market.mint(open_market.bill, market.holder, missing)
        deal = cls(market, open_market.bill, market.holder, market.distant_holder)
        deal.open_market = open_market
        return deal


def cancel(deal: Deal) -> None:
    """Try it."""
    assert isinstance(deal, GivenUp)
    call = ("cancel", deal.token.address, deal.sender, deal.amount)
    deal.open_market.programme.send(*call, sender=deal.market.deployer)


@pytest.mark.parametrize("caller", ["fiscal_agent", "registrar", "holder", "ministry"])
def test_t14__anyone_but_the_programme__may_not_cancel(market: Market, caller: str) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    account = getattr(market, caller)
    with refuses("NotProgramme", account=account):
        market.gold.send("cancel", market.holder, 1, 0, sender=account)


@pytest.mark.parametrize("fault", CANCEL, ids=named(CANCEL))
def test_cancel__two_faults__the_earlier_is_told(open_market: OpenMarket, fault: Fault) -> None:
    check_order(lambda: GivenUp.of(open_market), CANCEL, fault, cancel)


def test_t25_cancel__matured__refused_to_the_second(open_market: OpenMarket) -> None:
    deal, market = GivenUp.of(open_market), open_market.market
    market.engine.advance_to(BILL_MATURITY - 1)
    cancel(deal)
    market.engine.advance_to(BILL_MATURITY)
    with refuses("Matured", maturityTime=BILL_MATURITY, time=BILL_MATURITY):
        cancel(deal)


def test_cancel__exchange_revoked__leaving_is_open(open_market: OpenMarket) -> None:
    deal, market = GivenUp.of(open_market), open_market.market
    market.set_status(FIRST, Status.REVOKED)
    cancel(deal)
    assert open_market.bill.call("totalSupply") == BALANCE - deal.amount
    assert open_market.bill.call("balanceOf", market.holder) == BALANCE - deal.amount


def test_t21_cancel__after_a_record_date__the_past_stays(open_market: OpenMarket) -> None:
    deal, market = GivenUp.of(open_market), open_market.market
    time = max(market.now, RECORD_TIMES[0]) + DAY
    deal.token.send("announceRecordDate", time, sender=market.fiscal_agent)
    market.engine.advance_to(time)
    cancel(deal)
    assert deal.token.call("balanceOfAt", market.holder, 0) == BALANCE
    assert deal.token.call("totalSupplyAt", 0) == BALANCE
