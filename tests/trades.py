"""Trades as the settlement's events tell them, for the tests of ledger and rules."""

from __future__ import annotations

from dataclasses import asdict

from rwa.events import Value
from rwa.identifiers import TradeId
from rwa.trade import Trade
from tests.builders import Story


def tell_settled(
    story: Story, identifier: TradeId, trade: Trade, part: int, cash: int | None = None
) -> None:
    """An amount of the trade settles, for its share of the cash unless given."""
    settled = story.ledger.trades.settled(identifier)
    due = trade.share(settled + part) - trade.share(settled)
    paid = due if cash is None else cash
    story.tell("settlement", "TradeSettled", **_fields(identifier, trade), part=part, cash=paid)


def tell_failed(story: Story, identifier: TradeId, trade: Trade, refusal: str) -> None:
    """The whole trade fails in a batch."""
    fields = _fields(identifier, trade)
    story.tell(
        "settlement", "SettlementFailed", **fields, part=trade.amount, refusal=refusal, data="0x"
    )


def tell_cancelled(story: Story, identifier: TradeId, trade: Trade, account: str) -> None:
    """The trade is cancelled."""
    story.tell("settlement", "TradeCancelled", **_fields(identifier, trade), account=account)


def _fields(identifier: TradeId, trade: Trade) -> dict[str, Value]:
    return {"trade": identifier, **asdict(trade)}
