"""PrimaryMarket's sale at a fixed price: announceOffer, subscribe, closeOffer, settleOffer."""

from __future__ import annotations

import pytest

from rwa.chain.deployment import code32, keccak
from rwa.entry import Status
from rwa.roles import Role
from tests.contracts.primary_market.auction import FUNDS
from tests.contracts.primary_market.offer import Offer
from tests.contracts.system import BOND_CODE, DAY, FIRST, RECORD_TIMES, Market, emitted, refuses


@pytest.fixture
def offer(market: Market) -> Offer:
    """Offer number one, announced."""
    offer = Offer(market)
    offer.announce()
    return offer


@pytest.fixture
def sold(offer: Offer) -> Offer:
    """40,000 and 20,000 are subscribed: 39,355.16 and 19,677.58, each rounded up."""
    offer.subscribe(offer.market.holder, 40_000)
    offer.subscribe(offer.market.distant_holder, 20_000)
    offer.close()
    return offer


def test_announce_offer__in_order_of_refusal(market: Market) -> None:
    offer = Offer(market)
    with refuses("RoleRequired", account=market.ministry, role=Role.FISCAL_AGENT):
        offer.announce(sender=market.ministry)
    with refuses("InstrumentUnknown", id=b"\1" * 32):
        offer.announce(id=b"\1" * 32)
    times = {"deadline": offer.start + DAY, "settlementTime": offer.start + DAY}
    late = offer.start + 3 * DAY
    with refuses("OfferTimesRefused", **times, settlementDeadline=late, time=market.now):
        offer.announce(**times)
    with refuses("TargetRefused", target=0, maximum=80_000):
        offer.announce(minimum=0)
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        offer.announce(minimum=150)
    with refuses("PriceRefused", price=0, accrued=0, accruedDivisor=10**18):
        offer.announce(price=0)


def test_subscribe__in_order_of_refusal(offer: Offer) -> None:
    market = offer.market
    offer.number = 2
    with refuses("OfferUnknown", offer=2):
        offer.subscribe(market.holder, 100)
    offer.number = 1
    with refuses("NothingSubscribed", offer=1):
        offer.subscribe(market.holder, 0)
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        offer.subscribe(market.holder, 150)
    with refuses("OfferFull", offer=1, subscribed=80_100, maximum=80_000):
        offer.subscribe(market.holder, 80_100)
    with refuses("SubscriberRefused", account=market.stranger):
        offer.subscribe(market.stranger, 100)
    market.pkr_cash.send("approve", offer.contract.address, 98, sender=market.holder)
    spender = offer.contract.address
    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=98, needed=99):
        offer.subscribe(market.holder, 100)
    deadline = offer.terms()["deadline"]
    market.engine.advance_to(deadline)
    with refuses("OfferClosed", offer=1, deadline=deadline, time=market.now):
        offer.subscribe(market.holder, 100)


def test_subscribe__beyond_what_is_left__refused(offer: Offer) -> None:
    offer.subscribe(offer.market.holder, 79_900)
    with refuses("OfferFull", offer=1, subscribed=80_100, maximum=80_000):
        offer.subscribe(offer.market.holder, 200)
    offer.subscribe(offer.market.other_holder, 100)


def test_close_offer__too_early_or_twice__refused(offer: Offer) -> None:
    deadline = offer.terms()["deadline"]
    offer.market.engine.advance_to(deadline - 1)
    with refuses("OfferStillOpen", offer=1, deadline=deadline, time=deadline - 1):
        offer.contract.send("closeOffer", 1, sender=offer.market.stranger)
    offer.close()
    with refuses("OfferDecided", offer=1):
        offer.close()


def test_settle_offer__in_order_of_refusal(offer: Offer) -> None:
    offer.subscribe(offer.market.holder, 50_000)
    with refuses("OfferUndecided", offer=1):
        offer.settle(0, days=0)
    offer.close()
    opens = offer.terms()["settlementTime"]
    with refuses("OfferNotDue", offer=1, settlementTime=opens, time=offer.market.now):
        offer.settle(0, days=1)
    with refuses("SubscriptionUnknown", offer=1, subscription=1):
        offer.settle(0, 1)
    with refuses("OnlyItself", account=offer.market.holder):
        offer.contract.send("deliverSubscription", 1, 0, 0, sender=offer.market.holder)


def test_offer__minimum_not_reached__everybody_is_refunded(offer: Offer) -> None:
    market = offer.market
    offer.subscribe(market.holder, 40_000)
    offer.subscribe(market.distant_holder, 9_900)
    assert offer.cash(market.holder) == FUNDS - 39_356
    assert emitted(offer.close(), "OfferFailed") == [{"offer": 1, "sold": 49_900}]
    receipt = offer.settle(0, 1, days=1)
    assert [each["subscription"] for each in emitted(receipt, "SubscriptionRefunded")] == [0, 1]
    for holder in (market.holder, market.distant_holder):
        assert offer.cash(holder) == FUNDS
    assert (offer.cash(offer.contract.address), offer.reserved()) == (0, 0)


def test_offer__sold__units_against_what_was_paid_in(sold: Offer) -> None:
    market = sold.market
    assert sold.reserved() == 60_000
    receipt = sold.settle(0, 1)
    assert [each["subscription"] for each in emitted(receipt, "SubscriptionSettled")] == [0, 1]
    assert market.bill.call("balanceOf", market.holder) == 40_000
    assert market.bill.call("balanceOf", market.distant_holder) == 20_000
    assert sold.cash(market.government) == 39_356 + 19_678
    assert (sold.cash(sold.contract.address), sold.reserved()) == (0, 0)


def test_t30_settle_offer__twice__passed_over(sold: Offer) -> None:
    sold.settle(0, 0)
    assert emitted(sold.settle(0), "SubscriptionSettled") == []
    assert sold.cash(sold.market.government) == 39_356


def test_offer__nobody_closed_it_in_time__failed_and_refunded(offer: Offer) -> None:
    """What was paid in is never stuck: the cap may have refused the sale, or nobody cared."""
    offer.subscribe(offer.market.holder, 60_000)
    offer.market.wait(2 * DAY)
    assert len(emitted(offer.close(), "OfferFailed")) == 1
    offer.settle(0)
    assert offer.cash(offer.market.holder) == FUNDS


def test_t14_close_offer__above_the_cap__refused(market: Market) -> None:
    """60,000 paisa at USD 0.0036 a rupee are USD 2.16."""
    longer = Offer(market)
    longer.announce(
        deadline=longer.start + 2 * DAY,
        settlementTime=longer.start + 3 * DAY,
        settlementDeadline=longer.start + 4 * DAY,
    )
    longer.subscribe(market.holder, 60_000)
    market.order(market.programme, "setCap", 2_000_000)
    market.wait(2 * DAY)
    market.programme.send("setCap", 2_000_000, sender=market.ministry)
    market.post_prices()
    with refuses("CapExceeded", usedUsd=2_160_000, capUsd=2_000_000):
        longer.close(2)


def test_t32_settle_offer__one_no_longer_eligible__refunded_alone_at_the_deadline(
    sold: Offer,
) -> None:
    market = sold.market
    market.set_status(FIRST, Status.SUSPENDED)
    receipt = sold.settle(0, 1)
    reason = keccak(b"ExchangeNotWhitelisted(uint8,uint8,uint256)")[:4]
    assert emitted(receipt, "SubscriptionFailed") == [
        {"offer": 1, "subscription": 0, "reason": reason}
    ]
    assert market.bill.call("balanceOf", market.distant_holder) == 20_000
    receipt = sold.settle(0, days=3)
    assert len(emitted(receipt, "SubscriptionRefunded")) == 1
    assert (sold.cash(market.holder), sold.reserved()) == (FUNDS, 0)


@pytest.mark.parametrize("minimum", [50_000, 80_000])
def test_settle_offer__blocked_holder__never_paid_until_unblocked(
    market: Market, minimum: int
) -> None:
    offer = Offer(market)
    offer.announce(minimum=minimum)
    offer.subscribe(market.holder, 60_000)
    offer.close()
    market.set_blocked("holder", market.holder)
    receipt = offer.settle(0, days=3)
    blocked = keccak(b"HolderBlocked(address)")[:4]
    assert [each["reason"] for each in emitted(receipt, "SubscriptionFailed")] == [blocked]
    assert offer.cash(market.holder) == FUNDS - 59_033
    market.set_blocked("holder", market.holder, blocked=False)
    offer.settle(0)
    assert market.bill.call("balanceOf", market.holder) == 0
    assert offer.cash(market.holder) == FUNDS


def test_t14_settle_offer__blocked_holder_at_the_deadline__headroom_free_and_refunded_only(
    sold: Offer,
) -> None:
    """Else a block would hold the cap, and its lifting sell at a price of long ago."""
    market = sold.market
    market.set_blocked("holder", market.holder)
    sold.settle(0, 1)
    assert sold.reserved() == 40_000
    receipt = sold.settle(0, 0, days=3)
    assert emitted(receipt, "SubscriptionLapsed") == [{"offer": 1, "subscription": 0}]
    assert (sold.reserved(), sold.cash(sold.contract.address)) == (0, 39_356)
    market.set_blocked("holder", market.holder, blocked=False)
    receipt = sold.settle(0)
    assert emitted(receipt, "SubscriptionLapsed") == []
    assert (sold.cash(market.holder), market.bill.call("balanceOf", market.holder)) == (FUNDS, 0)


def test_settle_offer__paused__waits_until_the_deadline_and_is_refunded_then(sold: Offer) -> None:
    """A pause of the units holds nobody's cash."""
    market = sold.market
    market.bill.send("pause", sender=market.regulator)
    receipt = sold.settle(0, 1)
    paused = keccak(b"TokenPaused()")[:4]
    assert [each["reason"] for each in emitted(receipt, "SubscriptionFailed")] == [paused] * 2
    with market.undone():
        market.bill.send("unpause", sender=market.regulator)
        sold.settle(0)
        assert market.bill.call("balanceOf", market.holder) == 40_000
    receipt = sold.settle(0, days=3)
    assert emitted(receipt, "SubscriptionRefunded") == [{"offer": 1, "subscription": 0}]
    assert (sold.cash(market.holder), sold.reserved()) == (FUNDS, 20_000)


@pytest.mark.parametrize("paused", [False, True])
def test_settle_offer__record_date_passed__refunded_at_once_and_headroom_free(
    market: Market, paused: bool
) -> None:
    """Who paid for interest accrued until settlement is not who receives it any more."""
    record = RECORD_TIMES[0]
    market.engine.advance_to(record - 4 * DAY)
    offer = Offer(market)
    offer.announce(
        id=code32(BOND_CODE), accrued=3 * 10**18, settlementDeadline=offer.start + 9 * DAY
    )
    offer.subscribe(market.holder, 60_000)
    market.post_prices()
    offer.close()
    if paused:
        market.bond.send("pause", sender=market.regulator)
    market.engine.advance_to(record - 1)
    with market.undone():
        offer.settle(0)
        assert market.bond.call("balanceOf", market.holder) == (0 if paused else 60_000)
    market.engine.advance_to(record)
    with refuses("RecordDatePassed", recordTime=record):
        offer.contract.call("deliverSubscription", 1, 0, record, sender=offer.contract.address)
    receipt = offer.settle(0)
    reason = keccak(b"RecordDatePassed(uint256)")[:4]
    assert [each["reason"] for each in emitted(receipt, "SubscriptionFailed")] == [reason]
    assert len(emitted(receipt, "SubscriptionRefunded")) == 1
    assert offer.cash(market.holder) == FUNDS
    assert market.programme.call("instrument", code32(BOND_CODE)).reserved == 0


def test_settle_offer__settled_ex_coupon__the_record_date_before_is_no_bar(market: Market) -> None:
    market.engine.advance_to(RECORD_TIMES[0] - 2 * DAY)
    offer = Offer(market)
    offer.announce(id=code32(BOND_CODE), accrued=-(10**17))
    offer.subscribe(market.holder, 60_000)
    market.post_prices()
    offer.close()
    offer.settle(0)
    assert market.now == RECORD_TIMES[0]
    assert market.bond.call("balanceOf", market.holder) == 60_000


def test_settle_offer__wallet_lost_meanwhile__its_successor_has_the_units_or_the_refund(
    offer: Offer,
) -> None:
    market = offer.market
    successor = market.account("successor")
    market.onboard(successor)
    offer.subscribe(market.holder, 60_000)
    offer.close()
    market.replace_wallet(market.holder, successor)
    offer.settle(0)
    assert market.bill.call("balanceOf", successor) == 60_000
