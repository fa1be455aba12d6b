"""Random programs of every instruction of Prague, most of which get some way before they end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from random import Random

from eth.vm import opcode_values as op
from eth.vm.forks.prague.opcodes import PRAGUE_OPCODES

PLACES = tuple(bytes(19) + bytes([0xA0 + number]) for number in range(3))
"""Where the programs are, each able to call the others."""
SLOTS = range(3)
"""Storage they write to most."""

_PUSHES = range(op.PUSH0, op.PUSH32 + 1)
_CALLS = (op.CALL, op.CALLCODE, op.DELEGATECALL, op.STATICCALL)
_TAKES = {
    **dict.fromkeys(range(op.ADD, op.SIGNEXTEND + 1), 2),
    **dict.fromkeys((op.ADDMOD, op.MULMOD), 3),
    **dict.fromkeys(range(op.LT, op.SAR + 1), 2),
    **dict.fromkeys((op.ISZERO, op.NOT), 1),
    **dict.fromkeys((op.SHA3, op.MSTORE, op.MSTORE8, op.SSTORE, op.TSTORE), 2),
    **dict.fromkeys((op.POP, op.CALLDATALOAD, op.MLOAD, op.SLOAD, op.TLOAD), 1),
    **dict.fromkeys((op.BALANCE, op.EXTCODESIZE, op.EXTCODEHASH, op.BLOCKHASH, op.BLOBHASH), 1),
    **dict.fromkeys((op.CALLDATACOPY, op.CODECOPY, op.RETURNDATACOPY, op.MCOPY, op.CREATE), 3),
    **dict.fromkeys((op.EXTCODECOPY, op.CREATE2), 4),
    **dict.fromkeys((op.CALL, op.CALLCODE), 7),
    **dict.fromkeys((op.DELEGATECALL, op.STATICCALL), 6),
    **dict.fromkeys((op.RETURN, op.REVERT), 2),
    op.SELFDESTRUCT: 1,
    **{op.LOG0 + topics: 2 + topics for topics in range(5)},
    **{op.DUP1 + depth - 1: depth for depth in range(1, 17)},
    **{op.SWAP1 + depth - 1: depth + 1 for depth in range(1, 17)},
}
"""How many words an instruction takes; the others of Prague take none."""
_LANDING = bytes([op.JUMPDEST])
_TO_JUMP = bytes(6)
"""Room for a jump, whose target is known once every piece is."""
_ENDS = (op.STOP, op.RETURN, op.REVERT, op.SELFDESTRUCT)
_ANY = sorted(set(PRAGUE_OPCODES) - {*_PUSHES, *_ENDS, op.JUMP, op.JUMPI})
_OFTEN = (*_CALLS, op.SSTORE, op.SLOAD, op.TSTORE, op.TLOAD, op.MSTORE, op.MLOAD)
_ADDRESSES = (*(int.from_bytes(place) for place in PLACES), 2, 4, 0xB0)
"""The programs', two precompiles', and one that nobody has."""
_EDGES = (2**8, 2**16, 2**255 - 1, 2**255, 2**256 - 1)


def program(random: Random) -> bytes:
    """Pieces with the words they take before them, and jumps among them, most to a landing."""
    pieces = [_piece(random) for _ in range(random.randint(3, 40))]
    starts = accumulate(map(len, pieces), initial=0)
    landings = [at for at, piece in zip(starts, pieces, strict=False) if piece == _LANDING]
    return b"".join(
        _jump(random, [*landings, *landings, 1]) if piece == _TO_JUMP else piece for piece in pieces
    )


def _piece(random: Random) -> bytes:
    chance = random.random()
    if chance < 0.01:
        return random.randbytes(random.randint(1, 4))
    if chance < 0.04:
        return _with_words(random, random.choice(_ENDS))
    if chance < 0.3:
        return _LANDING if chance < 0.17 else _TO_JUMP
    return _with_words(random, random.choice(_OFTEN if chance < 0.5 else _ANY))


def _jump(random: Random, targets: Sequence[int]) -> bytes:
    """Condition, target, jump; as long as the piece it replaces."""
    condition, target = random.randint(0, 1), random.choice(targets)
    where = bytes([op.PUSH1, condition, op.PUSH2]) + target.to_bytes(2)
    return where + bytes([random.choice((op.JUMP, op.JUMPI))])


def _with_words(random: Random, opcode: int) -> bytes:
    words = [_word(random) for _ in range(_TAKES.get(opcode, 0))]
    if opcode in _CALLS:
        words[:2] = random.choice((0, 700, 2_300, 30_000, 2**64)), random.choice(_ADDRESSES)
    if opcode in (op.SSTORE, op.SLOAD, op.TSTORE, op.TLOAD):
        words[0] = random.choice(SLOTS)
    if words and random.random() < 0.03:
        words.pop()
    return b"".join(push(word) for word in reversed(words)) + bytes([opcode])


def _word(random: Random) -> int:
    chance = random.random()
    if chance < 0.8:
        return random.choice((0, 0, 1, 2, 31, 32, 33, 64, 96))
    return random.choice(_ADDRESSES if chance < 0.9 else _EDGES)


def push(word: int) -> bytes:
    """The shortest push of a word."""
    size = (word.bit_length() + 7) // 8
    return bytes([op.PUSH0 + size]) + word.to_bytes(size)
