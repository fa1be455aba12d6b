"""ERC-2612 permits, signed as a wallet would sign them, in the token's own domain."""

from __future__ import annotations

from typing import Any

from eth_keys.datatypes import PrivateKey

from rwa.chain.accounts import Account, Address
from rwa.chain.contract import Contract
from tests.contracts.system import keccak

PERMIT_TYPE = b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
DOMAIN_TYPE = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
NO_DEADLINE = 2**256 - 1
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

Permit = tuple[Address, Address, int, int, int, bytes, bytes]
"""The arguments of `permit`."""


def word(value: int | bytes | str) -> bytes:
    """A number, hash or address as one word."""
    if isinstance(value, str):
        return bytes(12) + bytes.fromhex(value[2:])
    return value.rjust(32, b"\0") if isinstance(value, bytes) else value.to_bytes(32)


def domain_separator(name: str, chain_id: int, contract: str, version: str = "1") -> bytes:
    """EIP-712's hash of the domain."""
    texts = word(keccak(name.encode())) + word(keccak(version.encode()))
    return keccak(keccak(DOMAIN_TYPE) + texts + word(chain_id) + word(contract))


def sign_permit(
    token: Contract,
    signer: Account,
    spender: Address,
    value: int,
    *,
    owner: Address | None = None,
    nonce: int | None = None,
    deadline: int = NO_DEADLINE,
    **domain: Any,
) -> Permit:
    """A permit of `owner` signed by `signer`; `domain` overrides parts of the token's own."""
    owner = owner or signer.address
    if nonce is None:
        nonce = token.call("nonces", owner)
    parts = {
        "name": token.call("symbol"),
        "chain_id": token.engine.chain_id,
        "contract": token.address,
        **domain,
    }
    fields = (owner, spender, value, nonce, deadline)
    struct = keccak(keccak(PERMIT_TYPE) + b"".join(map(word, fields)))
    digest = keccak(b"\x19\x01" + domain_separator(**parts) + struct)
    signature = PrivateKey(signer.key).sign_msg_hash(digest)
    v, r, s = signature.v + 27, word(signature.r), word(signature.s)
    return (owner, spender, value, deadline, v, r, s)
