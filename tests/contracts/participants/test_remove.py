"""Participants.remove: sponsorship ends, the position stays and can still be moved (T53)."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import FIRST, SECOND, Market, emitted, identity, refuses


def remove(market: Market, wallet: str):
    return market.participants.send("remove", wallet, sender=market.registrar)


@pytest.mark.parametrize("actor", ["operator", "regulator", "ministry", "holder", "stranger"])
def test_remove__not_the_registrar__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGISTRAR):
        market.participants.send("remove", market.holder, sender=caller)


def test_remove__unknown_or_removed_wallet__refused(market: Market) -> None:
    with refuses("HolderUnknown", wallet=market.stranger):
        remove(market, market.stranger)
    remove(market, market.holder)
    with refuses("HolderUnknown", wallet=market.holder):
        remove(market, market.holder)


def test_remove__replaced_wallet__refused(market: Market) -> None:
    market.onboard(market.stranger, person="holder")
    market.replace_wallet(market.holder, market.stranger)
    with refuses("HolderReplaced", wallet=market.holder):
        remove(market, market.holder)


def test_remove__last_wallet_of_a_person__one_customer_less(market: Market) -> None:
    market.onboard(market.stranger, person="holder")
    for wallet, customers in ((market.holder, 2), (market.stranger, 1)):
        receipt = remove(market, wallet)
        assert emitted(receipt, "HolderRemoved") == [{"wallet": wallet, "exchange": FIRST}]
        assert market.participants.call("exchangeOf", FIRST).customers == customers
    assert market.participants.call("walletsOf", FIRST, identity("holder")) == 0


def test_remove__accepted__known_but_not_verified(market: Market) -> None:
    remove(market, market.holder)
    assert market.participants.call("contains", market.holder) is True
    assert market.participants.call("isVerified", market.holder) is False
    assert market.participants.call("holder", market.holder) >> 208 & 0xFF == 0


def test_t53_remove__while_holding__no_transfer_but_seizable(market: Market) -> None:
    market.issue(market.gold, market.holder, 10)
    market.gold.send("transfer", market.other_holder, 1, sender=market.holder)
    remove(market, market.holder)
    with refuses("HolderUnknown", wallet=market.holder):
        market.gold.send("transfer", market.other_holder, 1, sender=market.holder)
    with refuses("HolderUnknown", wallet=market.holder):
        market.gold.send("transfer", market.holder, 1, sender=market.other_holder)
    market.carry_out(market.gold, "forcedTransfer", market.holder, market.distant_holder, 9)
    assert market.gold.call("balanceOf", market.distant_holder) == 9


def test_t53_remove__while_holding__redeemable(market: Market) -> None:
    market.issue(market.gold, market.holder, 10)
    remove(market, market.holder)
    market.redeem(market.gold, market.holder, 10)
    assert market.gold.call("totalSupply") == 0


def test_t53_remove__then_onboarded_elsewhere__position_moves_again(market: Market) -> None:
    market.issue(market.gold, market.holder, 10)
    remove(market, market.holder)
    market.onboard(market.holder, SECOND, person="holder")
    market.gold.send("transfer", market.other_holder, 10, sender=market.holder)
    assert market.gold.call("balanceOf", market.other_holder) == 10
