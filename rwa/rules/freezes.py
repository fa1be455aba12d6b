"""What stops an instrument, a wallet or part of a balance: pause, transfer limit, freezes."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.token import NO_LIMIT, TokenBook
from rwa.refusals.token import (
    AmountTooLarge,
    FreezeBeyond,
    TokenNotPaused,
    TokenPaused,
)
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.transfers import check_same_length


def check_pause(ledger: Ledger, token: Code, caller: Party, now: int) -> None:
    """The regulator stops transfers and issuance. Raises `RoleRequired` or `TokenPaused`."""
    check_role(ledger, caller, Role.REGULATOR, now)
    if ledger.tokens[token].paused:
        raise TokenPaused


def check_unpause(ledger: Ledger, token: Code, caller: Party, now: int) -> None:
    """The regulator lets them go on. Raises `RoleRequired` or `TokenNotPaused`."""
    check_role(ledger, caller, Role.REGULATOR, now)
    if not ledger.tokens[token].paused:
        raise TokenNotPaused


def check_set_transfer_limit(
    ledger: Ledger, token: Code, caller: Party, limit: int, now: int
) -> None:
    """The regulator limits one transfer. Raises `RoleRequired` or `AmountTooLarge`."""
    check_role(ledger, caller, Role.REGULATOR, now)
    if limit > NO_LIMIT:
        quantity = ledger.tokens[token].terms.quantity
        raise AmountTooLarge(quantity(limit), quantity(NO_LIMIT))


def check_set_address_frozen(
    ledger: Ledger, token: Code, caller: Party, account: Party, now: int
) -> None:
    """The registrar freezes or unfreezes a wallet; any wallet will do. Raises `RoleRequired`."""
    check_role(ledger, caller, Role.REGISTRAR, now)


def check_set_frozen_tokens(
    ledger: Ledger, token: Code, caller: Party, account: Party, amount: int, now: int
) -> None:
    """The registrar sets what is frozen, beyond the balance if they like. Raises `RoleRequired`."""
    check_role(ledger, caller, Role.REGISTRAR, now)


def check_freeze_partial(
    ledger: Ledger, token: Code, caller: Party, account: Party, amount: int, now: int
) -> None:
    """The registrar freezes more, within the balance. Raises `RoleRequired` or `FreezeBeyond`."""
    check_role(ledger, caller, Role.REGISTRAR, now)
    _check_freeze(ledger.tokens[token], account, amount)


def check_unfreeze_partial(
    ledger: Ledger, token: Code, caller: Party, account: Party, amount: int, now: int
) -> None:
    """The registrar unfreezes some of what is frozen. Raises `RoleRequired` or `FreezeBeyond`."""
    check_role(ledger, caller, Role.REGISTRAR, now)
    _check_unfreeze(ledger.tokens[token], account, amount)


def check_batch_set_address_frozen(
    ledger: Ledger, caller: Party, accounts: Sequence[Party], freezes: Sequence[bool], now: int
) -> None:
    """Many wallets are frozen or unfrozen. Raises `RoleRequired` or `ListsDiffer`."""
    check_role(ledger, caller, Role.REGISTRAR, now)
    check_same_length(accounts, freezes)


def check_batch_freeze_partial(
    ledger: Ledger,
    token: Code,
    caller: Party,
    accounts: Sequence[Party],
    amounts: Sequence[int],
    now: int,
) -> None:
    """More is frozen of many, in turn. Raises `RoleRequired`, `ListsDiffer` or `FreezeBeyond`."""
    check_role(ledger, caller, Role.REGISTRAR, now)
    check_same_length(accounts, amounts)
    book = ledger.tokens[token].copy()
    for account, amount in zip(accounts, amounts, strict=True):
        _check_freeze(book, account, amount)
        book.frozen[account] = book.frozen_amount(account) + amount


def check_batch_unfreeze_partial(
    ledger: Ledger,
    token: Code,
    caller: Party,
    accounts: Sequence[Party],
    amounts: Sequence[int],
    now: int,
) -> None:
    """Some is unfrozen of many, in turn. Raises `RoleRequired`, `ListsDiffer` or `FreezeBeyond`."""
    check_role(ledger, caller, Role.REGISTRAR, now)
    check_same_length(accounts, amounts)
    book = ledger.tokens[token].copy()
    for account, amount in zip(accounts, amounts, strict=True):
        _check_unfreeze(book, account, amount)
        book.frozen[account] = book.frozen_amount(account) - amount


def _check_freeze(book: TokenBook, account: Party, amount: int) -> None:
    _check_within(book, account, amount, book.unfrozen(account))


def _check_unfreeze(book: TokenBook, account: Party, amount: int) -> None:
    _check_within(book, account, amount, book.frozen_amount(account))


def _check_within(book: TokenBook, account: Party, amount: int, available: int) -> None:
    if amount > available:
        raise FreezeBeyond(account, book.terms.quantity(amount), book.terms.quantity(available))
