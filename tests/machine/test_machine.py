"""The rules in Python and the contracts, asked directly, say the same of everything."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain.compiler import Artifact
from rwa.refusals import REFUSALS
from tests.campaign.run import run
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
