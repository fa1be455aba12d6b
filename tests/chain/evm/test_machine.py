"""The engine's machine and py-evm's own carry out the same transactions: nothing differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from eth.abc import ComputationAPI, VirtualMachineAPI
from eth.exceptions import InsufficientStack
from eth.vm import opcode_values as op
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth_keys.datatypes import PrivateKey
from eth_tester import PyEVMBackend

from rwa.chain.accounts import derive_account
from rwa.chain.evm.accounts import Accounts
from rwa.chain.evm.instructions import INSTRUCTIONS
from rwa.chain.evm.machine import machine_over
from tests.chain.conftest import SEED
from tests.chain.evm.programs import PLACES, SLOTS, program, push
from tests.conftest import GENESIS_TIME

SEEDS = range(100)
EDGES = (0, 1, 2, 31, 32, 33, 255, 256, 257, 2**128, 2**255 - 1, 2**255, 2**256 - 1)
SENDER = PrivateKey(derive_account(SEED, "issuer").key)
HALTS = ("OutOfGas", "InsufficientStack", "FullStack", "InvalidJumpDestination", "WriteProtection")
MET = ("done", "Revert", "InvalidInstruction", "OutOfBoundsRead", *HALTS)
MIN_MET = 5


class Chain:
    """A chain with these contracts and an open block."""

    def __init__(self, machine: type[VirtualMachineAPI], codes: list[bytes]) -> None:
        account = {"balance": 10**18, "nonce": 0, "code": b"", "storage": {}}
        contracts = [{**account, "nonce": 1, "code": code, "storage": {1: 7}} for code in codes]
        parameters = PyEVMBackend.generate_genesis_params(
            {"gas_limit": 10**9, "timestamp": GENESIS_TIME}
        )
        self._chain = PyEVMBackend(
            genesis_parameters={**parameters, "base_fee_per_gas": 0},
            genesis_state={
                SENDER.public_key.to_canonical_address(): account,
                **dict(zip(PLACES, contracts, strict=True)),
            },
            vm_configuration=((0, machine),),
        ).chain
        self._header = self._chain.create_header_from_parent(
            self._chain.get_canonical_head(), timestamp=GENESIS_TIME + 1
        )
        self._vm = self._chain.get_vm(self._header)

    def send(self, to: bytes, data: bytes, gas: int, value: int) -> tuple[Any, ComputationAPI]:
        """Carry out a transaction; what an observer sees of it, and how it went."""
        sender = SENDER.public_key.to_canonical_address()
        transaction = PragueTransactionBuilder.new_unsigned_dynamic_fee_transaction(
            chain_id=self._chain.chain_id,
            nonce=self._vm.state.get_nonce(sender),
            max_priority_fee_per_gas=0,
            max_fee_per_gas=0,
            gas=gas,
            to=to,
            value=value,
            data=data,
            access_list=(),
        ).as_signed_transaction(SENDER)
        receipt, computation = self._vm.apply_transaction(self._header, transaction)
        logs = [(log.address, log.topics, log.data) for log in receipt.logs]
        return (receipt.gas_used, logs, list(frames(computation)), self.state()), computation

    def state(self) -> list[Any]:
        """What the contracts hold."""
        state = self._vm.state
        return [
            (
                [state.get_storage(place, slot) for slot in SLOTS],
                state.get_balance(place),
                state.get_nonce(place),
                state.get_code_hash(place),
            )
            for place in PLACES
        ]


def frames(computation: ComputationAPI) -> Iterator[tuple[Any, ...]]:
    """A call and those it made: how each ended, what it gave, and what it had left."""
    for call in calls(computation):
        how = "halted" if call.should_burn_gas else outcome(call)
        yield how, call.output, call.get_gas_remaining(), list(remains(call))


def remains(computation: ComputationAPI) -> Iterator[Any]:
    """Memory and stack of a call that did not halt."""
    if computation.should_burn_gas:
        return
    yield computation.memory_read_bytes(0, 2**20)
    with suppress(InsufficientStack):
        while True:
            yield computation.stack_pop1_int()


def outcome(computation: ComputationAPI) -> str:
    """How a call ended."""
    return type(computation.error).__name__ if computation.is_error else "done"


def calls(computation: ComputationAPI) -> Iterator[ComputationAPI]:
    """A call and those it made."""
    yield computation
    for child in computation.children:
        yield from calls(child)


def both(codes: list[bytes]) -> tuple[Chain, Chain]:
    """The same contracts on both machines."""
    return Chain(PragueVM, codes), Chain(machine_over(Accounts()), codes)


@pytest.mark.parametrize("opcode", INSTRUCTIONS, ids=hex)
def test_instruction__edges_of_words__same_stack_and_memory(opcode: int) -> None:
    random, takes = Random(opcode), INSTRUCTIONS[opcode].takes
    memory = opcode in (op.MLOAD, op.MSTORE)
    code = b"".join(
        push(word) + push(32 * place) + bytes([op.MSTORE]) for place, word in enumerate(EDGES)
    )
    for _ in range(30):
        words = [random.choice(EDGES[:8] if memory else EDGES) for _ in range(takes)]
        code += b"".join(map(push, words)) + bytes([opcode])
    theirs, ours = both([code] * len(PLACES))
    data = random.randbytes(70)
    expected, computation = theirs.send(PLACES[0], data, 2_000_000, 0)
    assert outcome(computation) == "done"
    assert ours.send(PLACES[0], data, 2_000_000, 0)[0] == expected


@pytest.mark.filterwarnings("ignore:SELFDESTRUCT:DeprecationWarning")
def test_transactions__random_programs__same_gas_logs_calls_and_state() -> None:
    met: Counter[str] = Counter()
    for seed in SEEDS:
        random = Random(seed)
        codes = [program(random) for _ in PLACES]
        theirs, ours = both(codes)
        for _ in range(4):
            to, data = random.choice(PLACES), random.randbytes(random.choice((0, 4, 36)))
            gas = random.choice((25_000, random.randint(22_000, 60_000), 300_000))
            value = random.choice((0, 0, 1))
            expected, computation = theirs.send(to, data, gas, value)
            observed, _ = ours.send(to, data, gas, value)
            assert observed == expected, (seed, [code.hex() for code in codes])
            met.update(map(outcome, calls(computation)))
    assert [name for name in MET if met[name] < MIN_MET] == [], met
