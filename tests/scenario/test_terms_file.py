"""A file of an issue's terms: what it may not say, and what each word of it becomes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from rwa.business_days import Convention, Shift
from rwa.daycount import DayCount
from rwa.errors import ConfigurationError
from rwa.instruments import (
    Call,
    Cycle,
    FixedRate,
    FloatingRate,
    Instalment,
    Kind,
    Series,
    Stub,
    Terms,
    cash_flows,
)
from rwa.scenario.terms_file import read_terms

TERMS = """\
issue: PIB-3Y
principal: "100,000,000.00"
issue_date: 2026-02-05
maturity_date: 2029-02-05
rate: {fixed: 10.50}
day_count: act/act-icma
cycle: 6M
business_days: {calendar: pakistan, convention: following}
"""


def read(text: str) -> tuple[Terms, Series]:
    terms, fixings = read_terms(text.encode(), "terms.yaml")
    assert isinstance(fixings, Series)
    return terms, fixings


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("2029-02-05", "2026-02-05", "4: maturity_date", "PIB-3Y: maturity on 2026-02-05 is not"),
        ("2029-02-05", "2029-03-05", "7: cycle", "PIB-3Y: a schedule of 6M from 2026-02-05 never"),
        ("2029-02-05", "2029-02-30", "4: maturity_date", "'2029-02-30' is not a date"),
        ("rate: {fixed: 10.50}\n", "", "1", "rate is missing"),
        (
            "fixed: 10.50",
            "fixed: 10.50, floating: {reference: A, margin: 0, resets: 6M}",
            "5: rate",
            "either",
        ),
        ("{fixed: 10.50}", "{}", "5: rate", "either fixed or floating is expected"),
        ("fixed: 10.50", "fixed: 1e1", "5: rate.fixed", "'1e1' is not a rate in percent"),
        ("100,000,000.00", "100,00.00", "2: principal", "'100,00.00' is not an amount"),
        ("100,000,000.00", "0", "2: principal", "PIB-3Y: the principal is above zero"),
        ("act/act-icma", "act/364", "6: day_count", "'act/364' is not a day count"),
        ("6M", "0M", "7: cycle", "'0M' is not a cycle"),
        ("pakistan", "london", "1", "'london' is not a calendar"),
        ("following", "later", "8: business_days.convention", "'later' is not a business-day"),
        (
            "cycle: 6M\n",
            "cycle: 6M\nfixings: {MTB-6M: {2026-13-01: 10.00}}\n",
            "1",
            "month must be in 1..12",
        ),
        (
            "cycle: 6M\n",
            'cycle: 6M\ninstalments: [{date: 2027-02-05, amount: "200,000,000"}]\n',
            "8: instalments",
            "PIB-3Y: ",
        ),
    ],
)
def test_read__terms_that_cannot_be__file_line_field_and_reason(
    old: str, new: str, place: str, reason: str
) -> None:
    assert TERMS.count(old) == 1
    with pytest.raises(ConfigurationError) as caught:
        read(TERMS.replace(old, new))
    told = str(caught.value)
    assert told.startswith(f"terms.yaml:{place}: "), told
    assert reason in told
    assert "\n" not in told


def test_read__fixed_bond__as_written() -> None:
    terms, fixings = read(TERMS)
    assert (terms.issue, terms.notional) == ("PIB-3Y", 100_000_000)
    assert (terms.start, terms.maturity) == (date(2026, 2, 5), date(2029, 2, 5))
    assert (terms.rate, terms.day_count) == (FixedRate(Fraction("10.5")), DayCount.ACT_ACT_ICMA)
    assert (terms.cycle, terms.stub, terms.decimals) == (Cycle(months=6), Stub.NONE, 2)
    assert terms.convention is Convention.FOLLOWING
    assert not terms.calendar.is_business_day(date(2027, 2, 5))
    assert fixings.observed == {}


def test_read__every_other_word__what_it_becomes() -> None:
    text = """\
issue: Sukuk
kind: ijara
principal: 1,000
decimals: null
issue_date: 2026-01-31
maturity_date: 2027-02-28
issue_price: 99.5
redemption_price: 101
rate: {floating: {reference: MTB-6M, margin: 0.70, resets: 6M}}
cycle: 6M
stub: long-last
end_of_month: true
business_days:
  calendar: weekends
  convention: modified-following
  shift: shift-then-calculate
initial_exchange: false
calls: [{date: 2026-07-31, price: 100.25}, {date: 2027-01-31}]
record_days: 10
fixings: {MTB-6M: {2026-01-31: 10.00, 2026-07-31: 11.00, 2027-01-31: 12.00}}
"""
    terms, fixings = read(text)
    assert isinstance(terms.rate, FloatingRate)
    assert (terms.rate.reference, terms.rate.margin) == ("MTB-6M", Fraction("0.7"))
    assert (terms.words.interest, terms.decimals, terms.initial_exchange) == ("rental", None, False)
    assert (terms.issue_price, terms.redemption_price) == (Fraction("99.5"), 101)
    assert (terms.stub, terms.end_of_month, terms.record_days) == (Stub.LONG_LAST, True, 10)
    assert terms.convention is Convention.MODIFIED_FOLLOWING
    assert terms.shift is Shift.SHIFT_THEN_CALCULATE
    assert terms.calls == (
        Call(date(2026, 7, 31), Fraction("100.25")),
        Call(date(2027, 1, 31), Fraction(100)),
    )
    assert fixings.fixing("Sukuk", "MTB-6M", date(2026, 7, 31)) == 11
    flows = cash_flows(terms, fixings)
    assert [flow.due for flow in flows if flow.kind is Kind.INTEREST] == [
        date(2026, 7, 31),
        date(2027, 2, 28),
    ]


def test_read__instalments_and_capitalisation__as_dated() -> None:
    text = TERMS + 'instalments: [{date: 2028-02-05, amount: "40,000,000"}]\n'
    assert read(text)[0].instalments == (Instalment(date(2028, 2, 5), Fraction(40_000_000)),)
    text = TERMS + "capitalised_until: 2027-02-05\n"
    assert read(text)[0].capitalised_until == date(2027, 2, 5)
