"""What settlement costs at most, and what a batch does where an instrument costs more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rwa.chain.deployment import code32
from tests.contracts.settlement.trades import (
    AMOUNT,
    SELLER,
    SETTLED,
    Trade,
    fund,
    holdings,
    instruction,
    progress,
    settle,
    trade,
)
from tests.contracts.system import MINUTE, Market, emitted

FIRST_TRADE, FURTHER_TRADE, BATCHED_TRADE, FAILED_TRADE = 230_000, 160_000, 76_000, 66_000
BATCH = 50
MANY = 16
"""Record dates whose closing costs more than one trade of a batch may."""


def numbered(market: Market, number: int, **changes: object) -> Trade:
    ref = code32(f"T-{number}")
    return trade(market, ref=ref, seller_nonce=number, buyer_nonce=number, **changes)


def test_settle__first_and_further_trade__cost_at_most_the_limit(market: Market) -> None:
    fund(market)
    first, further = (settle(market, numbered(market, number)).gas_used for number in (0, 1))
    assert first <= FIRST_TRADE
    assert further <= FURTHER_TRADE
    assert first < market.settlement.call("GAS_PER_TRADE")


def test_batch__of_fifty__each_trade_costs_at_most_the_limit(market: Market) -> None:
    fund(market)
    settle(market, numbered(market, 99))
    for changes, limit in (({}, BATCHED_TRADE), ({"clean": 10**12}, FAILED_TRADE)):
        start = 100 * limit
        signed = [
            instruction(market.settlement, numbered(market, start + number, **changes))
            for number in range(BATCH)
        ]
        with market.undone():
            receipt = market.settlement.send("settleBatch", signed, sender=market.stranger)
            assert receipt.gas_used <= limit * BATCH


def test_t32_batch__many_record_dates_to_close__closed_before_the_first_trade(
    market: Market,
) -> None:
    """One transfer would close them all, which is more than a trade of a batch may use."""
    fund(market)
    market.issue(market.gold, SELLER.address, 7)
    market.gold.send("approve", market.settlement.address, 7, sender=SELLER.address)
    for number in range(MANY):
        when = market.now + (number + 1) * MINUTE
        market.gold.send("announceRecordDate", when, sender=market.fiscal_agent)
    gold = numbered(market, 1, instrument=code32("XAU-KARACHI"), amount=7)
    bond, nothing = numbered(market, 2), numbered(market, 3, instrument=code32("NONE"))
    market.wait((MANY + 1) * MINUTE)
    signed = [instruction(market.settlement, each) for each in (bond, nothing, gold)]
    receipt = market.settlement.send("settleBatch", signed, sender=market.stranger)
    assert len(emitted(receipt, "RecordDateClosed")) == MANY
    assert [told["trade"].ref for told in emitted(receipt, "SettlementFailed")] == [nothing.ref]
    assert [progress(market, each) for each in (bond, gold)] == [(AMOUNT, SETTLED), (7, SETTLED)]


@pytest.mark.slow
def test_bench__as_delivered__every_figure_within_its_limit() -> None:
    script = Path(__file__).parents[3] / "scripts" / "bench_dvp.py"
    done = subprocess.run(
        [sys.executable, str(script), "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(json.loads(done.stdout)) == 7


def test_t33_settle__stray_cash_at_the_contract__neither_blocks_nor_leaks(market: Market) -> None:
    fund(market)
    desk = market.settlement.address
    market.pkr_cash.send("mint", desk, 77, sender=market.fiscal_agent)
    settle(market, numbered(market, 1))
    assert market.pkr_cash.call("balanceOf", desk) == 77
    assert holdings(market)[2] == AMOUNT
