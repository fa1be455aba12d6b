"""Acts on exchanges, on parties and on the programme's limits."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rwa.scenario.acts.act import Act
from rwa.scenario.fields import (
    AccountName,
    AssetClass,
    Count,
    Day,
    ExchangeId,
    PartyName,
    StageName,
    Title,
    Usd,
)


class Enrol(Act):
    """The regulator enrols an exchange that has applied."""

    exchange: ExchangeId
    document: Title


class SetOperator(Act):
    """The regulator records another account that acts for an exchange, such as `alpha/2`."""

    exchange: ExchangeId
    operator: AccountName


class GrantNoc(Act):
    """The regulator grants a no-objection certificate, valid through a date."""

    exchange: ExchangeId
    through: Day
    document: Title


class Reach(Act):
    """The regulator records a further step of an exchange's entry."""

    exchange: ExchangeId
    milestone: Literal["goaml", "incorporation", "licence_application", "licence"]
    document: Title


class SetNocExpiry(Act):
    """The regulator extends or shortens an NOC, valid through a date."""

    exchange: ExchangeId
    through: Day
    document: Title


class Standing(Act):
    """The regulator suspends, reinstates or revokes an exchange."""

    exchange: ExchangeId
    document: Title


class SetStageLimits(Act):
    """What a stage of entry allows, by order of regulator and ministry."""

    stage: StageName
    customers: Count
    exposure_usd: Usd
    transfer_usd: Usd


class SetCap(Act):
    """The programme's cap, by order of ministry and regulator."""

    cap_usd: Usd


class SetClassLimit(Act):
    """An asset class's limit, by order of ministry and regulator."""

    asset_class: AssetClass = Field(alias="class")
    limit_usd: Usd


class ChangeRole(Act):
    """An account such as `registrar/2` is given a role, or loses it, by order of two parties."""

    role: PartyName
    account: AccountName
