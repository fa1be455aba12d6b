"""One instrument's register: balances, freezes, limits, record dates and documents, from its
token's events.
"""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp
from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import NOBODY, Code, DocumentHash, Party
from rwa.ledger.genesis import Terms
from rwa.ledger.history import History
from rwa.ledger.spans import Spans

NO_LIMIT = 2**80 - 1
"""A transfer limit that limits nothing."""

MAX_SUPPLY = 2**120 - 1
"""The most base units a register holds."""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper attached to an instrument: where it is, its hash, and when it was attached."""

    uri: str
    hash: DocumentHash
    time: Timestamp


class TokenBook:
    """The state of one token. Amounts are in base units."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.balances: dict[Party, int] = {}
        self.supply = 0
        self.frozen: dict[Party, int] = {}
        self.frozen_wallets: set[Party] = set()
        self.locked: dict[Party, int] = {}
        self.paused = False
        self.transfer_limit = NO_LIMIT
        self.allowances: dict[tuple[Party, Party], int] = {}
        self.predecessors: dict[Party, Party] = {}
        self.record_times: list[Timestamp] = []
        self.closed_supplies: list[int] = []
        self.documents: dict[Code, Document] = {}
        self._recovery_times: dict[Party, Timestamp] = {}
        self.call_time: Timestamp | None = None
        self._history = History()
        self._supply_history = History()
        self._spans = Spans()

    @property
    def redemption_time(self) -> Timestamp | None:
        """From when on units are redeemed: maturity, or the time of a call; none for never."""
        return self.call_time or self.terms.maturity_time

    def balance(self, account: Party) -> int:
        """What the account holds now."""
        return self.balances.get(account, 0)

    def frozen_amount(self, account: Party) -> int:
        """What is frozen, which may exceed the balance."""
        return self.frozen.get(account, 0)

    def locked_amount(self, account: Party) -> int:
        """What is tendered or to be redeemed in kind; it may exceed the balance after a seizure."""
        return self.locked.get(account, 0)

    def held(self, account: Party) -> int:
        """What is frozen and locked, which does not move."""
        return self.frozen_amount(account) + self.locked_amount(account)

    def unfrozen(self, account: Party) -> int:
        """max(0, balance - frozen - locked)."""
        return max(0, self.balance(account) - self.held(account))

    def used(self, account: Party, now: int) -> bool:
        """Whether the account is frozen, held at a record date or succeeds another."""
        due = sum(time <= now for time in self.record_times)
        return (
            account in self.predecessors
            or account in self.frozen_wallets
            or self.held(account) > 0
            or self.recovered(account)
            or self._spans.tells(account)
            or (self.balance(account) > 0 and self._spans.last(account) != due)
        )

    def recovered(self, account: Party) -> bool:
        """Whether the account's position was moved to a successor."""
        return account in self.predecessors.values()

    def position_of(self, account: Party) -> Party:
        """The wallet that has the position of an account now."""
        successors = {lost: new for new, lost in self.predecessors.items()}
        while account in successors:
            account = successors[account]
        return account

    def holders(self) -> list[Party]:
        """Accounts with a balance, in the order in which they first held."""
        return [account for account, balance in self.balances.items() if balance]

    def balance_at(self, account: Party, period: int) -> int:
        """The balance at a record date: after everything earlier than its record time."""
        return self._history.before(account, self.record_times[period])

    def supply_at(self, period: int) -> int:
        """The supply at a record date."""
        return self.supply_before(self.record_times[period])

    def supply_before(self, time: int) -> int:
        """The supply after everything earlier than a time."""
        return self._supply_history.before(NOBODY, time)

    def holders_at(self, period: int) -> dict[Party, int]:
        """Accounts with a balance at a record date; a recovered position is its successor's."""
        return self.held_before(self.record_times[period])

    def held_before(self, time: Timestamp) -> dict[Party, int]:
        """Accounts with a balance after everything earlier than a time; a recovered position is its
        successor's.
        """
        held = {
            account: self._history.before(account, time) for account in self._history.accounts()
        }
        return {account: balance for account, balance in held.items() if balance}

    def holder_then(self, account: Party, period: int) -> Party:
        """The wallet in which a position stood at a record date; it was recovered since, maybe more
        than once.
        """
        while self._recovery_times.get(account, 0) >= self.record_times[period]:
            account = self.predecessors[account]
        return account

    def copy(self) -> TokenBook:
        """The same register now, to try a batch on; papers and the past are left out."""
        twin = TokenBook(self.terms)
        twin.balances = dict(self.balances)
        twin.supply = self.supply
        twin.frozen = dict(self.frozen)
        twin.frozen_wallets = set(self.frozen_wallets)
        twin.locked = dict(self.locked)
        twin.paused = self.paused
        twin.transfer_limit = self.transfer_limit
        twin.allowances = dict(self.allowances)
        twin.call_time = self.call_time
        return twin

    def move(self, sender: Party, receiver: Party, amount: int) -> None:
        """Change balances and supply; the sender of an issue and the receiver of a redemption is
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

    def apply(self, event: Event) -> None:
        """Take in one event of the token. Raises `LedgerError` where it cannot be."""
        handler = _HANDLERS.get(event.name)
        if handler is not None:
            handler(self, event)

    def touch(self, sender: Party, receiver: Party) -> None:
        """Two accounts are about to change; what they tell of record dates is kept."""
        touched = {each: self._blank(each) for each in (sender, receiver) if each != NOBODY}
        self._spans.touch(touched, len(self.closed_supplies))

    def untouch(self) -> None:
        """A forced transfer to the same account touched nothing."""
        self._spans.undo()

    def record_move(self, event: Event, sender: Party, receiver: Party) -> None:
        """Keep what a change of balances leaves for the past."""
        for account in (sender, receiver):
            if account != NOBODY:
                self._history.record(account, event.time, self.balance(account))
        if NOBODY in (sender, receiver):
            self._supply_history.record(NOBODY, event.time, self.supply)

    def inherit(self, lost: Party, successor: Party, time: Timestamp) -> None:
        """The successor takes over what the lost wallet was in this token, its past included."""
        self.predecessors[successor] = lost
        self._recovery_times[successor] = time
        self._history.inherit(lost, successor)
        self._spans.open(successor, len(self.closed_supplies))

    def _blank(self, account: Party) -> bool:
        """Whether it holds nothing, was not recovered and tells of no record date."""
        return not (self.balance(account) or self.recovered(account) or self._spans.tells(account))


def _party(event: Event, key: str) -> Party:
    return Party(event.text(key))


def _transfer(book: TokenBook, event: Event) -> None:
    sender, receiver, amount = _party(event, "from"), _party(event, "to"), event.number("amount")
    if sender != NOBODY and book.balance(sender) < amount:
        raise LedgerError(
            event.sequence,
            f"{sender} sends {book.terms.quantity(amount)} "
            f"and holds {book.terms.quantity(book.balance(sender))}",
        )
    book.touch(sender, receiver)
    book.move(sender, receiver, amount)
    book.record_move(event, sender, receiver)


def _forced(book: TokenBook, event: Event) -> None:
    if event.text("from") == event.text("to"):
        book.untouch()


def _approval(book: TokenBook, event: Event) -> None:
    pair = _party(event, "owner"), _party(event, "spender")
    book.allowances[pair] = event.number("amount")


def _frozen(book: TokenBook, event: Event) -> None:
    book.frozen[_party(event, "account")] = event.number("amount")


def _locked(book: TokenBook, event: Event) -> None:
    book.locked[_party(event, "account")] = event.number("amount")


def _address_frozen(book: TokenBook, event: Event) -> None:
    if event.flag("frozen"):
        book.frozen_wallets.add(_party(event, "account"))
    else:
        book.frozen_wallets.discard(_party(event, "account"))


def _recovered(book: TokenBook, event: Event) -> None:
    book.inherit(_party(event, "lost"), _party(event, "new"), event.time)


def _paused(book: TokenBook, event: Event) -> None:
    book.paused = event.name == "Paused"


def _limit_set(book: TokenBook, event: Event) -> None:
    book.transfer_limit = event.number("limit")


def _record_date_announced(book: TokenBook, event: Event) -> None:
    book.record_times.append(Timestamp(event.number("record_time")))


def _record_date_closed(book: TokenBook, event: Event) -> None:
    period, supply = event.number("period"), event.number("supply")
    if period != len(book.closed_supplies) or supply != book.supply_at(period):
        told, held = book.terms.quantity(supply), book.terms.quantity(book.supply_at(period))
        raise LedgerError(
            event.sequence, f"record date {period + 1} closes on {told}, and the supply was {held}"
        )
    book.closed_supplies.append(supply)


def _call_announced(book: TokenBook, event: Event) -> None:
    book.call_time = Timestamp(event.number("call_time"))


def _document_updated(book: TokenBook, event: Event) -> None:
    paper = Document(event.text("uri"), DocumentHash(event.text("document")), event.time)
    book.documents[Code(event.text("name"))] = paper


def _document_removed(book: TokenBook, event: Event) -> None:
    del book.documents[Code(event.text("name"))]


_HANDLERS = {
    "Transfer": _transfer,
    "ForcedTransfer": _forced,
    "Approval": _approval,
    "Frozen": _frozen,
    "Locked": _locked,
    "AddressFrozen": _address_frozen,
    "RecoverySuccess": _recovered,
    "Paused": _paused,
    "Unpaused": _paused,
    "TransferLimitSet": _limit_set,
    "RecordDateAnnounced": _record_date_announced,
    "RecordDateClosed": _record_date_closed,
    "CallAnnounced": _call_announced,
    "DocumentUpdated": _document_updated,
    "DocumentRemoved": _document_removed,
}
