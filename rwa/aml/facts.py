"""A run's events and refusals in one stream of movements and freezes, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rwa.aml.book import Book
from rwa.aml.movements import Act, Attempt, Freeze, Movement
from rwa.calendar import Timestamp
from rwa.errors import ConfigurationError
from rwa.events import Event
from rwa.identifiers import NOBODY, Code, Identity, Party
from rwa.scenario.fields import scaled

Fact = Movement | Freeze
ORDERS = {"ForcedTransfer": ("from", "to"), "RecoverySuccess": ("lost", "new")}
"""Events right after a transfer that say it was an authority's, and what they call its ends."""


def facts(events: Iterable[Event], attempts: Iterable[Attempt], book: Book) -> Iterator[Fact]:
    """Each movement and freeze, told before the book knows of it; at one second the events come
    before the refusals.
    """
    waiting = iter(attempts)
    attempt = next(waiting, None)
    for event, following in _pairs(events):
        while attempt is not None and attempt.time < event.time:
            yield attempted(attempt, book)
            attempt = next(waiting, None)
        try:
            fact = _fact(event, following, book)
        except (LookupError, TypeError) as error:
            raise _unsound(event) from error
        if fact is not None:
            yield fact
        try:
            book.take(event)
        except (LookupError, TypeError) as error:
            raise _unsound(event) from error
    while attempt is not None:
        yield attempted(attempt, book)
        attempt = next(waiting, None)


def attempted(attempt: Attempt, book: Book) -> Movement:
    """A refused transfer as a movement that was not made. Raises `ConfigurationError` where it is
    of no instrument registered by then, or of no amount of it.
    """
    place = f"refusals[{attempt.row}]"
    if (code := book.unit_of.get(attempt.instrument)) is None:
        reason = f"no instrument {attempt.instrument!r} is registered by then"
        raise ConfigurationError("summary.json", reason, field=f"{place}.instrument")
    try:
        amount = scaled(attempt.amount, book.units[code].decimals)
    except ValueError as error:
        field = f"{place}.particulars"
        raise ConfigurationError("summary.json", str(error), field=field) from error
    return _movement(
        book,
        Act.ATTEMPT,
        (attempt.row, True, attempt.time),
        attempt.instrument,
        amount,
        (attempt.sender, attempt.receiver),
        attempt.refusal,
    )


def _unsound(event: Event) -> ConfigurationError:
    reason = f"event {event.sequence}, {event.name}, lacks what the rules need to know of it"
    return ConfigurationError("events.jsonl", reason, line=event.sequence + 1)


def _pairs(events: Iterable[Event]) -> Iterator[tuple[Event, Event | None]]:
    """Each event with the one that follows it."""
    before: Event | None = None
    for event in events:
        if before is not None:
            yield before, event
        before = event
    if before is not None:
        yield before, None


def _fact(event: Event, following: Event | None, book: Book) -> Fact | None:
    contract = Code(event.contract)
    if event.name == "Transfer" and contract in book.unit_of:
        sender, receiver = Party(event.text("from")), Party(event.text("to"))
        amount = event.number("amount")
        act = _act(event, following, sender, receiver)
        place = (event.sequence, False, event.time)
        return _movement(book, act, place, contract, amount, (sender, receiver))
    if event.name == "SettlementFailed":
        return _movement(
            book,
            Act.ATTEMPT,
            (event.sequence, False, event.time),
            Code(event.text("instrument")),
            event.number("part"),
            (Party(event.text("seller")), Party(event.text("buyer"))),
            event.text("refusal"),
        )
    if event.name == "BlockSet" and event.flag("blocked"):
        identity = Identity(event.text("identity"))
        return Freeze(event.sequence, event.time, identity, "they were blocked")
    if event.name == "TokensFrozen" or (event.name == "AddressFrozen" and event.flag("frozen")):
        wallet = Party(event.text("account"))
        customer = book.customers.get(wallet)
        if customer is None or _recovered(event, following):
            return None
        part = "a part of " if event.name == "TokensFrozen" else ""
        what = f"{part}{wallet} was frozen in {contract}"
        return Freeze(event.sequence, event.time, customer.identity, what)
    return None


def _recovered(event: Event, following: Event | None) -> bool:
    """Whether a freeze only follows its units to the wallet that replaces a lost one: nobody else
    sends to a frozen wallet in the second of its freeze.
    """
    return (
        following is not None
        and (following.name, following.contract) == ("Transfer", event.contract)
        and following.text("to") == event.text("account")
        and following.time == event.time
    )


def _act(event: Event, following: Event | None, sender: Party, receiver: Party) -> Act:
    if sender == NOBODY:
        return Act.ISSUE
    if receiver == NOBODY:
        return Act.REDEMPTION
    if following is not None and following.name in ORDERS and following.contract == event.contract:
        ends = tuple(following.text(end) for end in ORDERS[following.name])
        if ends == (sender, receiver):
            return Act.ORDER
    return Act.TRANSFER


def _movement(
    book: Book,
    act: Act,
    place: tuple[int, bool, int],
    instrument: Code,
    amount: int,
    parties: tuple[Party, Party],
    refusal: str = "",
) -> Movement:
    sender, receiver = parties
    sent_by, received_by = book.customers.get(sender), book.customers.get(receiver)
    return Movement(
        act,
        place[0],
        place[1],
        Timestamp(place[2]),
        instrument,
        amount,
        book.value(instrument, amount),
        sender,
        receiver,
        sent_by,
        received_by,
        sent_by is not None
        and received_by is not None
        and sent_by.identity == received_by.identity,
        refusal,
    )
