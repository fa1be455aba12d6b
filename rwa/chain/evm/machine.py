"""The machine of the default engine's chain: py-evm's for Prague over `Accounts` and `Program`."""

from __future__ import annotations

from collections.abc import Iterator

from eth.abc import MessageAPI, StateAPI, TransactionContextAPI
from eth.exceptions import OutOfGas
from eth.typing import JournalDBCheckpoint
from eth.vm import opcode_values as op
from eth.vm.code_stream import CodeStream
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.computation import PragueComputation
from eth.vm.forks.prague.state import PragueState
from eth_typing import Address, Hash32

from rwa.chain.evm.accounts import Accounts
from rwa.chain.evm.frame import Memory, Stack
from rwa.chain.evm.program import program_of


def machine_over(accounts: Accounts) -> type[PragueVM]:
    """A machine, as a chain is configured with it, whose every block continues these accounts."""
    state = JournalState.configure(account_db_class=lambda *_: accounts)
    machine: type[PragueVM] = PragueVM.configure(_state_class=state)
    return machine


class Instructions(CodeStream):
    """A contract's code at work: does its runs and jumps itself, and yields the other opcodes."""

    def __init__(self, frame: Computation) -> None:
        super().__init__(frame.msg.code)
        self._frame = frame

    def __iter__(self) -> Iterator[int]:
        frame = self._frame
        stack, meter = frame.stack, frame.get_gas_meter()
        program = program_of(frame.msg.code)
        runs, landings = program.runs, program.landings
        run = runs.get(0) or program.cut(0)
        while True:
            if run.gas > meter.gas_remaining:
                raise OutOfGas(f"{run.gas} gas wanted, {meter.gas_remaining} left")
            meter.gas_remaining -= run.gas
            if not run.needs <= len(stack) <= run.fits:
                run.refuse(len(stack))
            for act in run.acts:
                act(stack, frame)
            if run.last == op.JUMP or run.last == op.JUMPI:
                target = stack.pop()
                if run.last == op.JUMP or stack.pop():
                    run = landings.get(target) or program.land(target)
                    continue
            else:
                self.program_counter = run.after
                yield run.last
            run = runs.get(run.after) or program.cut(run.after)


class Computation(PragueComputation):
    """One call, with its stack of numbers and its memory at hand for the instructions."""

    def __init__(
        self,
        state: StateAPI,
        message: MessageAPI,
        transaction_context: TransactionContextAPI,
    ) -> None:
        super().__init__(state, message, transaction_context)
        self._stack = Stack()
        self._memory = Memory()
        self.stack = self._stack.words
        self.memory = self._memory.data
        self.code = Instructions(self)

    def extend_memory(self, start_position: int, size: int) -> None:
        if start_position + size > len(self.memory):
            super().extend_memory(start_position, size)


class JournalState(PragueState):
    """The state between transactions; what a call undoes, transient storage included, is undone by
    the journal of the accounts.
    """

    computation_class = Computation
    _account_db: Accounts

    def snapshot(self) -> tuple[Hash32, JournalDBCheckpoint]:
        return self.state_root, self._account_db.record()

    def revert(self, snapshot: tuple[Hash32, JournalDBCheckpoint]) -> None:
        _, checkpoint = snapshot
        self._account_db.discard(checkpoint)

    def commit(self, snapshot: tuple[Hash32, JournalDBCheckpoint]) -> None:
        pass

    def get_transient_storage(self, address: Address, slot: int) -> bytes:
        return self._account_db.get_transient(address, slot)

    def set_transient_storage(self, address: Address, slot: int, value: bytes) -> None:
        self._account_db.set_transient(address, slot, value)

    def clear_transient_storage(self) -> None:
        pass
