"""PayingAgent.release, prescribe and setTaxRates."""

from __future__ import annotations

import pytest

from rwa.chain.deployment import code32
from rwa.identifiers import Address
from rwa.roles import Role
from tests.contracts.paying_agent.service import (
    FIRST,
    HELD_BLOCKED,
    HELD_KYC,
    HELD_UNKNOWN,
    PKR,
    RATES,
    Service,
)
from tests.contracts.system import DAY, PRESCRIPTION, Market, emitted, refuses

NET = 36_250 - 36_250 * 15 // 100


@pytest.fixture
def blocked(service: Service) -> Service:
    """The holder's coupon is held: the person is blocked."""
    market = service.market
    service.ready()
    market.set_blocked("holder", market.holder)
    service.pay([market.holder])
    assert service.held(market.holder) == NET
    return service


def release(market: Market, unit: bytes = PKR):
    return market.agent.send("release", unit, market.holder, sender=market.stranger)


def prescribe(market: Market):
    return market.agent.send("prescribe", PKR, market.holder, sender=market.fiscal_agent)


def still_held(market: Market, wallet: Address, reason: int) -> dict[str, object]:
    """The refusal to pay a wallet, with the expiry of its record."""
    expiry = market.participants.call("holder", wallet) >> 216
    return {"wallet": wallet, "reason": reason, "kycExpiry": expiry}


def test_release__no_such_cash_or_nothing_held__refused(service: Service) -> None:
    with refuses("CashUnknown", unit=code32("XAU")):
        release(service.market, code32("XAU"))
    with refuses("NothingHeld", unit=PKR, wallet=service.market.holder):
        release(service.market)


def test_release__still_blocked_expired_or_removed__refused(blocked: Service) -> None:
    market = blocked.market
    with refuses("StillHeld", **still_held(market, market.holder, HELD_BLOCKED)):
        release(market)
    market.set_blocked("holder", market.holder, blocked=False)
    market.participants.send("setKycExpiry", market.holder, 1, sender=market.operator)
    with refuses("StillHeld", **still_held(market, market.holder, HELD_KYC)):
        release(market)
    market.participants.send("remove", market.holder, sender=market.registrar)
    with refuses("StillHeld", **still_held(market, market.holder, HELD_UNKNOWN)):
        release(market)


def test_release__unblocked__paid_once(blocked: Service) -> None:
    market = blocked.market
    market.set_blocked("holder", market.holder, blocked=False)
    receipt = release(market)
    assert emitted(receipt, "HoldingReleased") == [
        {"unit": PKR, "wallet": market.holder, "payee": market.holder, "amount": NET}
    ]
    assert blocked.cash(market.holder) == NET
    with refuses("NothingHeld", unit=PKR, wallet=market.holder):
        release(market)


def test_prescribe__not_the_fiscal_agent__refused(blocked: Service) -> None:
    market = blocked.market
    with refuses("RoleRequired", account=market.ministry, role=Role.FISCAL_AGENT):
        market.agent.send("prescribe", PKR, market.holder, sender=market.ministry)


def test_prescribe__nothing_held__refused(service: Service) -> None:
    with refuses("NothingHeld", unit=PKR, wallet=service.market.holder):
        prescribe(service.market)


def test_prescribe__blocked_holder__the_money_waits_for_the_order(blocked: Service) -> None:
    market = blocked.market
    market.wait(2 * PRESCRIPTION)
    with refuses("StillHeld", **still_held(market, market.holder, HELD_BLOCKED)):
        prescribe(market)


def test_prescribe__lost_wallet_whose_successor_is_blocked__the_money_waits(
    service: Service,
) -> None:
    market = service.market
    successor = market.account("second wallet")
    market.onboard(successor, person="holder")
    service.ready()
    market.replace_wallet(market.holder, successor)
    service.pay([market.holder])
    market.set_blocked("holder", successor)
    market.wait(2 * PRESCRIPTION)
    with refuses("StillHeld", **still_held(market, successor, HELD_BLOCKED)):
        prescribe(market)


def test_prescribe__too_early__refused_to_the_second_then_returned(blocked: Service) -> None:
    market = blocked.market
    end = market.now + PRESCRIPTION
    market.set_blocked("holder", market.holder, blocked=False)
    market.engine.advance_to(end - 1)
    with refuses("NotPrescribed", wallet=market.holder, end=end, time=end - 1):
        prescribe(market)
    market.engine.advance_to(end)
    government = market.government
    before = blocked.cash(government)
    receipt = prescribe(market)
    assert emitted(receipt, "HoldingPrescribed") == [
        {"unit": PKR, "wallet": market.holder, "amount": NET}
    ]
    assert blocked.cash(government) == before + NET
    assert market.agent.call("prescribed", PKR, market.holder) == NET
    assert blocked.held(market.holder) == 0


def test_set_tax_rates__not_the_ministry__refused(market: Market) -> None:
    with refuses("RoleRequired", account=market.fiscal_agent, role=Role.MINISTRY):
        market.agent.send("setTaxRates", market.now + 9, RATES, sender=market.fiscal_agent)


def test_set_tax_rates__of_the_past_or_out_of_order__refused(market: Market) -> None:
    time = market.now
    with refuses("TaxRatesRefused", start=time - 1, earliest=time):
        market.agent.send("setTaxRates", time - 1, RATES, sender=market.ministry)
    market.agent.send("setTaxRates", time + DAY, RATES, sender=market.ministry)
    with refuses("TaxRatesRefused", start=time + DAY, earliest=time + DAY + 1):
        market.agent.send("setTaxRates", time + DAY, RATES, sender=market.ministry)


def test_set_tax_rates__above_the_whole__refused(market: Market) -> None:
    with refuses("TaxRateTooHigh", rate=10_001):
        rates = (*RATES[:15], 10_001)
        market.agent.send("setTaxRates", market.now + 9, rates, sender=market.ministry)


def test_tax_rate__by_category_and_time__the_latest_that_holds(market: Market) -> None:
    first, second = market.now + 10, market.now + 20
    market.agent.send("setTaxRates", first, RATES, sender=market.ministry)
    market.agent.send("setTaxRates", second, [1_000] * 16, sender=market.ministry)
    asked = [(0, first), (1, first), (2, second - 1), (200, second - 1), (1, second)]
    answers = [market.agent.call("taxRate", *each) for each in asked]
    assert answers == [0, 1_500, 2_000, 3_500, 1_000]
    with refuses("TaxRatesMissing", time=first - 1):
        market.agent.call("taxRate", 1, first - 1)


def test_pay__rates_changed_before_payment_day__those_of_the_payment_day(
    service: Service,
) -> None:
    market = service.market
    market.agent.send("setTaxRates", FIRST.pay_time, [1_000] * 16, sender=market.ministry)
    service.ready()
    service.pay([market.holder])
    assert service.cash(market.holder) == 36_250 - 3_625
