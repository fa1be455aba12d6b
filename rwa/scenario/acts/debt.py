"""Acts of debt service: tax rates, payments, and money held."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rwa.scenario.acts.act import Act
from rwa.scenario.acts.register import OfInstrument
from rwa.scenario.debt_fields import FacePart
from rwa.scenario.fields import BasisPoints, Day, Holders, Price, Slug, UnitCode, WalletName


class SetTaxRates(Act):
    """The ministry sets the withholding rates, in percent by holder category, from a date on."""

    start: Day = Field(alias="from")
    rates: dict[Slug, BasisPoints]


class AnnouncePayment(OfInstrument):
    """The fiscal agent announces a payment: the interest of this number, or the redemption.

    Principal that falls due on an interest date is announced with the interest. The payment is made
    on its day unless another is given; without funds it may be declared in default once
    `grace_days` more are over. `average_price` per 100 is what a bill was issued at: its discount
    is taxed.
    """

    interest: Annotated[int, Field(ge=1, le=400)] | None = None
    redemption: bool = False
    pay_date: Day | None = None
    grace_days: Annotated[int, Field(ge=0, le=366)] = 0
    average_price: Price | None = None

    @model_validator(mode="after")
    def _one_payment(self) -> Self:
        if (self.interest is None) != self.redemption:
            raise ValueError("either interest (its number) or redemption: true is expected")
        if self.average_price is not None and not self.redemption:
            raise ValueError("an average price is of a redemption")
        return self


class CallBond(OfInstrument):
    """The issuer calls a bond for an interest date.

    It is called whole, of which the ministry gives notice; or so many percent of original face,
    which the fiscal agent announces with the interest of that date.
    """

    date: Day
    percent: FacePart | None = None
    grace_days: Annotated[int, Field(ge=0, le=366)] = 0

    @model_validator(mode="after")
    def _grace_of_a_payment(self) -> Self:
        if self.grace_days and self.percent is None:
            raise ValueError("grace days are of a call in part; the redemption has its own")
        return self


class OfPayment(OfInstrument):
    """An act on a payment by its number, from 1: withdrawn, funded, declared in default."""

    payment: Annotated[int, Field(ge=1, le=100_000)]


class Pay(OfPayment):
    """Holders are paid, all of record unless some are named; anyone may push."""

    holders: Holders | Literal["all"] = "all"


class OfHeld(Act):
    """Held money is paid out to its holder or returned to the ministry as unclaimed, or what was
    returned is paid after all.
    """

    unit: UnitCode
    wallet: WalletName
