"""Record dates are announced in order and ahead, sixty-four at most."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import DAY, RECORD_TIMES, Market, refuses
from tests.contracts.token.conftest import OpenMarket

LAST_SECOND = 2**40 - 1
MOST = 64


@pytest.mark.parametrize("caller", ["ministry", "regulator", "registrar", "holder"])
def test_announce_record_date__not_the_fiscal_agent__refused(market: Market, caller: str) -> None:
    account = getattr(market, caller)
    with refuses("RoleRequired", account=account, role=int(Role.FISCAL_AGENT)):
        market.gold.send("announceRecordDate", market.now + DAY, sender=account)


@pytest.mark.parametrize("ahead", [0, -1, -DAY])
def test_announce_record_date__not_ahead__refused(market: Market, ahead: int) -> None:
    when = market.now + ahead
    with refuses("RecordTimeRefused", recordTime=when, after_=market.now):
        market.gold.send("announceRecordDate", when, sender=market.fiscal_agent)


@pytest.mark.parametrize("later", [0, -1])
def test_announce_record_date__not_after_the_last__refused(market: Market, later: int) -> None:
    last = RECORD_TIMES[-1]
    with refuses("RecordTimeRefused", recordTime=last + later, after_=last):
        market.bond.send("announceRecordDate", last + later, sender=market.fiscal_agent)


def test_announce_record_date__last_one_passed__now_counts(market: Market) -> None:
    market.gold.send("announceRecordDate", market.now + 1, sender=market.fiscal_agent)
    market.wait(DAY)
    with refuses("RecordTimeRefused", recordTime=market.now, after_=market.now):
        market.gold.send("announceRecordDate", market.now, sender=market.fiscal_agent)


def test_t19__the_last_second_that_can_be_told__refused(market: Market) -> None:
    with refuses("RecordTimeRefused", recordTime=LAST_SECOND, after_=market.now):
        market.gold.send("announceRecordDate", LAST_SECOND, sender=market.fiscal_agent)
    market.gold.send("announceRecordDate", LAST_SECOND - 1, sender=market.fiscal_agent)
    assert market.gold.call("recordTimes") == [LAST_SECOND - 1]


def test_announce_record_date__sixty_fourth_accepted__sixty_fifth_refused(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    start = market.now
    for number in range(1, MOST + 1):
        token.send("announceRecordDate", start + number, sender=market.fiscal_agent)
    with refuses("TooManyRecordDates"):
        token.send("announceRecordDate", start + DAY, sender=market.fiscal_agent)
    open_market.mint(token, market.holder, 5)
    market.wait(DAY)
    with refuses("TooManyRecordDates"):
        token.send("announceRecordDate", market.now + DAY, sender=market.fiscal_agent)
    token.send("transfer", market.other_holder, 2, sender=market.holder)
    assert token.call("closedPeriods") == MOST
    kept = [token.call("balanceOfAt", market.holder, period) for period in (0, 31, 63)]
    assert kept == [5, 5, 5]
    with refuses("RecordDateOpen", period=MOST, recordTime=0, time=market.now):
        token.call("balanceOfAt", market.holder, MOST)
    token.send("transfer", market.other_holder, 1, sender=market.holder)
    assert token.call("balanceOf", market.holder) == 2


def test_announce_record_date__ahead__kept_and_told(market: Market) -> None:
    start = market.now
    for period, when in enumerate((start + 1, start + DAY)):
        receipt = market.gold.send("announceRecordDate", when, sender=market.fiscal_agent)
        assert [(log.event, list(log.args.values())) for log in receipt.logs] == [
            ("RecordDateAnnounced", [period, when])
        ]
    assert market.gold.call("recordTimes") == [start + 1, start + DAY]
    assert market.gold.call("closedPeriods") == 0


@pytest.mark.parametrize("closed", [False, True])
def test_announce_record_date__after_earlier_ones_passed__counts_on(
    open_market: OpenMarket, closed: bool
) -> None:
    market, token = open_market.market, open_market.reserve
    announce = ("announceRecordDate", market.now + DAY)
    token.send(*announce, sender=market.fiscal_agent)
    open_market.mint(token, market.holder, 5)
    market.wait(2 * DAY)
    if closed:
        token.send("closeRecordDates", 1, sender=market.stranger)
    token.send("announceRecordDate", market.now + DAY, sender=market.fiscal_agent)
    open_market.mint(token, market.holder, 5)
    market.wait(DAY)
    open_market.mint(token, market.holder, 5)
    kept = [token.call("balanceOfAt", market.holder, period) for period in (0, 1)]
    assert kept == [5, 10]
