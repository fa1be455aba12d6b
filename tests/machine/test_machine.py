"""The rules in Python and the contracts, asked directly, say the same of everything."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from rwa.chain.compiler import Artifact
from rwa.refusals import REFUSALS
from tests.machine.even import BACKEND
from tests.machine.machine import Machine
from tests.machine.reach import ACTS, OUT_OF_REACH, Reach
from tests.machine.starts import STARTS, populated
from tests.machine.world import Place, World

EXAMPLES = 40
STEPS = 50
MIN_STEPS = 2_000
CAMPAIGNS = int(os.environ.get("RWA_MACHINE_CAMPAIGNS", "0"))
"""Campaigns to run, drawn anew each time; by default the same ones always, as many as it takes."""
MOST_CAMPAIGNS = 6


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
    reach = Reach()
    for campaign in range(CAMPAIGNS or MOST_CAMPAIGNS):
        _run(starts, reach, campaign)
        if not CAMPAIGNS and reach.steps >= MIN_STEPS and not reach.shortfalls(ACTS):
            break
    assert reach.steps >= MIN_STEPS, reach.table()
    assert not reach.shortfalls(ACTS), "\n".join([*reach.shortfalls(ACTS), reach.table()])


def test_reach__refusals_left_out__exist() -> None:
    assert set(OUT_OF_REACH) <= set(REFUSALS)


def _run(starts: dict[str, tuple[World, Place]], reach: Reach, campaign: int) -> None:
    run_state_machine_as_test(
        lambda: Machine(starts, reach, campaign),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=not CAMPAIGNS,
            backend=BACKEND,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
