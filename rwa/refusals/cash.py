"""Refusals of contracts that take and pay settlement cash."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.errors import RuleRefused
from rwa.identifiers import Code, Party
from rwa.money import Quantity


@dataclass(unsafe_hash=True)
class CashUnknown(RuleRefused):
    """No settlement cash pays for instruments in this unit."""

    rule = "cash"
    unit: Code

    @property
    def sentence(self) -> str:
        return f"there is no settlement cash in {self.unit}"


@dataclass(unsafe_hash=True)
class CashMismatch(RuleRefused):
    """The cash token moved another amount than it said."""

    rule = "cash"
    token: Party
    expected: Quantity
    received: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.token} delivered {self.received} where {self.expected} was due"
