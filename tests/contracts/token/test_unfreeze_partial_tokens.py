"""ERC-3643's release of some of what is frozen; one by one and in a batch."""

from __future__ import annotations

import pytest

from tests.contracts.system import Market, refuses
from tests.contracts.token.freezes import NOT_THE_REGISTRAR, frozen, refused_to, told

MAX = 2**256 - 1


@pytest.mark.parametrize("caller", NOT_THE_REGISTRAR)
def test_unfreeze_partial_tokens__not_the_registrar__refused(market: Market, caller: str) -> None:
    refused_to(market, caller, "unfreezePartialTokens", market.holder, 0)
    refused_to(market, caller, "batchUnfreezePartialTokens", [], [])


@pytest.mark.parametrize(("already", "amount"), [(0, 1), (400, 401), (400, MAX)])
def test_t19__beyond_what_is_frozen__refused(market: Market, already: int, amount: int) -> None:
    market.gold.send("setFrozenTokens", market.holder, already, sender=market.registrar)
    beyond = {"account": market.holder, "amount": amount, "available": already}
    with refuses("FreezeBeyond", **beyond):
        call = ("unfreezePartialTokens", market.holder, amount)
        market.gold.send(*call, sender=market.registrar)


@pytest.mark.parametrize(("accounts", "amounts"), [(1, 0), (1, 2)])
def test_batch_unfreeze_partial_tokens__lists_differ__refused(
    market: Market, accounts: int, amounts: int
) -> None:
    call = ("batchUnfreezePartialTokens", [market.holder] * accounts, [0] * amounts)
    with refuses("ListsDiffer", first=accounts, second=amounts):
        market.gold.send(*call, sender=market.registrar)


def test_t02__last_of_a_batch_refused__nothing_is_released(market: Market) -> None:
    market.gold.send("setFrozenTokens", market.holder, 400, sender=market.registrar)
    call = ("batchUnfreezePartialTokens", [market.holder] * 2, [300, 101])
    with refuses("FreezeBeyond", account=market.holder, amount=101, available=100):
        market.gold.send(*call, sender=market.registrar)
    assert frozen(market) == 400


@pytest.mark.parametrize(("already", "amount"), [(400, 1), (400, 400), (400, 0), (MAX, MAX)])
def test_unfreeze_partial_tokens__within_what_is_frozen__released_and_told(
    market: Market, already: int, amount: int
) -> None:
    market.gold.send("setFrozenTokens", market.holder, already, sender=market.registrar)
    call = ("unfreezePartialTokens", market.holder, amount)
    receipt = market.gold.send(*call, sender=market.registrar)
    change = ("TokensUnfrozen" if amount else "TokensFrozen", [market.holder, amount])
    assert told(receipt) == [("Frozen", [market.holder, already - amount]), change]
    assert frozen(market) == already - amount


def test_t02__batch__the_same_as_one_after_the_other(market: Market) -> None:
    wallets = [market.holder, market.other_holder, market.holder]
    for wallet in wallets[:2]:
        market.gold.send("setFrozenTokens", wallet, 500, sender=market.registrar)
    call = ("batchUnfreezePartialTokens", wallets, [100, 200, 300])
    receipt = market.gold.send(*call, sender=market.registrar)
    assert [arguments for event, arguments in told(receipt) if event == "Frozen"] == [
        [market.holder, 400],
        [market.other_holder, 300],
        [market.holder, 100],
    ]
    assert frozen(market) == 100


def test_unfreeze_partial_tokens__all_released__moves_again(market: Market) -> None:
    market.issue(market.gold, market.holder, 10)
    market.gold.send("setFrozenTokens", market.holder, 10, sender=market.registrar)
    market.gold.send("unfreezePartialTokens", market.holder, 10, sender=market.registrar)
    market.gold.send("transfer", market.other_holder, 10, sender=market.holder)
    assert market.gold.call("balanceOf", market.other_holder) == 10
