"""Delivery versus payment: both signatures, the terms, the time, what is left, cash, then the
token's own rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass

from rwa.calendar import Timestamp
from rwa.errors import RuleRefused
from rwa.identifiers import Party, TradeId
from rwa.ledger import Ledger
from rwa.ledger.trades import SETTLEMENT, Part, TradeRecord
from rwa.money import Quantity
from rwa.refusals.cash import CashUnknown
from rwa.refusals.programme import InstrumentUnknown
from rwa.refusals.settlement import (
    BeyondRemaining,
    CashShort,
    NonceUsed,
    NothingToDeliver,
    NothingToPay,
    NotParty,
    PartsNotAgreed,
    SameParty,
    SignatureRefused,
    TradeEnded,
    TradeExpired,
    TradeNotDue,
)
from rwa.rules.transfers import ENDLESS_ALLOWANCE, check_transfer_from
from rwa.trade import Trade, TradeStatus


@dataclass(frozen=True, slots=True)
class Instruction:
    """A trade, who really signed it for either side, and how many base units are to settle now."""

    id: TradeId
    trade: Trade
    seller_signer: Party
    buyer_signer: Party
    amount: int


def check_settle(ledger: Ledger, instruction: Instruction, now: int) -> None:
    """Anyone hands a signed trade in.

    Raises `SignatureRefused` of the seller, then of the buyer; `SameParty`, `NothingToDeliver`,
    `NothingToPay`, `TradeEnded`, `TradeExpired`, `TradeNotDue`, `BeyondRemaining`,
    `PartsNotAgreed`, `NonceUsed`, `CashUnknown`, `InstrumentUnknown`, `CashShort`; then as a
    transfer out of an allowance.
    """
    trade = instruction.trade
    _check_signed(instruction)
    _check_terms(trade)
    _check_pending(ledger, instruction.id, trade, now)
    if now < trade.settlement_time:
        raise TradeNotDue(trade.ref, trade.settlement_time, Timestamp(now))
    _check_amount(ledger, instruction)
    if not ledger.trades.settled(instruction.id):
        for party, nonce in (
            (trade.seller, trade.seller_nonce),
            (trade.buyer, trade.buyer_nonce),
        ):
            if (party, nonce) in ledger.trades.nonces:
                raise NonceUsed(party, nonce)
    if trade.currency not in ledger.trades.cash:
        raise CashUnknown(trade.currency)
    if trade.instrument not in ledger.programme.instruments:
        raise InstrumentUnknown(trade.instrument)
    _check_cash(ledger, trade, due(ledger, instruction))
    check_transfer_from(
        ledger,
        trade.instrument,
        SETTLEMENT,
        trade.seller,
        trade.buyer,
        instruction.amount,
        now,
    )


def check_cancel(ledger: Ledger, trade_id: TradeId, trade: Trade, caller: Party, now: int) -> None:
    """A party ends a pending trade. Raises `NotParty`, `TradeEnded` or `TradeExpired`."""
    if caller not in (trade.seller, trade.buyer):
        raise NotParty(trade.ref, caller)
    _check_pending(ledger, trade_id, trade, now)


def verdicts(
    ledger: Ledger, instructions: Iterable[Instruction], now: int
) -> Iterator[RuleRefused | None]:
    """What becomes of each trade of a batch, one after the other: its refusal, or none."""
    trial = copy(ledger)
    trial.trades = ledger.trades.copy()
    trial.tokens = {code: book.copy() for code, book in ledger.tokens.items()}
    trial.cash = {label: book.copy() for label, book in ledger.cash.items()}
    for instruction in instructions:
        try:
            check_settle(trial, instruction, now)
        except RuleRefused as refusal:
            yield refusal
        else:
            _settle(trial, instruction, now)
            yield None


def due(ledger: Ledger, instruction: Instruction) -> int:
    """Cash for the amount that is to settle now."""
    settled = ledger.trades.settled(instruction.id)
    trade = instruction.trade
    return trade.share(settled + instruction.amount) - trade.share(settled)


def _check_signed(instruction: Instruction) -> None:
    trade = instruction.trade
    for party, signer in (
        (trade.seller, instruction.seller_signer),
        (trade.buyer, instruction.buyer_signer),
    ):
        if party != signer:
            raise SignatureRefused(trade.ref, party)


def _check_terms(trade: Trade) -> None:
    if trade.seller == trade.buyer:
        raise SameParty(trade.ref, trade.seller)
    if not trade.amount:
        raise NothingToDeliver(trade.ref)
    if trade.total <= 0:
        raise NothingToPay(trade.ref, trade.total)


def _check_pending(ledger: Ledger, trade_id: TradeId, trade: Trade, now: int) -> None:
    status = ledger.trades.status(trade_id)
    if status is not TradeStatus.PENDING:
        raise TradeEnded(trade.ref, status)
    if now >= trade.expiry:
        raise TradeExpired(trade.ref, trade.expiry, Timestamp(now))


def _check_amount(ledger: Ledger, instruction: Instruction) -> None:
    trade, amount = instruction.trade, instruction.amount
    terms = ledger.genesis.tokens.get(trade.instrument)

    def quantity(units: int) -> Quantity:
        return terms.quantity(units) if terms else Quantity(units, 0, "base units")

    remaining = trade.amount - ledger.trades.settled(instruction.id)
    if not 0 < amount <= remaining:
        raise BeyondRemaining(trade.ref, quantity(amount), quantity(remaining))
    if not trade.in_parts and amount != trade.amount:
        raise PartsNotAgreed(trade.ref, quantity(amount), quantity(trade.amount))


def _check_cash(ledger: Ledger, trade: Trade, amount: int) -> None:
    label = ledger.trades.cash[trade.currency]
    book = ledger.cash[label]
    available = min(book.balance(trade.buyer), book.allowance(trade.buyer, SETTLEMENT))
    if available < amount:
        quantity = book.terms.quantity
        raise CashShort(label, trade.buyer, quantity(available), quantity(amount))


def _settle(ledger: Ledger, instruction: Instruction, now: int) -> None:
    """Move both legs in books that are tried on."""
    trade, amount, cash = instruction.trade, instruction.amount, due(ledger, instruction)
    units, money = ledger.tokens[trade.instrument], ledger.cash[ledger.trades.cash[trade.currency]]
    pair = trade.seller, SETTLEMENT
    if units.allowances[pair] != ENDLESS_ALLOWANCE:
        units.allowances[pair] -= amount
    units.move(trade.seller, trade.buyer, amount)
    money.spend_allowance(trade.buyer, SETTLEMENT, cash)
    money.move(trade.buyer, trade.seller, cash)
    record = ledger.trades.trades.setdefault(instruction.id, TradeRecord(instruction.id, trade))
    ledger.trades.settle(record, Part(Timestamp(now), amount, cash))
