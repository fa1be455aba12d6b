"""RegulatedToken.lock and unlock: what is tendered does not move until its instruction ends."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import Address
from rwa.roles import Role
from tests.contracts.system import Market, emitted, identity_address, refuses

HELD, LOCKED = 1_000, 600


@pytest.fixture
def desk(market: Market) -> Address:
    """A stranger with the role of the contract of tenders; the holder has 1,000 of the bond."""
    market.issue(market.bond, market.holder, HELD)
    market.carry_out(market.authority, "grantRole", Role.TENDERS, market.stranger, 0)
    return market.stranger


@pytest.fixture
def locked(market: Market, desk: Address) -> Market:
    """600 of them are locked."""
    market.bond.send("lock", market.holder, LOCKED, sender=desk)
    return market


def amounts(market: Market, wallet: Address) -> tuple[int, int]:
    """What of a wallet is frozen and locked."""
    frozen, held = (market.bond.call(each, wallet) for each in ("getFrozenTokens", "lockedTokens"))
    return int(frozen), int(held)


@pytest.mark.parametrize("function", ["lock", "unlock"])
def test_lock__not_the_contract_of_tenders__refused(market: Market, function: str) -> None:
    with refuses("RoleRequired", account=market.registrar, role=Role.TENDERS):
        market.bond.send(function, market.holder, 1, sender=market.registrar)


def test_lock__beyond_what_is_unfrozen__refused(locked: Market) -> None:
    told = {"account": locked.holder, "amount": 401, "unfrozen": 400}
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        locked.bond.send("lock", locked.holder, 401, sender=locked.stranger)


def test_lock__paused__refused(market: Market, desk: Address) -> None:
    market.bond.send("pause", sender=market.regulator)
    with refuses("TokenPaused"):
        market.bond.send("lock", market.holder, 1, sender=desk)


def test_lock__told__beside_what_is_frozen(market: Market, desk: Address) -> None:
    market.bond.send("setFrozenTokens", market.holder, 300, sender=market.registrar)
    receipt = market.bond.send("lock", market.holder, LOCKED, sender=desk)
    assert emitted(receipt, "Locked") == [{"account": market.holder, "amount": LOCKED}]
    assert amounts(market, market.holder) == (300, LOCKED)
    assert not market.bond.call("canTransfer", market.holder, market.other_holder, 200)
    market.bond.send("setFrozenTokens", market.holder, 0, sender=market.registrar)
    assert not market.bond.call("canTransfer", market.holder, market.other_holder, 500)


def test_unlock__more_than_is_locked__refused(locked: Market) -> None:
    locked.bond.send("unlock", locked.holder, 200, sender=locked.stranger)
    assert amounts(locked, locked.holder) == (0, 400)
    with refuses("FreezeBeyond", account=locked.holder, amount=401, available=400):
        locked.bond.send("unlock", locked.holder, 401, sender=locked.stranger)
    receipt = locked.bond.send("unlock", locked.holder, 400, sender=locked.stranger)
    assert emitted(receipt, "Locked") == [{"account": locked.holder, "amount": 0}]
    locked.bond.send("transfer", locked.other_holder, HELD, sender=locked.holder)


@pytest.mark.parametrize("seized", [300, 350, 400, 700, HELD])
def test_locked__seized__registrars_freeze_is_lifted_and_no_lock(
    locked: Market, seized: int
) -> None:
    """Of 1,000 are 600 locked and 100 frozen by the registrar."""
    locked.bond.send("freezePartialTokens", locked.holder, 100, sender=locked.registrar)
    order = (locked.holder, locked.other_holder, seized)
    locked.carry_out(locked.bond, "forcedTransfer", *order)
    assert amounts(locked, locked.holder) == (max(0, min(100, 400 - seized)), LOCKED)
    assert locked.bond.call("balanceOf", locked.holder) == HELD - seized


def test_locked__seized__what_comes_later_is_owed_to_it(locked: Market) -> None:
    """Of 600 locked 100 are left; of 700 that come later 200 move."""
    locked.carry_out(locked.bond, "forcedTransfer", locked.holder, locked.other_holder, HELD - 100)
    locked.bond.send("transfer", locked.holder, 700, sender=locked.other_holder)
    told = {"account": locked.holder, "amount": 300, "unfrozen": 200}
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        locked.bond.send("transfer", locked.other_holder, 300, sender=locked.holder)
    locked.bond.send("transfer", locked.other_holder, 200, sender=locked.holder)


def test_locked__recovered__stays_locked_in_the_successor(locked: Market) -> None:
    successor = locked.account("successor")
    locked.onboard(successor)
    locked.replace_wallet(locked.holder, successor)
    identity = identity_address("holder")
    locked.bond.send("recoveryAddress", locked.holder, successor, identity, sender=locked.registrar)
    assert amounts(locked, locked.holder) == (0, 0)
    assert amounts(locked, successor) == (0, LOCKED)
    locked.bond.send("unlock", successor, LOCKED, sender=locked.stranger)
    assert amounts(locked, successor) == (0, 0)
