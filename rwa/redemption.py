"""Redemption of a reserve in kind, as the terms have it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rwa.money import divide_up


class RedemptionPhase(IntEnum):
    """How a request for lots stands."""

    NONE = 0
    OPEN = 1
    DELIVERED = 2
    ENDED = 3


@dataclass(frozen=True, slots=True)
class RedemptionTerms:
    """The fewest base units that are redeemed in kind, none where zero; the seconds for which a
    request stands; whether a lot costs what it weighs in a shortfall too.
    """

    minimum: int
    period: int
    first_come: bool

    def cost_rounded_up(self, weight: int, supply: int, stock: int) -> int:
        """Base units that lots of this weight cost: weight x supply / stock in a shortfall."""
        if stock >= supply or self.first_come:
            return weight
        return divide_up(weight * supply, stock)


NOT_REDEEMABLE = RedemptionTerms(0, 0, first_come=False)
"""The terms of what is not redeemed in kind."""
