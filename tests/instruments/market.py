"""The issues of Pakistan's market as terms: what is usual for each, all of it open to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from rwa.business_days import BusinessCalendar, Convention, pakistan
from rwa.daycount import DayCount
from rwa.instruments.cycles import Cycle
from rwa.instruments.terms import (
    IJARA,
    Call,
    FixedRate,
    FloatingRate,
    Instalment,
    Rate,
    Terms,
)

SEMI_ANNUAL = Cycle(months=6)
PAISA = 2
NO_COUPON = FixedRate(Fraction(0))


def treasury_bill(
    issue: str,
    face: Fraction,
    start: date,
    maturity: date,
    price: Fraction,
    calendar: BusinessCalendar | None = None,
) -> Terms:
    """A Market Treasury Bill, or a zero-coupon bond: bought at a discount, face at maturity."""
    return Terms(
        issue,
        face,
        start,
        maturity,
        NO_COUPON,
        issue_price=price,
        calendar=calendar or pakistan(),
        convention=Convention.FOLLOWING,
        decimals=PAISA,
    )


def investment_bond(
    issue: str,
    face: Fraction,
    start: date,
    maturity: date,
    rate: Rate,
    *,
    price: Fraction = Fraction(100),
    instalments: tuple[Instalment, ...] = (),
    calls: tuple[Call, ...] = (),
    record_days: int = 0,
    day_count: DayCount = DayCount.ACT_ACT_ICMA,
    cycle: Cycle = SEMI_ANNUAL,
    calendar: BusinessCalendar | None = None,
) -> Terms:
    """A Pakistan Investment Bond: fixed, floating, amortising or callable, by what is given.

    A payment that falls on a holiday moves to the next business day without extra interest.
    """
    return Terms(
        issue,
        face,
        start,
        maturity,
        rate,
        day_count=day_count,
        cycle=cycle,
        calendar=calendar or pakistan(),
        convention=Convention.FOLLOWING,
        issue_price=price,
        instalments=instalments,
        calls=calls,
        record_days=record_days,
        decimals=PAISA,
    )


def ijara_sukuk(
    issue: str,
    face: Fraction,
    start: date,
    maturity: date,
    rental: FixedRate | FloatingRate,
    *,
    price: Fraction = Fraction(100),
    record_days: int = 0,
    calendar: BusinessCalendar | None = None,
) -> Terms:
    """A Government of Pakistan Ijara sukuk: fixed or variable semi-annual rental, Actual/365."""
    return Terms(
        issue,
        face,
        start,
        maturity,
        rental,
        day_count=DayCount.ACT_365,
        cycle=SEMI_ANNUAL,
        calendar=calendar or pakistan(),
        convention=Convention.FOLLOWING,
        issue_price=price,
        record_days=record_days,
        decimals=PAISA,
        words=IJARA,
    )


def discount_sukuk(
    issue: str,
    face: Fraction,
    start: date,
    maturity: date,
    price: Fraction,
    calendar: BusinessCalendar | None = None,
) -> Terms:
    """A sukuk of one year, priced like a bill, in a sukuk's words."""
    return replace(treasury_bill(issue, face, start, maturity, price, calendar), words=IJARA)
