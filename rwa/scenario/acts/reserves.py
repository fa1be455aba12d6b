"""Acts on a reserve's stock, and on its redemption in kind or in cash."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rwa.scenario.acts.act import Act
from rwa.scenario.acts.register import OfInstrument
from rwa.scenario.fields import (
    AccountName,
    Amount,
    Day,
    FileName,
    RedemptionId,
    Slug,
    Title,
    WalletName,
)


class Attest(OfInstrument):
    """Custodian and attestor sign what stands in the vaults, and it is handed in.

    It is a `total`, or what a list of `lots` beside the trial comes to, counted now or at the end
    of the day `as_of`; it backs the units through a day. Of what was delivered by then the count
    leaves out what `omits` says, or else whatever is not listed. The two sign for themselves unless
    other accounts are named, or other accounts really sign.
    """

    total: Amount | None = None
    omits: Amount | None = None
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


class AskFor(OfInstrument):
    """A holder asks, under a name, for the lots or the cash of so many units, which are locked."""

    redemption: Slug
    holder: WalletName
    amount: Amount


class OfRedemption(Act):
    """The fiscal agent has a request for cash paid; or a holder ends a request, or anyone once it
    has lapsed.
    """

    redemption: RedemptionId


class DeliverLots(OfRedemption):
    """The custodian confirms that lots of a list beside the trial were delivered: each by its
    serial, tank or receipt, or in full where two share it.
    """

    list: FileName
    lots: Annotated[tuple[Title, ...], Field(min_length=1)]
