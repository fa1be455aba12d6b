"""Transfers between holders: pause, addresses, denomination, limit, both parties, the receiver's
exchange, balance.
"""

from __future__ import annotations

from collections.abc import Sequence

from rwa.identifiers import NOBODY, Code, ExchangeName, Party
from rwa.ledger import Ledger
from rwa.ledger.participants import ParticipantBook
from rwa.ledger.token import NO_LIMIT, TokenBook
from rwa.refusals.token import (
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ERC20InvalidSpender,
    ERC7943InsufficientUnfrozenBalance,
    ListsDiffer,
    NotMultipleOfDenomination,
    TokenPaused,
    TransferLimitExceeded,
    WalletFrozen,
)
from rwa.rules.exchanges import check_whitelisted
from rwa.rules.holders import check_eligible

ENDLESS_ALLOWANCE = 2**256 - 1
"""An allowance that is not used up."""


def check_transfer(
    ledger: Ledger, token: Code, sender: Party, to: Party, amount: int, now: int
) -> None:
    """A holder transfers.

    Raises `TokenPaused`, `ERC20InvalidSender`, `ERC20InvalidReceiver`, `NotMultipleOfDenomination`,
    `TransferLimitExceeded`; of the sender, then of the receiver `HolderReplaced`, `HolderUnknown`,
    `HolderBlocked`, `KycExpired`, `WalletFrozen`; `ExchangeNotWhitelisted`,
    `ERC20InsufficientBalance` or `ERC7943InsufficientUnfrozenBalance`.
    """
    _check_transfer(ledger.participants, ledger.tokens[token], sender, to, amount, now)


def check_transfer_from(
    ledger: Ledger, token: Code, spender: Party, owner: Party, to: Party, amount: int, now: int
) -> None:
    """A spender transfers out of an allowance.

    Raises `ERC20InsufficientAllowance`, then as `check_transfer`.
    """
    book = ledger.tokens[token]
    allowed = book.allowances.get((owner, spender), 0)
    if allowed != ENDLESS_ALLOWANCE and allowed < amount:
        quantity = book.terms.quantity
        raise ERC20InsufficientAllowance(spender, quantity(allowed), quantity(amount))
    _check_transfer(ledger.participants, book, owner, to, amount, now)


def check_batch_transfer(
    ledger: Ledger,
    token: Code,
    sender: Party,
    receivers: Sequence[Party],
    amounts: Sequence[int],
    now: int,
) -> None:
    """A holder transfers to many, one after the other.

    Raises `ListsDiffer`, then as `check_transfer`.
    """
    check_same_length(receivers, amounts)
    book = ledger.tokens[token].copy()
    for to, amount in zip(receivers, amounts, strict=True):
        _check_transfer(ledger.participants, book, sender, to, amount, now)
        book.move(sender, to, amount)


def check_allowance(spender: Party) -> None:
    """A holder gives an allowance; whether it may be used is asked then.

    Raises `ERC20InvalidSpender`.
    """
    if spender == NOBODY:
        raise ERC20InvalidSpender(spender)


def check_same_length(first: Sequence[object], second: Sequence[object]) -> None:
    """Two lists of a batch belong together. Raises `ListsDiffer`."""
    if len(first) != len(second):
        raise ListsDiffer(len(first), len(second))


def check_delivery(book: TokenBook, to: Party, amount: int) -> None:
    """Raises `ERC20InvalidReceiver` or `NotMultipleOfDenomination`."""
    if to == NOBODY:
        raise ERC20InvalidReceiver(to)
    if amount % book.terms.denomination:
        quantity = book.terms.quantity
        raise NotMultipleOfDenomination(quantity(amount), quantity(book.terms.denomination))


def check_receiver(participants: ParticipantBook, book: TokenBook, to: Party, now: int) -> None:
    """The receiver may take part, and so may their exchange.

    Raises the receiver's refusals of a transfer.
    """
    exchange = check_side(participants, book, to, now)
    check_whitelisted(participants.exchanges[exchange], now)


def check_side(
    participants: ParticipantBook, book: TokenBook, wallet: Party, now: int
) -> ExchangeName:
    """One side of a transfer may take part; its sponsor.

    Raises `HolderReplaced`, `HolderUnknown`, `HolderBlocked`, `KycExpired` or `WalletFrozen`.
    """
    _, exchange = check_eligible(participants, wallet, now)
    if wallet in book.frozen_wallets:
        raise WalletFrozen(wallet)
    return exchange


def check_balance(book: TokenBook, account: Party, amount: int) -> None:
    """Raises `ERC20InsufficientBalance`."""
    balance = book.balance(account)
    if amount > balance:
        quantity = book.terms.quantity
        raise ERC20InsufficientBalance(account, quantity(balance), quantity(amount))


def check_unfrozen(book: TokenBook, account: Party, amount: int, unlocked: int = 0) -> None:
    """Of what is `unlocked` for it only a freeze stands in the way, though other locks exceed what
    a seizure has left. Raises `ERC7943InsufficientUnfrozenBalance`.
    """
    held, balance = book.held(account) - unlocked, book.balance(account)
    given = min(unlocked, balance - book.frozen_amount(account))
    unfrozen = max(0, given, balance - held)
    if held and amount > unfrozen:
        quantity = book.terms.quantity
        raise ERC7943InsufficientUnfrozenBalance(account, quantity(amount), quantity(unfrozen))


def over_limit(book: TokenBook, amount: int) -> bool:
    """Whether the amount is above the limit of one transfer, if there is one."""
    return amount > book.transfer_limit != NO_LIMIT


def _check_transfer(
    participants: ParticipantBook,
    book: TokenBook,
    sender: Party,
    to: Party,
    amount: int,
    now: int,
) -> None:
    quantity = book.terms.quantity
    if book.paused:
        raise TokenPaused
    if sender == NOBODY:
        raise ERC20InvalidSender(sender)
    check_delivery(book, to, amount)
    if over_limit(book, amount):
        raise TransferLimitExceeded(quantity(amount), quantity(book.transfer_limit))
    check_side(participants, book, sender, now)
    check_receiver(participants, book, to, now)
    check_balance(book, sender, amount)
    check_unfrozen(book, sender, amount)
