"""A random walk through everything that can happen to twin tokens under one registry.

Each act on a token is done to every twin and must end the same way in each: accepted, or refused by
the same error with the same arguments. What was accepted goes into a plain book, which the tokens
are compared with.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from rwa.chain.accounts import Address
from rwa.chain.contract import Contract
from rwa.chain.engine import Log, Receipt
from rwa.chain.errors import ContractRevert
from rwa.entry import Status
from tests.contracts.system import (
    DAY,
    DOCUMENT,
    FIRST,
    KYC_EXPIRY,
    SECOND,
    checksummed,
    identity,
    keccak,
    onboarding,
)
from tests.contracts.token.book import NO_LIMIT, Book
from tests.contracts.token.conftest import OpenMarket

MAX = 2**256 - 1
MAX_EXCHANGES = 40
FUTURE = KYC_EXPIRY * 2
EXPIRY = 2**40 - 1
FLAGS, KNOWN = 0xFF, 1
"""Of a holder's record: known, and neither blocked, replaced nor removed."""
Verdict = tuple[str, dict[str, Any]] | None
"""None where the act was accepted, else the error and its arguments."""


def verdict(answer: Receipt | ContractRevert) -> Verdict:
    """How an act ended."""
    if isinstance(answer, ContractRevert):
        return answer.name, answer.arguments
    return None


class Walk:
    """The walk. `weights` say how often each act is drawn; `met` counts what was met on the way."""

    def __init__(
        self,
        open_market: OpenMarket,
        tokens: Sequence[Contract],
        weights: Mapping[str, int],
        seed: int,
    ) -> None:
        self.open_market, self.market = open_market, open_market.market
        self.tokens, self.draw, self.book = list(tokens), random.Random(seed), Book()
        self.acts: dict[str, Callable[[], None]] = {name: getattr(self, name) for name in weights}
        self.weights = list(weights.values())
        self.met: Counter[str] = Counter()
        self.logs: list[tuple[int, Log]] = []
        self.names = count()
        self.person: dict[Address, str] = {}
        self.lost: list[tuple[Address, Address]] = []
        self.exchanges = [FIRST, SECOND]
        self.suspended: set[int] = set()
        self.revoked: set[int] = set()
        for _ in range(3):
            self.admit()
        for number in range(14):
            self.onboard_wallet(f"person {number}")
        for wallet in list(self.person)[:10]:
            self.do_mint(wallet, 1_000)

    @property
    def stamped(self) -> Contract:
        """The token under test; its twin, if there is one, comes after it."""
        return self.tokens[0]

    def go(self, steps: int, every: int, check: Callable[[], None]) -> None:
        """Walk, and check after every so many steps."""
        names = list(self.acts)
        for step in range(1, steps + 1):
            (name,) = self.draw.choices(names, self.weights)
            self.acts[name]()
            self.met[name] += 1
            if step % every == 0:
                check()

    # ------------------------------------------------------------------------------ helpers

    def wallet(self) -> Address:
        """Somebody's wallet, now and then nobody's."""
        if self.draw.random() < 0.02:
            return self.market.stranger
        dead = {lost for lost, _ in self.lost} if self.draw.random() < 0.9 else set()
        return self.draw.choice([wallet for wallet in self.person if wallet not in dead])

    def holder(self) -> Address:
        """A wallet that holds something, mostly."""
        held = [wallet for wallet, balance in self.book.balances.items() if balance]
        return self.draw.choice(held) if held and self.draw.random() < 0.9 else self.wallet()

    def amount(self, wallet: Address) -> int:
        """Nothing, a little, all, one too much, at the edge of the unfrozen part."""
        balance, unfrozen = self.book.balances[wallet], self.book.unfrozen(wallet)
        edges = (0, 1, balance, balance + 1, unfrozen, unfrozen + 1)
        little = self.draw.randrange(0, balance // 4 + 2)
        return self.draw.choice(edges) if self.draw.random() < 0.15 else little

    def on_tokens(self, sender: Address, function: str, *arguments: Any) -> bool:
        """Do it to every twin; whether it was accepted."""
        requests = [token.request(function, *arguments, sender=sender) for token in self.tokens]
        return self.settle(function, self.market.engine.attempt_many(requests))

    def through_programme(self, function: str, *arguments: Any) -> bool:
        """Mint or burn in every twin; whether it was accepted."""
        sender = self.market.deployer
        requests = [
            self.open_market.programme.request(function, token.address, *arguments, sender=sender)
            for token in self.tokens
        ]
        return self.settle(function, self.market.engine.attempt_many(requests))

    def settle(self, act: str, answers: list[Receipt | ContractRevert]) -> bool:
        """All twins gave one verdict; count it, and keep the logs of the first."""
        verdicts = [verdict(answer) for answer in answers]
        assert all(each == verdicts[0] for each in verdicts), (act, verdicts)
        first = answers[0]
        if isinstance(first, ContractRevert):
            self.met[first.name] += 1
            return False
        self.logs += [
            (first.timestamp, log) for log in first.logs if log.address == self.stamped.address
        ]
        for answer in answers[1:]:
            assert isinstance(answer, Receipt)
            told, twin = ([(log.event, log.args) for log in each.logs] for each in (first, answer))
            assert told == twin or act == "forced"
        return True

    def in_registry(self, sender: Address, function: str, *arguments: Any) -> bool:
        """An act in the registry, which may refuse it."""
        answer = self.market.participants.attempt(function, *arguments, sender=sender)
        return isinstance(answer, Receipt)

    # ------------------------------------------------------------------------------ holders' acts

    def transfer(self) -> None:
        sender = self.holder()
        self.move(sender, self.wallet(), self.amount(sender))

    def move(self, sender: Address, receiver: Address, amount: int) -> None:
        """A transfer, its stamps looked at and `canTransfer` asked before it."""
        self.look(sender, receiver)
        asked = self.draw.random() < 0.5
        allowed = asked and self.stamped.call("canTransfer", sender, receiver, amount)
        accepted = self.on_tokens(sender, "transfer", receiver, amount)
        if asked:
            assert accepted == (allowed and amount <= self.book.balances[sender])
            self.met[f"canTransfer said {allowed}"] += 1
        if accepted:
            self.met["transfer accepted"] += 1
            self.book.move(sender, receiver, amount)

    def transfer_from(self) -> None:
        owner, spender, receiver = self.holder(), self.wallet(), self.wallet()
        amount = self.amount(owner)
        given = self.draw.choice([0, amount, amount, amount + 7, MAX])
        self.on_tokens(owner, "approve", spender, given)
        self.book.allowances[owner, spender] = given
        if self.on_tokens(spender, "transferFrom", owner, receiver, amount):
            self.met["transferFrom accepted"] += 1
            self.book.move(owner, receiver, amount)
            if given != MAX:
                self.book.allowances[owner, spender] -= amount

    def batch_transfer(self) -> None:
        sender = self.holder()
        receivers = [self.wallet() for _ in range(self.draw.randrange(0, 5))]
        amounts = [self.amount(sender) // 4 for _ in receivers]
        if self.on_tokens(sender, "batchTransfer", receivers, amounts):
            self.met["batch accepted"] += bool(receivers)
            for receiver, amount in zip(receivers, amounts, strict=True):
                self.book.move(sender, receiver, amount)

    # ------------------------------------------------------------------------------ supply, force

    def do_mint(self, wallet: Address, amount: int) -> None:
        """Mint to a wallet."""
        if self.through_programme("mint", wallet, amount):
            self.book.balances[wallet] += amount

    def mint(self) -> None:
        self.do_mint(self.wallet(), self.draw.randrange(0, 500))

    def mint_batch(self) -> None:
        wallets = [self.wallet() for _ in range(3)]
        amounts = [self.draw.randrange(0, 200) for _ in wallets]
        if self.through_programme("mintBatch", wallets, amounts):
            for wallet, amount in zip(wallets, amounts, strict=True):
                self.book.balances[wallet] += amount

    def burn(self) -> None:
        wallet = self.holder()
        amount = self.amount(wallet)
        if self.through_programme("burn", wallet, amount):
            self.book.seize(wallet, amount)
            self.book.balances[wallet] -= amount

    def force(self) -> None:
        sender, receiver = self.holder(), self.wallet()
        amount = self.amount(sender)
        call = ("forcedTransfer", sender, receiver, amount)
        orders = [self.market.order(token, *call) for token in self.tokens]
        requests = [token.request(*call, sender=self.market.registrar) for token in self.tokens]
        if self.settle("forced", self.market.engine.attempt_many(requests)):
            self.met["force accepted"] += 1
            if sender != receiver:
                self.book.seize(sender, amount)
            self.book.move(sender, receiver, amount)
            return
        for order in orders:
            self.market.orders.send("cancel", order, 3, sender=self.market.registrar)

    # ------------------------------------------------------------------------------ freezes, pause

    def freeze(self) -> None:
        wallet, registrar = self.holder(), self.market.registrar
        amount = self.draw.choice([0, 0, self.amount(wallet), 2 * self.book.balances[wallet]])
        if self.on_tokens(registrar, "setFrozenTokens", wallet, amount):
            self.book.frozen[wallet] = amount

    def freeze_some(self) -> None:
        wallet, registrar = self.holder(), self.market.registrar
        amount = self.draw.randrange(0, 50)
        if self.on_tokens(registrar, "freezePartialTokens", wallet, amount):
            self.book.frozen[wallet] += amount

    def unfreeze_some(self) -> None:
        wallet, registrar = self.holder(), self.market.registrar
        amount = self.draw.randrange(0, 50)
        if self.on_tokens(registrar, "unfreezePartialTokens", wallet, amount):
            self.book.frozen[wallet] -= amount

    def freeze_wallet(self) -> None:
        wallet, registrar = self.wallet(), self.market.registrar
        if self.on_tokens(registrar, "setAddressFrozen", wallet, True):
            self.book.wholly_frozen.add(wallet)

    def thaw_wallet(self) -> None:
        if not self.book.wholly_frozen:
            return
        wallet = self.draw.choice(sorted(self.book.wholly_frozen))
        if self.on_tokens(self.market.registrar, "setAddressFrozen", wallet, False):
            self.book.wholly_frozen.discard(wallet)

    def pause(self) -> None:
        """A short pause with a transfer in it."""
        self.on_tokens(self.market.regulator, "pause")
        self.transfer()
        self.burn()
        self.on_tokens(self.market.regulator, "unpause")

    def limit(self) -> None:
        limit = self.draw.choice([100, NO_LIMIT, NO_LIMIT])
        if self.on_tokens(self.market.regulator, "setTransferLimit", limit):
            self.book.limit = limit

    # ------------------------------------------------------------------------------ record dates

    def announce(self) -> None:
        last = max([self.market.now, *self.book.record_times[-1:]])
        when = last + self.draw.choice([1, 600, DAY // 4, DAY])
        if self.on_tokens(self.market.fiscal_agent, "announceRecordDate", when):
            self.book.record_times.append(when)

    def close(self) -> None:
        self.on_tokens(self.market.stranger, "closeRecordDates", self.draw.randrange(0, 3))

    def wait(self) -> None:
        ahead = [when for when in self.book.record_times if when > self.market.now]
        if ahead and self.draw.random() < 0.5:
            skipped = min(len(ahead) - 1, self.draw.choice([0, 0, 1, 2]))
            self.market.engine.advance_to(ahead[skipped])
            self.met["moved to a record time"] += 1
        else:
            self.market.wait(self.draw.choice([1, 30, 600, 3_600, DAY // 4]))
        self.book.pass_to(self.market.now)

    # ------------------------------------------------------------------------------ the registry

    def admit(self) -> None:
        """One more exchange."""
        operator = self.market.account(f"operator {next(self.names)}")
        self.exchanges.append(self.market.admit(operator))
        self.long_noc(self.exchanges[-1])

    def long_noc(self, exchange: int) -> None:
        """An NOC that outlasts the walk."""
        arguments = (exchange, FUTURE, DOCUMENT)
        self.in_registry(self.market.regulator, "setNocExpiry", *arguments)

    def active(self) -> int:
        """An exchange that is not revoked."""
        return self.draw.choice([each for each in self.exchanges if each not in self.revoked])

    def onboard_wallet(self, person: str, wallet: Address | None = None) -> Address | None:
        """A wallet of a person, new unless given; none if it was refused."""
        wallet = wallet or self.market.account(f"wallet {next(self.names)}")
        exchange = self.active()
        record = onboarding(wallet, person, FUTURE)
        operator = self.market.operator_of(exchange)
        if not self.in_registry(operator, "onboard", exchange, record):
            return None
        self.person[wallet] = person
        return wallet

    def block(self) -> None:
        person = self.person.get(self.holder())
        if person is not None:
            self.set_block(person, True)
            self.transfer()

    def unblock(self) -> None:
        blocked = [
            person
            for person in sorted(set(self.person.values()))
            if self.market.participants.call("isBlocked", identity(person))
        ]
        if blocked:
            self.set_block(self.draw.choice(blocked), False)

    def set_block(self, person: str, blocked: bool) -> None:
        """Block or unblock a person with all their wallets."""
        wallets = [wallet for wallet, owner in self.person.items() if owner == person]
        arguments = (identity(person), wallets, blocked)
        self.in_registry(self.market.registrar, "setBlocked", *arguments)

    def shorten_kyc(self) -> None:
        soon = self.market.now + self.draw.choice([0, 1, 1_800, DAY // 4])
        self.set_kyc(self.holder(), soon)

    def renew_kyc(self) -> None:
        for wallet in self.person:
            record = stored(self.market.participants, "_holders", wallet)
            if record >> 216 <= self.market.now + DAY:
                self.set_kyc(wallet, self.market.now + self.draw.choice([DAY // 4, 100 * DAY]))

    def set_kyc(self, wallet: Address, expiry: int) -> None:
        """By the operator of the wallet's exchange."""
        exchange = self.market.participants.call("holder", wallet) >> 208 & 0xFF
        if exchange:
            operator = self.market.operator_of(exchange)
            self.in_registry(operator, "setKycExpiry", wallet, expiry)

    def outlive_stamp(self) -> None:
        """A stamp expires; half the time the record behind it was renewed meanwhile."""
        wallet = self.holder()
        self.set_kyc(wallet, self.market.now + 600)
        self.move(wallet, wallet, 0)
        self.market.wait(600)
        self.book.pass_to(self.market.now)
        if self.draw.random() < 0.5:
            self.set_kyc(wallet, FUTURE)
        self.move(wallet, self.wallet(), self.amount(wallet))

    def suspend(self) -> None:
        exchange = self.active()
        arguments = (exchange, int(Status.SUSPENDED), DOCUMENT)
        if self.in_registry(self.market.regulator, "setStatus", *arguments):
            self.suspended.add(exchange)

    def reinstate(self) -> None:
        if self.suspended:
            exchange = self.draw.choice(sorted(self.suspended))
            arguments = (exchange, int(Status.ACTIVE), DOCUMENT)
            self.in_registry(self.market.regulator, "setStatus", *arguments)
            self.suspended.discard(exchange)

    def revoke(self) -> None:
        if len(self.exchanges) >= MAX_EXCHANGES:
            return
        exchange = self.active()
        arguments = (exchange, int(Status.REVOKED), DOCUMENT)
        if self.in_registry(self.market.regulator, "setStatus", *arguments):
            self.revoked.add(exchange)
            self.suspended.discard(exchange)
            self.admit()
            self.admit()

    def responsor(self) -> None:
        for wallet in list(self.person):
            record = stored(self.market.participants, "_holders", wallet)
            exchange = record >> 208 & 0xFF
            if exchange in self.revoked and self.draw.random() < 0.5:
                to = self.active()
                done = self.in_registry(self.market.registrar, "responsor", wallet, to)
                self.met["responsored"] += done

    def shorten_noc(self) -> None:
        soon = self.market.now + self.draw.choice([1, 1_800, DAY // 4])
        arguments = (self.active(), soon, DOCUMENT)
        self.in_registry(self.market.regulator, "setNocExpiry", *arguments)

    def renew_nocs(self) -> None:
        for exchange in self.exchanges:
            if exchange not in self.revoked:
                self.long_noc(exchange)

    def refresh(self) -> None:
        self.in_registry(self.market.stranger, "refreshStanding")

    def remove(self) -> None:
        wallet = self.holder()
        self.met["removed"] += self.in_registry(self.market.registrar, "remove", wallet)

    def onboard_again(self) -> None:
        for wallet, person in list(self.person.items()):
            record = stored(self.market.participants, "_holders", wallet)
            if record >> 208 & 0xFF == 0 and self.onboard_wallet(person, wallet):
                self.met["onboarded again"] += 1

    def newcomer(self) -> None:
        if len(self.person) < 60:
            self.onboard_wallet(self.draw.choice(sorted(set(self.person.values()))))

    def recover(self) -> None:
        """Replace a wallet; sometimes only recover the position later, or not at all."""
        if self.draw.random() < 0.3 and self.lost:
            self.recover_position(*self.draw.choice(self.lost))
            return
        wallet = self.holder()
        person = self.person.get(wallet)
        successor = self.onboard_wallet(person) if person else None
        if successor is None:
            return
        try:
            self.market.replace_wallet(wallet, successor)
        except ContractRevert:
            call = self.market.participants.encode("replaceWallet", wallet, successor)
            order = self.market.orders.call(
                "orderOf", self.market.participants.address, keccak(call)
            )
            self.market.orders.send("cancel", order, 3, sender=self.market.registrar)
            return
        self.lost.append((wallet, successor))
        if self.draw.random() < 0.8:
            self.recover_position(wallet, successor)

    def recover_position(self, lost: Address, successor: Address) -> None:
        """Recover in every twin, if the registry and the register agree."""
        arguments = (lost, successor, checksummed(identity(self.person[lost])))
        if self.on_tokens(self.market.registrar, "recoveryAddress", *arguments):
            self.book.succeed(lost, successor)
            self.met["recovered"] += 1

    # ------------------------------------------------------------------------------ what was met

    def look(self, sender: Address, receiver: Address) -> None:
        """Count in which state the stamps of a transfer's two sides are before it."""
        registry, now = self.market.participants, self.market.now
        standing = stored(registry, "_standing")
        self.met["past the earliest NOC expiry"] += now >= standing >> 176 & EXPIRY
        for wallet in (sender, receiver):
            stamp = stored(self.stamped, "_accounts", wallet)
            record = stored(registry, "_holders", wallet)
            ahead = stamp >> 176 & EXPIRY > now
            if stamp >> 216 == 0:
                self.met["no stamp"] += 1
            elif stamp >> 216 != standing >> 216:
                self.met["stale stamp"] += 1
                sound = record >> 176 & FLAGS == KNOWN and record >> 216 > now
                self.met["stale stamp that would lie of the holder"] += ahead and not sound
                moved = stamp >> 168 & 0xFF != record >> 208 & 0xFF
                self.met["stale stamp that would lie of the exchange"] += ahead and moved
            elif ahead:
                self.met["stamp that holds"] += 1
            else:
                self.met["expired stamp"] += 1
                self.met["expired stamp, renewed record"] += record >> 216 > now


def stored(contract: Contract, variable: str, key: Address | None = None) -> int:
    """A storage word: a variable's first, or a mapping's for a wallet."""
    slots = {each["label"]: each["slot"] for each in contract.artifact.storage_layout["storage"]}
    slot = int(slots[variable])
    if key is not None:
        entry = keccak(bytes(12) + bytes.fromhex(key[2:]) + slot.to_bytes(32))
        slot = int.from_bytes(entry)
    return contract.engine.storage(contract.address, slot)
