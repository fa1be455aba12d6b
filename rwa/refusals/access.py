"""Refusals of roles and of two-party orders."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rwa.calendar import Timestamp, through_text, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import DocumentHash, FunctionName, OrderId, Party
from rwa.roles import RoleName


@dataclass(unsafe_hash=True)
class RoleRequired(RuleRefused):
    """The account lacks the role, or holds it only with a delay."""

    rule = "role"
    account: Party
    role: RoleName

    @property
    def sentence(self) -> str:
        return f"{self.account} does not hold the role of {self.role}"


@dataclass(unsafe_hash=True)
class AccessManagerUnauthorizedAccount(RuleRefused):
    """A book of orders whose successor has taken over changes roles no more."""

    rule = "admin"
    msgsender: Party
    role_id: RoleName

    @property
    def sentence(self) -> str:
        return (
            f"{self.msgsender} does not hold the role of {self.role_id}, "
            "which a change of roles is carried out in"
        )


@dataclass(unsafe_hash=True)
class LastAdminCannotLeave(RuleRefused):
    """Nobody would be left to change roles."""

    rule = "admin"
    account: Party

    @property
    def sentence(self) -> str:
        return f"{self.account} is the last admin of roles and cannot leave"


@dataclass(unsafe_hash=True)
class SelectorNotOrdered(RuleRefused):
    """No policy lets anyone order this call."""

    rule = "order"
    selector: FunctionName

    @property
    def sentence(self) -> str:
        return f"no two parties are named who may order this act: {_act(self.selector)}"


@dataclass(unsafe_hash=True)
class CapacityRefused(RuleRefused):
    """The policy does not let this role do it."""

    rule = "order"
    selector: FunctionName
    capacity: RoleName

    @property
    def sentence(self) -> str:
        return (
            f"this step of an order ({_act(self.selector)}) is not open to "
            f"the role of {self.capacity}"
        )


@dataclass(unsafe_hash=True)
class OrderPending(RuleRefused):
    """The same call is proposed already."""

    rule = "order"
    order: OrderId

    @property
    def sentence(self) -> str:
        return f"order {self.order[:10]}… for this act is proposed already"


@dataclass(unsafe_hash=True)
class OrderUnknown(RuleRefused):
    """There is no such order."""

    rule = "order"
    order: OrderId

    @property
    def sentence(self) -> str:
        return f"there is no order {self.order[:10]}…"


@dataclass(unsafe_hash=True)
class OrderAlreadyApproved(RuleRefused):
    """One approval is enough."""

    rule = "order"
    order: OrderId

    @property
    def sentence(self) -> str:
        return f"order {self.order[:10]}… is approved already"


@dataclass(unsafe_hash=True)
class SecondPartyRequired(RuleRefused):
    """Proposer and approver are two accounts acting in two roles."""

    rule = "two-party"
    order: OrderId
    account: Party
    capacity: RoleName

    @property
    def sentence(self) -> str:
        return (
            f"{self.account} as {self.capacity} cannot approve order {self.order[:10]}…: "
            "who approves is another account, in another role, than who proposed"
        )


@dataclass(unsafe_hash=True)
class OrderNotApproved(RuleRefused):
    """The call needs an approved order and has none."""

    rule = "two-party"
    order: OrderId

    @property
    def sentence(self) -> str:
        return (
            "this needs an order that one party proposed and another approved, "
            f"and order {self.order[:10]}… is not approved"
        )


@dataclass(unsafe_hash=True)
class OrderTooEarly(RuleRefused):
    """The approved order must still wait."""

    rule = "two-party"
    order: OrderId
    not_before: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"order {self.order[:10]}… may be used from {time_text(self.not_before)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class OrderExpired(RuleRefused):
    """The approved order was not used in time."""

    rule = "two-party"
    order: OrderId
    expiry: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"order {self.order[:10]}… could be used {through_text(self.expiry)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class OtherDocument(RuleRefused):
    """The approver names another paper than the proposer."""

    rule = "evidence"
    order: OrderId
    document: DocumentHash
    named: DocumentHash

    @property
    def sentence(self) -> str:
        return (
            f"order {self.order[:10]}… was proposed on document {self.document[:10]}…, "
            f"not on {self.named[:10]}…"
        )


@dataclass(unsafe_hash=True)
class DocumentRequired(RuleRefused):
    """An order names the paper it rests on."""

    rule = "evidence"

    @property
    def sentence(self) -> str:
        return "an order must name the document it rests on"


def _act(function: FunctionName) -> str:
    """A contract's function in words: `setCap` is to set cap; an unknown one's number as it is."""
    if function.startswith("0x"):
        return function
    return re.sub(r"(?<!^)(?=[A-Z])", " ", function).lower()
