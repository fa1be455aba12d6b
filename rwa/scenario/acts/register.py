"""Acts on an instrument's register, on prices and on cash."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from rwa.scenario.acts.act import Act
from rwa.scenario.fields import (
    Amount,
    Day,
    DocumentName,
    Holders,
    InstrumentId,
    Payees,
    Price,
    Title,
    UnitCode,
    WalletName,
)


class PostPrice(Act):
    """The oracle posts USD per one whole unit of account."""

    unit: UnitCode
    usd: Price


class Cash(Act):
    """The central bank credits settlement cash to each account, or takes it back, against reserve
    balances.
    """

    unit: UnitCode
    account: Payees
    amount: Amount


class OfInstrument(Act):
    """An act on a whole instrument: registered, paused, unpaused."""

    instrument: InstrumentId


class Issue(OfInstrument):
    """The fiscal agent issues `amount` to each, or `total` among all in parts drawn from the
    seed.
    """

    to: Holders
    amount: Amount | None = None
    total: Amount | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.amount is None) == (self.total is None):
            raise ValueError("either amount (to each) or total (among all) is expected")
        return self


class Redeem(OfInstrument):
    """The fiscal agent redeems `amount` from each wallet, or all that each holds."""

    holders: Holders | Literal["all"] = Field(alias="from")
    amount: Amount | Literal["all"]


class Transfer(OfInstrument):
    """A holder transfers to another."""

    sender: WalletName = Field(alias="from")
    to: WalletName
    amount: Amount


class Freeze(OfInstrument):
    """The registrar freezes or unfreezes an amount of a wallet's holding, or the whole wallet."""

    wallet: WalletName
    amount: Amount | Literal["whole"]


class SetFrozen(OfInstrument):
    """The registrar sets the amount frozen, which may exceed the holding."""

    wallet: WalletName
    amount: Amount


class ForcedTransfer(Transfer):
    """The registrar moves units by order of registrar and regulator, whatever the sender's
    state.
    """


class SetTransferLimit(OfInstrument):
    """The regulator sets the largest single transfer, in the instrument's unit."""

    amount: Amount


class AnnounceRecordDate(OfInstrument):
    """The fiscal agent announces a record date; holdings at its end count."""

    date: Day


class Attach(OfInstrument):
    """The ministry attaches a document to an instrument; the custodian does to a reserve."""

    name: DocumentName
    document: Title
