"""The bundled trials end as they expect, on a chain of their own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.calendar import start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.scenario import load_trial
from rwa.scenario.bundled import bundled_trials
from rwa.simulation import run_trial


@pytest.mark.slow
@pytest.mark.parametrize("name", list(bundled_trials()))
def test_bundled__every_trial__as_it_expects_and_every_refusal_on_both_roads(
    artifacts: Mapping[str, Artifact], name: str
) -> None:
    trial = load_trial(bundled_trials()[name])
    engine = TesterEngine(start_of_day(trial.sections.start) - 1)
    outcome = run_trial(trial, engine, artifacts)
    assert outcome.differences == ()
    assert [str(each.finding) for each in outcome.findings if not each.expected] == []
    assert all(refused.agreed for refused in outcome.refusals)
