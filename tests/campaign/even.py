"""Draws without the liking for small and repeated values that Hypothesis has by default.

A campaign that counts what it reached needs every seed to be new. A failure found so is still
shrunk by Hypothesis itself.
"""

from __future__ import annotations

from typing import Any

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

BACKEND = "even"


class EvenProvider(HypothesisProvider):
    """Every integer between two bounds is as likely as any other."""

    def draw_integer(
        self, min_value: int | None = None, max_value: int | None = None, **rest: Any
    ) -> int:
        if min_value is None or max_value is None:
            return super().draw_integer(min_value, max_value, **rest)
        return self._random.randint(min_value, max_value)


AVAILABLE_PROVIDERS[BACKEND] = EvenProvider
