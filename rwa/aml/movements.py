"""What the rules look at: movements of units between wallets, and freezes."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from rwa.calendar import Timestamp
from rwa.identifiers import Code, ExchangeName, Identity, Party


class Act(StrEnum):
    """Whose doing a movement is."""

    TRANSFER = "transfer"
    """A holder's, by transfer or sale."""
    ATTEMPT = "attempt"
    """A holder's that was refused: nothing moved."""
    ISSUE = "issue"
    REDEMPTION = "redemption"
    ORDER = "order"
    """An authority's: a forced transfer or a recovery."""


class Customer(NamedTuple):
    """The person behind a wallet at the exchange that sponsors it, and when the register first
    knew them.
    """

    identity: Identity
    exchange: ExchangeName
    country: str
    since: Timestamp
    since_event: int


class Movement(NamedTuple):
    """An amount that went from one wallet to another, or was refused.

    `number` is that of the event, or of the row among the run's refusals where `from_refusals`.
    `value` is in hundredths of the reference, rounded down; none where no price was posted yet.
    `within_one_person` is whether both wallets are of one customer.
    """

    act: Act
    number: int
    from_refusals: bool
    time: Timestamp
    instrument: Code
    amount: int
    value: int | None
    sender: Party
    receiver: Party
    sent_by: Customer | None
    received_by: Customer | None
    within_one_person: bool
    refusal: str = ""


class Freeze(NamedTuple):
    """A person was frozen in an instrument, in part or whole, or blocked everywhere."""

    number: int
    time: Timestamp
    identity: Identity
    what: str


class Attempt(NamedTuple):
    """A refused transfer or sale as the run's refusals tell it."""

    row: int
    time: Timestamp
    instrument: Code
    amount: str
    sender: Party
    receiver: Party
    refusal: str
