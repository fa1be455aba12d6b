"""What is owed on debt by the terms and the register, and how much of it was paid: one look for
calendar, arrears and payments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rwa.calendar import day_of, first_second_after
from rwa.findings import Finding
from rwa.identifiers import Code
from rwa.instruments import CashFlow, Kind, cash_flows
from rwa.ledger import Ledger
from rwa.ledger.payments import Payment
from rwa.ledger.token import TokenBook
from rwa.money import Quantity, divide_down
from rwa.payment import PaymentKind, PaymentPhase
from rwa.scenario.debt import Projected, terms_of
from rwa.scenario.models import DebtSection
from rwa.scenario.trial import Trial

CHECK = "payment-overdue"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Interest or principal of one day, in minor units: what is owed in all, and what holders have
    received of it with what was withheld, is held for them or is left by rounding. `payment` is how
    it was announced.
    """

    word: str
    interest: bool
    due: date
    day: date
    owed: int
    paid: int
    payment: Payment | None

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return self.owed - self.paid

    @property
    def funded(self) -> bool:
        """Whether the issuer has paid, whatever has reached the holders."""
        return self.payment is not None and self.payment.phase >= PaymentPhase.FUNDED


def obligations(trial: Trial, section: DebtSection, ledger: Ledger, now: int) -> list[Obligation]:
    """Everything an issue owes or owed, day by day, as its terms say; resets that the trial gives
    no fixing for are projected. Nothing is owed on units that nobody holds.
    """
    terms = terms_of(trial.sections, section)
    book = ledger.tokens[Code(section.isin)]
    payments = ledger.payments.standing(Code(section.isin))
    repaid = {each.day: each.amount for each in terms.instalments}
    found = []
    for flow in cash_flows(terms, Projected(trial.sections)):
        if flow.kind is Kind.INTEREST:
            principal = repaid.get(flow.due, Fraction(0))
            owed = _interest(flow, principal, book, payments, now, terms.words.interest)
        elif flow.kind is Kind.INSTALMENT:
            owed = _instalment(flow, book, payments, now)
        elif flow.kind is Kind.REDEMPTION:
            owed = _principal(flow, book, payments)
        else:
            continue
        if owed.owed:
            found.append(owed)
    return found


def _interest(
    flow: CashFlow,
    principal: Fraction,
    book: TokenBook,
    payments: list[Payment],
    now: int,
    word: str,
) -> Obligation:
    """Interest on the units of its record date, or as long as that is ahead on those of now,
    rounded down together with what is repaid with it, as it is funded.
    """
    units, payment = _of_record(flow, book, payments, now)
    owed = _rounded_down(units, flow.amount + principal) - _rounded_down(units, principal)
    paid = payment.gross + payment.remainder if payment else 0
    paid -= _repaid(payment, principal)
    return Obligation(word, True, flow.due, _day(flow, payment), owed, paid, payment)


def _instalment(flow: CashFlow, book: TokenBook, payments: list[Payment], now: int) -> Obligation:
    """Principal that is repaid with the interest of its day, rounded down."""
    units, payment = _of_record(flow, book, payments, now)
    owed, paid = _rounded_down(units, flow.amount), _repaid(payment, flow.amount)
    return Obligation("principal", False, flow.due, _day(flow, payment), owed, paid, payment)


def _repaid(payment: Payment | None, principal: Fraction) -> int:
    """What holders have received of principal, and in the end all of it."""
    if payment is None:
        return 0
    closed = payment.phase is PaymentPhase.CLOSED
    return _rounded_down(payment.supply if closed else payment.units, principal)


def _of_record(
    flow: CashFlow, book: TokenBook, payments: list[Payment], now: int
) -> tuple[int, Payment | None]:
    """The units of a flow's record date, and its payment if it is announced."""
    record = first_second_after(flow.record or flow.due)
    announced = [
        payment
        for payment in payments
        if payment.terms.kind is PaymentKind.COUPON
        and book.record_times[payment.terms.period] == record
    ]
    units = book.supply_before(record) if record <= now else book.supply
    return units, announced[0] if announced else None


def _principal(flow: CashFlow, book: TokenBook, payments: list[Payment]) -> Obligation:
    """The principal of the units that are left; who is paid has none."""
    redemptions = [each for each in payments if each.terms.kind is PaymentKind.REDEMPTION]
    payment = redemptions[-1] if redemptions else None
    owed = _rounded_down(book.supply, flow.amount)
    return Obligation("principal", False, flow.due, _day(flow, payment), owed, 0, payment)


def _rounded_down(units: int, amount: Fraction) -> int:
    return divide_down(units * amount.numerator, amount.denominator)


def _day(flow: CashFlow, payment: Payment | None) -> date:
    return day_of(payment.terms.pay_time) if payment else flow.day


def overdue_obligations(trial: Trial, ledger: Ledger, now: int) -> Iterator[Finding]:
    """What the issuer has let pass: due before today and never announced, or not funded."""
    today = day_of(now)
    for section in trial.sections.instruments.values():
        if not isinstance(section, DebtSection):
            continue
        decimals = trial.sections.units[section.unit].decimals
        for each in obligations(trial, section, ledger, now):
            if each.left and not each.funded and each.day < today:
                amount = Quantity(each.left, decimals, section.unit)
                sentence = f"the {each.word} of {each.due}, {amount}, {_fate(each)}"
                yield Finding(CHECK, section.isin, sentence)


def _fate(overdue: Obligation) -> str:
    if overdue.payment is None:
        return "was never announced"
    if overdue.payment.phase is PaymentPhase.DEFAULTED:
        return f"was to be paid on {overdue.day} and is in default"
    return f"was to be paid on {overdue.day} and is not funded"
