"""PayingAgent.release, prescribe, honour and setTaxRates."""

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
    SECOND,
    THIRD,
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


def test_prescribe__another_payment_came_since__each_part_has_a_period_of_its_own(
    blocked: Service,
) -> None:
    """What comes later neither prolongs nor shortens the time of what came before it."""
    market = blocked.market
    first = market.now
    blocked.ready(SECOND, 1)
    blocked.pay([market.holder], 1)
    second = market.now
    assert tuple(market.agent.call("holdings", PKR, market.holder)) == (2 * NET, first)
    market.set_blocked("holder", market.holder, blocked=False)
    market.engine.advance_to(first + PRESCRIPTION)
    assert emitted(prescribe(market), "HoldingPrescribed")[0]["amount"] == NET
    assert tuple(market.agent.call("holdings", PKR, market.holder)) == (NET, second)
    early = second + PRESCRIPTION - 1
    market.engine.advance_to(early)
    with refuses("NotPrescribed", wallet=market.holder, end=early + 1, time=early):
        prescribe(market)
    market.engine.advance_to(early + 1)
    prescribe(market)
    assert market.agent.call("prescribed", PKR, market.holder) == 2 * NET
    assert tuple(market.agent.call("holdings", PKR, market.holder)) == (0, 0)


def test_release__after_a_part_was_returned__the_rest_once_and_later_parts_again(
    blocked: Service,
) -> None:
    market = blocked.market
    first = market.now
    blocked.ready(SECOND, 1)
    blocked.pay([market.holder], 1)
    market.set_blocked("holder", market.holder, blocked=False)
    market.engine.advance_to(first + PRESCRIPTION)
    prescribe(market)
    release(market)
    assert blocked.cash(market.holder) == NET
    with refuses("NothingHeld", unit=PKR, wallet=market.holder):
        prescribe(market)
    market.set_blocked("holder", market.holder)
    blocked.ready(THIRD, 2)
    blocked.pay([market.holder], 2)
    assert tuple(market.agent.call("holdings", PKR, market.holder)) == (NET, market.now)
    market.set_blocked("holder", market.holder, blocked=False)
    release(market)
    assert blocked.cash(market.holder) == 2 * NET


def honour(market: Market, unit: bytes = PKR):
    return market.agent.send("honour", unit, market.holder, sender=market.fiscal_agent)


@pytest.fixture
def returned(blocked: Service) -> Service:
    """The holder's coupon went back to the ministry, unclaimed."""
    market = blocked.market
    market.set_blocked("holder", market.holder, blocked=False)
    market.wait(PRESCRIPTION)
    prescribe(market)
    return blocked


def allow(service: Service, amount: int) -> None:
    market = service.market
    market.pkr_cash.send("approve", market.agent.address, amount, sender=market.government)


def test_honour__not_the_fiscal_agent__refused(returned: Service) -> None:
    market = returned.market
    with refuses("RoleRequired", account=market.ministry, role=Role.FISCAL_AGENT):
        market.agent.send("honour", PKR, market.holder, sender=market.ministry)


def test_honour__no_such_cash_or_nothing_claimed__refused(blocked: Service) -> None:
    market = blocked.market
    with refuses("CashUnknown", unit=code32("XAU")):
        honour(market, code32("XAU"))
    with refuses("NothingClaimed", unit=PKR, wallet=market.holder):
        honour(market)


def test_honour__holder_cannot_be_paid__refused(returned: Service) -> None:
    market = returned.market
    market.set_blocked("holder", market.holder)
    with refuses("StillHeld", **still_held(market, market.holder, HELD_BLOCKED)):
        honour(market)


def test_honour__government_account_does_not_allow_it_or_has_too_little__refused(
    returned: Service,
) -> None:
    market = returned.market
    allow(returned, NET - 1)
    short = {"spender": market.agent.address, "allowance": NET - 1, "needed": NET}
    with refuses("ERC20InsufficientAllowance", **short):
        honour(market)
    allow(returned, NET)
    left = returned.cash(market.government) - NET + 1
    market.pkr_cash.send("transfer", market.stranger, left, sender=market.government)
    poor = {"sender": market.government, "balance": NET - 1, "needed": NET}
    with refuses("ERC20InsufficientBalance", **poor):
        honour(market)


def test_honour__claimed_after_all__paid_once_out_of_the_government_account(
    returned: Service,
) -> None:
    market = returned.market
    allow(returned, 2 * NET)
    before = returned.cash(market.government)
    assert emitted(honour(market), "ClaimHonoured") == [
        {"unit": PKR, "wallet": market.holder, "payee": market.holder, "amount": NET}
    ]
    assert returned.cash(market.holder) == NET
    assert returned.cash(market.government) == before - NET
    assert market.agent.call("prescribed", PKR, market.holder) == 0
    with refuses("NothingClaimed", unit=PKR, wallet=market.holder):
        honour(market)


def test_honour__wallet_lost_since__its_successor_is_paid(returned: Service) -> None:
    market = returned.market
    successor = market.account("second wallet")
    market.onboard(successor, person="holder")
    market.replace_wallet(market.holder, successor)
    allow(returned, NET)
    honour(market)
    assert (returned.cash(market.holder), returned.cash(successor)) == (0, NET)


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
