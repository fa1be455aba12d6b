"""Instruments, positions, limits, units and prices, from the events of `Programme` and feeds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from rwa.calendar import Timestamp
from rwa.events import Event
from rwa.identifiers import NOBODY, Code, Party
from rwa.ledger.genesis import Feed
from rwa.money import WHOLE, MicroUsd
from rwa.programme import CapBasis, Figures, Instrument, Position, Price, Unit


@dataclass(frozen=True, slots=True)
class Turnover:
    """What was issued of an instrument, repaid by its pool factor and redeemed or cancelled, each
    in the face that was left on its day: issued - repaid - redeemed is outstanding.
    """

    issued: int = 0
    repaid: int = 0
    redeemed: int = 0


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
        self.turnovers: dict[Code, Turnover] = {}
        self._falls: defaultdict[Code, list[tuple[Timestamp, int]]] = defaultdict(list)

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

    def price(self, code: Code) -> Fraction:
        """USD per whole unit as posted last, however old. Raises `LookupError` where none was."""
        unit = self.units[code]
        answer = 1 if unit.feed is None else self.prices[unit.feed].answer
        return Fraction(answer, 10**unit.feed_decimals)

    def factor(self, code: Code) -> int:
        """What is left of each unit's original face, in 1e-10; of an instrument that is not
        registered, all.
        """
        return self.instruments[code].factor if code in self.instruments else WHOLE

    def turnover(self, code: Code) -> Turnover:
        """What was issued, repaid and redeemed of an instrument so far."""
        return self.turnovers.get(code, Turnover())

    def factors(self, code: Code) -> list[int]:
        """Every pool factor that an instrument has fallen to."""
        return [factor for _, factor in self._falls.get(code, [])]

    def factor_before(self, code: Code, time: int) -> int:
        """The pool factor, which only falls, after everything earlier than a time."""
        falls = self._falls.get(code, [])
        return min((factor for since, factor in falls if since < time), default=WHOLE)

    def find(self, event: Event) -> Instrument:
        """The instrument an event is about. Raises `LookupError`."""
        return self.instruments[Code(event.text("id"))]

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
    _count(book, event, supply=event.number("amount"), issued=event.number("amount"))


def _redeemed(book: ProgrammeBook, event: Event) -> None:
    _count(book, event, supply=-event.number("amount"))


def _cancelled(book: ProgrammeBook, event: Event) -> None:
    book.cancelled[Code(event.text("id"))] += event.number("amount")
    _redeemed(book, event)


def _reserved(book: ProgrammeBook, event: Event) -> None:
    _count(book, event, reserved=event.number("amount"))


def _reserved_issued(book: ProgrammeBook, event: Event) -> None:
    amount = event.number("amount")
    _count(book, event, supply=amount, issued=amount, reserved=-amount)


def _released(book: ProgrammeBook, event: Event) -> None:
    _count(book, event, reserved=-event.number("amount"))


def _repaid(book: ProgrammeBook, event: Event) -> None:
    before = book.find(event)
    if before.factor - event.number("principal") != event.number("factor"):
        raise ValueError(f"{event.number('principal')} repaid of a factor of {before.factor}")
    after = replace(before, factor=event.number("factor"), closed_from=None)
    _recount(book, before, after)
    turned = book.turnover(after.code)
    repaid = turned.repaid + before.owed - after.owed
    book.turnovers[after.code] = replace(turned, repaid=repaid)
    book._falls[after.code].append((event.time, after.factor))


def _closed_from(book: ProgrammeBook, event: Event) -> None:
    before = book.find(event)
    closed_from = Timestamp(event.number("closed_from")) or None
    book.instruments[before.code] = replace(before, closed_from=closed_from)


def _defaults_counted(book: ProgrammeBook, event: Event) -> None:
    before = book.find(event)
    book.instruments[before.code] = replace(before, defaults=event.number("defaults"))


def _count(
    book: ProgrammeBook, event: Event, *, supply: int = 0, issued: int = 0, reserved: int = 0
) -> None:
    before = book.find(event)
    after = replace(
        before,
        supply=before.supply + supply,
        issued=before.issued + issued,
        reserved=before.reserved + reserved,
    )
    _recount(book, before, after)
    turned, face = book.turnover(after.code), after.owed - before.owed
    if issued:
        position = book.positions[after.position]
        book.positions[after.position] = replace(position, issued=position.issued + face)
        book.turnovers[after.code] = replace(turned, issued=turned.issued + face)
    else:
        book.turnovers[after.code] = replace(turned, redeemed=turned.redeemed - face)


def _recount(book: ProgrammeBook, before: Instrument, after: Instrument) -> None:
    book.instruments[after.code] = after
    book.positions[after.position] = book.positions[after.position].recounted(before, after)


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
    "PrincipalRepaid": _repaid,
    "IssueClosedFrom": _closed_from,
    "DefaultsCounted": _defaults_counted,
}
