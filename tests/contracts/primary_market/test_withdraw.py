"""PrimaryMarket.withdraw: before the deadline a sealed bid goes back with its deposit."""

from __future__ import annotations

from tests.contracts.primary_market.auction import FUNDS, Auction
from tests.contracts.system import emitted, refuses


def withdraw(auction: Auction, number: int, sender: str):
    return auction.contract.send("withdraw", auction.number, number, sender=sender)


def test_withdraw__no_such_auction_or_bid__refused(auction: Auction) -> None:
    with refuses("BidUnknown", auction=1, bid=0):
        withdraw(auction, 0, auction.market.dealer)
    auction.number = 2
    with refuses("AuctionUnknown", auction=2):
        withdraw(auction, 0, auction.market.dealer)


def test_withdraw__anothers_bid__refused(auction: Auction) -> None:
    auction.seal(1_000)
    for caller in (auction.market.other_dealer, auction.market.fiscal_agent):
        with refuses("NotBidder", account=caller, auction=1, bid=0):
            withdraw(auction, 0, caller)


def test_withdraw__at_the_deadline__refused(auction: Auction) -> None:
    auction.seal(1_000)
    auction.until(1)
    deadline = auction.terms()["bidDeadline"]
    with refuses("BiddingClosed", auction=1, deadline=deadline, time=auction.market.now):
        withdraw(auction, 0, auction.market.dealer)


def test_t30_withdraw__twice__refused_and_paid_once(auction: Auction) -> None:
    auction.seal(1_000)
    auction.seal(2_000)
    receipt = withdraw(auction, 0, auction.market.dealer)
    assert emitted(receipt, "DepositReturned") == [{"auction": 1, "bid": 0, "amount": 5_000}]
    with refuses("BidNotSealed", auction=1, bid=0):
        withdraw(auction, 0, auction.market.dealer)
    assert auction.cash(auction.market.dealer) == FUNDS - 5_000
    auction.until(1)
    with refuses("BidNotSealed", auction=1, bid=0):
        auction.reveal(0)
