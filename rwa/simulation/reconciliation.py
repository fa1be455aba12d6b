"""The second road: a ledger rebuilt from the written event log, beside what the contracts answer
now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rwa.chain.contract import Contract
from rwa.chain.deployment import code32
from rwa.events import Event
from rwa.findings import Finding
from rwa.identifiers import NOBODY, Code, Party
from rwa.ledger import Ledger
from rwa.ledger.genesis import Genesis
from rwa.ledger.token import TokenBook
from rwa.ledger.trades import SETTLEMENT
from rwa.money import usd_text
from rwa.programme import face_rounded_up, used_usd
from rwa.registry import Registry
from rwa.simulation.auction_reconciliation import auction_differences
from rwa.simulation.differing import differ
from rwa.simulation.payment_reconciliation import payment_differences
from rwa.simulation.redemption_reconciliation import redemption_differences
from rwa.simulation.stock_reconciliation import stock_differences
from rwa.simulation.tender_reconciliation import tender_differences


def rebuild(genesis: Genesis, lines: Iterable[str]) -> Ledger:
    """The ledger that a log of events, one line each, tells. Raises `LedgerError`."""
    ledger = Ledger(genesis)
    for line in lines:
        ledger.apply(Event.from_json(line))
    return ledger


def reconcile(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """Every balance, freeze, supply, position, exchange and total that differs between ledger and
    chain.
    """
    for code, book in ledger.tokens.items():
        if registry.deployed(code):
            yield from _register(registry, code, book)
    yield from _cash(registry, ledger)
    yield from _trades(registry, ledger)
    yield from _positions(registry, ledger)
    yield from _instruments(registry, ledger)
    yield from auction_differences(registry, ledger)
    yield from payment_differences(registry, ledger)
    yield from tender_differences(registry, ledger)
    yield from stock_differences(registry, ledger)
    yield from redemption_differences(registry, ledger)
    yield from _used(registry, ledger)
    yield from _exchanges(registry, ledger)


def _register(registry: Registry, code: Code, book: TokenBook) -> Iterator[Finding]:
    token = registry.contract(code)
    accounts = sorted({*book.balances, *book.frozen, *book.frozen_wallets} - {NOBODY})
    wallets = [registry.directory.address(registry.directory.key(party)) for party in accounts]
    asked = [(wallet,) for wallet in wallets]
    columns: dict[str, tuple[Sequence[object], Sequence[object]]] = {
        "balance": ([book.balance(each) for each in accounts], token.call_many("balanceOf", asked)),
        "frozen": (
            [book.frozen_amount(each) for each in accounts],
            token.call_many("getFrozenTokens", asked),
        ),
        "wallet frozen": (
            [each in book.frozen_wallets for each in accounts],
            token.call_many("isFrozen", asked),
        ),
    }
    for account, amount in book.locked.items():
        address = registry.directory.address(registry.directory.key(account))
        yield from differ(
            f"{code}: locked of {account}", amount, token.call("lockedTokens", address)
        )
    for name, (told, held) in columns.items():
        for account, ours, theirs in zip(accounts, told, held, strict=True):
            yield from differ(f"{code}: {name} of {account}", ours, theirs)
    yield from differ(f"{code}: supply", book.supply, token.call("totalSupply"))
    yield from differ(f"{code}: sum of balances", sum(book.balances.values()), book.supply)
    yield from _past(code, book, token, list(zip(accounts, wallets, strict=True)))


def _past(
    code: Code, book: TokenBook, token: Contract, accounts: list[tuple[str, str]]
) -> Iterator[Finding]:
    """Balances at every record date that has passed and is closed; a lost wallet's are its
    successor's.
    """
    lost = set(book.predecessors.values())
    for period in range(len(book.closed_supplies)):
        live = [(party, wallet) for party, wallet in accounts if party not in lost]
        held = token.call_many("balanceOfAt", [(wallet, period) for _, wallet in live])
        past = book.holders_at(period)
        for (party, _), theirs in zip(live, held, strict=True):
            ours = {str(name): amount for name, amount in past.items()}.get(party, 0)
            yield from differ(
                f"{code}: balance of {party} at record date {period + 1}", ours, theirs
            )
        told, answered = book.supply_at(period), token.call("totalSupplyAt", period)
        yield from differ(f"{code}: supply at record date {period + 1}", told, answered)


def _cash(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """What everyone holds in cash; contracts of the programme hold some too."""
    for label, book in ledger.cash.items():
        cash = registry.contract(label)
        for account, ours in book.balances.items():
            theirs = cash.call("balanceOf", _address(registry, account))
            yield from differ(f"{label}: balance of {account}", ours, theirs)
        yield from differ(f"{label}: supply", book.supply, cash.call("totalSupply"))
        yield from differ(f"{label}: sum of balances", sum(book.balances.values()), book.supply)


def _trades(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """What has settled of each trade and how it stands, numbers used, and allowances of cash."""
    contract, book = registry.contract(SETTLEMENT), ledger.trades
    records = list(book.trades.values())
    asked = [(bytes.fromhex(record.id.removeprefix("0x")),) for record in records]
    answered = contract.call_many("progressOf", asked)
    for record, theirs in zip(records, answered, strict=True):
        ref = record.trade.ref
        yield from differ(f"trade {ref}: settled", record.settled, theirs.settled)
        yield from differ(f"trade {ref}: status", int(record.status), theirs.status)
        for party, nonce in (
            (record.trade.seller, record.trade.seller_nonce),
            (record.trade.buyer, record.trade.buyer_nonce),
        ):
            used = contract.call("isNonceUsed", _address(registry, party), nonce)
            subject = f"number {nonce} of {party}"
            yield from differ(subject, (party, nonce) in book.nonces, used)
    for label, cash in ledger.cash.items():
        for (owner, spender), allowed in cash.allowances.items():
            pair = _address(registry, owner), _address(registry, spender)
            left = registry.contract(label).call("allowance", *pair)
            yield from differ(f"{label}: what {owner} allows {spender}", allowed, left)


def _address(registry: Registry, party: Party) -> str:
    """Where an account or a contract of the programme stands."""
    place = registry.system.contracts.get(party)
    return place.address if place else registry.directory.address(registry.directory.key(party))


def _positions(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    answered = registry.contract("programme").call("positions")
    for ours, theirs in zip(ledger.programme.positions, answered, strict=True):
        subject = f"{ours.asset_class} in {ours.unit}"
        yield from differ(f"{subject}: outstanding", ours.outstanding, theirs.outstanding)
        yield from differ(f"{subject}: issued", ours.issued, theirs.issued)
        yield from differ(f"{subject}: reserved", ours.reserved, theirs.reserved)
        face = sum(
            face_rounded_up(book.supply, ledger.programme.factor(code))
            for code, book in ledger.tokens.items()
            if (book.terms.asset_class, book.terms.unit) == (ours.asset_class, ours.unit)
        )
        yield from differ(f"{subject}: sum of face", face, ours.outstanding)


def _instruments(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """What is left of each unit, and what keeps an instrument from being issued."""
    programme = registry.contract("programme")
    for code, ours in ledger.programme.instruments.items():
        theirs = programme.call("instrument", code32(code))
        kept = (theirs.issued, theirs.reserved, theirs.factor, theirs.closedFrom, theirs.defaults)
        told = (ours.issued, ours.reserved, ours.factor, ours.closed_from or 0, ours.defaults)
        yield from differ(f"{code}: issued, reserved, factor, closed, defaults", told, kept)
        yield from differ(f"{code}: units in all", ledger.tokens[code].supply, ours.supply)


def _used(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    usage = used_usd(ledger.programme.figures(), registry.now)
    total, by_position, fresh = registry.contract("programme").call("usedUsd")
    yield from differ("USD used", usd_text(usage.total), usd_text(total))
    yield from differ("USD used by position", list(usage.by_position), list(by_position))
    yield from differ("prices fresh", usage.fresh, fresh)


def _exchanges(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    contract = registry.contract("participants")
    records = ledger.participants.exchanges
    answered = contract.call_many("exchangeOf", [(n,) for n in range(1, len(records) + 1)])
    for record, theirs in zip(records.values(), answered, strict=True):
        milestones = sum(1 << milestone for milestone in record.milestones)
        yield from differ(f"{record.name}: milestones", milestones, theirs.milestones)
        yield from differ(f"{record.name}: standing", int(record.status), theirs.status)
        yield from differ(f"{record.name}: customers", record.customers, theirs.customers)
        yield from differ(f"{record.name}: NOC expiry", record.noc_expiry, theirs.nocExpiry)
