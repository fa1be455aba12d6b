"""Faults of the redemption contract, and of what the log tells of it: each is found by a run that
holds burns, cash, wallets and locks against terms, register and stock.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rwa.chain.compiler import Artifact, compile_tree
from rwa.chain.solc import find_solc
from rwa.findings import Finding
from rwa.identifiers import Party
from rwa.ledger import Ledger
from rwa.registry import Registry
from rwa.simulation import Outcome, play
from rwa.simulation.reconciliation import rebuild
from rwa.simulation.redemption_reconciliation import (
    conclusion_differences,
    redemption_differences,
)
from tests.reserves.bars import bar_list, bars
from tests.simulation.test_redemptions import FIRST_DAY, GOLD, LISTED, loose, next_day, terms
from tests.simulation.test_reserves import load, run
from tests.trials import with_day

Artifacts = Mapping[str, Artifact]

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
DAY = f"""
{LISTED}
{FIRST_DAY.strip()}
- issue: {{instrument: gold, to: AL-001, amount: 845.500}}
- credit_cash: {{unit: USD, account: government_account, amount: 1000}}
- ask_for_lots: {{redemption: r1, instrument: gold, holder: AL-001, amount: 500}}
- ask_for_cash: {{redemption: c1, instrument: gold, holder: AL-001, amount: 0.334}}
- pay_redemption: {{redemption: c1}}
- ask_for_cash: {{redemption: c2, instrument: gold, holder: AL-001, amount: 100}}
- end_request: {{redemption: c2}}
"""
SHORT = """
- attest: {instrument: gold, lots: rest.csv, through: 2026-12-31, report: R3}
- deliver_lots: {redemption: r1, list: rest.csv, lots: [B000001]}
"""
BURN = "redemption request 1: burned"
LEFT = "what left the register and was paid"


def story(folder: Path, artifacts: Artifacts) -> Outcome:
    """A bar delivered in a shortfall, cash paid, and a request that its holder ends."""
    (folder / "rest.csv").write_bytes(bar_list(*bars(3)[1:]))
    cash = ", cash: {currency: USD, fee_percent: 0.50}"
    text = next_day(loose(terms(with_day(DAY), cash), 1, "shortfall"), SHORT)
    return run(load(folder, text, bars(3)), artifacts)


def subjects(outcome: Outcome) -> set[str]:
    return {noted.finding.subject for noted in outcome.findings if not noted.expected}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, artifacts: Artifacts) -> Outcome:
    return story(tmp_path_factory.mktemp("sound"), artifacts)


# ----------------------------------------------------------------------- the log

Change = Callable[[dict[str, Any]], object]
TOLD: list[tuple[str, Change | None, str]] = [
    ("RedemptionDelivered", lambda told: told.update(burned=told["burned"] - 1), BURN),
    ("RedemptionDelivered", lambda told: told.update(weight=told["weight"] + 1), BURN),
    ("RedemptionDelivered", lambda told: told.update(wallet="AL-002"), "request 1: wallet"),
    ("RedemptionPaid", lambda told: told.update(wallet="AL-002"), "request 2: wallet"),
    ("RedemptionPaid", lambda told: told.update(currency="PKR"), "request 2: currency"),
    ("RedemptionPaid", lambda told: told.update(cash=told["cash"] + 1), f"request 2: {LEFT}"),
    ("RedemptionRequested", lambda told: told.update(fee_bps=1), "request 1: deadline and fee"),
    ("RedemptionTermsSet", lambda told: told.update(first_come=True), BURN),
    ("RedemptionTermsSet", lambda told: told.update(period=1), "request 1: deadline and fee"),
    ("RedemptionTermsSet", lambda told: told.update(currency="PKR"), "request 2: currency"),
    ("Redeemed", lambda told: told.update({"from": "BE-001"}), f"request 2: {LEFT}"),
    ("Locked", lambda told: told.update(amount=told["amount"] + 1), "locked of AL-001"),
    ("Redeemed", None, f"request 2: {LEFT}"),
]


@pytest.mark.parametrize(("name", "change", "subject"), TOLD)
def test_conclusions__other_than_was_due__a_finding(
    sound: Outcome, name: str, change: Change | None, subject: str
) -> None:
    assert (subjects(sound), list(conclusion_differences(sound.ledger, sound.events))) == (
        set(),
        [],
    )
    records = [json.loads(line) for line in sound.events]
    place = next(each for each, record in enumerate(records) if record["name"] == name)
    if change is None:
        del records[place]
    else:
        change(records[place]["args"])
    lines = [json.dumps(record) for record in records]
    ledger = rebuild(sound.ledger.genesis, lines)
    found = [finding.subject for finding in conclusion_differences(ledger, lines)]
    assert any(each.endswith(subject) for each in found), found


def other_terms(ledger: Ledger) -> None:
    ledger.redemptions.terms[GOLD] = replace(ledger.redemptions.terms[GOLD], minimum=1)


def other_lock(ledger: Ledger) -> None:
    ledger.tokens[GOLD].locked[Party("AL-001")] = 1


@pytest.mark.parametrize(
    ("tamper", "subject"),
    [(other_terms, "XAU-SMALL: terms"), (other_lock, "XAU-SMALL: locked of AL-001")],
)
def test_reconcile__terms_or_lock_that_nothing_bears_out__a_finding(
    tmp_path: Path,
    artifacts: Artifacts,
    monkeypatch: pytest.MonkeyPatch,
    tamper: Callable[[Ledger], None],
    subject: str,
) -> None:
    def tampered(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
        tamper(ledger)
        return redemption_differences(registry, ledger)

    monkeypatch.setattr(play, "reconcile", tampered)
    assert subjects(story(tmp_path, artifacts)) == {subject}


# ------------------------------------------------------------------- the contract

BURNED = "uint256 burned = _costRoundedUp(asked.id, weight, stock);"
TOLD_BURNED = "emit RedemptionDelivered(number, wallet, weight, burned, names);"
UNLOCK = "_reserveOf(asked.id).unlock(asked.holder, asked.amount);"
TAKE = "_take(token, GOVERNMENT, wallet, cash);"
ALL = "redeemRequested(asked.id, wallet, asked.amount,"
FAULTS = [
    (BURNED, BURNED.replace(";", " + 1000;"), BURN),
    (BURNED, f"{BURNED} burned = weight;", BURN),
    (TOLD_BURNED, TOLD_BURNED.replace("burned", "burned - 1000"), BURN),
    (UNLOCK, "", "XAU-SMALL: locked of AL-001"),
    (TAKE, TAKE.replace("wallet", "GOVERNMENT"), f"redemption request 2: {LEFT}"),
    (TAKE, TAKE.replace("cash", "cash / 2"), f"redemption request 2: {LEFT}"),
    (ALL, ALL.replace("asked.amount", "asked.amount / 2"), f"redemption request 2: {LEFT}"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("code", "faulty", "subject"), FAULTS)
def test_play__contract_with_a_fault__found_by_the_second_road(
    tmp_path: Path, artifacts: Artifacts, code: str, faulty: str, subject: str
) -> None:
    copied = tmp_path / "contracts"
    shutil.copytree(CONTRACTS / "src", copied / "src")
    (copied / "node_modules").symlink_to(CONTRACTS / "node_modules")
    file = copied / "src/Redemptions.sol"
    source = file.read_text()
    assert source.count(code) == 1
    file.write_text(source.replace(code, faulty))
    compiled = compile_tree(copied, "src", solc=find_solc(CONTRACTS))
    outcome = story(tmp_path, {**artifacts, **compiled})
    assert subject in subjects(outcome)
    assert outcome.exit_code != 0
