"""Refusals of delivery versus payment."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Code, Party
from rwa.money import Quantity
from rwa.trade import TradeStatus


@dataclass(unsafe_hash=True)
class SignatureRefused(RuleRefused):
    """The party has not signed this trade."""

    rule = "signature"
    ref: Code
    party: Party

    @property
    def sentence(self) -> str:
        return f"{self.party} has not signed trade {self.ref} as it was handed in"


@dataclass(unsafe_hash=True)
class SameParty(RuleRefused):
    """Nobody trades with themselves."""

    rule = "trade"
    ref: Code
    party: Party

    @property
    def sentence(self) -> str:
        return f"{self.party} is both seller and buyer of trade {self.ref}"


@dataclass(unsafe_hash=True)
class NothingToDeliver(RuleRefused):
    """A trade delivers something."""

    rule = "trade"
    ref: Code

    @property
    def sentence(self) -> str:
        return f"trade {self.ref} delivers nothing"


@dataclass(unsafe_hash=True)
class NothingToPay(RuleRefused):
    """The buyer pays something."""

    rule = "trade"
    ref: Code
    total: int

    @property
    def sentence(self) -> str:
        return (
            f"clean and accrued amount of trade {self.ref} come to {self.total:,} minor units, "
            f"and the buyer must pay something"
        )


@dataclass(unsafe_hash=True)
class TradeEnded(RuleRefused):
    """A trade ends once."""

    rule = "trade"
    ref: Code
    status: TradeStatus

    @property
    def sentence(self) -> str:
        return f"trade {self.ref} is {self.status.name.lower()} already"


@dataclass(unsafe_hash=True)
class TradeNotDue(RuleRefused):
    """The settlement date has not come."""

    rule = "settlement-date"
    ref: Code
    settlement_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        due, now = time_text(self.settlement_time), time_text(self.time)
        return f"trade {self.ref} settles from {due} on, and it is {now}"


@dataclass(unsafe_hash=True)
class TradeExpired(RuleRefused):
    """The trade was not settled in time."""

    rule = "settlement-date"
    ref: Code
    expiry: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        end, now = time_text(self.expiry), time_text(self.time)
        return f"trade {self.ref} had to settle before {end}, and it is {now}"


@dataclass(unsafe_hash=True)
class BeyondRemaining(RuleRefused):
    """What settles is something, and at most what is left."""

    rule = "part"
    ref: Code
    amount: Quantity
    remaining: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.amount} of trade {self.ref} cannot settle: {self.remaining} is left"


@dataclass(unsafe_hash=True)
class PartsNotAgreed(RuleRefused):
    """The parties agreed to settle in one piece."""

    rule = "part"
    ref: Code
    amount: Quantity
    whole: Quantity

    @property
    def sentence(self) -> str:
        return f"trade {self.ref} settles as a whole, {self.whole}, and not {self.amount} of it"


@dataclass(unsafe_hash=True)
class NonceUsed(RuleRefused):
    """One trade settles under one number of a party's."""

    rule = "trade"
    party: Party
    nonce: int

    @property
    def sentence(self) -> str:
        return f"{self.party} has settled another trade under the number {self.nonce}"


@dataclass(unsafe_hash=True)
class CashShort(RuleRefused):
    """The buyer's balance or allowance is short of what is due."""

    rule = "cash"
    token: Party
    payer: Party
    available: Quantity
    due: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.payer} has {self.available} ready to pay, and {self.due} is due"


@dataclass(unsafe_hash=True)
class NotParty(RuleRefused):
    """Only the parties cancel a trade."""

    rule = "trade"
    ref: Code
    account: Party

    @property
    def sentence(self) -> str:
        return f"{self.account} is neither seller nor buyer of trade {self.ref}"


@dataclass(unsafe_hash=True)
class GasTooLow(RuleRefused):
    """A batch was given too little gas for its next trade."""

    rule = "gas"
    left: int
    needed: int

    @property
    def sentence(self) -> str:
        return f"{self.left:,} gas is left for the next trade, and {self.needed:,} is needed"


@dataclass(unsafe_hash=True)
class NotItself(RuleRefused):
    """Only the contract itself settles a trade of a batch."""

    rule = "caller"
    account: Party

    @property
    def sentence(self) -> str:
        return f"{self.account} is not the settlement contract, which alone may do this"
