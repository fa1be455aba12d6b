"""Stack and memory of one call."""

from __future__ import annotations

from eth.abc import MemoryAPI, StackAPI
from eth.exceptions import FullStack, InsufficientStack
from eth_utils.encoding import int_to_big_endian

STACK_LIMIT = 1024


class Stack(StackAPI):
    """Numbers only: what is pushed as bytes is turned into one at once."""

    def __init__(self) -> None:
        self.words: list[int] = []

    def push_int(self, value: int) -> None:
        if len(self.words) == STACK_LIMIT:
            raise FullStack(f"{STACK_LIMIT} words there")
        self.words.append(value)

    def push_bytes(self, value: bytes) -> None:
        self.push_int(int.from_bytes(value))

    def pop1_int(self) -> int:
        self._hold(1)
        return self.words.pop()

    def pop_ints(self, num_items: int) -> tuple[int, ...]:
        self._hold(num_items)
        popped = tuple(self.words[: -num_items - 1 : -1])
        del self.words[-num_items:]
        return popped

    def pop1_bytes(self) -> bytes:
        return int_to_big_endian(self.pop1_int())

    def pop_bytes(self, num_items: int) -> tuple[bytes, ...]:
        return tuple(int_to_big_endian(word) for word in self.pop_ints(num_items))

    def pop1_any(self) -> int:
        return self.pop1_int()

    def pop_any(self, num_items: int) -> tuple[int, ...]:
        return self.pop_ints(num_items)

    def swap(self, position: int) -> None:
        self._hold(position + 1)
        other = -position - 1
        self.words[-1], self.words[other] = self.words[other], self.words[-1]

    def dup(self, position: int) -> None:
        self._hold(position)
        self.push_int(self.words[-position])

    def _hold(self, needed: int) -> None:
        if len(self.words) < needed:
            raise InsufficientStack(f"{needed} words wanted, {len(self.words)} there")


class Memory(MemoryAPI):
    """Memory of whole words. The computation extends it before it reads or writes."""

    def __init__(self) -> None:
        self.data = bytearray()

    def __len__(self) -> int:
        return len(self.data)

    def extend(self, start_position: int, size: int) -> None:
        words = -(-(start_position + size) // 32)
        self.data.extend(bytes(max(0, 32 * words - len(self.data))))

    def write(self, start_position: int, size: int, value: bytes) -> None:
        if size:
            self.data[start_position : start_position + size] = value

    def read(self, start_position: int, size: int) -> memoryview:
        return memoryview(self.read_bytes(start_position, size))

    def read_bytes(self, start_position: int, size: int) -> bytes:
        return bytes(self.data[start_position : start_position + size])

    def copy(self, destination: int, source: int, length: int) -> bytes:
        copied = self.read_bytes(source, length)
        self.write(destination, length, copied)
        return copied
