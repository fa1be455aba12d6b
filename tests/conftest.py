"""Fixtures every test shares: compiled contracts, and a chain on either engine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import pytest

from rwa.calendar import start_of_day
from rwa.chain import compiler
from rwa.chain.compiler import Artifact
from rwa.chain.engine import Engine
from rwa.chain.rpc import TestNodeEngine
from rwa.chain.tester import TesterEngine
from rwa.scenario import bundled_trials, load_trial
from rwa.simulation import Outcome, run_trial
from tests import anvil

GENESIS_TIME = 1_764_547_200
"""2025-12-01 00:00 UTC."""


@pytest.fixture(scope="session")
def artifacts() -> Mapping[str, Artifact]:
    """The registry's contracts."""
    return compiler.artifacts()


@pytest.fixture(scope="session", params=list(bundled_trials()))
def bundled(request: pytest.FixtureRequest, artifacts: Mapping[str, Artifact]) -> Outcome:
    """Each bundled trial, played on a chain of its own."""
    trial = load_trial(bundled_trials()[request.param])
    return run_trial(trial, TesterEngine(start_of_day(trial.sections.start) - 1), artifacts)


@pytest.fixture(scope="session")
def fixture_artifacts() -> Mapping[str, Artifact]:
    """Contracts that only tests deploy."""
    return compiler.fixture_artifacts()


@pytest.fixture(scope="session")
def anvil_url() -> Iterator[str]:
    """A fresh anvil node without fees. Skips where there is none; with `CI` set, fails."""
    require_anvil()
    with anvil.running(GENESIS_TIME) as url:
        yield url


@pytest.fixture(
    scope="session", params=["eth-tester", pytest.param("anvil", marks=pytest.mark.anvil)]
)
def chain(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One engine for the session: deploy here once; `engine` forgets what a test did."""
    if request.param == "eth-tester":
        yield TesterEngine(GENESIS_TIME)
        return
    engine = TestNodeEngine(request.getfixturevalue("anvil_url"))
    yield engine
    engine.close()


@pytest.fixture
def engine(chain: Engine) -> Iterator[Engine]:
    """Either engine, as it was before the test once the test is over."""
    before = chain.snapshot()
    yield chain
    chain.revert(before)


@pytest.fixture
def tester() -> TesterEngine:
    """An eth-tester engine of the test's own."""
    return TesterEngine(GENESIS_TIME)


def require_anvil() -> None:
    """Skip the running test where anvil cannot be run, or fail it in CI."""
    reason = anvil.missing()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
