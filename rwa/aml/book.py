"""Who is behind each wallet, what each person holds, and what a unit is worth: from events, one
after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from fractions import Fraction

from rwa.aml.movements import Customer
from rwa.aml.rules import REFERENCE_DECIMALS, Rules
from rwa.calendar import Timestamp
from rwa.errors import ConfigurationError
from rwa.events import Event
from rwa.identifiers import NOBODY, Code, ExchangeName, Identity, Party
from rwa.money import WHOLE
from rwa.programme import USD, Price, Unit


class Book:
    """The state of customers, holdings and prices after the events taken in so far."""

    def __init__(self, rules: Rules) -> None:
        self.reference = Code(rules.reference)
        self._rules = rules.file
        self.customers: dict[Party, Customer] = {}
        self.units: dict[Code, Unit] = {}
        self.unit_of: dict[Code, Code] = {}
        self._prices: dict[Party, Price] = {}
        self._factors: dict[Code, int] = {}
        self._rates: dict[Code, tuple[int, int] | None] = {}
        self._holdings: defaultdict[Identity, defaultdict[Code, int]] = defaultdict(
            lambda: defaultdict(int)
        )
        self._since: dict[Identity, tuple[int, int]] = {}

    def take(self, event: Event) -> None:
        """Take in one event about customers, instruments, units moved or prices."""
        if (handler := _HANDLERS.get(event.name)) is not None:
            handler(self, event)

    def value(self, instrument: Code, amount: int) -> int | None:
        """What an amount is worth, in hundredths of the reference, rounded down; none where a
        price is missing.
        """
        rate = self._rate(instrument)
        return None if rate is None else amount * rate[0] // rate[1]

    def holding(self, identity: Identity) -> int:
        """What a person holds in all wallets, each instrument valued as above; what has no price
        counts for nothing.
        """
        return sum(
            self.value(instrument, amount) or 0
            for instrument, amount in self._holdings[identity].items()
        )

    def check_reference(self) -> None:
        """Raises `ConfigurationError` where the run has no such unit of account."""
        if self.reference != USD and self.reference not in self.units:
            known = ", ".join(sorted({USD, *self.units}))
            reason = f"the run has no unit of account {self.reference}; known: {known}"
            raise ConfigurationError(self._rules, reason, field="reference")

    def _rate(self, instrument: Code) -> tuple[int, int] | None:
        """Hundredths of the reference per base unit, as numerator and denominator."""
        if instrument not in self._rates:
            self._rates[instrument] = self._fresh_rate(instrument)
        return self._rates[instrument]

    def _fresh_rate(self, instrument: Code) -> tuple[int, int] | None:
        self.check_reference()
        unit = self.units[self.unit_of[instrument]]
        ratio = Fraction(1)
        if unit.code != self.reference:
            price, of_reference = self._price(unit.code), self._price(self.reference)
            if not price or not of_reference:
                return None
            ratio = price / of_reference
        left = Fraction(self._factors.get(instrument, WHOLE), WHOLE)
        rate = ratio * left * Fraction(10**REFERENCE_DECIMALS, 10**unit.decimals)
        return rate.numerator, rate.denominator

    def _price(self, code: Code) -> Fraction | None:
        """USD per whole unit as posted last; none where no price was posted."""
        if code == USD and (code not in self.units or self.units[code].feed is None):
            return Fraction(1)
        unit = self.units[code]
        if unit.feed is None:
            return Fraction(1)
        price = self._prices.get(unit.feed)
        return None if price is None else Fraction(price.answer, 10**unit.feed_decimals)

    def _revalue(self) -> None:
        self._rates.clear()


def _unit_set(book: Book, event: Event) -> None:
    code, feed = Code(event.text("code")), Party(event.text("feed"))
    book.units[code] = Unit(
        code,
        event.number("decimals"),
        None if feed == NOBODY else feed,
        event.number("feed_decimals"),
        event.number("heartbeat"),
    )
    book._revalue()


def _registered(book: Book, event: Event) -> None:
    book.unit_of[Code(event.text("id"))] = Code(event.text("unit"))


def _moved(book: Book, event: Event) -> None:
    instrument, amount = Code(event.contract), event.number("amount")
    if instrument not in book.unit_of:
        return
    for end, change in (("from", -amount), ("to", amount)):
        if (customer := book.customers.get(Party(event.text(end)))) is not None:
            book._holdings[customer.identity][instrument] += change


def _price_posted(book: Book, event: Event) -> None:
    price = Price(event.number("answer"), event.time)
    book._prices[Party(event.contract)] = price
    book._revalue()


def _repaid(book: Book, event: Event) -> None:
    book._factors[Code(event.text("id"))] = event.number("factor")
    book._revalue()


def _onboarded(book: Book, event: Event) -> None:
    identity = Identity(event.text("identity"))
    since, number = book._since.setdefault(identity, (event.time, event.sequence))
    book.customers[Party(event.text("wallet"))] = Customer(
        identity,
        ExchangeName(event.text("exchange")),
        event.text("country"),
        Timestamp(since),
        number,
    )


def _responsored(book: Book, event: Event) -> None:
    wallet = Party(event.text("wallet"))
    if (customer := book.customers.get(wallet)) is not None:
        book.customers[wallet] = customer._replace(exchange=ExchangeName(event.text("to")))


_HANDLERS: Mapping[str, Callable[[Book, Event], None]] = {
    "Transfer": _moved,
    "UnitSet": _unit_set,
    "InstrumentRegistered": _registered,
    "AnswerPosted": _price_posted,
    "PrincipalRepaid": _repaid,
    "HolderOnboarded": _onboarded,
    "HolderResponsored": _responsored,
}
