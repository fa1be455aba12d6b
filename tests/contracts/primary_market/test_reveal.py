"""PrimaryMarket.reveal: between the deadlines, exactly what was committed, by anyone who knows
it.
"""

from __future__ import annotations

import pytest

from rwa.chain.deployment import keccak
from rwa.roles import Role
from tests.contracts.primary_market.auction import PRICE, SALT, Auction, Sealed
from tests.contracts.system import Market, emitted, refuses


def test_reveal__outside_its_time__refused_to_the_second(auction: Auction) -> None:
    auction.seal(1_000)
    auction.seal(2_000)
    opens, closes = auction.terms()["bidDeadline"], auction.terms()["revealDeadline"]
    engine = auction.market.engine
    for time in (opens - 1, closes):
        engine.advance_to(time)
        with refuses("RevealNotOpen", auction=1, opens=opens, closes=closes, time=engine.now):
            auction.reveal(0)
        if time < opens:
            engine.advance_to(opens)
            auction.reveal(1)


def test_reveal__no_such_auction_or_bid__refused(auction: Auction) -> None:
    auction.seal(1_000)
    auction.until(1)
    auction.sealed.append(auction.sealed[0])
    with refuses("BidUnknown", auction=1, bid=1):
        auction.reveal(1)
    auction.number = 9
    with refuses("AuctionUnknown", auction=9):
        auction.reveal(0)


@pytest.mark.parametrize(
    "changed",
    [{"face": 1_100}, {"price": PRICE + 1}, {"price": 0}, {"salt": b"\0" * 32}, {"investor": None}],
    ids=lambda changed: next(iter(changed)),
)
def test_t34_reveal__anything_else_than_committed__refused(auction: Auction, changed: dict) -> None:
    auction.seal(1_000)
    auction.until(1)
    if "investor" in changed:
        changed = {"investor": auction.market.other_holder}
    with refuses("CommitmentMismatch", auction=1, bid=0):
        auction.reveal(0, **changed)


def test_t34_reveal__committed_for_another_auction_or_dealer__refused(market: Market) -> None:
    auction = Auction(market).open()
    bid = Sealed(market.dealer, market.holder, 1_000, PRICE)
    elsewhere = auction.commitment(bid)
    other = Auction(market)
    other.announce()
    other.commit(elsewhere, 5_000, sender=market.dealer)
    other.sealed.append(bid)
    other.until(1)
    with refuses("CommitmentMismatch", auction=2, bid=0):
        other.reveal(0)


def test_t34_commitment__is_the_hash_of_chain_contract_auction_dealer_and_bid(
    auction: Auction,
) -> None:
    market = auction.market
    bid = Sealed(market.dealer, market.holder, 1_000, PRICE)
    words = (
        market.engine.chain_id,
        int(auction.contract.address, 16),
        1,
        int(bid.dealer, 16),
        int(bid.investor, 16),
        bid.face,
        bid.price,
        int.from_bytes(SALT),
    )
    assert auction.commitment(bid) == keccak(b"".join(word.to_bytes(32) for word in words))


def test_reveal__face_of_nothing_or_off_the_denomination__refused(auction: Auction) -> None:
    auction.seal(0)
    auction.seal(150)
    auction.until(1)
    with refuses("FaceMissing", auction=1, bid=0):
        auction.reveal(0)
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        auction.reveal(1)


def test_reveal__deposit_below_its_share_of_the_face__refused(auction: Auction) -> None:
    """Five percent of 100,100 are 5,005."""
    auction.seal(100_100)
    auction.seal(100_000)
    auction.until(1)
    with refuses("DepositTooSmall", deposit=5_000, required=5_005):
        auction.reveal(0)
    auction.reveal(1)


def test_reveal__price_that_accrued_interest_eats_up__refused(market: Market) -> None:
    auction = Auction(market).open(accrued=-(10**18))
    auction.seal(1_000, 1_0000)
    auction.seal(1_000, 1_0001)
    auction.until(1)
    with refuses("PriceRefused", price=1_0000, accrued=-(10**18), accruedDivisor=10**18):
        auction.reveal(0)
    auction.reveal(1)


def test_t30_reveal__twice__refused(auction: Auction) -> None:
    auction.seal(1_000)
    auction.until(1)
    auction.reveal(0)
    with refuses("BidNotSealed", auction=1, bid=0):
        auction.reveal(0)


def test_reveal__dealer_lost_the_role__the_bid_stands(auction: Auction) -> None:
    market = auction.market
    auction.seal(1_000)
    market.order(market.authority, "revokeRole", Role.PRIMARY_DEALER, market.dealer)
    market.wait(86_400)
    data = market.authority.encode("revokeRole", Role.PRIMARY_DEALER, market.dealer)
    market.orders.send("execute", data, sender=market.stranger)
    assert market.now >= auction.terms()["bidDeadline"]
    receipt = auction.reveal(0)
    assert emitted(receipt, "BidRevealed") == [
        {"auction": 1, "bid": 0, "investor": market.holder, "face": 1_000, "price": PRICE}
    ]
    auction.until(2)
    auction.decide([1_000])
    auction.until(3)
    auction.settle(0)
    assert market.bill.call("balanceOf", market.holder) == 1_000
