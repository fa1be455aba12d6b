"""Tenders.tender and withdraw: holders offer what they hold, and may think again."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import Address
from rwa.entry import Status
from tests.contracts.system import DAY, FIRST, Market, emitted, identity_address, refuses
from tests.contracts.tenders.offer import (
    BUY_BACK,
    CONCLUDED,
    DRAWING,
    EXCHANGE,
    GIVEN,
    HELD,
    PRICE,
    PUT,
    Offer,
)

LATER = {"closes": 40, "settlementTime": 41, "settlementDeadline": 42}
"""Days that leave time for two orders."""


def test_tender__in_order_of_refusal(offer: Offer) -> None:
    market = offer.open(opens=offer.start + 60).market
    times = {"opens": offer.start + 60, "closes": offer.start + DAY}
    with refuses("TenderUnknown", tender=2):
        offer.contract.send("tender", 2, 100, PRICE, sender=market.holder)
    with refuses("TenderNotOpen", tender=1, **times, time=market.now):
        offer.tender(market.holder, 0)
    market.wait(60)
    with refuses("NothingTendered", tender=1):
        offer.tender(market.holder, 0)
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        offer.tender(market.holder, 150, 1)
    with refuses("TenderPriceDiffers", tender=1, price=PRICE + 1, due=PRICE):
        offer.tender(market.stranger, 100, PRICE + 1)
    with refuses("TendererRefused", account=market.stranger):
        offer.tender(market.stranger, HELD + 100)
    with refuses("TenderedTooMuch", account=market.holder, tendered=HELD + 100, unfrozen=HELD):
        offer.tender(market.holder, HELD + 100)
    offer.until(1)
    with refuses("TenderNotOpen", tender=1, **times, time=market.now):
        offer.tender(market.holder, 100)


def test_tender__drawing__nobody_tenders(offer: Offer) -> None:
    offer.open(DRAWING)
    with refuses("TenderKindRefused", tender=1, kind=DRAWING):
        offer.tender(offer.market.holder, 100)


def test_tender__buy_back_for_nothing__refused(offer: Offer) -> None:
    offer.open(BUY_BACK, accrued=-(10**16))
    for price in (0, 100):
        with refuses("PriceRefused", price=price, accrued=-(10**16), accruedDivisor=10**18):
            offer.tender(offer.market.holder, 100, price)
    offer.tender(offer.market.holder, 100, 101)


@pytest.mark.parametrize("state", ["blocked", "expired", "frozen", "removed"])
def test_tender__holder_who_may_not_take_part__refused(offer: Offer, state: str) -> None:
    market = offer.open().market
    if state == "blocked":
        market.set_blocked("holder", market.holder)
    elif state == "expired":
        arguments = (market.holder, market.now)
        market.participants.send("setKycExpiry", *arguments, sender=market.operator)
    elif state == "frozen":
        market.bond.send("setAddressFrozen", market.holder, True, sender=market.registrar)
    else:
        market.participants.send("remove", market.holder, sender=market.registrar)
    with refuses("TendererRefused", account=market.holder):
        offer.tender(market.holder, 100)


def test_tender__exchange_of_the_holder_suspended__leaving_is_open(offer: Offer) -> None:
    offer.open().market.set_status(FIRST, Status.SUSPENDED)
    offer.tender(offer.market.holder, HELD)


def test_t05_tender__partly_frozen__only_the_rest(offer: Offer) -> None:
    market = offer.open().market
    market.bond.send("setFrozenTokens", market.holder, 20_000, sender=market.registrar)
    offer.tender(market.holder, 10_000)
    told = {"account": market.holder, "tendered": 20_100, "unfrozen": 20_000}
    with refuses("TenderedTooMuch", **told):
        offer.tender(market.holder, 20_100)
    offer.tender(market.holder, 20_000)


@pytest.mark.parametrize(("kind", "price"), [(PUT, PRICE), (BUY_BACK, 96_0000), (EXCHANGE, 0)])
def test_tender__told_and_kept(offer: Offer, kind: int, price: int) -> None:
    market = offer.open(kind).market
    receipt = offer.tender(market.holder, 10_000, price)
    told = {"tender": 1, "instruction": 0, "holder": market.holder, "face": 10_000, "price": price}
    assert emitted(receipt, "Tendered") == [told]
    offer.tender(market.distant_holder, 500, price)
    assert tuple(offer.instruction(1)) == (market.distant_holder, GIVEN, price, 500, 0)
    assert (offer.kept().instructions, offer.kept().tendered) == (2, 10_500)
    assert offer.held(market.holder) == HELD


def test_withdraw__in_order_of_refusal(offer: Offer) -> None:
    market = offer.open().market
    offer.tender(market.holder, 10_000)
    with refuses("TenderUnknown", tender=2):
        offer.contract.send("withdraw", 2, 0, sender=market.holder)
    with refuses("InstructionUnknown", tender=1, instruction=1):
        offer.withdraw(1, market.holder)
    with refuses("NotTenderer", account=market.other_holder, tender=1, instruction=0):
        offer.withdraw(0, market.other_holder)
    offer.withdraw(0, market.holder)
    with refuses("InstructionConcluded", tender=1, instruction=0):
        offer.withdraw(0, market.holder)
    times = {"opens": offer.start, "closes": offer.start + DAY}
    offer.until(1)
    with refuses("TenderNotOpen", tender=1, **times, time=market.now):
        offer.withdraw(0, market.holder)


def test_withdraw__told__may_be_tendered_again(offer: Offer) -> None:
    market = offer.open().market
    offer.tender(market.holder, HELD)
    receipt = offer.withdraw(0, market.holder)
    assert emitted(receipt, "TenderWithdrawn") == [{"tender": 1, "instruction": 0}]
    assert (offer.instruction(0).state, offer.kept().tendered) == (CONCLUDED, 0)
    offer.tender(market.holder, HELD)
    receipt = offer.settle(0, 1)
    assert [each["instruction"] for each in emitted(receipt, "InstructionSettled")] == [1]


def test_withdraw__wallet_lost__by_the_one_in_its_place(offer: Offer) -> None:
    market = offer.open().market
    successor = market.account("successor")
    market.onboard(successor)
    offer.tender(market.holder, 100)
    market.replace_wallet(market.holder, successor)
    with refuses("NotTenderer", account=market.holder, tender=1, instruction=0):
        offer.withdraw(0, market.holder)
    offer.withdraw(0, successor)
    assert offer.locked(market.holder) == 0


def test_withdraw__wallet_lost_twice_and_recovered_once__unlocked_where_it_is(offer: Offer) -> None:
    """The position is the first successor's while the second stands in its place."""
    market = offer.open(**{name: offer.start + days * DAY for name, days in LATER.items()}).market
    first, second = market.account("first"), market.account("second")
    for wallet in (first, second):
        market.onboard(wallet)
    offer.tender(market.holder, 10_000)
    market.replace_wallet(market.holder, first)
    recover(market, market.holder, first)
    assert offer.locked(first) == 10_000
    market.replace_wallet(first, second)
    offer.withdraw(0, second)
    recover(market, first, second)
    assert offer.locked(second) == 0
    market.bond.send("transfer", market.other_holder, HELD, sender=second)


def test_tender__units_moved_to_another_wallet_and_tendered_again__refused(offer: Offer) -> None:
    """Else an exchange above its maximum would be cut against the same units twice."""
    market = offer.open(EXCHANGE).market
    offer.tender(market.holder, HELD)
    locked = {"account": market.holder, "amount": HELD, "unfrozen": 0}
    with refuses("ERC7943InsufficientUnfrozenBalance", **locked):
        market.bond.send("transfer", market.other_holder, HELD, sender=market.holder)
    offer.withdraw(0, market.holder)
    market.bond.send("transfer", market.other_holder, HELD, sender=market.holder)


def test_tender__in_a_second_tender__only_what_is_left(offer: Offer) -> None:
    market = offer.open().market
    second = Offer(market)
    second.open(BUY_BACK)
    offer.tender(market.holder, 30_000)
    told = {"account": market.holder, "tendered": 20_100, "unfrozen": 20_000}
    with refuses("TenderedTooMuch", **told):
        second.tender(market.holder, 20_100, 96_0000)
    second.tender(market.holder, 20_000, 96_0000)
    assert offer.locked(market.holder) == HELD


def test_withdraw__after_a_seizure__leaves_locked_what_a_second_tender_took(offer: Offer) -> None:
    market = offer.open().market
    second = Offer(market)
    second.open(BUY_BACK)
    second.number = 2
    offer.tender(market.holder, 30_000)
    second.tender(market.holder, 20_000, 96_0000)
    market.carry_out(market.bond, "forcedTransfer", market.holder, market.other_holder, 30_000)
    offer.withdraw(0, market.holder)
    assert offer.locked(market.holder) == 20_000
    told = {"account": market.holder, "amount": 100, "unfrozen": 0}
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        market.bond.send("transfer", market.other_holder, 100, sender=market.holder)


def test_withdraw__waits_beyond_the_deadline__its_holder_is_free(offer: Offer) -> None:
    """The issuer has no cash; what others are cut to stays as it was."""
    market = offer.open(EXCHANGE, accrued=10**18, ratio=100_0000).market
    for holder in (market.holder, market.other_holder):
        offer.tender(holder, 40_000)
    offer.set_aside(0)
    market.pkr_cash.send("approve", offer.contract.address, 0, sender=market.government)
    offer.settle(0, 1)
    times = {"opens": offer.start, "closes": offer.start + DAY}
    with refuses("TenderNotOpen", tender=1, **times, time=market.now):
        offer.withdraw(0, market.holder)
    offer.until(4)
    receipt = offer.withdraw(0, market.holder)
    assert emitted(receipt, "InstructionReleased") == [{"tender": 1, "instruction": 0}]
    assert (offer.locked(market.holder), offer.instruction(0).state) == (0, CONCLUDED)
    assert offer.kept().tendered == 80_000
    assert offer.contract.call("proceedsOf", 1, 1).face == 30_000


def test_withdraw__drawn_by_lot__not_even_after_the_deadline(offer: Offer) -> None:
    market = offer.open(DRAWING, price=100_0000).until(1).market
    offer.draw({market.holder: 20_000})
    offer.until(4)
    times = {"opens": offer.start, "closes": offer.start + DAY}
    with refuses("TenderNotOpen", tender=1, **times, time=market.now):
        offer.withdraw(0, market.holder)


def recover(market: Market, lost: Address, successor: Address) -> None:
    """The bond's position of a lost wallet moves."""
    identity = identity_address("holder")
    market.bond.send("recoveryAddress", lost, successor, identity, sender=market.registrar)
