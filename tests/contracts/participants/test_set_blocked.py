"""Participants.setBlocked: a person is blocked everywhere, the wallets named at once."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import FIRST, SECOND, Market, emitted, identity, refuses


@pytest.mark.parametrize("actor", ["operator", "regulator", "ministry", "holder", "stranger"])
def test_set_blocked__not_the_registrar__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGISTRAR):
        market.participants.send("setBlocked", identity("holder"), [], True, sender=caller)


def test_set_blocked__unknown_wallet__refused(market: Market) -> None:
    with refuses("HolderUnknown", wallet=market.stranger):
        market.set_blocked("holder", market.holder, market.stranger)
    assert market.participants.call("isBlocked", identity("holder")) is False


def test_set_blocked__wallet_of_another_person__refused(market: Market) -> None:
    with refuses(
        "IdentityMismatch",
        wallet=market.other_holder,
        identity=identity("other holder"),
        given=identity("holder"),
    ):
        market.set_blocked("holder", market.holder, market.other_holder)


def test_t12_set_blocked__all_wallets__neither_send_nor_receive(market: Market) -> None:
    market.onboard(market.stranger, SECOND, person="holder")
    for wallet in (market.holder, market.stranger, market.other_holder):
        market.issue(market.gold, wallet, 10)
    receipt = market.set_blocked("holder", market.holder, market.stranger)
    assert emitted(receipt, "BlockSet") == [
        {
            "identity": identity("holder"),
            "wallets": [market.holder, market.stranger],
            "blocked": True,
        }
    ]
    for wallet in (market.holder, market.stranger):
        assert market.participants.call("isVerified", wallet) is False
        with refuses("HolderBlocked", wallet=wallet):
            market.gold.send("transfer", market.other_holder, 1, sender=wallet)
        with refuses("HolderBlocked", wallet=wallet):
            market.gold.send("transfer", wallet, 1, sender=market.other_holder)


def test_set_blocked__wallet_left_out__named_later(market: Market) -> None:
    market.onboard(market.stranger, SECOND, person="holder")
    market.set_blocked("holder", market.holder)
    assert market.participants.call("isVerified", market.stranger) is True
    market.set_blocked("holder", market.stranger)
    assert market.participants.call("isVerified", market.stranger) is False
    assert market.participants.call("isVerified", market.holder) is False


def test_set_blocked__unblocked__as_before(market: Market) -> None:
    before = market.participants.call("holder", market.holder)
    market.set_blocked("holder", market.holder)
    receipt = market.set_blocked("holder", market.holder, blocked=False)
    assert emitted(receipt, "BlockSet")[0]["blocked"] is False
    assert market.participants.call("holder", market.holder) == before
    assert market.participants.call("isBlocked", identity("holder")) is False
    market.issue(market.gold, market.holder, 1)


def test_set_blocked__person_without_a_wallet__waits_for_them(market: Market) -> None:
    market.set_blocked("newcomer")
    assert market.participants.call("isBlocked", identity("newcomer")) is True
    with refuses("HolderBlocked", wallet=market.stranger):
        market.onboard(market.stranger, person="newcomer")


def test_set_blocked__removed_wallet__blocked_when_it_comes_back(market: Market) -> None:
    market.participants.send("remove", market.holder, sender=market.registrar)
    market.set_blocked("holder", market.holder)
    with refuses("HolderBlocked", wallet=market.holder):
        market.onboard(market.holder, SECOND, person="holder")


def test_set_blocked__counts_of_the_person__unchanged(market: Market) -> None:
    market.set_blocked("holder", market.holder)
    assert market.participants.call("walletsOf", FIRST, identity("holder")) == 1
    market.participants.send("remove", market.holder, sender=market.registrar)
    assert market.participants.call("walletsOf", FIRST, identity("holder")) == 0
    assert market.participants.call("isBlocked", identity("holder")) is True


def test_set_blocked__epoch__rises_on_every_block_only(market: Market) -> None:
    epochs = [market.participants.call("currentStanding") >> 216]
    for blocked in (True, True, False):
        market.set_blocked("holder", market.holder, blocked=blocked)
        epochs.append(market.participants.call("currentStanding") >> 216)
    assert [each - epochs[0] for each in epochs] == [0, 1, 2, 2]
