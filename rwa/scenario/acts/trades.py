"""Acts of the secondary market: trades settled delivery versus payment."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rwa.scenario.acts.act import Act
from rwa.scenario.acts.register import OfInstrument
from rwa.scenario.fields import (
    AccountName,
    Amount,
    Day,
    ExchangeId,
    InstrumentId,
    Model,
    PlainAmount,
    RefusalName,
    SignedAmount,
    TradeName,
    UnitCode,
    WalletName,
)


class Trade(Model):
    """Holders of some exchanges sell to holders of others: a number of trades drawn from the
    seed.
    """

    instrument: InstrumentId
    sellers: ExchangeId
    buyers: ExchangeId
    trades: Annotated[int, Field(ge=1, le=10_000)]
    largest: Amount


class Agree(OfInstrument):
    """A holder sells to another: both sign the trade and let the settlement take units and cash.

    `clean` and `accrued` are in the currency, the instrument's unit unless given; accrued is
    negative ex-coupon, and what the terms give on the day of settlement unless told. It settles
    from a date on, through that date unless given.
    """

    trade: TradeName
    sender: WalletName = Field(alias="from")
    to: WalletName
    amount: Amount
    currency: UnitCode | None = None
    clean: PlainAmount
    accrued: SignedAmount | None = None
    settlement: Day
    through: Day | None = None
    in_parts: bool = False


class Settle(Agree):
    """Two holders agree on a trade, and it is handed in at once; `part` of it, if given."""

    part: Amount | None = None


class SettleTrade(Act):
    """A trade agreed before is handed in; `part` of it, if given."""

    trade: TradeName
    part: PlainAmount | None = None


class SettleBatch(Act):
    """Trades agreed before are handed in together: each settles or fails by itself, and what fails
    may be handed in again. `failing` are meant to, and by which rule.
    """

    trades: tuple[TradeName, ...]
    failing: dict[TradeName, RefusalName] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _each_once_and_failing_among_them(self) -> Self:
        if strangers := [name for name in self.failing if name not in self.trades]:
            raise ValueError(f"{', '.join(strangers)} cannot fail: not among the trades")
        if len(set(self.trades)) != len(self.trades):
            raise ValueError("a trade is handed in twice")
        return self


class CancelTrade(Act):
    """A party ends a trade that is pending."""

    trade: TradeName
    by: AccountName
