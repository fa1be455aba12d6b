"""The deployment: one list, on any engine, checked against what stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from rwa.chain.accounts import derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.deployment import (
    System,
    code32,
    deploy_system,
    deployment_steps,
    manifest,
    selector,
    wiring_faults,
)
from rwa.chain.engine import TRANSACTION_GAS_CAP, Engine
from rwa.registry.assembly import system_terms, token_terms
from tests.trials import parsed


@pytest.fixture
def system(engine: Engine, artifacts: Mapping[str, Artifact]) -> System:
    """The small trial's programme with its instruments, on either engine."""
    trial = parsed()
    deployer = engine.add_account(derive_account(trial.seed, "deployer"))
    system = deploy_system(engine, artifacts, system_terms(trial), deployer)
    for terms in token_terms(trial):
        system.deploy_token(terms, deployer)
    return system


def test_code32__longer_than_32_bytes__refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        code32("x" * 33)


def test_selector__unknown_function__refused(artifacts: Mapping[str, Artifact]) -> None:
    with pytest.raises(KeyError, match="no function"):
        selector(artifacts["Programme"], "mint")


def test_wiring__whole_deployment__no_fault_on_either_engine(system: System) -> None:
    assert wiring_faults(system) == []


def test_wiring__role_not_granted_and_foreign_code__named(system: System) -> None:
    stranger = derive_account("other", "ministry").address
    system.terms = replace(system.terms, roles={**system.terms.roles, 1: stranger})
    system.contracts["orders"] = system.contracts["participants"]
    faults = wiring_faults(system)
    assert f"{stranger} lacks role 1" in faults
    assert any("lacks role 0" in fault for fault in faults)


def test_o11__other_code_at_an_address__a_fault(system: System) -> None:
    feed = system.contracts["XAU / USD"]
    system.contracts["programme"] = type(feed)(
        system.engine, system.contracts["programme"].artifact, feed.address
    )
    assert any("programme" in fault and "other code" in fault for fault in wiring_faults(system))


def test_gas__every_transaction__far_below_the_cap(system: System) -> None:
    assert max(done.receipt.gas_used for done in system.done) < TRANSACTION_GAS_CAP // 2


def test_manifest__deployed_system__says_what_stands_where(system: System) -> None:
    record = manifest(system)
    assert record["chain_id"] == system.engine.chain_id
    labels = [row["label"] for row in record["contracts"]]
    assert labels[:3] == ["authority", "orders", "participants"]
    assert {"programme", "XAU / USD", "cash-USD", "PK00TRIAL848", "XAU-SMALL"} <= set(labels)
    assert all(len(row["runtime_bytecode_sha256"]) == 64 for row in record["contracts"])
    assert [row["role"] for row in record["roles"]] == list(range(7))
    assert record["compiler"]["settings"]["evmVersion"] == "cancun"


def test_steps__any_terms__admin_is_handed_over_last(artifacts: Mapping[str, Artifact]) -> None:
    steps = deployment_steps(
        system_terms(parsed()), artifacts, derive_account(0, "deployer").address
    )
    assert [step.function for step in steps[-2:]] == ["grantRole", "renounceRole"]
    assert [step.title for step in steps[:1]] == ["create Authority (authority)"]
