"""The schedule engine: what each issue pays and when, by hand and against its own laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.business_days import Convention, Shift, named_calendar, pakistan
from rwa.daycount import DayCount
from rwa.instruments import (
    AuctionBenchmarks,
    Benchmark,
    Call,
    CashFlow,
    Cycle,
    FixedRate,
    FloatingRate,
    Instalment,
    InvalidTerms,
    Kind,
    MissingFixing,
    Series,
    Stub,
    Terms,
    cash_flows,
)
from tests.instruments.market import (
    discount_sukuk,
    ijara_sukuk,
    investment_bond,
    treasury_bill,
)

START, MATURITY = date(2026, 1, 15), date(2028, 1, 15)
MILLION = Fraction(1_000_000)
SIX_MONTHS = Cycle(months=6)


def bond(**changes: object) -> Terms:
    terms = Terms(
        "TEST",
        MILLION,
        START,
        MATURITY,
        FixedRate(Fraction(10)),
        day_count=DayCount.ACT_ACT_ICMA,
        cycle=SIX_MONTHS,
    )
    return replace(terms, **changes)  # type: ignore[arg-type]


def of(flows: tuple[CashFlow, ...], kind: Kind) -> list[CashFlow]:
    return [flow for flow in flows if flow.kind is kind]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"maturity": START}, "maturity_date", "2026-01-15 is not after issue on 2026-01-15"),
        ({"maturity": date(2028, 2, 15)}, "cycle", "6M from 2026-01-15 never lands on 2028-02-15"),
        ({"notional": Fraction(0)}, "principal", "the principal is above zero"),
        ({"cycle": None}, "cycle", "counts periods of months, and the cycle has none"),
        ({"cycle": Cycle(days=182)}, "cycle", "counts periods of months, and the cycle has none"),
        ({"first_interest": START}, "first_interest", "is outside 2026-01-15 to 2028-01-15"),
        (
            {"instalments": (Instalment(MATURITY, Fraction(1)),)},
            "instalments",
            "the instalment of 2028-01-15 is out of order",
        ),
        (
            {"instalments": (Instalment(date(2027, 1, 15), MILLION),)},
            "instalments",
            "leave nothing of 1000000 for maturity",
        ),
    ],
)
def test_terms__what_they_may_not_say__issue_field_and_date(
    changes: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(InvalidTerms, match=r"^TEST: ") as caught:
        bond(**changes)
    assert caught.value.field == field
    assert reason in str(caught.value)


def test_fixed_bond__semi_annual__every_coupon_the_half() -> None:
    flows = cash_flows(bond())
    assert [flow.kind for flow in flows] == [
        Kind.INITIAL_EXCHANGE,
        *[Kind.INTEREST] * 4,
        Kind.REDEMPTION,
    ]
    assert {flow.amount for flow in of(flows, Kind.INTEREST)} == {Fraction(50_000)}
    assert (flows[0].amount, flows[-1].amount, flows[-1].notional) == (-MILLION, MILLION, 0)


def test_fixed_bond__bought_below_par_without_initial_exchange() -> None:
    flows = cash_flows(bond(issue_price=Fraction("95.6713")))
    assert flows[0].amount == Fraction("-956713")
    assert cash_flows(bond(initial_exchange=False))[0].kind is Kind.INTEREST


def test_payment_on_a_holiday__moves_without_extra_interest_and_keeps_its_record_date() -> None:
    """15 August 2026 is a Saturday: paid on Monday the 17th; the record date counts from the
    15th.
    """
    terms = investment_bond(
        "PIB",
        MILLION,
        date(2026, 2, 15),
        date(2028, 2, 15),
        FixedRate(Fraction(10)),
        record_days=10,
    )
    first = of(cash_flows(terms), Kind.INTEREST)[0]
    assert (first.day, first.due, first.record) == (
        date(2026, 8, 17),
        date(2026, 8, 15),
        date(2026, 8, 5),
    )
    assert first.amount == 50_000


def test_shift_then_calculate__on_a_holiday__the_days_count() -> None:
    weekdays = named_calendar("weekends")
    terms = bond(
        day_count=DayCount.ACT_365,
        start=date(2026, 2, 15),
        maturity=date(2027, 2, 15),
        calendar=weekdays,
        convention=Convention.FOLLOWING,
    )
    moved = cash_flows(replace(terms, shift=Shift.SHIFT_THEN_CALCULATE))
    kept = cash_flows(replace(terms, shift=Shift.CALCULATE_THEN_SHIFT))
    assert [flow.day for flow in moved] == [flow.day for flow in kept]
    # 16 February (a Monday) to 17 August against 15 February to 15 August 2026.
    assert of(moved, Kind.INTEREST)[0].amount == MILLION / 10 * Fraction(182, 365)
    assert of(kept, Kind.INTEREST)[0].amount == MILLION / 10 * Fraction(181, 365)


def test_sinking_bond__interest_on_what_is_left() -> None:
    parts = (
        Instalment(date(2026, 7, 15), MILLION / 4),
        Instalment(date(2027, 7, 15), MILLION / 4),
    )
    flows = cash_flows(bond(instalments=parts))
    amounts = [flow.amount for flow in of(flows, Kind.INTEREST)]
    assert amounts == [50_000, 37_500, 37_500, 25_000]
    assert of(flows, Kind.REDEMPTION)[0].amount == MILLION / 2


def test_capitalised__until_a_day__interest_joins_the_principal() -> None:
    flows = cash_flows(bond(capitalised_until=date(2027, 1, 15)))
    assert [flow.notional for flow in of(flows, Kind.CAPITALISATION)] == [1_050_000, 1_102_500]
    assert [flow.amount for flow in of(flows, Kind.INTEREST)] == [55_125, 55_125]
    assert flows[-1].amount == 1_102_500


def test_called__on_a_call_day__ends_there_at_its_price() -> None:
    terms = bond(calls=(Call(date(2027, 1, 15), Fraction(101)),))
    flows = cash_flows(terms.called(date(2027, 1, 15)))
    assert (flows[-1].day, flows[-1].amount) == (date(2027, 1, 15), 1_010_000)
    assert len(of(flows, Kind.INTEREST)) == 2
    with pytest.raises(InvalidTerms, match="it may be called on 2027-01-15, not on 2027-07-15"):
        terms.called(date(2027, 7, 15))


def test_long_first_period__icma__by_notional_periods() -> None:
    """1 April 2026 to 15 January 2027, cycle back from maturity: 105 of 181 days and a whole
    half-year.
    """
    terms = bond(start=date(2026, 4, 1), stub=Stub.LONG_FIRST)
    first = of(cash_flows(terms), Kind.INTEREST)[0]
    assert first.due == date(2027, 1, 15)
    assert first.amount == 50_000 * (1 + Fraction(105, 181))


def test_bill_and_zero__at_a_discount__face_at_maturity() -> None:
    bill = treasury_bill("MTB", MILLION, date(2026, 2, 6), date(2026, 5, 1), Fraction("98.3879"))
    flows = cash_flows(bill)
    assert [(flow.kind, flow.amount) for flow in flows if flow.amount] == [
        (Kind.INITIAL_EXCHANGE, Fraction("-983879")),
        (Kind.REDEMPTION, MILLION),
    ]
    # 1 May 2026 is Labour Day and a Friday: paid on Monday.
    assert flows[-1].day == date(2026, 5, 4)
    zero = treasury_bill("ZERO", MILLION, START, MATURITY, Fraction("82.6446"))
    assert cash_flows(zero)[0].amount == Fraction("-826446")


def test_sukuk__fixed_rental__actual_365_and_its_own_words() -> None:
    terms = ijara_sukuk("GIS", MILLION, START, MATURITY, FixedRate(Fraction(10)))
    first = of(cash_flows(terms), Kind.INTEREST)[0]
    assert first.amount == Fraction("49589.04")
    assert terms.words.interest == "rental"
    assert "higher first rental" in terms.words.accrued
    assert discount_sukuk("GIS-1Y", MILLION, START, date(2027, 1, 15), Fraction(90)).words == (
        terms.words
    )


FLOATING = FloatingRate("MTB-6M", Fraction("0.70"), SIX_MONTHS)


def test_floating__no_fixing__names_issue_reference_and_date() -> None:
    with pytest.raises(
        MissingFixing, match="TEST: no fixing of MTB-6M for the reset on 2026-01-15"
    ):
        cash_flows(bond(rate=FLOATING))


def test_floating__observed_series__rate_plus_margin_each_period() -> None:
    observed = {
        day: Fraction(rate)
        for day, rate in (
            (START, 10),
            (date(2026, 7, 15), 11),
            (date(2027, 1, 15), 12),
            (date(2027, 7, 15), 9),
        )
    }
    flows = cash_flows(bond(rate=FLOATING), Series({"MTB-6M": observed}))
    amounts = [flow.amount for flow in of(flows, Kind.INTEREST)]
    assert amounts == [53_500, 58_500, 63_500, 48_500]
    assert [flow.rate for flow in of(flows, Kind.RATE_RESET)] == [
        Fraction("11.7"),
        Fraction("12.7"),
        Fraction("9.7"),
    ]


def test_floating__quarterly_resets__several_rates_in_one_coupon() -> None:
    quarterly = FloatingRate("MTB-3M", Fraction(0), Cycle(months=3))
    observed = {date(2026, 1, 15): Fraction(10), date(2026, 4, 15): Fraction(12)}
    terms = bond(maturity=date(2026, 7, 15), rate=quarterly, day_count=DayCount.ACT_365)
    flows = cash_flows(terms, Series({"MTB-3M": observed}))
    due = MILLION * (Fraction(10 * 90, 36_500) + Fraction(12 * 91, 36_500))
    assert of(flows, Kind.INTEREST)[0].amount == due


def test_floating__floor_and_ceiling__hold() -> None:
    bounded = replace(FLOATING, floor=Fraction(9), ceiling=Fraction(11))
    assert [bounded.rate(Fraction(each)) for each in (7, 10, 11)] == [9, Fraction("10.7"), 11]


def benchmarks(*auctions: tuple[str, str | None], pkrv: dict[str, str]) -> AuctionBenchmarks:
    held = [
        Benchmark(date.fromisoformat(day), None if rate is None else Fraction(rate))
        for day, rate in auctions
    ]
    rates = {date.fromisoformat(day): Fraction(rate) for day, rate in pkrv.items()}
    return AuctionBenchmarks({"MTB-6M": held}, {"MTB-6M": rates}, pakistan())


FIVE_DAYS = {
    "2026-01-08": "10.10",
    "2026-01-09": "10.20",
    "2026-01-12": "10.30",
    "2026-01-13": "10.40",
    "2026-01-14": "10.51",
}


def test_fallback__latest_auction_rejected__mean_of_five_days_not_an_older_auction() -> None:
    rule = benchmarks(("2025-12-24", "11.0"), ("2026-01-07", None), pkrv=FIVE_DAYS)
    assert rule.fixing("PFL", "MTB-6M", START) == Fraction("10.302")


def test_fallback__a_day_of_pkrv_missing__names_it() -> None:
    days = {day: rate for day, rate in FIVE_DAYS.items() if day != "2026-01-12"}
    rule = benchmarks(("2026-01-07", None), pkrv=days)
    with pytest.raises(MissingFixing, match="there is no PKRV of 2026-01-12"):
        rule.fixing("PFL", "MTB-6M", START)


def test_fallback__latest_auction_held__its_weighted_average_yield() -> None:
    rule = benchmarks(("2025-12-24", "11.0"), ("2026-01-07", "10.6012"), pkrv={})
    assert rule.fixing("PFL", "MTB-6M", START) == Fraction("10.6012")
    assert rule.fixing("PFL", "MTB-6M", date(2026, 1, 6)) == 11
    with pytest.raises(MissingFixing, match="no auction was held by then"):
        rule.fixing("PFL", "MTB-6M", date(2025, 12, 1))


any_terms = st.builds(
    lambda start, months, cycle, rate, count, stub: Terms(
        "ANY",
        MILLION,
        start,
        start + timedelta(days=30 * months),
        FixedRate(rate),
        day_count=count,
        cycle=Cycle(months=cycle),
        stub=stub,
    ),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(1, 120),
    st.sampled_from([1, 3, 6, 12]),
    st.fractions(0, 30, max_denominator=10_000),
    st.sampled_from([DayCount.ACT_365, DayCount.ACT_360, DayCount.ACT_ACT_ISDA]),
    st.sampled_from([stub for stub in Stub if stub is not Stub.NONE]),
)


@given(any_terms)
def test_cash_flows__any_fixed_issue__interest_is_the_rate_over_its_whole_life(
    terms: Terms,
) -> None:
    """Day counts that add up: nothing is lost or gained at a period's end."""
    from rwa.daycount import year_fraction

    flows = cash_flows(terms)
    interest = sum((flow.amount for flow in of(flows, Kind.INTEREST)), Fraction(0))
    assert isinstance(terms.rate, FixedRate)
    years = year_fraction(terms.day_count, terms.start, terms.maturity)
    assert interest == MILLION * terms.rate.percent / 100 * years
    assert flows[-1].notional == flows[-1].accrued == 0
    assert [flow.due for flow in flows] == sorted(flow.due for flow in flows)
