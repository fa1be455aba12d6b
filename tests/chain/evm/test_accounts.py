"""Accounts and their journal."""

from __future__ import annotations

import pytest
from eth.constants import EMPTY_SHA3
from eth_utils.crypto import keccak

from rwa.chain.evm.accounts import Accounts

ONE, TWO = bytes(19) + b"\1", bytes(19) + b"\2"


@pytest.fixture
def accounts() -> Accounts:
    """Two accounts: one with a nonce, a balance, code and storage, the other empty."""
    made = Accounts()
    made.set_nonce(ONE, 1)
    made.set_balance(ONE, 10)
    made.set_code(ONE, b"code")
    made.set_storage(ONE, 5, 7)
    made.lock_changes()
    return made


def contents(accounts: Accounts, address: bytes) -> list[object]:
    """All that an account holds."""
    values = (accounts.get_nonce(address), accounts.get_balance(address))
    return [*values, accounts.get_code(address), accounts.get_storage(address, 5)]


def test_discard__writes_of_every_kind__all_taken_back(accounts: Accounts) -> None:
    before = accounts.record()
    accounts.increment_nonce(ONE)
    accounts.set_balance(TWO, 3)
    accounts.set_storage(ONE, 5, 0)
    accounts.set_storage(TWO, 5, 9)
    accounts.set_transient(ONE, 1, b"x")
    accounts.mark_address_warm(ONE)
    accounts.mark_storage_warm(ONE, 5)
    accounts.delete_account(ONE)
    accounts.discard(before)
    assert contents(accounts, ONE) == [1, 10, b"code", 7]
    assert contents(accounts, TWO) == [0, 0, b"", 0]
    assert accounts.get_transient(ONE, 1) == b""
    assert not accounts.is_address_warm(ONE)
    assert not accounts.is_storage_warm(ONE, 5)


def test_discard__inner_checkpoint__outer_writes_stay(accounts: Accounts) -> None:
    outer = accounts.record()
    accounts.set_storage(ONE, 5, 8)
    inner = accounts.record()
    accounts.set_storage(ONE, 5, 9)
    accounts.commit(inner)
    accounts.discard(inner)
    assert accounts.get_storage(ONE, 5) == 8
    accounts.discard(outer)
    assert accounts.get_storage(ONE, 5) == 7


def test_get_storage__changed_by_the_transaction__first_value_is_still_known(
    accounts: Accounts,
) -> None:
    accounts.set_storage(ONE, 5, 8)
    accounts.set_storage(ONE, 5, 9)
    assert accounts.get_storage(ONE, 5, from_journal=False) == 7
    accounts.lock_changes()
    assert accounts.get_storage(ONE, 5, from_journal=False) == 9


def test_delete_account__once_deleted__does_not_exist(accounts: Accounts) -> None:
    assert accounts.account_exists(ONE)
    assert accounts.get_code_hash(ONE) == keccak(b"code")
    accounts.delete_account(ONE)
    assert not accounts.account_exists(ONE)
    assert accounts.get_code_hash(ONE) == EMPTY_SHA3
    assert contents(accounts, ONE) == [0, 0, b"", 0]


def test_forget__what_was_written__stays(accounts: Accounts) -> None:
    accounts.forget()
    accounts.discard(accounts.record())
    assert accounts.record() == 0
    assert contents(accounts, ONE) == [1, 10, b"code", 7]
