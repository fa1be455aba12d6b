"""A tender as announced, and what each instruction comes to by it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from math import floor

from rwa.calendar import Timestamp
from rwa.identifiers import Code, DocumentHash
from rwa.money import WHOLE, divide_down

PRICE_SCALE = 10**4
"""Prices and ratios have four decimals."""
NO_SEED = DocumentHash("0x" + "0" * 64)


class TenderKind(IntEnum):
    """What holders give up, and for what, as the contract numbers it."""

    PUT = 0
    BUY_BACK = 1
    EXCHANGE = 2
    DRAWING = 3

    def __str__(self) -> str:
        return _KINDS[self]


_KINDS = {
    TenderKind.PUT: "put",
    TenderKind.BUY_BACK: "buy-back",
    TenderKind.EXCHANGE: "exchange",
    TenderKind.DRAWING: "drawing",
}


@dataclass(frozen=True, slots=True)
class Proceeds:
    """What an instruction comes to: face given up, cash in minor units, and new face."""

    face: int
    cash: int
    new_face: int


@dataclass(frozen=True, slots=True)
class TenderTerms:
    """A tender as announced, in the order of the contract's struct: face in base units, price and
    ratio per 100 with four decimals, accrued interest per 100; `seed_hash` is the SHA-256
    of a drawing's seed.
    """

    id: Code
    kind: TenderKind
    maximum: int
    price: int
    accrued: Fraction
    new_id: Code
    ratio: int
    opens: Timestamp
    closes: Timestamp
    settlement_time: Timestamp
    settlement_deadline: Timestamp
    seed_hash: DocumentHash

    def share_rounded_down(self, face: int, tendered: int, denomination: int) -> int:
        """What an exchange takes of an instruction: all, or above the maximum its proportion of it,
        rounded down to the denomination.
        """
        if tendered <= self.maximum:
            return face
        return whole(divide_down(face * self.maximum, tendered), denomination)

    def proceeds_rounded_down(
        self, face: int, price: int, denomination: int, factor: int = WHOLE, new_factor: int = WHOLE
    ) -> Proceeds:
        """What the holder has for original face at a price, rounded down to the minor unit.

        Price and ratio are of what the pool factors leave of it. In an exchange new face is rounded
        down to its `denomination`, and what is left of it is paid in cash at par.
        """
        dirty = Fraction(price, PRICE_SCALE) + self.accrued
        cash = floor(face * Fraction(factor, WHOLE) * dirty / 100)
        if self.kind is not TenderKind.EXCHANGE:
            return Proceeds(face, cash, 0)
        due = divide_down(face * factor * self.ratio, 100 * PRICE_SCALE * new_factor)
        new_face = whole(due, denomination)
        rest = divide_down((due - new_face) * new_factor, WHOLE)
        return Proceeds(face, cash + rest, new_face)


def accepted(
    offers: Sequence[tuple[int, int]], highest: int, maximum: int, denomination: int
) -> list[int]:
    """What a buy-back accepts of offers of face and price: those below the highest price in full,
    those at it in proportion to what they leave of the maximum, rounded down to the denomination.
    """
    left = max(0, maximum - sum(face for face, price in offers if price < highest))
    at = sum(face for face, price in offers if price == highest)
    amounts = []
    for face, price in offers:
        if price != highest or left >= at:
            amounts.append(face if price <= highest else 0)
        else:
            amounts.append(whole(divide_down(face * left, at), denomination))
    return amounts


def whole(amount: int, multiple: int) -> int:
    """An amount rounded down to a multiple."""
    return amount - amount % multiple
