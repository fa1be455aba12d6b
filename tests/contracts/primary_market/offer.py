"""An offer of the bill at a fixed price as the contract tests hold it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rwa.chain.accounts import Address
from rwa.chain.engine import Receipt
from tests.contracts.primary_market.auction import BILL, FUNDS, PRICE
from tests.contracts.system import DAY, Market


class Offer:
    """An offer of the bill: a day to subscribe, one to close, settled on the third."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.contract = market.primary
        self.start = market.now
        self.number = 0

    def terms(self, **changed: Any) -> Mapping[str, Any]:
        """What it is announced with."""
        return {
            "id": BILL,
            "minimum": 50_000,
            "maximum": 80_000,
            "price": PRICE,
            "accrued": 0,
            "accruedDivisor": 10**18,
            "deadline": self.start + DAY,
            "settlementTime": self.start + 2 * DAY,
            "settlementDeadline": self.start + 3 * DAY,
        } | changed

    def announce(self, sender: Address | None = None, **changed: Any) -> Receipt:
        """Announce it by the fiscal agent, and give the holders cash."""
        sender = sender or self.market.fiscal_agent
        receipt = self.contract.send("announceOffer", self.terms(**changed), sender=sender)
        self.number = int(self.contract.call("offers"))
        for holder in (self.market.holder, self.market.other_holder, self.market.distant_holder):
            self.fund(holder)
        return receipt

    def fund(self, holder: Address, amount: int = FUNDS) -> None:
        """Give a holder cash that the primary market may take."""
        cash = self.market.pkr_cash
        cash.send("mint", holder, amount, sender=self.market.fiscal_agent)
        cash.send("approve", self.contract.address, 2**256 - 1, sender=holder)

    def subscribe(self, holder: Address, face: int) -> Receipt:
        """Subscribe and pay."""
        return self.contract.send("subscribe", self.number, face, sender=holder)

    def close(self, days: int = 1) -> Receipt:
        """Close it after that many days; a stranger does."""
        self.market.engine.advance_to(max(self.market.now, self.start + days * DAY))
        return self.contract.send("closeOffer", self.number, sender=self.market.stranger)

    def settle(self, *numbers: int, days: int = 2) -> Receipt:
        """Settle subscriptions after that many days; a stranger pushes them."""
        self.market.engine.advance_to(max(self.market.now, self.start + days * DAY))
        arguments = (self.number, list(numbers))
        return self.contract.send("settleOffer", *arguments, sender=self.market.stranger)

    def cash(self, account: Address) -> int:
        """What an account holds."""
        return int(self.market.pkr_cash.call("balanceOf", account))

    def reserved(self) -> int:
        """What is reserved of the bill."""
        return int(self.market.programme.call("instrument", BILL).reserved)
