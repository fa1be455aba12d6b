"""PrimaryMarket.setCutOff, allot and reject: what the contract checks of a decision."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.primary_market.auction import PRICE, Auction
from tests.contracts.system import USD, Market, emitted, refuses

BETTER, WORSE = PRICE + 100, PRICE - 100


@pytest.fixture
def revealed(auction: Auction) -> Auction:
    """Bids: 0 better, 1 and 2 at the cut-off, 3 worse, 4 without a price, 5 not revealed."""
    for face, price in (
        (40_000, BETTER),
        (50_000, PRICE),
        (30_000, PRICE),
        (20_000, WORSE),
        (10_000, 0),
        (10_000, BETTER),
    ):
        auction.seal(face, price)
    auction.revealed(0, 1, 2, 3, 4)
    return auction


GOOD = [40_000, 40_000, 20_000, 0, 10_000, 0]


@pytest.mark.parametrize("actor", ["ministry", "regulator", "dealer", "deployer", "stranger"])
def test_decide__not_the_fiscal_agent__refused(revealed: Auction, actor: str) -> None:
    caller = getattr(revealed.market, actor)
    for call in (("setCutOff", 1, PRICE, PRICE), ("allot", 1, GOOD), ("reject", 1)):
        with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
            revealed.contract.send(*call, sender=caller)


def test_decide__auction_unknown__refused(market: Market) -> None:
    for call in (("setCutOff", 1, PRICE, PRICE), ("allot", 1, GOOD), ("reject", 1)):
        with refuses("AuctionUnknown", auction=1):
            market.primary.send(*call, sender=market.fiscal_agent)


def test_decide__while_bids_may_be_revealed__refused(auction: Auction) -> None:
    closes = auction.terms()["revealDeadline"]
    auction.market.engine.advance_to(closes - 1)
    still = {"auction": 1, "closes": closes, "time": auction.market.now}
    with refuses("RevealStillOpen", **still):
        auction.set_cut_off(PRICE, PRICE)
    with refuses("RevealStillOpen", **still):
        auction.allot([])
    with refuses("RevealStillOpen", **still):
        auction.reject()


def test_decide__at_the_settlement_time__refused_and_anyone_rejects(revealed: Auction) -> None:
    revealed.until(3)
    late = {"auction": 1, "settlementTime": revealed.market.now, "time": revealed.market.now}
    with refuses("DecisionLate", **late):
        revealed.set_cut_off(PRICE, PRICE)
    with refuses("DecisionLate", **late):
        revealed.allot(GOOD)
    revealed.reject(revealed.market.stranger)
    assert revealed.kept().phase == 3


def test_set_cut_off__unfair_price_without_competition__refused(revealed: Auction) -> None:
    for cut_off, beside in ((0, 0), (PRICE, PRICE - 1)):
        prices = {"cutOff": cut_off, "nonCompetitivePrice": beside}
        with refuses("CutOffRefused", auction=1, **prices):
            revealed.set_cut_off(cut_off, beside)


def test_set_cut_off__uniform__one_price_for_all(market: Market) -> None:
    auction = Auction(market).open(uniform=True)
    auction.until(2)
    with refuses("CutOffRefused", auction=1, cutOff=PRICE, nonCompetitivePrice=PRICE + 1):
        auction.set_cut_off(PRICE, PRICE + 1)
    auction.set_cut_off(PRICE, PRICE)


def test_set_cut_off__accrued_interest_eats_it_up__refused(market: Market) -> None:
    auction = Auction(market).open(accrued=-(10**18))
    auction.until(2)
    with refuses("PriceRefused", price=1_0000, accrued=-(10**18), accruedDivisor=10**18):
        auction.set_cut_off(1_0000, 1_0000)


def test_allot__no_cut_off__refused(revealed: Auction) -> None:
    with refuses("CutOffMissing", auction=1):
        revealed.allot(GOOD)


def test_allot__more_amounts_than_bids__refused(revealed: Auction) -> None:
    with refuses("PageTooLong", auction=1, given=7, left=6):
        revealed.decide([*GOOD, 0])


@pytest.mark.parametrize(
    ("bid", "amount", "least", "most"),
    [
        (0, 39_900, 40_000, 40_000),
        (0, 40_100, 40_000, 40_000),
        (0, 0, 40_000, 40_000),
        (1, 50_100, 0, 50_000),
        (3, 100, 0, 0),
        (4, 10_100, 0, 10_000),
        (5, 100, 0, 0),
    ],
)
def test_allot__against_the_cut_off__refused(
    revealed: Auction, bid: int, amount: int, least: int, most: int
) -> None:
    amounts = [amount if place == bid else given for place, given in enumerate(GOOD)]
    about = {"amount": amount, "least": least, "most": most}
    with refuses("AllotmentRefused", auction=1, bid=bid, **about):
        revealed.decide(amounts)


def test_allot__off_the_denomination__refused(revealed: Auction) -> None:
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        revealed.decide([40_000, 150, 0, 0, 0, 0])


def test_t14_allot__above_the_maximum_over_pages__refused(revealed: Auction) -> None:
    revealed.decide([40_000, 50_000])
    with refuses("AllotmentExceeded", auction=1, allotted=130_000, maximum=120_000):
        revealed.allot([30_000, 0, 10_000, 0])
    assert revealed.reserved() == 0


def test_t14_allot__above_the_cap__refused_and_may_begin_anew(auction: Auction) -> None:
    """110,000 paisa at USD 0.0036 a rupee are USD 3.96."""
    market = auction.market
    market.order(market.programme, "setCap", 3 * USD)
    for face, price in ((40_000, BETTER), (70_000, PRICE)):
        auction.seal(face, price)
    auction.revealed()
    market.programme.send("setCap", 3 * USD, sender=market.ministry)
    market.post_prices()
    auction.set_cut_off(PRICE, PRICE)
    auction.allot([40_000])
    with refuses("CapExceeded", usedUsd=3_960_000, capUsd=3 * USD):
        auction.allot([70_000])
    assert auction.kept().examined == 1
    auction.set_cut_off(BETTER, BETTER)
    assert auction.kept().examined == 0
    auction.allot([40_000, 0])
    assert (auction.kept().allotted, auction.reserved()) == (40_000, 40_000)


def test_t14_allot__cut_off_gamed_across_pages__every_page_under_the_last_one(
    revealed: Auction,
) -> None:
    """Bid 1 is passed over under a high cut-off; the lower one begins anew and takes it up."""
    revealed.decide([40_000, 0], BETTER)
    revealed.set_cut_off(PRICE, PRICE)
    with refuses("AllotmentRefused", auction=1, bid=0, amount=0, least=40_000, most=40_000):
        revealed.allot([0, 0, 0, 0])
    revealed.allot(GOOD)
    assert revealed.kept().phase == 2


def test_allot__bids_without_price_above_the_best_price__refused(revealed: Auction) -> None:
    with refuses("CutOffRefused", auction=1, cutOff=PRICE, nonCompetitivePrice=BETTER + 1):
        revealed.decide(GOOD, PRICE, BETTER + 1)
    revealed.set_cut_off(PRICE, BETTER)
    revealed.allot(GOOD)


def test_allot__bids_without_price_alone__nothing_prices_them(auction: Auction) -> None:
    auction.seal(10_000, 0)
    auction.revealed()
    with refuses("CutOffRefused", auction=1, cutOff=PRICE, nonCompetitivePrice=PRICE):
        auction.decide([10_000])


def test_allot__accepted__headroom_reserved_and_told(revealed: Auction) -> None:
    receipt = revealed.decide(GOOD)
    assert [(each["bid"], each["amount"]) for each in emitted(receipt, "BidAllotted")] == [
        (0, 40_000),
        (1, 40_000),
        (2, 20_000),
        (4, 10_000),
    ]
    assert emitted(receipt, "AuctionClosed") == [{"auction": 1, "allotted": 110_000}]
    assert revealed.reserved() == 110_000
    position = revealed.market.programme.call("positions")[0]
    assert (position.outstanding, position.issued, position.reserved) == (0, 0, 110_000)
    for call in ("allot", "reject", "set"):
        with refuses("AuctionDecided", auction=1):
            if call == "allot":
                revealed.allot([])
            elif call == "reject":
                revealed.reject()
            else:
                revealed.set_cut_off(PRICE, PRICE)


def test_reject__all_bids__deposits_back_but_for_the_sealed(revealed: Auction) -> None:
    revealed.decide(GOOD[:3])
    receipt = revealed.reject()
    assert emitted(receipt, "BidsRejected") == [{"auction": 1}]
    receipt = revealed.settle(*range(6))
    assert [each["bid"] for each in emitted(receipt, "DepositReturned")] == [0, 1, 2, 3, 4]
    assert [each["bid"] for each in emitted(receipt, "DepositForfeited")] == [5]
    assert revealed.cash(revealed.contract.address) == 0
    assert revealed.cash(revealed.market.government) == 5_000
    assert revealed.reserved() == 0
