"""An auction as announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from rwa.auction.pricing import Pricing
from rwa.errors import MalformedValue
from rwa.money import Quantity

DECIMALS = 2
"""Decimals of the face: a base unit of debt is one minor unit."""


class Method(StrEnum):
    """What a successful competitive bidder pays."""

    MULTIPLE = "multiple"
    UNIFORM = "uniform"

    def __str__(self) -> str:
        return _METHODS[self]


_METHODS = {
    Method.MULTIPLE: "multiple price: each pays its bid",
    Method.UNIFORM: "uniform price: all pay the cut-off price",
}


@dataclass(frozen=True, slots=True)
class Auction:
    """Target and allowance in minor units of face.

    The maximum of competitive allotments is the target plus `over_allotment`. Non-competitive bids
    are taken beside it: each up to its ceiling, and together up to `non_competitive_total` where
    one is announced. `day` is none where nobody said it. `pricing` is none where each competitive
    bid names both its price and its yield. `accrued` is the interest per 100 that all pay above
    their price where an issue is re-opened. Raises `MalformedValue`.
    """

    issue: str
    day: date | None
    target: int
    denomination: int
    method: Method = Method.MULTIPLE
    over_allotment: int = 0
    non_competitive_total: int | None = None
    pricing: Pricing | None = None
    accrued: Fraction = Fraction(0)
    unit: str = "PKR"

    def __post_init__(self) -> None:
        self._check("a target", self.target, 1)
        self._check("a denomination", self.denomination, 1)
        self._check("an over-allotment", self.over_allotment, 0)
        if self.target % self.denomination:
            reason = f"it is not a multiple of the denomination, {self.quantity(self.denomination)}"
            raise MalformedValue("a target", str(self.quantity(self.target)), reason)
        if self.non_competitive_total is not None:
            self._check("a total of non-competitive bids", self.non_competitive_total, 0)

    def _check(self, what: str, amount: int, least: int) -> None:
        if amount < least:
            reason = f"{self.quantity(least)} at least is expected"
            raise MalformedValue(what, str(self.quantity(amount)), reason)

    @property
    def maximum(self) -> int:
        """The most that competitive bids may take before shares are rounded."""
        return self.target + self.over_allotment

    @property
    def title(self) -> str:
        """The auction by issue and date, for a sentence."""
        return f"the auction of {self.issue}" + (f" of {self.day}" if self.day else "")

    def quantity(self, face: int) -> Quantity:
        """An amount with its unit."""
        return Quantity(face, DECIMALS, self.unit)

    def off_multiple(self, face: int) -> str | None:
        """Why `face` is no amount to bid for, or none where it is one."""
        if face < self.denomination:
            wrong = "below the smallest bid"
        elif face % self.denomination:
            wrong = "not a multiple of the denomination"
        else:
            return None
        least = self.quantity(self.denomination)
        return f"{self.quantity(face)} is {wrong}, {least}, in {self.title}"
