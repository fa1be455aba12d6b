"""Trials as market stories: what is refused, what disagrees, and what is found at the end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from rwa.calendar import start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.deployment import wiring_faults
from rwa.chain.engine import BaseEngine, Mined, Request
from rwa.chain.rpc import TestNodeEngine
from rwa.chain.tester import TesterEngine
from rwa.identifiers import Party
from rwa.ledger import Ledger
from rwa.refusals.token import TokenPaused
from rwa.reports.directory import report_files
from rwa.roles import Role
from rwa.rules import supply as supply_rules
from rwa.rules import transfers as transfer_rules
from rwa.scenario import load_trial, trial_file
from rwa.simulation import Outcome, play, run_trial
from rwa.simulation.reconciliation import rebuild, reconcile
from tests import anvil
from tests.conftest import require_anvil
from tests.trials import SMALL, changed, parsed, played, with_day

Artifacts = Mapping[str, Artifact]


class Metered(BaseEngine):
    """An engine that keeps the gas of every transaction."""

    gas: tuple[int, ...] = ()

    def _transact(self, requests: Sequence[Request]) -> list[Mined]:
        mined = super()._transact(requests)
        self.gas += tuple(each.gas_used for each in mined)
        return mined


class MeteredTester(Metered, TesterEngine):
    """In this process."""


class MeteredNode(Metered, TestNodeEngine):
    """Over JSON-RPC."""


def checks(outcome: Outcome) -> list[str]:
    """What was found and not expected."""
    return [noted.finding.check for noted in outcome.findings if not noted.expected]


def test_play__directive_that_a_rule_refuses__told_on_both_roads_and_exit_6(
    artifacts: Artifacts,
) -> None:
    text = with_day("- transfer: {instrument: gold, from: AL-001, to: BE-001, amount: 1}")
    outcome = played(text, artifacts)
    assert checks(outcome) == ["refused-directive"]
    assert outcome.refusals[-1].agreed
    assert outcome.exit_code == 6


def test_play__cash__credited_taken_back_and_refused_on_both_roads(artifacts: Artifacts) -> None:
    text = with_day(
        """
- credit_cash: {unit: USD, account: BE, amount: 500.25}
- credit_cash: {unit: USD, account: government_account, amount: 7}
- debit_cash: {unit: USD, account: BE-002, amount: 0.25}
- attempt:
    credit_cash: {unit: USD, account: BE-001, amount: 1, by: ministry}
    refused: RoleRequired
- attempt:
    debit_cash: {unit: USD, account: BE-001, amount: 500.26}
    refused: ERC20InsufficientBalance
"""
    ).replace("refusals: 1", "refusals: 3")
    outcome = played(text, artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    book = outcome.ledger.cash[Party("cash-USD")]
    assert (book.balance(Party("BE-001")), book.balance(Party("BE-002"))) == (50_025, 50_000)
    assert (book.balance(Party("Government account")), book.supply) == (700, 150_750)
    sentence = "BE-001 holds USD 500.25, and USD 500.26 is needed"
    assert str(outcome.refusals[-1].python) == sentence


def test_play__a_key_is_replaced__the_new_one_acts_and_the_old_one_no_more(
    artifacts: Artifacts,
) -> None:
    text = (
        with_day(
            """
- set_operator: {exchange: alpha, operator: alpha/2}
- attempt:
    set_kyc: {exchange: alpha, wallet: AL-001, through: 2027-01-31}
    refused: NotOperator
- set_kyc: {exchange: alpha, wallet: AL-001, through: 2027-01-31, by: alpha/2}
- attempt:
    enrol: {exchange: alpha, document: Application once more}
    refused: OperatorTaken
- order:
    proposed_by: ministry
    approved_by: regulator
    document: Change of registrar
    act: {grant_role: {role: registrar, account: registrar/2}}
- order:
    proposed_by: ministry
    approved_by: regulator
    document: Change of registrar
    act: {revoke_role: {role: registrar, account: registrar}}
- attempt:
    grant_role: {role: registrar, account: registrar/2}
    refused: OrderTooEarly
- attempt:
    propose:
      by: regulator
      document: Change of regulator
      act: {revoke_role: {role: regulator, account: regulator}}
    refused: CapacityRefused
"""
        )
        .replace(
            "expect:\n",
            """  - date: 2026-01-12
    directives:
      - grant_role: {role: registrar, account: registrar/2}
      - revoke_role: {role: registrar, account: registrar}
      - attempt:
          block: {wallet: AL-001}
          refused: RoleRequired
      - block: {wallet: AL-001, by: registrar/2}
expect:
""",
        )
        .replace("refusals: 1", "refusals: 6")
    )
    outcome = played(text, artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    assert outcome.ledger.roles.members(Role.REGISTRAR) == [Party("Registrar, account 2")]


def test_play__attempt_that_is_allowed__found(artifacts: Artifacts) -> None:
    text = with_day("- attempt: {pause: {instrument: bill}, refused: TokenPaused}")
    outcome = played(text, artifacts)
    assert checks(outcome) == ["attempt-allowed"]
    assert outcome.exit_code == 7


def test_play__attempt_refused_by_another_rule__found(artifacts: Artifacts) -> None:
    text = with_day("- attempt: {unpause: {instrument: bill}, refused: TokenPaused}")
    outcome = played(text, artifacts)
    assert checks(outcome) == ["other-refusal"]
    assert "TokenNotPaused, not TokenPaused" in outcome.findings[0].finding.sentence


def test_play__expectation_not_met__a_sentence_and_exit_7(artifacts: Artifacts) -> None:
    outcome = played(changed("headroom_usd: 200,000", "headroom_usd: 200,001"), artifacts)
    assert outcome.differences == (
        "at the end: headroom_usd: US$200,001.00 expected, US$200,000.00 found",
    )
    assert not outcome.ok
    assert outcome.exit_code == 7


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ("cap_usd: 1", "cap_usd: US$1.00 expected, US$1,000,000.00 found"),
        ("by_class: {bill: 1}", "by_class.bill: US$1.00 expected, US$600,000.00 found"),
        ("outstanding: {gold: 1}", "outstanding.gold: XAU 1.000 expected, XAU 50.000 found"),
        ("issued: {gold: 1}", "issued.gold: XAU 1.000 expected, XAU 50.000 found"),
        ("holdings: {gold: {BE-001: 1}}", "holdings.gold.BE-001: XAU 1.000 expected, XAU 50.000"),
        ("frozen: {gold: {BE-001: 1}}", "frozen.gold.BE-001: XAU 1.000 expected, XAU 0.000 found"),
        ("holders: 1", "holders: 1 expected,"),
        ("customers: {beta: 1}", "customers.beta: 1 expected, 3 found"),
        ("stage: {beta: noc}", "stage.beta: noc expected, goaml found"),
        ("standing: {beta: revoked}", "standing.beta: revoked expected, whitelisted found"),
        ("refusals: 0", "refusals: 0 expected, 1 found"),
        ("findings: [passive-breach]", "findings: passive-breach expected, not found"),
    ],
)
def test_expect__figure_that_differs__named_with_both_values(
    artifacts: Artifacts, expected: str, sentence: str
) -> None:
    outcome = played(with_day(f"- expect: {{{expected}}}"), artifacts)
    assert len(outcome.differences) == 1
    assert outcome.differences[0].startswith(f"2026-01-08: {sentence}")


def test_roads__rules_laxer_than_the_contracts__revert_and_exit_5(
    artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_rules, "check_transfer", lambda *_: None)
    text = with_day("- transfer: {instrument: gold, from: AL-001, to: BE-001, amount: 1}")
    outcome = played(text, artifacts)
    assert checks(outcome)[0] == "contract-revert"
    assert outcome.exit_code == 5


def test_roads__rules_stricter_than_the_contracts__found(
    artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise TokenPaused

    monkeypatch.setattr(supply_rules, "check_redeem", refuse)
    text = with_day(
        "- attempt: {redeem: {instrument: gold, from: BE-001, amount: 1}, refused: TokenPaused}"
    )
    outcome = played(text, artifacts)
    assert "two-roads" in checks(outcome)
    assert "the contracts say yes" in outcome.findings[0].finding.sentence
    assert not outcome.ok


def test_reconcile__ledger_that_lost_an_event__every_difference_found(artifacts: Artifacts) -> None:
    trial = parsed()
    engine = TesterEngine(start_of_day(trial.sections.start) - 1)
    simulation = play.Simulation(trial, engine, artifacts, lambda *_: None)
    outcome = simulation.run()
    lines = [line for line in outcome.events if '"name":"Issued"' not in line]
    ledger: Ledger = rebuild(outcome.ledger.genesis, lines)
    found = list(reconcile(simulation._registry, ledger))
    subjects = {finding.subject for finding in found}
    assert "BILL in USD: outstanding" in subjects
    assert "USD used" in subjects


def test_market__suspended_exchange__customers_leave_and_nobody_enters(
    artifacts: Artifacts,
) -> None:
    story = """\
- suspend: {exchange: alpha, document: Decision}
- expect: {standing: {alpha: suspended}}
- attempt:
    transfer: {instrument: bill, from: BE-001, to: AL-001, amount: 100}
    refused: ExchangeNotWhitelisted
- transfer: {instrument: bill, from: AL-001, to: BE-002, amount: 100}
- reinstate: {exchange: alpha, document: Decision}
- transfer: {instrument: bill, from: BE-001, to: AL-001, amount: 100}
- revoke: {exchange: alpha, document: Decision}
- responsor: {wallet: AL-002, exchange: beta}
- expect: {standing: {alpha: revoked}, customers: {alpha: 3, beta: 4}}
"""
    outcome = played(with_day(story).replace("refusals: 1", "refusals: 2"), artifacts)
    assert outcome.differences == ()
    assert checks(outcome) == []


def test_market__every_other_directive__both_roads_and_the_chain_agree(
    artifacts: Artifacts,
) -> None:
    story = """\
- set_transfer_limit: {instrument: bill, amount: "500,000"}
- attach: {instrument: bill, name: prospectus, document: Offering circular}
- attach: {instrument: gold, name: bar-list, document: Bar list}
- announce_record_date: {instrument: gold, date: 2026-01-08}
- set_kyc: {exchange: beta, wallet: BE-002, through: 2026-06-30}
- set_noc_expiry: {exchange: beta, through: 2026-06-30, document: Extension}
- freeze: {instrument: gold, wallet: BE-001, amount: 20}
- attempt:
    transfer: {instrument: gold, from: BE-001, to: BE-002, amount: 40}
    refused: ERC7943InsufficientUnfrozenBalance
- unfreeze: {instrument: gold, wallet: BE-001, amount: 5}
- expect: {frozen: {gold: {BE-001: 15}}}
- remove: {wallet: AL-004}
- attempt:
    transfer: {instrument: bill, from: AL-004, to: BE-002, amount: 100}
    refused: HolderUnknown
- propose:
    by: regulator
    document: Decision
    act: {set_stage_limits: {stage: noc, customers: 1, exposure_usd: 0, transfer_usd: 0}}
- withdraw:
    by: regulator
    act: {set_stage_limits: {stage: noc, customers: 1, exposure_usd: 0, transfer_usd: 0}}
- attempt:
    approve:
      by: ministry
      document: Paper
      act: {set_stage_limits: {stage: noc, customers: 1, exposure_usd: 0, transfer_usd: 0}}
    refused: OrderUnknown
- order:
    proposed_by: ministry
    approved_by: regulator
    document: Decision
    act: {set_cap: {cap_usd: "2,000,000"}}
- block: {wallet: BE-003}
- unblock: {wallet: BE-003}
"""
    later = """\
- set_cap: {cap_usd: "2,000,000"}
- transfer: {instrument: gold, from: BE-001, to: BE-002, amount: 10}
- redeem: {instrument: gold, from: BE-001, amount: all}
- expect: {cap_usd: "2,000,000", outstanding: {gold: 10}, holdings: {gold: {BE-001: 0}}}
"""
    text = with_day(story).replace(
        "expect:\n  outstanding_usd: 800,000\n  headroom_usd: 200,000\n"
        '  by_class: {bill: "600,000", commodity: "200,000"}\n  refusals: 1\n',
        "",
    )
    lines = "".join(f"      {line}\n" for line in later.splitlines())
    outcome = played(f"{text}  - date: 2026-01-12\n    directives:\n{lines}", artifacts)
    assert outcome.differences == ()
    assert checks(outcome) == []
    assert len(outcome.refusals) == 4
    assert all(refused.agreed for refused in outcome.refusals)


def test_trade__fewer_possible_than_asked__found(artifacts: Artifacts) -> None:
    text = with_day(
        "- trade: {instrument: gold, sellers: alpha, buyers: beta, trades: 2, largest: 1}"
    )
    assert checks(played(text, artifacts)) == ["trades-not-drawn"]


@pytest.mark.slow
def test_pilot__twice__as_expected_and_byte_identical(artifacts: Artifacts) -> None:
    trial = load_trial(trial_file("pakistan-pilot"))
    runs = []
    for _ in range(2):
        engine = TesterEngine(start_of_day(trial.sections.start) - 1)
        outcome = run_trial(trial, engine, artifacts)
        assert outcome.ok, (outcome.differences, outcome.findings)
        assert all(refused.agreed for refused in outcome.refusals)
        runs.append(report_files(outcome))
    assert runs[0] == runs[1]


@pytest.mark.slow
@pytest.mark.anvil
def test_pilot__on_both_engines__same_bytes_addresses_and_gas(artifacts: Artifacts) -> None:
    require_anvil()
    trial = load_trial(trial_file("pakistan-pilot"))
    genesis = start_of_day(trial.sections.start) - 1
    inside = MeteredTester(genesis)
    outcome = run_trial(trial, inside, artifacts)
    assert wiring_faults(outcome.system) == []
    here = report_files(outcome)
    with anvil.running(genesis) as url:
        node = MeteredNode(url)
        there = report_files(run_trial(trial, node, artifacts))
        node.close()
    assert len(inside.gas) >= outcome.transactions > 500
    assert node.gas == inside.gas
    records = [json.loads(files["deployment.json"]) for files in (here, there)]
    assert [record.pop("engine") for record in records] == ["eth-tester", "json-rpc"]
    assert records[0] == records[1]
    assert here.keys() == there.keys() >= {"auctions/calendar.csv", "auctions/mtb-3m/notice.txt"}
    for name in here.keys() - {"deployment.json"}:
        assert here[name] == there[name], name


def test_play__another_seed__another_log(artifacts: Artifacts) -> None:
    first, second = played(SMALL, artifacts), played(changed("seed: 7", "seed: 8"), artifacts)
    assert first.events != second.events
    assert first.ok
    assert second.ok
