"""Exchanges, holders and the persons behind them, from the events of `Participants`."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from rwa.calendar import Timestamp
from rwa.entry import Exchange, Limits, Milestone, Stage, Status
from rwa.events import Event
from rwa.identifiers import DocumentHash, ExchangeName, Identity, Party
from rwa.money import MicroUsd


@dataclass(frozen=True, slots=True)
class Holder:
    """A wallet's record.

    `exchange` is its sponsor, none once it was removed; `successor` is set once it was lost.
    The wallets of a blocked person are `blocked` one by one, as the registrar names them.
    """

    wallet: Party
    identity: Identity
    exchange: ExchangeName | None
    country: str
    category: int
    kyc_expiry: Timestamp
    blocked: bool = False
    successor: Party | None = None

    @property
    def sponsored(self) -> bool:
        """Whether the wallet has a sponsor now: neither removed nor replaced."""
        return self.exchange is not None and self.successor is None


class ParticipantBook:
    """The state of the registry of participants."""

    def __init__(self) -> None:
        self.exchanges: dict[ExchangeName, Exchange] = {}
        self.operated: dict[Party, ExchangeName] = {}
        self.holders: dict[Party, Holder] = {}
        self.blocked: set[Identity] = set()
        self.stage_limits: dict[Stage, Limits] = {}
        self.wallets: Counter[tuple[ExchangeName, Identity]] = Counter()
        self.documents: list[tuple[ExchangeName, str, DocumentHash]] = []
        self._sponsors: defaultdict[Party, list[tuple[Timestamp, ExchangeName | None]]]
        self._sponsors = defaultdict(list)

    def sponsor_before(self, wallet: Party, time: int) -> ExchangeName | None:
        """The exchange that answered for a wallet after everything earlier than a time."""
        earlier = (name for since, name in reversed(self._sponsors.get(wallet, [])) if since < time)
        return next(earlier, None)

    def sponsors(self, person: Identity) -> list[ExchangeName]:
        """The exchanges at which a person has a wallet."""
        return [name for name in self.exchanges if self.wallets[name, person]]

    def wallets_of(self, person: Identity) -> list[Party]:
        """Every wallet ever onboarded for a person, lost and removed ones included."""
        return [wallet for wallet, holder in self.holders.items() if holder.identity == person]

    def successor_of(self, wallet: Party) -> Party | None:
        """The wallet that stands in a lost one's place now, however often it was replaced since."""
        last = None
        while wallet in self.holders and self.holders[wallet].successor is not None:
            last = wallet = Party(str(self.holders[wallet].successor))
        return last

    def copy(self) -> ParticipantBook:
        """The same state, to try a batch on."""
        twin = ParticipantBook()
        twin.exchanges = dict(self.exchanges)
        twin.operated = dict(self.operated)
        twin.holders = dict(self.holders)
        twin.blocked = set(self.blocked)
        twin.stage_limits = dict(self.stage_limits)
        twin.wallets = self.wallets.copy()
        twin.documents = list(self.documents)
        return twin

    def sponsor(self, holder: Holder) -> None:
        """Enter a wallet under its sponsor; a person's first wallet there is one more customer."""
        exchange = _sponsor_of(holder)
        self.holders[holder.wallet] = holder
        self.wallets[exchange, holder.identity] += 1
        if self.wallets[exchange, holder.identity] == 1:
            self._count_customers(exchange, 1)

    def apply(self, event: Event) -> None:
        """Take in one event of the registry of participants."""
        _HANDLERS[event.name](self, event)
        if event.name in _SPONSORING:
            wallet = Party(event.text("wallet"))
            self._sponsors[wallet].append((event.time, self.holders[wallet].exchange))

    def release(self, holder: Holder) -> None:
        """Take a wallet from its sponsor; a person's last wallet there is one customer less."""
        exchange = _sponsor_of(holder)
        self.wallets[exchange, holder.identity] -= 1
        if self.wallets[exchange, holder.identity] == 0:
            self._count_customers(exchange, -1)

    def _count_customers(self, exchange: ExchangeName, change: int) -> None:
        record = self.exchanges[exchange]
        self.exchanges[exchange] = replace(record, customers=record.customers + change)


def _sponsor_of(holder: Holder) -> ExchangeName:
    if holder.exchange is None:
        raise ValueError(f"{holder.wallet} has no sponsor")
    return holder.exchange


def _exchange(event: Event) -> ExchangeName:
    return ExchangeName(event.text("exchange"))


def _enrolled(book: ParticipantBook, event: Event) -> None:
    name = _exchange(event)
    operator = Party(event.text("operator"))
    book.exchanges[name] = Exchange(name, operator)
    book.operated[operator] = name
    book.documents.append((name, "enrolment", DocumentHash(event.text("document"))))


def _operator_changed(book: ParticipantBook, event: Event) -> None:
    name = _exchange(event)
    operator = Party(event.text("operator"))
    book.exchanges[name] = replace(book.exchanges[name], operator=operator)
    book.operated[operator] = name


def _milestone_reached(book: ParticipantBook, event: Event) -> None:
    name, milestone = _exchange(event), Milestone[event.text("milestone").upper()]
    record = book.exchanges[name]
    book.exchanges[name] = replace(record, milestones=record.milestones | {milestone})
    book.documents.append((name, str(milestone), DocumentHash(event.text("document"))))


def _noc_expiry_set(book: ParticipantBook, event: Event) -> None:
    name = _exchange(event)
    expiry = Timestamp(event.number("expiry"))
    book.exchanges[name] = replace(book.exchanges[name], noc_expiry=expiry)


def _status_changed(book: ParticipantBook, event: Event) -> None:
    name, status = _exchange(event), Status[event.text("status").upper()]
    book.exchanges[name] = replace(book.exchanges[name], status=status)
    book.documents.append((name, str(status), DocumentHash(event.text("document"))))


def _stage_limits_set(book: ParticipantBook, event: Event) -> None:
    book.stage_limits[Stage[event.text("stage").upper()]] = Limits(
        event.number("customers"),
        MicroUsd(event.number("exposure_usd")),
        MicroUsd(event.number("transfer_usd")),
    )


def _onboarded(book: ParticipantBook, event: Event) -> None:
    book.sponsor(
        Holder(
            Party(event.text("wallet")),
            Identity(event.text("identity")),
            _exchange(event),
            event.text("country"),
            event.number("category"),
            Timestamp(event.number("kyc_expiry")),
        )
    )


def _kyc_expiry_set(book: ParticipantBook, event: Event) -> None:
    wallet = Party(event.text("wallet"))
    expiry = Timestamp(event.number("expiry"))
    book.holders[wallet] = replace(book.holders[wallet], kyc_expiry=expiry)


def _removed(book: ParticipantBook, event: Event) -> None:
    holder = book.holders[Party(event.text("wallet"))]
    book.release(holder)
    book.holders[holder.wallet] = replace(holder, exchange=None)


def _responsored(book: ParticipantBook, event: Event) -> None:
    holder = book.holders[Party(event.text("wallet"))]
    book.release(holder)
    book.sponsor(replace(holder, exchange=ExchangeName(event.text("to"))))


def _block_set(book: ParticipantBook, event: Event) -> None:
    person = Identity(event.text("identity"))
    if event.flag("blocked"):
        book.blocked.add(person)
    else:
        book.blocked.discard(person)
    for name in event.names("wallets"):
        wallet = Party(name)
        book.holders[wallet] = replace(book.holders[wallet], blocked=event.flag("blocked"))


def _wallet_replaced(book: ParticipantBook, event: Event) -> None:
    holder = book.holders[Party(event.text("wallet"))]
    book.release(holder)
    book.holders[holder.wallet] = replace(holder, successor=Party(event.text("successor")))


def _standing_changed(book: ParticipantBook, event: Event) -> None:
    """The standing word repeats what the other events say."""


_SPONSORING = frozenset({"HolderOnboarded", "HolderRemoved", "HolderResponsored"})
_HANDLERS = {
    "ExchangeEnrolled": _enrolled,
    "OperatorChanged": _operator_changed,
    "MilestoneReached": _milestone_reached,
    "NocExpirySet": _noc_expiry_set,
    "StatusChanged": _status_changed,
    "StageLimitsSet": _stage_limits_set,
    "HolderOnboarded": _onboarded,
    "KycExpirySet": _kyc_expiry_set,
    "HolderRemoved": _removed,
    "HolderResponsored": _responsored,
    "BlockSet": _block_set,
    "WalletReplaced": _wallet_replaced,
    "StandingChanged": _standing_changed,
}
