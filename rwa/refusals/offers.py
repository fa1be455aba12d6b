"""Refusals of a sale at a fixed price."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, through_text, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Party
from rwa.money import Quantity


@dataclass(unsafe_hash=True)
class OfferUnknown(RuleRefused):
    """There is no offer of this number."""

    rule = "offer"
    offer: int

    @property
    def sentence(self) -> str:
        return f"offer {self.offer} was not announced"


@dataclass(unsafe_hash=True)
class OfferTimesRefused(RuleRefused):
    """An offer's times lie ahead and follow each other."""

    rule = "offer"
    deadline: Timestamp
    settlement_time: Timestamp
    settlement_deadline: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"an offer open {through_text(self.deadline)}, settled from "
            f"{time_text(self.settlement_time)} {through_text(self.settlement_deadline)}: these "
            f"times follow each other and {time_text(self.time)}, when it is announced"
        )


@dataclass(unsafe_hash=True)
class OfferClosed(RuleRefused):
    """Subscriptions are no longer taken."""

    rule = "offer"
    offer: int
    deadline: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"offer {self.offer} was open {through_text(self.deadline)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class NothingSubscribed(RuleRefused):
    """Subscriptions are for something."""

    rule = "offer"
    offer: int

    @property
    def sentence(self) -> str:
        return f"the subscription to offer {self.offer} is for nothing"


@dataclass(unsafe_hash=True)
class OfferFull(RuleRefused):
    """More would be subscribed than is offered."""

    rule = "offer"
    offer: int
    subscribed: Quantity
    maximum: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"{self.subscribed} would be subscribed of offer {self.offer}, "
            f"above the {self.maximum} offered"
        )


@dataclass(unsafe_hash=True)
class SubscriberRefused(RuleRefused):
    """The account could not be issued the instrument now."""

    rule = "eligibility"
    account: Party

    @property
    def sentence(self) -> str:
        return f"{self.account} could not be issued the instrument now"


@dataclass(unsafe_hash=True)
class OfferStillOpen(RuleRefused):
    """Subscriptions are still taken."""

    rule = "offer"
    offer: int
    deadline: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"offer {self.offer} is open {through_text(self.deadline)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class OfferDecided(RuleRefused):
    """The offer is sold or has failed."""

    rule = "offer"
    offer: int

    @property
    def sentence(self) -> str:
        return f"offer {self.offer} is closed"


@dataclass(unsafe_hash=True)
class OfferUndecided(RuleRefused):
    """The offer is neither sold nor failed."""

    rule = "offer"
    offer: int

    @property
    def sentence(self) -> str:
        return f"offer {self.offer} is not closed yet"


@dataclass(unsafe_hash=True)
class SubscriptionUnknown(RuleRefused):
    """The offer has no subscription of this number."""

    rule = "offer"
    offer: int
    subscription: int

    @property
    def sentence(self) -> str:
        return f"offer {self.offer} has no subscription {self.subscription + 1}"


@dataclass(unsafe_hash=True)
class OfferNotDue(RuleRefused):
    """Subscriptions are settled from the settlement time on."""

    rule = "settlement"
    offer: int
    settlement_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"offer {self.offer} settles from {time_text(self.settlement_time)}, "
            f"and it is {time_text(self.time)}"
        )
