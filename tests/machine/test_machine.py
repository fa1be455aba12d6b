"""The rules in Python and the contracts, asked directly, say the same of everything."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from rwa.calendar import Timestamp
from rwa.chain.compiler import Artifact
from rwa.programme import Price
from rwa.refusals import REFUSALS
from tests.campaign.reach import Reach
from tests.campaign.run import run
from tests.machine import cast
from tests.machine.machine import Machine
from tests.machine.reach import OUT_OF_REACH, WANTED
from tests.machine.starts import STARTS, populated
from tests.machine.world import Place, World


@pytest.fixture(scope="module")
def starts(
    artifacts: Mapping[str, Artifact], fixture_artifacts: Mapping[str, Artifact]
) -> dict[str, tuple[World, Place]]:
    """Each start in a chain of its own, ready to come back to."""
    ready = {}
    for name, start in STARTS.items():
        world = populated(artifacts, fixture_artifacts)
        start(world)
        ready[name] = world, world.remember()
    return ready


@pytest.mark.slow
def test_machine__any_acts_in_any_order__same_verdict_and_reason_on_both_roads(
    starts: dict[str, tuple[World, Place]],
) -> None:
    run(
        lambda reach, campaign: Machine(starts, reach, campaign),
        WANTED,
        examples=40,
        steps=50,
        campaigns=6,
    )


def test_reach__refusals_left_out__exist() -> None:
    assert set(OUT_OF_REACH) <= set(REFUSALS)


def test_wait__until_only_a_price_said_to_be_of_the_end_of_time_is_left__goes_on_by_days(
    starts: dict[str, tuple[World, Place]],
) -> None:
    machine = Machine(starts, Reach(), 0)
    Machine.begin.hypothesis_stateful_initialize_rule.function(machine, start=0, salt=0)
    machine.world.say(Price(cast.FIRST_PRICES[cast.XAG_FEED], Timestamp(2**256 - 1)))
    for seed in range(60):
        machine.jumps = 0
        machine.make("wait", Random(seed))
    assert machine.world.now < cast.LAST_SECOND
    machine.teardown()
