"""Runs of a state machine: the same examples always, or new ones each time."""

from __future__ import annotations

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.campaign.even import BACKEND
from tests.campaign.reach import Reach, Wanted

CAMPAIGNS = int(os.environ.get("RWA_MACHINE_CAMPAIGNS", "0"))
"""Campaigns to run, drawn anew each time; by default the same ones always, as many as it takes."""

MIN_STEPS = 2_000

Machines = Callable[[Reach, int], RuleBasedStateMachine]


def run(machines: Machines, wanted: Wanted, *, examples: int, steps: int, campaigns: int) -> None:
    """Run campaigns until everything wanted was met, and fail if it never is.

    A campaign is so many examples of so many moves; a step is one act.
    """
    reach = Reach()
    for campaign in range(CAMPAIGNS or campaigns):
        _campaign(machines, reach, campaign, examples, steps)
        if not CAMPAIGNS and reach.steps >= MIN_STEPS and not wanted.shortfalls(reach):
            break
    assert reach.steps >= MIN_STEPS, wanted.table(reach)
    assert not wanted.shortfalls(reach), "\n".join([*wanted.shortfalls(reach), wanted.table(reach)])


def _campaign(machines: Machines, reach: Reach, campaign: int, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: machines(reach, campaign),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=not CAMPAIGNS,
            backend=BACKEND,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
