"""Who held at each record date, and what each holder was paid, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.calendar import day_of
from rwa.entitlements import principal_rounded_down
from rwa.money import FACTOR_DECIMALS, divide_down, format_units
from rwa.payment import Outcome
from rwa.reports.service import payment_word
from rwa.simulation import Outcome as RunOutcome

RECORD_COLUMNS = (
    "instrument",
    "record_date",
    "wallet",
    "person",
    "exchange",
    "unit",
    "units",
    "pool_factor",
    "entitled_now",
)
PAYMENT_COLUMNS = (
    "instrument",
    "payment",
    "type",
    "pay_date",
    "paid_on",
    "wallet",
    "person",
    "unit",
    "units",
    "gross",
    "principal",
    "taxable",
    "rate_percent",
    "withheld",
    "net",
    "outcome",
)


def record_rows(outcome: RunOutcome) -> Iterator[tuple[object, ...]]:
    """Every holder at every record date that is over, the original face of their units, its pool
    factor and the exchange that answered for them then; beside them the wallet that stands in their
    place now.
    """
    people = outcome.ledger.participants
    for code, book in outcome.ledger.tokens.items():
        for period, time in enumerate(book.record_times):
            if time > outcome.now:
                continue
            factor = outcome.ledger.programme.factor_before(code, time)
            held = {
                book.holder_then(account, period): (account, units)
                for account, units in book.holders_at(period).items()
            }
            for wallet, (account, units) in sorted(held.items()):
                known = people.holders.get(wallet)
                yield (
                    code,
                    day_of(time - 1).isoformat(),
                    wallet,
                    known.identity if known else "",
                    people.sponsor_before(wallet, time) or "",
                    book.terms.unit,
                    format_units(units, book.terms.decimals),
                    format_units(factor, FACTOR_DECIMALS),
                    people.successor_of(account) or account,
                )


def discharge_rows(outcome: RunOutcome) -> Iterator[tuple[object, ...]]:
    """What every holder was paid of every payment, in the order in which it was paid: gross, its
    principal, its taxable part, the rate of the payment's day and the tax, each amount rounded
    down.
    """
    book, holders = outcome.ledger.payments, outcome.ledger.participants.holders
    for payment in book.all():
        terms, ratio = outcome.ledger.tokens[payment.code].terms, payment.terms.ratio
        for each in payment.discharges:
            known = holders.get(each.wallet)
            rate = book.rate_bps(known.category if known else 0, payment.terms.pay_time) or 0
            taxable = divide_down(each.units * ratio.taxable, ratio.denominator)
            principal = principal_rounded_down(each.units, payment.terms)
            yield (
                payment.code,
                payment.number + 1,
                payment_word(outcome, payment),
                day_of(payment.terms.pay_time).isoformat(),
                day_of(each.time).isoformat(),
                each.wallet,
                known.identity if known else "",
                terms.unit,
                *(
                    format_units(amount, terms.decimals)
                    for amount in (each.units, each.gross, principal, taxable)
                ),
                format_units(rate, 2),
                *(format_units(amount, terms.decimals) for amount in (each.tax, each.net)),
                "paid" if each.outcome is Outcome.PAID else f"held: {each.outcome}",
            )
