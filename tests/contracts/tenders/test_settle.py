"""Tenders.settle: what is given up is cancelled against cash or a new instrument, each alone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import code32
from rwa.chain.errors import ContractRevert
from rwa.entry import Status
from rwa.roles import Role
from tests.contracts.system import (
    BILL_MATURITY,
    DAY,
    FIRST,
    RECORD_TIMES,
    Market,
    emitted,
    identity_address,
    refuses,
)
from tests.contracts.tenders.offer import (
    BILL,
    BOND,
    BUY_BACK,
    CONCLUDED,
    DRAWING,
    EXCHANGE,
    FUNDS,
    GIVEN,
    HELD,
    PRICE,
    PUT,
    Offer,
    reason,
)

BLOCKED = reason("HolderBlocked(address)")
NO_UNITS = reason("ERC20InsufficientBalance(address,uint256,uint256)")
RECORD_PASSED = reason("RecordDatePassed(uint256)")
NO_FUNDS = reason("FundsMissing(uint256,uint256,uint256,uint256)")


def failed(receipt) -> list[tuple[int, bytes]]:
    """The instructions that failed and why."""
    told = emitted(receipt, "InstructionFailed")
    return [(each["instruction"], each["reason"]) for each in told]


@pytest.fixture
def put(offer: Offer) -> Offer:
    """A put at 97.50 and 1.234567 accrued: holder 10,000, other holder 20,000, distant 30,000."""
    market = offer.open(accrued=1_234_567 * 10**12).market
    for number, holder in enumerate(
        (market.holder, market.other_holder, market.distant_holder), start=1
    ):
        offer.tender(holder, number * 10_000)
    return offer.until(1)


def test_settle__in_order_of_refusal(offer: Offer) -> None:
    market = offer.open(BUY_BACK).market
    offer.tender(market.holder, 100, PRICE)
    opens = offer.start + 3 * DAY
    with refuses("TenderUnknown", tender=2):
        offer.contract.send("settle", 2, [0], sender=market.stranger)
    market.engine.advance_to(opens - 1)
    with refuses("TenderNotDue", tender=1, settlementTime=opens, time=opens - 1):
        offer.contract.send("settle", 1, [0], sender=market.stranger)
    with refuses("TenderUndecided", tender=1):
        offer.settle(9)
    offer.reject()
    with refuses("InstructionUnknown", tender=1, instruction=1):
        offer.settle(0, 1)


def test_deliver__not_the_contract_itself__refused(put: Offer) -> None:
    put.until(3)
    for caller in (put.market.fiscal_agent, put.market.holder):
        with refuses("OnlyItself", account=caller):
            put.contract.send("deliver", 1, 0, 0, sender=caller)


def test_settle__put__all_that_was_tendered_is_paid_and_cancelled(put: Offer) -> None:
    """10,000 at 97.50 + 1.234567 are 9,873.45, rounded down; 29,620.37 for 30,000."""
    market = put.market
    receipt = put.settle(0, 1, 2)
    told = emitted(receipt, "InstructionSettled")
    assert [(each["face"], each["cash"], each["newFace"]) for each in told] == [
        (10_000, 9_873, 0),
        (20_000, 19_746, 0),
        (30_000, 29_620, 0),
    ]
    assert [each["wallet"] for each in told] == [
        market.holder,
        market.other_holder,
        market.distant_holder,
    ]
    assert put.cash(market.other_holder) == 19_746
    assert put.cash(market.government) == FUNDS - 59_239
    assert put.cash(put.contract.address) == 0
    assert [put.held(each) for each in (market.holder, market.distant_holder)] == [40_000, 20_000]
    position = market.programme.call("positions")[1]
    assert (position.outstanding, position.issued) == (3 * HELD - 60_000, 3 * HELD)


def test_t30_settle__twice_and_again__passed_over(put: Offer) -> None:
    put.settle(0, 0)
    assert put.settle(0, 0).logs == ()
    assert (put.held(put.market.holder), put.instruction(0).state) == (40_000, CONCLUDED)


def test_settle__buy_back__each_at_the_price_it_asked(offer: Offer) -> None:
    market = offer.open(BUY_BACK).market
    offer.tender(market.holder, 30_000, 97_0000)
    offer.tender(market.other_holder, 40_000, 97_5001)
    offer.tender(market.distant_holder, 20_000, 98_0000)
    offer.until(1).set_highest(97_5001)
    offer.accept(30_000, 10_000, 0)
    told = emitted(offer.settle(0, 1, 2), "InstructionSettled")
    assert [(each["face"], each["cash"]) for each in told] == [(30_000, 29_100), (10_000, 9_750)]
    assert offer.held(market.distant_holder) == HELD
    assert offer.instruction(2).state == CONCLUDED
    assert [offer.locked(each) for each in offer.holders] == [0, 0, 0]


def test_settle__rejected__released_at_once(offer: Offer) -> None:
    market = offer.open(EXCHANGE).market
    offer.tender(market.holder, 10_000)
    offer.until(1)
    with refuses("TenderNotDue", tender=1, settlementTime=offer.start + 3 * DAY, time=market.now):
        offer.settle(0, days=1)
    offer.reject()
    receipt = offer.settle(0, days=1)
    assert emitted(receipt, "InstructionReleased") == [{"tender": 1, "instruction": 0}]
    assert (offer.locked(market.holder), offer.held(market.holder)) == (0, HELD)


def test_settle__cut_to_nothing__released(offer: Offer) -> None:
    market = offer.open(EXCHANGE, maximum=100, ratio=100_0000).market
    offer.tender(market.holder, 10_000)
    offer.tender(market.other_holder, 10_000)
    assert len(emitted(offer.settle(0, 1), "InstructionReleased")) == 2
    assert offer.locked(market.other_holder) == 0


def test_settle__exchange_within_the_maximum__new_face_and_the_rest_at_par(offer: Offer) -> None:
    """10,100 at 102.50 per 100 are 10,352.5: 10,300 of the bill, 52.5 at par, and 50.5 accrued."""
    market = offer.open(EXCHANGE, accrued=5 * 10**17).market
    offer.tender(market.holder, 10_100)
    (told,) = emitted(offer.settle(0), "InstructionSettled")
    assert (told["face"], told["cash"], told["newFace"]) == (10_100, 103, 10_300)
    assert market.bill.call("balanceOf", market.holder) == 10_300
    assert offer.held(market.holder) == HELD - 10_100
    assert offer.cash(market.holder) == 103


def test_settle__exchange_above_the_maximum__cut_in_proportion(offer: Offer) -> None:
    """60,000 of 90,000: 20,000, 26,600 of 26,666.67 and 13,300 of 13,333.33."""
    market = offer.open(EXCHANGE, ratio=100_0000).market
    for holder, face in (
        (market.holder, 30_000),
        (market.other_holder, 40_000),
        (market.distant_holder, 20_000),
    ):
        offer.tender(holder, face)
    offer.until(3)
    assert [offer.contract.call("proceedsOf", 1, each).face for each in range(3)] == [
        20_000,
        26_600,
        13_300,
    ]
    told = emitted(offer.settle(2, 0, 1), "InstructionSettled")
    assert [each["newFace"] for each in told] == [13_300, 20_000, 26_600]
    assert market.bond.call("totalSupply") == 3 * HELD - 59_900


def test_t14_settle__exchange_above_the_cap__fails_alone(offer: Offer) -> None:
    """150,000 paisa at USD 0.0036 a rupee are USD 5.40; twice the face does not fit into 6."""
    market = offer.open(EXCHANGE, ratio=200_0000).market
    offer.tender(market.holder, 40_000)
    offer.tender(market.other_holder, 10_000)
    market.order(market.programme, "setCap", 6_000_000)
    offer.until(3)
    market.programme.send("setCap", 6_000_000, sender=market.ministry)
    market.post_prices()
    receipt = offer.settle(0, 1)
    assert failed(receipt) == [(0, reason("CapExceeded(uint256,uint256)"))]
    assert market.bill.call("balanceOf", market.other_holder) == 20_000
    assert offer.held(market.holder) == HELD


def test_settle__drawing__who_was_drawn_and_no_one_else(offer: Offer) -> None:
    market = offer.open(DRAWING, price=100_0000).until(1).market
    offer.draw({market.holder: 20_000, market.distant_holder: 10_000})
    told = emitted(offer.settle(0, 1), "InstructionSettled")
    assert [(each["wallet"], each["cash"]) for each in told] == [
        (market.holder, 20_000),
        (market.distant_holder, 10_000),
    ]
    assert offer.held(market.other_holder) == HELD


@pytest.mark.parametrize("state", ["seized", "blocked", "frozen", "part", "expired"])
def test_t32_settle__one_who_cannot__fails_alone_and_lapses(put: Offer, state: str) -> None:
    market = put.market
    why = {
        "seized": NO_UNITS,
        "blocked": BLOCKED,
        "frozen": reason("WalletFrozen(address)"),
        "part": reason("ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)"),
        "expired": reason("KycExpired(address,uint256)"),
    }[state]
    if state == "seized":
        market.carry_out(market.bond, "forcedTransfer", market.holder, market.other_holder, HELD)
    elif state == "blocked":
        market.set_blocked("holder", market.holder)
    elif state == "frozen":
        market.bond.send("setAddressFrozen", market.holder, True, sender=market.registrar)
    elif state == "part":
        market.bond.send("setFrozenTokens", market.holder, 45_000, sender=market.registrar)
    else:
        arguments = (market.holder, market.now)
        market.participants.send("setKycExpiry", *arguments, sender=market.operator)
    before = put.held(market.holder)
    receipt = put.settle(0, 1)
    assert failed(receipt) == [(0, why)]
    assert emitted(receipt, "InstructionLapsed") == []
    assert put.cash(market.other_holder) == 19_746
    receipt = put.settle(0, days=4)
    assert emitted(receipt, "InstructionLapsed") == [{"tender": 1, "instruction": 0}]
    assert (put.held(market.holder), put.cash(market.holder)) == (before, 0)
    assert put.locked(market.holder) == 0
    assert put.settle(0).logs == ()


@pytest.mark.parametrize("first", [0, 1])
def test_settle__two_tenders_of_what_a_seizure_left_part_of__the_first_settled_is_paid(
    offer: Offer, first: int
) -> None:
    """500.00 were tendered in two puts, and 200.00 of them are seized: neither blocks the other."""
    market, faces = offer.open().market, (30_000, 20_000)
    puts = (offer, Offer(market).open(PUT))
    for put, face in zip(puts, faces, strict=True):
        put.tender(market.holder, face)
    market.carry_out(market.bond, "forcedTransfer", market.holder, market.other_holder, 20_000)
    settled, other = puts[first], puts[1 - first]
    assert failed(settled.settle(0)) == []
    left = HELD - 20_000 - faces[first]
    assert (offer.held(market.holder), offer.locked(market.holder)) == (left, faces[1 - first])
    assert failed(other.settle(0)) == [(0, NO_UNITS)]
    assert len(emitted(other.settle(0, days=4), "InstructionLapsed")) == 1
    assert offer.locked(market.holder) == 0


def test_settle__seized_and_frozen__a_freeze_is_no_lock(offer: Offer) -> None:
    market = offer.open().market
    offer.tender(market.holder, 30_000)
    Offer(market).open(PUT).tender(market.holder, 20_000)
    market.carry_out(market.bond, "forcedTransfer", market.holder, market.other_holder, 20_000)
    market.bond.send("setFrozenTokens", market.holder, 100, sender=market.registrar)
    part = reason("ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)")
    assert failed(offer.settle(0)) == [(0, part)]
    market.bond.send("setFrozenTokens", market.holder, 0, sender=market.registrar)
    assert failed(offer.settle(0)) == []


def test_settle__drawn_by_lot_of_what_is_tendered__fails_alone(offer: Offer) -> None:
    """Nothing is locked for a drawing, and what is locked for a tender stays so."""
    market = offer.open().market
    offer.tender(market.holder, 45_000)
    drawing = Offer(market).open(DRAWING)
    drawing.until(1).draw({market.holder: 10_000})
    part = reason("ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)")
    assert failed(drawing.settle(0)) == [(0, part)]
    assert failed(offer.settle(0)) == []


@pytest.mark.parametrize("waits", ["for nothing", "for cash", "for the pause", "for the holder"])
def test_settle__record_date_passed__lapses_at_once_whatever_it_waited_for(
    offer: Offer, waits: str
) -> None:
    """A put not paid by then leaves its holder units and interest: the deadline is months away."""
    market, record = offer.market, RECORD_TIMES[0]
    market.engine.advance_to(record - 4 * DAY)
    put = Offer(market).open(PUT, accrued=3 * 10**18, settlementDeadline=record + 90 * DAY)
    put.tender(market.holder, 30_000)
    put.tender(market.other_holder, 20_000)
    if waits == "for cash":
        market.pkr_cash.send("approve", put.contract.address, 0, sender=market.government)
    elif waits == "for the pause":
        market.bond.send("pause", sender=market.regulator)
    elif waits == "for the holder":
        market.set_blocked("holder", market.holder)
    market.engine.advance_to(record - 1)
    if waits == "for nothing":
        assert failed(put.settle(1)) == []
    else:
        put.settle(0)
    market.engine.advance_to(record)
    with refuses("RecordDatePassed", recordTime=record):
        put.contract.call("deliver", put.number, 0, record, sender=put.contract.address)
    receipt = put.settle(0, 1)
    late = [0] if waits == "for nothing" else [0, 1]
    assert failed(receipt) == [(each, RECORD_PASSED) for each in late]
    assert [each["instruction"] for each in emitted(receipt, "InstructionLapsed")] == late
    assert (put.held(market.holder), put.locked(market.holder)) == (HELD, 0)
    assert put.cash(market.holder) == 0


def test_settle__record_date_of_the_new_issue_passed__exchange_lapses(offer: Offer) -> None:
    market, record = offer.market, RECORD_TIMES[0]
    for holder in offer.holders:
        market.issue(market.bill, holder, HELD)
    market.engine.advance_to(record - 4 * DAY)
    swap = Offer(market).open(EXCHANGE, id=BILL, newId=BOND, settlementDeadline=record + DAY)
    swap.tender(market.holder, 10_000)
    market.engine.advance_to(record)
    receipt = swap.settle(0)
    assert failed(receipt) == [(0, RECORD_PASSED)]
    assert len(emitted(receipt, "InstructionLapsed")) == 1


def test_settle__exchange_beside_a_stale_price__waits_for_the_next_and_may_be_withdrawn(
    offer: Offer,
) -> None:
    """The holder does not answer for the oracle."""
    market, days = offer.market, offer.start + 6 * DAY
    offer.open(EXCHANGE, settlementTime=days, settlementDeadline=days + DAY)
    offer.tender(market.holder, 30_000)
    stale = reason("PriceStale(bytes32,uint256,uint256,uint256)")
    for passed in (6, 7, 8):
        receipt = offer.settle(0, days=passed)
        assert failed(receipt) == [(0, stale)]
        assert emitted(receipt, "InstructionLapsed") == []
    with market.undone():
        assert len(emitted(offer.withdraw(0, market.holder), "InstructionReleased")) == 1
    market.post_prices()
    assert failed(offer.settle(0)) == []
    assert market.bill.call("balanceOf", market.holder) > 0


def test_settle__unblocked_in_time__is_settled(put: Offer) -> None:
    market = put.market
    market.set_blocked("holder", market.holder)
    put.settle(0)
    market.set_blocked("holder", market.holder, blocked=False)
    put.settle(0)
    assert put.cash(market.holder) == 9_873


def test_settle__exchange_of_the_holder_revoked__is_paid_but_gets_nothing_new(
    offer: Offer,
) -> None:
    market = offer.open().market
    offer.tender(market.holder, 100)
    second = Offer(market)
    second.open(EXCHANGE)
    second.tender(market.holder, 100)
    market.set_status(FIRST, Status.REVOKED)
    offer.settle(0)
    assert offer.cash(market.holder) == 97
    why = reason("ExchangeNotWhitelisted(uint8,uint8,uint256)")
    assert failed(second.settle(0)) == [(0, why)]


def test_settle__paused__waits_beyond_the_deadline(put: Offer) -> None:
    market = put.market
    market.bond.send("pause", sender=market.regulator)
    receipt = put.settle(0, days=5)
    assert failed(receipt) == [(0, reason("TokenPaused()"))]
    assert emitted(receipt, "InstructionLapsed") == []
    market.bond.send("unpause", sender=market.regulator)
    put.settle(0)
    assert put.cash(market.holder) == 9_873


@pytest.mark.parametrize("want", ["cash", "allowance"])
def test_settle__government_without_cash__waits_beyond_the_deadline(put: Offer, want: str) -> None:
    """A put is the holder's right: it does not lapse because the issuer cannot pay."""
    market, cash = put.market, put.market.pkr_cash
    if want == "cash":
        cash.send("burn", market.government, FUNDS - 9_872, sender=market.fiscal_agent)
    else:
        cash.send("approve", put.contract.address, 9_872, sender=market.government)
    receipt = put.settle(0, days=5)
    assert failed(receipt) == [(0, NO_FUNDS)]
    assert emitted(receipt, "InstructionLapsed") == []
    assert put.held(market.holder) == HELD
    put.set_aside(9_873)
    put.settle(0)
    assert put.cash(market.holder) == 9_873


def test_settle__principal_repaid_meanwhile__price_and_ratio_of_what_is_left(offer: Offer) -> None:
    """A quarter of the bond is repaid: 10,000 at 97.50 are 7,312.5; at 102.50 they are 7,687.5 of
    the bill, 87 of it at par.
    """
    market = offer.open().market
    offer.tender(market.holder, 10_000)
    exchange = Offer(market)
    exchange.open(EXCHANGE)
    exchange.tender(market.distant_holder, 10_000)
    grant_and_wait(offer)
    market.programme.send("repay", BOND, 25 * 10**8, sender=market.stranger)
    (told,) = emitted(offer.settle(0), "InstructionSettled")
    assert (told["face"], told["cash"]) == (10_000, 7_312)
    (told,) = emitted(exchange.settle(0), "InstructionSettled")
    assert (told["face"], told["cash"], told["newFace"]) == (10_000, 87, 7_600)


def test_settle__repayment_pending__waits_beyond_the_deadline(put: Offer) -> None:
    """The issuer owes the repayment to the holders of an earlier day; no holder answers for it."""
    market = put.market
    grant_and_wait(put)
    market.programme.send("closeIssue", BOND, market.now, sender=market.stranger)
    receipt = put.settle(0, days=5)
    assert failed(receipt) == [(0, reason("RepaymentDue(bytes32,uint256,uint256)"))]
    assert emitted(receipt, "InstructionLapsed") == []
    market.programme.send("repay", BOND, 5 * 10**9, sender=market.stranger)
    put.settle(0)
    assert put.cash(market.holder) == 4_936


def grant_and_wait(offer: Offer) -> None:
    """The stranger may repay, once settlement has begun."""
    market, grant = offer.market, ("grantRole", Role.PAYING_AGENT, offer.market.stranger, 0)
    market.order(market.authority, *grant)
    offer.until(3)
    data = market.authority.encode(*grant)
    market.orders.send("execute", data, sender=market.stranger)


def test_settle__blocked_and_government_without_cash__lapses(put: Offer) -> None:
    market = put.market
    market.set_blocked("holder", market.holder)
    market.pkr_cash.send("approve", put.contract.address, 0, sender=market.government)
    receipt = put.settle(0, days=4)
    assert failed(receipt) == [(0, BLOCKED)]
    assert len(emitted(receipt, "InstructionLapsed")) == 1


def test_deliver__funds_missing__with_the_numbers(put: Offer) -> None:
    """What the try inside hides is told by the call itself."""
    market = put.market
    market.pkr_cash.send("approve", put.contract.address, 7, sender=market.government)
    put.until(3)
    told = {"tender": 1, "instruction": 0, "needed": 9_873, "funds": 7}
    with refuses("FundsMissing", **told):
        put.contract.call("deliver", 1, 0, 0, sender=put.contract.address)


def test_t07_settle__wallet_lost_meanwhile__its_successor_is_paid(put: Offer) -> None:
    market = put.market
    successor = market.account("successor")
    market.onboard(successor)
    market.replace_wallet(market.holder, successor)
    identity = identity_address("holder")
    arguments = ("recoveryAddress", market.holder, successor, identity)
    market.bond.send(*arguments, sender=market.registrar)
    (told,) = emitted(put.settle(0), "InstructionSettled")
    assert told["wallet"] == successor
    assert (put.held(successor), put.cash(successor)) == (HELD - 10_000, 9_873)


def test_t25_settle__matured_meanwhile__lapses_and_is_redeemed(offer: Offer) -> None:
    market = offer.market
    market.issue(market.bill, market.holder, HELD)
    times = {"closes": BILL_MATURITY - 2 * DAY, "settlementTime": BILL_MATURITY - DAY}
    offer.open(id=BILL, **times, settlementDeadline=BILL_MATURITY + DAY)
    offer.tender(market.holder, 100)
    market.engine.advance_to(BILL_MATURITY + DAY)
    receipt = offer.contract.send("settle", 1, [0], sender=market.stranger)
    assert failed(receipt) == [(0, reason("Matured(uint256,uint256)"))]
    assert len(emitted(receipt, "InstructionLapsed")) == 1
    market.redeem(market.bill, market.holder, HELD)


def test_settle__too_little_gas__nobody_is_blamed(put: Offer) -> None:
    put.until(3)
    with pytest.raises(ContractRevert):
        put.contract.send("settle", 1, [0], sender=put.market.stranger, gas=130_000)
    assert put.instruction(0).state == GIVEN


def test_t19_proceeds__any_amounts__exact_fraction_rounded_down(offer: Offer) -> None:
    market = offer.open(BUY_BACK, accrued=123_456_789_012_345_678).market
    offer.tender(market.holder, 33_300, 2**64 - 1)
    offer.tender(market.holder, 100, 1)
    offer.until(1).set_highest(2**64 - 1)
    offer.accept(33_300, 100)
    for number, (face, price) in enumerate(((33_300, 2**64 - 1), (100, 1))):
        dirty = Fraction(price, 10**4) + Fraction(123_456_789_012_345_678, 10**18)
        assert offer.contract.call("proceedsOf", 1, number).cash == floor(face * dirty / 100)


def test_t19_proceeds__whole_paisa__not_a_paisa_less(offer: Offer) -> None:
    """364.00 at par and 10.75 % for 273 of 365 days, as many of the paisa as are whole."""
    market = offer.open(DRAWING, price=100_0000, accrued=1_075 * 273, accruedDivisor=36_500).market
    offer.until(1).draw({market.holder: 36_500})
    assert offer.contract.call("proceedsOf", 1, 0).cash == 36_500 + 1_075 * 273 * 365 // 36_500


@pytest.mark.parametrize(
    ("accrued", "ratio", "new_accrued"),
    [
        ((17_927, 7_360), 98_7531, (1_647, 730)),
        ((17_927, 7_360), 98_7531, (-1_647, 730)),
        ((1, 3), 33_3333, (1, 7)),
        ((0, 1), 100_0001, (0, 1)),
        ((2**127 - 1, 2**128 - 1), 102_5000, (2**126 - 1, 2**128 - 159)),
        ((2**127 - 1, 2**125 - 1), 2**64 - 1, (-(2**127), 2**122)),
    ],
)
@pytest.mark.parametrize("face", [100, 33_300, 49_900])
def test_t19_proceeds__exchange__exact_fraction_rounded_down_once(
    offer: Offer, face: int, accrued: tuple[int, int], ratio: int, new_accrued: tuple[int, int]
) -> None:
    terms = {
        "accrued": accrued[0],
        "accruedDivisor": accrued[1],
        "newAccrued": new_accrued[0],
        "newAccruedDivisor": new_accrued[1],
    }
    market = offer.open(EXCHANGE, ratio=ratio, **terms).market
    offer.tender(market.holder, face)
    told = offer.contract.call("proceedsOf", 1, 0)
    due = Fraction(face * ratio, 100 * 10**4)
    assert told.newFace == floor(due / 100) * 100
    received = told.newFace * (1 + Fraction(*new_accrued) / 100)
    assert told.cash == floor(due + face * Fraction(*accrued) / 100 - received)


def test_t41_settle__batch_of_fifty__within_a_transaction(offer: Offer) -> None:
    market = offer.open().market
    for _ in range(50):
        offer.tender(market.holder, 100)
    receipt = offer.settle(*range(50))
    assert len(emitted(receipt, "InstructionSettled")) == 50
    assert receipt.gas_used < 16_777_216


# ------------------------------------------------------------------------------------ hostile cash


@pytest.fixture
def hostile(
    market: Market, offer: Offer, fixture_artifacts: Mapping[str, Artifact]
) -> tuple[Offer, Contract]:
    """A put in a contract of tenders whose cash is hostile, with the role it needs."""
    cash = deploy(market.engine, fixture_artifacts["CallingCash"], sender=market.deployer)
    contract = deploy(
        market.engine,
        market.artifacts["Tenders"],
        market.programme.address,
        [(code32("PKR"), cash.address)],
        market.government,
        sender=market.deployer,
    )
    market.carry_out(market.authority, "grantRole", Role.TENDERS, contract.address, 0)
    put = Offer(market, contract)
    put.announce(PUT)
    cash.send("mint", market.government, FUNDS, sender=market.stranger)
    cash.send("approve", contract.address, FUNDS, sender=market.government)
    put.tender(market.holder, 10_000)
    return put, cash


def test_t31_settle__cash_that_keeps_a_fee__both_legs_or_neither_and_waits(
    hostile: tuple[Offer, Contract],
) -> None:
    put, cash = hostile
    cash.send("keep", 3, sender=put.market.stranger)
    receipt = put.settle(0, days=5)
    assert failed(receipt) == [(0, reason("CashMismatch(address,uint256,uint256)"))]
    assert emitted(receipt, "InstructionLapsed") == []
    assert put.held(put.market.holder) == HELD
    assert cash.call("balanceOf", put.market.government) == FUNDS
    cash.send("keep", 0, sender=put.market.stranger)
    put.settle(0)
    assert cash.call("balanceOf", put.market.holder) == 9_750


@pytest.mark.parametrize("call", ["settle", "deliver", "withdraw"])
def test_t29_settle__cash_that_calls_back__both_legs_or_neither(
    hostile: tuple[Offer, Contract], call: str
) -> None:
    put, cash = hostile
    again = {"settle": (1, [0]), "deliver": (1, 0, 0), "withdraw": (1, 0)}[call]
    data = put.contract.encode(call, *again)
    cash.send("callBack", put.contract.address, data, sender=put.market.stranger)
    receipt = put.settle(0)
    ((_, why),) = failed(receipt)
    assert (
        why
        == {
            "settle": reason("ReentrancyGuardReentrantCall()"),
            "deliver": reason("OnlyItself(address)"),
            "withdraw": reason("TenderNotOpen(uint256,uint256,uint256,uint256)"),
        }[call]
    )
    assert put.held(put.market.holder) == HELD
    assert cash.call("balanceOf", put.market.holder) == 0
