"""Instruments, positions, limits, units and prices, from the events of `Programme` and feeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from rwa.calendar import Timestamp
from rwa.events import Event
from rwa.identifiers import NOBODY, Code, Party
from rwa.ledger.genesis import Feed
from rwa.money import MicroUsd
from rwa.programme import CapBasis, Figures, Instrument, Position, Price, Unit


class ProgrammeBook:
    """The state of the programme and of the feeds that price it."""

    def __init__(self, basis: CapBasis, feeds: Mapping[Party, Feed]) -> None:
        self.basis = basis
        self.feeds = feeds
        self.cap_usd = MicroUsd(0)
        self.class_limits: dict[Code, MicroUsd] = {}
        self.units: dict[Code, Unit] = {}
        self.prices: dict[Party, Price] = {}
        self.positions: list[Position] = []
        self.instruments: dict[Code, Instrument] = {}
        self.cancelled: Counter[Code] = Counter()

    def figures(self) -> Figures:
        """What the cap depends on now."""
        prices = {
            code: self.prices[unit.feed]
            for code, unit in self.units.items()
            if unit.feed is not None and unit.feed in self.prices
        }
        return Figures(
            self.basis,
            self.cap_usd,
            dict(self.class_limits),
            dict(self.units),
            prices,
            tuple(self.positions),
        )

    def apply(self, event: Event) -> None:
        """Take in one event of the programme."""
        _HANDLERS[event.name](self, event)

    def apply_price(self, event: Event) -> None:
        """Take in one event of a feed."""
        self.prices[Party(event.contract)] = Price(
            event.number("answer"), Timestamp(event.number("updated_at"))
        )


def _cap_set(book: ProgrammeBook, event: Event) -> None:
    book.cap_usd = MicroUsd(event.number("cap_usd"))


def _class_limit_set(book: ProgrammeBook, event: Event) -> None:
    book.class_limits[Code(event.text("asset_class"))] = MicroUsd(event.number("limit_usd"))


def _unit_set(book: ProgrammeBook, event: Event) -> None:
    code, feed = Code(event.text("code")), Party(event.text("feed"))
    book.units[code] = Unit(
        code,
        event.number("decimals"),
        None if feed == NOBODY else feed,
        event.number("feed_decimals"),
        event.number("heartbeat"),
    )


def _registered(book: ProgrammeBook, event: Event) -> None:
    pair = Code(event.text("asset_class")), Code(event.text("unit"))
    pairs = [(position.asset_class, position.unit) for position in book.positions]
    if pair not in pairs:
        book.positions.append(Position(*pair))
        pairs.append(pair)
    code = Code(event.text("id"))
    book.instruments[code] = Instrument(code, pairs.index(pair), event.number("volume"))


def _issued(book: ProgrammeBook, event: Event) -> None:
    amount = event.number("amount")
    instrument = book.instruments[Code(event.text("id"))]
    place = instrument.position
    book.instruments[instrument.code] = replace(instrument, issued=instrument.issued + amount)
    book.positions[place] = book.positions[place].plus_issue(amount)


def _redeemed(book: ProgrammeBook, event: Event) -> None:
    place = book.instruments[Code(event.text("id"))].position
    position = book.positions[place]
    left = position.outstanding - event.number("amount")
    book.positions[place] = replace(position, outstanding=left)


def _cancelled(book: ProgrammeBook, event: Event) -> None:
    book.cancelled[Code(event.text("id"))] += event.number("amount")
    _redeemed(book, event)


def _reserved(book: ProgrammeBook, event: Event) -> None:
    _change_reserved(book, event, event.number("amount"))


def _reserved_issued(book: ProgrammeBook, event: Event) -> None:
    _change_reserved(book, event, -event.number("amount"))
    _issued(book, event)


def _released(book: ProgrammeBook, event: Event) -> None:
    _change_reserved(book, event, -event.number("amount"))


def _change_reserved(book: ProgrammeBook, event: Event, amount: int) -> None:
    instrument = book.instruments[Code(event.text("id"))]
    place = instrument.position
    book.instruments[instrument.code] = replace(instrument, reserved=instrument.reserved + amount)
    book.positions[place] = book.positions[place].plus_reserved(amount)


_HANDLERS = {
    "CapSet": _cap_set,
    "ClassLimitSet": _class_limit_set,
    "UnitSet": _unit_set,
    "InstrumentRegistered": _registered,
    "Issued": _issued,
    "Redeemed": _redeemed,
    "Cancelled": _cancelled,
    "Reserved": _reserved,
    "ReservedIssued": _reserved_issued,
    "Released": _released,
}
