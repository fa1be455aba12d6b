"""The book of trades, rebuilt from the settlement's events."""

from __future__ import annotations

import pytest

from rwa.calendar import Timestamp
from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import Code, TradeId
from rwa.ledger import Ledger
from rwa.ledger.trades import Fail, Part
from rwa.trade import Trade, TradeStatus
from tests.builders import ALICE, BILL, CASH, DAY, GENESIS, HINA, START, Story, opened
from tests.trades import tell_cancelled, tell_failed, tell_settled

ID = TradeId("0x" + "ab" * 32)
TRADE = Trade(
    Code("T-1"), BILL, Code("PKR"), ALICE, HINA, 1_500_000, 100, 0,
    START, Timestamp(START + DAY), 7, 8, True,
)  # fmt: skip


@pytest.fixture
def story() -> Story:
    story = opened()
    story.tell("settlement", "CashAccepted", unit="PKR", token=CASH)
    return story


def test_trade__fails_then_settles_in_parts__all_of_it_kept(story: Story) -> None:
    tell_failed(story, ID, TRADE, "CashShort")
    book = story.ledger.trades
    assert book.nonces == set()
    story.wait(60)
    for _ in range(3):
        tell_settled(story, ID, TRADE, 500_000)
    record = book.trades[ID]
    later = Timestamp(START + 60)
    assert record.fails == [Fail(START, 1_500_000, "CashShort", "0x")]
    assert record.parts == [Part(later, 500_000, cash) for cash in (33, 33, 34)]
    assert (record.settled, record.paid, record.status) == (1_500_000, 100, TradeStatus.SETTLED)
    assert book.nonces == {(ALICE, 7), (HINA, 8)}


@pytest.mark.parametrize(("part", "cash"), [(2_000_000, 133), (500_000, 34), (500_000, 32)])
def test_t52_trade__more_than_is_left_or_another_share__cannot_be(
    story: Story, part: int, cash: int
) -> None:
    with pytest.raises(LedgerError, match="of trade T-1 settles for"):
        tell_settled(story, ID, TRADE, part, cash)


def test_t30_trade__ended__cannot_settle_or_be_cancelled_again(story: Story) -> None:
    tell_cancelled(story, ID, TRADE, ALICE)
    with pytest.raises(LedgerError, match="trade T-1 is cancelled already"):
        tell_settled(story, ID, TRADE, 500_000)
    with pytest.raises(LedgerError, match="trade T-1 is cancelled already"):
        tell_cancelled(story, ID, TRADE, HINA)


def test_trade__currency_without_cash__cannot_be() -> None:
    with pytest.raises(LedgerError, match="settlement says TradeSettled, which cannot be"):
        tell_settled(opened(), ID, TRADE, 500_000)


def test_events__of_trades__survive_their_line(story: Story) -> None:
    tell_failed(story, ID, TRADE, "CashShort")
    tell_settled(story, ID, TRADE, 500_000)
    tell_cancelled(story, ID, TRADE, ALICE)
    again = Ledger(GENESIS)
    for event in story.events:
        again.apply(Event.from_json(event.to_json()))
    assert again.trades.trades == story.ledger.trades.trades
