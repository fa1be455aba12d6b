"""What the machine keeps for itself beside the ledger, the plain way: secrets of bids, signed
trades, the register copied whole at every record date, and money counted as it moves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rwa.identifiers import Code, DocumentHash, Party
from rwa.ledger import Ledger
from rwa.registry.auctions import SealedBid
from rwa.registry.settlement import SignedTrade

Period = tuple[Code, int]
Cash = dict[Code, dict[Party, int]]


@dataclass
class Notes:
    """One example's notes. A person's position goes by its root, the first wallet it was in."""

    sealed: dict[DocumentHash, SealedBid] = field(default_factory=dict)
    deals: list[SignedTrade] = field(default_factory=list)
    registers: dict[Period, dict[Party, int]] = field(default_factory=dict)
    served: set[tuple[Code, int, Party]] = field(default_factory=set)
    flows: dict[Code, Counter[str]] = field(default_factory=dict)

    def pass_time(self, ledger: Ledger, now: int, then: int) -> int:
        """Copy the registers whose record times come up to `then`; how many there are."""
        passed = 0
        for code, book in ledger.tokens.items():
            for period, time in enumerate(book.record_times):
                if now < time <= then:
                    held = {wallet: book.balance(wallet) for wallet in book.holders()}
                    self.registers[code, period] = {
                        root(ledger, code, wallet): units for wallet, units in held.items()
                    }
                    passed += 1
        return passed

    def flow(self, unit: Code, way: str, amount: int) -> None:
        """Money of the paying agent went one way."""
        self.flows.setdefault(unit, Counter())[way] += amount


def root(ledger: Ledger, code: Code, wallet: Party) -> Party:
    """The first wallet of a position."""
    predecessors = ledger.tokens[code].predecessors
    while wallet in predecessors:
        wallet = predecessors[wallet]
    return wallet


def cash_now(ledger: Ledger) -> Cash:
    """Who holds how much cash, by unit of account."""
    return {book.terms.unit: dict(book.balances) for book in ledger.cash.values()}
