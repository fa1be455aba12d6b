"""A machine whose steps are moves, each drawn from a seed in the state it meets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import TypeVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

SEEDS = st.integers(0, 2**24 - 1)
"""Hypothesis draws the start and one seed a step. What the step does in the state it meets is drawn
from the seed and from how often the example had it before: so no move starves, and a failing run
still shrinks to the fewest steps."""

M = TypeVar("M", bound=Callable[..., None])


def move(method: M) -> M:
    """A method the machine may choose as its next step."""
    method.__dict__["weight"] = method.__dict__.get("weight", 0) + 1
    return method


class Moves(RuleBasedStateMachine):
    """The machine without its moves; `salt` tells examples apart, and `campaign` their runs."""

    def __init__(self, campaign: int) -> None:
        super().__init__()
        self.salt = 0
        self._campaign = campaign
        self._drawn: Counter[int] = Counter()
        self._moves = [
            name
            for name in dir(type(self))
            for _ in range(getattr(getattr(type(self), name), "weight", 0))
        ]

    @rule(seed=SEEDS)
    def step(self, seed: int) -> None:
        """One move, drawn from the seed, in the state as it is now."""
        self._drawn[seed] += 1
        random = Random(f"{self._campaign}/{self.salt}/{seed}/{self._drawn[seed]}")
        name = random.choice(self._moves)
        note(f"{name}:")
        self.make(name, random)

    def make(self, name: str, random: Random) -> None:
        """Make a move with these random numbers."""
        raise NotImplementedError
