"""A blocked wallet keeps its units: neither a replacement nor a recovery carries them out."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import Address
from tests.contracts.system import SECOND, Market, identity_address, refuses


@pytest.fixture
def spare(market: Market) -> Address:
    """A second wallet of the holder."""
    market.onboard(market.stranger, SECOND, person="holder")
    market.issue(market.gold, market.holder, 10)
    return market.stranger


def release_the_person_alone(market: Market, wallet: Address) -> None:
    """The wallet stays blocked."""
    market.set_blocked("holder", wallet)
    market.set_blocked("holder", blocked=False)


def test_t08_replace_wallet__lost_wallet_blocked_by_itself__refused(
    market: Market, spare: Address
) -> None:
    release_the_person_alone(market, market.holder)
    with refuses("HolderBlocked", wallet=market.holder):
        market.replace_wallet(market.holder, spare)


def test_t08_replace_wallet__successor_blocked_by_itself__refused(
    market: Market, spare: Address
) -> None:
    release_the_person_alone(market, spare)
    with refuses("HolderBlocked", wallet=spare):
        market.replace_wallet(market.holder, spare)


def test_t08_recovery__lost_wallet_blocked_in_between__refused_until_unblocked(
    market: Market, spare: Address
) -> None:
    market.replace_wallet(market.holder, spare)
    market.set_blocked("holder", market.holder)
    call = ("recoveryAddress", market.holder, spare, identity_address("holder"))
    with refuses("HolderBlocked", wallet=market.holder):
        market.gold.send(*call, sender=market.registrar)
    market.set_blocked("holder", market.holder, blocked=False)
    market.gold.send(*call, sender=market.registrar)
    assert market.gold.call("balanceOf", spare) == 10


def test_t08_onboard__removed_wallet_blocked_by_itself__refused_until_unblocked(
    market: Market, spare: Address
) -> None:
    """No operator ends a block: the registrar does, and it is told."""
    release_the_person_alone(market, spare)
    market.participants.send("remove", spare, sender=market.registrar)
    with refuses("HolderBlocked", wallet=spare):
        market.onboard(spare, SECOND, person="holder")
    market.set_blocked("holder", spare, blocked=False)
    market.onboard(spare, SECOND, person="holder")
