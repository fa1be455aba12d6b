"""Signatures over typed data (EIP-712), as a wallet makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak

from rwa.chain.accounts import Account, Address

_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


@dataclass(frozen=True, slots=True)
class Domain:
    """The contract and chain that a signature is for."""

    name: str
    version: str
    chain_id: int
    contract: Address

    @property
    def separator(self) -> bytes:
        """EIP-712's hash of the domain."""
        texts = [keccak(text=text) for text in (_DOMAIN, self.name, self.version)]
        types = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
        return bytes(keccak(encode(types, [*texts, self.chain_id, self.contract])))


def struct_hash(kind: str, values: Sequence[Any]) -> bytes:
    """EIP-712's hash of a struct whose fields are all of fixed size.

    `kind` is its encoded type, as in `Mail(address from,uint256 sent)`.
    """
    fields = kind.partition("(")[2].removesuffix(")").split(",")
    types = [field.partition(" ")[0] for field in fields]
    return bytes(keccak(encode(["bytes32", *types], [keccak(text=kind), *values])))


def typed_digest(domain: Domain, hashed: bytes) -> bytes:
    """What is signed of a struct, by its hash, in a domain."""
    return bytes(keccak(b"\x19\x01" + domain.separator + hashed))


def sign_digest(account: Account, digest: bytes) -> bytes:
    """An account's signature of a digest: r, s and v, 65 bytes."""
    signature = PrivateKey(account.key).sign_msg_hash(digest)
    return b"".join(
        (signature.r.to_bytes(32), signature.s.to_bytes(32), (signature.v + 27).to_bytes(1))
    )
