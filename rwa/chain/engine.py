"""The engine protocol: what the registry asks of a chain, whichever it is.

Requests carry no nonce, price or timestamp: those are the engine's. Every transaction's gas limit
is given and its status checked; logs are decoded from its receipt. The clock only moves when it is
told to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from rwa.chain.abi import AbiIndex, Function, Interface, checksum
from rwa.chain.accounts import ZERO_ADDRESS, Account, Address
from rwa.chain.compiler import Artifact
from rwa.chain.errors import ClockBackwards, ClockTooFar, ContractRevert, GasOverCap, NoContract
from rwa.chain.reverts import decode_revert, halted

TRANSACTION_GAS_CAP = 16_777_216
"""Gas one transaction may ask for (EIP-7825)."""
CALL_GAS = 50_000_000
"""Gas a read-only call may use; a view that needs more is refused on every engine alike."""
HARDFORK = "prague"
"""The rules both local engines follow: the newest that py-evm knows."""
CHAIN_ID = 31_337
"""Chain id of local engines."""


@dataclass(frozen=True, slots=True)
class Request:
    """One message to a contract: a transaction when sent, a view when called.

    `to` is none for a deployment. `function` is set where the result should be decoded.
    """

    sender: Address
    to: Address | None
    data: bytes
    gas: int = TRANSACTION_GAS_CAP
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """One event: who emitted it, its name, its arguments by name, and its transaction's hash.

    An event that no known ABI declares is named `Unknown`, with `topics` and `data` in hex as its
    arguments.
    """

    address: Address
    event: str
    args: Mapping[str, Any]
    transaction: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction that succeeded.

    `number` counts this engine's transactions from 0, refused ones included. `timestamp` is in
    Unix seconds. `block` is the one thing in which engines differ.
    """

    number: int
    transaction_hash: str
    block: int
    timestamp: int
    gas_used: int
    contract_address: Address | None
    logs: tuple[Log, ...]


class Engine(Protocol):
    """A chain. All engines given the same calls yield the same addresses, events and gas."""

    @property
    def name(self) -> str:
        """What the engine is, for a reader: `eth-tester`, `json-rpc`."""

    @property
    def chain_id(self) -> int:
        """The chain's id, as signatures bind it."""

    @property
    def now(self) -> int:
        """The clock in Unix seconds, as the next call or transaction sees it."""

    @property
    def abis(self) -> AbiIndex:
        """What logs and reverts are decoded with; deployments add their own events and errors."""

    def advance_to(self, timestamp: int) -> None:
        """Set the clock to Unix seconds. Raises `ClockBackwards`, `ClockTooFar`."""

    def add_account(self, account: Account) -> Address:
        """Let `account` send transactions; it needs no funds on a local engine."""

    def deploy(
        self,
        artifact: Artifact,
        arguments: Sequence[Any] = (),
        *,
        sender: Address,
        gas: int = TRANSACTION_GAS_CAP,
    ) -> Receipt:
        """Create a contract; its address is the receipt's. Raises `ContractRevert`."""

    def send(self, request: Request) -> Receipt:
        """Send one transaction and wait for it. Raises `ContractRevert`, `ChainError`."""

    def send_many(self, requests: Iterable[Request]) -> list[Receipt]:
        """Send transactions in order. All are sent; then the first refusal is raised."""

    def attempt(self, request: Request) -> Receipt | ContractRevert:
        """As `send`, but a refusal is returned."""

    def attempt_many(self, requests: Iterable[Request]) -> list[Receipt | ContractRevert]:
        """As `send_many`, but refusals are returned in their places."""

    def call(self, request: Request) -> Any:
        """Read: the decoded result, or bytes if the request names no function.

        Raises `ContractRevert`, `NoContract`.
        """

    def call_many(self, requests: Iterable[Request]) -> list[Any]:
        """Read several results of one state in fewer steps. The first refusal is raised."""

    def attempt_calls(self, requests: Iterable[Request]) -> list[Any | ContractRevert]:
        """As `call_many`, but refusals are returned in their places."""

    def logs(self, address: Address, first: int) -> list[Log]:
        """Every event a contract emitted from block `first` on, whoever sent the transactions."""

    def code(self, address: Address) -> bytes:
        """Runtime code at an address; empty where there is no contract."""

    def storage(self, address: Address, slot: int) -> int:
        """One storage word."""

    def snapshot(self) -> int:
        """Remember the state, clock included, and return its id."""

    def revert(self, snapshot: int) -> None:
        """Return to a remembered state. The id stays valid; later ones do not."""

    def close(self) -> None:
        """Let go of connections. A closed engine is not used again."""


@dataclass(frozen=True, slots=True)
class RawLog:
    """A log before decoding."""

    address: Address
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Mined:
    """A transaction's outcome before decoding: `output` holds the bytes it reverted with."""

    transaction_hash: str
    block: int
    timestamp: int
    gas_used: int
    contract_address: Address | None
    logs: tuple[RawLog, ...]
    failed: bool = False
    halted: bool = False
    output: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """A call's outcome before decoding: its output, or revert bytes if it failed."""

    output: bytes
    failed: bool = False
    halted: bool = False


class BaseEngine(ABC):
    """What engines share: gas cap, status, decoding. A subclass moves bytes."""

    def __init__(self) -> None:
        self._abis = AbiIndex()
        self._sent = 0

    @property
    def abis(self) -> AbiIndex:
        return self._abis

    @property
    @abstractmethod
    def now(self) -> int: ...

    @abstractmethod
    def code(self, address: Address) -> bytes: ...

    @abstractmethod
    def _set_clock(self, timestamp: int) -> None: ...

    @abstractmethod
    def _transact(self, requests: Sequence[Request]) -> list[Mined]: ...

    @abstractmethod
    def _logs(self, address: Address, first: int) -> list[tuple[str, RawLog]]: ...

    @abstractmethod
    def _view(self, requests: Sequence[Request]) -> list[Answer]: ...

    def advance_to(self, timestamp: int) -> None:
        now = self.now
        if timestamp < now:
            raise ClockBackwards(timestamp, now)
        if timestamp >= 2**64:
            raise ClockTooFar(timestamp)
        if timestamp > now:
            self._set_clock(timestamp)

    def deploy(
        self,
        artifact: Artifact,
        arguments: Sequence[Any] = (),
        *,
        sender: Address,
        gas: int = TRANSACTION_GAS_CAP,
    ) -> Receipt:
        self._abis.learn(artifact.abi)
        encoded = interface_of(artifact).constructor.encode(arguments)
        return self.send(Request(sender, None, artifact.bytecode + encoded, gas))

    def send(self, request: Request) -> Receipt:
        return self.send_many([request])[0]

    def send_many(self, requests: Iterable[Request]) -> list[Receipt]:
        return _raise_first(self.attempt_many(requests))

    def attempt(self, request: Request) -> Receipt | ContractRevert:
        return self.attempt_many([request])[0]

    def attempt_many(self, requests: Iterable[Request]) -> list[Receipt | ContractRevert]:
        requests = list(requests)
        for request in requests:
            if request.gas > TRANSACTION_GAS_CAP:
                raise GasOverCap(request.gas, TRANSACTION_GAS_CAP)
        outcomes: list[Receipt | ContractRevert] = []
        for mined in self._transact(requests):
            outcomes.append(self._refusal(mined) if mined.failed else self._receipt(mined))
            self._sent += 1
        return outcomes

    def call(self, request: Request) -> Any:
        return self.call_many([request])[0]

    def call_many(self, requests: Iterable[Request]) -> list[Any]:
        return _raise_first(self.attempt_calls(requests))

    def attempt_calls(self, requests: Iterable[Request]) -> list[Any | ContractRevert]:
        requests = list(requests)
        return [
            self._refusal(answer) if answer.failed else self._result(request, answer.output)
            for request, answer in zip(requests, self._view(requests), strict=True)
        ]

    def logs(self, address: Address, first: int) -> list[Log]:
        return [self._log(log, transaction) for transaction, log in self._logs(address, first)]

    def _result(self, request: Request, output: bytes) -> Any:
        function = request.function
        if function is None:
            return output
        if not output and function.outputs.types:
            raise NoContract(request.to or ZERO_ADDRESS, function.signature)
        return function.decode(output)

    def _refusal(self, outcome: Mined | Answer) -> ContractRevert:
        return halted() if outcome.halted else decode_revert(outcome.output, self._abis)

    def _receipt(self, mined: Mined) -> Receipt:
        return Receipt(
            number=self._sent,
            transaction_hash=mined.transaction_hash,
            block=mined.block,
            timestamp=mined.timestamp,
            gas_used=mined.gas_used,
            contract_address=mined.contract_address,
            logs=tuple(self._log(log, mined.transaction_hash) for log in mined.logs),
        )

    def _log(self, log: RawLog, transaction: str) -> Log:
        event = self._abis.event(log.topics)
        if event is None:
            topics = ["0x" + topic.hex() for topic in log.topics]
            args: dict[str, Any] = {"topics": topics, "data": "0x" + log.data.hex()}
            return Log(checksum(log.address), "Unknown", args, transaction)
        args = event.decode(log.topics, log.data)
        return Log(checksum(log.address), event.name, args, transaction)


@lru_cache(maxsize=1024)
def interface_of(artifact: Artifact) -> Interface:
    """The artifact's constructor and functions, built once."""
    return Interface(artifact.name, artifact.abi)


def _raise_first(outcomes: Iterable[Any]) -> list[Any]:
    outcomes = list(outcomes)
    for outcome in outcomes:
        if isinstance(outcome, ContractRevert):
            raise outcome
    return outcomes
