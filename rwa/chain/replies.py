"""What the results and errors of Ethereum's JSON-RPC say.

A result that says nothing of the kind raises what `Node.understood` turns into `ChainUnreachable`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rwa.chain.abi import checksum
from rwa.chain.accounts import Address
from rwa.chain.engine import Answer, Mined, RawLog
from rwa.chain.node import Reply
from rwa.chain.reverts import revert_data

NO_METHOD = -32601
"""JSON-RPC's code of a method that a node does not have."""
UNKNOWN_BLOCK = re.compile(
    r"(header|block)\b.*\b(not (be )?found|unknown|out of range)"
    r"|unknown (header|block)|block ?out ?of ?range|beyond .*\bhead\b"
    r"|\btransaction\b.*\bnot found|indexing is in progress",
    re.IGNORECASE,
)
"""How nodes say that they do not have the block, or the transaction, they were asked about."""
_NUMBER = re.compile(r"0x[0-9a-fA-F]{1,64}")
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Header:
    """What a block's header says; the base fee is zero on a chain without one."""

    number: int
    timestamp: int
    gas_limit: int
    base_fee: int

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Header:
        """A header as a node tells it."""
        return cls(
            small(told["number"]),
            small(told["timestamp"]),
            small(told["gasLimit"]),
            number(told.get("baseFeePerGas") or "0x0"),
        )


def header_of(told: Mapping[str, Any] | None) -> Header | None:
    """A header, or none of a block that the node does not have."""
    return None if told is None else Header.of(told)


def mined_of(receipt: Mapping[str, Any]) -> Mined:
    """What a receipt alone says of a transaction."""
    created = receipt.get("contractAddress")
    return Mined(
        transaction_hash="",
        block=number(receipt["blockNumber"]),
        timestamp=0,
        gas_used=number(receipt["gasUsed"]),
        contract_address=checksum(created) if created else None,
        logs=tuple(raw_log(log) for log in listed(receipt["logs"])),
        failed=number(receipt["status"]) != 1,
    )


def traced(frame: Mapping[str, Any]) -> Answer:
    """The outcome of a failed transaction by the top frame of its trace."""
    reverted = "revert" in str(frame.get("error", "")).lower()
    return Answer(octets(frame.get("output") or "0x"), True, not reverted)


def replay_of(sent: Mapping[str, Any]) -> list[Any]:
    """The parameters that call what a transaction sent, on the state it left."""
    fields = {key: sent[key] for key in ("from", "to", "gas") if sent.get(key)}
    return [{**fields, "data": sent["input"]}, sent["blockNumber"]]


def logs_of(logs: Sequence[Mapping[str, Any]]) -> list[tuple[str, RawLog]]:
    """Logs, each after its transaction's hash."""
    return [(hash_of(log["transactionHash"]), raw_log(log)) for log in listed(logs)]


def raw_log(log: Mapping[str, Any]) -> RawLog:
    """One log."""
    topics = tuple(octets(topic) for topic in log["topics"])
    return RawLog(checksum(log["address"]), topics, octets(log["data"]))


def addresses(told: Sequence[str]) -> frozenset[Address]:
    """A list of accounts."""
    return frozenset(checksum(address) for address in listed(told))


def listed(told: Sequence[Told]) -> Sequence[Told]:
    """A list, and nothing else that has items."""
    if not isinstance(told, list):
        raise TypeError("a list is expected")
    return told


def number(text: str) -> int:
    """A quantity, of 256 bits at most."""
    if _NUMBER.fullmatch(text) is None:
        raise ValueError("a quantity is expected")
    return int(text, 16)


def small(text: str) -> int:
    """A quantity of 64 bits at most."""
    told = number(text)
    if told >> 64:
        raise ValueError("64 bits are expected")
    return told


def hash_of(text: str) -> str:
    """A transaction's hash."""
    if _HASH.fullmatch(text) is None:
        raise ValueError("a hash is expected")
    return text


def octets(text: str) -> bytes:
    """Bytes written in hexadecimal."""
    return bytes.fromhex(text.removeprefix("0x"))


def lacks_block(reply: Reply) -> bool:
    """Whether the node, not a contract, says that it lacks the block."""
    error = reply.get("error")
    if error is None or error.get("code") == NO_METHOD or revert_data(error) is not None:
        return False
    return UNKNOWN_BLOCK.search(str(error.get("message", ""))) is not None


def is_halt(error: Mapping[str, Any]) -> bool:
    """Whether a call ended without reverting: out of gas, or an invalid instruction."""
    message = str(error.get("message", "")).lower()
    return any(word in message for word in ("out of gas", "outofgas", "opcode", "evm error"))


def affordable_gas(error: Mapping[str, Any]) -> float:
    """Gas the sender can pay for, where a node's error says so."""
    said = re.search(r"allowance\D*(\d{1,78})", str(error.get("message", "")))
    return int(said[1]) if said else math.inf
