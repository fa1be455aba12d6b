"""The book of trades: what settled of each, how often it failed and why, from the settlement's
events.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rwa.calendar import Timestamp
from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import Code, Party, TradeId
from rwa.trade import Trade, TradeStatus

SETTLEMENT = Party("settlement")
"""The settlement contract, as events name it."""


@dataclass(frozen=True, slots=True)
class Part:
    """An amount that settled, and the cash paid for it."""

    time: Timestamp
    amount: int
    cash: int


@dataclass(frozen=True, slots=True)
class Fail:
    """An attempt that failed: the refusal's name (none where the contract could not tell) and its
    bytes in hexadecimal.
    """

    time: Timestamp
    amount: int
    refusal: str
    data: str


@dataclass(slots=True)
class TradeRecord:
    """One trade that the contract has met."""

    id: TradeId
    trade: Trade
    parts: list[Part] = field(default_factory=list)
    fails: list[Fail] = field(default_factory=list)
    status: TradeStatus = TradeStatus.PENDING

    @property
    def settled(self) -> int:
        """Base units settled so far."""
        return sum(part.amount for part in self.parts)

    @property
    def paid(self) -> int:
        """Cash paid so far."""
        return sum(part.cash for part in self.parts)


class TradeBook:
    """Trades by id, numbers used, and the cash accepted for each currency.

    Anyone may hand in a trade that nobody signed: then there is a record of nothing but fails.
    """

    def __init__(self) -> None:
        self.trades: dict[TradeId, TradeRecord] = {}
        self.nonces: set[tuple[Party, int]] = set()
        self.cash: dict[Code, Party] = {}

    def status(self, trade: TradeId) -> TradeStatus:
        """How a trade stands; pending where the contract has never met it."""
        record = self.trades.get(trade)
        return record.status if record else TradeStatus.PENDING

    def settled(self, trade: TradeId) -> int:
        """Base units of a trade settled so far."""
        record = self.trades.get(trade)
        return record.settled if record else 0

    def settle(self, record: TradeRecord, part: Part) -> None:
        """An amount of a trade has settled."""
        record.parts.append(part)
        agreed = record.trade
        self.nonces |= {(agreed.seller, agreed.seller_nonce), (agreed.buyer, agreed.buyer_nonce)}
        if record.settled == agreed.amount:
            record.status = TradeStatus.SETTLED

    def copy(self) -> TradeBook:
        """The same book, to try a batch on."""
        twin = TradeBook()
        twin.cash, twin.nonces = self.cash, set(self.nonces)
        twin.trades = {
            key: TradeRecord(each.id, each.trade, list(each.parts), list(each.fails), each.status)
            for key, each in self.trades.items()
        }
        return twin

    def apply(self, event: Event) -> None:
        """Take in one event of the settlement. Raises `LedgerError` where it cannot be."""
        if event.name == "CashAccepted":
            self.cash[Code(event.text("unit"))] = Party(event.text("token"))
            return
        record = self._record(event)
        if event.name == "TradeSettled":
            self._settled(event, record)
        elif event.name == "SettlementFailed":
            refusal, data = event.text("refusal"), event.text("data")
            record.fails.append(Fail(event.time, event.number("part"), refusal, data))
        else:
            self._pending(event, record)
            record.status = TradeStatus.CANCELLED

    def _settled(self, event: Event, record: TradeRecord) -> None:
        self._pending(event, record)
        part = Part(event.time, event.number("part"), event.number("cash"))
        settled = record.settled + part.amount
        due = record.trade.share(settled) - record.paid
        if settled > record.trade.amount or part.cash != due:
            raise LedgerError(
                event.sequence,
                f"{part.amount} of trade {record.trade.ref} settles for {part.cash}, where "
                f"{record.trade.amount - record.settled} is left and {due} is due",
            )
        self.settle(record, part)

    def _pending(self, event: Event, record: TradeRecord) -> None:
        if record.status is not TradeStatus.PENDING:
            status = record.status.name.lower()
            raise LedgerError(event.sequence, f"trade {record.trade.ref} is {status} already")

    def _record(self, event: Event) -> TradeRecord:
        key = TradeId(event.text("trade"))
        return self.trades.setdefault(key, TradeRecord(key, trade_of(event)))


def trade_of(event: Event) -> Trade:
    """The trade that an event of the settlement is about."""
    return Trade(
        ref=Code(event.text("ref")),
        instrument=Code(event.text("instrument")),
        currency=Code(event.text("currency")),
        seller=Party(event.text("seller")),
        buyer=Party(event.text("buyer")),
        amount=event.number("amount"),
        clean=event.number("clean"),
        accrued=event.number("accrued"),
        settlement_time=Timestamp(event.number("settlement_time")),
        expiry=Timestamp(event.number("expiry")),
        seller_nonce=event.number("seller_nonce"),
        buyer_nonce=event.number("buyer_nonce"),
        in_parts=event.flag("in_parts"),
    )
