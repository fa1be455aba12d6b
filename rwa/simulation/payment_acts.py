"""Directives on debt service, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from math import lcm

from rwa.calendar import Timestamp, first_second_after, start_of_day
from rwa.identifiers import Code
from rwa.instruments import CashFlow
from rwa.ledger.payments import NOTHING, PAYING_AGENT
from rwa.money import WHOLE
from rwa.payment import CATEGORIES, PaymentKind, PaymentTerms, Ratio
from rwa.registry import Step, cash, payments
from rwa.rules.payments import unpaid_units
from rwa.scenario.acts import debt as words
from rwa.scenario.debt import (
    face_left,
    instalments,
    interest_flow,
    interest_flows,
    repayments,
    terms_of,
)
from rwa.scenario.fields import scaled
from rwa.scenario.models import BillSection, BondSection, DebtSection
from rwa.simulation.context import Context
from rwa.simulation.debt_figures import average_price

BATCH = 100
"""Holders paid in one transaction."""
PRICE_SCALE = 10**4
"""A price per 100 has four decimals."""


def set_tax_rates(context: Context, act: words.SetTaxRates) -> Iterator[Step]:
    """The ministry sets the rates; who has no category of the trial pays the highest."""
    names = list(context.trial.sections.population.categories)
    highest = max(act.rates.values())
    rates = [highest, *(act.rates[name] for name in names)]
    rates += [highest] * (CATEGORIES - len(rates))
    start = start_of_day(act.start)
    yield payments.set_tax_rates(context.registry, start, rates, by=act.by or "ministry")


def announce(context: Context, act: words.AnnouncePayment) -> Iterator[Step]:
    """The fiscal agent announces what the instrument's terms say is due."""
    code, section = context.code(act.instrument), _debt(context, act.instrument)
    if act.redemption:
        terms = _redemption(context, act, section)
    else:
        flow = interest_flow(context.trial.sections, section, act.interest or 1)
        terms = _interest(context, act, code, flow, _principal(context, section, flow))
    yield payments.announce(context.registry, code, terms, by=act.by or "fiscal_agent")


def call(context: Context, act: words.CallBond) -> Iterator[Step]:
    """The ministry calls the whole issue; or the fiscal agent announces a part with the interest of
    its date.
    """
    code, section = context.code(act.instrument), _debt(context, act.instrument)
    if act.percent is None:
        time = start_of_day(act.date)
        yield payments.announce_call(context.registry, code, time, by=act.by or "ministry")
        return
    flows = interest_flows(context.trial.sections, section)
    flow = next((each for each in flows if each.due == act.date), None)
    due = instalments(section) if isinstance(section, BondSection) else {}
    principal = due.get(act.date, 0) + act.percent
    terms = _interest(context, act, code, flow, principal)
    yield payments.announce(context.registry, code, terms, by=act.by or "fiscal_agent")


def fund(context: Context, act: words.OfPayment) -> Iterator[Step]:
    """The government account, unless another is named, funds a payment."""
    registry, by = context.registry, act.by or "government_account"
    code, number = context.code(act.instrument), act.payment - 1
    unit = context.trial.instrument(act.instrument).unit
    listed = registry.ledger.payments.of(code)
    if number < len(listed):
        book = registry.ledger.cash[registry.ledger.payments.cash[Code(unit)]]
        due = book.balance(registry.directory.party(by))
        if book.allowance(registry.directory.party(by), PAYING_AGENT) < due:
            yield cash.allow(registry, unit, PAYING_AGENT, due, by=by)
    yield payments.fund(registry, code, number, by=by)


def withdraw(context: Context, act: words.OfPayment) -> Iterator[Step]:
    """The fiscal agent withdraws an announced payment."""
    code, by = context.code(act.instrument), act.by or "fiscal_agent"
    yield payments.withdraw(context.registry, code, act.payment - 1, by=by)


def declare_default(context: Context, act: words.OfPayment) -> Iterator[Step]:
    """The regulator declares a payment in default."""
    code, by = context.code(act.instrument), act.by or "regulator"
    yield payments.declare_default(context.registry, code, act.payment - 1, by=by)


def pay(context: Context, act: words.Pay) -> Iterator[Step]:
    """Holders are paid, in batches; all who have something to receive unless some are named."""
    registry, by = context.registry, act.by or "fiscal_agent"
    code, number = context.code(act.instrument), act.payment - 1
    if act.holders == "all":
        wallets = _unpaid(context, code, number)
    else:
        wallets = context.trial.persons.wallets(act.holders)
    for start in range(0, max(1, len(wallets)), BATCH):
        yield payments.pay(registry, code, number, wallets[start : start + BATCH], by=by)


def release(context: Context, act: words.OfHeld) -> Iterator[Step]:
    """Anyone has held money paid out."""
    by = act.by or "fiscal_agent"
    yield payments.release(context.registry, Code(act.unit), act.wallet, by=by)


def prescribe(context: Context, act: words.OfHeld) -> Iterator[Step]:
    """The fiscal agent returns unclaimed money to the ministry, part by part as its time is up."""
    registry, by = context.registry, act.by or "fiscal_agent"
    key = Code(act.unit), registry.directory.party(act.wallet)
    holding = registry.ledger.payments.holdings.get(key, NOTHING)
    latest = registry.now - registry.ledger.genesis.prescription
    over = sum(part.since <= latest for part in holding.parts)
    for _ in range(max(1, over)):
        yield payments.prescribe(registry, Code(act.unit), act.wallet, by=by)


def honour(context: Context, act: words.OfHeld) -> Iterator[Step]:
    """The government account allows what is claimed, and the fiscal agent pays it to its holder."""
    registry, unit = context.registry, Code(act.unit)
    book = registry.ledger.payments
    claim = book.prescribed.get((unit, registry.directory.party(act.wallet)))
    if claim is not None:
        cash_book = registry.ledger.cash[book.cash[unit]]
        if cash_book.allowance(registry.ledger.genesis.government, PAYING_AGENT) < claim.amount:
            yield cash.allow(registry, unit, PAYING_AGENT, claim.amount, by="government_account")
    yield payments.honour(registry, unit, act.wallet, by=act.by or "fiscal_agent")


def _principal(context: Context, section: DebtSection, flow: CashFlow | None) -> int:
    if flow is None or not isinstance(section, BondSection):
        return 0
    return repayments(context.trial.sections, section).get(flow.due, 0)


def _interest(
    context: Context,
    act: words.AnnouncePayment | words.CallBond,
    code: Code,
    flow: CashFlow | None,
    principal: int,
) -> PaymentTerms:
    """The interest of a date, which is taxed, and the principal that is repaid with it."""
    if flow is None:
        raise ValueError("there is no such interest, which the trial's checks exclude")
    earned = flow.amount + Fraction(principal, WHOLE)
    whole = lcm(flow.amount.denominator, earned.denominator)
    ratio = Ratio(int(earned * whole), int(flow.amount * whole), whole)
    times = context.registry.ledger.tokens[code].record_times
    record = first_second_after(flow.record or flow.due)
    period = times.index(record) if record in times else len(times)
    pay_time, grace_end = _times(act, flow.day)
    return PaymentTerms(PaymentKind.COUPON, period, pay_time, grace_end, ratio, principal)


def _redemption(context: Context, act: words.AnnouncePayment, section: DebtSection) -> PaymentTerms:
    """The face left to every unit; of a bill the discount is taxed: to the average price told, or
    that of its auctions.
    """
    terms = terms_of(context.trial.sections, section)
    left = face_left(context.trial.sections, section)
    average: Fraction | None = None
    if act.average_price is not None:
        average = Fraction(scaled(act.average_price, 4), PRICE_SCALE)
    elif isinstance(section, BillSection):
        average = average_price(context.registry.ledger, Code(section.isin))
    taxed = Fraction(0) if average is None else max(Fraction(0), 1 - average / 100)
    whole = lcm(left.denominator, taxed.denominator)
    ratio = Ratio(int(left * whole), int(taxed * whole), whole)
    pay_time, grace_end = _times(act, terms.calendar.adjust(terms.maturity, terms.convention))
    return PaymentTerms(PaymentKind.REDEMPTION, 0, pay_time, grace_end, ratio)


def _times(act: words.AnnouncePayment | words.CallBond, day: date) -> tuple[Timestamp, Timestamp]:
    paid = (act.pay_date if isinstance(act, words.AnnouncePayment) else None) or day
    return start_of_day(paid), first_second_after(paid + timedelta(days=act.grace_days))


def _unpaid(context: Context, code: Code, number: int) -> tuple[str, ...]:
    ledger, directory = context.registry.ledger, context.registry.directory
    listed = ledger.payments.of(code)
    if number >= len(listed):
        return ()
    payment, token = listed[number], ledger.tokens[code]
    if payment.terms.kind is PaymentKind.REDEMPTION:
        holders = token.holders()
    else:
        holders = list(token.holders_at(payment.terms.period))
    due = (holder for holder in holders if unpaid_units(ledger, payment, holder))
    return tuple(directory.key(holder) for holder in due)


def _debt(context: Context, instrument: str) -> DebtSection:
    section = context.trial.instrument(instrument)
    if not isinstance(section, DebtSection):
        raise TypeError(f"{instrument} is no debt, which the trial's checks exclude")
    return section
