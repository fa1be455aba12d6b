"""Sales at a fixed price: what refuses, in the contract's order."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from rwa.errors import LedgerError
from rwa.identifiers import NOBODY, Code, Party
from rwa.ledger.auctions import PRIMARY_MARKET
from rwa.ledger.cash import UNLIMITED
from rwa.ledger.offers import OfferPhase, OfferTerms
from rwa.refusals.access import RoleRequired
from rwa.refusals.auctions import PriceRefused, TargetRefused
from rwa.refusals.cash import CashUnknown
from rwa.refusals.offers import (
    NothingSubscribed,
    OfferClosed,
    OfferDecided,
    OfferFull,
    OfferNotDue,
    OfferStillOpen,
    OfferTimesRefused,
    OfferUndecided,
    OfferUnknown,
    SubscriberRefused,
    SubscriptionUnknown,
)
from rwa.refusals.programme import ClassLimitExceeded, InstrumentUnknown
from rwa.refusals.token import ERC20InsufficientBalance, NotMultipleOfDenomination
from rwa.rules.offers import (
    check_announce_offer,
    check_close_offer,
    check_settle_offer,
    check_subscribe,
)
from tests.builders import (
    ALICE,
    BILL,
    CASH,
    DAY,
    FISCAL_AGENT,
    GOLD,
    START,
    STRANGER,
    Story,
    opened,
)

LOT = 500_000
TERMS = OfferTerms(
    BILL,
    minimum=2 * LOT,
    maximum=4 * LOT,
    price=98_3879,
    accrued=Fraction(0),
    deadline=START + DAY,
    settlement_time=START + 2 * DAY,
    settlement_deadline=START + 3 * DAY,
)


def offered(*faces: int) -> Story:
    """An offer is announced, and Alice has subscribed these faces and has 491,940 left."""
    story = opened()
    story.tell(PRIMARY_MARKET, "CashAccepted", unit="PKR", token=CASH)
    about = {name: getattr(TERMS, name) for name in OfferTerms.__dataclass_fields__}
    story.tell(PRIMARY_MARKET, "OfferAnnounced", offer=1, **about)
    for number, face in enumerate(faces):
        told = {"offer": 1, "subscription": number, "holder": ALICE, "face": face}
        story.tell(PRIMARY_MARKET, "Subscribed", **told, paid=TERMS.cost_of(face))
    story.tell(CASH, "Transfer", from_=NOBODY, to=ALICE, amount=TERMS.cost_of(LOT))
    story.tell(CASH, "Approval", owner=ALICE, spender=PRIMARY_MARKET, amount=UNLIMITED)
    return story


def test_announce__in_order_of_refusal() -> None:
    story = offered()
    ledger, now = story.ledger, story.now
    with pytest.raises(RoleRequired):
        check_announce_offer(ledger, STRANGER, replace(TERMS, id=Code("NEW")), now)
    with pytest.raises(InstrumentUnknown):
        check_announce_offer(ledger, FISCAL_AGENT, replace(TERMS, id=Code("NEW")), now)
    with pytest.raises(CashUnknown):
        check_announce_offer(ledger, FISCAL_AGENT, replace(TERMS, id=GOLD), now)
    with pytest.raises(OfferTimesRefused, match="an offer open through 2025"):
        check_announce_offer(ledger, FISCAL_AGENT, replace(TERMS, minimum=0), TERMS.deadline)
    with pytest.raises(TargetRefused):
        check_announce_offer(ledger, FISCAL_AGENT, replace(TERMS, minimum=0, price=0), now)
    with pytest.raises(NotMultipleOfDenomination):
        check_announce_offer(ledger, FISCAL_AGENT, replace(TERMS, minimum=1, price=0), now)
    with pytest.raises(PriceRefused):
        check_announce_offer(ledger, FISCAL_AGENT, replace(TERMS, price=0), now)
    check_announce_offer(ledger, FISCAL_AGENT, TERMS, now)


def test_subscribe__in_order_of_refusal() -> None:
    story = offered(3 * LOT)
    ledger, now = story.ledger, story.now
    with pytest.raises(OfferUnknown):
        check_subscribe(ledger, STRANGER, 2, 0, now)
    with pytest.raises(OfferClosed):
        check_subscribe(ledger, STRANGER, 1, 0, TERMS.deadline)
    with pytest.raises(NothingSubscribed):
        check_subscribe(ledger, STRANGER, 1, 0, now)
    with pytest.raises(NotMultipleOfDenomination):
        check_subscribe(ledger, STRANGER, 1, 9 * LOT + 1, now)
    with pytest.raises(OfferFull, match=r"PKR 25,000\.00 would be subscribed"):
        check_subscribe(ledger, STRANGER, 1, 2 * LOT, now)
    with pytest.raises(SubscriberRefused):
        check_subscribe(ledger, STRANGER, 1, LOT, now)
    check_subscribe(ledger, ALICE, 1, LOT, now)
    story.tell(CASH, "Transfer", from_=ALICE, to=NOBODY, amount=1)
    with pytest.raises(ERC20InsufficientBalance):
        check_subscribe(ledger, ALICE, 1, LOT, now)


def test_close__in_order_of_refusal() -> None:
    story = offered(2 * LOT)
    ledger = story.ledger
    with pytest.raises(OfferUnknown):
        check_close_offer(ledger, 2, story.now)
    with pytest.raises(OfferStillOpen):
        check_close_offer(ledger, 1, story.now)
    story.limit_usd(1_000_000, BILL=1, COMMODITY=1)
    with pytest.raises(ClassLimitExceeded):
        check_close_offer(ledger, 1, TERMS.deadline)
    check_close_offer(ledger, 1, TERMS.settlement_time)
    story.tell(PRIMARY_MARKET, "OfferFailed", offer=1, sold=2 * LOT)
    with pytest.raises(OfferDecided):
        check_close_offer(ledger, 1, TERMS.deadline)


def test_settle__in_order_of_refusal() -> None:
    story = offered(2 * LOT)
    ledger = story.ledger
    with pytest.raises(OfferUnknown):
        check_settle_offer(ledger, 2, [9], story.now)
    with pytest.raises(OfferUndecided):
        check_settle_offer(ledger, 1, [9], story.now)
    story.tell(PRIMARY_MARKET, "OfferSold", offer=1, sold=2 * LOT)
    with pytest.raises(OfferNotDue):
        check_settle_offer(ledger, 1, [9], story.now)
    with pytest.raises(SubscriptionUnknown):
        check_settle_offer(ledger, 1, [0, 9], TERMS.settlement_time)
    check_settle_offer(ledger, 1, [0], TERMS.settlement_time)


def test_ledger__sold__reserved_and_held_until_each_is_concluded() -> None:
    story = offered(LOT, LOT)
    story.tell(PRIMARY_MARKET, "OfferSold", offer=1, sold=2 * LOT)
    book = story.ledger.offers
    assert (book.reserved(BILL), book.held(BILL)) == (2 * LOT, 2 * 491_940)
    story.tell(PRIMARY_MARKET, "SubscriptionSettled", offer=1, subscription=0, cost=491_940)
    story.tell(PRIMARY_MARKET, "SubscriptionFailed", offer=1, subscription=1, reason="KycExpired")
    assert (book.reserved(BILL), book.held(BILL)) == (LOT, 491_940)
    story.tell(PRIMARY_MARKET, "SubscriptionRefunded", offer=1, subscription=1)
    assert (book.reserved(BILL), book.held(BILL)) == (0, 0)
    assert book.offers[1].subscriptions[1].failures == ("KycExpired",)


def test_ledger__another_sum_than_subscribed__cannot_be() -> None:
    story = offered(LOT)
    with pytest.raises(LedgerError, match="5 sold, 500000 subscribed"):
        story.tell(PRIMARY_MARKET, "OfferFailed", offer=1, sold=5)
    assert story.ledger.offers.offers[1].phase is OfferPhase.OPEN


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (SubscriberRefused(Party("x")), "x could not be issued the instrument now"),
        (NothingSubscribed(1), "the subscription to offer 1 is for nothing"),
        (SubscriptionUnknown(1, 2), "offer 1 has no subscription 3"),
    ],
)
def test_refusal__sentence__in_words_of_the_market(refusal: Exception, sentence: str) -> None:
    assert str(refusal) == sentence
