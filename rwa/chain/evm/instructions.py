"""Instructions that only move and reckon with words: the stack, memory, the call's data.

Each works on the stack it is given, which holds enough and has room. Arithmetic is modulo 2^256.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eth.vm import opcode_values as op

if TYPE_CHECKING:
    from rwa.chain.evm.machine import Computation

Words = list[int]
Act = Callable[[Words, "Computation"], None]

MAX = 2**256 - 1


@dataclass(frozen=True, slots=True)
class Instruction:
    """What it does, how many words it takes from the stack, and how many it leaves there."""

    act: Act
    takes: int
    leaves: int


def push(value: int) -> Instruction:
    """Put a constant on the stack."""

    def act(stack: Words, frame: Computation) -> None:
        stack.append(value)

    return Instruction(act, 0, 1)


def _duplicate(depth: int) -> Instruction:
    def act(stack: Words, frame: Computation) -> None:
        stack.append(stack[-depth])

    return Instruction(act, depth, depth + 1)


def _swap(depth: int) -> Instruction:
    other = -depth - 1

    def act(stack: Words, frame: Computation) -> None:
        stack[-1], stack[other] = stack[other], stack[-1]

    return Instruction(act, depth + 1, depth + 1)


def _pop(stack: Words, frame: Computation) -> None:
    stack.pop()


def _nothing(stack: Words, frame: Computation) -> None:
    pass


def _add(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] = (left + stack[-1]) & MAX


def _subtract(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] = (left - stack[-1]) & MAX


def _multiply(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] = (left * stack[-1]) & MAX


def _divide(stack: Words, frame: Computation) -> None:
    left, right = stack.pop(), stack[-1]
    stack[-1] = left // right if right else 0


def _remainder(stack: Words, frame: Computation) -> None:
    left, right = stack.pop(), stack[-1]
    stack[-1] = left % right if right else 0


def _less(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] = 1 if left < stack[-1] else 0


def _more(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] = 1 if left > stack[-1] else 0


def _equal(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] = 1 if left == stack[-1] else 0


def _is_zero(stack: Words, frame: Computation) -> None:
    stack[-1] = 0 if stack[-1] else 1


def _and(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] &= left


def _or(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] |= left


def _xor(stack: Words, frame: Computation) -> None:
    left = stack.pop()
    stack[-1] ^= left


def _not(stack: Words, frame: Computation) -> None:
    stack[-1] ^= MAX


def _shift_left(stack: Words, frame: Computation) -> None:
    bits = stack.pop()
    stack[-1] = (stack[-1] << bits) & MAX if bits < 256 else 0


def _shift_right(stack: Words, frame: Computation) -> None:
    bits = stack.pop()
    stack[-1] = stack[-1] >> bits if bits < 256 else 0


def _load_call_data(stack: Words, frame: Computation) -> None:
    start = stack[-1]
    stack[-1] = int.from_bytes(frame.msg.data_as_bytes[start : start + 32].ljust(32, b"\0"))


def _load(stack: Words, frame: Computation) -> None:
    start = stack[-1]
    frame.extend_memory(start, 32)
    stack[-1] = int.from_bytes(frame.memory[start : start + 32])


def _store(stack: Words, frame: Computation) -> None:
    start = stack.pop()
    frame.extend_memory(start, 32)
    frame.memory[start : start + 32] = stack.pop().to_bytes(32)


INSTRUCTIONS: Mapping[int, Instruction] = {
    op.POP: Instruction(_pop, 1, 0),
    op.JUMPDEST: Instruction(_nothing, 0, 0),
    op.ADD: Instruction(_add, 2, 1),
    op.SUB: Instruction(_subtract, 2, 1),
    op.MUL: Instruction(_multiply, 2, 1),
    op.DIV: Instruction(_divide, 2, 1),
    op.MOD: Instruction(_remainder, 2, 1),
    op.LT: Instruction(_less, 2, 1),
    op.GT: Instruction(_more, 2, 1),
    op.EQ: Instruction(_equal, 2, 1),
    op.ISZERO: Instruction(_is_zero, 1, 1),
    op.AND: Instruction(_and, 2, 1),
    op.OR: Instruction(_or, 2, 1),
    op.XOR: Instruction(_xor, 2, 1),
    op.NOT: Instruction(_not, 1, 1),
    op.SHL: Instruction(_shift_left, 2, 1),
    op.SHR: Instruction(_shift_right, 2, 1),
    op.CALLDATALOAD: Instruction(_load_call_data, 1, 1),
    op.MLOAD: Instruction(_load, 1, 1),
    op.MSTORE: Instruction(_store, 2, 0),
    **{op.DUP1 + depth - 1: _duplicate(depth) for depth in range(1, 17)},
    **{op.SWAP1 + depth - 1: _swap(depth) for depth in range(1, 17)},
}
"""By opcode; a push's constant is in the code."""
