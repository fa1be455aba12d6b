"""Settlement cash: the central bank credits and takes back, holders pay and let others take."""

from __future__ import annotations

from rwa.identifiers import NOBODY, Party
from rwa.ledger import Ledger
from rwa.ledger.cash import UNLIMITED, CashBook
from rwa.refusals.token import (
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ERC20InvalidSpender,
)
from rwa.roles import Role
from rwa.rules.access import check_role


def check_credit(ledger: Ledger, caller: Party, to: Party, now: int) -> None:
    """The central bank issues cash. Raises `RoleRequired` or `ERC20InvalidReceiver`."""
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    if to == NOBODY:
        raise ERC20InvalidReceiver(to)


def check_debit(
    ledger: Ledger, cash: Party, caller: Party, holder: Party, amount: int, now: int
) -> None:
    """The central bank takes cash back.

    Raises `RoleRequired`, `ERC20InvalidSender` or `ERC20InsufficientBalance`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    if holder == NOBODY:
        raise ERC20InvalidSender(holder)
    _check_balance(ledger.cash[cash], holder, amount)


def check_allow(spender: Party) -> None:
    """A holder lets another take cash. Raises `ERC20InvalidSpender`."""
    if spender == NOBODY:
        raise ERC20InvalidSpender(spender)


def check_pay(book: CashBook, sender: Party, to: Party, amount: int) -> None:
    """A holder pays. Raises `ERC20InvalidReceiver` or `ERC20InsufficientBalance`."""
    if to == NOBODY:
        raise ERC20InvalidReceiver(to)
    _check_balance(book, sender, amount)


def check_take(book: CashBook, owner: Party, spender: Party, to: Party, amount: int) -> None:
    """The spender moves the owner's cash.

    Raises `ERC20InsufficientAllowance`, then as `check_pay`.
    """
    allowed = book.allowance(owner, spender)
    if allowed != UNLIMITED and allowed < amount:
        quantity = book.terms.quantity
        raise ERC20InsufficientAllowance(spender, quantity(allowed), quantity(amount))
    check_pay(book, owner, to, amount)


def _check_balance(book: CashBook, account: Party, amount: int) -> None:
    balance = book.balance(account)
    if balance < amount:
        quantity = book.terms.quantity
        raise ERC20InsufficientBalance(account, quantity(balance), quantity(amount))
