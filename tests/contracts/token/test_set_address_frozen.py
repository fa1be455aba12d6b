"""The whole freeze of a wallet: nothing out, nothing in; one by one and in a batch."""

from __future__ import annotations

import pytest

from tests.contracts.system import Market, refuses
from tests.contracts.token.faults import BALANCE
from tests.contracts.token.freezes import NOT_THE_REGISTRAR, refused_to, told


@pytest.mark.parametrize("caller", NOT_THE_REGISTRAR)
def test_set_address_frozen__not_the_registrar__refused(market: Market, caller: str) -> None:
    refused_to(market, caller, "setAddressFrozen", market.holder, True)
    refused_to(market, caller, "batchSetAddressFrozen", [], [])


@pytest.mark.parametrize(("accounts", "freezes"), [(1, 0), (1, 2)])
def test_batch_set_address_frozen__lists_differ__refused(
    market: Market, accounts: int, freezes: int
) -> None:
    call = ("batchSetAddressFrozen", [market.holder] * accounts, [True] * freezes)
    with refuses("ListsDiffer", first=accounts, second=freezes):
        market.gold.send(*call, sender=market.registrar)


def test_set_address_frozen__frozen__neither_sends_nor_receives(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.issue(market.gold, market.other_holder, BALANCE)
    market.gold.send("setAddressFrozen", market.holder, True, sender=market.registrar)
    frozen = {"wallet": market.holder}
    with refuses("WalletFrozen", **frozen):
        market.gold.send("transfer", market.other_holder, 0, sender=market.holder)
    with refuses("WalletFrozen", **frozen):
        market.gold.send("transfer", market.holder, 0, sender=market.other_holder)
    with refuses("WalletFrozen", **frozen):
        market.issue(market.gold, market.holder, 1)


@pytest.mark.parametrize("state", ["paused", "never onboarded", "blocked"])
def test_set_address_frozen__any_state__works(market: Market, state: str) -> None:
    wallet = market.stranger if state == "never onboarded" else market.holder
    if state == "paused":
        market.gold.send("pause", sender=market.regulator)
    if state == "blocked":
        market.set_blocked("holder", market.holder)
    market.gold.send("setAddressFrozen", wallet, True, sender=market.registrar)
    assert market.gold.call("isFrozen", wallet) is True


def test_set_address_frozen__and_back__told_and_moves_again(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    for freeze in (True, True, False):
        call = ("setAddressFrozen", market.holder, freeze)
        receipt = market.gold.send(*call, sender=market.registrar)
        event = [market.holder, freeze, market.registrar]
        assert told(receipt) == [("AddressFrozen", event)]
        assert market.gold.call("isFrozen", market.holder) is freeze
    market.gold.send("transfer", market.other_holder, BALANCE, sender=market.holder)
    assert market.gold.call("balanceOf", market.other_holder) == BALANCE


def test_set_address_frozen__beside_a_frozen_amount__neither_touches_the_other(
    market: Market,
) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setFrozenTokens", market.holder, 300, sender=market.registrar)
    for freeze in (True, False):
        market.gold.send("setAddressFrozen", market.holder, freeze, sender=market.registrar)
        assert market.gold.call("getFrozenTokens", market.holder) == 300
    with refuses(
        "ERC7943InsufficientUnfrozenBalance", account=market.holder, amount=701, unfrozen=700
    ):
        market.gold.send("transfer", market.other_holder, 701, sender=market.holder)


def test_t02__batch__the_same_as_one_after_the_other(market: Market) -> None:
    wallets = [market.holder, market.other_holder, market.holder]
    call = ("batchSetAddressFrozen", wallets, [True, True, False])
    receipt = market.gold.send(*call, sender=market.registrar)
    assert [arguments for _, arguments in told(receipt)] == [
        [market.holder, True, market.registrar],
        [market.other_holder, True, market.registrar],
        [market.holder, False, market.registrar],
    ]
    assert market.gold.call("isFrozen", market.holder) is False
    assert market.gold.call("isFrozen", market.other_holder) is True
