"""Payments on two roads: what terms and register say is due, beside what the event log says was
paid, and what the paying agent answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rwa.calendar import first_second_after
from rwa.chain.deployment import code32
from rwa.entitlements import due_rounded_down, entitlement_rounded_down, statement
from rwa.findings import Finding
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.payments import PAYING_AGENT, Payment
from rwa.money import WHOLE
from rwa.payment import PaymentKind, PaymentPhase
from rwa.registry import Registry
from rwa.scenario.debt import face_left, interest_flows, repayments
from rwa.scenario.models import BondSection, DebtSection
from rwa.scenario.trial import Trial
from rwa.simulation.differing import CHECK, differ


def payment_differences(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """Every payment, holding and mark of the register on the chain, and the agent's cash."""
    agent, book = registry.contract(PAYING_AGENT), ledger.payments
    for payment in book.all():
        kept = agent.call("payments", code32(payment.code), payment.number)
        for name, ours, theirs in (
            ("phase", int(payment.phase), kept.phase),
            ("funded", payment.due, kept.due),
            ("discharged", payment.gross, kept.gross),
            ("units discharged", payment.units, kept.units),
        ):
            yield from differ(f"{_title(payment)}: {name}", ours, theirs)
    for (unit, wallet), holding in book.holdings.items():
        address = registry.directory.address(registry.directory.key(wallet))
        theirs = agent.call("holdings", code32(unit), address)
        yield from differ(f"{unit} held for {wallet}", holding.amount, theirs.amount)
        yield from differ(f"{unit} held for {wallet} since", holding.since, theirs.since)
    for (unit, wallet), claim in book.prescribed.items():
        address = registry.directory.address(registry.directory.key(wallet))
        theirs = agent.call("prescribed", code32(unit), address)
        yield from differ(f"{unit} claimed by {wallet}", claim.amount, theirs)
    for unit, label in book.cash.items():
        due = sum(payment.due - payment.gross for payment in _open(ledger, unit))
        due += sum(held.amount for (of, _), held in book.holdings.items() if of == unit)
        kept = ledger.cash[label].balance(PAYING_AGENT)
        yield from differ(f"{unit} at the paying agent", kept, due)


def entitlement_differences(trial: Trial, ledger: Ledger) -> Iterator[Finding]:
    """Every payment and holder of whom the terms and the register say other than the log."""
    sections = {Code(section.code): section for section in trial.sections.instruments.values()}
    for payment in ledger.payments.all():
        if payment.phase is PaymentPhase.WITHDRAWN:
            continue
        section = sections[payment.code]
        if payment.terms.kind is PaymentKind.COUPON and isinstance(section, BondSection):
            yield from _ratio_differences(trial, section, ledger, payment)
            yield from _coupon_differences(ledger, payment)
        else:
            if isinstance(section, DebtSection):
                yield from _face_differences(trial, section, payment)
            yield from _redemption_differences(ledger, payment)
    yield from _factor_differences(ledger)


def _ratio_differences(
    trial: Trial, section: BondSection, ledger: Ledger, payment: Payment
) -> Iterator[Finding]:
    """Interest and principal of the record date by the terms, beside what was announced."""
    record = ledger.tokens[payment.code].record_times[payment.terms.period]
    ratio, principal = payment.terms.ratio, payment.terms.principal
    for flow in interest_flows(trial.sections, section):
        if first_second_after(flow.record or flow.due) == record:
            repaid = repayments(trial.sections, section).get(flow.due, 0)
            due = flow.amount + Fraction(repaid, WHOLE)
            if Fraction(ratio.numerator, ratio.denominator) != due:
                sentence = (
                    f"the terms give {due} for a unit due {flow.due}, "
                    f"and {ratio.numerator}/{ratio.denominator} was announced"
                )
                yield Finding(CHECK, _title(payment), sentence)
            yield from _told(f"{_title(payment)}: principal in 1e-10", repaid, principal)
            return
    yield Finding(CHECK, _title(payment), "no interest date of the terms has its record date")


def _face_differences(trial: Trial, section: DebtSection, payment: Payment) -> Iterator[Finding]:
    """A redemption pays what the terms have left of each unit's face."""
    ratio = payment.terms.ratio
    paid = Fraction(ratio.numerator, ratio.denominator)
    yield from _told(f"{_title(payment)}: face", face_left(trial.sections, section), paid)


def _factor_differences(ledger: Ledger) -> Iterator[Finding]:
    """The factor is what the repayments begun or closed leave of each unit's original face.

    One that is funded may have begun with a batch in which nobody had anything to receive.
    """
    for code in ledger.payments.payments:
        repayments = [each for each in ledger.payments.standing(code) if each.terms.principal]
        begun = [
            payment.terms.principal
            for payment in repayments
            if payment.discharges or payment.phase is PaymentPhase.CLOSED
        ]
        funded = [each for each in repayments if each.phase >= PaymentPhase.FUNDED]
        most, least = WHOLE - sum(begun), WHOLE - sum(each.terms.principal for each in funded)
        factor = ledger.programme.factor(code)
        if not least <= factor <= most:
            yield from _told(f"{code}: factor", most, factor)


def _coupon_differences(ledger: Ledger, payment: Payment) -> Iterator[Finding]:
    if payment.phase < PaymentPhase.FUNDED:
        return
    token, terms = ledger.tokens[payment.code], payment.terms
    holdings = token.holders_at(terms.period)
    rates = {holder: _rate(ledger, payment, holder) for holder in holdings}
    due = statement(holdings, rates, terms.ratio)
    yield from _told(f"{_title(payment)}: funded", due.due, payment.due)
    paid = {token.position_of(each.wallet): each for each in payment.discharges}
    if len(paid) != len(payment.discharges):
        yield Finding(CHECK, _title(payment), "a holder was paid more than once")
    for each in due.entitlements:
        discharge = paid.pop(each.holder, None)
        if discharge is None:
            if payment.phase is PaymentPhase.CLOSED:
                yield from _told(f"{_title(payment)}: {each.holder}", each.gross, 0)
            continue
        found = discharge.units, discharge.gross, discharge.tax
        subject = f"{_title(payment)}: {each.holder}"
        yield from _told(subject, (each.units, each.gross, each.tax), found)
    for stranger, discharge in paid.items():
        yield from _told(f"{_title(payment)}: {stranger}", 0, discharge.gross)
    if payment.phase is PaymentPhase.CLOSED:
        yield from _told(f"{_title(payment)}: remainder", due.remainder, payment.remainder)


def _redemption_differences(ledger: Ledger, payment: Payment) -> Iterator[Finding]:
    """Whoever was redeemed was paid for so many units, and all of the supply in the end."""
    if payment.phase < PaymentPhase.FUNDED:
        return
    ratio = payment.terms.ratio
    yield from _told(
        f"{_title(payment)}: funded", due_rounded_down(payment.supply, ratio), payment.due
    )
    for each in payment.discharges:
        rate = _rate(ledger, payment, each.wallet)
        due = entitlement_rounded_down(each.wallet, each.units, ratio, rate)
        subject = f"{_title(payment)}: {each.wallet}"
        yield from _told(subject, (due.gross, due.tax), (each.gross, each.tax))
    if payment.phase is PaymentPhase.CLOSED:
        subject = f"{_title(payment)}: remainder"
        yield from _told(subject, payment.due - payment.gross, payment.remainder)


def _rate(ledger: Ledger, payment: Payment, holder: Party) -> int:
    known = ledger.participants.holders.get(holder)
    category = known.category if known else 0
    return ledger.payments.rate_bps(category, payment.terms.pay_time) or 0


def _open(ledger: Ledger, unit: Code) -> list[Payment]:
    """Payments in a unit of account that are funded and not closed."""
    return [
        payment
        for payment in ledger.payments.all()
        if payment.phase is PaymentPhase.FUNDED and ledger.payments.units[payment.code] == unit
    ]


def _told(subject: str, due: object, told: object) -> Iterator[Finding]:
    if due != told:
        sentence = f"terms and register say {due}, the event log says {told}"
        yield Finding(CHECK, subject, sentence)


def _title(payment: Payment) -> str:
    return f"{payment.code}: payment {payment.number + 1}"
