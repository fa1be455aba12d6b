"""An auction of the bill as the contract tests hold it: a day for bids, one for reveals, one to
decide, one to settle.

Faces are base units (paisa), prices per 100 with four decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rwa.chain.accounts import Address
from rwa.chain.contract import Contract
from rwa.chain.deployment import code32
from rwa.chain.engine import Receipt
from tests.contracts.system import BILL_CODE, DAY, Market

BILL = code32(BILL_CODE)
FUNDS = 10**12
DEPOSIT = 5_000
SALT = b"\7" * 32
PRICE = 98_3879
"""Highest price of the 84-day bill of 9 September 2020, per 100 with four decimals."""


@dataclass(frozen=True)
class Sealed:
    """A bid as its dealer knows it."""

    dealer: Address
    investor: Address
    face: int
    price: int
    salt: bytes = SALT


class Auction:
    """Auction number one of a primary market: `open` announces it."""

    def __init__(self, market: Market, contract: Contract | None = None) -> None:
        self.market = market
        self.contract = contract or market.primary
        self.sealed: list[Sealed] = []
        self.start = market.now
        self.number = 0

    def terms(self, **changed: Any) -> Mapping[str, Any]:
        """What it is announced with."""
        return {
            "id": BILL,
            "target": 100_000,
            "maximum": 120_000,
            "uniform": False,
            "bidDeadline": self.start + DAY,
            "revealDeadline": self.start + 2 * DAY,
            "settlementTime": self.start + 3 * DAY,
            "settlementDeadline": self.start + 4 * DAY,
            "depositBps": 500,
            "depositFloor": 1_000,
            "accrued": 0,
            "accruedDivisor": 10**18,
        } | changed

    def open(self, **changed: Any) -> Auction:
        """Announce it, and give both dealers cash that it may take."""
        self.announce(**changed)
        for dealer in (self.market.dealer, self.market.other_dealer):
            self.fund(dealer)
        return self

    def announce(self, sender: Address | None = None, **changed: Any) -> Receipt:
        """Announce it by the fiscal agent."""
        sender = sender or self.market.fiscal_agent
        receipt = self.contract.send("announce", self.terms(**changed), sender=sender)
        self.number = int(self.contract.call("auctions"))
        return receipt

    def fund(self, dealer: Address, amount: int = FUNDS) -> None:
        """Give a dealer cash that the primary market may take."""
        cash = self.market.pkr_cash
        cash.send("mint", dealer, amount, sender=self.market.fiscal_agent)
        cash.send("approve", self.contract.address, 2**256 - 1, sender=dealer)

    def seal(
        self,
        face: int,
        price: int = PRICE,
        *,
        dealer: Address | None = None,
        investor: Address | None = None,
        deposit: int = DEPOSIT,
    ) -> int:
        """Commit a bid; returns its number."""
        bid = Sealed(dealer or self.market.dealer, investor or self.market.holder, face, price)
        self.commit(self.commitment(bid), deposit, sender=bid.dealer)
        self.sealed.append(bid)
        return len(self.sealed) - 1

    def commit(self, commitment: bytes, deposit: int, *, sender: Address) -> Receipt:
        """Commit a hash."""
        return self.contract.send("commit", self.number, commitment, deposit, sender=sender)

    def commitment(self, bid: Sealed) -> bytes:
        """The hash of a bid."""
        told = (bid.dealer, bid.investor, bid.face, bid.price, bid.salt)
        hashed: bytes = self.contract.call("commitmentOf", self.number, *told)
        return hashed

    def reveal(self, number: int, **changed: Any) -> Receipt:
        """Reveal a bid, or something else; a stranger sends it."""
        bid = self.sealed[number]
        told = {"investor": bid.investor, "face": bid.face, "price": bid.price, "salt": bid.salt}
        arguments = (self.number, number, *(told | changed).values())
        return self.contract.send("reveal", *arguments, sender=self.market.stranger)

    def until(self, days: int) -> None:
        """Let time pass until that many days after the start."""
        self.market.engine.advance_to(self.start + days * DAY)

    def revealed(self, *bids: int) -> Auction:
        """Reveal these bids, or all, and let the time of reveals end."""
        self.until(1)
        for number in bids or range(len(self.sealed)):
            self.reveal(number)
        self.until(2)
        return self

    def decide(
        self, amounts: list[int], cut_off: int = PRICE, beside: int | None = None
    ) -> Receipt:
        """Set the prices and allot to all bids at once."""
        self.market.post_prices()
        beside = cut_off if beside is None else beside
        self.set_cut_off(cut_off, beside)
        return self.allot(amounts)

    def set_cut_off(self, cut_off: int, beside: int) -> Receipt:
        """Set the prices."""
        by = self.market.fiscal_agent
        return self.contract.send("setCutOff", self.number, cut_off, beside, sender=by)

    def allot(self, amounts: list[int]) -> Receipt:
        """Allot one page."""
        by = self.market.fiscal_agent
        return self.contract.send("allot", self.number, amounts, sender=by)

    def reject(self, sender: Address | None = None) -> Receipt:
        """Reject all bids."""
        return self.contract.send("reject", self.number, sender=sender or self.market.fiscal_agent)

    def settle(self, *bids: int, **given: Any) -> Receipt:
        """Settle bids; a stranger pushes them."""
        sender = self.market.stranger
        return self.contract.send("settle", self.number, list(bids), sender=sender, **given)

    def bid(self, number: int) -> Any:
        """A bid as the contract keeps it."""
        return self.contract.call("bidOf", self.number, number)

    def kept(self) -> Any:
        """The auction as the contract keeps it."""
        return self.contract.call("auctionOf", self.number)

    def cash(self, account: Address) -> int:
        """What an account holds."""
        return int(self.market.pkr_cash.call("balanceOf", account))

    def reserved(self) -> int:
        """What is reserved of the bill."""
        return int(self.market.programme.call("instrument", BILL).reserved)
