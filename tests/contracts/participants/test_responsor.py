"""Participants.responsor: a holder of a revoked exchange gets another sponsor."""

from __future__ import annotations

import pytest

from rwa.entry import Stage, Status
from rwa.roles import Role
from tests.contracts.system import (
    FIRST,
    NOC_EXPIRY,
    SECOND,
    Market,
    checksummed,
    emitted,
    identity,
    onboarding,
    refuses,
)


def responsor(market: Market, wallet: str, exchange: int = SECOND):
    return market.participants.send("responsor", wallet, exchange, sender=market.registrar)


@pytest.mark.parametrize("actor", ["operator", "other_operator", "regulator", "holder"])
def test_responsor__not_the_registrar__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGISTRAR):
        market.participants.send("responsor", market.holder, SECOND, sender=caller)


def test_responsor__unknown_removed_or_replaced_wallet__refused(market: Market) -> None:
    with refuses("HolderUnknown", wallet=market.stranger):
        responsor(market, market.stranger)
    market.participants.send("remove", market.other_holder, sender=market.registrar)
    with refuses("HolderUnknown", wallet=market.other_holder):
        responsor(market, market.other_holder)
    market.onboard(market.stranger, person="holder")
    market.replace_wallet(market.holder, market.stranger)
    with refuses("HolderReplaced", wallet=market.holder):
        responsor(market, market.holder)


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.SUSPENDED])
def test_responsor__sponsor_not_revoked__refused(market: Market, status: Status) -> None:
    if status is Status.SUSPENDED:
        market.set_status(FIRST, status)
    with refuses("ExchangeNotRevoked", exchange=FIRST, status=status):
        responsor(market, market.holder)


def test_responsor__to_an_exchange_that_does_not_exist__refused(market: Market) -> None:
    market.set_status(FIRST, Status.REVOKED)
    for exchange in (0, 3, 255):
        with refuses("ExchangeUnknown", exchange=exchange):
            responsor(market, market.holder, exchange)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_responsor__to_an_exchange_not_whitelisted__refused(market: Market, status: Status) -> None:
    market.set_status(FIRST, Status.REVOKED)
    market.set_status(SECOND, status)
    refused = {"exchange": SECOND, "status": status, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        responsor(market, market.holder)


def test_responsor__back_to_the_revoked_exchange__refused(market: Market) -> None:
    market.set_status(FIRST, Status.REVOKED)
    refused = {"exchange": FIRST, "status": Status.REVOKED, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        responsor(market, market.holder, FIRST)


def test_responsor__blocked_person__refused(market: Market) -> None:
    market.set_status(FIRST, Status.REVOKED)
    market.set_blocked("holder", market.holder)
    with refuses("HolderBlocked", wallet=market.holder):
        responsor(market, market.holder)


def test_t41_responsor__255_wallets_there_already__refused(market: Market) -> None:
    batch = [onboarding(checksummed(10**6 + number), "holder") for number in range(255)]
    for part in (batch[:200], batch[200:]):
        market.participants.send("onboardBatch", SECOND, part, sender=market.other_operator)
    market.set_status(FIRST, Status.REVOKED)
    with refuses("TooManyWallets", wallet=market.holder, exchange=SECOND):
        responsor(market, market.holder)


def test_responsor__customer_limit_of_the_new_sponsor__binds_new_persons_only(
    market: Market,
) -> None:
    market.onboard(market.stranger, SECOND, person="holder")
    market.carry_out(market.participants, "setStageLimits", Stage.GOAML, (2, 0, 0))
    market.set_status(FIRST, Status.REVOKED)
    with refuses("CustomerLimitReached", exchange=SECOND, customers=2, limit=2):
        responsor(market, market.other_holder)
    responsor(market, market.holder)
    assert market.participants.call("exchangeOf", SECOND).customers == 2


def test_responsor__accepted__receives_again_and_is_counted_there(market: Market) -> None:
    market.issue(market.gold, market.distant_holder, 10)
    market.set_status(FIRST, Status.REVOKED)
    refused = {"exchange": FIRST, "status": Status.REVOKED, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        market.gold.send("transfer", market.holder, 1, sender=market.distant_holder)
    receipt = responsor(market, market.holder)
    assert emitted(receipt, "HolderResponsored") == [
        {"wallet": market.holder, "from": FIRST, "to": SECOND}
    ]
    market.gold.send("transfer", market.holder, 1, sender=market.distant_holder)
    counts = [market.participants.call("walletsOf", each, identity("holder")) for each in (1, 2)]
    assert counts == [0, 1]
    customers = [market.participants.call("exchangeOf", each).customers for each in (1, 2)]
    assert customers == [1, 2]


def test_t10_responsor__stamp_of_the_revoked_sponsor__does_not_linger(market: Market) -> None:
    """A wallet stamped under the first exchange is asked for its new one, in both directions."""
    market.issue(market.gold, market.holder, 10)
    market.gold.send("transfer", market.holder, 1, sender=market.holder)
    market.set_status(FIRST, Status.REVOKED)
    responsor(market, market.holder)
    market.gold.send("transfer", market.holder, 1, sender=market.holder)
    market.set_status(SECOND, Status.SUSPENDED)
    refused = {"exchange": SECOND, "status": Status.SUSPENDED, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        market.gold.send("transfer", market.holder, 1, sender=market.holder)
