"""PrimaryMarket.settle: delivery against payment, each bid alone, by anyone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import code32, keccak
from rwa.chain.errors import ContractRevert
from rwa.ledger.auctions import dirty_price
from rwa.pricing import cost_rounded_up
from rwa.roles import Role
from tests.contracts.primary_market.auction import DEPOSIT, FUNDS, PRICE, Auction
from tests.contracts.system import (
    BILL_MATURITY,
    BOND_CODE,
    DAY,
    RECORD_TIMES,
    Market,
    emitted,
    refuses,
)

NO_CASH = keccak(b"ERC20InsufficientBalance(address,uint256,uint256)")[:4]


@pytest.fixture
def allotted(auction: Auction) -> Auction:
    """Bids 0 of the dealer and 1 of the other dealer won, 2 lost, 3 was not revealed."""
    market = auction.market
    auction.seal(40_000)
    auction.seal(30_000, dealer=market.other_dealer, investor=market.distant_holder)
    auction.seal(10_000, PRICE - 1)
    auction.seal(10_000)
    auction.revealed(0, 1, 2)
    auction.decide([40_000, 30_000, 0, 0])
    return auction


def impoverish(auction: Auction, dealer: str) -> None:
    """Leave a dealer without cash."""
    market = auction.market
    market.pkr_cash.send("burn", dealer, auction.cash(dealer), sender=market.fiscal_agent)


def test_settle__no_such_auction_or_bid__refused(allotted: Auction) -> None:
    with refuses("BidUnknown", auction=1, bid=4):
        allotted.settle(4)
    allotted.number = 2
    with refuses("AuctionUnknown", auction=2):
        allotted.settle(0)


def test_settle__before_reveals_end__refused(auction: Auction) -> None:
    auction.seal(1_000)
    closes = auction.terms()["revealDeadline"]
    auction.market.engine.advance_to(closes - 1)
    with refuses("RevealStillOpen", auction=1, closes=closes, time=auction.market.now):
        auction.settle(0)


def test_settle__undecided__refused_but_for_the_sealed(auction: Auction) -> None:
    auction.seal(1_000)
    auction.seal(1_000)
    auction.revealed(0)
    with refuses("AuctionUndecided", auction=1):
        auction.settle(0)
    receipt = auction.settle(1)
    assert emitted(receipt, "BidVoided") == [{"auction": 1, "bid": 1}]
    assert auction.cash(auction.market.government) == DEPOSIT


def test_settle__allotment_before_its_time__refused_to_the_second(allotted: Auction) -> None:
    opens = allotted.terms()["settlementTime"]
    allotted.market.engine.advance_to(opens - 1)
    with refuses("SettlementNotOpen", auction=1, settlementTime=opens, time=allotted.market.now):
        allotted.settle(0)
    allotted.settle(2, 3)
    allotted.market.engine.advance_to(opens)
    allotted.settle(0)


def test_deliver__not_the_contract_itself__refused(allotted: Auction) -> None:
    allotted.until(3)
    for caller in (allotted.market.fiscal_agent, allotted.market.dealer):
        with refuses("OnlyItself", account=caller):
            allotted.contract.send("deliver", 1, 0, 0, sender=caller)


def test_settle__all__units_against_cash_and_the_deposit_counts(allotted: Auction) -> None:
    """40,000 at 98.3879 are 39,355.16, rounded up; 5,000 of it were deposited."""
    market = allotted.market
    allotted.until(3)
    receipt = allotted.settle(0, 1, 2, 3)
    costs = {each["bid"]: each["cost"] for each in emitted(receipt, "AllotmentSettled")}
    assert costs == {0: 39_356, 1: 29_517}
    assert market.bill.call("balanceOf", market.holder) == 40_000
    assert market.bill.call("balanceOf", market.distant_holder) == 30_000
    assert allotted.cash(market.government) == 39_356 + 29_517 + DEPOSIT
    assert allotted.cash(market.dealer) == FUNDS - 39_356 - DEPOSIT
    assert allotted.cash(market.other_dealer) == FUNDS - 29_517
    assert allotted.cash(allotted.contract.address) == 0
    position = market.programme.call("positions")[0]
    assert (position.outstanding, position.reserved) == (70_000, 0)


def test_t30_settle__twice_and_by_a_racing_stranger__passed_over(allotted: Auction) -> None:
    allotted.until(3)
    allotted.settle(0, 0, 1)
    before = [allotted.cash(each) for each in (allotted.market.government, allotted.market.dealer)]
    receipt = allotted.settle(0, 1, 2)
    assert emitted(receipt, "AllotmentSettled") == []
    after = [allotted.cash(each) for each in (allotted.market.government, allotted.market.dealer)]
    assert after == [before[0], before[1] + DEPOSIT]


def test_settle__deposit_above_the_cost__the_rest_back(auction: Auction) -> None:
    auction.seal(1_000, deposit=5_000)
    auction.revealed()
    auction.decide([1_000])
    auction.until(3)
    receipt = auction.settle(0)
    assert emitted(receipt, "DepositReturned") == [{"auction": 1, "bid": 0, "amount": 4_016}]
    assert auction.cash(auction.market.dealer) == FUNDS - 984


def test_t32_settle__one_without_cash__fails_alone_and_may_pay_until_the_deadline(
    allotted: Auction,
) -> None:
    market = allotted.market
    impoverish(allotted, market.dealer)
    allotted.until(3)
    receipt = allotted.settle(0, 1)
    assert [each["bid"] for each in emitted(receipt, "AllotmentSettled")] == [1]
    assert emitted(receipt, "AllotmentFailed") == [{"auction": 1, "bid": 0, "reason": NO_CASH}]
    assert (allotted.bid(0).state, allotted.reserved()) == (2, 40_000)
    allotted.fund(market.dealer, 34_356)
    allotted.settle(0)
    assert market.bill.call("balanceOf", market.holder) == 40_000


def test_t32_settle__still_without_cash_at_the_deadline__lapses(allotted: Auction) -> None:
    market = allotted.market
    impoverish(allotted, market.dealer)
    allotted.until(4)
    receipt = allotted.settle(0, 1)
    assert emitted(receipt, "AllotmentLapsed") == [{"auction": 1, "bid": 0, "amount": 40_000}]
    assert emitted(receipt, "DepositForfeited") == [{"auction": 1, "bid": 0, "amount": DEPOSIT}]
    assert allotted.reserved() == 0
    assert allotted.cash(market.government) == DEPOSIT + 29_517
    allotted.fund(market.dealer)
    allotted.settle(0)
    assert market.bill.call("balanceOf", market.holder) == 0


def test_t24_settle__pushed_by_a_stranger_with_too_little_gas__nothing_lapses(
    allotted: Auction,
) -> None:
    """At the deadline a failure costs the deposit: want of gas must not count as one."""
    market = allotted.market
    allotted.until(4)
    with market.undone():
        needed = allotted.settle(0).gas_used
    for gas in range(60_000, needed + 20_000, 4_000):
        with market.undone():
            try:
                allotted.settle(0, gas=gas)
            except ContractRevert:
                assert allotted.bid(0).state == 2
            else:
                assert market.bill.call("balanceOf", market.holder) == 40_000
    with refuses("SettlementUnexplained", sale=1, number=0):
        _starved(allotted, needed)


def _starved(auction: Auction, needed: int) -> None:
    """Settle with the least gas at which the contract itself still answers."""
    for gas in range(needed // 4, needed, 500):
        outcome = auction.contract.attempt(
            "settle", 1, [0], sender=auction.market.stranger, gas=gas
        )
        if isinstance(outcome, ContractRevert) and outcome.name == "SettlementUnexplained":
            raise outcome


@pytest.mark.parametrize("days", [3, 4])
def test_settle__instrument_paused__waits_and_costs_nobody_a_deposit(
    allotted: Auction, days: int
) -> None:
    market = allotted.market
    market.bill.send("pause", sender=market.regulator)
    impoverish(allotted, market.dealer)
    allotted.until(days)
    receipt = allotted.settle(0, 1)
    paused = keccak(b"TokenPaused()")[:4]
    assert [each["reason"] for each in emitted(receipt, "AllotmentFailed")] == [paused] * 2
    assert allotted.reserved() == 70_000
    market.bill.send("unpause", sender=market.regulator)
    allotted.fund(market.dealer)
    allotted.settle(0, 1)
    assert market.bill.call("totalSupply") == 70_000


def test_settle__investor_no_longer_eligible__lapses_with_its_deposit(allotted: Auction) -> None:
    """Else a bid for an ineligible investor would be a free option."""
    market = allotted.market
    market.set_blocked("holder", market.holder)
    allotted.until(4)
    receipt = allotted.settle(0)
    assert [each["amount"] for each in emitted(receipt, "DepositForfeited")] == [DEPOSIT]


def test_settle__wallet_lost_meanwhile__its_successor_has_the_units(allotted: Auction) -> None:
    market = allotted.market
    successor = market.account("successor")
    market.onboard(successor)
    market.replace_wallet(market.holder, successor)
    allotted.until(3)
    allotted.settle(0)
    assert market.bill.call("balanceOf", successor) == 40_000


@pytest.mark.parametrize("lapse", ["nobody tried", "paused", "without cash", "paid too late"])
def test_settle__record_date_passed__lapses_at_once_and_the_deposit_follows_the_fault(
    market: Market, lapse: str
) -> None:
    """The deadline is months away; what failed last before the record date decides."""
    record = RECORD_TIMES[0]
    market.engine.advance_to(record - 4 * DAY)
    auction = Auction(market).open(
        id=code32(BOND_CODE), accrued=3 * 10**18, settlementDeadline=record + 90 * DAY
    )
    auction.seal(40_000)
    auction.revealed()
    auction.decide([40_000])
    if lapse in ("without cash", "paid too late"):
        impoverish(auction, market.dealer)
    market.engine.advance_to(record - 1)
    if lapse != "nobody tried":
        if lapse == "paused":
            market.bond.send("pause", sender=market.regulator)
        auction.settle(0)
    assert auction.bid(0).failed is (lapse in ("without cash", "paid too late"))
    market.engine.advance_to(record)
    if lapse == "paid too late":
        auction.fund(market.dealer)
    with refuses("RecordDatePassed", recordTime=record):
        auction.contract.call("deliver", 1, 0, record, sender=auction.contract.address)
    receipt = auction.settle(0)
    reason = keccak(b"RecordDatePassed(uint256)")[:4]
    assert [each["reason"] for each in emitted(receipt, "AllotmentFailed")] == [reason]
    assert emitted(receipt, "AllotmentLapsed") == [{"auction": 1, "bid": 0, "amount": 40_000}]
    assert market.programme.call("instrument", code32(BOND_CODE)).reserved == 0
    assert market.bond.call("totalSupply") == 0
    forfeited = lapse in ("without cash", "paid too late")
    assert bool(emitted(receipt, "DepositForfeited")) is forfeited
    assert auction.cash(market.government) == (DEPOSIT if forfeited else 0)


def test_settle__without_cash_and_then_paused_over_the_record_date__nobody_is_blamed(
    market: Market,
) -> None:
    record = RECORD_TIMES[0]
    market.engine.advance_to(record - 4 * DAY)
    auction = Auction(market).open(id=code32(BOND_CODE))
    auction.seal(40_000)
    auction.revealed()
    auction.decide([40_000])
    impoverish(auction, market.dealer)
    auction.until(3)
    auction.settle(0)
    market.bond.send("pause", sender=market.regulator)
    auction.settle(0)
    assert auction.bid(0).failed is False
    market.engine.advance_to(record)
    assert len(emitted(auction.settle(0), "DepositReturned")) == 1


def test_settle__a_page_before_the_record_date__the_rest_after_it_lapses(market: Market) -> None:
    record = RECORD_TIMES[0]
    market.engine.advance_to(record - 4 * DAY)
    auction = Auction(market).open(id=code32(BOND_CODE), settlementDeadline=record + DAY)
    auction.seal(40_000)
    auction.seal(30_000, investor=market.distant_holder)
    auction.revealed()
    auction.decide([40_000, 30_000])
    market.engine.advance_to(record - 1)
    assert len(emitted(auction.settle(0), "AllotmentSettled")) == 1
    market.engine.advance_to(record)
    receipt = auction.settle(0, 1)
    assert [each["bid"] for each in emitted(receipt, "AllotmentLapsed")] == [1]


def test_settle__instrument_matured__deposit_returned(market: Market) -> None:
    auction = Auction(market).open(
        settlementTime=BILL_MATURITY - DAY, settlementDeadline=BILL_MATURITY
    )
    auction.seal(1_000)
    auction.revealed()
    auction.decide([1_000])
    market.engine.advance_to(BILL_MATURITY)
    receipt = auction.settle(0)
    assert [each["amount"] for each in emitted(receipt, "DepositReturned")] == [DEPOSIT]
    assert (auction.reserved(), auction.cash(market.dealer)) == (0, FUNDS)


def test_t14_settle__prices_far_over_the_cap__reserved_is_issued_all_the_same(
    allotted: Auction,
) -> None:
    """The headroom was tested when it was reserved; a stale price stops nothing either."""
    market = allotted.market
    market.order(market.programme, "setCap", 1)
    market.wait(2 * DAY)
    market.programme.send("setCap", 1, sender=market.ministry)
    allotted.settle(0)
    assert market.bill.call("totalSupply") == 40_000


def test_settle__uniform__all_pay_the_cut_off(market: Market) -> None:
    auction = Auction(market).open(uniform=True)
    auction.seal(40_000, PRICE + 500)
    auction.seal(30_000, PRICE)
    auction.seal(10_000, 0)
    auction.revealed()
    auction.decide([40_000, 30_000, 10_000])
    assert [auction.contract.call("costOf", 1, bid) for bid in range(3)] == [39_356, 29_517, 9_839]


def test_settle__reopening__clean_price_and_accrued_interest_together(market: Market) -> None:
    """Clean 95.6713, accrued 0.270718… per 100: the bond of 3 March 2021 after 14 of 181 days."""
    accrued = 10**18 * 7 * 14 // (2 * 181)
    auction = Auction(market).open(accrued=accrued)
    auction.seal(100_000, 95_6713, deposit=5_000)
    auction.revealed()
    auction.decide([100_000], 95_6713)
    exact = 100_000 * (Fraction(956_713, 10_000) + Fraction(7 * 14, 2 * 181)) / 100
    assert auction.contract.call("costOf", 1, 0) == ceil(exact) == 95_943


def test_t19_cost__whole_paisa__not_a_paisa_more(market: Market) -> None:
    """724.00 at 101.25 and 91 of 181 days of 5.25: 733.05 and 19.11, though no decimals of what has
    accrued per 100 are enough to say so.
    """
    auction = Auction(market).open(accrued=525 * 91, accruedDivisor=100 * 181)
    auction.seal(72_400, 101_2500, deposit=5_000)
    auction.revealed()
    auction.decide([72_400], 101_2500)
    assert auction.contract.call("costOf", 1, 0) == 73_305 + 1_911


@given(
    face=st.integers(0, 2**120 - 1),
    price=st.integers(1, 2**64 - 1),
    accrued=st.integers(-(10**14) + 1, 2**127 - 1),
)
def test_t19_cost__any_amounts__exact_fraction_rounded_up(
    face: int, price: int, accrued: int
) -> None:
    exact = Fraction(face) * (Fraction(price, 10**4) + Fraction(accrued, 10**18)) / 100
    assert cost_rounded_up(face, dirty_price(price, Fraction(accrued, 10**18))) == ceil(exact)


def test_settle__issuing_role_taken_from_the_market__nobody_pays_for_it(
    allotted: Auction,
) -> None:
    market = allotted.market
    role, holder = Role.PRIMARY_MARKET, allotted.contract.address
    market.order(market.authority, "revokeRole", role, holder)
    allotted.until(4)
    data = market.authority.encode("revokeRole", role, holder)
    market.orders.send("execute", data, sender=market.stranger)
    with refuses("RoleRequired", account=holder, role=role):
        allotted.settle(0)
    assert allotted.bid(0).state == 2


def test_t41_settle__batch_of_fifty__within_a_transaction(auction: Auction) -> None:
    for _ in range(50):
        auction.seal(2_000)
    auction.revealed()
    auction.decide([2_000] * 50)
    auction.until(3)
    receipt = auction.settle(*range(50))
    assert len(emitted(receipt, "AllotmentSettled")) == 50
    assert receipt.gas_used < 16_777_216


# ------------------------------------------------------------------------------------ hostile cash


@pytest.fixture
def hostile(market: Market, fixture_artifacts: Mapping[str, Artifact]) -> tuple[Auction, Contract]:
    """An auction in a primary market whose cash is hostile, with the role it needs."""
    cash = deploy(market.engine, fixture_artifacts["CallingCash"], sender=market.deployer)
    primary = deploy(
        market.engine,
        market.artifacts["PrimaryMarket"],
        market.programme.address,
        [(code32("PKR"), cash.address)],
        market.government,
        sender=market.deployer,
    )
    market.carry_out(market.authority, "grantRole", Role.PRIMARY_MARKET, primary.address, 0)
    auction = Auction(market, primary)
    auction.announce()
    cash.send("mint", market.dealer, FUNDS, sender=market.stranger)
    cash.send("approve", primary.address, 2**256 - 1, sender=market.dealer)
    return auction, cash


def test_t31_commit__cash_that_keeps_a_fee__refused(hostile: tuple[Auction, Contract]) -> None:
    auction, cash = hostile
    cash.send("keep", 3, sender=auction.market.stranger)
    with refuses("CashMismatch", token=cash.address, expected=DEPOSIT, received=DEPOSIT - 3):
        auction.seal(1_000)


def test_t31_settle__cash_that_keeps_a_fee__both_legs_or_neither(
    hostile: tuple[Auction, Contract],
) -> None:
    auction, cash = hostile
    auction.seal(40_000)
    auction.revealed()
    auction.decide([40_000])
    cash.send("keep", 3, sender=auction.market.stranger)
    auction.until(3)
    receipt = auction.settle(0)
    mismatch = keccak(b"CashMismatch(address,uint256,uint256)")[:4]
    assert [each["reason"] for each in emitted(receipt, "AllotmentFailed")] == [mismatch]
    assert auction.market.bill.call("totalSupply") == 0
    assert cash.call("balanceOf", auction.market.government) == 0


@pytest.mark.parametrize("call", ["settle", "withdraw", "commit"])
def test_t29_settle__cash_that_calls_back__both_legs_or_neither(
    hostile: tuple[Auction, Contract], call: str
) -> None:
    auction, cash = hostile
    auction.seal(40_000)
    auction.revealed()
    auction.decide([40_000])
    again = {"settle": (1, [0]), "withdraw": (1, 0), "commit": (1, b"\0" * 32, 0)}[call]
    data = auction.contract.encode(call, *again)
    cash.send("callBack", auction.contract.address, data, sender=auction.market.stranger)
    auction.until(3)
    receipt = auction.settle(0)
    reentered = keccak(b"ReentrancyGuardReentrantCall()")[:4]
    assert [each["reason"] for each in emitted(receipt, "AllotmentFailed")] == [reentered]
    assert auction.market.bill.call("totalSupply") == 0
    assert cash.call("balanceOf", auction.contract.address) == DEPOSIT


def test_t29_withdraw__cash_that_calls_back__refused(hostile: tuple[Auction, Contract]) -> None:
    auction, cash = hostile
    auction.seal(40_000)
    data = auction.contract.encode("withdraw", 1, 0)
    cash.send("callBack", auction.contract.address, data, sender=auction.market.stranger)
    with refuses("ReentrancyGuardReentrantCall"):
        auction.contract.send("withdraw", 1, 0, sender=auction.market.dealer)
