"""The book of redemptions in kind, from the events of their contract."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp
from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import Code, DocumentHash, Party
from rwa.redemption import NOT_REDEEMABLE, RedemptionPhase, RedemptionTerms

REDEMPTIONS = Party("redemptions")
"""The contract of redemptions, as events name it."""


@dataclass(slots=True)
class Request:
    """A request for lots, and what was delivered on it: weight, base units burned, lots by name."""

    id: Code
    holder: Party
    deadline: Timestamp
    amount: int
    phase: RedemptionPhase = RedemptionPhase.OPEN
    weight: int = 0
    burned: int = 0
    lots: tuple[DocumentHash, ...] = ()


class RedemptionBook:
    """Terms by instrument, and every request by its number from 1."""

    def __init__(self) -> None:
        self.terms: dict[Code, RedemptionTerms] = {}
        self.requests: dict[int, Request] = {}

    def terms_of(self, code: Code) -> RedemptionTerms:
        """The terms of a reserve; where none are set it is not redeemed in kind."""
        return self.terms.get(code, NOT_REDEEMABLE)

    def apply(self, event: Event) -> None:
        """Take in one event of the contract. Raises `LedgerError` where it cannot be."""
        _HANDLERS[event.name](self, event)

    def open_request(self, event: Event) -> Request:
        """The open request that an event concludes."""
        request = self.requests[event.number("number")]
        if request.phase is not RedemptionPhase.OPEN:
            raise LedgerError(event.sequence, f"request {event.number('number')} is over already")
        return request


def _terms_set(book: RedemptionBook, event: Event) -> None:
    numbers = event.number("minimum"), event.number("period")
    book.terms[Code(event.text("id"))] = RedemptionTerms(*numbers, event.flag("first_come"))


def _requested(book: RedemptionBook, event: Event) -> None:
    number = event.number("number")
    if number != len(book.requests) + 1:
        raise LedgerError(event.sequence, f"request {number} follows on {len(book.requests)}")
    book.requests[number] = Request(
        Code(event.text("id")),
        Party(event.text("holder")),
        Timestamp(event.number("deadline")),
        event.number("amount"),
    )


def _delivered(book: RedemptionBook, event: Event) -> None:
    request = book.open_request(event)
    request.phase = RedemptionPhase.DELIVERED
    request.weight, request.burned = event.number("weight"), event.number("burned")
    request.lots = tuple(DocumentHash(lot) for lot in event.names("lots"))


def _ended(book: RedemptionBook, event: Event) -> None:
    book.open_request(event).phase = RedemptionPhase.ENDED


_HANDLERS = {
    "RedemptionTermsSet": _terms_set,
    "RedemptionRequested": _requested,
    "RedemptionDelivered": _delivered,
    "RedemptionEnded": _ended,
}
