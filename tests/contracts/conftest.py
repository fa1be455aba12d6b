"""The programme contract tests start from: deployed once per engine, restored after each test."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.engine import Engine
from tests.contracts.system import Market


@pytest.fixture(scope="session")
def deployed(chain: Engine, artifacts: Mapping[str, Artifact]) -> Market:
    """The programme on one engine, as it stands before any test. Tests take `market`."""
    return Market(chain, artifacts)


@pytest.fixture
def market(deployed: Market, engine: Engine) -> Market:
    """The programme; what the test does to it is undone after the test."""
    assert deployed.engine is engine
    return deployed
