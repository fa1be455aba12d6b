"""Refusals on an exchange's way in and on its standing."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, through_text, time_text
from rwa.entry import Milestone, Milestones, Status, milestones_text
from rwa.errors import RuleRefused
from rwa.identifiers import ExchangeName, Party


@dataclass(unsafe_hash=True)
class ExchangeUnknown(RuleRefused):
    """There is no such exchange."""

    rule = "exchange"
    exchange: ExchangeName

    @property
    def sentence(self) -> str:
        return f"{self.exchange} is not enrolled as an exchange"


@dataclass(unsafe_hash=True)
class TooManyExchanges(RuleRefused):
    """175 exchanges are enrolled."""

    rule = "exchange"

    @property
    def sentence(self) -> str:
        return "175 exchanges are enrolled, and their numbers are never reused"


@dataclass(unsafe_hash=True)
class OperatorTaken(RuleRefused):
    """The account acts or once acted for an exchange, or is the zero address."""

    rule = "exchange"
    operator: Party

    @property
    def sentence(self) -> str:
        return (
            f"{self.operator} cannot be an operator: it acts or acted for an exchange, or is nobody"
        )


@dataclass(unsafe_hash=True)
class MilestoneRepeated(RuleRefused):
    """The step was taken before."""

    rule = "milestone"
    exchange: ExchangeName
    milestone: Milestone

    @property
    def sentence(self) -> str:
        return f"{self.exchange} has its {self.milestone} already"


@dataclass(unsafe_hash=True)
class MilestonesMissing(RuleRefused):
    """Steps that must come first are missing."""

    rule = "milestone"
    exchange: ExchangeName
    milestone: Milestone
    missing: Milestones

    @property
    def sentence(self) -> str:
        first = milestones_text(self.missing)
        return f"{self.exchange} cannot reach its {self.milestone}: {first} must come first"


@dataclass(unsafe_hash=True)
class NocNeedsExpiry(RuleRefused):
    """The NOC is granted with its expiry, not recorded like the other steps."""

    rule = "milestone"
    exchange: ExchangeName

    @property
    def sentence(self) -> str:
        return f"the NOC of {self.exchange} is granted with an expiry"


@dataclass(unsafe_hash=True)
class ExpiryPast(RuleRefused):
    """An NOC's expiry lies ahead."""

    rule = "noc-expiry"
    expiry: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"the NOC would be valid {through_text(self.expiry)}, and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class StatusRefused(RuleRefused):
    """The standing cannot move so; revoked is for good."""

    rule = "standing"
    exchange: ExchangeName
    status: Status
    next: Status

    @property
    def sentence(self) -> str:
        if self.status is self.next:
            return f"the standing of {self.exchange} is {self.status}, which does not allow this"
        return f"the standing of {self.exchange} cannot go from {self.status} to {self.next}"


@dataclass(unsafe_hash=True)
class EvidenceRequired(RuleRefused):
    """The supervisor's act names the paper it rests on."""

    rule = "evidence"

    @property
    def sentence(self) -> str:
        return "the act must name the document it rests on"


@dataclass(unsafe_hash=True)
class ExchangeNotWhitelisted(RuleRefused):
    """The NOC is missing or expired, or the standing is not active."""

    rule = "whitelist"
    exchange: ExchangeName
    status: Status
    noc_expiry: Timestamp

    @property
    def sentence(self) -> str:
        if not self.noc_expiry:
            return f"{self.exchange} is not whitelisted: it has no NOC"
        noc = f"valid {through_text(self.noc_expiry)}"
        if self.status is Status.ACTIVE:
            return f"{self.exchange} is not whitelisted: its NOC was {noc}"
        return (
            f"{self.exchange} is not whitelisted: its standing is {self.status}, "
            f"and its NOC is {noc}"
        )


@dataclass(unsafe_hash=True)
class NotOperator(RuleRefused):
    """Only an exchange's own operator acts for it."""

    rule = "operator"
    account: Party
    exchange: ExchangeName

    @property
    def sentence(self) -> str:
        return f"{self.account} does not operate {self.exchange}"


@dataclass(unsafe_hash=True)
class CustomerLimitReached(RuleRefused):
    """One more person would pass the limit of the exchange's stage."""

    rule = "customers"
    exchange: ExchangeName
    customers: int
    limit: int

    @property
    def sentence(self) -> str:
        return (
            f"{self.exchange} has {self.customers} customers, "
            f"and its stage allows at most {self.limit}"
        )


@dataclass(unsafe_hash=True)
class ExchangeNotRevoked(RuleRefused):
    """A holder gets another sponsor only once theirs is revoked."""

    rule = "standing"
    exchange: ExchangeName
    status: Status

    @property
    def sentence(self) -> str:
        return (
            f"customers of {self.exchange} move on their own while its standing is {self.status}; "
            "they are re-sponsored once it is revoked"
        )
