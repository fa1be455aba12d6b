"""PayingAgent.withdraw: before anybody's right to it is settled, and another in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rwa.roles import Role
from tests.contracts.paying_agent.service import (
    BOND,
    CLOSED,
    DEFAULTED,
    FIRST,
    FUNDED,
    REDEMPTION,
    SECOND,
    WITHDRAWN,
    Service,
)
from tests.contracts.paying_agent.test_repayment import CALL, QUARTER, factor, issue
from tests.contracts.system import BOND_MATURITY, CALLABLE_FROM, DAY, RECORD_TIMES, emitted, refuses

REST = replace(
    FIRST,
    kind=REDEMPTION,
    pay_time=BOND_MATURITY,
    grace_end=BOND_MATURITY,
    numerator=1,
    taxable=0,
    denominator=1,
)
"""The redemption of all that is left, at maturity."""


def test_withdraw__not_the_fiscal_agent__refused(service: Service) -> None:
    service.announce()
    ministry = service.market.ministry
    with refuses("RoleRequired", account=ministry, role=Role.FISCAL_AGENT):
        service.market.agent.send("withdraw", BOND, 0, sender=ministry)


def test_withdraw__unknown_payment__refused(service: Service) -> None:
    with refuses("PaymentUnknown", id=BOND, number=0):
        service.withdraw()


def test_withdraw__from_the_record_time_on__refused(service: Service) -> None:
    service.announce()
    service.until(RECORD_TIMES[0])
    now = service.market.now
    with refuses("PaymentSettled", id=BOND, number=0, settled=RECORD_TIMES[0], time=now):
        service.withdraw()


def test_withdraw__last_second_before_the_record_time(service: Service) -> None:
    service.announce()
    service.until(RECORD_TIMES[0] - 1)
    assert emitted(service.withdraw(), "PaymentWithdrawn") == [{"id": BOND, "number": 0}]
    assert service.payment().phase == WITHDRAWN


def test_withdraw__redemption_from_its_time_on__refused(service: Service) -> None:
    service.announce(REST)
    service.until(BOND_MATURITY)
    now = service.market.now
    with refuses("PaymentSettled", id=BOND, number=0, settled=BOND_MATURITY, time=now):
        service.withdraw()


@pytest.mark.parametrize("phase", [DEFAULTED, FUNDED, WITHDRAWN])
def test_withdraw__payment_in_another_phase__refused(service: Service, phase: int) -> None:
    market = service.market
    service.announce()
    if phase == WITHDRAWN:
        service.withdraw()
    else:
        service.until(FIRST.grace_end)
        if phase == FUNDED:
            service.fund()
        else:
            market.agent.send("declareDefault", BOND, 0, sender=market.regulator)
    with refuses("PaymentInPhase", id=BOND, number=0, phase=phase):
        service.withdraw()


@pytest.mark.parametrize("function", ["fund", "declareDefault", "pay"])
def test_withdrawn__nothing_is_done_with_it(service: Service, function: str) -> None:
    market = service.market
    service.announce()
    service.withdraw()
    service.until(FIRST.grace_end)
    arguments = ([],) if function == "pay" else ()
    with refuses("PaymentInPhase", id=BOND, number=0, phase=WITHDRAWN):
        market.agent.send(function, BOND, 0, *arguments, sender=market.regulator)


def test_withdrawn__another_for_its_record_date_has_the_next_number(service: Service) -> None:
    service.announce()
    service.withdraw()
    service.ready(replace(FIRST, numerator=4_000), number=1)
    service.pay(service.holders, 1)
    assert [service.payment(number).phase for number in (0, 1)] == [WITHDRAWN, CLOSED]
    assert service.payment().due == service.payment().gross == 0


def test_withdrawn__a_later_one_still_waits_for_those_before(service: Service) -> None:
    service.announce()
    service.announce(SECOND)
    service.withdraw(1)
    service.announce(replace(SECOND, numerator=4_000))
    service.until(SECOND.pay_time)
    with refuses("EarlierPaymentOpen", id=BOND, number=0):
        service.fund(2)
    service.fund(0)
    service.fund(2)


def test_withdrawn__its_record_date_holds_no_later_payment_up(service: Service) -> None:
    """Whoever held then has nothing older to receive."""
    service.announce()
    service.withdraw()
    service.ready(SECOND, number=1)
    service.pay(service.holders, 1)
    assert service.payment(1).phase == CLOSED


def test_withdrawn__repayment__issuing_is_open_and_another_may_be_announced(
    service: Service,
) -> None:
    service.announce(CALL)
    service.withdraw()
    assert service.market.programme.call("instrument", BOND).closedFrom == 0
    service.announce(replace(CALL, period=2, pay_time=RECORD_TIMES[2], grace_end=RECORD_TIMES[2]))
    service.until(RECORD_TIMES[1])
    issue(service)
    service.until(RECORD_TIMES[2])
    service.fund(1)
    service.pay(service.holders, 1)
    assert factor(service) == 3 * QUARTER


def test_withdrawn__redemption__parts_may_be_repaid_again(service: Service) -> None:
    service.announce(REST)
    service.announce(REST)
    service.withdraw(0)
    with refuses("PrincipalExceeded", id=BOND, principal=QUARTER, left=0):
        service.announce(CALL)
    service.withdraw(1)
    service.announce(CALL)


def test_withdraw__repayment_beside_the_redemption_of_the_rest__the_redemption_goes_first(
    service: Service,
) -> None:
    """Else the units would burn for three quarters of their face."""
    service.announce(CALL)
    service.announce(replace(REST, numerator=3, denominator=4))
    with refuses("RedemptionStands", id=BOND):
        service.withdraw(0)
    service.withdraw(1)
    service.withdraw(0)
    service.announce(REST)


def test_called__what_was_announced_for_later_is_withdrawn_and_the_rest_redeemed(
    service: Service,
) -> None:
    """A coupon and the redemption at maturity were announced; then the whole issue is called."""
    market = service.market
    time = CALLABLE_FROM + DAY
    later = replace(FIRST, period=4, pay_time=BOND_MATURITY, grace_end=BOND_MATURITY)
    service.announce(later)
    service.announce(REST)
    market.bond.send("announceCall", time, sender=market.ministry)
    service.announce(replace(REST, pay_time=time, grace_end=time))
    service.until(time)
    with refuses("EarlierPaymentOpen", id=BOND, number=1):
        service.fund(2)
    for number in (0, 1):
        service.withdraw(number)
    service.fund(2)
    service.pay(service.holders, 2)
    assert market.bond.call("totalSupply") == 0
