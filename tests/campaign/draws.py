"""Draws of one step."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class RandomDraws:
    """Even draws, repeatable from the seed of their random numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def one(self, choices: Sequence[T]) -> T:
        """One of these."""
        return self._random.choice(choices)

    def some(self, choices: Sequence[T], most: int) -> list[T]:
        """A few of these, at most so many, each once, in any order."""
        return self._random.sample(choices, self.within(0, min(most, len(choices))))

    def within(self, low: int, high: int) -> int:
        """A number."""
        return self._random.randint(low, high)

    def rarely(self, parts: int) -> bool:
        """True once in so many."""
        return self.within(1, parts) == parts
