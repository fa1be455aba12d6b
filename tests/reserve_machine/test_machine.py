"""Reserves on both roads: the rules and the contracts say the same of any act in any order, nothing
is issued beyond the stock, every delivered bar and every rupee paid is accounted for, and in a
shortfall nobody gains by being first (T39).
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain.compiler import Artifact
from tests.campaign.reach import Wanted
from tests.campaign.run import run
from tests.reserve_machine.machine import Machine
from tests.reserve_machine.world import World

RULES = (
    "RoleRequired",
    "NotSignedBy",
    "AttestationFromFuture",
    "AttestationOutOfOrder",
    "AttestationExpired",
    "StockAbsurd",
    "OmittedTooMuch",
    "StockExceeded",
    "BelowMinimumLot",
    "RequestUnknown",
    "RequestOver",
    "RequestLapsed",
    "RequestStands",
    "RequestForCash",
    "RequestForLots",
    "NothingAsked",
    "PaymentNotCovered",
    "PriceStale",
    "NothingDelivered",
    "DeliveryBeyondRequest",
    "LotUnproved",
    "LotGone",
    "HolderBlocked",
    "ERC20InsufficientBalance",
    "ERC7943InsufficientUnfrozenBalance",
    "AnswerJump",
)
ACTS = (
    "attest",
    "issue",
    "redeem",
    "transfer",
    "freeze",
    "seize",
    "block",
    "ask",
    "ask cash",
    "deliver",
    "pay",
    "end",
    "post",
)
DANGERS = (
    "a count leaves a shortfall",
    "a bar is delivered in a shortfall",
    "a seizure takes locked units",
    "cash is paid in a shortfall",
)
WANTED = Wanted(RULES, ACTS, DANGERS, refused=3, met=3)


@pytest.mark.slow
def test_t39_reserve__any_acts_in_any_order__same_verdict_and_every_bar_accounted_for(
    artifacts: Mapping[str, Artifact],
) -> None:
    world = World(artifacts)
    place = world.remember()
    run(
        lambda reach, campaign: Machine(world, place, reach, campaign),
        WANTED,
        examples=15,
        steps=50,
        campaigns=10,
    )
