"""The book of redemptions in kind and in cash, from the events of their contract."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rwa.calendar import Timestamp
from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import NO_CODE, Code, DocumentHash, Party
from rwa.redemption import NOT_REDEEMABLE, RedemptionPhase, RedemptionTerms

REDEMPTIONS = Party("redemptions")
"""The contract of redemptions, as events name it."""


@dataclass(slots=True)
class Request:
    """A request for lots, or where it has a currency for cash, and what became of it.

    Of lots, by name, the `weight` was delivered; `cash` was paid, in minor units, while reserve and
    currency stood at `prices`; `burned` are the base units this cost, `wallet` is whose they were,
    and `concluded` is when.
    """

    id: Code
    holder: Party
    deadline: Timestamp
    amount: int
    fee_bps: int = 0
    currency: Code = NO_CODE
    phase: RedemptionPhase = RedemptionPhase.OPEN
    concluded: Timestamp | None = None
    wallet: Party | None = None
    weight: int = 0
    burned: int = 0
    lots: tuple[DocumentHash, ...] = ()
    cash: int = 0
    prices: tuple[Fraction, Fraction] | None = None


class RedemptionBook:
    """Terms by instrument, and every request by its number from 1; `accepted` is the cash of each
    currency.
    """

    def __init__(self) -> None:
        self.accepted: dict[Code, Party] = {}
        self.terms: dict[Code, RedemptionTerms] = {}
        self.requests: dict[int, Request] = {}

    def terms_of(self, code: Code) -> RedemptionTerms:
        """The terms of a reserve; where none are set no holder has it redeemed."""
        return self.terms.get(code, NOT_REDEEMABLE)

    def apply(self, event: Event) -> None:
        """Take in one event of the contract. Raises `LedgerError` where it cannot be."""
        _HANDLERS[event.name](self, event)

    def conclude(self, event: Event, phase: RedemptionPhase) -> Request:
        """The open request that an event concludes."""
        request = self.requests[event.number("number")]
        if request.phase is not RedemptionPhase.OPEN:
            raise LedgerError(event.sequence, f"request {event.number('number')} is over already")
        request.phase, request.concluded = phase, event.time
        return request


def _terms_set(book: RedemptionBook, event: Event) -> None:
    numbers = event.number("minimum"), event.number("period")
    book.terms[Code(event.text("id"))] = RedemptionTerms(
        *numbers,
        event.flag("first_come"),
        event.number("fee_bps"),
        Code(event.text("currency")),
    )


def _requested(book: RedemptionBook, event: Event) -> None:
    number = event.number("number")
    if number != len(book.requests) + 1:
        raise LedgerError(event.sequence, f"request {number} follows on {len(book.requests)}")
    book.requests[number] = Request(
        Code(event.text("id")),
        Party(event.text("holder")),
        Timestamp(event.number("deadline")),
        event.number("amount"),
        event.number("fee_bps"),
        Code(event.text("currency")),
    )


def _delivered(book: RedemptionBook, event: Event) -> None:
    request = book.conclude(event, RedemptionPhase.DELIVERED)
    request.wallet = Party(event.text("wallet"))
    request.weight, request.burned = event.number("weight"), event.number("burned")
    request.lots = tuple(DocumentHash(lot) for lot in event.names("lots"))


def _ended(book: RedemptionBook, event: Event) -> None:
    book.conclude(event, RedemptionPhase.ENDED)


def _paid(book: RedemptionBook, event: Event) -> None:
    request = book.conclude(event, RedemptionPhase.PAID)
    request.wallet = Party(event.text("wallet"))
    request.burned, request.cash = request.amount, event.number("cash")


def _accepted(book: RedemptionBook, event: Event) -> None:
    book.accepted[Code(event.text("unit"))] = Party(event.text("token"))


_HANDLERS = {
    "RedemptionTermsSet": _terms_set,
    "RedemptionRequested": _requested,
    "RedemptionDelivered": _delivered,
    "RedemptionPaid": _paid,
    "RedemptionEnded": _ended,
    "CashAccepted": _accepted,
}
