"""Refusals of redemption in kind or in cash."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, through_text, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Code, Party
from rwa.money import Quantity, format_units
from rwa.redemption import RedemptionPhase


@dataclass(unsafe_hash=True)
class NotRedeemable(RuleRefused):
    """No terms are set for it, or its stock is not attested lot by lot."""

    rule = "redemption"
    id: Code

    @property
    def sentence(self) -> str:
        return f"{self.id} is not redeemed in kind"


@dataclass(unsafe_hash=True)
class NotPaidInCash(RuleRefused):
    """The terms of the instrument have no cash."""

    rule = "redemption"
    id: Code

    @property
    def sentence(self) -> str:
        return f"{self.id} is not redeemed in cash"


@dataclass(unsafe_hash=True)
class FeeTooLarge(RuleRefused):
    """The fee leaves something to pay."""

    rule = "redemption"
    fee_bps: int

    @property
    def sentence(self) -> str:
        return f"a fee of {format_units(self.fee_bps, 2)} percent leaves nothing to pay"


@dataclass(unsafe_hash=True)
class BelowMinimumLot(RuleRefused):
    """A request is for the smallest lot at least."""

    rule = "redemption"
    id: Code
    amount: Quantity
    minimum: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.amount} are asked for, and the smallest lot of {self.id} is {self.minimum}"


@dataclass(unsafe_hash=True)
class NothingAsked(RuleRefused):
    """A request is for something."""

    rule = "redemption"
    id: Code

    @property
    def sentence(self) -> str:
        return f"nothing is asked for of {self.id}"


@dataclass(unsafe_hash=True)
class RequestUnknown(RuleRefused):
    """There is no such request."""

    rule = "redemption"
    number: int

    @property
    def sentence(self) -> str:
        return f"there is no redemption request {self.number}"


@dataclass(unsafe_hash=True)
class RequestForCash(RuleRefused):
    """The request is for cash, and no lots are delivered on it."""

    rule = "redemption"
    number: int

    @property
    def sentence(self) -> str:
        return f"redemption request {self.number} is for cash, not for lots"


@dataclass(unsafe_hash=True)
class RequestForLots(RuleRefused):
    """The request is for lots, and no cash is paid on it."""

    rule = "redemption"
    number: int

    @property
    def sentence(self) -> str:
        return f"redemption request {self.number} is for lots, not for cash"


@dataclass(unsafe_hash=True)
class RequestOver(RuleRefused):
    """The request was delivered or paid, or has ended."""

    rule = "redemption"
    number: int
    phase: RedemptionPhase

    @property
    def sentence(self) -> str:
        return f"redemption request {self.number} is {self.phase.name.lower()} already"


@dataclass(unsafe_hash=True)
class RequestLapsed(RuleRefused):
    """The request has lapsed."""

    rule = "redemption"
    number: int
    deadline: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        stood, now = through_text(self.deadline), time_text(self.time)
        return f"redemption request {self.number} stood {stood}, and it is {now}"


@dataclass(unsafe_hash=True)
class RequestStands(RuleRefused):
    """Before it lapses, only the holder ends a request."""

    rule = "redemption"
    number: int
    deadline: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        stands, now = through_text(self.deadline), time_text(self.time)
        return (
            f"redemption request {self.number} stands {stands} unless the holder ends it, and it "
            f"is {now}"
        )


@dataclass(unsafe_hash=True)
class PositionNotRecovered(RuleRefused):
    """The holder's wallet is replaced, and the position is not recovered yet."""

    rule = "redemption"
    number: int
    wallet: Party
    successor: Party

    @property
    def sentence(self) -> str:
        return (
            f"{self.successor} stands in the place of {self.wallet}, whose position has to be "
            f"recovered before redemption request {self.number} goes on"
        )


@dataclass(unsafe_hash=True)
class NothingDelivered(RuleRefused):
    """A delivery is of something, and so is a payment."""

    rule = "redemption"
    number: int

    @property
    def sentence(self) -> str:
        return f"nothing is delivered or paid on redemption request {self.number}"


@dataclass(unsafe_hash=True)
class PaymentNotCovered(RuleRefused):
    """The government account has not set so much cash aside."""

    rule = "funds"
    number: int
    token: Party
    cash: Quantity
    funds: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"redemption request {self.number} is due {self.cash}, and the government account has "
            f"set {self.funds} aside"
        )


@dataclass(unsafe_hash=True)
class DeliveryBeyondStock(RuleRefused):
    """More is delivered than stands in the vaults."""

    rule = "redemption"
    number: int
    weight: Quantity
    stock: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.weight} are to be delivered, and {self.stock} stand in the vaults"


@dataclass(unsafe_hash=True)
class DeliveryBeyondRequest(RuleRefused):
    """The lots cost more units than were asked for."""

    rule = "redemption"
    number: int
    burned: Quantity
    amount: Quantity

    @property
    def sentence(self) -> str:
        return f"these lots cost {self.burned}, and {self.amount} were asked for"
