"""The registry: rules first, then the contract, and the same refusal from both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from rwa.calendar import start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.engine import Engine
from rwa.chain.errors import ContractRevert
from rwa.chain.tester import TesterEngine
from rwa.entry import Milestone, Status
from rwa.errors import RuleRefused
from rwa.identifiers import NO_DOCUMENT, Code, FunctionName, document_hash
from rwa.refusals import access, entry, holders, programme, token
from rwa.registry import Registry, Step, exchanges, orders, register, supply
from rwa.registry import holders as holder_acts
from rwa.registry.assembly import open_registry
from rwa.roles import Role
from rwa.simulation import play
from tests.trials import SMALL, parsed

BILL, GOLD = Code("PK00TRIAL848"), Code("XAU-SMALL")
PAPER = document_hash(b"paper")


@pytest.fixture(scope="module")
def deployed(artifacts: Mapping[str, Artifact]) -> tuple[Engine, Registry]:
    """The small trial played up to its end, whose registry tests go on with."""
    trial = parsed(SMALL)
    engine = TesterEngine(start_of_day(trial.sections.start) - 1)
    simulation = play.Simulation(trial, engine, artifacts, lambda *_: None)
    assert simulation.run().ok
    return engine, simulation._registry


@pytest.fixture
def registry(deployed: tuple[Engine, Registry]) -> Iterator[Registry]:
    """The registry; acts tried on it here are refused, so that nothing needs to be undone."""
    _, registry = deployed
    holders_before = len(registry.ledger.participants.holders)
    yield registry
    assert len(registry.ledger.participants.holders) == holders_before


def steps(registry: Registry) -> Mapping[str, tuple[Step, type[RuleRefused]]]:
    """Acts that must be refused, by name, and the refusal each meets."""
    return {
        "enrol by a stranger": (
            exchanges.enrol(registry, "alpha", PAPER, by="ministry"),
            access.RoleRequired,
        ),
        "enrol without a paper": (
            exchanges.enrol(registry, "alpha", NO_DOCUMENT, by="regulator"),
            entry.EvidenceRequired,
        ),
        "second NOC": (
            exchanges.grant_noc(
                registry, "alpha", start_of_day(parsed().sections.end), PAPER, by="regulator"
            ),
            entry.MilestoneRepeated,
        ),
        "licence out of order": (
            exchanges.reach(registry, "alpha", Milestone.LICENCE, PAPER, by="regulator"),
            entry.MilestonesMissing,
        ),
        "reinstating an active exchange": (
            exchanges.set_status(registry, "alpha", Status.ACTIVE, PAPER, by="regulator"),
            entry.StatusRefused,
        ),
        "re-sponsoring before revocation": (
            holder_acts.responsor(registry, "AL-001", "beta", by="registrar"),
            entry.ExchangeNotRevoked,
        ),
        "issue over the cap": (
            supply.issue(registry, BILL, ["AL-001"], [300_000_00], by="fiscal_agent"),
            programme.CapExceeded,
        ),
        "issue of nothing known": (
            supply.issue(registry, Code("XAU-OTHER"), ["AL-001"], [1], by="fiscal_agent"),
            programme.InstrumentUnknown,
        ),
        "redemption before maturity": (
            supply.redeem(registry, BILL, "AL-001", 100_00, by="fiscal_agent"),
            token.NotMatured,
        ),
        "transfer off the denomination": (
            register.transfer(registry, BILL, "AL-001", "BE-001", 1, by="AL-001"),
            token.NotMultipleOfDenomination,
        ),
        "transfer by another without allowance": (
            register.transfer(registry, BILL, "AL-001", "BE-001", 100_00, by="BE-001"),
            token.ERC20InsufficientAllowance,
        ),
        "transfer to a stranger": (
            register.transfer(registry, BILL, "AL-001", "BE-001/2", 100_00, by="AL-001"),
            holders.HolderUnknown,
        ),
        "forced transfer without an order": (
            register.forced_transfer(registry, BILL, "AL-001", "BE-001", 100_00, by="registrar"),
            access.OrderNotApproved,
        ),
    }


@pytest.mark.parametrize("name", list(range(13)))
def test_attempt__refused_act__same_error_object_from_both_roads(
    registry: Registry, name: int
) -> None:
    step, kind = list(steps(registry).values())[name]
    python = registry.preflight(step)
    assert type(python) is kind
    chain = registry.attempt_on_chain(step)
    assert chain == python
    assert str(chain) == str(python)


def test_do__refused_by_the_rules__nothing_is_sent(registry: Registry) -> None:
    sent = registry.transactions
    step = register.transfer(registry, BILL, "AL-001", "BE-001", 1, by="AL-001")
    with pytest.raises(token.NotMultipleOfDenomination):
        registry.do(step)
    assert registry.transactions == sent


def test_do__rules_laxer_than_the_contract__its_revert(registry: Registry) -> None:
    sound = register.transfer(registry, BILL, "AL-001", "BE-001", 1, by="AL-001")
    step = Step(sound.actor, sound.action, lambda *_: None, sound.request, sound.token)
    with pytest.raises(ContractRevert, match="NotMultipleOfDenomination"):
        registry.do(step)


def test_deployment__when_it_is_done__the_deployer_holds_nothing(registry: Registry) -> None:
    authority = registry.contract("authority")
    orders = registry.contract("orders").address
    for role in Role:
        assert authority.call("hasRole", int(role), registry.system.deployer)[0] is False
    assert authority.call("hasRole", 0, orders)[0] is True
    assert registry.ledger.roles.members(0) == ["orders"]


def test_open__fresh_chain__ledger_reads_what_constructors_said(
    artifacts: Mapping[str, Artifact],
) -> None:
    trial = parsed()
    engine = TesterEngine(start_of_day(trial.sections.start) - 1)
    opened = open_registry(trial, engine, artifacts)
    assert opened.ledger.programme.cap_usd == 1_000_000 * 10**6
    assert opened.ledger.programme.class_limits == {
        "BILL": 1_000_000 * 10**6,
        "COMMODITY": 500_000 * 10**6,
    }
    assert [opened.ledger.roles.members(role) for role in range(1, 7)] == [
        ["Ministry"],
        ["Regulator"],
        ["Registrar"],
        ["Central Bank"],
        ["Custodian"],
        ["Oracle"],
    ]


def test_t48__book_of_orders_gave_up_its_admin__ordered_changes_refused_on_both_roads(
    artifacts: Mapping[str, Artifact],
) -> None:
    """An order may name a successor as admin, who then removes the book itself."""
    trial = parsed()
    engine = TesterEngine(start_of_day(trial.sections.start) - 1)
    opened = open_registry(trial, engine, artifacts)
    takes_over = orders.grant_role(opened, Role.ADMIN, "successor", by="ministry")
    changes = {
        FunctionName("grantRole"): orders.grant_role(opened, Role.ORACLE, "AL-001", by="ministry"),
        FunctionName("revokeRole"): orders.revoke_role(
            opened, Role.ORACLE, "oracle", by="ministry"
        ),
    }
    for function, act in ((FunctionName("grantRole"), takes_over), *changes.items()):
        by = {"by": "ministry", "capacity": Role.MINISTRY}
        opened.do(orders.propose(opened, act, function, PAPER, **by))
        opened.do(orders.approve(opened, act, PAPER, by="regulator", capacity=Role.REGULATOR))
    engine.advance_to(engine.now + 86_400)
    opened.do(takes_over)
    book = opened.contract("orders").address
    call = ("revokeRole", Role.ADMIN, book)
    opened.do(opened.step("successor", "revoke role", "authority", call, lambda *_: None))
    for act in changes.values():
        refusal = opened.preflight(act)
        assert isinstance(refusal, access.AccessManagerUnauthorizedAccount)
        assert opened.attempt_on_chain(act) == refusal
