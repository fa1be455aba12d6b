"""Accounts of a trial: keys derived from its seed, the same on every engine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NewType

from eth_keys.datatypes import PrivateKey
from eth_utils.address import to_checksum_address

from rwa import identifiers
from rwa.errors import MalformedValue

Address = NewType("Address", str)
"""A checksummed account or contract address, `0x…` (EIP-55)."""

ZERO_ADDRESS = Address("0x" + "00" * 20)
_CURVE_ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141


def read_address(text: str) -> Address:
    """An account's address as a person wrote it: capitals and small letters together are a checksum
    over its digits (EIP-55), and one case alone says nothing.

    Raises `MalformedValue`, for the zero address too, which is nobody's.
    """
    address = Address(to_checksum_address(identifiers.Address(text)))
    digits = text.removeprefix("0x")
    if text != address and digits not in (digits.lower(), digits.upper()):
        raise MalformedValue(
            "an address", text, "mistyped: its capitals are not those of its digits (EIP-55)"
        )
    if address == ZERO_ADDRESS:
        raise MalformedValue("an account", text, "the zero address is nobody's")
    return address


@dataclass(frozen=True, slots=True)
class Account:
    """An account and its private key of 32 bytes, which is never shown."""

    address: Address
    key: bytes = field(repr=False)

    @classmethod
    def from_key(cls, key: bytes) -> Account:
        """The account a private key controls."""
        return cls(Address(PrivateKey(key).public_key.to_checksum_address()), key)


def derive_account(seed: int | str, name: str) -> Account:
    """The account called `name` in the trial with this seed: the same on every machine and engine.

    The key is SHA-256 of `rwa/account/<seed>/<name>`: for rehearsal, never for value.
    """
    digest = hashlib.sha256(f"rwa/account/{seed}/{name}".encode()).digest()
    scalar = int.from_bytes(digest) % (_CURVE_ORDER - 1) + 1
    return Account.from_key(scalar.to_bytes(32))
