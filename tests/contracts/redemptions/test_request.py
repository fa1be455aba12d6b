"""Redemptions.request: units are locked against every way out (T5, T12)."""

from __future__ import annotations

import pytest

from tests.contracts.redemptions.vault import BAR, GOLD, MINIMUM, PERIOD, Vault
from tests.contracts.system import Market, emitted, refuses


def test_t43_request__no_terms__refused(market: Market) -> None:
    market.issue(market.gold, market.holder, MINIMUM)
    with refuses("NotRedeemable", id=GOLD):
        market.redemptions.send("request", GOLD, MINIMUM, sender=market.holder)


@pytest.mark.parametrize("amount", [0, 1, MINIMUM - 1])
def test_request__below_the_smallest_lot__refused(vault: Vault, amount: int) -> None:
    with refuses("BelowMinimumLot", id=GOLD, amount=amount, minimum=MINIMUM):
        vault.ask(amount)


def test_request__paused__refused(vault: Vault) -> None:
    vault.gold.send("pause", sender=vault.market.regulator)
    with refuses("TokenPaused"):
        vault.ask()


def test_request__blocked_holder__refused(vault: Vault) -> None:
    vault.market.set_blocked("holder", vault.market.holder)
    with refuses("HolderBlocked", wallet=vault.market.holder):
        vault.ask()


def test_request__more_than_held__refused(vault: Vault) -> None:
    with refuses(
        "ERC20InsufficientBalance",
        sender=vault.market.holder,
        balance=4 * BAR,
        needed=4 * BAR + 1,
    ):
        vault.ask(4 * BAR + 1)


def test_request__more_than_is_free_of_earlier_locks_and_freezes__refused(vault: Vault) -> None:
    vault.ask(2 * BAR)
    vault.gold.send("setFrozenTokens", vault.market.holder, BAR, sender=vault.market.registrar)
    with refuses(
        "ERC7943InsufficientUnfrozenBalance",
        account=vault.market.holder,
        amount=MINIMUM,
        unfrozen=BAR,
    ):
        vault.ask(MINIMUM)


def test_request__of_a_holder__locked_and_told(vault: Vault) -> None:
    market = vault.market
    receipt = market.redemptions.send("request", GOLD, MINIMUM, sender=market.holder)
    deadline = market.now + PERIOD
    assert emitted(receipt, "RedemptionRequested") == [
        {
            "number": 1,
            "id": GOLD,
            "holder": market.holder,
            "amount": MINIMUM,
            "deadline": deadline,
            "feeBps": 0,
            "currency": bytes(32),
        }
    ]
    assert emitted(receipt, "Locked") == [{"account": market.holder, "amount": MINIMUM}]
    assert vault.holding() == (4 * BAR, MINIMUM)
    assert tuple(market.redemptions.call("requested", 1)) == (
        GOLD, market.holder, deadline, 1, 0, MINIMUM, bytes(32),
    )  # fmt: skip


def test_t12_lock__transfers_of_every_kind__leave_it_alone(vault: Vault) -> None:
    market, gold = vault.market, vault.gold
    vault.ask(MINIMUM)
    free = 4 * BAR - MINIMUM
    gold.send("approve", market.stranger, 4 * BAR, sender=market.holder)
    told = {"account": market.holder, "amount": free + 1, "unfrozen": free}
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        gold.send("transfer", market.other_holder, free + 1, sender=market.holder)
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        arguments = (market.holder, market.other_holder, free + 1)
        gold.send("transferFrom", *arguments, sender=market.stranger)
    assert not gold.call("canTransfer", market.holder, market.other_holder, free + 1)
    gold.send("transfer", market.other_holder, free, sender=market.holder)
    assert vault.holding() == (MINIMUM, MINIMUM)


def test_t05_lock__freezes_come_and_go__it_stays(vault: Vault) -> None:
    market, gold = vault.market, vault.gold
    vault.ask(MINIMUM)
    for amount in (2 * BAR, 0):
        gold.send("setFrozenTokens", market.holder, amount, sender=market.registrar)
    free = 4 * BAR - MINIMUM
    told = {"account": market.holder, "amount": free + 1, "unfrozen": free}
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        gold.send("transfer", market.other_holder, free + 1, sender=market.holder)


def test_t05_lock__seizure__takes_free_units_then_frozen_then_locked_and_unlocks_none(
    vault: Vault,
) -> None:
    """Of 1,592 ounces 430 are locked and 400 frozen: 800 leave 432 to be taken of what is held."""
    market, gold = vault.market, vault.gold
    vault.ask(MINIMUM)
    gold.send("setFrozenTokens", market.holder, 400_000, sender=market.registrar)
    seized = (market.holder, market.other_holder)
    for amount, frozen in ((762_000, 400_000), (300_000, 100_000), (200_000, 0)):
        market.carry_out(gold, "forcedTransfer", *seized, amount)
        assert gold.call("getFrozenTokens", market.holder) == frozen
        assert gold.call("lockedTokens", market.holder) == MINIMUM
    assert gold.call("balanceOf", market.holder) == MINIMUM - 100_000


def test_t06_lock__recovery__moves_with_the_position(vault: Vault) -> None:
    market, gold = vault.market, vault.gold
    number = vault.ask(MINIMUM)
    market.onboard(market.stranger)
    market.replace_wallet(market.holder, market.stranger)
    with refuses(
        "PositionNotRecovered",
        number=number,
        wallet=market.holder,
        successor=market.stranger,
    ):
        vault.deliver(number, 0)
    identity = market.participants.call("identity", market.holder)
    gold.send("recoveryAddress", market.holder, market.stranger, identity, sender=market.registrar)
    assert vault.holding() == (0, 0)
    assert vault.holding(market.stranger) == (4 * BAR, MINIMUM)
    vault.deliver(number, 0)
    assert vault.holding(market.stranger) == (3 * BAR, 0)
