"""ERC-3643's freeze of some of a balance, never beyond it; one by one and in a batch."""

from __future__ import annotations

import pytest

from tests.contracts.system import Market, refuses
from tests.contracts.token.faults import BALANCE
from tests.contracts.token.freezes import NOT_THE_REGISTRAR, frozen, refused_to, told

MAX = 2**256 - 1


@pytest.mark.parametrize("caller", NOT_THE_REGISTRAR)
def test_freeze_partial_tokens__not_the_registrar__refused(market: Market, caller: str) -> None:
    refused_to(market, caller, "freezePartialTokens", market.holder, 0)
    refused_to(market, caller, "batchFreezePartialTokens", [], [])


@pytest.mark.parametrize(
    ("already", "amount"), [(0, BALANCE + 1), (400, 601), (BALANCE, 1), (BALANCE + 5, 1), (0, MAX)]
)
def test_t19__beyond_the_unfrozen_part__refused(market: Market, already: int, amount: int) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setFrozenTokens", market.holder, already, sender=market.registrar)
    call = ("freezePartialTokens", market.holder, amount)
    available = max(0, BALANCE - already)
    beyond = {"account": market.holder, "amount": amount, "available": available}
    with refuses("FreezeBeyond", **beyond):
        market.gold.send(*call, sender=market.registrar)


@pytest.mark.parametrize(("accounts", "amounts"), [(1, 0), (1, 2)])
def test_batch_freeze_partial_tokens__lists_differ__refused(
    market: Market, accounts: int, amounts: int
) -> None:
    call = ("batchFreezePartialTokens", [market.holder] * accounts, [0] * amounts)
    with refuses("ListsDiffer", first=accounts, second=amounts):
        market.gold.send(*call, sender=market.registrar)


def test_t02__last_of_a_batch_refused__nothing_is_frozen(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    call = ("batchFreezePartialTokens", [market.holder] * 2, [600, 401])
    beyond = {"account": market.holder, "amount": 401, "available": 400}
    with refuses("FreezeBeyond", **beyond):
        market.gold.send(*call, sender=market.registrar)
    assert frozen(market) == 0


@pytest.mark.parametrize(("already", "amount"), [(0, BALANCE), (400, 600), (400, 0), (5_000, 0)])
def test_freeze_partial_tokens__within_the_unfrozen_part__added_and_told(
    market: Market, already: int, amount: int
) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setFrozenTokens", market.holder, already, sender=market.registrar)
    call = ("freezePartialTokens", market.holder, amount)
    receipt = market.gold.send(*call, sender=market.registrar)
    assert told(receipt) == [
        ("Frozen", [market.holder, already + amount]),
        ("TokensFrozen", [market.holder, amount]),
    ]
    assert frozen(market) == already + amount


def test_t02__batch__the_same_as_one_after_the_other(market: Market) -> None:
    for wallet in (market.holder, market.other_holder):
        market.issue(market.gold, wallet, BALANCE)
    wallets = [market.holder, market.other_holder, market.holder]
    call = ("batchFreezePartialTokens", wallets, [100, 200, 300])
    receipt = market.gold.send(*call, sender=market.registrar)
    assert told(receipt) == [
        ("Frozen", [market.holder, 100]),
        ("TokensFrozen", [market.holder, 100]),
        ("Frozen", [market.other_holder, 200]),
        ("TokensFrozen", [market.other_holder, 200]),
        ("Frozen", [market.holder, 400]),
        ("TokensFrozen", [market.holder, 300]),
    ]
    assert frozen(market) == 400
