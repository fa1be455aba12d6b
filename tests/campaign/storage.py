"""Where contracts keep their words, past every view: cheap enough to be read at every step."""

from __future__ import annotations

from rwa.chain.contract import Contract
from rwa.chain.deployment import keccak


def slot_of(contract: Contract, label: str) -> int:
    """Where a contract keeps a variable."""
    key = contract.artifact.name, label
    if key not in _SLOTS:
        variables = contract.artifact.storage_layout["storage"]
        (_SLOTS[key],) = (int(each["slot"]) for each in variables if each["label"] == label)
    return _SLOTS[key]


def entry_of(key: int, slot: int) -> int:
    """Where a mapping keeps the value of a key."""
    if (key, slot) not in _ENTRIES:
        _ENTRIES[key, slot] = int.from_bytes(keccak(key.to_bytes(32) + slot.to_bytes(32)))
    return _ENTRIES[key, slot]


_SLOTS: dict[tuple[str, str], int] = {}
_ENTRIES: dict[tuple[int, int], int] = {}
