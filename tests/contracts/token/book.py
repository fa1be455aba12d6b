"""The register as a plain book: every balance copied out whole at every record date.

It shares nothing with the contract's way of keeping the past, so that each can be held against
the other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rwa.chain.accounts import Address

NO_LIMIT = 2**80 - 1


@dataclass
class Book:
    """One token. Amounts are in base units, times in Unix seconds."""

    balances: Counter[Address] = field(default_factory=Counter)
    frozen: Counter[Address] = field(default_factory=Counter)
    wholly_frozen: set[Address] = field(default_factory=set)
    allowances: Counter[tuple[Address, Address]] = field(default_factory=Counter)
    paused: bool = False
    limit: int = NO_LIMIT
    record_times: list[int] = field(default_factory=list)
    past: list[Counter[Address]] = field(default_factory=list)

    @property
    def supply(self) -> int:
        """What everybody holds together."""
        return self.balances.total()

    def unfrozen(self, wallet: Address) -> int:
        """max(0, balance - frozen)."""
        return max(0, self.balances[wallet] - self.frozen[wallet])

    def pass_to(self, now: int) -> None:
        """Copy the balances out for every record time that has come."""
        while len(self.past) < len(self.record_times) and self.record_times[len(self.past)] <= now:
            self.past.append(self.balances.copy())

    def move(self, sender: Address, receiver: Address, amount: int) -> None:
        """A transfer."""
        self.balances[sender] -= amount
        self.balances[receiver] += amount

    def seize(self, sender: Address, amount: int) -> None:
        """Lower the frozen amount by what is taken out of it, and no more."""
        self.frozen[sender] -= max(0, amount - self.unfrozen(sender))

    def succeed(self, lost: Address, successor: Address) -> None:
        """The successor takes over everything, the past included."""
        for column in (self.balances, self.frozen, *self.past):
            column[successor] += column.pop(lost, 0)
        if lost in self.wholly_frozen:
            self.wholly_frozen.remove(lost)
            self.wholly_frozen.add(successor)
