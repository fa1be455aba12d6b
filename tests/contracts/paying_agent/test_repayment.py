"""PayingAgent on principal repaid by pool factor: notice, once, and nothing issued in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rwa.chain.contract import Contract
from rwa.chain.deployment import code32
from rwa.programme import face_rounded_up
from rwa.roles import Role
from tests.contracts.paying_agent.conftest import HELD
from tests.contracts.paying_agent.service import (
    BOND,
    CLOSED,
    FIRST,
    RATES,
    REDEMPTION,
    SECOND,
    Service,
    Terms,
    discharges,
)
from tests.contracts.system import (
    BOND_MATURITY,
    CALL_NOTICE,
    CALLABLE_FROM,
    DAY,
    RECORD_TIMES,
    USD,
    Market,
    emitted,
    refuses,
)

WHOLE = 10**10
QUARTER = WHOLE // 4
SUPPLY = sum(HELD)
LAST_TIME = 2**40 - 1
CALL = Terms(
    period=1,
    pay_time=CALLABLE_FROM + 10 * DAY,
    grace_end=CALLABLE_FROM + 20 * DAY,
    principal=QUARTER,
    numerator=25_000 + 3_625,
    taxable=3_625,
)
"""A quarter of the face and a coupon, to the holders of the second record date."""


def factor(service: Service) -> int:
    """The bond's pool factor."""
    return int(service.market.programme.call("instrument", BOND).factor)


def outstanding(service: Service) -> int:
    """The face of all bonds in PKR."""
    position = service.market.programme.call("positions")[1]
    return int(position.outstanding)


def issue(service: Service, units: int = 100) -> None:
    """The fiscal agent issues at fresh prices."""
    market = service.market
    if market.pkr_feed.call("latestRoundData")[3] < market.now:
        market.post_prices()
    market.issue(market.bond, market.holder, units)


# -------------------------------------------------------------------------------- announcing


@pytest.mark.parametrize(
    "terms",
    [
        replace(CALL, numerator=CALL.numerator - 1),
        replace(CALL, taxable=CALL.taxable + 1),
        replace(CALL, principal=QUARTER + 1),
        replace(CALL, kind=REDEMPTION),
    ],
)
def test_announce__principal_taxed_or_unpaid__refused(service: Service, terms: Terms) -> None:
    with refuses(
        "RatioRefused",
        numerator=terms.numerator,
        taxable=terms.taxable,
        denominator=terms.denominator,
        principal=terms.principal,
    ):
        service.announce(terms)


def test_announce__call_without_notice__refused(service: Service) -> None:
    service.until(RECORD_TIMES[1] - DAY)
    earliest = service.market.now + CALL_NOTICE
    early = replace(CALL, pay_time=earliest - 1)
    times = {"earliest": earliest, "latest": BOND_MATURITY}
    with refuses("RepaymentTimeRefused", id=BOND, payTime=earliest - 1, **times):
        service.announce(early)
    service.announce(replace(CALL, pay_time=earliest))


def test_announce__call_before_it_may_be__refused(service: Service) -> None:
    early = replace(CALL, pay_time=CALLABLE_FROM - 1, period=0)
    times = {"earliest": CALLABLE_FROM, "latest": BOND_MATURITY}
    with refuses("RepaymentTimeRefused", id=BOND, payTime=CALLABLE_FROM - 1, **times):
        service.announce(early)


@pytest.mark.parametrize("called", [False, True])
def test_announce__part_repaid_after_the_redemption__refused(
    service: Service, called: bool
) -> None:
    latest = CALLABLE_FROM + 5 * DAY if called else BOND_MATURITY
    if called:
        service.market.bond.send("announceCall", latest, sender=service.market.ministry)
    late = replace(CALL, pay_time=latest + 1, grace_end=latest + 1)
    times = {"earliest": CALLABLE_FROM, "latest": latest}
    with refuses("RepaymentTimeRefused", id=BOND, payTime=latest + 1, **times):
        service.announce(late)
    service.announce(replace(late, pay_time=latest))


def test_announce__bond_that_neither_sinks_nor_is_callable__refused(service: Service) -> None:
    code = replaced_bond(service, (0, 0, []))
    for time in (CALL.pay_time, LAST_TIME):
        terms = replace(CALL, pay_time=time, grace_end=LAST_TIME)
        with refuses("RepaymentTimeRefused", id=code, payTime=time, earliest=0, latest=0):
            announce(service, code, terms)


def test_announce__sinking_bond__without_notice(service: Service) -> None:
    code = replaced_bond(service, (0, 0, [(RECORD_TIMES[0], QUARTER)]))
    service.until(RECORD_TIMES[0] - 1)
    announce(service, code, replace(CALL, period=0, pay_time=RECORD_TIMES[0]))
    assert service.market.programme.call("instrument", code).closedFrom == RECORD_TIMES[0]


@pytest.mark.parametrize(("period", "principal"), [(0, QUARTER + 1), (1, 1)])
def test_announce__beyond_the_instalments_of_a_sinking_bond__refused(
    service: Service, period: int, principal: int
) -> None:
    """More than falls due, or on a day on which nothing does, is a call."""
    terms = replace(CALL, period=period, principal=principal, numerator=90_000)
    table = [(RECORD_TIMES[0], QUARTER)]
    code = replaced_bond(service, (0, 0, table))
    with refuses("RepaymentTimeRefused", id=code, payTime=CALL.pay_time, earliest=0, latest=0):
        announce(service, code, terms)
    callable_ = replaced_bond(service, (CALLABLE_FROM, CALL_NOTICE, table), "PK00BOND0017")
    announce(service, callable_, terms)


def test_announce__record_date_over__refused(service: Service) -> None:
    """Who was issued units since would bear the factor without having been paid."""
    service.until(RECORD_TIMES[1])
    now = service.market.now
    with refuses("PaymentTimesRefused", time=RECORD_TIMES[1], after_=now):
        service.announce(replace(CALL, pay_time=now + CALL_NOTICE + DAY, grace_end=now + 90 * DAY))


def test_announce__while_another_is_pending__refused(service: Service) -> None:
    service.announce(CALL)
    second = replace(CALL, period=2, pay_time=RECORD_TIMES[2], grace_end=RECORD_TIMES[2])
    with refuses("RepaymentPending", id=BOND, number=0):
        service.announce(second)


def test_announce__all_that_is_left__refused(service: Service) -> None:
    """The last of the principal is redeemed, which burns the units."""
    whole = replace(CALL, principal=WHOLE, numerator=100_000, taxable=0)
    with refuses("PrincipalExceeded", id=BOND, principal=WHOLE, left=WHOLE):
        service.announce(whole)


def test_announce__after_the_redemption_of_the_rest__refused(service: Service) -> None:
    rest = replace(FIRST, kind=REDEMPTION, period=0, numerator=1, taxable=0, denominator=1)
    service.announce(rest)
    with refuses("PrincipalExceeded", id=BOND, principal=QUARTER, left=0):
        service.announce(CALL)


def test_announce__redemption_of_more_than_is_left__refused(service: Service) -> None:
    service.announce(CALL)
    more = replace(FIRST, kind=REDEMPTION, numerator=75_001, taxable=0)
    with refuses("PrincipalExceeded", id=BOND, principal=7_500_100_000, left=3 * QUARTER):
        service.announce(more)
    service.announce(replace(more, numerator=75_000))


# ------------------------------------------------------------------- nothing issued in between


def test_t27__issue__between_record_date_and_repayment__refused(service: Service) -> None:
    service.announce(CALL)
    service.until(RECORD_TIMES[1] - 1)
    issue(service)
    service.until(RECORD_TIMES[1])
    now = service.market.now
    with refuses("RepaymentDue", id=BOND, closedFrom=RECORD_TIMES[1], time=now):
        issue(service)
    service.until(CALL.pay_time)
    service.fund()
    service.pay([])
    issue(service)


def test_t27__issue_batch__between_record_date_and_repayment__refused(service: Service) -> None:
    market = service.market
    service.announce(CALL)
    service.until(RECORD_TIMES[1])
    market.post_prices()
    with refuses("RepaymentDue", id=BOND, closedFrom=RECORD_TIMES[1], time=market.now):
        market.programme.send(
            "issueBatch", BOND, [market.holder], [100], sender=market.fiscal_agent
        )


def test_t27__issue__while_a_payment_is_in_default__refused(service: Service) -> None:
    market = service.market
    service.announce()
    service.announce(replace(SECOND, grace_end=SECOND.pay_time))
    service.until(SECOND.pay_time)
    for number in (0, 1):
        market.agent.send("declareDefault", BOND, number, sender=market.regulator)
    with refuses("InDefault", id=BOND):
        issue(service)
    service.fund(0)
    with refuses("InDefault", id=BOND):
        issue(service)
    service.fund(1)
    issue(service)


# ------------------------------------------------------------------------------------ paying


def test_pay__first_batch__lowers_the_factor_once_and_frees_the_cap(service: Service) -> None:
    market = service.market
    service.announce(CALL)
    service.until(CALL.pay_time)
    assert factor(service) == WHOLE
    service.fund()
    assert factor(service) == WHOLE, "funding alone repays nothing"
    before = market.programme.call("usedUsd")[0]
    receipt = service.pay([market.holder])
    (told,) = emitted(receipt, "PrincipalRepaid")
    assert told == {"id": BOND, "principal": QUARTER, "factor": 3 * QUARTER}
    assert outstanding(service) == face_rounded_up(SUPPLY, 3 * QUARTER)
    assert market.programme.call("usedUsd")[0] < before
    again = service.pay([market.holder, market.other_holder, market.distant_holder])
    assert emitted(again, "PrincipalRepaid") == []
    assert (factor(service), service.payment().phase) == (3 * QUARTER, CLOSED)
    assert market.bond.call("totalSupply") == SUPPLY, "balances stay"


def test_pay__principal__is_not_taxed(service: Service) -> None:
    service.ready(CALL)
    rows = discharges(service.pay(service.holders))
    assert [row[1:4] for row in rows] == [
        (units, units * 28_625 // 100_000, units * 3_625 // 100_000 * RATES[1] // 10_000)
        for units in HELD
    ]


def test_t21__pay__sold_between_record_date_and_payment__the_seller_is_repaid(
    service: Service,
) -> None:
    market = service.market
    service.announce(CALL)
    service.until(RECORD_TIMES[1])
    market.bond.send("transfer", market.distant_holder, HELD[0], sender=market.holder)
    service.until(CALL.pay_time)
    service.fund()
    service.pay([market.distant_holder])
    assert factor(service) == 3 * QUARTER
    gross = HELD[0] * 28_625 // 100_000
    service.pay([market.holder])
    tax = HELD[0] * 3_625 // 100_000 * RATES[1] // 10_000
    assert service.cash(market.holder) == gross - tax


def test_t06__pay__wallet_recovered_between_record_date_and_payment__the_successor_is_repaid(
    service: Service,
) -> None:
    market = service.market
    service.announce(CALL)
    service.until(RECORD_TIMES[1])
    successor = market.account("successor")
    market.onboard(successor)
    market.replace_wallet(market.holder, successor)
    identity = market.participants.call("identity", market.holder)
    recovery = (market.holder, successor, identity)
    market.bond.send("recoveryAddress", *recovery, sender=market.registrar)
    service.until(CALL.pay_time)
    service.fund()
    service.pay([market.holder, successor])
    assert service.payment().units == HELD[0]
    assert factor(service) == 3 * QUARTER
    assert service.cash(successor) > 0 == service.cash(market.holder)


def test_fund__nobody_held_at_the_record_date__the_factor_falls_all_the_same(
    market: Market,
) -> None:
    service = Service(market)
    market.agent.send("setTaxRates", market.now + 1, RATES, sender=market.ministry)
    service.announce(CALL)
    service.until(RECORD_TIMES[1])
    service.fund()
    assert (service.payment().phase, factor(service)) == (CLOSED, 3 * QUARTER)
    issue(service)
    assert outstanding(service) == 75


@pytest.mark.parametrize("principal", [1, 3_333_333_333, WHOLE - 1])
def test_t20__odd_supplies__the_face_is_rounded_up_and_ends_at_nothing(
    service: Service, principal: int
) -> None:
    """Base units that no factor divides: issued, repaid, issued again, forced, redeemed."""
    market = service.market
    repaid = replace(CALL, principal=principal, numerator=WHOLE, taxable=0, denominator=WHOLE)
    service.announce(repaid)
    service.until(CALL.pay_time)
    service.fund()
    service.pay(service.holders)
    left, supply = WHOLE - principal, SUPPLY
    assert outstanding(service) == face_rounded_up(supply, left)
    for units in (100, 300, 700):
        issue(service, units)
        supply += units
        assert outstanding(service) == face_rounded_up(supply, left)
    order = (market.holder, market.other_holder, 77)
    market.carry_out(market.bond, "forcedTransfer", *order)
    service.until(BOND_MATURITY)
    for holder in service.holders:
        held = market.bond.call("balanceOf", holder)
        for units in (1, held - 1):
            market.redeem(market.bond, holder, units)
            supply -= units
            assert outstanding(service) == face_rounded_up(supply, left)
    assert (supply, outstanding(service)) == (0, 0)


def test_pay__redemption_of_the_rest__burns_the_units(service: Service) -> None:
    service.ready(CALL)
    service.pay(service.holders)
    rest = replace(
        CALL,
        kind=REDEMPTION,
        period=0,
        pay_time=BOND_MATURITY,
        grace_end=BOND_MATURITY,
        principal=0,
        numerator=75_000,
        taxable=0,
    )
    service.ready(rest, 1)
    service.pay(service.holders, 1)
    assert service.market.bond.call("totalSupply") == outstanding(service) == 0
    assert service.payment(1).gross == sum(units * 3 // 4 for units in HELD)


# ------------------------------------------------------------------------------------- helper


def replaced_bond(
    service: Service,
    redemption: tuple[int, int, list[tuple[int, int]]],
    code: str = "PK00BOND0009",
) -> bytes:
    """One more bond, with other terms of repayment, registered; returns its code."""
    market = service.market
    coupon = (72_500, 2, list(RECORD_TIMES), redemption)
    token: Contract = market.deploy_token(code, "Bond", "PKR", 2, 100, BOND_MATURITY, *coupon)
    market.programme.send("register", token.address, 10**12, sender=market.ministry)
    return code32(code)


def announce(service: Service, code: bytes, terms: Terms) -> None:
    """Announce a payment of any bond."""
    market = service.market
    market.agent.send("announce", code, terms.struct, sender=market.fiscal_agent)


def test_announce__not_the_fiscal_agent__refused(service: Service) -> None:
    ministry = service.market.ministry
    with refuses("RoleRequired", account=ministry, role=Role.FISCAL_AGENT):
        service.market.agent.send("announce", BOND, CALL.struct, sender=ministry)


def test_used_usd__after_a_repayment__counts_the_face_left(service: Service) -> None:
    """1,333,400 base units at 3/4 are PKR 10,000.50, at USD 0.0036 each: USD 36.0018."""
    service.ready(CALL)
    service.pay([])
    assert service.market.programme.call("usedUsd")[0] == 36_001_800
    assert USD == 10**6
