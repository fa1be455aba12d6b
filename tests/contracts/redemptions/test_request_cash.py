"""Redemptions.requestCash: units of any number are locked, under that day's currency and fee."""

from __future__ import annotations

from tests.contracts.redemptions.vault import BAR, FEE, GOLD, PERIOD, PKR, USD, Vault
from tests.contracts.system import Market, emitted, refuses


def test_t43_request_cash__no_cash_in_the_terms__refused(market: Market) -> None:
    vault = Vault(market)
    vault.open(currency=bytes(32))
    with refuses("NotPaidInCash", id=GOLD):
        vault.ask_cash(1)
    vault.ask()


def test_request_cash__of_nothing__refused(vault: Vault) -> None:
    with refuses("NothingAsked", id=GOLD):
        vault.ask_cash(0)


def test_request_cash__paused__refused(vault: Vault) -> None:
    vault.gold.send("pause", sender=vault.market.regulator)
    with refuses("TokenPaused"):
        vault.ask_cash(1)


def test_request_cash__blocked_holder__refused(vault: Vault) -> None:
    vault.market.set_blocked("holder", vault.market.holder)
    with refuses("HolderBlocked", wallet=vault.market.holder):
        vault.ask_cash(1)


def test_request_cash__more_than_is_free__refused(vault: Vault) -> None:
    market = vault.market
    vault.ask_cash(3 * BAR)
    told = {"account": market.holder, "amount": BAR + 1, "unfrozen": BAR}
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        vault.ask_cash(BAR + 1)
    told = {"sender": market.holder, "balance": 4 * BAR, "needed": 4 * BAR + 1}
    with refuses("ERC20InsufficientBalance", **told):
        vault.ask_cash(4 * BAR + 1)


def test_request_cash__less_than_a_lot__locked_and_told_with_the_terms_of_that_day(
    vault: Vault,
) -> None:
    market = vault.market
    receipt = market.redemptions.send("requestCash", GOLD, 1, sender=market.holder)
    deadline = market.now + PERIOD
    told = {"number": 1, "id": GOLD, "holder": market.holder, "amount": 1, "deadline": deadline}
    (event,) = emitted(receipt, "RedemptionRequested")
    assert event == told | {"feeBps": FEE, "currency": PKR}
    assert vault.holding() == (4 * BAR, 1)
    vault.set_terms(currency=USD, fee_bps=0)
    assert tuple(market.redemptions.call("requested", 1)) == (
        GOLD, market.holder, deadline, 1, FEE, 1, PKR,
    )  # fmt: skip
