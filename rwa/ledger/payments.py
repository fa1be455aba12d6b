"""Payments on debt, money held in holders' names and tax rates, from the paying agent's events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rwa.calendar import Timestamp
from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import Code, Party
from rwa.payment import CATEGORIES, Outcome, PaymentKind, PaymentPhase, PaymentTerms, Ratio

PAYING_AGENT = Party("paying-agent")
"""The contract of debt service, as events name it."""


@dataclass(frozen=True, slots=True)
class Discharge:
    """What one holder was paid for so many base units: gross, the tax withheld of it, and what
    became of the rest.
    """

    wallet: Party
    units: int
    gross: int
    tax: int
    outcome: Outcome
    time: Timestamp

    @property
    def net(self) -> int:
        """What was paid or is held."""
        return self.gross - self.tax


@dataclass
class Payment:
    """One payment of an instrument; amounts are minor units of cash. Of what could not be
    delivered some is `released` to its holders since, and some `returned` to the ministry as
    unclaimed and still claimed.
    """

    code: Code
    number: int
    terms: PaymentTerms
    phase: PaymentPhase = PaymentPhase.ANNOUNCED
    supply: int = 0
    due: int = 0
    late: bool = False
    funded_by: Party | None = None
    default_time: Timestamp | None = None
    funded_time: Timestamp | None = None
    closed_time: Timestamp | None = None
    withdrawn_time: Timestamp | None = None
    discharges: list[Discharge] = field(default_factory=list)
    released: int = 0
    returned: int = 0
    remainder: int = 0

    @property
    def defaulted(self) -> bool:
        """Whether it was ever declared in default."""
        return self.default_time is not None

    @property
    def units(self) -> int:
        """The base units discharged so far."""
        return sum(each.units for each in self.discharges)

    @property
    def gross(self) -> int:
        """What was discharged so far, tax included."""
        return sum(each.gross for each in self.discharges)

    @property
    def tax(self) -> int:
        """What was withheld so far."""
        return sum(each.tax for each in self.discharges)

    @property
    def paid(self) -> int:
        """What reached the holders at once."""
        return self.net(Outcome.PAID)

    @property
    def held(self) -> int:
        """What is held in holders' names now."""
        return self.gross - self.tax - self.paid - self.released - self.returned

    def net(self, outcome: Outcome) -> int:
        """What was paid, or is held for one reason, when it was discharged."""
        return sum(each.net for each in self.discharges if each.outcome is outcome)


@dataclass(frozen=True, slots=True)
class Part:
    """What could not be delivered of one payment, and when it came."""

    payment: Payment
    amount: int
    since: Timestamp


@dataclass(frozen=True, slots=True)
class Holding:
    """Cash in a holder's name, held or returned and still claimed, the oldest part first."""

    parts: tuple[Part, ...]

    @property
    def amount(self) -> int:
        """All of it."""
        return sum(part.amount for part in self.parts)

    @property
    def since(self) -> Timestamp:
        """When the oldest of it came."""
        return self.parts[0].since

    def plus(self, part: Part) -> Holding:
        """With one part more."""
        return Holding((*self.parts, part))


NOTHING = Holding(())


class PaymentBook:
    """The state of the paying agent; `units` are the units of account of the instruments."""

    def __init__(self, units: Mapping[Code, Code]) -> None:
        self.units = units
        self.cash: dict[Code, Party] = {}
        self.payments: dict[Code, list[Payment]] = {}
        self.holdings: dict[tuple[Code, Party], Holding] = {}
        self.prescribed: dict[tuple[Code, Party], Holding] = {}
        self.tax_rates: list[tuple[Timestamp, tuple[int, ...]]] = []
        self._settled: dict[tuple[Code, Party], int] = {}

    def of(self, code: Code) -> list[Payment]:
        """The payments of an instrument, by number."""
        return self.payments.get(code, [])

    def standing(self, code: Code) -> list[Payment]:
        """The payments of an instrument that were not withdrawn, in order."""
        return [each for each in self.of(code) if each.phase is not PaymentPhase.WITHDRAWN]

    def unfunded(self, code: Code) -> list[Payment]:
        """The payments of an instrument that are neither funded nor withdrawn, in order."""
        return [each for each in self.of(code) if each.phase < PaymentPhase.FUNDED]

    def all(self) -> list[Payment]:
        """Every payment, instrument by instrument."""
        return [payment for payments in self.payments.values() for payment in payments]

    def settled(self, code: Code, wallet: Party) -> int:
        """The record dates of an instrument up to the last one of which the register has marked the
        payment as received by a wallet.
        """
        return self._settled.get((code, wallet), 0)

    def rate_bps(self, category: int, time: int) -> int | None:
        """The withholding rate of a category at a time; none where no rates hold."""
        for start, rates in reversed(self.tax_rates):
            if start <= time:
                return rates[min(category, CATEGORIES - 1)]
        return None

    def inherit(self, code: Code, lost: Party, successor: Party) -> None:
        """A recovered position takes along what it has received; the lost wallet has nothing."""
        if (count := self._settled.pop((code, lost), None)) is not None:
            self._settled[code, successor] = count

    def apply(self, event: Event) -> None:
        """Take in one event. Raises `LedgerError` where it cannot be."""
        _HANDLERS[event.name](self, event)

    def find(self, event: Event) -> Payment:
        """The payment an event is about. Raises `LookupError`."""
        return self.payments[Code(event.text("id"))][event.number("number")]

    def record(self, payment: Payment, discharge: Discharge) -> None:
        """Enter what a holder was paid, and hold what was not delivered."""
        if not discharge.units:
            return
        payment.discharges.append(discharge)
        if payment.terms.kind is PaymentKind.COUPON:
            self._settled[payment.code, discharge.wallet] = payment.terms.period + 1
        if discharge.outcome is not Outcome.PAID and discharge.net:
            key = self.units[payment.code], discharge.wallet
            part = Part(payment, discharge.net, discharge.time)
            self.holdings[key] = self.holdings.get(key, NOTHING).plus(part)


def _cash_accepted(book: PaymentBook, event: Event) -> None:
    book.cash[Code(event.text("unit"))] = Party(event.text("token"))


def _announced(book: PaymentBook, event: Event) -> None:
    code = Code(event.text("id"))
    ratio = Ratio(*(event.number(key) for key in ("numerator", "taxable", "denominator")))
    terms = PaymentTerms(
        PaymentKind(event.number("kind")),
        event.number("period"),
        Timestamp(event.number("pay_time")),
        Timestamp(event.number("grace_end")),
        ratio,
        event.number("principal"),
    )
    payments = book.payments.setdefault(code, [])
    if event.number("number") != len(payments):
        raise LedgerError(event.sequence, f"payment {event.number('number')} is out of order")
    payments.append(Payment(code, len(payments), terms))


def _funded(book: PaymentBook, event: Event) -> None:
    payment = book.find(event)
    payment.phase = PaymentPhase.FUNDED
    payment.supply, payment.due = event.number("supply"), event.number("due")
    payment.late, payment.funded_by = event.flag("late"), Party(event.text("account"))
    payment.funded_time = event.time


def _defaulted(book: PaymentBook, event: Event) -> None:
    payment = book.find(event)
    payment.phase, payment.default_time = PaymentPhase.DEFAULTED, event.time


def _made(book: PaymentBook, event: Event) -> None:
    payment = book.find(event)
    columns = (event.numbers(key) for key in ("units", "gross", "tax", "outcomes"))
    for wallet, units, gross, tax, outcome in zip(event.names("wallets"), *columns, strict=True):
        discharge = Discharge(Party(wallet), units, gross, tax, Outcome(outcome), event.time)
        book.record(payment, discharge)
    if payment.gross > payment.due:
        raise LedgerError(event.sequence, f"{payment.gross} is paid of {payment.due} funded")


def _withdrawn(book: PaymentBook, event: Event) -> None:
    payment = book.find(event)
    payment.phase, payment.withdrawn_time = PaymentPhase.WITHDRAWN, event.time


def _closed(book: PaymentBook, event: Event) -> None:
    payment = book.find(event)
    payment.phase, payment.remainder = PaymentPhase.CLOSED, event.number("remainder")
    payment.closed_time = event.time


def _tax_rates_set(book: PaymentBook, event: Event) -> None:
    book.tax_rates.append((Timestamp(event.number("start")), event.numbers("rates")))


def _released(book: PaymentBook, event: Event) -> None:
    holding = book.holdings.pop((Code(event.text("unit")), Party(event.text("wallet"))))
    for part in holding.parts:
        part.payment.released += part.amount


def _prescribed(book: PaymentBook, event: Event) -> None:
    key = Code(event.text("unit")), Party(event.text("wallet"))
    oldest, *rest = book.holdings.pop(key).parts
    if rest:
        book.holdings[key] = Holding(tuple(rest))
    oldest.payment.returned += oldest.amount
    book.prescribed[key] = book.prescribed.get(key, NOTHING).plus(oldest)
    if oldest.amount != event.number("amount"):
        raise LedgerError(event.sequence, f"{oldest.amount} came first of what is held")


def _honoured(book: PaymentBook, event: Event) -> None:
    claim = book.prescribed.pop((Code(event.text("unit")), Party(event.text("wallet"))))
    for part in claim.parts:
        part.payment.returned -= part.amount
        part.payment.released += part.amount


_HANDLERS = {
    "CashAccepted": _cash_accepted,
    "PaymentAnnounced": _announced,
    "PaymentFunded": _funded,
    "DefaultDeclared": _defaulted,
    "PaymentMade": _made,
    "PaymentWithdrawn": _withdrawn,
    "PaymentClosed": _closed,
    "TaxRatesSet": _tax_rates_set,
    "HoldingReleased": _released,
    "HoldingPrescribed": _prescribed,
    "ClaimHonoured": _honoured,
}
