"""Settlement cash: what refuses, in the contract's order."""

from __future__ import annotations

import pytest

from rwa.errors import LedgerError
from rwa.identifiers import NOBODY, Party
from rwa.ledger.cash import UNLIMITED
from rwa.refusals.access import RoleRequired
from rwa.refusals.token import (
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ERC20InvalidSpender,
)
from rwa.rules.cash import check_allow, check_credit, check_debit, check_pay, check_take
from tests.builders import ALICE, CASH, FISCAL_AGENT, HINA, STRANGER, Story, opened

SPENDER = Party("primary-market")


def funded(amount: int) -> Story:
    story = opened()
    story.tell(CASH, "Transfer", from_=NOBODY, to=ALICE, amount=amount)
    return story


def test_credit__in_order_of_refusal() -> None:
    story = opened()
    with pytest.raises(RoleRequired):
        check_credit(story.ledger, STRANGER, NOBODY, story.now)
    with pytest.raises(ERC20InvalidReceiver):
        check_credit(story.ledger, FISCAL_AGENT, NOBODY, story.now)
    check_credit(story.ledger, FISCAL_AGENT, ALICE, story.now)


def test_debit__in_order_of_refusal() -> None:
    story = funded(5)
    with pytest.raises(RoleRequired):
        check_debit(story.ledger, CASH, STRANGER, NOBODY, 6, story.now)
    with pytest.raises(ERC20InvalidSender):
        check_debit(story.ledger, CASH, FISCAL_AGENT, NOBODY, 6, story.now)
    with pytest.raises(ERC20InsufficientBalance, match=r"alice holds PKR 0\.05, and"):
        check_debit(story.ledger, CASH, FISCAL_AGENT, ALICE, 6, story.now)
    check_debit(story.ledger, CASH, FISCAL_AGENT, ALICE, 5, story.now)


def test_pay__in_order_of_refusal() -> None:
    book = funded(5).ledger.cash[CASH]
    with pytest.raises(ERC20InvalidReceiver):
        check_pay(book, ALICE, NOBODY, 6)
    with pytest.raises(ERC20InsufficientBalance):
        check_pay(book, ALICE, HINA, 6)
    check_pay(book, ALICE, HINA, 5)


def test_take__in_order_of_refusal() -> None:
    story = funded(5)
    book = story.ledger.cash[CASH]
    with pytest.raises(ERC20InsufficientAllowance):
        check_take(book, ALICE, SPENDER, HINA, 1)
    story.tell(CASH, "Approval", owner=ALICE, spender=SPENDER, amount=6)
    with pytest.raises(ERC20InsufficientBalance):
        check_take(book, ALICE, SPENDER, HINA, 6)
    check_take(book, ALICE, SPENDER, HINA, 5)
    book.spend_allowance(ALICE, SPENDER, 5)
    assert book.allowance(ALICE, SPENDER) == 1
    story.tell(CASH, "Approval", owner=ALICE, spender=SPENDER, amount=UNLIMITED)
    book.spend_allowance(ALICE, SPENDER, 5)
    assert book.allowance(ALICE, SPENDER) == UNLIMITED


def test_allow__nobody__refused() -> None:
    with pytest.raises(ERC20InvalidSpender):
        check_allow(NOBODY)
    check_allow(SPENDER)


def test_apply__more_paid_than_held__cannot_be() -> None:
    story = funded(5)
    with pytest.raises(LedgerError, match=r"alice pays PKR 0\.06 and holds PKR 0\.05"):
        story.tell(CASH, "Transfer", from_=ALICE, to=HINA, amount=6)


def test_copy__tried_on__the_book_itself_unchanged() -> None:
    book = funded(5).ledger.cash[CASH]
    book.copy().move(ALICE, HINA, 5)
    assert (book.balance(ALICE), book.balance(HINA)) == (5, 0)
