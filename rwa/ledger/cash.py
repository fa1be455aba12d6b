"""Settlement cash in one currency: balances and allowances, from the cash token's events."""

from __future__ import annotations

from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import NOBODY, Party
from rwa.ledger.genesis import Cash


class CashBook:
    """Who holds how much of one currency. Amounts are in its minor units."""

    def __init__(self, terms: Cash) -> None:
        self.terms = terms
        self.balances: dict[Party, int] = {}
        self.supply = 0
        self.allowances: dict[tuple[Party, Party], int] = {}

    def balance(self, account: Party) -> int:
        """What the account holds now."""
        return self.balances.get(account, 0)

    def allowance(self, owner: Party, spender: Party) -> int:
        """What the spender may still take from the owner."""
        return self.allowances.get((owner, spender), 0)

    def move(self, sender: Party, receiver: Party, amount: int) -> None:
        """Change balances and supply; the sender of new cash and the receiver of cash taken back is
        nobody.
        """
        if sender == NOBODY:
            self.supply += amount
        else:
            self.balances[sender] = self.balance(sender) - amount
        if receiver == NOBODY:
            self.supply -= amount
        else:
            self.balances[receiver] = self.balance(receiver) + amount

    def spend_allowance(self, owner: Party, spender: Party, amount: int) -> None:
        """The spender took an amount; an allowance of 2^256 - 1 is not used up."""
        if self.allowance(owner, spender) != UNLIMITED:
            self.allowances[owner, spender] = self.allowance(owner, spender) - amount

    def copy(self) -> CashBook:
        """The same balances and allowances, to try a batch on."""
        twin = CashBook(self.terms)
        twin.balances, twin.allowances = dict(self.balances), dict(self.allowances)
        twin.supply = self.supply
        return twin

    def apply(self, event: Event) -> None:
        """Take in one event of the cash token. Raises `LedgerError` where it cannot be."""
        if event.name == "Transfer":
            sender, receiver = Party(event.text("from")), Party(event.text("to"))
            amount = event.number("amount")
            if sender != NOBODY and self.balance(sender) < amount:
                raise LedgerError(
                    event.sequence,
                    f"{sender} pays {self.terms.quantity(amount)} "
                    f"and holds {self.terms.quantity(self.balance(sender))}",
                )
            self.move(sender, receiver, amount)
        elif event.name == "Approval":
            pair = Party(event.text("owner")), Party(event.text("spender"))
            self.allowances[pair] = event.number("amount")


UNLIMITED = 2**256 - 1
"""An allowance that is not used up."""
