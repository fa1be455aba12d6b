"""The second engine: any node that speaks Ethereum's JSON-RPC.

`RpcEngine` suits a network: transactions go one by one, at the node's prices, with an estimated gas
limit below the one given; time is the network's. `TestNodeEngine` takes over a node for tests:
transactions go out in batches, the node's own methods set the clock and mine, and states can be
restored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar, cast

from eth_account import Account as EthAccount
from eth_utils.crypto import keccak

from rwa.chain.abi import checksum
from rwa.chain.accounts import Account, Address
from rwa.chain.engine import CALL_GAS, Answer, BaseEngine, Mined, RawLog, Request
from rwa.chain.errors import (
    ChainError,
    ClockFixed,
    NodeBehind,
    NodeRefused,
    ReceiptTimeout,
    UnknownSender,
    WrongChain,
)
from rwa.chain.node import Node, Reply, result_of
from rwa.chain.replies import (
    Header,
    addresses,
    affordable_gas,
    hash_of,
    header_of,
    is_halt,
    lacks_block,
    logs_of,
    mined_of,
    number,
    octets,
    replay_of,
    traced,
)
from rwa.chain.reverts import revert_data

GAS_MARGIN = (5, 4)
"""What an estimate of gas is multiplied by where gas is paid for."""
POLL_SECONDS = 0.2

Asking = tuple[str, list[Any]]
"""A method and its parameters."""
Told = TypeVar("Told")


class Signed(Protocol):
    """A signed transaction, as eth_account makes it."""

    @property
    def raw_transaction(self) -> bytes:
        """What is broadcast."""


class Signer(Protocol):
    """Whoever signs for one address: eth_account's `LocalAccount`, or a device."""

    @property
    def address(self) -> str:
        """The address signed for."""

    def sign_transaction(self, transaction_dict: dict[str, Any]) -> Signed:
        """Sign a transaction given by JSON-RPC's field names and Python values."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A transaction whose outcome is not known: its hash is, unless the node signs it and has not
    answered.
    """

    sender: Address
    nonce: int
    transaction: str | None


class RpcEngine(BaseEngine):
    """The chain behind `url`, as it is.

    Several nodes may answer behind one address, some of them later than others: nothing is read of
    a state before the newest block the engine has heard of, by a receipt or a header; a node that
    does not have it is asked again until it, or the next, does. Raises `NodeBehind` where none does
    in `mining_timeout`.

    Transactions are signed by `signers` or by the node, where it has the sender unlocked. A node
    that serves another chain than `chain_id` raises `WrongChain`, one that does not answer
    `ChainUnreachable`. `timeout` is in seconds for one answer; a transaction has `mining_timeout`
    seconds to be mined.
    """

    name = "json-rpc"

    def __init__(
        self,
        url: str,
        *,
        chain_id: int | None = None,
        signers: Sequence[Signer] = (),
        timeout: float = 30.0,
        mining_timeout: float = 120.0,
    ) -> None:
        super().__init__()
        self._node = Node(url, timeout)
        self._mining_timeout = mining_timeout
        self.awaited: Awaited | None = None
        """The transaction handed to the node last, from before it is until its outcome is known."""
        self._newest = 0
        self._nonces: dict[Address, int] = {}
        self._chain_id = self._node.ask_for(number, "eth_chainId")
        if chain_id is not None and chain_id != self._chain_id:
            raise WrongChain(self._node.shown, self._chain_id, chain_id)
        self._unlocked = self._node.ask_for(addresses, "eth_accounts")
        self._signers: dict[Address, Signer] = {}
        for signer in signers:
            self.add_signer(signer)

    @property
    def chain_id(self) -> int:
        return self._chain_id

    @property
    def now(self) -> int:
        return self._head().timestamp

    @property
    def unlocked(self) -> frozenset[Address]:
        """Accounts the node itself signs for."""
        return self._unlocked

    def add_account(self, account: Account) -> Address:
        return self.add_signer(cast(Signer, EthAccount.from_key(account.key)))

    def add_signer(self, signer: Signer) -> Address:
        """Let `signer` send transactions. It needs funds wherever gas is paid for."""
        address = checksum(signer.address)
        self._signers[address] = signer
        return address

    def code(self, address: Address) -> bytes:
        return self._state(octets, "eth_getCode", address)

    def storage(self, address: Address, slot: int) -> int:
        return self._state(number, "eth_getStorageAt", address, hex(slot))

    def snapshot(self) -> int:
        raise ClockFixed(self._node.shown)

    def revert(self, snapshot: int) -> None:
        raise ClockFixed(self._node.shown)

    def close(self) -> None:
        self._node.close()

    def _set_clock(self, timestamp: int) -> None:
        raise ClockFixed(self._node.shown)

    def _head(self) -> Header:
        """The newest header, never of a block before one heard of."""

        def newest() -> Header | None:
            header = self._node.ask_for(header_of, "eth_getBlockByNumber", "latest", False)
            return header if header and header.number >= self._newest else None

        header = self._patiently(newest, self._behind)
        self._newest = header.number
        return header

    def _read(self, asked: Callable[[str], Sequence[Asking]]) -> list[Reply]:
        """Replies to what is asked of the state after the head's block, from nodes that have it."""
        head = hex(self._head().number)
        requested = [("eth_getBlockByNumber", [head, False]), *asked(head)]

        def replies() -> list[Reply] | None:
            told = self._node.ask_all(requested)
            if any(map(lacks_block, told)):
                return None
            has_it, *replies = told
            return None if result_of("eth_getBlockByNumber", has_it) is None else replies

        return self._patiently(replies, self._behind)

    def _state(self, understand: Callable[[Any], Told], method: str, *parameters: Any) -> Told:
        (reply,) = self._read(lambda head: [(method, [*parameters, head])])
        return self._node.understood(understand, method, result_of(method, reply))

    def _patiently(self, tell: Callable[[], Told | None], late: Callable[[], ChainError]) -> Told:
        """What is told at last, or the error that it came too `late`."""
        deadline = time.monotonic() + self._mining_timeout
        while (told := tell()) is None:
            if time.monotonic() > deadline:
                raise late()
            time.sleep(POLL_SECONDS)
        return told

    def _behind(self) -> NodeBehind:
        return NodeBehind(self._node.shown, self._newest, self._mining_timeout)

    def _transact(self, requests: Sequence[Request]) -> list[Mined]:
        outcomes = []
        for request in requests:
            fields = {**self._fields(request, self._nonce(request.sender)), **self._prices()}
            refused = self._estimate(fields)
            outcomes.append(self._transmit(request.sender, fields) if refused is None else refused)
        return outcomes

    def _transmit(self, sender: Address, fields: dict[str, Any]) -> Mined:
        """Hand a transaction over and await it; until its outcome is known, only the node can tell
        the sender's next nonce.
        """
        sending = self._sending(fields)
        nonce = fields["nonce"]
        self._nonces.pop(sender, None)
        self.awaited = Awaited(sender, nonce, _known_hash(*sending))
        (told,) = self._broadcast([sending])
        transaction = self.awaited.transaction or told
        self.awaited = replace(self.awaited, transaction=transaction)
        receipt = self._told(transaction, "eth_getTransactionReceipt", transaction)
        outcome = self._outcome(transaction, receipt)
        self.awaited = None
        self._nonces[sender] = nonce + 1
        return outcome

    def _view(self, requests: Sequence[Request]) -> list[Answer]:
        calls = [
            {
                "from": request.sender,
                "to": request.to,
                "data": "0x" + request.data.hex(),
                "gas": hex(CALL_GAS),
            }
            for request in requests
        ]
        replies = self._read(lambda head: [("eth_call", [call, head]) for call in calls])
        return [self._answer("eth_call", reply) for reply in replies]

    def _logs(self, address: Address, first: int) -> list[tuple[str, RawLog]]:
        sought = {"address": address, "fromBlock": hex(first)}
        (reply,) = self._read(lambda head: [("eth_getLogs", [{**sought, "toBlock": head}])])
        logs = result_of("eth_getLogs", reply)
        return self._node.understood(logs_of, "eth_getLogs", logs)

    def _fields(self, request: Request, nonce: int) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "from": request.sender,
            "chainId": self._chain_id,
            "nonce": nonce,
            "gas": request.gas,
            "value": 0,
            "data": "0x" + request.data.hex(),
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
        }
        if request.to is not None:
            fields["to"] = request.to
        return fields

    def _nonce(self, sender: Address) -> int:
        if sender not in self._signers and sender not in self._unlocked:
            raise UnknownSender(sender)
        if sender in self._nonces:
            return self._nonces[sender]
        method = "eth_getTransactionCount"
        (reply,) = self._read(lambda _: [(method, [sender, "pending"])])
        return self._node.understood(number, method, result_of(method, reply))

    def _prices(self) -> dict[str, int]:
        """Twice the base fee and the tip the node suggests; zero on a chain without base fee."""
        base_fee = self._head().base_fee
        tip = self._node.ask_for(number, "eth_maxPriorityFeePerGas") if base_fee else 0
        return {"maxFeePerGas": 2 * base_fee + tip, "maxPriorityFeePerGas": tip}

    def _estimate(self, fields: dict[str, Any]) -> Mined | None:
        """Lower the gas limit to what is needed, or give the refusal that spares the sending."""
        transaction = _as_json(fields)
        (reply,) = self._read(lambda head: [("eth_estimateGas", [transaction, head])])
        if "error" in reply:
            answer = self._answer("eth_estimateGas", reply)
            if answer.halted and affordable_gas(reply["error"]) < fields["gas"]:
                raise NodeRefused("eth_estimateGas", f"{fields['from']} cannot pay for the gas")
            return Mined("", 0, 0, 0, None, (), True, answer.halted, answer.output)
        more, per = GAS_MARGIN
        needed = self._node.understood(number, "eth_estimateGas", reply["result"])
        fields["gas"] = min(fields["gas"], needed * more // per)
        return None

    def _broadcast(self, sendings: Sequence[Asking]) -> list[str]:
        replies = self._node.ask_all(sendings)
        return [
            self._node.understood(hash_of, method, result_of(method, reply))
            for (method, _), reply in zip(sendings, replies, strict=True)
        ]

    def _sending(self, fields: dict[str, Any]) -> Asking:
        signer = self._signers.get(fields["from"])
        if signer is None:
            return "eth_sendTransaction", [_as_json(fields)]
        unsigned = {key: value for key, value in fields.items() if key != "from"}
        signed = signer.sign_transaction(unsigned)
        return "eth_sendRawTransaction", ["0x" + bytes(signed.raw_transaction).hex()]

    def _told(self, transaction: str, method: str, *parameters: object) -> Any:
        """What there is to know of a transaction that was sent, asked until a node tells it."""

        def tell() -> Any:
            (reply,) = self._node.ask_all([(method, list(parameters))])
            return None if lacks_block(reply) else result_of(method, reply)

        return self._patiently(tell, lambda: ReceiptTimeout(transaction, self._mining_timeout))

    def _outcome(self, transaction: str, receipt: Mapping[str, Any]) -> Mined:
        """What became of a mined transaction."""
        mined = self._node.understood(mined_of, "eth_getTransactionReceipt", receipt)
        self._newest = max(self._newest, mined.block)
        answer = self._diagnose(transaction) if mined.failed else Answer(b"")
        return replace(
            mined,
            transaction_hash=transaction,
            timestamp=self._block_time(transaction, mined.block),
            halted=answer.halted,
            output=answer.output,
        )

    def _block_time(self, transaction: str, block: int) -> int:
        method = "eth_getBlockByNumber"
        told = self._told(transaction, method, hex(block), False)
        return self._node.understood(Header.of, method, told).timestamp

    def _diagnose(self, transaction: str) -> Answer:
        """Why a mined transaction failed: from its trace, else replayed on the state it left."""
        frame = self._trace(transaction)
        if frame is not None:
            return self._node.understood(traced, "debug_traceTransaction", frame)
        method = "eth_getTransactionByHash"
        sent = self._told(transaction, method, transaction)
        replay = self._node.understood(replay_of, method, sent)
        (replayed,) = self._read(lambda _: [("eth_call", replay)])
        answer = self._answer("eth_call", replayed)
        return answer if answer.failed else Answer(b"", failed=True)

    def _trace(self, transaction: str) -> Any:
        """The top frame of a transaction's trace, or none where no node traces. It is asked for
        alone: some nodes refuse a whole batch that has it.
        """
        tracer = {"tracer": "callTracer", "tracerConfig": {"onlyTopCall": True}}

        def tell() -> Reply | None:
            (reply,) = self._node.ask_all([("debug_traceTransaction", [transaction, tracer])])
            return None if lacks_block(reply) else reply

        try:
            return self._patiently(tell, self._behind).get("result")
        except NodeBehind:
            return None

    def _answer(self, method: str, reply: Reply) -> Answer:
        """A call's outcome. Raises `NodeRefused` where the node, not the contract, refused."""
        if "error" not in reply:
            return Answer(self._node.understood(octets, method, reply["result"]))
        data = revert_data(reply["error"])
        if data is not None:
            return Answer(data, failed=True)
        if is_halt(reply["error"]):
            return Answer(b"", failed=True, halted=True)
        raise NodeRefused(method, str(reply["error"].get("message", "")))


class TestNodeEngine(RpcEngine):
    """A node for tests, started without fees: what is sent is mined at once, at the engine's time.

    The node needs anvil's methods: to set mining, time and base fee, to snapshot and to revert.
    """

    __test__ = False

    def __init__(
        self,
        url: str,
        *,
        chain_id: int | None = None,
        signers: Sequence[Signer] = (),
        timeout: float = 30.0,
        mining_timeout: float = 120.0,
    ) -> None:
        super().__init__(
            url,
            chain_id=chain_id,
            signers=signers,
            timeout=timeout,
            mining_timeout=mining_timeout,
        )
        self._node.ask("evm_setAutomine", False)
        self._snapshots: dict[int, _Snapshot] = {}
        latest = self._head()
        self._gas_target = latest.gas_limit // 2
        self._mined_at = latest.timestamp
        self._now = self._mined_at + 1

    @property
    def now(self) -> int:
        return self._now

    def snapshot(self) -> int:
        identifier = max(self._snapshots, default=-1) + 1
        self._snapshots[identifier] = self._remember()
        return identifier

    def revert(self, snapshot: int) -> None:
        kept = self._snapshots[snapshot]
        if self._node.ask("evm_revert", kept.node_id) is not True:
            raise NodeRefused("evm_revert", f"it has no snapshot {kept.node_id}")
        self._snapshots = {key: value for key, value in self._snapshots.items() if key < snapshot}
        self._now, self._mined_at, self._sent = kept.now, kept.mined_at, kept.sent
        self._nonces = dict(kept.nonces)
        self._snapshots[snapshot] = self._remember()

    def _remember(self) -> _Snapshot:
        node_id = str(self._node.ask("evm_snapshot"))
        return _Snapshot(node_id, self._now, self._mined_at, self._sent, dict(self._nonces))

    def _set_clock(self, timestamp: int) -> None:
        self._now = timestamp

    def _read(self, asked: Callable[[str], Sequence[Asking]]) -> list[Reply]:
        """Replies of the one node there is, which has every block it has mined."""
        return self._node.ask_all(asked("latest"))

    def _nonce(self, sender: Address) -> int:
        nonce = super()._nonce(sender)
        self._nonces[sender] = nonce + 1
        return nonce

    def _transact(self, requests: Sequence[Request]) -> list[Mined]:
        before = dict(self._nonces)
        try:
            transactions = self._broadcast(
                [
                    self._sending(self._fields(request, self._nonce(request.sender)))
                    for request in requests
                ]
            )
        except BaseException:
            self._nonces = before
            raise
        deadline = time.monotonic() + self._mining_timeout
        self._mine()
        while None in (receipts := self._receipts(transactions)):
            if time.monotonic() > deadline:
                raise ReceiptTimeout(transactions[receipts.index(None)], self._mining_timeout)
            self._waive_fee()
            self._mine()
        outcomes = [
            self._outcome(transaction, receipt)
            for transaction, receipt in zip(transactions, receipts, strict=True)
        ]
        if sum(each.gas_used for each in outcomes) > self._gas_target:
            self._waive_fee()
        return outcomes

    def _receipts(self, transactions: Sequence[str]) -> list[Any]:
        method = "eth_getTransactionReceipt"
        replies = self._node.ask_all([(method, [transaction]) for transaction in transactions])
        return [result_of(method, reply) for reply in replies]

    def _view(self, requests: Sequence[Request]) -> list[Answer]:
        if self._now > self._mined_at:
            self._mine()
        return super()._view(requests)

    def _waive_fee(self) -> None:
        """Keep the next block free: after a block more than half full it would ask for a fee."""
        self._node.ask("anvil_setNextBlockBaseFeePerGas", "0x0")

    def _block_time(self, transaction: str, block: int) -> int:
        return self._mined_at

    def _mine(self) -> None:
        self._node.ask("evm_mine", self._now)
        self._mined_at = self._now


@dataclass(frozen=True, slots=True)
class _Snapshot:
    node_id: str
    now: int
    mined_at: int
    sent: int
    nonces: Mapping[Address, int]


def _known_hash(method: str, parameters: Sequence[Any]) -> str | None:
    """The hash of a signed transaction; what the node itself signs has none before it answers."""
    if method != "eth_sendRawTransaction":
        return None
    return "0x" + keccak(octets(parameters[0])).hex()


def _as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: hex(value) if isinstance(value, int) else value for key, value in fields.items()}
