"""Values of debt terms in a file: conventions, rates and exact amounts, as pydantic field types."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

from rwa.business_days import Convention, Shift, parse_convention
from rwa.daycount import DayCount
from rwa.instruments import Cycle, FloatingRate, Stub, parse_cycle
from rwa.money import WHOLE
from rwa.rates import parse_percent
from rwa.scenario.fields import Day, Model, Title, decimal_text, scaled


def _read_as(parse: Callable[[str], object]) -> BeforeValidator:
    def check(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValueError("text is expected")
        return parse(str(value))

    return BeforeValidator(check)


def _face_part(value: object) -> int:
    part = scaled(decimal_text(value), 8)
    if not 0 < part <= WHOLE:
        raise ValueError(f"{value} percent of face is out of range: above 0, at most 100")
    return part


FacePart = Annotated[int, BeforeValidator(_face_part)]
"""Percent of original face in a file, with at most eight decimals; 1e-10 of face inside."""
Percent = Annotated[Fraction, _read_as(parse_percent)]
Money = Annotated[Fraction, BeforeValidator(lambda value: Fraction(decimal_text(value)))]
Length = Annotated[tuple[Cycle, Stub | None], _read_as(parse_cycle)]
Count = Annotated[DayCount, _read_as(DayCount.parse)]
Rule = Annotated[tuple[Convention, Shift], _read_as(parse_convention)]
StubName = Annotated[Stub, _read_as(Stub)]
Reference = Annotated[Title, Field(max_length=40)]


class Floating(Model):
    """A published reference plus a margin in percent, set anew each cycle."""

    reference: Reference
    margin: Percent
    resets: Length
    first: Day | None = None
    initial: Percent | None = None
    floor: Percent | None = None
    ceiling: Percent | None = None

    def rate(self) -> FloatingRate:
        """The rate that these terms describe."""
        return FloatingRate(
            self.reference,
            self.margin,
            self.resets[0],
            self.first,
            self.initial,
            self.floor,
            self.ceiling,
        )
