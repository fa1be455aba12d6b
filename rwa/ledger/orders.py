"""Two-party orders in progress, from the events of the book of orders."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rwa.calendar import Timestamp
from rwa.events import Event
from rwa.identifiers import DocumentHash, FunctionName, OrderId, Party
from rwa.roles import role_number

AUTHORITY = Party("authority")
"""The book of roles, as events name it."""
ORDERS = Party("orders")
"""The book of orders itself."""


@dataclass(frozen=True, slots=True)
class Order:
    """A proposed call; `subject` is the role whose members it changes, if it does. Once approved,
    the role in which, and when it may be used.
    """

    id: OrderId
    target: Party
    function: FunctionName
    document: DocumentHash
    proposer: Party
    capacity: int
    subject: int | None = None
    approved_in: int | None = None
    not_before: Timestamp | None = None


class OrderBook:
    """Orders neither used nor cancelled, by id."""

    def __init__(self) -> None:
        self.pending: dict[OrderId, Order] = {}

    def apply(self, event: Event) -> None:
        """Take in one event of the book of orders."""
        order = OrderId(event.text("order"))
        if event.name == "OrderProposed":
            self.pending[order] = Order(
                order,
                Party(event.text("target")),
                FunctionName(event.text("function")),
                DocumentHash(event.text("document")),
                Party(event.text("proposer")),
                role_number(event.text("capacity")),
                subject_of(Party(event.text("target")), bytes.fromhex(event.text("data")[2:])),
            )
        elif event.name == "OrderApproved":
            self.pending[order] = replace(
                self.pending[order],
                approved_in=role_number(event.text("capacity")),
                not_before=Timestamp(event.number("not_before")),
            )
        else:
            del self.pending[order]


def subject_of(target: Party, data: bytes) -> int | None:
    """The role whose members a call changes, which has no say in it; none for any other call.

    The authority's functions that can be ordered name the role first.
    """
    argument = data[4:36]
    if target != AUTHORITY or len(argument) < 32:
        return None
    return int.from_bytes(argument)
