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
PAR = 100 * PRICE_SCALE
NO_SEED = DocumentHash("0x" + "0" * 64)


class TenderKind(IntEnum):
    """What holders give up, and for what, as the contract numbers it."""

    PUT = 0
    BUY_BACK = 1
    EXCHANGE = 2
    DRAWING = 3

    def __str__(self) -> str:
        return _KINDS[self]

    @property
    def with_article(self) -> str:
        """`a put`, `an exchange`."""
        return f"{'an' if self is TenderKind.EXCHANGE else 'a'} {self}"


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
    ratio per 100 with four decimals, accrued interest per 100 of what is given up and of the new
    instrument; `seed_hash` is the SHA-256 of a drawing's seed.
    """

    id: Code
    kind: TenderKind
    maximum: int
    price: int
    accrued: Fraction
    new_id: Code
    new_accrued: Fraction
    ratio: int
    opens: Timestamp
    closes: Timestamp
    settlement_time: Timestamp
    settlement_deadline: Timestamp
    seed_hash: DocumentHash

    @property
    def covered(self) -> bool:
        """Whether what has accrued on the old face is no less than what has accrued on the new face
        that the ratio gives for it, so that no holder owes cash in an exchange.
        """
        return self.accrued >= self.new_accrued * Fraction(self.ratio, PAR)

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
        """What the holder has for original face at a price, cash rounded down once.

        Price and ratio are of what the pool factors leave of it. In an exchange new face is rounded
        down to its `denomination`; cash is what the old face is worth at the ratio and its accrued
        interest above what the new face is worth at par and its own.
        """
        exchanged = self.kind is TenderKind.EXCHANGE
        per_100 = Fraction(self.ratio if exchanged else price, PRICE_SCALE) + self.accrued
        given = Fraction(face * factor, WHOLE) * per_100 / 100
        if not exchanged:
            return Proceeds(face, floor(given), 0)
        due = divide_down(face * factor * self.ratio, PAR * new_factor)
        new_face = whole(due, denomination)
        taken = Fraction(new_face * new_factor, WHOLE) * (100 + self.new_accrued) / 100
        return Proceeds(face, floor(given - taken), new_face)


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
