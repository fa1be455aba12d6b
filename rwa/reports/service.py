"""Debt service and the debt itself as plain data for a summary; amounts are decimal strings."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from rwa.calendar import day_of, first_second_after
from rwa.entitlements import principal_rounded_down
from rwa.ledger.payments import Payment
from rwa.money import format_units
from rwa.payment import PaymentKind, PaymentPhase
from rwa.portfolio import Due, Measures, YearOfService, measures, overdue, service_by_year
from rwa.rates import PRICE_PLACES, half_up
from rwa.rules.payments import amount_due, units_due
from rwa.scenario.debt import terms_of
from rwa.scenario.models import DebtSection
from rwa.simulation import Outcome as RunOutcome
from rwa.simulation.debt_figures import IssuedDebt, outstanding_debt
from rwa.simulation.figures import persons_of
from rwa.simulation.unsettled import unpaid_tenders

Row = Mapping[str, Any]
FACE_DECIMALS = 8
"""Decimals of a percent of original face."""


def payment_rows(outcome: RunOutcome) -> list[Row]:
    """Every payment: what was due, and what became of it."""
    return [_payment(outcome, payment) for payment in outcome.ledger.payments.all()]


def held_rows(outcome: RunOutcome) -> list[Row]:
    """Money held in holders' names, and what was returned to the ministry and is still claimed."""
    book, units = outcome.ledger.payments, outcome.trial.sections.units
    held: list[Row] = [
        {
            "unit": unit,
            "holder": wallet,
            "held": format_units(holding.amount, units[unit].decimals),
            "since": day_of(holding.since).isoformat(),
            "returned": format_units(0, units[unit].decimals),
        }
        for (unit, wallet), holding in book.holdings.items()
    ]
    returned: list[Row] = [
        {
            "unit": unit,
            "holder": wallet,
            "held": format_units(0, units[unit].decimals),
            "since": None,
            "returned": format_units(claim.amount, units[unit].decimals),
        }
        for (unit, wallet), claim in book.prescribed.items()
    ]
    return held + returned


def debt_rows(outcome: RunOutcome) -> list[Row]:
    """The debt outstanding in each unit of account: measures, stock, what is overdue and what falls
    due by fiscal year.
    """
    issues = outstanding_debt(outcome.trial, outcome.ledger, outcome.now)
    units = dict.fromkeys(issue.debt.unit for issue in issues)
    return [_debt(outcome, unit, [i for i in issues if i.debt.unit == unit]) for unit in units]


def _payment(outcome: RunOutcome, payment: Payment) -> Row:
    """Due is paid, withheld, held, released, returned, still to pay and remainder together."""
    key, section = next(
        (key, section)
        for key, section in outcome.trial.sections.instruments.items()
        if section.code == payment.code
    )
    decimals, terms = outcome.trial.decimals(key), payment.terms
    pay_day = day_of(terms.pay_time)
    record, ahead = None, True
    if terms.kind is PaymentKind.COUPON:
        time = outcome.ledger.tokens[payment.code].record_times[terms.period]
        record, ahead = day_of(time - 1).isoformat(), outcome.now < time
    due = amount_due(outcome.ledger, payment)
    amounts = {
        "due": due,
        "principal": principal_rounded_down(units_due(outcome.ledger, payment), terms),
        "paid": payment.paid,
        "withheld": payment.tax,
        "held": payment.held,
        "released": payment.released,
        "returned": payment.returned,
        "still_to_pay": due - payment.gross - payment.remainder,
        "remainder": payment.remainder,
    }
    return {
        "instrument": payment.code,
        "unit": section.unit,
        "number": payment.number + 1,
        "type": payment_word(outcome, payment),
        "record_date": record,
        "pay_date": pay_day.isoformat(),
        "grace_through": day_of(terms.grace_end - 1).isoformat(),
        "average_price": _average_price(payment),
        **{name: format_units(amount, decimals) for name, amount in amounts.items()},
        **_holders(outcome, payment),
        "on_units_of_now": ahead and payment.phase < PaymentPhase.FUNDED,
        "state": _state(payment, outcome.now),
        "late": payment.late
        or (payment.phase < PaymentPhase.FUNDED and outcome.now >= first_second_after(pay_day)),
        "defaulted": payment.defaulted,
        "default_date": _day_text(payment.default_time),
        "funded_date": _day_text(payment.funded_time),
        "paid_date": _day_text(payment.closed_time),
        "withdrawn_date": _day_text(payment.withdrawn_time),
        "repays_percent": format_units(terms.principal, FACE_DECIMALS),
    }


def payment_word(outcome: RunOutcome, payment: Payment) -> str:
    """What a payment is called by its issue's terms: coupon, rental or redemption."""
    if payment.terms.kind is PaymentKind.REDEMPTION:
        return str(payment.terms.kind)
    section = next(
        each for each in outcome.trial.sections.instruments.values() if each.code == payment.code
    )
    if not isinstance(section, DebtSection):
        raise TypeError(f"{payment.code} is no debt, which the trial's checks exclude")
    return terms_of(outcome.trial.sections, section).words.interest


def _average_price(payment: Payment) -> str | None:
    """The price per 100 above which a redemption is taxed; none where all or nothing is taxed."""
    ratio = payment.terms.ratio
    if payment.terms.kind is PaymentKind.COUPON or not ratio.taxable:
        return None
    price = Fraction(100 * (ratio.numerator - ratio.taxable), ratio.denominator)
    return str(half_up(price, PRICE_PLACES))


def _holders(outcome: RunOutcome, payment: Payment) -> Row:
    """The persons who are to be paid in all, and those who were paid, tax and held money
    included.
    """
    book, paid = outcome.ledger.tokens[payment.code], [each.wallet for each in payment.discharges]
    if payment.phase is PaymentPhase.WITHDRAWN:
        entitled = []
    elif payment.terms.kind is PaymentKind.COUPON:
        entitled = list(book.holders_at(payment.terms.period))
    else:
        entitled = [*book.holders(), *paid]
    return {
        "holders": persons_of(outcome.ledger, entitled),
        "holders_paid": persons_of(outcome.ledger, paid),
    }


def _state(payment: Payment, now: int) -> str:
    """How a payment stands; unfunded from its day on it is `due`."""
    if payment.phase is PaymentPhase.ANNOUNCED and now >= payment.terms.pay_time:
        return "due"
    return _STATES[payment.phase]


_STATES = {
    PaymentPhase.ANNOUNCED: "announced",
    PaymentPhase.DEFAULTED: "in default",
    PaymentPhase.FUNDED: "funded",
    PaymentPhase.CLOSED: "paid",
    PaymentPhase.WITHDRAWN: "withdrawn",
}


def _day_text(time: int | None) -> str | None:
    return None if time is None else day_of(time).isoformat()


def _debt(outcome: RunOutcome, unit: str, issues: list[IssuedDebt]) -> Row:
    decimals = outcome.trial.sections.units[unit].decimals
    debts = [issue.debt for issue in issues]
    day = day_of(outcome.now)
    found = measures(debts, day)
    dues = [due for debt in debts for due in debt.dues]
    late = overdue(dues, day)
    immobilised = sum(i.debt.principal for i in issues if i.stock == "immobilised")
    total = sum(debt.principal for debt in debts)
    projected = dict(each for issue in issues for each in issue.projected.items())
    return {
        "unit": unit,
        "principal": format_units(total, decimals),
        "new_debt": format_units(total - immobilised, decimals),
        "immobilised": format_units(immobilised, decimals),
        **_measures(found),
        "projected": [
            {
                "reference": reference,
                "percent": str(half_up(percent, PRICE_PLACES)),
                "observed": observed.isoformat(),
            }
            for reference, (observed, percent) in projected.items()
        ],
        "overdue": _service(late, decimals) if late.total else None,
        "unpaid_tenders": [
            {
                "tender": each.tender,
                "settlement": each.day.isoformat(),
                "cash": each.cash.decimal,
                "face": each.face.decimal,
            }
            for each in unpaid_tenders(outcome.trial, outcome.ledger, outcome.now).values()
            if each.cash.unit == unit
        ],
        "service": [
            {"year": str(year.year), **_service(year, decimals)}
            for year in service_by_year(dues, day)
        ],
    }


def _measures(found: Measures | None) -> Row:
    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "average_years_to_maturity": text(found and found.average_time_to_maturity),
        "average_years_to_refixing": text(found and found.average_time_to_refixing),
        "fixed_percent": text(found and found.fixed_share),
        "floating_percent": text(found and found.floating_share),
        "weighted_cost_percent": text(found and found.weighted_cost),
    }


def _service(sums: Due | YearOfService, decimals: int) -> Row:
    return {
        "principal": format_units(sums.principal, decimals),
        "interest": format_units(sums.interest, decimals),
        "total": format_units(sums.total, decimals),
    }
