"""Forced transfers by order, and the recovery of a lost wallet's position."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from rwa.identifiers import NOBODY, Code, Identity, OrderId, Party
from rwa.ledger import Ledger
from rwa.ledger.token import TokenBook
from rwa.refusals.access import OrderNotApproved
from rwa.refusals.holders import HolderBlocked
from rwa.refusals.token import (
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    NotSuccessor,
    TooManyRecoveries,
    WalletUsed,
)
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.exchanges import check_whitelisted
from rwa.rules.holders import check_eligible
from rwa.rules.orders import check_use
from rwa.rules.transfers import check_balance, check_receiver, check_same_length, over_limit

MAX_RECOVERIES = 8


class Waiver(IntEnum):
    """A rule that a forced transfer may waive; the numbers are the contracts' bits."""

    PAUSE = 0
    DENOMINATION = 1
    LIMIT = 2
    SENDER_IDENTITY = 3
    SENDER_BLOCK = 4
    SENDER_KYC = 5
    SENDER_FREEZE = 6
    UNFROZEN = 7


def check_forced_transfer(
    ledger: Ledger,
    token: Code,
    caller: Party,
    sender: Party,
    to: Party,
    amount: int,
    order: OrderId,
    now: int,
) -> None:
    """The registrar carries out an order; the receiver is always eligible.

    Raises `RoleRequired`, `OrderNotApproved`, `OrderTooEarly`, `ERC20InvalidSender`,
    `ERC20InvalidReceiver`, the receiver's refusals of a transfer, or `ERC20InsufficientBalance`.
    """
    check_role(ledger, caller, Role.REGISTRAR, now)
    _check_forced(ledger, ledger.tokens[token], sender, to, amount, order, now)


def check_batch_forced_transfer(
    ledger: Ledger,
    token: Code,
    caller: Party,
    senders: Sequence[Party],
    receivers: Sequence[Party],
    amounts: Sequence[int],
    orders: Sequence[OrderId],
    now: int,
) -> None:
    """The registrar carries out an order for each, one after the other; an order serves once.

    Raises `RoleRequired`, `ListsDiffer`, then as `check_forced_transfer`.
    """
    check_role(ledger, caller, Role.REGISTRAR, now)
    check_same_length(senders, receivers)
    check_same_length(senders, amounts)
    book = ledger.tokens[token].copy()
    used: set[OrderId] = set()
    for sender, to, amount, order in zip(senders, receivers, amounts, orders, strict=True):
        if order in used:
            raise OrderNotApproved(order)
        _check_forced(ledger, book, sender, to, amount, order, now)
        book.move(sender, to, amount)
        used.add(order)


def waived(ledger: Ledger, token: Code, sender: Party, amount: int, now: int) -> frozenset[Waiver]:
    """The rules that would have refused an ordinary transfer of this amount by `sender`, which an
    order waives.
    """
    book = ledger.tokens[token]
    holder = ledger.participants.holders.get(sender)
    sponsored = holder is not None and holder.sponsored
    expiry = holder.kyc_expiry if holder is not None else now
    broken = {
        Waiver.PAUSE: book.paused,
        Waiver.DENOMINATION: amount % book.terms.denomination != 0,
        Waiver.LIMIT: over_limit(book, amount),
        Waiver.SENDER_IDENTITY: not sponsored,
        Waiver.SENDER_BLOCK: holder is not None and holder.blocked,
        Waiver.SENDER_KYC: sponsored and expiry <= now,
        Waiver.SENDER_FREEZE: sender in book.frozen_wallets,
        Waiver.UNFROZEN: amount > book.unfrozen(sender),
    }
    return frozenset(waiver for waiver, is_broken in broken.items() if is_broken)


def check_recovery(
    ledger: Ledger,
    token: Code,
    caller: Party,
    lost: Party,
    successor: Party,
    identity: Identity,
    now: int,
) -> None:
    """The registrar moves a lost wallet's position to the successor the registry has declared.

    Raises `RoleRequired`, `NotSuccessor`, `HolderReplaced`, `HolderUnknown`, `HolderBlocked`,
    `KycExpired`, `ExchangeNotWhitelisted` where the successor is another exchange's, `WalletUsed`
    or `TooManyRecoveries`.
    """
    check_role(ledger, caller, Role.REGISTRAR, now)
    holder = ledger.participants.holders.get(lost)
    if holder is None or holder.identity != identity:
        raise NotSuccessor(lost, successor)
    book = ledger.tokens[token]
    if ledger.participants.successor_of(lost) != successor or book.recovered(lost):
        raise NotSuccessor(lost, successor)
    _, exchange = check_eligible(ledger.participants, successor, now)
    if holder.blocked:
        raise HolderBlocked(lost)
    if exchange != holder.exchange:
        check_whitelisted(ledger.participants.exchanges[exchange], now)
    if book.used(successor, now):
        raise WalletUsed(successor)
    chain = 1
    wallet = lost
    while wallet in book.predecessors:
        wallet = book.predecessors[wallet]
        chain += 1
    if chain >= MAX_RECOVERIES:
        raise TooManyRecoveries(lost)


def _check_forced(
    ledger: Ledger,
    book: TokenBook,
    sender: Party,
    to: Party,
    amount: int,
    order: OrderId,
    now: int,
) -> None:
    check_use(ledger, order, now)
    if sender == NOBODY:
        raise ERC20InvalidSender(sender)
    if to == NOBODY:
        raise ERC20InvalidReceiver(to)
    check_receiver(ledger.participants, book, to, now)
    check_balance(book, sender, amount)
