"""Participants.replaceWallet: a lost wallet dies, a wallet of the same person succeeds it."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.roles import Role
from tests.contracts.system import (
    DAY,
    DOCUMENT,
    FIRST,
    KYC_EXPIRY,
    SECOND,
    Market,
    emitted,
    identity,
    order_id,
    refuses,
)


@pytest.fixture
def spare(market: Market) -> str:
    """A second wallet of the holder, at the other exchange."""
    market.onboard(market.stranger, SECOND, person="holder", kyc_expiry=KYC_EXPIRY - 1)
    return market.stranger


@pytest.mark.parametrize("actor", ["operator", "regulator", "ministry", "holder", "stranger"])
def test_t47_replace_wallet__not_the_registrar__refused(
    market: Market, spare: str, actor: str
) -> None:
    market.order(market.participants, "replaceWallet", market.holder, spare)
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGISTRAR):
        market.participants.send("replaceWallet", market.holder, spare, sender=caller)


def test_t47_replace_wallet__without_its_order__refused(market: Market, spare: str) -> None:
    market.order(market.participants, "replaceWallet", spare, market.holder)
    data = market.participants.encode("replaceWallet", market.holder, spare)
    with refuses("OrderNotApproved", order=order_id(market.participants, data)):
        market.participants.send("replaceWallet", market.holder, spare, sender=market.registrar)


def test_t08_replace_wallet__unknown_or_removed_party__refused(market: Market, spare: str) -> None:
    nobody = market.account("nobody")
    with refuses("HolderUnknown", wallet=nobody):
        market.replace_wallet(nobody, spare)
    with refuses("HolderUnknown", wallet=nobody):
        market.replace_wallet(market.holder, nobody)
    with refuses("HolderUnknown", wallet=ZERO_ADDRESS):
        market.replace_wallet(market.holder, ZERO_ADDRESS)
    market.participants.send("remove", spare, sender=market.registrar)
    with refuses("HolderUnknown", wallet=spare):
        market.replace_wallet(market.holder, spare)


def test_t07_replace_wallet__another_person__refused(market: Market) -> None:
    with refuses(
        "IdentityMismatch",
        wallet=market.other_holder,
        identity=identity("holder"),
        given=identity("other holder"),
    ):
        market.replace_wallet(market.holder, market.other_holder)


def test_t07_replace_wallet__by_itself__refused(market: Market) -> None:
    same = identity("holder")
    with refuses("IdentityMismatch", wallet=market.holder, identity=same, given=same):
        market.replace_wallet(market.holder, market.holder)


def test_t08_replace_wallet__blocked_person__refused(market: Market, spare: str) -> None:
    market.set_blocked("holder")
    with refuses("HolderBlocked", wallet=market.holder):
        market.replace_wallet(market.holder, spare)


def test_t08_replace_wallet__successor_expired__refused_to_the_second(
    market: Market, spare: str
) -> None:
    market.engine.advance_to(KYC_EXPIRY - DAY)
    market.order(market.participants, "replaceWallet", market.holder, spare)
    market.engine.advance_to(KYC_EXPIRY - 2)
    with market.undone():
        market.participants.send("replaceWallet", market.holder, spare, sender=market.registrar)
    market.engine.advance_to(KYC_EXPIRY - 1)
    with refuses("KycExpired", wallet=spare, expiry=KYC_EXPIRY - 1):
        market.participants.send("replaceWallet", market.holder, spare, sender=market.registrar)


def test_t08_replace_wallet__lost_twice_or_dead_successor__refused(
    market: Market, spare: str
) -> None:
    third = market.account("third wallet")
    market.onboard(third, person="holder")
    market.replace_wallet(market.holder, spare)
    with refuses("HolderReplaced", wallet=market.holder):
        market.replace_wallet(market.holder, third)
    with refuses("HolderReplaced", wallet=market.holder):
        market.replace_wallet(spare, market.holder)


def test_t08_replace_wallet__accepted__old_wallet_dead_everywhere(
    market: Market, spare: str
) -> None:
    for token in (market.gold, market.bond):
        market.issue(token, market.holder, 1_000)
        token.send("transfer", market.other_holder, 100, sender=market.holder)
    epoch = market.participants.call("currentStanding") >> 216
    receipt = market.replace_wallet(market.holder, spare)
    assert emitted(receipt, "WalletReplaced") == [
        {"wallet": market.holder, "successor": spare, "document": DOCUMENT}
    ]
    for token in (market.gold, market.bond):
        with refuses("HolderReplaced", wallet=market.holder):
            token.send("transfer", market.other_holder, 100, sender=market.holder)
        with refuses("HolderReplaced", wallet=market.holder):
            token.send("transfer", market.holder, 100, sender=market.other_holder)
    assert market.participants.call("isVerified", market.holder) is False
    assert market.participants.call("contains", market.holder) is True
    assert market.participants.call("successorOf", market.holder) == spare
    assert market.participants.call("currentStanding") >> 216 == epoch + 1


def test_replace_wallet__accepted__wallet_counted_out(market: Market, spare: str) -> None:
    market.replace_wallet(market.holder, spare)
    counts = [market.participants.call("walletsOf", each, identity("holder")) for each in (1, 2)]
    assert counts == [0, 1]
    assert market.participants.call("exchangeOf", FIRST).customers == 1


def test_replace_wallet__lost_wallet_expired__accepted(market: Market, spare: str) -> None:
    market.participants.send("setKycExpiry", market.holder, 0, sender=market.operator)
    market.replace_wallet(market.holder, spare)
    assert market.participants.call("successorOf", market.holder) == spare


def test_replace_wallet__wallet_after_wallet__the_last_stands_for_all(
    market: Market, spare: str
) -> None:
    third = market.account("third wallet")
    market.onboard(third, person="holder")
    market.replace_wallet(market.holder, spare)
    market.replace_wallet(spare, third)
    stand_ins = market.participants.call_many("successorOf", [(market.holder,), (spare,), (third,)])
    assert stand_ins == [third, third, ZERO_ADDRESS]
