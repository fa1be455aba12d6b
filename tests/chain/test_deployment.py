"""The deployment: one list, on any engine, checked against what stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
from rwa.roles import Role
from tests.trials import parsed

STRANGER = derive_account("nobody knows", "stranger").address


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


def test_audit__wiring__deployer_kept_an_office__named(
    engine: Engine, artifacts: Mapping[str, Artifact]
) -> None:
    """T48: the deployer leaves nothing behind, also where it was named for an office."""
    trial = parsed()
    deployer = engine.add_account(derive_account(trial.seed, "ministry"))
    system = deploy_system(engine, artifacts, system_terms(trial), deployer)
    assert wiring_faults(system) == [f"the deployer {deployer} keeps an office"]


def deployed_with(
    engine: Engine, artifacts: Mapping[str, Artifact], slipped_in: Callable[[System], None]
) -> System:
    """The small trial's programme, with something done by the deployer's key before its admin is
    handed over.
    """
    trial = parsed()
    deployer = engine.add_account(derive_account(trial.seed, "deployer"))
    system = System(engine, artifacts, system_terms(trial), deployer)
    *steps, handed_over, renounced = deployment_steps(system.terms, artifacts, deployer)
    for step in steps:
        system.carry_out(step, deployer)
    slipped_in(system)
    for step in (handed_over, renounced):
        system.carry_out(step, deployer)
    return system


def test_audit__wiring__more_granted_than_meant__named(
    engine: Engine, artifacts: Mapping[str, Artifact]
) -> None:
    """T48: an office slipped in before the admin was handed over, to the deployer or another, and
    an office that another one fills.
    """

    def slipped_in(system: System) -> None:
        authority, deployer = system.contracts["authority"], system.deployer
        authority.send("grantRole", 3, deployer, 0, sender=deployer)
        authority.send("grantRole", 2, system.terms.roles[1], 0, sender=deployer)
        authority.send("setRoleAdmin", 4, 3, sender=deployer)

    system = deployed_with(engine, artifacts, slipped_in)
    held, also, *events = wiring_faults(system)
    assert held == f"{system.terms.roles[1]} holds role 2"
    assert also == f"{system.deployer} holds role 3"
    assert [event.partition("(")[0] for event in events] == [
        "RoleGranted",
        "RoleGranted",
        "RoleAdminChanged",
    ]


@pytest.mark.parametrize(
    ("function", "rest", "fault"),
    [
        ("grantRole", (0, STRANGER, 0), rf"RoleGranted\(roleId=0, account={STRANGER}, .*"),
        ("grantRole", (2, STRANGER, 60), rf"RoleGranted\(roleId=2, account={STRANGER}, .*"),
        ("grantRole", (99, STRANGER, 0), rf"RoleGranted\(roleId=99, account={STRANGER}, .*"),
        ("setGrantDelay", (2, 2**31), r"RoleGrantDelayChanged\(roleId=2, delay=2147483648, .*"),
        ("setRoleGuardian", (2, 5), r"RoleGuardianChanged\(roleId=2, guardian=5\) .*"),
    ],
)
def test_audit__wiring__a_stranger_or_a_delay_slipped_in__named(
    engine: Engine,
    artifacts: Mapping[str, Artifact],
    function: str,
    rest: tuple[object, ...],
    fault: str,
) -> None:
    """T48: no member of a role goes unseen because nobody knows to ask for that account."""

    def slipped_in(system: System) -> None:
        system.contracts["authority"].send(function, *rest, sender=system.deployer)

    (found,) = wiring_faults(deployed_with(engine, artifacts, slipped_in))
    assert re.fullmatch(
        rf"{fault}of the authority in transaction 0x\w{{64}} is no part of the deployment", found
    )


def test_audit__wiring__an_office_given_and_taken_back__both_named(
    engine: Engine, artifacts: Mapping[str, Artifact]
) -> None:
    """T48: what its holder did meanwhile stands, though nobody holds too much now."""

    def slipped_in(system: System) -> None:
        for function, rest in (("grantRole", (0,)), ("revokeRole", ())):
            call = (function, Role.REGULATOR, STRANGER, *rest)
            system.contracts["authority"].send(*call, sender=system.deployer)

    faults = wiring_faults(deployed_with(engine, artifacts, slipped_in))
    assert [fault.partition("(")[0] for fault in faults] == ["RoleGranted", "RoleRevoked"]


def test_o25__wiring__node_keeps_no_logs__named(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence of a node is no proof that nothing happened."""
    monkeypatch.setattr(system.engine, "logs", lambda *_: [])
    faults = wiring_faults(system)
    assert len(faults) > len(system.terms.roles)
    assert all(fault.startswith("the chain does not tell of Role") for fault in faults)


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
    assert [row["role"] for row in record["roles"]] == [
        *range(7),
        Role.ATTESTOR,
        Role.PRIMARY_MARKET,
        Role.PAYING_AGENT,
        Role.TENDERS,
        Role.REDEMPTIONS,
    ]
    assert record["compiler"]["settings"]["evmVersion"] == "cancun"


def test_steps__any_terms__admin_is_handed_over_last(artifacts: Mapping[str, Artifact]) -> None:
    steps = deployment_steps(
        system_terms(parsed()), artifacts, derive_account(0, "deployer").address
    )
    assert [step.function for step in steps[-2:]] == ["grantRole", "renounceRole"]
    assert [step.title for step in steps[:1]] == ["create Authority (authority)"]
