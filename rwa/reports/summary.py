"""The summary of a run as plain data, the same for the same file and seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rwa.calendar import day_of, iso_text
from rwa.errors import RuleRefused
from rwa.identifiers import Code, ExchangeName
from rwa.ledger.token import TokenBook
from rwa.money import FACTOR_DECIMALS, WHOLE, MicroUsd, format_units, usd_decimal
from rwa.programme import USD, face_rounded_up, usd_value_rounded_up
from rwa.registry import Refusal
from rwa.registry.assembly import class_code
from rwa.reports.reserves import reserve_rows
from rwa.reports.sales import auction_rows, offer_rows
from rwa.reports.service import debt_rows, held_rows, payment_rows
from rwa.reports.tenders import tender_rows
from rwa.simulation import Noted, Outcome, Refused
from rwa.simulation.figures import (
    LastPrice,
    holders_of_record,
    last_prices,
    persons_of,
    stage_of,
    standing_of,
)
from rwa.simulation.verdicts import refusal_name


def summary(outcome: Outcome) -> dict[str, Any]:
    """All of a run's figures; amounts of money are decimal strings."""
    trial, usd = outcome.trial, outcome.usd
    return {
        "ok": outcome.ok,
        "exit_code": outcome.exit_code,
        "trial": trial.name,
        "title": trial.sections.title,
        "seed": trial.seed,
        "start": trial.sections.start.isoformat(),
        "end": trial.sections.end.isoformat(),
        "cap_basis": trial.sections.programme.cap_basis,
        "cap_usd": usd_decimal(usd.cap),
        "outstanding_usd": usd_decimal(usd.outstanding),
        "headroom_usd": usd_decimal(usd.headroom),
        "issued_usd": usd_decimal(usd.issued),
        "bound_usd": usd_decimal(usd.bound),
        "reserved_usd": usd_decimal(usd.reserved),
        "prices": [_price(price) for price in last_prices(outcome.ledger, outcome.now)],
        "prices_fresh": usd.fresh,
        "by_class": _by_class(outcome),
        "instruments": [_instrument(outcome, key) for key in trial.sections.instruments],
        "reserves": reserve_rows(outcome),
        "auctions": auction_rows(outcome),
        "offers": offer_rows(outcome),
        "payments": payment_rows(outcome),
        "held": held_rows(outcome),
        "tenders": tender_rows(outcome),
        "debt": debt_rows(outcome),
        "exchanges": [_exchange(outcome, key) for key in trial.sections.exchanges],
        "holders": holders_of_record(outcome.ledger),
        "transactions": outcome.transactions,
        "events": len(outcome.events),
        "refusals": [_refusal(refused) for refused in outcome.refusals],
        "findings": [_finding(noted) for noted in outcome.findings],
        "differences": list(outcome.differences),
    }


def _by_class(outcome: Outcome) -> Mapping[str, Any]:
    usd = outcome.usd
    return {
        name: {
            "outstanding_usd": usd_decimal(usd.by_class.get(class_code(name), MicroUsd(0))),
            "bound_usd": usd_decimal(usd.bound_by_class[class_code(name)]),
            "limit_usd": usd_decimal(usd.limits[class_code(name)]),
            "headroom_usd": usd_decimal(usd.headroom_by_class[class_code(name)]),
        }
        for name in outcome.trial.sections.programme.class_limits_usd
    }


def _instrument(outcome: Outcome, key: str) -> Mapping[str, Any]:
    """An instrument; issued - repaid - redeemed is outstanding, in the face left on each day."""
    trial, ledger = outcome.trial, outcome.ledger
    terms, decimals = trial.instrument(key), trial.decimals(key)
    code = Code(terms.code)
    book, registered = ledger.tokens[code], ledger.programme.instruments.get(code)
    owed = registered.owed if registered else 0
    turned = ledger.programme.turnover(code)
    return {
        "key": key,
        "code": terms.code,
        "name": terms.name,
        "class": terms.asset_class,
        "unit": terms.unit,
        "registered": registered is not None,
        "issued": format_units(turned.issued, decimals),
        "repaid": format_units(turned.repaid, decimals),
        "redeemed": format_units(turned.redeemed, decimals),
        "outstanding": format_units(owed, decimals),
        "pool_factor": format_units(ledger.programme.factor(code), FACTOR_DECIMALS),
        "original_face": format_units(book.supply, decimals),
        "face_rounded": any(
            book.terms.denomination * factor % WHOLE for factor in ledger.programme.factors(code)
        ),
        "outstanding_usd": usd_decimal(_value(outcome, terms.unit, owed)),
        "holders": persons_of(ledger, book.holders()),
        "paused": book.paused,
        "called_for": book.call_time and day_of(book.call_time).isoformat(),
        "record_dates": [
            _record_date(outcome, book, period) for period in range(len(book.record_times))
        ],
    }


def _record_date(outcome: Outcome, book: TokenBook, period: int) -> Mapping[str, Any]:
    """A record date; who held how much original face at its end, and how much face was left, once
    it is over.
    """
    time, decimals = book.record_times[period], book.terms.decimals
    over, supply = time <= outcome.now, book.supply_at(period)
    face = face_rounded_up(supply, outcome.ledger.programme.factor_before(book.terms.code, time))
    return {
        "date": day_of(time - 1).isoformat(),
        "over": over,
        "original_face": format_units(supply, decimals) if over else None,
        "outstanding": format_units(face, decimals) if over else None,
        "holders": persons_of(outcome.ledger, book.holders_at(period)) if over else None,
    }


def _price(price: LastPrice) -> Mapping[str, Any]:
    return {
        "unit": price.unit,
        "usd": price.usd,
        "observed": None if price.observed is None else iso_text(price.observed),
        "fresh": price.fresh,
    }


def _exchange(outcome: Outcome, key: str) -> Mapping[str, Any]:
    section = outcome.trial.sections.exchanges[key]
    record = outcome.ledger.participants.exchanges.get(ExchangeName(section.name))
    return {
        "name": section.name,
        "fictional": section.fictional,
        "stage": str(stage_of(record)),
        "standing": standing_of(record, outcome.now),
        "customers": record.customers if record else 0,
    }


def _refusal(refused: Refused) -> Mapping[str, Any]:
    return {
        "date": day_of(refused.time).isoformat(),
        "time": iso_text(refused.time),
        "actor": refused.actor,
        "action": refused.action,
        "instrument": refused.instrument,
        "particulars": refused.particulars,
        "rule": refused.rule,
        "refusal": refusal_name(refused.refusal),
        "sentence": refused.sentence,
        "python": verdict(refused.python),
        "chain": verdict(refused.chain),
        "agreed": refused.agreed,
        "attempt": refused.attempt,
    }


def verdict(refusal: Refusal | None) -> str:
    """One road's verdict in a word: the refusal's name, marked where it is no rule's, or
    `allowed`.
    """
    if refusal is None:
        return "allowed"
    name = refusal_name(refusal)
    return name if isinstance(refusal, RuleRefused) else f"revert {name}"


def _finding(noted: Noted) -> Mapping[str, Any]:
    return {
        "date": day_of(noted.time).isoformat(),
        "check": noted.finding.check,
        "subject": noted.finding.subject,
        "sentence": noted.finding.sentence,
        "expected": noted.expected,
    }


def _value(outcome: Outcome, unit_code: str, amount: int) -> MicroUsd:
    """An instrument's own value at the last price; what is summed under the cap is rounded per
    position.
    """
    figures = outcome.ledger.programme.figures()
    unit = figures.units[Code(unit_code)]
    price = figures.prices.get(unit.code)
    answer = 1 if unit.code == USD else price.answer if price else 0
    return usd_value_rounded_up(amount, unit, answer)
