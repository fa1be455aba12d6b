"""PayingAgent.pay: exactly once, to the holders of record, whatever anyone does after it."""

from __future__ import annotations

from dataclasses import replace

from rwa.chain.deployment import code32
from rwa.entitlements import due_rounded_down, statement
from rwa.identifiers import Party
from rwa.payment import Ratio
from tests.contracts.paying_agent.conftest import HELD
from tests.contracts.paying_agent.service import (
    BOND,
    CLOSED,
    FIRST,
    FUNDED,
    HELD_BLOCKED,
    HELD_KYC,
    HELD_UNKNOWN,
    OLDER_FIRST,
    PAID,
    RATES,
    REDEMPTION,
    SECOND,
    Service,
    Terms,
    discharges,
)
from tests.contracts.system import (
    BILL_CODE,
    BILL_MATURITY,
    BOND_MATURITY,
    DAY,
    RECORD_TIMES,
    Market,
    emitted,
    identity_address,
    refuses,
)

SUPPLY = sum(HELD)
RATIO = Ratio(3_625, 3_625, 100_000)
GROSS = [units * 3_625 // 100_000 for units in HELD]
TAX = [gross * 1_500 // 10_000 for gross in GROSS]


def test_pay__no_such_payment__refused(service: Service) -> None:
    with refuses("PaymentUnknown", id=BOND, number=0):
        service.pay(service.holders)


def test_pay__not_funded__refused(service: Service) -> None:
    service.announce()
    service.until(FIRST.pay_time)
    with refuses("PaymentInPhase", id=BOND, number=0, phase=0):
        service.pay(service.holders)


def test_pay__before_its_time__refused(service: Service) -> None:
    service.announce()
    service.until(RECORD_TIMES[0])
    service.fund()
    time = service.market.now
    with refuses("PaymentNotDue", id=BOND, number=0, payTime=FIRST.pay_time, time=time):
        service.pay(service.holders)


def test_pay__everyone__gross_tax_net_and_remainder_to_the_paisa(service: Service) -> None:
    market = service.market
    government = market.government
    service.ready()
    before = service.cash(government)
    receipt = service.pay(service.holders)
    assert discharges(receipt) == [
        (wallet, units, gross, tax, PAID)
        for wallet, units, gross, tax in zip(service.holders, HELD, GROSS, TAX, strict=True)
    ]
    nets = [service.cash(wallet) for wallet in service.holders]
    assert nets == [gross - tax for gross, tax in zip(GROSS, TAX, strict=True)]
    assert service.cash(market.account("tax account")) == sum(TAX)
    remainder = due_rounded_down(SUPPLY, RATIO) - sum(GROSS)
    assert emitted(receipt, "PaymentClosed") == [{"id": BOND, "number": 0, "remainder": remainder}]
    assert service.cash(government) == before + remainder
    assert service.cash(market.agent.address) == 0


def test_t20__entitlements__the_same_as_the_contracts(service: Service) -> None:
    service.ready()
    rows = discharges(service.pay(service.holders))
    holdings = {
        Party(str(wallet)): units for wallet, units in zip(service.holders, HELD, strict=True)
    }
    ours = statement(holdings, dict.fromkeys(holdings, RATES[1]), RATIO)
    assert [(each.units, each.gross, each.tax) for each in ours.entitlements] == [
        row[1:4] for row in rows
    ]
    assert ours.due == service.payment().due
    assert 0 <= ours.remainder < len(holdings)


def test_o08__pay__again_or_twice_in_a_batch__nobody_is_paid_twice(service: Service) -> None:
    market = service.market
    service.ready()
    service.pay([market.holder, market.holder])
    service.pay([market.holder])
    assert service.cash(market.holder) == GROSS[0] - TAX[0]
    assert service.payment().units == HELD[0]


def test_t21__pay__sold_after_the_record_date__the_seller_is_paid(service: Service) -> None:
    market = service.market
    service.announce()
    service.until(RECORD_TIMES[0])
    market.bond.send("transfer", market.distant_holder, HELD[0], sender=market.holder)
    service.until(FIRST.pay_time)
    service.fund()
    service.pay([market.distant_holder, market.holder])
    assert service.cash(market.holder) == GROSS[0] - TAX[0]
    assert service.cash(market.distant_holder) == GROSS[2] - TAX[2]


def test_t22__pay__bought_in_the_last_second_before_the_cut__the_buyer_is_paid(
    service: Service,
) -> None:
    market = service.market
    service.announce()
    service.until(RECORD_TIMES[0] - 1)
    market.bond.send("transfer", market.distant_holder, HELD[0], sender=market.holder)
    service.until(FIRST.pay_time)
    service.fund()
    service.pay(service.holders)
    assert service.cash(market.holder) == 0
    assert service.payment().phase == CLOSED


def test_t32__pay__older_payment_not_received__passed_over_and_the_others_paid(
    service: Service,
) -> None:
    """A holder whose older payment is due holds up nobody else, and is paid once it is received."""
    market = service.market
    service.ready()
    service.ready(SECOND, 1)
    service.pay([market.other_holder], 0)
    rows = discharges(service.pay(service.holders[:2], 1))
    assert rows == [
        (market.holder, 0, 0, 0, OLDER_FIRST),
        (market.other_holder, HELD[1], GROSS[1], TAX[1], PAID),
    ]
    assert (service.cash(market.holder), service.held(market.holder)) == (0, 0)
    service.pay(service.holders, 0)
    service.pay(service.holders, 1)
    assert [service.cash(each) for each in service.holders] == [
        2 * (gross - tax) for gross, tax in zip(GROSS, TAX, strict=True)
    ]
    assert [service.payment(number).phase for number in (0, 1)] == [CLOSED, CLOSED]


def test_pay__newcomer_of_the_second_period__needs_no_older_payment(service: Service) -> None:
    market = service.market
    service.ready()
    newcomer = market.account("newcomer")
    market.onboard(newcomer, person="newcomer")
    market.bond.send("transfer", newcomer, 1_000, sender=market.holder)
    service.ready(SECOND, 1)
    service.pay([newcomer], 1)
    assert service.cash(newcomer) == 36 - 36 * 15 // 100


def test_pay__blocked_expired_or_removed_holder__held_and_the_others_paid(
    service: Service,
) -> None:
    market = service.market
    service.announce()
    service.until(RECORD_TIMES[0])
    market.set_blocked("holder", market.holder)
    market.participants.send(
        "setKycExpiry", market.other_holder, market.now, sender=market.operator
    )
    market.participants.send("remove", market.distant_holder, sender=market.registrar)
    service.until(FIRST.pay_time)
    service.fund()
    outcomes = [row[-1] for row in discharges(service.pay(service.holders))]
    assert outcomes == [HELD_BLOCKED, HELD_KYC, HELD_UNKNOWN]
    nets = [gross - tax for gross, tax in zip(GROSS, TAX, strict=True)]
    assert [service.held(wallet) for wallet in service.holders] == nets
    assert [service.cash(wallet) for wallet in service.holders] == [0, 0, 0]
    assert service.payment().phase == CLOSED


def test_t24__pay__whatever_a_stranger_pushes__nobody_loses(service: Service) -> None:
    market = service.market
    service.ready()
    service.pay([market.stranger, market.deployer, market.agent.address])
    service.pay([])
    assert service.payment().phase == FUNDED
    service.pay(service.holders)
    assert service.cash(market.holder) == GROSS[0] - TAX[0]


def test_t06__pay__recovered_between_record_date_and_payment__the_successor_is_paid_once(
    service: Service,
) -> None:
    market = service.market
    successor = market.account("second wallet")
    market.onboard(successor, person="holder")
    service.announce()
    service.until(RECORD_TIMES[0])
    market.replace_wallet(market.holder, successor)
    recovery = (market.holder, successor, identity_address("holder"))
    market.bond.send("recoveryAddress", *recovery, sender=market.registrar)
    service.until(FIRST.pay_time)
    service.fund()
    service.pay([market.holder, successor, market.holder])
    assert (service.cash(market.holder), service.cash(successor)) == (0, GROSS[0] - TAX[0])
    service.pay(service.holders)
    assert service.payment().phase == CLOSED


def test_t06__pay__recovered_after_it_was_paid__the_successor_is_not_paid_again(
    service: Service,
) -> None:
    market = service.market
    service.ready()
    service.pay([market.holder])
    successor = market.account("second wallet")
    market.onboard(successor, person="holder")
    market.replace_wallet(market.holder, successor)
    recovery = (market.holder, successor, identity_address("holder"))
    market.bond.send("recoveryAddress", *recovery, sender=market.registrar)
    service.pay([successor])
    assert service.cash(successor) == 0
    assert market.bond.call("settledPeriods", successor) == 1


def test_pay__lost_wallet_not_recovered_yet__held_for_its_successor(service: Service) -> None:
    market = service.market
    successor = market.account("second wallet")
    market.onboard(successor, person="holder")
    service.ready()
    market.replace_wallet(market.holder, successor)
    service.pay([market.holder])
    assert service.held(market.holder) == GROSS[0] - TAX[0]
    market.agent.send("release", b"PKR".ljust(32, b"\0"), market.holder, sender=market.stranger)
    assert service.cash(successor) == GROSS[0] - TAX[0]


def test_t25__pay__redemption__burns_pays_and_frees_the_cap(service: Service) -> None:
    """The bill: face to whoever holds it when it is paid, also for what was sold since maturity."""
    market, bill = service.market, code32(BILL_CODE)
    market.issue(market.bill, market.holder, 700)
    market.issue(market.bill, market.other_holder, 300)
    terms = Terms(REDEMPTION, 0, BILL_MATURITY, BILL_MATURITY + DAY, 0, 1, 0, 1)
    market.agent.send("announce", bill, terms.struct, sender=market.fiscal_agent)
    service.until(BILL_MATURITY)
    market.bill.send("transfer", market.distant_holder, 100, sender=market.holder)
    payer = service.credit(1_000)
    market.agent.send("fund", bill, 0, sender=payer)
    wallets = [market.holder, market.holder, market.other_holder]
    market.agent.send("pay", bill, 0, wallets, sender=market.stranger)
    assert market.agent.call("payments", bill, 0).phase == FUNDED
    market.agent.send("pay", bill, 0, service.holders, sender=market.stranger)
    assert [service.cash(each) for each in service.holders] == [600, 300, 100]
    assert market.agent.call("payments", bill, 0).phase == CLOSED
    assert market.bill.call("totalSupply") == 0
    outstanding = {each.assetClass: each.outstanding for each in market.programme.call("positions")}
    assert outstanding[code32("BILL")] == 0


def test_t27__pay__redemption_funded_before_maturity_and_units_issued_since__refused_beyond_it(
    service: Service,
) -> None:
    """No payment is made with the money of another."""
    market, bill = service.market, code32(BILL_CODE)
    market.issue(market.bill, market.holder, 700)
    early = BILL_MATURITY - DAY
    terms = Terms(REDEMPTION, 0, early, early + DAY, 0, 1, 0, 1)
    market.agent.send("announce", bill, terms.struct, sender=market.fiscal_agent)
    service.until(early)
    payer = service.credit(2_000)
    market.agent.send("fund", bill, 0, sender=payer)
    market.post_prices()
    market.issue(market.bill, market.other_holder, 300)
    service.until(BILL_MATURITY)
    with refuses("PaymentExceeded", id=bill, number=0, gross=1_000, due=700):
        market.agent.send("pay", bill, 0, service.holders, sender=market.stranger)


def test_t25__pay__redemption_before_maturity__refused_by_the_register(service: Service) -> None:
    service.announce(replace(FIRST, kind=REDEMPTION))
    service.until(FIRST.pay_time)
    service.fund()
    maturity, time = BOND_MATURITY, FIRST.pay_time
    with refuses("NotMatured", maturityTime=maturity, time=time):
        service.pay(service.holders)


def test_settle_payment__anyone_but_the_agent__refused(market: Market) -> None:
    with refuses("RoleRequired", account=market.fiscal_agent, role=9):
        market.bond.send("settlePayment", [market.holder], 0, 0, sender=market.fiscal_agent)
    with refuses("RoleRequired", account=market.fiscal_agent, role=9):
        market.programme.send("redeemPaid", BOND, market.holder, 1, sender=market.fiscal_agent)
