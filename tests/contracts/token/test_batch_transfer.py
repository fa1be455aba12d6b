"""A batch of transfers is the sequence of its transfers: the same state, the same refusals (T2)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from rwa.chain.accounts import ZERO_ADDRESS, Address
from rwa.chain.contract import Contract
from rwa.chain.errors import ContractRevert
from rwa.entry import Status
from tests.contracts.system import DAY, SECOND, Market, refuses
from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.faults import (
    BALANCE,
    NO_LIMIT,
    TRANSFER,
    Deal,
    Fault,
    bring_about,
    named,
    told,
)

ROUNDS = 120
Pairs = Sequence[tuple[Address, int]]


def batch(token: Contract, sender: Address, pairs: Pairs) -> Any:
    """The receivers and amounts in one call."""
    arguments = [to for to, _ in pairs], [amount for _, amount in pairs]
    return token.attempt("batchTransfer", *arguments, sender=sender)


def singles(token: Contract, sender: Address, pairs: Pairs) -> Any:
    """One transfer after the other up to the first refusal: all events, or that refusal."""
    logs: list[Any] = []
    for to, amount in pairs:
        answer = token.attempt("transfer", to, amount, sender=sender)
        if isinstance(answer, ContractRevert):
            return answer
        logs.extend(answer.logs)
    return logs


def words(token: Contract, wallets: Sequence[Address]) -> list[int]:
    """Everything a transfer may change: balances, and those of the latest record dates."""
    rows = [token.call_many("balanceOf", [(wallet,) for wallet in wallets])]
    closed = token.call("closedPeriods")
    for period in range(max(0, closed - 2), closed):
        rows.append(token.call_many("balanceOfAt", [(wallet, period) for wallet in wallets]))
        rows.append([token.call("totalSupplyAt", period)])
    rows.append([closed, token.call("totalSupply")])
    return [number for row in rows for number in row]


@pytest.mark.parametrize("fault", TRANSFER, ids=named(TRANSFER))
def test_t02__batch_with_one_fault__told_as_by_the_single(market: Market, fault: Fault) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = Deal(market, market.bill, market.holder, market.distant_holder)
    bring_about(deal, fault)
    with told(deal, fault):
        call = ("batchTransfer", [deal.receiver], [deal.amount])
        market.bill.send(*call, sender=market.holder)


def test_t02__last_of_a_batch_refused__nothing_moves(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    receivers = [market.other_holder, market.distant_holder, market.stranger]
    with refuses("HolderUnknown", wallet=market.stranger):
        market.gold.send("batchTransfer", receivers, [1, 1, 1], sender=market.holder)
    assert market.gold.call("balanceOf", market.holder) == BALANCE
    assert market.gold.call("balanceOf", market.other_holder) == 0


@pytest.mark.parametrize(("receivers", "amounts"), [(0, 1), (1, 0), (2, 3), (3, 2)])
def test_batch_transfer__lists_differ__refused(
    market: Market, receivers: int, amounts: int
) -> None:
    call = ("batchTransfer", [market.holder] * receivers, [0] * amounts)
    with refuses("ListsDiffer", first=receivers, second=amounts):
        market.gold.send(*call, sender=market.holder)


def test_t02__sum_beyond_the_balance__refused_at_the_one_that_passes_it(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    call = ("batchTransfer", [market.other_holder] * 3, [400, 400, 400])
    with refuses("ERC20InsufficientBalance", sender=market.holder, balance=200, needed=400):
        market.gold.send(*call, sender=market.holder)


def test_t02__sum_beyond_the_unfrozen_part__refused_at_the_one_that_passes_it(
    market: Market,
) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setFrozenTokens", market.holder, 500, sender=market.registrar)
    call = ("batchTransfer", [market.other_holder] * 2, [400, 400])
    beyond = {"account": market.holder, "amount": 400, "unfrozen": 100}
    with refuses("ERC7943InsufficientUnfrozenBalance", **beyond):
        market.gold.send(*call, sender=market.holder)


@pytest.mark.parametrize("state", ["sound", "paused", "sender unknown"])
def test_t02__empty_batch__does_nothing_in_any_state(market: Market, state: str) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    if state == "paused":
        market.gold.send("pause", sender=market.regulator)
    sender = market.stranger if state == "sender unknown" else market.holder
    receipt = market.gold.send("batchTransfer", [], [], sender=sender)
    assert receipt.logs == ()
    assert market.gold.call("balanceOf", market.holder) == BALANCE


def test_t02__sender_among_the_receivers__moves_only_to_the_others(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    pairs = [
        (market.holder, BALANCE),
        (market.other_holder, 300),
        (market.holder, 700),
        (market.other_holder, 300),
        (market.distant_holder, 400),
        (market.holder, 0),
    ]
    batch(market.gold, market.holder, pairs)
    wallets = [(market.holder,), (market.other_holder,), (market.distant_holder,)]
    assert market.gold.call_many("balanceOf", wallets) == [0, 600, 400]


class Mixed:
    """A reserve with customers in mixed states and record dates ahead."""

    def __init__(self, open_market: OpenMarket, draw: random.Random) -> None:
        self.open_market, self.draw = open_market, draw
        self.market, self.token = open_market.market, open_market.reserve
        market = self.market
        self.wallets = [market.account(f"customer {number}") for number in range(6)]
        for number, wallet in enumerate(self.wallets):
            market.onboard(wallet, person=f"customer {number}")
            open_market.mint(self.token, wallet, draw.randrange(1, 1_000))
        self.wallets += [market.holder, market.other_holder, market.distant_holder]
        self.odd = [market.stranger, ZERO_ADDRESS]
        for number in range(1, 40):
            when = market.now + number * DAY
            self.token.send("announceRecordDate", when, sender=market.fiscal_agent)

    def disturb(self) -> None:
        """Something happens between batches."""
        market, token, draw = self.market, self.token, self.draw
        wallet = draw.choice(self.wallets)
        first, number = self.wallets[0], draw.randrange(len(self.wallets))
        freeze = draw.randrange(0, 300)
        happenings: list[Callable[[], Any]] = [
            lambda: market.wait(draw.choice([1, DAY // 2, DAY, 2 * DAY])),
            lambda: token.send("setFrozenTokens", wallet, freeze, sender=market.registrar),
            lambda: token.send("setFrozenTokens", wallet, 0, sender=market.registrar),
            lambda: token.send("setAddressFrozen", first, number < 4, sender=market.registrar),
            lambda: token.send(
                "setTransferLimit", draw.choice([90, *[NO_LIMIT] * 5]), sender=market.regulator
            ),
            lambda: market.set_status(SECOND, self.other_status()),
            lambda: token.send("closeRecordDates", 1, sender=market.stranger),
        ]
        draw.choice(happenings)()

    def sender(self) -> Address:
        """Mostly somebody who has something to send."""
        holders = [each for each in self.wallets if self.token.call("balanceOf", each) > 7]
        return self.draw.choice(holders if self.draw.random() < 0.9 else self.wallets)

    def other_status(self) -> Status:
        """Suspended if it is active, active if it is suspended."""
        record = self.market.participants.call("exchangeOf", SECOND)
        return Status.SUSPENDED if record.status == Status.ACTIVE else Status.ACTIVE

    def pairs(self, sender: Address) -> list[tuple[Address, int]]:
        """Receivers, sometimes the sender, sometimes the same twice; amounts that mostly fit."""
        draw = self.draw
        balance = self.token.call("balanceOf", sender)
        odd = draw.random() < 0.2
        receivers = self.wallets + (self.odd if odd else [])
        count = draw.randrange(0, 7)
        most = max(1, balance // max(1, count - 1)) if draw.random() < 0.35 else balance // 8 + 1
        return [(draw.choice(receivers), draw.randrange(0, most + 1)) for _ in range(count)]


@pytest.mark.slow
def test_t02__random_batches__the_same_state_and_refusals_as_singles(local: OpenMarket) -> None:
    mixed = Mixed(local, random.Random(4))
    market, token = mixed.market, mixed.token
    accepted, refused, to_self, twice = 0, set(), 0, 0
    for _ in range(ROUNDS):
        mixed.disturb()
        sender = mixed.sender()
        pairs = mixed.pairs(sender)
        with market.undone():
            by_single = singles(token, sender, pairs)
            state_by_single = words(token, mixed.wallets)
        by_batch = batch(token, sender, pairs)
        if isinstance(by_single, ContractRevert):
            assert isinstance(by_batch, ContractRevert)
            assert (by_batch.name, by_batch.arguments) == (by_single.name, by_single.arguments)
            refused.add(by_batch.name)
            continue
        assert not isinstance(by_batch, ContractRevert)
        told = [(log.event, log.args) for log in by_batch.logs]
        assert told == [(log.event, log.args) for log in by_single] or not pairs
        assert words(token, mixed.wallets) == state_by_single or not pairs
        accepted += bool(pairs)
        receivers = [to for to, _ in pairs]
        to_self += sender in receivers
        twice += len(set(receivers)) < len(receivers)
    assert accepted >= 35
    assert min(to_self, twice) >= 10
    assert refused >= {
        "ERC20InsufficientBalance",
        "ERC7943InsufficientUnfrozenBalance",
        "ExchangeNotWhitelisted",
        "HolderUnknown",
        "TransferLimitExceeded",
        "WalletFrozen",
    }
