"""Anyone may close what has passed, in pages."""

from __future__ import annotations

import pytest

from tests.contracts.system import DAY
from tests.contracts.token.conftest import OpenMarket


def passed(open_market: OpenMarket, count: int) -> None:
    """Record dates on as many days, all but the last passed."""
    market, token = open_market.market, open_market.reserve
    for days in range(1, count + 1):
        when = market.now + days * DAY
        token.send("announceRecordDate", when, sender=market.fiscal_agent)
    open_market.mint(token, market.holder, 9)
    market.wait((count - 1) * DAY)


@pytest.mark.parametrize("most", [0, 1, 2**256 - 1])
def test_close_record_dates__none_due__does_nothing(open_market: OpenMarket, most: int) -> None:
    token = open_market.reserve
    receipt = token.send("closeRecordDates", most, sender=open_market.market.stranger)
    assert receipt.logs == ()
    assert token.call("closedPeriods") == 0


def test_close_record_dates__in_pages__all_in_order_and_the_future_left(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    passed(open_market, 6)
    told = []
    for most in (0, 2, 1, 50, 50):
        receipt = token.send("closeRecordDates", most, sender=market.stranger)
        told.append([(log.event, *log.args.values()) for log in receipt.logs])
    closed = [("RecordDateClosed", period, 9) for period in range(5)]
    assert told == [[], closed[:2], closed[2:3], closed[3:], []]
    assert token.call("closedPeriods") == 5


def test_close_record_dates__partly__the_next_movement_closes_the_rest_first(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    passed(open_market, 4)
    token.send("closeRecordDates", 1, sender=market.stranger)
    receipt = token.send("transfer", market.other_holder, 4, sender=market.holder)
    told = [log.event for log in receipt.logs]
    assert told == ["RecordDateClosed", "RecordDateClosed", "Transfer"]
    kept = [token.call("balanceOfAt", market.holder, period) for period in range(3)]
    assert kept == [9, 9, 9]


def test_t28__refused_transfer__closes_nothing(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    passed(open_market, 3)
    token.attempt("transfer", market.stranger, 1, sender=market.holder)
    assert token.call("closedPeriods") == 0
    assert token.call("totalSupplyAt", 0) == 9
