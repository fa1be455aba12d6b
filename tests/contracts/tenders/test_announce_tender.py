"""Tenders.announceTender and allowDrawing: what may be offered, and where the lot may fall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.contract import deploy
from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.system import DAY, GOLD_CODE, Market, emitted, refuses
from tests.contracts.tenders.offer import (
    BILL,
    BOND,
    BUY_BACK,
    DRAWING,
    EXCHANGE,
    HELD,
    NOTHING,
    PRICE,
    PUT,
    SEED_HASH,
    Offer,
)


@pytest.mark.parametrize("actor", ["fiscal_agent", "regulator", "deployer", "holder"])
def test_allow_drawing__not_the_ministry__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
        market.tenders.send("allowDrawing", BOND, sender=caller)


def test_allow_drawing__unknown_or_issued_already__refused(market: Market) -> None:
    with refuses("InstrumentUnknown", id=code32("X")):
        market.tenders.send("allowDrawing", code32("X"), sender=market.ministry)
    market.issue(market.bond, market.holder, HELD)
    with refuses("TermsFixed", id=BOND, issued=HELD):
        market.tenders.send("allowDrawing", BOND, sender=market.ministry)


def test_allow_drawing__before_the_first_issue__told(market: Market) -> None:
    receipt = market.tenders.send("allowDrawing", BOND, sender=market.ministry)
    assert emitted(receipt, "DrawingAllowed") == [{"id": BOND}]
    assert market.tenders.call("drawable", BOND) is True
    assert market.tenders.call("drawable", BILL) is False


def test_announce_tender__in_order_of_refusal(offer: Offer) -> None:
    market = offer.market
    with refuses("RoleRequired", account=market.ministry, role=Role.FISCAL_AGENT):
        offer.announce(sender=market.ministry)
    with refuses("InstrumentUnknown", id=b"\1" * 32):
        offer.announce(id=b"\1" * 32)
    with refuses("CashUnknown", unit=code32("XAU")):
        offer.announce(id=code32(GOLD_CODE))
    late = {"closes": offer.start + 3 * DAY, "settlementTime": offer.start + 3 * DAY}
    rest = {"opens": offer.start, "settlementDeadline": offer.start + 4 * DAY}
    with refuses("TenderTimesRefused", **late, **rest, time=market.now):
        offer.announce(**late, maximum=1)
    terms = {"kind": PUT, "maximum": 150, "price": PRICE, "ratio": 0, "newId": NOTHING}
    with refuses("TenderTermsRefused", **terms, newAccrued=0, seedHash=NOTHING):
        offer.announce(maximum=150)
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        offer.announce(BUY_BACK, maximum=150)
    for divisor in ("accruedDivisor", "newAccruedDivisor"):
        with refuses("PriceRefused", price=0, accrued=0, accruedDivisor=0):
            offer.announce(DRAWING, id=BILL, **{divisor: 0})
    with refuses("PriceRefused", price=PRICE, accrued=-975 * 10**17, accruedDivisor=10**18):
        offer.announce(DRAWING, id=BILL, accrued=-975 * 10**17)
    with refuses("DrawingNotAllowed", id=BILL):
        offer.announce(DRAWING, id=BILL)
    with refuses("InstrumentUnknown", id=b"\1" * 32):
        offer.announce(EXCHANGE, newId=b"\1" * 32)
    with refuses("CashUnknown", unit=code32("XAU")):
        offer.announce(EXCHANGE, newId=code32(GOLD_CODE))
    below = {"accrued": -1025 * 10**17, "accruedDivisor": 10**18}
    with refuses("PriceRefused", price=102_5000, **below):
        offer.announce(EXCHANGE, **below, newAccrued=-100, newAccruedDivisor=1)
    with refuses("PriceRefused", price=100_0000, accrued=-100, accruedDivisor=1):
        offer.announce(EXCHANGE, newAccrued=-100, newAccruedDivisor=1)


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (PUT, {"price": 0}),
        (PUT, {"ratio": 1}),
        (PUT, {"newId": BILL}),
        (PUT, {"seedHash": SEED_HASH}),
        (BUY_BACK, {"maximum": 0}),
        (BUY_BACK, {"price": PRICE}),
        (BUY_BACK, {"ratio": 1}),
        (EXCHANGE, {"maximum": 0}),
        (EXCHANGE, {"price": PRICE}),
        (EXCHANGE, {"ratio": 0}),
        (EXCHANGE, {"newId": NOTHING}),
        (EXCHANGE, {"newId": BOND}),
        (PUT, {"newAccrued": 1}),
        (BUY_BACK, {"newAccrued": -1}),
        (DRAWING, {"maximum": 0}),
        (DRAWING, {"price": 0}),
        (DRAWING, {"seedHash": NOTHING}),
    ],
)
def test_announce_tender__terms_of_another_kind__refused(
    offer: Offer, kind: int, changed: dict[str, Any]
) -> None:
    terms = offer.terms(kind, **changed)
    names = ("kind", "maximum", "price", "ratio", "newId", "newAccrued", "seedHash")
    with refuses("TenderTermsRefused", **{name: terms[name] for name in names}):
        offer.announce(kind, **changed)


@pytest.mark.parametrize(
    ("accrued", "less", "ratio", "new_accrued"),
    [
        ((2, 1), (2 * 10**18 - 1, 10**18), 80_0000, (25, 10)),
        ((-2, 1), (-2 * 10**18 - 1, 10**18), 80_0000, (-25, 10)),
        ((0, 1), (-1, 2**128 - 1), 2**64 - 1, (0, 1)),
        ((1, 1), (0, 1), 1, (1, 2**128 - 1)),
        (
            (2**127 - 1, 2**128 - 1),
            (2**127 - 2, 2**128 - 1),
            100_0000,
            (2**127 - 1, 2**128 - 1),
        ),
    ],
)
def test_announce_tender__exchange__accrued_on_the_old_covers_the_new_to_the_last_digit(
    offer: Offer,
    accrued: tuple[int, int],
    less: tuple[int, int],
    ratio: int,
    new_accrued: tuple[int, int],
) -> None:
    rest = {"ratio": ratio, "newAccrued": new_accrued[0], "newAccruedDivisor": new_accrued[1]}
    told = {"accrued": less[0], "accruedDivisor": less[1]}
    with refuses("AccruedUncovered", **rest, **told):
        offer.announce(EXCHANGE, **rest, **told)
    offer.announce(EXCHANGE, **rest, accrued=accrued[0], accruedDivisor=accrued[1])


@pytest.mark.parametrize(
    "changed",
    [{"closes": 0}, {"opens": DAY}, {"settlementTime": DAY}, {"settlementDeadline": 3 * DAY}],
)
def test_announce_tender__times_out_of_order__refused(
    offer: Offer, changed: dict[str, int]
) -> None:
    moved = {name: offer.start + seconds for name, seconds in changed.items()}
    told = offer.terms(**moved)
    names = ("opens", "closes", "settlementTime", "settlementDeadline")
    with refuses(
        "TenderTimesRefused", **{name: told[name] for name in names}, time=offer.market.now
    ):
        offer.announce(**moved)


def test_announce_tender__exchange_into_another_unit__refused(
    offer: Offer, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    market, code = offer.market, code32("US-BILL")
    dollar = market.deploy_token("US-BILL", "TreasuryBill", "USD", 2, 100, market.now + 90 * DAY)
    market.programme.send("register", dollar.address, 2**60, sender=market.ministry)
    with refuses("DecimalsMismatch", unit=code32("USD"), decimals=2, given=6):
        offer.announce(EXCHANGE, newId=code)
    cash = deploy(market.engine, fixture_artifacts["CallingCash"], sender=market.deployer)
    accepted = [(code32(unit), cash.address) for unit in ("PKR", "USD")]
    arguments = (market.programme.address, accepted, market.government)
    artifact = market.artifacts["Tenders"]
    desk = deploy(market.engine, artifact, *arguments, sender=market.deployer)
    with refuses("UnitsDiffer", id=BOND, newId=code):
        Offer(market, desk).announce(EXCHANGE, newId=code)


@pytest.mark.parametrize("kind", [PUT, BUY_BACK, EXCHANGE, DRAWING])
def test_announce_tender__each_kind__told_and_kept(offer: Offer, kind: int) -> None:
    (told,) = emitted(offer.announce(kind), "TenderAnnounced")
    assert told["tender"] == 1
    assert told["terms"] == offer.kept().terms
    assert dict(zip(offer.terms(kind), told["terms"], strict=True)) == offer.terms(kind)
    assert (offer.kept().phase, offer.kept().instructions) == (1, 0)
