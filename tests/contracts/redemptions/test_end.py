"""Redemptions.end: the holder at any time, anyone once it has lapsed (T24)."""

from __future__ import annotations

from rwa.chain.accounts import Address
from tests.contracts.redemptions.vault import BAR, MINIMUM, PERIOD, Vault
from tests.contracts.system import DAY, Market, emitted, refuses


def test_end__no_such_request__refused(vault: Vault) -> None:
    with refuses("RequestUnknown", number=1):
        vault.end(1, vault.market.holder)


def test_t24_end__others_before_it_lapses__refused(vault: Vault) -> None:
    market, number = vault.market, vault.ask()
    deadline = market.now + PERIOD
    market.engine.advance_to(deadline - 1)
    for caller in (market.custodian, market.stranger):
        with refuses("RequestStands", number=number, deadline=deadline, time=deadline - 1):
            vault.end(number, caller)
    market.engine.advance_to(deadline)
    receipt = vault.end(number, market.stranger)
    assert emitted(receipt, "RedemptionEnded") == [{"number": number}]
    assert vault.holding() == (4 * BAR, 0)


def test_end__by_the_holder__unlocks_its_own_request_and_no_other(vault: Vault) -> None:
    first, second = vault.ask(), vault.ask(2 * BAR)
    vault.end(first, vault.market.holder)
    assert vault.holding() == (4 * BAR, 2 * BAR)
    with refuses("RequestOver", number=first, phase=3):
        vault.end(first, vault.market.holder)
    vault.end(second, vault.market.holder)
    assert vault.holding() == (4 * BAR, 0)


def test_end__after_a_seizure_of_locked_units__unlocks_what_was_locked_for_it(
    vault: Vault,
) -> None:
    """Two requests lock 1,260 ounces of 1,592; a seizure leaves 1,030, the 200 of one and more."""
    market, first = vault.market, vault.ask(2 * MINIMUM - 30_000)
    second = vault.ask(MINIMUM)
    left = MINIMUM + 600_000
    seized = 4 * BAR - left
    market.carry_out(vault.gold, "forcedTransfer", market.holder, market.other_holder, seized)
    assert vault.holding() == (left, 3 * MINIMUM - 30_000)
    vault.end(first, market.holder)
    assert vault.holding() == (left, MINIMUM)
    told = {"account": market.holder, "amount": 600_001, "unfrozen": 600_000}
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        vault.gold.send("transfer", market.other_holder, 600_001, sender=market.holder)
    vault.end(second, market.holder)
    assert vault.holding() == (left, 0)


def test_deliver__after_a_seizure__what_was_locked_for_it_whatever_else_is_locked(
    vault: Vault,
) -> None:
    """All of 1,592 ounces are asked for in two requests, and the 430 of the first are left."""
    market, first = vault.market, vault.ask(MINIMUM)
    second = vault.ask(4 * BAR - MINIMUM)
    seized = 4 * BAR - MINIMUM
    market.carry_out(vault.gold, "forcedTransfer", market.holder, market.other_holder, seized)
    receipt = vault.deliver(first, 0)
    assert [each["burned"] for each in emitted(receipt, "RedemptionDelivered")] == [BAR]
    assert vault.holding() == (MINIMUM - BAR, 4 * BAR - MINIMUM)
    vault.end(second, market.holder)
    assert vault.holding() == (MINIMUM - BAR, 0)


def test_end__by_a_wallet_in_the_holders_place_that_has_anothers_position__refused(
    vault: Vault,
) -> None:
    """It has another wallet of the person; the units asked for are where they were."""
    market = vault.market
    first, number, successor = replaced_twice(vault)
    told = {"number": number, "wallet": market.holder, "successor": successor}
    with refuses("PositionNotRecovered", **told):
        vault.end(number, successor)
    with refuses("PositionNotRecovered", **told):
        vault.deliver(number, 0)
    assert vault.holding(successor) == (2 * BAR, 2 * BAR)
    assert market.gold.call("balanceOf", first) == 0


def test_t24_end__lapsed_in_a_wallet_never_to_be_recovered__unlocks_where_it_is(
    vault: Vault,
) -> None:
    """Its successor has another wallet's position, so it stays where it is."""
    market = vault.market
    _, number, successor = replaced_twice(vault)
    identity = market.participants.call("identity", market.holder)
    with refuses("WalletUsed", wallet=successor):
        lost = (market.holder, successor, identity)
        vault.gold.send("recoveryAddress", *lost, sender=market.registrar)
    assert vault.holding() == (2 * BAR, BAR)
    market.wait(40 * DAY)
    vault.end(number, market.stranger)
    assert vault.holding() == (2 * BAR, 0)
    assert vault.holding(successor) == (2 * BAR, 2 * BAR)


def replaced_twice(vault: Vault) -> tuple[Address, int, Address]:
    """The holder asks for a bar; a second wallet is lost to the one that then asks for two and at
    last stands in the holder's place too.
    """
    market = vault.market
    vault.set_terms(minimum=1, period=40 * DAY)
    first, successor = market.account("first"), market.account("successor")
    for wallet in (first, successor):
        market.onboard(wallet)
    market.gold.send("transfer", first, 2 * BAR, sender=market.holder)
    number = vault.ask(BAR)
    market.replace_wallet(first, successor)
    recover(market, first, successor)
    vault.ask(2 * BAR, by=successor)
    market.replace_wallet(market.holder, successor)
    return first, number, successor


def recover(market: Market, lost: Address, successor: Address) -> None:
    """The gold of a lost wallet moves."""
    identity = market.participants.call("identity", lost)
    market.gold.send("recoveryAddress", lost, successor, identity, sender=market.registrar)
