"""The default engine: eth-tester's py-evm chain, in this process.

Requests go to the chain itself, past web3 and eth-tester's own normalisation, which would cost ten
times the EVM's work. Transactions are signed, validated and mined as on any chain; those of one
timestamp share a block, which is sealed when the clock moves on. The machine that carries them out
is `rwa.chain.evm`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from eth.abc import (
    BlockAPI,
    BlockHeaderAPI,
    ComputationAPI,
    LogAPI,
    ReceiptAPI,
    SignedTransactionAPI,
    StateAPI,
    VirtualMachineAPI,
)
from eth.exceptions import Revert
from eth.typing import JournalDBCheckpoint
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth.vm.message import Message
from eth_keys.datatypes import PrivateKey
from eth_tester import PyEVMBackend
from eth_typing import Address as CanonicalAddress

from rwa.chain.abi import checksum
from rwa.chain.accounts import Account, Address
from rwa.chain.engine import CALL_GAS, CHAIN_ID, Answer, BaseEngine, Mined, RawLog, Request
from rwa.chain.errors import UnknownSender
from rwa.chain.evm.accounts import Accounts
from rwa.chain.evm.machine import machine_over

BLOCK_GAS_LIMIT = 1_000_000_000
MAX_BLOCK_TRANSACTIONS = 500
CREATE = CanonicalAddress(b"")
"""The receiver of a transaction that creates a contract."""


class TesterEngine(BaseEngine):
    """An eth-tester chain without fees; the clock starts one second after `genesis_time`."""

    __test__ = False
    name = "eth-tester"

    def __init__(self, genesis_time: int, chain_id: int = CHAIN_ID) -> None:
        super().__init__()
        parameters = {
            **PyEVMBackend.generate_genesis_params(
                {"gas_limit": BLOCK_GAS_LIMIT, "timestamp": genesis_time}
            ),
            "base_fee_per_gas": 0,
        }
        self._accounts = Accounts()
        backend = PyEVMBackend(
            genesis_parameters=parameters,
            genesis_state={},
            vm_configuration=((0, machine_over(self._accounts)),),
        )
        self._chain = backend.chain
        self._chain.chain_id = chain_id
        self._keys: dict[Address, PrivateKey] = {}
        self._head: BlockHeaderAPI = self._chain.get_canonical_head()
        self._open: _OpenBlock | None = None
        self._now = genesis_time + 1
        self._snapshots: dict[int, _Snapshot] = {}

    @property
    def chain_id(self) -> int:
        return int(self._chain.chain_id)

    @property
    def now(self) -> int:
        return self._now

    def add_account(self, account: Account) -> Address:
        self._keys[account.address] = PrivateKey(account.key)
        return account.address

    def code(self, address: Address) -> bytes:
        return self._accounts.get_code(_canonical(address))

    def storage(self, address: Address, slot: int) -> int:
        return self._accounts.get_storage(_canonical(address), slot)

    def snapshot(self) -> int:
        self._seal()
        identifier = max(self._snapshots, default=-1) + 1
        self._snapshots[identifier] = _Snapshot(
            self._head, self._accounts.record(), self._now, self._sent
        )
        return identifier

    def revert(self, snapshot: int) -> None:
        kept = self._snapshots[snapshot]
        self._snapshots = {key: value for key, value in self._snapshots.items() if key <= snapshot}
        self._open = None
        self._accounts.discard(kept.written)
        self._head, self._now, self._sent = kept.head, kept.now, kept.sent

    def close(self) -> None:
        self._open = None

    def _set_clock(self, timestamp: int) -> None:
        self._seal()
        self._now = timestamp

    def _transact(self, requests: Sequence[Request]) -> list[Mined]:
        keys = [self._key(request.sender) for request in requests]
        return [self._apply(request, key) for request, key in zip(requests, keys, strict=True)]

    def _view(self, requests: Sequence[Request]) -> list[Answer]:
        state = self._block().vm.state
        answers = []
        for request in requests:
            before = state.snapshot()
            try:
                computation = _read(state, request)
            finally:
                state.revert(before)
            answers.append(Answer(computation.output, computation.is_error, _is_halt(computation)))
        return answers

    def _logs(self, address: Address, first: int) -> list[tuple[str, RawLog]]:
        emitter = _canonical(address)
        return [
            ("0x" + transaction.hex(), _raw_log(log))
            for transaction, receipt in self._receipts(first)
            for log in receipt.logs
            if log.address == emitter
        ]

    def _receipts(self, first: int) -> Iterator[tuple[bytes, ReceiptAPI]]:
        """Every transaction's hash and receipt from block `first` on, in order."""
        sealed, header = [], self._head
        while header.block_number >= max(first, 1):
            sealed.append(header)
            header = self._chain.chaindb.get_block_header_by_hash(header.parent_hash)
        for header in reversed(sealed):
            hashes = self._chain.chaindb.get_block_transaction_hashes(header)
            decoder = self._chain.get_vm_class(header).get_receipt_builder()
            receipts = self._chain.chaindb.get_receipts(header, decoder)
            yield from zip(hashes, receipts, strict=True)
        if self._open is not None and self._open.header.block_number >= first:
            hashes = [transaction.hash for transaction in self._open.transactions]
            yield from zip(hashes, self._open.receipts, strict=True)

    def _apply(self, request: Request, key: PrivateKey) -> Mined:
        block = self._block_with_room(request.gas)
        unsigned = PragueTransactionBuilder.new_unsigned_dynamic_fee_transaction(
            chain_id=self.chain_id,
            nonce=block.vm.state.get_nonce(_canonical(request.sender)),
            max_priority_fee_per_gas=0,
            max_fee_per_gas=0,
            gas=request.gas,
            to=_canonical(request.to) if request.to else CREATE,
            value=0,
            data=request.data,
            access_list=(),
        )
        transaction = unsigned.as_signed_transaction(key)
        gas_before = block.header.gas_used
        receipt, computation = block.apply(transaction)
        created = None if request.to else checksum(computation.msg.storage_address)
        return Mined(
            transaction_hash="0x" + transaction.hash.hex(),
            block=block.header.block_number,
            timestamp=block.header.timestamp,
            gas_used=receipt.gas_used - gas_before,
            contract_address=created,
            logs=tuple(_raw_log(log) for log in receipt.logs),
            failed=computation.is_error,
            halted=_is_halt(computation),
            output=computation.output,
        )

    def _key(self, sender: Address) -> PrivateKey:
        if sender not in self._keys:
            raise UnknownSender(sender)
        return self._keys[sender]

    def _block(self) -> _OpenBlock:
        """The block that transactions are added to now."""
        if self._open is not None and len(self._open.transactions) >= MAX_BLOCK_TRANSACTIONS:
            self._seal()
        if self._open is None:
            header = self._chain.create_header_from_parent(self._head, timestamp=self._now)
            self._open = _OpenBlock(self._chain.get_vm(header), header)
        return self._open

    def _block_with_room(self, gas: int) -> _OpenBlock:
        """The open block, or a new one: past half its limit the next one would ask for a fee."""
        if self._block().header.gas_used + gas > BLOCK_GAS_LIMIT // 2:
            self._seal()
        return self._block()

    def _seal(self) -> None:
        """Mine the open block, unless it is empty."""
        if self._open is not None and self._open.transactions:
            block = self._open.seal()
            self._chain.chaindb.persist_block(block)
            self._head = block.header
            if not self._snapshots:
                self._accounts.forget()
        self._open = None


@dataclass(frozen=True, slots=True)
class _Snapshot:
    head: BlockHeaderAPI
    written: JournalDBCheckpoint
    now: int
    sent: int


@dataclass(slots=True)
class _OpenBlock:
    """A block being filled: its machine, with the state after its transactions so far."""

    vm: VirtualMachineAPI
    header: BlockHeaderAPI
    transactions: list[SignedTransactionAPI] = field(default_factory=list)
    receipts: list[ReceiptAPI] = field(default_factory=list)

    def apply(self, transaction: SignedTransactionAPI) -> tuple[ReceiptAPI, ComputationAPI]:
        receipt, computation = self.vm.apply_transaction(self.header, transaction)
        self.header = self.vm.add_receipt_to_header(self.header, receipt)
        self.transactions.append(transaction)
        self.receipts.append(receipt)
        return receipt, computation

    def seal(self) -> BlockAPI:
        """The finished block. Unlike on Ethereum itself, the next may have the same timestamp."""
        filled = self.vm.set_block_transactions_and_withdrawals(
            self.vm.get_block(), self.header, tuple(self.transactions), tuple(self.receipts)
        )
        return self.vm.finalize_block(filled).block


def _read(state: StateAPI, request: Request) -> ComputationAPI:
    sender = _canonical(request.sender)
    if request.to is None:
        raise ValueError("a call needs an address")
    to = _canonical(request.to)
    message = Message(
        gas=CALL_GAS, to=to, sender=sender, value=0, data=request.data, code=state.get_code(to)
    )
    context = state.get_transaction_context_class()(gas_price=0, origin=sender)
    return state.computation_class.apply_message(state, message, context)


def _is_halt(computation: ComputationAPI) -> bool:
    return computation.is_error and not isinstance(computation.error, Revert)


def _raw_log(log: LogAPI) -> RawLog:
    topics = tuple(topic.to_bytes(32) for topic in log.topics)
    return RawLog(checksum(log.address), topics, log.data)


@lru_cache(maxsize=1 << 16)
def _canonical(address: Address) -> CanonicalAddress:
    return CanonicalAddress(bytes.fromhex(address[2:]))
