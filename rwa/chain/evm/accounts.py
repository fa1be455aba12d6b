"""All accounts of a chain, in dictionaries, and a journal to take back what was written.

py-evm keeps them in tries of encoded nodes, from which a block's state root follows. Nothing here
asks for that root, and a value out of a dictionary costs a fiftieth of one out of a trie.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from eth.abc import AccountDatabaseAPI, AtomicDatabaseAPI, MetaWitnessAPI
from eth.constants import BLANK_ROOT_HASH
from eth.db.witness import MetaWitness
from eth.typing import JournalDBCheckpoint
from eth_typing import Address, Hash32
from eth_utils.crypto import keccak

Slot = tuple[Address, int]

_ABSENT = object()


class Accounts(AccountDatabaseAPI):
    """What accounts hold now; a checkpoint is the length of the journal at that moment.

    Every block's state root is that of an empty trie. An account that has no code, nonce or balance
    does not exist (EIP-161).
    """

    def __init__(
        self, db: AtomicDatabaseAPI | None = None, state_root: Hash32 = BLANK_ROOT_HASH
    ) -> None:
        self._balances: dict[Address, int] = {}
        self._nonces: dict[Address, int] = {}
        self._codes: dict[Address, bytes] = {}
        self._storage: dict[Slot, int] = {}
        self._journal: list[tuple[dict[Any, Any], Any, Any]] = []
        self.lock_changes()

    @property
    def state_root(self) -> Hash32:
        return BLANK_ROOT_HASH

    @state_root.setter
    def state_root(self, value: Hash32) -> None:
        raise NotImplementedError("accounts go back by checkpoint")

    def has_root(self, state_root: bytes) -> bool:
        return state_root == BLANK_ROOT_HASH

    # ------------------------------------------------------------ storage

    def get_storage(self, address: Address, slot: int, from_journal: bool = True) -> int:
        key = (address, slot)
        if not from_journal and key in self._original:
            return self._original[key]
        return self._storage.get(key, 0)

    def set_storage(self, address: Address, slot: int, value: int) -> None:
        key = (address, slot)
        self._original.setdefault(key, self._storage.get(key, 0))
        self._write(self._storage, key, value)

    def delete_storage(self, address: Address) -> None:
        for owner, slot in [key for key in self._storage if key[0] == address]:
            self.set_storage(owner, slot, 0)

    def get_transient(self, address: Address, slot: int) -> bytes:
        """A value that the transaction has stored for itself (EIP-1153)."""
        return self._transient.get((address, slot), b"")

    def set_transient(self, address: Address, slot: int, value: bytes) -> None:
        """Store a value until the transaction ends."""
        self._write(self._transient, (address, slot), value)

    # ------------------------------------------------------------ what the transaction has touched

    def is_storage_warm(self, address: Address, slot: int) -> bool:
        return (address, slot) in self._warm

    def mark_storage_warm(self, address: Address, slot: int) -> None:
        self._write(self._warm, (address, slot), True)

    def is_address_warm(self, address: Address) -> bool:
        return address in self._warm

    def mark_address_warm(self, address: Address) -> None:
        self._write(self._warm, address, True)

    # ------------------------------------------------------------ accounts

    def get_balance(self, address: Address) -> int:
        return self._balances.get(address, 0)

    def set_balance(self, address: Address, balance: int) -> None:
        self._write(self._balances, address, balance)

    def get_nonce(self, address: Address) -> int:
        return self._nonces.get(address, 0)

    def set_nonce(self, address: Address, nonce: int) -> None:
        self._write(self._nonces, address, nonce)

    def increment_nonce(self, address: Address) -> None:
        self.set_nonce(address, self.get_nonce(address) + 1)

    def get_code(self, address: Address) -> bytes:
        return self._codes.get(address, b"")

    def set_code(self, address: Address, code: bytes) -> None:
        self._write(self._codes, address, code)

    def delete_code(self, address: Address) -> None:
        self.set_code(address, b"")

    def get_code_hash(self, address: Address) -> Hash32:
        return _hash(self.get_code(address))

    def account_has_code_or_nonce(self, address: Address) -> bool:
        return bool(self.get_nonce(address) or self.get_code(address))

    def account_is_empty(self, address: Address) -> bool:
        return not (self.account_has_code_or_nonce(address) or self.get_balance(address))

    def account_exists(self, address: Address) -> bool:
        return not self.account_is_empty(address)

    def touch_account(self, address: Address) -> None:
        pass

    def delete_account(self, address: Address) -> None:
        self.delete_storage(address)
        self.delete_code(address)
        self.set_nonce(address, 0)
        self.set_balance(address, 0)

    # ------------------------------------------------------------ journal

    def record(self) -> JournalDBCheckpoint:
        return JournalDBCheckpoint(len(self._journal))

    def discard(self, checkpoint: JournalDBCheckpoint) -> None:
        while len(self._journal) > checkpoint:
            written, key, before = self._journal.pop()
            if before is _ABSENT:
                del written[key]
            else:
                written[key] = before

    def commit(self, checkpoint: JournalDBCheckpoint) -> None:
        pass

    def lock_changes(self) -> None:
        """Begin a transaction, for which nothing is warm and no storage is changed yet."""
        self._original: dict[Slot, int] = {}
        self._transient: dict[Slot, bytes] = {}
        self._warm: dict[Address | Slot, bool] = {}

    def forget(self) -> None:
        """Drop the journal: nothing written so far will be taken back."""
        self._journal.clear()

    def make_state_root(self) -> Hash32:
        return self.state_root

    def persist(self) -> MetaWitnessAPI:
        return MetaWitness(set(), {})

    def _write(self, written: dict[Any, Any], key: Any, value: Any) -> None:
        before = written.get(key, _ABSENT)
        if before != value:
            self._journal.append((written, key, before))
            written[key] = value


@lru_cache(maxsize=1024)
def _hash(code: bytes) -> Hash32:
    return Hash32(keccak(code))
