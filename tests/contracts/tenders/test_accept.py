"""Tenders.setHighestPrice, accept, draw and reject: what is taken of what was tendered."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import DAY, Market, emitted, refuses
from tests.contracts.tenders.offer import (
    ACCEPTED,
    ANNOUNCED,
    BOND,
    BUY_BACK,
    DRAWING,
    EXCHANGE,
    PRICE,
    PUT,
    REJECTED,
    SEED,
    Offer,
)


@pytest.fixture
def asked(offer: Offer) -> Offer:
    """A buy-back of at most 60,000 in which 30,000 are offered at 97.00, 40,000 at 97.50 and 20,000
    at 98.00, and it is closed.
    """
    market = offer.open(BUY_BACK).market
    offer.tender(market.holder, 30_000, 97_0000)
    offer.tender(market.other_holder, 40_000, 97_5000)
    offer.tender(market.distant_holder, 20_000, 98_0000)
    return offer.until(1)


def test_decisions__not_the_fiscal_agent__refused(asked: Offer) -> None:
    market = asked.market
    for caller in (market.ministry, market.holder, market.deployer):
        for call in (("setHighestPrice", 1, PRICE), ("accept", 1, []), ("draw", 1, SEED, [], [])):
            with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
                asked.contract.send(*call, sender=caller)
        with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
            asked.reject(sender=caller)


def test_decisions__unknown_or_of_another_kind__refused(asked: Offer) -> None:
    by = asked.market.fiscal_agent
    for call in (("setHighestPrice", 2, 1), ("accept", 2, []), ("draw", 2, SEED, [], [])):
        with refuses("TenderUnknown", tender=2):
            asked.contract.send(*call, sender=by)
    with refuses("TenderUnknown", tender=2):
        asked.contract.send("reject", 2, sender=by)
    with refuses("TenderKindRefused", tender=1, kind=BUY_BACK):
        asked.draw({})
    asked.announce(PUT, closes=asked.market.now + 1)
    for refused in (lambda: asked.set_highest(1), asked.accept, asked.reject):
        with refuses("TenderKindRefused", tender=2, kind=PUT):
            refused()


def test_decisions__before_it_closes_and_after_settlement_began__refused(offer: Offer) -> None:
    offer.open(BUY_BACK)
    closes, opens = offer.start + DAY, offer.start + 3 * DAY
    offer.market.engine.advance_to(closes - 1)
    for refused in (lambda: offer.set_highest(1), offer.accept, offer.reject):
        with refuses("TenderStillOpen", tender=1, closes=closes, time=closes - 1):
            refused()
    offer.market.engine.advance_to(opens)
    for late in (lambda: offer.set_highest(1), offer.accept):
        with refuses("TenderDecisionLate", tender=1, settlementTime=opens, time=opens):
            late()


def test_set_highest_price__nothing_or_less__refused(offer: Offer) -> None:
    offer.open(BUY_BACK, accrued=-(10**16)).until(1)
    with refuses("PriceRefused", price=100, accrued=-(10**16), accruedDivisor=10**18):
        offer.set_highest(100)


def test_accept__without_a_price_or_too_many__refused(asked: Offer) -> None:
    with refuses("HighestPriceMissing", tender=1):
        asked.accept(30_000)
    asked.set_highest(97_5000)
    with refuses("TenderPageTooLong", tender=1, given=4, left=3):
        asked.accept(30_000, 0, 0, 0)


@pytest.mark.parametrize(
    ("amounts", "instruction", "amount", "least", "most"),
    [
        ((29_900,), 0, 29_900, 30_000, 30_000),
        ((30_100,), 0, 30_100, 30_000, 30_000),
        ((30_000, 40_100), 1, 40_100, 0, 40_000),
        ((30_000, 0, 100), 2, 100, 0, 0),
    ],
)
def test_accept__below_in_full_at_it_at_most_above_nothing__else_refused(
    asked: Offer, amounts: tuple[int, ...], instruction: int, amount: int, least: int, most: int
) -> None:
    asked.set_highest(97_5000)
    told = {"instruction": instruction, "amount": amount, "least": least, "most": most}
    with refuses("AcceptanceRefused", tender=1, **told):
        asked.accept(*amounts)


def test_accept__off_denomination_or_above_the_maximum__refused(asked: Offer) -> None:
    asked.set_highest(97_5000)
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        asked.accept(30_000, 150)
    with refuses("TenderExceeded", tender=1, accepted=60_100, maximum=60_000):
        asked.accept(30_000, 30_100, 0)


def test_accept__withdrawn__nothing(offer: Offer) -> None:
    market = offer.open(BUY_BACK).market
    offer.tender(market.holder, 100, PRICE)
    offer.withdraw(0, market.holder)
    offer.until(1).set_highest(PRICE)
    none = {"instruction": 0, "amount": 100, "least": 0, "most": 0}
    with refuses("AcceptanceRefused", tender=1, **none):
        offer.accept(100)
    offer.accept(0)
    assert offer.kept().phase == ACCEPTED


def test_accept__in_pages_and_anew__told_and_closed(asked: Offer) -> None:
    asked.set_highest(98_0000)
    asked.accept(30_000)
    receipt = asked.set_highest(97_5000)
    assert emitted(receipt, "HighestPriceSet") == [{"tender": 1, "price": 97_5000}]
    assert (asked.kept().examined, asked.kept().accepted) == (0, 0)
    receipt = asked.accept(30_000, 29_900)
    assert emitted(receipt, "InstructionAccepted") == [
        {"tender": 1, "instruction": 0, "face": 30_000},
        {"tender": 1, "instruction": 1, "face": 29_900},
    ]
    assert emitted(receipt, "InstructionsExamined") == [{"tender": 1, "instructions": 2}]
    assert emitted(receipt, "TenderAccepted") == []
    assert asked.kept().phase == ANNOUNCED
    receipt = asked.accept(0)
    assert emitted(receipt, "TenderAccepted") == [{"tender": 1, "accepted": 59_900}]
    assert (asked.kept().phase, asked.kept().accepted) == (ACCEPTED, 59_900)
    for refused in (lambda: asked.set_highest(1), lambda: asked.accept(0), asked.reject):
        with refuses("TenderDecided", tender=1):
            refused()


def test_reject__all__nothing_is_settled(asked: Offer) -> None:
    receipt = asked.reject()
    assert emitted(receipt, "TenderRejected") == [{"tender": 1}]
    assert asked.kept().phase == REJECTED
    receipt = asked.settle(0, 1, 2)
    assert len(emitted(receipt, "InstructionReleased")) == 3
    assert emitted(receipt, "InstructionSettled") == []


def test_reject__undecided_when_settlement_begins__by_anyone_of_a_buy_back_alone(
    asked: Offer,
) -> None:
    asked.until(3)
    asked.reject(sender=asked.market.stranger)
    later = Offer(asked.market)
    later.announce(EXCHANGE)
    later.until(3)
    opens = later.start + 3 * DAY
    with refuses("TenderDecisionLate", tender=2, settlementTime=opens, time=opens):
        later.reject(sender=asked.market.stranger)


# ------------------------------------------------------------------------------------ drawing


def test_draw__in_order_of_refusal(offer: Offer) -> None:
    market = offer.open(DRAWING).market
    closes = offer.start + DAY
    with refuses("TenderStillOpen", tender=1, closes=closes, time=market.now):
        offer.draw({})
    offer.until(1)
    by = market.fiscal_agent
    with refuses("ListsDiffer", first=1, second=0):
        offer.contract.send("draw", 1, SEED[::-1], [market.holder], [], sender=by)
    with refuses("SeedRefused", tender=1, seed=b"\x08" * 32):
        offer.draw({market.holder: 0}, seed=b"\x08" * 32)
    with refuses("NothingTendered", tender=1):
        offer.draw({market.holder: 0})
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        offer.draw({market.holder: 150})
    with refuses("TenderExceeded", tender=1, accepted=60_100, maximum=60_000):
        offer.draw({market.holder: 30_000, market.other_holder: 30_100})
    most = 2**128 - 1 - (2**128 - 1) % 100
    with refuses("TenderExceeded", tender=1, accepted=most, maximum=60_000):
        offer.draw({market.holder: most})
    offer.until(3)
    opens = offer.start + 3 * DAY
    with refuses("TenderDecisionLate", tender=1, settlementTime=opens, time=opens):
        offer.draw({market.holder: 100})


def test_draw__in_pages__told_up_to_the_maximum(offer: Offer) -> None:
    market = offer.open(DRAWING).until(1).market
    receipt = offer.draw({market.holder: 30_000})
    assert emitted(receipt, "SeedRevealed") == [{"tender": 1, "seed": SEED}]
    lot = {"tender": 1, "instruction": 0, "holder": market.holder, "face": 30_000}
    assert emitted(receipt, "LotDrawn") == [lot]
    with refuses("TenderExceeded", tender=1, accepted=60_100, maximum=60_000):
        offer.draw({market.other_holder: 30_100})
    offer.draw({market.other_holder: 30_000})
    assert offer.kept().tendered == 60_000


def test_t14_draw__without_terms_that_provide_for_it__cannot_even_be_announced(
    market: Market,
) -> None:
    market.issue(market.bond, market.holder, 100)
    with refuses("DrawingNotAllowed", id=BOND):
        Offer(market).announce(DRAWING)
