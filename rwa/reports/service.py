"""Debt service and the debt itself as plain data for a summary; amounts are decimal strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rwa.calendar import day_of
from rwa.ledger.payments import Payment
from rwa.money import format_units
from rwa.payment import Outcome, PaymentKind, PaymentPhase
from rwa.portfolio import Due, Measures, YearOfService, measures, overdue, service_by_year
from rwa.scenario.debt import terms_of
from rwa.scenario.models import BillSection, BondSection
from rwa.simulation import Outcome as RunOutcome
from rwa.simulation.debt_figures import IssuedDebt, outstanding_debt

Row = Mapping[str, Any]


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
            "returned": format_units(amount, units[unit].decimals),
        }
        for (unit, wallet), amount in book.prescribed.items()
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
    key, section = next(
        (key, section)
        for key, section in outcome.trial.sections.instruments.items()
        if section.code == payment.code
    )
    decimals, terms = outcome.trial.decimals(key), payment.terms
    held = sum(payment.net(each) for each in Outcome if each is not Outcome.PAID)
    word = "redemption"
    if terms.kind is PaymentKind.COUPON and isinstance(section, BillSection | BondSection):
        word = terms_of(outcome.trial.sections, section).words.interest
    record = None
    if terms.kind is PaymentKind.COUPON:
        time = outcome.ledger.tokens[payment.code].record_times[terms.period]
        record = day_of(time - 1).isoformat()
    return {
        "instrument": payment.code,
        "unit": section.unit,
        "number": payment.number + 1,
        "type": word,
        "record_date": record,
        "pay_date": day_of(terms.pay_time).isoformat(),
        "due": format_units(payment.due, decimals),
        "paid": format_units(payment.net(Outcome.PAID), decimals),
        "withheld": format_units(payment.tax, decimals),
        "held": format_units(held, decimals),
        "remainder": format_units(payment.remainder, decimals),
        "outstanding": format_units(payment.due - payment.gross - payment.remainder, decimals),
        "holders": len(payment.discharges),
        "state": _state(payment),
        "late": payment.late,
        "defaulted": payment.defaulted,
    }


def _state(payment: Payment) -> str:
    words = {
        PaymentPhase.ANNOUNCED: "announced",
        PaymentPhase.DEFAULTED: "IN DEFAULT",
        PaymentPhase.FUNDED: "being paid",
        PaymentPhase.CLOSED: "paid",
    }
    state = words[payment.phase]
    if payment.phase < PaymentPhase.FUNDED:
        return state
    if payment.defaulted:
        return f"{state}, default cured"
    return f"{state}, late" if payment.late else state


def _debt(outcome: RunOutcome, unit: str, issues: list[IssuedDebt]) -> Row:
    decimals = outcome.trial.sections.units[unit].decimals
    debts = [issue.debt for issue in issues]
    day = day_of(outcome.now)
    found = measures(debts, day)
    dues = [due for debt in debts for due in debt.dues]
    late = overdue(dues, day)
    immobilised = sum(i.debt.principal for i in issues if i.stock == "immobilised")
    total = sum(debt.principal for debt in debts)
    return {
        "unit": unit,
        "principal": format_units(total, decimals),
        "new_debt": format_units(total - immobilised, decimals),
        "immobilised": format_units(immobilised, decimals),
        **_measures(found),
        "overdue": _service(late, decimals) if late.total else None,
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
