"""A tender of the bond as the contract tests hold it: a day to tender, two to decide, one to
settle.

Three holders have 50,000 of the bond each; the bill is given in exchange. Faces are base units
(paisa), prices per 100 with four decimals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from rwa.chain.accounts import Address
from rwa.chain.contract import Contract
from rwa.chain.deployment import code32, keccak
from rwa.chain.engine import Receipt
from tests.contracts.system import BILL_CODE, BOND_CODE, DAY, Market

BOND, BILL = code32(BOND_CODE), code32(BILL_CODE)
PUT, BUY_BACK, EXCHANGE, DRAWING = range(4)
ANNOUNCED, ACCEPTED, REJECTED = 1, 2, 3
GIVEN, CONCLUDED = 1, 2
HELD = 50_000
FUNDS = 10**9
PRICE = 97_5000
SEED = b"\7" * 32
SEED_HASH = hashlib.sha256(SEED).digest()
NOTHING = bytes(32)
TERMS: Mapping[int, Mapping[str, Any]] = {
    PUT: {"maximum": 0, "price": PRICE},
    BUY_BACK: {"price": 0},
    EXCHANGE: {"price": 0, "newId": BILL, "ratio": 102_5000},
    DRAWING: {"seedHash": SEED_HASH},
}
"""What each kind is announced with beside the rest."""


def reason(signature: str) -> bytes:
    """The selector of a refusal."""
    return keccak(signature.encode())[:4]


class Offer:
    """Tender number one: `open` announces it."""

    def __init__(self, market: Market, contract: Contract | None = None) -> None:
        self.market = market
        self.contract = contract or market.tenders
        self.start = market.now
        self.number = 1

    @property
    def holders(self) -> tuple[Address, Address, Address]:
        """Who has the bond."""
        return self.market.holder, self.market.other_holder, self.market.distant_holder

    def terms(self, kind: int = PUT, **changed: Any) -> Mapping[str, Any]:
        """What it is announced with."""
        usual = {
            "id": BOND,
            "kind": kind,
            "maximum": 60_000,
            "price": PRICE,
            "accrued": 0,
            "accruedDivisor": 10**18,
            "newId": NOTHING,
            "newAccrued": 0,
            "newAccruedDivisor": 10**18,
            "ratio": 0,
            "opens": self.start,
            "closes": self.start + DAY,
            "settlementTime": self.start + 3 * DAY,
            "settlementDeadline": self.start + 4 * DAY,
            "seedHash": NOTHING,
        }
        return usual | TERMS[kind] | changed

    def announce(self, kind: int = PUT, sender: Address | None = None, **changed: Any) -> Receipt:
        """Announce it by the fiscal agent."""
        by = sender or self.market.fiscal_agent
        receipt = self.contract.send("announceTender", self.terms(kind, **changed), sender=by)
        self.number = int(self.contract.call("tenders"))
        return receipt

    def open(self, kind: int = PUT, **changed: Any) -> Offer:
        """Announce it; the government account has set cash aside."""
        self.announce(kind, **changed)
        self.set_aside(FUNDS)
        return self

    def set_aside(self, amount: int) -> None:
        """Give the government account cash that the contract may take."""
        market, cash = self.market, self.market.pkr_cash
        cash.send("mint", market.government, amount, sender=market.fiscal_agent)
        cash.send("approve", self.contract.address, amount, sender=market.government)

    def tender(self, holder: Address, face: int, price: int | None = None) -> Receipt:
        """Tender face, at the tender's price unless one is asked."""
        due = self.kept().terms.price if price is None else price
        return self.contract.send("tender", self.number, face, due, sender=holder)

    def withdraw(self, instruction: int, holder: Address) -> Receipt:
        """Withdraw an instruction."""
        return self.contract.send("withdraw", self.number, instruction, sender=holder)

    def until(self, days: int) -> Offer:
        """Let time pass until that many days after the start."""
        self.market.engine.advance_to(max(self.market.now, self.start + days * DAY))
        return self

    def set_highest(self, price: int) -> Receipt:
        """Set the highest price."""
        by = self.market.fiscal_agent
        return self.contract.send("setHighestPrice", self.number, price, sender=by)

    def accept(self, *amounts: int) -> Receipt:
        """Accept one page."""
        by = self.market.fiscal_agent
        return self.contract.send("accept", self.number, list(amounts), sender=by)

    def draw(self, lots: Mapping[Address, int], seed: bytes = SEED) -> Receipt:
        """Enter on whom the lot fell."""
        call = ("draw", self.number, seed, list(lots), list(lots.values()))
        return self.contract.send(*call, sender=self.market.fiscal_agent)

    def reject(self, sender: Address | None = None) -> Receipt:
        """Reject it whole."""
        by = sender or self.market.fiscal_agent
        return self.contract.send("reject", self.number, sender=by)

    def settle(self, *instructions: int, days: int = 3, **given: Any) -> Receipt:
        """Settle instructions after that many days; a stranger pushes them."""
        self.until(days)
        call = ("settle", self.number, list(instructions))
        return self.contract.send(*call, sender=self.market.stranger, **given)

    def kept(self) -> Any:
        """The tender as the contract keeps it."""
        return self.contract.call("tenderOf", self.number)

    def instruction(self, number: int) -> Any:
        """An instruction as the contract keeps it."""
        return self.contract.call("instructionOf", self.number, number)

    def cash(self, account: Address) -> int:
        """What an account has in cash."""
        return int(self.market.pkr_cash.call("balanceOf", account))

    def locked(self, account: Address) -> int:
        """What is locked of an account's bonds."""
        return int(self.market.bond.call("lockedTokens", account))

    def held(self, account: Address) -> int:
        """What an account holds of the bond."""
        return int(self.market.bond.call("balanceOf", account))
