"""Random draws that are the same on every machine and in every version of Python."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


class Draw:
    """A stream of draws fixed by a seed and the labels of what is drawn: SHA-256 in counter
    mode.
    """

    def __init__(self, seed: int, *labels: object) -> None:
        self._prefix = "/".join(["rwa/draw", str(seed), *map(str, labels)]).encode()
        self._counter = 0

    def below(self, limit: int) -> int:
        """An integer from 0 to `limit - 1`; the bias is below `limit / 2**128`."""
        self._counter += 1
        digest = hashlib.sha256(self._prefix + b"/" + str(self._counter).encode()).digest()
        return int.from_bytes(digest) % limit

    def weighted(self, weights: Mapping[str, int]) -> str:
        """One of the names, each as likely as its share of the sum of weights."""
        left = self.below(sum(weights.values()))
        for name, weight in weights.items():
            if left < weight:
                return name
            left -= weight
        raise AssertionError("the draw is below the sum of weights")

    def shares(self, total: int, parts: int, multiple: int) -> tuple[int, ...]:
        """`total` split into `parts` amounts, each a multiple of `multiple` and at least one of it.

        Weights are drawn from 1 to 100; what rounding down leaves goes to the first parts, one
        multiple each. `total` must be a multiple of `multiple` and at least `parts` times it.
        """
        units = total // multiple - parts
        weights = [1 + self.below(100) for _ in range(parts)]
        whole = sum(weights)
        split = [1 + units * weight // whole for weight in weights]
        for position in range(total // multiple - sum(split)):
            split[position] += 1
        return tuple(amount * multiple for amount in split)
