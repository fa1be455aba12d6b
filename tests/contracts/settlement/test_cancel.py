"""Either party ends a trade before it settles; what has settled stays (T30)."""

from __future__ import annotations

from typing import Any

import pytest

from rwa.chain.deployment import code32
from tests.contracts.settlement.trades import (
    AMOUNT,
    BUYER,
    CANCELLED,
    SELLER,
    SETTLED,
    fund,
    progress,
    settle,
    trade,
)
from tests.contracts.system import Market, emitted, refuses

REF = code32("T-1")


def test_cancel__by_another__refused(market: Market) -> None:
    for account in (market.stranger, market.ministry):
        with refuses("NotParty", ref=REF, account=account):
            market.settlement.send("cancel", trade(market).fields, sender=account)


def test_t30_cancel__settled__refused(market: Market) -> None:
    fund(market)
    agreed = trade(market)
    settle(market, agreed)
    with refuses("TradeEnded", ref=REF, status=SETTLED):
        market.settlement.send("cancel", agreed.fields, sender=SELLER.address)


def test_t30_cancel__cancelled__refused(market: Market) -> None:
    agreed = trade(market)
    market.settlement.send("cancel", agreed.fields, sender=SELLER.address)
    with refuses("TradeEnded", ref=REF, status=CANCELLED):
        market.settlement.send("cancel", agreed.fields, sender=BUYER.address)


def test_t30_cancel__expired__refused(market: Market) -> None:
    agreed = trade(market)
    market.engine.advance_to(agreed.expiry)
    with refuses("TradeExpired", ref=REF, expiry=agreed.expiry, time=agreed.expiry):
        market.settlement.send("cancel", agreed.fields, sender=SELLER.address)


@pytest.mark.parametrize("party", [SELLER, BUYER], ids=["seller", "buyer"])
def test_cancel__by_a_party__told_and_over(market: Market, party: Any) -> None:
    agreed = trade(market)
    receipt = market.settlement.send("cancel", agreed.fields, sender=party.address)
    (told,) = emitted(receipt, "TradeCancelled")
    assert (told["id"], tuple(told["trade"])) == (agreed.id, agreed.fields)
    assert told["account"] == party.address
    assert progress(market, agreed) == (0, CANCELLED)


def test_cancel__part_has_settled__the_rest_is_over_and_the_part_stays(market: Market) -> None:
    fund(market)
    agreed = trade(market, in_parts=True)
    settle(market, agreed, 4_000)
    market.settlement.send("cancel", agreed.fields, sender=BUYER.address)
    assert progress(market, agreed) == (4_000, CANCELLED)
    with refuses("TradeEnded", ref=REF, status=CANCELLED):
        settle(market, agreed, 100)


def test_t24_cancel__of_terms_the_other_never_signed__leaves_the_signed_trade_alone(
    market: Market,
) -> None:
    fund(market)
    forged = trade(market, clean=1)
    market.settlement.send("cancel", forged.fields, sender=SELLER.address)
    agreed = trade(market)
    settle(market, agreed)
    assert progress(market, agreed) == (AMOUNT, SETTLED)


def test_cancel__amended_under_the_same_number__the_new_terms_settle(market: Market) -> None:
    fund(market)
    market.settlement.send("cancel", trade(market).fields, sender=SELLER.address)
    settle(market, trade(market, clean=9_000))
