"""Code cut into runs: plain instructions that follow each other, and the one that ends them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from eth.exceptions import FullStack, InsufficientStack, InvalidJumpDestination
from eth.vm import opcode_values as op
from eth.vm.code_stream import CodeStream
from eth.vm.forks.prague.computation import PragueComputation

from rwa.chain.evm.frame import STACK_LIMIT
from rwa.chain.evm.instructions import INSTRUCTIONS, Act, Instruction, push

_JUMPS = {op.JUMP: 1, op.JUMPI: 2}
"""Jumps, by the words they take from the stack."""
_gas_cost = attrgetter("gas_cost")


@dataclass(frozen=True, slots=True)
class Run:
    """Instructions always done together: their gas is charged, and the stack checked, at once.

    The stack must hold from `needs` to `fits` words. `last` is the opcode that ends the run, with
    its gas if it is a jump; `after` is where the code goes on unless it jumps.
    """

    acts: tuple[Act, ...]
    gas: int
    needs: int
    fits: int
    last: int
    after: int

    def refuse(self, depth: int) -> None:
        """Raises py-evm's halt for a stack of `depth` words that is too short or too long."""
        if depth < self.needs:
            raise InsufficientStack(f"{self.needs} words wanted, {depth} there")
        raise FullStack(f"room for {self.fits} words at most, {depth} there")


class Program:
    """The runs of one contract's code, each cut when it is first entered."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        self._positions = CodeStream(code)
        self.runs: dict[int, Run] = {}
        """By where they begin."""
        self.landings: dict[int, Run] = {}
        """Those that a jump has led to."""

    def cut(self, start: int) -> Run:
        """The run that begins here."""
        acts: list[Act] = []
        gas = height = needs = grows = 0
        at = start
        while (found := self._instruction(at)) is not None:
            instruction, width = found
            gas += self._gas(at)
            needs = max(needs, instruction.takes - height)
            height += instruction.leaves - instruction.takes
            grows = max(grows, height)
            acts.append(instruction.act)
            at += width
        last = self._opcode(at)
        if last in _JUMPS:
            gas += self._gas(at)
            needs = max(needs, _JUMPS[last] - height)
        run = Run(tuple(acts), gas, needs, STACK_LIMIT - grows, last, at + 1)
        self.runs[start] = run
        return run

    def land(self, target: int) -> Run:
        """The run a jump leads to. Raises `InvalidJumpDestination`."""
        if self._opcode(target) != op.JUMPDEST or not self._positions.is_valid_opcode(target):
            raise InvalidJumpDestination(f"{target} is no destination")
        run = self.landings[target] = self.runs.get(target) or self.cut(target)
        return run

    def _opcode(self, at: int) -> int:
        return self._code[at] if at < len(self._code) else op.STOP

    def _gas(self, at: int) -> int:
        return int(_gas_cost(PragueComputation.opcodes[self._opcode(at)]))

    def _instruction(self, at: int) -> tuple[Instruction, int] | None:
        """The plain instruction here, and how many bytes it takes up."""
        opcode = self._opcode(at)
        if op.PUSH0 <= opcode <= op.PUSH32:
            size = opcode - op.PUSH0
            constant = self._code[at + 1 : at + 1 + size].ljust(size, b"\0")
            return push(int.from_bytes(constant)), 1 + size
        known = INSTRUCTIONS.get(opcode)
        return None if known is None else (known, 1)


program_of = lru_cache(maxsize=1024)(Program)
"""A code's runs, kept for the next call."""
