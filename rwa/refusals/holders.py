"""Refusals about wallets and the persons behind them."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, through_text
from rwa.errors import RuleRefused
from rwa.identifiers import ExchangeName, Identity, Party


@dataclass(unsafe_hash=True)
class WalletTaken(RuleRefused):
    """The wallet has a sponsor, or was replaced, or is the zero address."""

    rule = "wallet"
    wallet: Party

    @property
    def sentence(self) -> str:
        return f"{self.wallet} cannot be onboarded: it has a sponsor, was replaced or is empty"


@dataclass(unsafe_hash=True)
class IdentityRequired(RuleRefused):
    """A wallet is onboarded with its holder's identity."""

    rule = "identity"
    wallet: Party

    @property
    def sentence(self) -> str:
        return f"{self.wallet} is onboarded without an identity"


@dataclass(unsafe_hash=True)
class IdentityMismatch(RuleRefused):
    """The wallet belongs to another person."""

    rule = "identity"
    wallet: Party
    identity: Identity
    given: Identity

    @property
    def sentence(self) -> str:
        return f"{self.wallet} must belong to person {self.identity[:10]}…, not {self.given[:10]}…"


@dataclass(unsafe_hash=True)
class HolderUnknown(RuleRefused):
    """The wallet was never onboarded, or its sponsorship was ended."""

    rule = "identity"
    wallet: Party

    @property
    def sentence(self) -> str:
        return f"{self.wallet} is not in the register of holders"


@dataclass(unsafe_hash=True)
class HolderReplaced(RuleRefused):
    """The wallet was lost and replaced; it is dead everywhere."""

    rule = "identity"
    wallet: Party

    @property
    def sentence(self) -> str:
        return f"{self.wallet} was lost and replaced by another wallet"


@dataclass(unsafe_hash=True)
class HolderBlocked(RuleRefused):
    """The holder is blocked."""

    rule = "block"
    wallet: Party

    @property
    def sentence(self) -> str:
        return f"the holder of {self.wallet} is blocked"


@dataclass(unsafe_hash=True)
class KycExpired(RuleRefused):
    """The holder's due diligence does not hold any more."""

    rule = "kyc"
    wallet: Party
    expiry: Timestamp

    @property
    def sentence(self) -> str:
        return f"the KYC of {self.wallet} was valid {through_text(self.expiry)}"


@dataclass(unsafe_hash=True)
class TooManyWallets(RuleRefused):
    """A person has wallets at 15 exchanges at most, and 255 at each."""

    rule = "wallet"
    wallet: Party
    exchange: ExchangeName

    @property
    def sentence(self) -> str:
        return (
            f"the holder of {self.wallet} cannot have another wallet at {self.exchange}: "
            "at most 15 exchanges, and 255 wallets at each"
        )
