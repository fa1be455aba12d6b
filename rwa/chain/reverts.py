"""Revert bytes, as any engine hands them over, turned into a `ContractRevert`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from eth_abi.exceptions import DecodingError

from rwa.chain.abi import AbiIndex, CustomError
from rwa.chain.errors import ContractRevert

_BUILT_IN = {
    error.selector: error
    for error in (
        CustomError({"name": "Error", "inputs": [{"name": "message", "type": "string"}]}),
        CustomError({"name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]}),
    )
}


def decode_revert(data: bytes, abis: AbiIndex) -> ContractRevert:
    """The refusal behind revert bytes.

    Custom errors keep their own name and arguments; `require` with a text is `Error`, a failed
    assertion, overflow or bad index is `Panic`; no data at all is `Empty`; bytes no known ABI
    explains are `Unknown`.
    """
    if not data:
        return ContractRevert("Empty", {}, data)
    error = _BUILT_IN.get(data[:4]) or abis.error(data[:4])
    if error is None:
        return ContractRevert("Unknown", {"data": "0x" + data.hex()}, data)
    try:
        return ContractRevert(error.name, error.decode(data[4:]), data)
    except DecodingError:
        return ContractRevert("Unknown", {"data": "0x" + data.hex()}, data)


def halted() -> ContractRevert:
    """The refusal of a call that ended without reverting: out of gas, invalid instruction."""
    return ContractRevert("Halted", {})


def revert_data(error: Mapping[str, Any]) -> bytes | None:
    """Revert bytes inside a node's JSON-RPC error, or none where the error is something else.

    Nodes put the hex string in `data`, some in `data.data`; some say only "execution reverted".
    """
    data = error.get("data")
    if isinstance(data, Mapping):
        data = data.get("data")
    if isinstance(data, str) and re.fullmatch(r"0x([0-9a-fA-F]{2})*", data):
        return bytes.fromhex(data[2:])
    return b"" if "revert" in str(error.get("message", "")).lower() else None
