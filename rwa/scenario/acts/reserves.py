"""Acts on a reserve's stock."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from rwa.scenario.acts.register import OfInstrument
from rwa.scenario.fields import AccountName, Amount, Day, FileName, Title


class Attest(OfInstrument):
    """Custodian and attestor sign what stands in the vaults, and it is handed in.

    It is a `total`, or what a list of `lots` beside the trial comes to, counted now or at the end
    of the day `as_of`; it backs the units through a day. The two sign for themselves unless other
    accounts are named, or other accounts really sign.
    """

    total: Amount | None = None
    lots: FileName | None = None
    as_of: Day | None = None
    through: Day
    report: Title
    custodian: AccountName = "custodian"
    attestor: AccountName = "attestor"
    signed_by: AccountName | None = None
    countersigned_by: AccountName | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.total is None) == (self.lots is None):
            raise ValueError("either total or lots (a file) is expected")
        return self
