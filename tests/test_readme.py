"""The README's examples, executed: its trial runs, and its summary is what the demo prints."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from rwa.aml.rules import KINDS, read_rules
from rwa.aml.subjects import load_subjects
from rwa.registry.policies import DAY, POLICIES
from rwa.roles import Role, role_name
from rwa.scenario.acts.tenders import KIND_FIELDS
from rwa.scenario.directives import Directive
from rwa.scenario.yaml_reader import read_document
from rwa.simulation import tender_acts
from rwa.simulation.handlers import HANDLERS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(mark: str) -> str:
    """The fenced block below a mark."""
    found = re.search(rf"<!-- {mark} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, f"README has no block marked {mark}"
    return found.group(1)


def rwa(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rwa", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def named(roles: Collection[Role]) -> str:
    """The names of roles, in the order of their numbers."""
    return ", ".join(map(role_name, sorted(roles)))


def untimed(summary: str) -> list[str]:
    """The lines that do not depend on the machine."""
    lines = [line.rstrip() for line in summary.strip().splitlines()]
    return [line for line in lines if not line.startswith(("time ", "files "))]


def test_readme__trial__runs_as_written(tmp_path: Path) -> None:
    (tmp_path / "my-trial.yaml").write_text(block("trial"), encoding="utf-8")
    command = shlex.split(block("run").removeprefix("$ "))
    assert command[0] == "rwa"
    done = rwa(*command[1:], folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads(done.stdout)
    told = README.partition("prints one JSON object:")[2].partition(".")[0]
    assert re.findall(r"`(\w+)`", told) == list(summary)
    assert summary["outstanding_usd"] == summary["cap_usd"] == "1000000.000000"
    assert [refusal["rule"] for refusal in summary["refusals"]] == ["customers", "cap"]
    assert (tmp_path / summary["run_dir"] / "register.csv").is_file()


def test_readme__prices__what_the_text_says(tmp_path: Path) -> None:
    commands = [line.removeprefix("$ rwa ") for line in block("price").splitlines()]
    yields = []
    for command in commands:
        done = rwa(*shlex.split(command), folder=tmp_path)
        assert done.returncode == 0, done.stderr
        yields.append(json.loads(done.stdout)["yield"])
    assert yields == ["7.1197", "9.0000"]


def test_readme__terms__a_schedule_follows(tmp_path: Path) -> None:
    (tmp_path / "terms.yaml").write_text(block("terms"), encoding="utf-8")
    done = rwa("schedule", "terms.yaml", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["cash_flows"]) == 8


def test_readme__tenders__every_directive_and_kind_as_a_trial_takes_them() -> None:
    document = read_document(block("tenders").encode(), "README.md")
    told = [Directive.model_validate(each) for each in document.value]
    kinds = {each.announce_tender.kind for each in told if each.announce_tender}
    assert kinds == set(KIND_FIELDS)
    words = {
        word for word, handler in HANDLERS.items() if handler.__module__ == tender_acts.__name__
    }
    assert {each.word for each in told} == words


def test_readme__monitoring_rules__are_read_as_written() -> None:
    rules = read_rules(block("rules").encode(), "README.md")
    assert list(rules.named) == ["below-the-travel-rule"]
    told = README.partition("`structuring` below a threshold")[2].partition("A kind may")[0]
    assert ["structuring", *re.findall(r"`(\w+)`", told)] == list(KINDS)


def test_readme__reports__follow_from_the_files_shown(tmp_path: Path) -> None:
    for name in ("reporter", "subjects", "cash"):
        (tmp_path / f"{name}.yaml").write_text(block(name), encoding="utf-8")
    assert set(load_subjects(tmp_path / "subjects.yaml")) == {"IN-001", "IN-002"}
    arguments = ("aml", "ctr", "cash.yaml", "--reporter", "reporter.yaml", "--out", "ctr.xml")
    done = rwa(*arguments, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "<amount_local>2500000.00</amount_local>" in (tmp_path / "ctr.xml").read_text()


def test_readme__ordered_calls__are_the_policies() -> None:
    rows = README.partition("<!-- orders -->\n")[2].partition("\n\n")[0].splitlines()[2:]
    told = []
    for row in rows:
        calls, proposers, approvers, days = (cell.strip() for cell in row.strip("|").split("|"))
        for call in re.findall(r"`(\w+)`", calls):
            told.append((call, proposers, approvers, int(days) * DAY))
    assert told == [
        (policy.function, named(policy.proposers), named(policy.approvers), policy.delay)
        for policy in (rule.policy for rule in POLICIES)
    ]


def test_readme__records__sound_as_written(tmp_path: Path) -> None:
    (tmp_path / "records.yaml").write_text(block("records"), encoding="utf-8")
    done = rwa("cdd", "check", "records.yaml", folder=tmp_path)
    assert done.stdout == "records.yaml: 2 sound records\n", done.stderr


@pytest.mark.slow
def test_readme__summary__is_what_the_demo_prints(tmp_path: Path) -> None:
    done = rwa("run", "pakistan-pilot", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert untimed(done.stdout) == untimed(block("summary"))


@pytest.mark.slow
@pytest.mark.parametrize("bench", ["bench_gas.py", "bench_service.py", "bench_tenders.py"])
def test_readme__gas_table__is_what_the_bench_prints(bench: str) -> None:
    command = [sys.executable, str(ROOT / "scripts" / bench)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() in README
