"""Participants.enrol and setOperator: exchanges get ids, and each operator acts for one of them."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.entry import Status
from rwa.roles import Role
from tests.contracts.system import (
    DOCUMENT,
    FIRST,
    NOC_EXPIRY,
    SECOND,
    Market,
    checksummed,
    emitted,
    onboarding,
    refuses,
)

GAS_LIMIT = 16_777_216


def enrol(market: Market, operator: str, document: bytes = DOCUMENT, sender: str = ""):
    sender = sender or market.regulator
    return market.participants.send("enrol", operator, document, sender=sender)


@pytest.mark.parametrize("actor", ["ministry", "registrar", "operator", "deployer", "stranger"])
def test_enrol__not_the_regulator__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
        enrol(market, market.stranger, sender=caller)


def test_enrol__no_document__refused(market: Market) -> None:
    with refuses("EvidenceRequired"):
        enrol(market, market.stranger, bytes(32))


def test_enrol__operator_of_another_exchange_or_nobody__refused(market: Market) -> None:
    for operator in (market.operator, ZERO_ADDRESS):
        with refuses("OperatorTaken", operator=operator):
            enrol(market, operator)


def test_t41_enrol__175_exchanges__the_next_is_refused_and_gas_stays_bounded(
    market: Market,
) -> None:
    """Every exchange is in the standing word; what rebuilds it is bounded by their number."""
    participants, regulator = market.participants, market.regulator
    operators = [checksummed(number) for number in range(10**6, 10**6 + 173)]
    market.engine.send_many(
        [participants.request("enrol", each, DOCUMENT, sender=regulator) for each in operators]
    )
    receipts = market.engine.send_many(
        [
            participants.request("grantNoc", exchange, NOC_EXPIRY, DOCUMENT, sender=regulator)
            for exchange in range(3, 176)
        ]
    )
    assert participants.call("exchangeCount") == 175
    with refuses("TooManyExchanges"):
        enrol(market, market.stranger)
    assert participants.call("currentStanding") % 2**176 == (2**176 - 1) - 1
    refresh = participants.send("refreshStanding", sender=market.stranger)
    assert max(receipts[-1].gas_used, refresh.gas_used) < GAS_LIMIT // 20


def test_enrol__accepted__unlisted_and_told(market: Market) -> None:
    receipt = enrol(market, market.stranger)
    assert emitted(receipt, "ExchangeEnrolled") == [
        {"exchange": 3, "operator": market.stranger, "document": DOCUMENT}
    ]
    record = market.participants.call("exchangeOf", 3)
    assert (record.operator, record.milestones, record.status) == (
        market.stranger,
        0,
        Status.UNLISTED,
    )
    assert (record.customers, record.nocExpiry) == (0, 0)
    assert market.participants.call("isWhitelisted", 3) is False


@pytest.mark.parametrize("actor", ["ministry", "registrar", "operator", "deployer", "stranger"])
def test_set_operator__not_the_regulator__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
        market.participants.send("setOperator", FIRST, market.stranger, sender=caller)


@pytest.mark.parametrize("exchange", [0, 3, 255])
def test_set_operator__no_such_exchange__refused(market: Market, exchange: int) -> None:
    with refuses("ExchangeUnknown", exchange=exchange):
        market.participants.send("setOperator", exchange, market.stranger, sender=market.regulator)


def test_set_operator__operator_of_another_exchange_or_nobody__refused(market: Market) -> None:
    for operator in (market.other_operator, ZERO_ADDRESS):
        with refuses("OperatorTaken", operator=operator):
            market.participants.send("setOperator", FIRST, operator, sender=market.regulator)


def test_set_operator__accepted__the_former_key_is_dead_and_never_anothers(market: Market) -> None:
    receipt = market.participants.send(
        "setOperator", FIRST, market.stranger, sender=market.regulator
    )
    assert emitted(receipt, "OperatorChanged") == [{"exchange": FIRST, "operator": market.stranger}]
    record = onboarding(market.account("newcomer"), "newcomer")
    with refuses("NotOperator", account=market.operator, exchange=FIRST):
        market.participants.send("onboard", FIRST, record, sender=market.operator)
    market.participants.send("onboard", FIRST, record, sender=market.stranger)
    with refuses("OperatorTaken", operator=market.operator):
        market.participants.send("setOperator", SECOND, market.operator, sender=market.regulator)
    market.participants.send("setOperator", FIRST, market.operator, sender=market.regulator)
    assert market.operator_of(FIRST) == market.operator


def test_set_operator__to_the_same_operator__accepted(market: Market) -> None:
    market.participants.send("setOperator", FIRST, market.operator, sender=market.regulator)
    assert market.operator_of(FIRST) == market.operator
    with refuses("OperatorTaken", operator=market.operator):
        market.participants.send("setOperator", SECOND, market.operator, sender=market.regulator)
