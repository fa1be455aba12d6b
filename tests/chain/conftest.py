"""The chain layer's own contracts, deployed once on each engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from rwa.chain.accounts import Address, derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.engine import Engine

SEED = 7


@dataclass(frozen=True)
class Stage:
    """Two actors, a contract that refuses in every way, and one that records."""

    issuer: Address
    holder: Address
    thrower: Contract
    recorder: Contract


def lot_of(holder: Address) -> dict[str, object]:
    """The struct the recorder is created with."""
    return {"isin": b"PK0000000001", "amount": 5_000, "holder": holder}


def set_stage(engine: Engine, artifacts: Mapping[str, Artifact]) -> Stage:
    """Deploy both contracts."""
    issuer = engine.add_account(derive_account(SEED, "issuer"))
    holder = engine.add_account(derive_account(SEED, "holder"))
    return Stage(
        issuer,
        holder,
        deploy(engine, artifacts["Thrower"], sender=issuer),
        deploy(engine, artifacts["Recorder"], issuer, lot_of(holder), sender=issuer),
    )


@pytest.fixture(scope="module")
def stage(chain: Engine, fixture_artifacts: Mapping[str, Artifact]) -> Stage:
    """Both contracts on the engine under test."""
    return set_stage(chain, fixture_artifacts)
