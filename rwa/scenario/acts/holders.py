"""Acts on holders: who they are, and which wallets are theirs."""

from __future__ import annotations

from rwa.scenario.acts.act import Act
from rwa.scenario.fields import Day, ExchangeId, Holders, InstrumentId, WalletName


class Onboard(Act):
    """An exchange's operator onboards a wallet or a group; due diligence as the population says, or
    given here.
    """

    exchange: ExchangeId
    holders: Holders
    kyc_through: Day | None = None


class SetKyc(Act):
    """An exchange's operator renews or shortens a customer's due diligence, valid through a
    date.
    """

    exchange: ExchangeId
    wallet: WalletName
    through: Day


class OfWallet(Act):
    """The registrar blocks, unblocks or removes the holder behind a wallet."""

    wallet: WalletName


class Responsor(Act):
    """The registrar gives a customer of a revoked exchange another sponsor."""

    wallet: WalletName
    exchange: ExchangeId


class ReplaceWallet(Act):
    """A wallet is declared lost and another of the same person its successor, by order of registrar
    and regulator.
    """

    wallet: WalletName
    successor: WalletName


class Recover(ReplaceWallet):
    """The registrar moves a lost wallet's whole position in one instrument to its successor."""

    instrument: InstrumentId
