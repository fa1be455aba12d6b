"""Participants.setStageLimits: by order of two parties, in force at once."""

from __future__ import annotations

from rwa.entry import Stage
from rwa.roles import Role
from tests.contracts.system import FIRST, STAGE_LIMITS, Market, emitted, order_id, refuses

LIMITS = (3, 2**64 - 1, 7)
CALL = ("setStageLimits", Stage.GOAML, LIMITS)


def test_set_stage_limits__not_the_regulator__refused(market: Market) -> None:
    market.order(market.participants, *CALL)
    for caller in (market.ministry, market.operator, market.stranger):
        with refuses("RoleRequired", account=caller, role=Role.REGULATOR):
            market.participants.send(*CALL, sender=caller)


def test_t47_set_stage_limits__without_an_order__refused(market: Market) -> None:
    order = order_id(market.participants, market.participants.encode(*CALL))
    with refuses("OrderNotApproved", order=order):
        market.participants.send(*CALL, sender=market.regulator)


def test_stage_limits__as_deployed__read_back(market: Market) -> None:
    read = market.participants.call_many("stageLimits", [(stage,) for stage in Stage])
    assert [tuple(limits) for limits in read] == list(STAGE_LIMITS)


def test_t13_set_stage_limits__ordered__told_and_binding_the_next_customer(
    market: Market,
) -> None:
    receipt = market.carry_out(market.participants, *CALL)
    told = emitted(receipt, "StageLimitsSet")
    assert [(each["stage"], tuple(each["limits"])) for each in told] == [(Stage.GOAML, LIMITS)]
    market.onboard(market.account("third"), person="third")
    with refuses("CustomerLimitReached", exchange=FIRST, customers=3, limit=3):
        market.onboard(market.account("fourth"), person="fourth")


def test_t13_set_stage_limits__below_the_customers_there_are__nobody_leaves(
    market: Market,
) -> None:
    market.carry_out(market.participants, "setStageLimits", Stage.GOAML, (1, 0, 0))
    assert market.participants.call("exchangeOf", FIRST).customers == 2
    market.onboard(market.account("further wallet"), person="holder")
    with refuses("CustomerLimitReached", exchange=FIRST, customers=2, limit=1):
        market.onboard(market.account("third"), person="third")
