"""Trades on both roads: drawn at random, handed in singly and in batches, until nothing is left to
tell the rules from the contract.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pytest

from rwa.calendar import Timestamp, start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.identifiers import Code
from rwa.registry import Registry, cash, holders, register, settlement
from rwa.registry.settlement import SignedTrade
from rwa.simulation import play
from rwa.simulation.reconciliation import reconcile
from rwa.simulation.verdicts import refusal_name
from rwa.trade import Trade
from tests.trials import SMALL, parsed

BILL, GOLD, USD = Code("PK00TRIAL848"), Code("XAU-SMALL"), Code("USD")
WALLETS = ("AL-001", "AL-002", "BE-001", "BE-002")
UNIT = 10_000
"""Base units of one bill."""
ROUNDS = 24
LEAST = 2
"""How often each refusal must decide in a walk."""


@pytest.fixture
def registry(artifacts: Mapping[str, Artifact]) -> Registry:
    """The small trial played to its end; bills and cash may be taken from its first wallets."""
    trial = parsed(SMALL)
    engine = TesterEngine(start_of_day(trial.sections.start) - 1)
    simulation = play.Simulation(trial, engine, artifacts, lambda *_: None)
    assert simulation.run().ok
    registry = simulation._registry
    for wallet in WALLETS:
        registry.do(cash.credit(registry, USD, wallet, 30_000, by="fiscal_agent"))
        registry.do(cash.allow(registry, USD, "settlement", 25_000, by=wallet))
        registry.do(register.allow(registry, BILL, "settlement", 40 * UNIT, by=wallet))
    return registry


def drawn(rng: random.Random, registry: Registry, number: int) -> Trade:
    """A trade of which now and then something is wrong."""
    party, now = registry.directory.party, registry.now

    def seldom(usual: int, *others: int) -> int:
        return rng.choice(others) if rng.random() < 0.06 else usual

    seller, buyer = rng.sample(WALLETS, 2)
    return Trade(
        ref=Code(f"T-{number}"),
        instrument=rng.choice([BILL] * 20 + [GOLD, Code("PK00TRIAL999")]),
        currency=rng.choice([USD] * 20 + [Code("XAU")]),
        seller=party(seller),
        buyer=party(buyer if rng.random() > 0.04 else seller),
        amount=seldom(rng.randint(1, 9) * UNIT, 0, 1, 100 * UNIT),
        clean=seldom(rng.randint(100, 9_999), 0, 90_000),
        accrued=seldom(rng.randint(-99, 99), -10_000),
        settlement_time=Timestamp(now + seldom(0, 1, 86_400)),
        expiry=Timestamp(now + rng.choice([60, 3_600, 7_200, 86_400])),
        seller_nonce=seldom(number, 0, 1, 2, 3),
        buyer_nonce=seldom(number, 0, 1, 2, 3),
        in_parts=rng.random() < 0.5,
    )


def signed(rng: random.Random, registry: Registry, trade: Trade) -> SignedTrade:
    """Now and then by another than the party."""
    other = rng.choice(WALLETS)
    forged = rng.random()
    return settlement.agree(
        registry,
        trade,
        sellers=other if forged < 0.03 else None,
        buyers=other if 0.03 < forged < 0.06 else None,
    )


def some(rng: random.Random, registry: Registry, deal: SignedTrade) -> int:
    """The rest of a trade, or an amount of it, or too much."""
    left = deal.trade.amount - registry.ledger.trades.settled(deal.id)
    return rng.choice([left, left, UNIT, UNIT, left + UNIT, deal.trade.amount])


@pytest.mark.parametrize("seed", range(3))
def test_t52_trades__a_random_walk__both_roads_say_the_same_and_the_books_agree(
    registry: Registry, seed: int
) -> None:
    rng, met = random.Random(seed), Counter[str]()
    deals: list[SignedTrade] = []
    for turn in range(ROUNDS):
        fresh = range(turn * 12, turn * 12 + 12)
        deals += [signed(rng, registry, drawn(rng, registry, number)) for number in fresh]
        for _ in range(6):
            _singly(rng, registry, rng.choice(deals[-30:]), met)
        _batched(rng, registry, rng.sample(deals[-40:], 10), met)
        _cancelled(rng, registry, rng.choice(deals[-20:]), met)
        _meddle(rng, registry, turn)
        registry.system.engine.advance_to(registry.now + rng.choice([1, 60, 3_600, 7_200]))
    assert met[""] > 30
    for name in ("CashShort", "TradeEnded", "TradeExpired", "BeyondRemaining", "SignatureRefused"):
        assert met[name] >= LEAST, (name, met)
    assert list(reconcile(registry, registry.ledger)) == []


def _singly(rng: random.Random, registry: Registry, deal: SignedTrade, met: Counter[str]) -> None:
    step = settlement.settle(registry, deal, some(rng, registry, deal), by=rng.choice(WALLETS))
    rules, chain = registry.preflight(step), registry.attempt_on_chain(step)
    assert rules == chain, deal.trade
    assert str(rules) == str(chain)
    met[refusal_name(rules)] += 1


def _batched(
    rng: random.Random, registry: Registry, deals: list[SignedTrade], met: Counter[str]
) -> None:
    batch = [(deal, some(rng, registry, deal)) for deal in deals]
    expected = settlement.expected(registry, batch)
    before = {key: len(each.fails) for key, each in registry.ledger.trades.trades.items()}
    registry.do(settlement.settle_batch(registry, batch, by="fiscal_agent"))
    for (deal, _), rules in zip(batch, expected, strict=True):
        record = registry.ledger.trades.trades[deal.id]
        fails = record.fails[before.get(deal.id, 0) :]
        data = [bytes.fromhex(fail.data.removeprefix("0x")) for fail in fails]
        chain = [registry.refusal(each, deal.trade.instrument) for each in data]
        assert chain == ([] if rules is None else [rules]), deal.trade
        assert [fail.refusal for fail in fails] == [refusal_name(each) for each in chain]
        met[refusal_name(rules)] += 1


def _cancelled(
    rng: random.Random, registry: Registry, deal: SignedTrade, met: Counter[str]
) -> None:
    step = settlement.cancel(registry, deal, by=rng.choice(WALLETS))
    rules, chain = registry.preflight(step), registry.attempt_on_chain(step)
    assert rules == chain, deal.trade
    met[refusal_name(rules)] += 1


def _meddle(rng: random.Random, registry: Registry, turn: int) -> None:
    """Parties lose and regain what a trade needs."""
    change = turn % 4
    if change == 0:
        registry.do(register.pause(registry, BILL, by="regulator"))
    elif change == 1:
        registry.do(register.unpause(registry, BILL, by="regulator"))
        registry.do(holders.set_blocked(registry, "BE-001", True, by="registrar"))
    elif change == 2:
        registry.do(holders.set_blocked(registry, "BE-001", False, by="registrar"))
        wallet = rng.choice(WALLETS)
        registry.do(cash.allow(registry, USD, "settlement", 2**256 - 1, by=wallet))
    else:
        wallet = rng.choice(WALLETS)
        registry.do(cash.credit(registry, USD, wallet, 20_000, by="fiscal_agent"))
        registry.do(register.freeze(registry, BILL, "AL-001", UNIT, by="registrar"))
