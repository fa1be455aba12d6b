"""PrimaryMarket.commit: sealed bids with their deposits."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.primary_market.auction import DEPOSIT, FUNDS, PRICE, Auction, Sealed
from tests.contracts.system import Market, emitted, refuses

HASH = b"\1" * 32


@pytest.mark.parametrize("actor", ["fiscal_agent", "ministry", "operator", "holder", "stranger"])
def test_commit__no_primary_dealer__refused(auction: Auction, actor: str) -> None:
    caller = getattr(auction.market, actor)
    with refuses("RoleRequired", account=caller, role=Role.PRIMARY_DEALER):
        auction.commit(HASH, DEPOSIT, sender=caller)


def test_commit__auction_not_announced__refused(market: Market) -> None:
    for number in (0, 1):
        with refuses("AuctionUnknown", auction=number):
            market.primary.send("commit", number, HASH, DEPOSIT, sender=market.dealer)


def test_commit__at_the_deadline__refused_to_the_second(auction: Auction) -> None:
    deadline = auction.terms()["bidDeadline"]
    auction.market.engine.advance_to(deadline - 1)
    auction.commit(HASH, DEPOSIT, sender=auction.market.dealer)
    auction.market.engine.advance_to(deadline)
    with refuses("BiddingClosed", auction=1, deadline=deadline, time=auction.market.now):
        auction.commit(HASH, DEPOSIT, sender=auction.market.dealer)


def test_commit__deposit_below_the_floor__refused(auction: Auction) -> None:
    with refuses("DepositTooSmall", deposit=999, required=1_000):
        auction.commit(HASH, 999, sender=auction.market.dealer)


def test_commit__deposit_not_allowed_or_not_there__refused(auction: Auction) -> None:
    dealer, cash = auction.market.dealer, auction.market.pkr_cash
    short = {"balance": FUNDS, "needed": FUNDS + 1}
    with refuses("ERC20InsufficientBalance", sender=dealer, **short):
        auction.commit(HASH, FUNDS + 1, sender=dealer)
    cash.send("approve", auction.contract.address, 5, sender=dealer)
    spender = auction.contract.address
    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=5, needed=1_000):
        auction.commit(HASH, 1_000, sender=dealer)


def test_commit__accepted__deposit_held_and_the_bid_told(auction: Auction) -> None:
    dealer = auction.market.dealer
    receipt = auction.commit(HASH, DEPOSIT, sender=dealer)
    assert emitted(receipt, "BidCommitted") == [
        {"auction": 1, "bid": 0, "dealer": dealer, "commitment": HASH, "deposit": DEPOSIT}
    ]
    assert auction.cash(dealer) == FUNDS - DEPOSIT
    assert auction.cash(auction.contract.address) == DEPOSIT
    bid = auction.bid(0)
    assert (bid.dealer, bid.state, bid.face, bid.price) == (dealer, 1, 0, 0)


def test_t36_commit__another_dealers_hash_first__neither_blocks_nor_serves(
    auction: Auction,
) -> None:
    """A copied hash takes no place, and cannot be revealed by whoever copied it."""
    market = auction.market
    own = Sealed(market.dealer, market.holder, 1_000, PRICE)
    auction.commit(auction.commitment(own), DEPOSIT, sender=market.other_dealer)
    auction.commit(auction.commitment(own), DEPOSIT, sender=market.dealer)
    auction.sealed = [own, own]
    auction.until(1)
    with refuses("CommitmentMismatch", auction=1, bid=0):
        auction.reveal(0)
    auction.reveal(1)
    assert auction.bid(1).state == 2


def test_t33_commit__cash_sent_by_a_stranger__changes_nothing(auction: Auction) -> None:
    market = auction.market
    market.pkr_cash.send("mint", auction.contract.address, 777, sender=market.fiscal_agent)
    auction.seal(1_000)
    auction.revealed()
    auction.decide([1_000])
    auction.until(3)
    auction.settle(0)
    assert auction.cash(auction.contract.address) == 777
