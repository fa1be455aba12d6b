"""Participants.setKycExpiry: due diligence is kept by the sponsoring exchange."""

from __future__ import annotations

import pytest

from rwa.entry import Status
from tests.contracts.system import (
    DAY,
    FIRST,
    KYC_EXPIRY,
    NOC_EXPIRY,
    Market,
    emitted,
    refuses,
)


def set_expiry(market: Market, wallet: str, expiry: int = KYC_EXPIRY + DAY, sender: str = ""):
    sender = sender or market.operator
    return market.participants.send("setKycExpiry", wallet, expiry, sender=sender)


def epoch(market: Market) -> int:
    return market.participants.call("currentStanding") >> 216


def test_set_kyc_expiry__unknown_removed_or_replaced_wallet__refused(market: Market) -> None:
    with refuses("HolderUnknown", wallet=market.stranger):
        set_expiry(market, market.stranger)
    market.participants.send("remove", market.other_holder, sender=market.registrar)
    with refuses("HolderUnknown", wallet=market.other_holder):
        set_expiry(market, market.other_holder)
    market.onboard(market.stranger, person="holder")
    market.replace_wallet(market.holder, market.stranger)
    with refuses("HolderReplaced", wallet=market.holder):
        set_expiry(market, market.holder)


@pytest.mark.parametrize("actor", ["other_operator", "regulator", "registrar", "holder"])
def test_set_kyc_expiry__not_the_sponsor__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("NotOperator", account=caller, exchange=FIRST):
        set_expiry(market, market.holder, sender=caller)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_set_kyc_expiry__sponsor_not_whitelisted__refused(market: Market, status: Status) -> None:
    market.set_status(FIRST, status)
    refused = {"exchange": FIRST, "status": status, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        set_expiry(market, market.holder)


@pytest.mark.parametrize("expiry", [0, 1, KYC_EXPIRY - 1, KYC_EXPIRY, KYC_EXPIRY + 1, 2**40 - 1])
def test_set_kyc_expiry__any_time__kept_and_stamps_void_if_shorter(
    market: Market, expiry: int
) -> None:
    before = epoch(market)
    receipt = set_expiry(market, market.holder, expiry)
    assert emitted(receipt, "KycExpirySet") == [{"wallet": market.holder, "expiry": expiry}]
    assert market.participants.call("holder", market.holder) >> 216 == expiry
    assert epoch(market) - before == (expiry < KYC_EXPIRY)
    assert market.participants.call("isVerified", market.holder) is (expiry > market.now)


def test_set_kyc_expiry__shortened__next_transfer_refused_at_once(market: Market) -> None:
    """The token had stamped the holder under the longer term."""
    market.issue(market.gold, market.holder, 10)
    market.gold.send("transfer", market.other_holder, 1, sender=market.holder)
    set_expiry(market, market.holder, market.now + 60)
    market.gold.send("transfer", market.other_holder, 1, sender=market.holder)
    market.wait(60)
    with refuses("KycExpired", wallet=market.holder, expiry=market.now):
        market.gold.send("transfer", market.other_holder, 1, sender=market.holder)
    set_expiry(market, market.holder)
    market.gold.send("transfer", market.other_holder, 1, sender=market.holder)
    assert market.gold.call("balanceOf", market.other_holder) == 3
