"""PayingAgent.fund and declareDefault: in advance, late, in default, cured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rwa.roles import Role
from tests.contracts.paying_agent.conftest import HELD
from tests.contracts.paying_agent.service import (
    ANNOUNCED,
    BOND,
    CLOSED,
    DEFAULTED,
    FIRST,
    FUNDED,
    RATES,
    REDEMPTION,
    SECOND,
    Service,
)
from tests.contracts.system import BILL_CODE, DAY, RECORD_TIMES, Market, emitted, refuses

SUPPLY = sum(HELD)
DUE = SUPPLY * 3_625 // 100_000


def test_fund__no_such_payment__refused(service: Service) -> None:
    with refuses("PaymentUnknown", id=BOND, number=0):
        service.fund()


def test_fund__record_date_not_over__refused(service: Service) -> None:
    service.announce()
    refused = {"period": 0, "recordTime": RECORD_TIMES[0], "time": service.market.now}
    with refuses("RecordDateOpen", **refused):
        service.fund()


def test_fund__twice__refused(service: Service) -> None:
    service.ready()
    with refuses("PaymentInPhase", id=BOND, number=0, phase=FUNDED):
        service.fund()


def test_fund__before_an_older_payment__refused(service: Service) -> None:
    service.announce()
    service.announce(SECOND)
    service.until(SECOND.pay_time)
    with refuses("EarlierPaymentOpen", id=BOND, number=0):
        service.fund(1)
    service.fund(0)
    service.fund(1)


def test_fund__without_allowance_or_cash__refused(service: Service) -> None:
    market = service.market
    service.announce()
    service.until(RECORD_TIMES[0])
    refused = {"spender": market.agent.address, "allowance": 0, "needed": DUE}
    with refuses("ERC20InsufficientAllowance", **refused):
        market.agent.send("fund", BOND, 0, sender=market.stranger)
    service.credit(DUE - 1, market.stranger)
    market.pkr_cash.send("approve", market.agent.address, DUE, sender=market.stranger)
    short = {"sender": market.stranger, "balance": DUE - 1, "needed": DUE}
    with refuses("ERC20InsufficientBalance", **short):
        market.agent.send("fund", BOND, 0, sender=market.stranger)


def test_fund__in_advance__takes_the_amount_due_rounded_down(service: Service) -> None:
    service.announce()
    service.until(RECORD_TIMES[0])
    receipt = service.fund()
    payer = service.market.government
    assert emitted(receipt, "PaymentFunded") == [
        {
            "id": BOND,
            "number": 0,
            "account": payer,
            "supply": SUPPLY,
            "due": DUE,
            "late": False,
        }
    ]
    assert service.cash(service.market.agent.address) == DUE
    assert service.payment().phase == FUNDED


def test_t22__fund__units_issued_after_the_record_date__do_not_count(service: Service) -> None:
    service.announce()
    service.until(RECORD_TIMES[0])
    service.market.post_prices()
    service.market.issue(service.market.bond, service.market.holder, 5_000)
    service.fund()
    assert service.payment().supply == SUPPLY


@pytest.mark.parametrize("actor", ["ministry", "fiscal_agent", "stranger"])
def test_declare_default__not_the_regulator__refused(service: Service, actor: str) -> None:
    service.announce()
    caller = getattr(service.market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
        service.market.agent.send("declareDefault", BOND, 0, sender=caller)


def test_declare_default__within_grace__refused(service: Service) -> None:
    """Late is not default: to the last second of grace."""
    market = service.market
    service.announce()
    service.until(time := FIRST.grace_end - 1)
    with refuses("WithinGrace", id=BOND, number=0, graceEnd=FIRST.grace_end, time=time):
        market.agent.send("declareDefault", BOND, 0, sender=market.regulator)
    service.until(FIRST.grace_end)
    market.agent.send("declareDefault", BOND, 0, sender=market.regulator)
    assert service.payment().phase == DEFAULTED


def test_fund__within_grace__late_and_no_default(service: Service) -> None:
    service.announce()
    service.until(FIRST.pay_time + DAY - 1)
    with service.market.undone():
        (told,) = emitted(service.fund(), "PaymentFunded")
        assert not told["late"]
    service.until(FIRST.pay_time + DAY)
    (told,) = emitted(service.fund(), "PaymentFunded")
    assert told["late"]
    market = service.market
    service.until(FIRST.grace_end)
    with refuses("PaymentInPhase", id=BOND, number=0, phase=FUNDED):
        market.agent.send("declareDefault", BOND, 0, sender=market.regulator)


def test_t27__fund__after_a_default__cures_it_for_the_record_holders(service: Service) -> None:
    market = service.market
    service.announce()
    service.until(FIRST.grace_end)
    receipt = market.agent.send("declareDefault", BOND, 0, sender=market.regulator)
    assert emitted(receipt, "DefaultDeclared") == [{"id": BOND, "number": 0}]
    market.bond.send("transfer", market.other_holder, 500_000, sender=market.holder)
    with refuses("PaymentInPhase", id=BOND, number=0, phase=DEFAULTED):
        service.pay(service.holders)
    service.fund()
    service.pay(service.holders)
    assert service.cash(market.holder) == 36_250 - 36_250 * 15 // 100


def test_t23__fund__nothing_outstanding__closed_at_once(market: Market) -> None:
    service = Service(market)
    market.agent.send("setTaxRates", market.now, RATES, sender=market.ministry)
    service.announce()
    service.until(FIRST.pay_time)
    (told,) = emitted(service.fund(), "PaymentClosed")
    assert (told["remainder"], service.payment().phase) == (0, CLOSED)


def test_t33__fund__a_strangers_cash_at_the_agent__neither_blocks_nor_leaks(
    service: Service,
) -> None:
    market = service.market
    market.pkr_cash.send("mint", market.agent.address, 777, sender=market.fiscal_agent)
    service.ready()
    service.pay(service.holders)
    assert service.payment().phase == CLOSED
    assert service.cash(market.agent.address) == 777


def test_announce__phase_before_funding(service: Service) -> None:
    service.announce()
    assert service.payment().phase == ANNOUNCED
    assert service.market.agent.call("paymentCount", BILL_CODE.encode().ljust(32, b"\0")) == 0


def test_fund__redemption__by_the_supply_of_now(service: Service) -> None:
    service.announce(replace(FIRST, kind=REDEMPTION, numerator=1, taxable=0, denominator=1))
    service.until(early := FIRST.pay_time - 1)
    with refuses("PaymentNotDue", id=BOND, number=0, payTime=FIRST.pay_time, time=early):
        service.fund()
    service.until(FIRST.pay_time)
    service.fund()
    assert service.payment().due == SUPPLY
