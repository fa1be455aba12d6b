"""What must be true at a point of a trial."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rwa.scenario.fields import (
    Amount,
    AssetClass,
    Count,
    ExchangeId,
    InstrumentId,
    Model,
    StageName,
    Usd,
    WalletName,
)


class Expect(Model):
    """What must be true at this point. USD are of the programme; amounts are in the instrument's
    unit; `holders` are persons.

    `findings` must have been made by then, and the trial ends well with them. Only what a market
    may do can be expected: never that the two roads or the books disagree.
    """

    cap_usd: Usd | None = None
    outstanding_usd: Usd | None = None
    headroom_usd: Usd | None = None
    by_class: dict[AssetClass, Usd] = Field(default_factory=dict)
    outstanding: dict[InstrumentId, Amount] = Field(default_factory=dict)
    issued: dict[InstrumentId, Amount] = Field(default_factory=dict)
    holdings: dict[InstrumentId, dict[WalletName, Amount]] = Field(default_factory=dict)
    frozen: dict[InstrumentId, dict[WalletName, Amount]] = Field(default_factory=dict)
    holders: Count | None = None
    customers: dict[ExchangeId, Count] = Field(default_factory=dict)
    stage: dict[ExchangeId, StageName] = Field(default_factory=dict)
    standing: dict[
        ExchangeId, Literal["none", "whitelisted", "suspended", "expired", "revoked"]
    ] = Field(default_factory=dict)
    refusals: Count | None = None
    findings: (
        tuple[
            Literal[
                "passive-breach",
                "trades-not-drawn",
                "bid-void",
                "settlement-failed",
                "accrued-interest",
                "average-price",
                "payment-overdue",
                "settlement-overdue",
                "record-date-passed",
                "lot-refused",
                "shortfall",
                "delivered-lot",
            ],
            ...,
        ]
        | None
    ) = None
