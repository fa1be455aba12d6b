"""Recoveries to wallets that others have touched before, over many record dates: the token, a plain
book and the ledger rebuilt from events tell one past.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest

from rwa.chain.accounts import Address
from rwa.chain.contract import Contract
from rwa.events import event_of
from rwa.identifiers import Code, Party
from rwa.ledger.genesis import Terms
from rwa.ledger.token import TokenBook
from rwa.words import Words
from tests.contracts.token.conftest import FREE_CODE, OpenMarket
from tests.contracts.token.walk import Walk

STEPS = 800
WEIGHTS = {
    "transfer": 18,
    "poke": 18,
    "pass_through": 10,
    "poke_lost": 3,
    "mint": 4,
    "burn": 6,
    "force": 6,
    "freeze": 3,
    "freeze_wallet": 3,
    "thaw_wallet": 5,
    "announce": 10,
    "close": 2,
    "wait": 14,
    "newcomer": 6,
    "recover": 25,
}
REACHED = {
    "recovered": 8,
    "recovered to a touched wallet": 4,
    "recovered onto units": 2,
    "WalletUsed": 2,
    "moved to a record time": 20,
}


class CrowdedWalk(Walk):
    """Persons with several wallets each, which receive and send before they succeed one another.

    The ledger follows the token's events and must foresee every verdict on a recovery.
    """

    def __init__(self, open_market: OpenMarket, weights: Mapping[str, int], seed: int) -> None:
        self.words, self.told = Words(), 0
        self.ledger = TokenBook(Terms(Code(FREE_CODE), Code("COMMODITY"), Code("XAU"), 3, 1))
        super().__init__(open_market, [open_market.reserve], weights, seed)
        self.words.name_party(self.stamped.address, FREE_CODE)
        for number in range(15):
            self.onboard_wallet(f"person {number % 5}")

    def listen(self) -> TokenBook:
        """The ledger after every event so far."""
        for sequence, (time, log) in enumerate(self.logs[self.told :], self.told):
            self.ledger.apply(
                event_of(self.words, sequence, time, log.address, log.event, log.args)
            )
        self.told = len(self.logs)
        return self.ledger

    def party(self, wallet: Address) -> Party:
        """The wallet as the ledger calls it."""
        return self.words.party(wallet)

    def spare(self) -> Address:
        """A wallet that holds nothing, if there is one."""
        dead = {lost for lost, _ in self.lost}
        empty = [each for each in self.person if not self.book.balances[each] and each not in dead]
        return self.draw.choice(empty) if empty else self.wallet()

    def poke(self) -> None:
        """An empty transfer, to, from or within a wallet that holds nothing."""
        pair = self.draw.choice([(self.holder(), self.spare()), (self.spare(), self.holder())])
        self.move(*self.draw.choice([pair, (pair[0], pair[0])]), 0)

    def poke_lost(self) -> None:
        """An empty seizure or redemption from a wallet that was lost."""
        if self.lost:
            self.through_programme("burn", self.draw.choice(self.lost)[0], 0)

    def pass_through(self) -> None:
        """A wallet receives and sends on, mostly all of it and before the next record date."""
        holder, spare = self.holder(), self.spare()
        amount = self.book.unfrozen(holder) // 3
        self.move(holder, spare, amount)
        if self.draw.random() < 0.2:
            self.wait()
        self.move(spare, self.holder(), self.book.balances[spare])

    def recover(self) -> None:
        """A wallet is lost to another that its person has already, whatever it went through."""
        lost = self.draw.choice([self.holder(), self.wallet()])
        dead = {each for each, _ in self.lost}
        own = [each for each in self.person if self.person[each] == self.person.get(lost)]
        empty = [each for each in own if not self.book.balances[each]]
        some = own if self.draw.random() < 0.3 else empty or own
        pool = [each for each in some if each not in dead and each != lost]
        if lost in dead or not pool:
            return
        successor = self.draw.choice(pool)
        self.market.replace_wallet(lost, successor)
        self.lost.append((lost, successor))
        if self.draw.random() < 0.3:
            self.poke()
            self.wait()
        self.recover_position(lost, successor)

    def recover_position(self, lost: Address, successor: Address) -> None:
        used = self.listen().used(self.party(successor), self.market.now)
        frozen = self.book.frozen[successor] or successor in self.book.wholly_frozen
        tells = any(past[successor] for past in self.book.past)
        touched = any(
            successor in (log.args.get("from"), log.args.get("to")) for _, log in self.logs
        )
        held = self.book.balances[successor]
        before = self.met["recovered"], self.met["WalletUsed"]
        super().recover_position(lost, successor)
        if self.met["recovered"] > before[0]:
            assert not used
            assert not frozen
            assert not tells
            assert not self.book.past or not self.book.past[-1][lost]
            self.met["recovered to a touched wallet"] += touched
            self.met["recovered onto units"] += held > 0
        elif self.met["WalletUsed"] > before[1]:
            assert used


def check(walk: CrowdedWalk) -> None:
    """Every wallet at every record date, told three ways."""
    token: Contract = walk.stamped
    ledger = walk.listen()
    pairs = list(itertools.product(walk.person, range(len(walk.book.past))))
    kept = token.call_many("balanceOfAt", pairs)
    assert kept == [walk.book.past[period][wallet] for wallet, period in pairs]
    assert ledger.record_times == walk.book.record_times
    assert [ledger.balance_at(walk.party(wallet), period) for wallet, period in pairs] == kept
    for period, past in enumerate(walk.book.past):
        assert sum(ledger.holders_at(period).values()) == past.total()
        assert token.call("totalSupplyAt", period) == past.total() == ledger.supply_at(period)


@pytest.mark.slow
def test_audit__recovery_to_wallets_touched_before__one_past_told_three_ways(
    local: OpenMarket,
) -> None:
    """Seeds 1 to 7 and 1,200 steps were walked once; one short walk stands here."""
    walk = CrowdedWalk(local, WEIGHTS, seed=1)
    walk.go(STEPS, 50, lambda: check(walk))
    check(walk)
    missed = {name: walk.met[name] for name in REACHED if walk.met[name] < REACHED[name]}
    assert not missed
