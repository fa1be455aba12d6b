"""PayingAgent.announce: the fiscal agent, a record date of its own, times and a ratio in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.paying_agent.service import (
    BOND,
    FIRST,
    REDEMPTION,
    SECOND,
    THIRD,
    Service,
    Terms,
)
from tests.contracts.paying_agent.test_repayment import CALL
from tests.contracts.system import GOLD_CODE, RECORD_TIMES, Market, emitted, refuses


@pytest.mark.parametrize("actor", ["ministry", "regulator", "registrar", "operator", "stranger"])
def test_announce__not_the_fiscal_agent__refused(service: Service, actor: str) -> None:
    caller = getattr(service.market, actor)
    with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
        service.market.agent.send("announce", BOND, FIRST.struct, sender=caller)


def test_announce__no_such_instrument__refused(market: Market) -> None:
    unknown = code32("PK0000000000")
    with refuses("InstrumentUnknown", id=unknown):
        market.agent.send("announce", unknown, FIRST.struct, sender=market.fiscal_agent)


def test_announce__no_cash_in_the_unit__refused(market: Market) -> None:
    with refuses("CashUnknown", unit=code32("XAU")):
        market.agent.send("announce", code32(GOLD_CODE), FIRST.struct, sender=market.fiscal_agent)


@pytest.mark.parametrize(
    "terms",
    [replace(FIRST, denominator=0), replace(FIRST, taxable=FIRST.numerator + 1)],
)
def test_announce__ratio_that_cannot_be__refused(service: Service, terms: Terms) -> None:
    with refuses(
        "RatioRefused",
        numerator=terms.numerator,
        taxable=terms.taxable,
        denominator=terms.denominator,
        principal=0,
    ):
        service.announce(terms)


def test_announce__times_out_of_order__refused(service: Service) -> None:
    early = FIRST.pay_time - 1
    with refuses("PaymentTimesRefused", time=early, after_=FIRST.pay_time):
        service.announce(replace(FIRST, grace_end=early))
    now = service.market.now
    with refuses("PaymentTimesRefused", time=now, after_=now):
        service.announce(replace(FIRST, pay_time=now))
    before = RECORD_TIMES[0] - 1
    with refuses("PaymentTimesRefused", time=before, after_=RECORD_TIMES[0]):
        service.announce(replace(FIRST, pay_time=before))


def test_announce__no_tax_rates_on_the_day__refused(market: Market) -> None:
    """A payment that could never be made is not announced."""
    with refuses("TaxRatesMissing", time=FIRST.pay_time):
        Service(market).announce()


def test_announce__record_date_unknown_or_used__refused(service: Service) -> None:
    with refuses("PeriodRefused", id=BOND, period=len(RECORD_TIMES)):
        service.announce(replace(FIRST, period=len(RECORD_TIMES)))
    service.announce(SECOND)
    for terms in (SECOND, FIRST):
        with refuses("PeriodRefused", id=BOND, period=terms.period):
            service.announce(terms)


def test_announce__a_redemption_between__the_record_dates_still_rise(service: Service) -> None:
    service.announce(SECOND)
    service.announce(replace(SECOND, kind=REDEMPTION))
    with refuses("PeriodRefused", id=BOND, period=0):
        service.announce(FIRST)


def test_t41__announce__the_129th__refused(service: Service) -> None:
    redemption = replace(FIRST, kind=REDEMPTION)
    for _ in range(128):
        service.announce(redemption)
    with refuses("TooManyPayments", id=BOND):
        service.announce(redemption)


def test_t41__announce__after_the_129th_was_refused__withdrawing_and_funding_make_room(
    service: Service,
) -> None:
    """Nobody, a compromised agent neither, can use an instrument's payments up."""
    redemption = replace(FIRST, kind=REDEMPTION)
    for _ in range(128):
        service.announce(redemption)
    for number in range(128):
        service.withdraw(number)
    for number in range(128, 300):
        service.announce(redemption)
        service.withdraw(number)
    service.announce(CALL)
    with refuses("RepaymentPending", id=BOND, number=300):
        service.announce(
            replace(CALL, period=2, pay_time=THIRD.pay_time, grace_end=THIRD.grace_end)
        )
    service.withdraw(300)
    service.announce()
    service.announce(SECOND)
    for _ in range(126):
        service.announce(redemption)
    with refuses("TooManyPayments", id=BOND):
        service.announce(redemption)
    service.until(SECOND.pay_time)
    with refuses("EarlierPaymentOpen", id=BOND, number=301):
        service.fund(302)
    service.fund(301)
    redemption = replace(redemption, pay_time=service.market.now + 1, grace_end=2**40 - 1)
    service.announce(redemption)
    with refuses("EarlierPaymentOpen", id=BOND, number=428):
        service.fund(429)
    service.fund(302)


def test_announce__accepted__counted_from_zero_and_told(service: Service) -> None:
    receipt = service.announce()
    (told,) = emitted(receipt, "PaymentAnnounced")
    assert (told["id"], told["number"], tuple(told["terms"])) == (BOND, 0, FIRST.struct)
    assert service.market.agent.call("paymentCount", BOND) == 1
