"""A reserve whose list of lots is attested, redeemed in kind or in cash; what is done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rwa.chain.contract import Contract
from rwa.chain.deployment import code32
from rwa.chain.engine import Receipt
from rwa.chain.lot_tree import lot_leaf, lot_tree
from rwa.chain.merkle import MerkleTree
from rwa.reserves.lots import Lot, LotList
from tests.contracts.system import DAY, GOLD_CODE, Market
from tests.reserves.bars import bars, read

GOLD = code32(GOLD_CODE)
BAR = 398_000
"""Base units of each bar."""
MINIMUM, PERIOD = 430_000, 5 * DAY
PKR, USD = code32("PKR"), code32("USD")
FEE = 50
"""What is kept of cash, in hundredths of a percent."""


@dataclass
class Vault:
    """Five bars of 398 ounces, attested, of which the holder has all but a bar's worth of units."""

    market: Market
    lots: LotList = field(default_factory=lambda: read(*bars(5)))
    desk: Contract | None = None

    @property
    def gold(self) -> Contract:
        """The reserve's register."""
        return self.market.gold

    @property
    def redemptions(self) -> Contract:
        """The contract of redemptions."""
        return self.desk or self.market.redemptions

    def open(self, **terms: Any) -> None:
        """Attest the list, set the terms, issue four bars' worth."""
        self.market.wait(1)
        self.attest(self.lots.lots)
        self.set_terms(**terms)
        self.market.issue(self.gold, self.market.holder, 4 * BAR)

    def attest(self, lots: tuple[Lot, ...], **told: Any) -> Receipt:
        """Attest a list of lots."""
        root = MerkleTree([lot_leaf("XAU", lot) for lot in lots]).root
        total = sum(lot.quantity for lot in lots)
        return self.market.attest(self.market.stock, total, root=root, **told)

    def set_terms(
        self,
        minimum: int = MINIMUM,
        period: int = PERIOD,
        first_come: bool = False,
        fee_bps: int = FEE,
        currency: bytes = PKR,
    ) -> Receipt:
        """Set the terms."""
        terms = (GOLD, (minimum, period, first_come, fee_bps, currency))
        return self.redemptions.send("setTerms", *terms, sender=self.market.ministry)

    def ask(self, amount: int = MINIMUM, by: str | None = None) -> int:
        """The holder asks for lots; the request's number."""
        sender = by or self.market.holder
        self.redemptions.send("request", GOLD, amount, sender=sender)
        return int(self.redemptions.call("requests"))

    def ask_cash(self, amount: int, by: str | None = None) -> int:
        """The holder asks for cash; the request's number."""
        sender = by or self.market.holder
        self.redemptions.send("requestCash", GOLD, amount, sender=sender)
        return int(self.redemptions.call("requests"))

    def set_aside(self, amount: int, cash: Contract | None = None) -> None:
        """The government account is given cash, and lets the contract take it."""
        market, token = self.market, cash or self.market.pkr_cash
        token.send("mint", market.government, amount, sender=market.fiscal_agent)
        token.send("approve", self.redemptions.address, amount, sender=market.government)

    def pay(self, number: int, sender: str | None = None) -> Receipt:
        """Pay a request for cash."""
        return self.redemptions.send("pay", number, sender=sender or self.market.fiscal_agent)

    def handed_in(self, *places: int) -> list[tuple[Any, ...]]:
        """Lots of the list with their proofs."""
        tree = lot_tree(self.lots)
        return [
            (lot.name, lot.quantity, lot.details, tree.proof(lot_leaf("XAU", lot)))
            for lot in (self.lots.lots[place] for place in places)
        ]

    def deliver(self, number: int, *places: int, sender: str | None = None) -> Receipt:
        """Deliver lots of the list."""
        call = (number, self.handed_in(*places))
        return self.redemptions.send("deliver", *call, sender=sender or self.market.custodian)

    def end(self, number: int, sender: str) -> Receipt:
        """End a request."""
        return self.redemptions.send("end", number, sender=sender)

    def holding(self, account: str | None = None) -> tuple[int, int]:
        """An account's balance, and what is locked of it."""
        account = account or self.market.holder
        return self.gold.call("balanceOf", account), self.gold.call("lockedTokens", account)
