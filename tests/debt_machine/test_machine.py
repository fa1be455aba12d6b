"""Debt from auction to redemption: the rules and the contracts say the same of any act in any
order, nobody is paid twice, and every paisa is somewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain.compiler import Artifact
from rwa.refusals import REFUSALS
from tests.campaign.run import run
from tests.debt_machine.machine import Machine
from tests.debt_machine.reach import ALSO, DEBT_RULES, OUT_OF_REACH, WANTED
from tests.debt_machine.starts import STARTS, populated
from tests.debt_machine.world import Place, World


@pytest.fixture(scope="module")
def starts(
    artifacts: Mapping[str, Artifact], fixture_artifacts: Mapping[str, Artifact]
) -> list[tuple[World, Place]]:
    """Each start in a chain of its own, ready to come back to."""
    ready = []
    for start in STARTS:
        world = populated(artifacts, fixture_artifacts)
        start(world)
        ready.append((world, world.remember()))
    return ready


@pytest.mark.slow
def test_debt__any_acts_in_any_order__same_verdict_on_both_roads_and_no_paisa_is_lost(
    starts: list[tuple[World, Place]],
) -> None:
    run(
        lambda reach, campaign: Machine(starts, reach, campaign),
        WANTED,
        examples=20,
        steps=50,
        campaigns=6,
    )


def test_reach__refusals_left_out_or_asked_for__exist() -> None:
    assert set(OUT_OF_REACH) <= DEBT_RULES
    assert set(REFUSALS) >= ALSO
