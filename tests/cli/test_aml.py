"""`rwa aml`: from a run to a report, and one sentence for each wrong use."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.aml.filings import (
    CASH,
    ENTITY,
    PERSON,
    REPORTER,
    SMALL_SCHEMA,
    shared_schema,
    written,
)
from tests.aml.world import DAY, LAKH, World
from tests.cli.conftest import Command

BY = ("--by", "Officer (fictional)", "--at", "2026-03-02T10:15:00+05:00")
FILES = ("--reporter", "reporter.yaml", "--subjects", "subjects.json", "--out", "str.xml")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run in which one person structures, and what the exchange supplies beside it."""
    world = World().prices()
    for _ in range(2):
        world.wait(DAY).transfer("IN-002", "IN-001", 15 * LAKH)
    world.wait(DAY).refuse("IN-002", "RV-001", 15 * LAKH)
    written(tmp_path, "reporter.yaml", REPORTER)
    written(tmp_path, "subjects.json", {"IN-001": ENTITY, "IN-002": PERSON})
    (tmp_path / "small.xsd").write_text(SMALL_SCHEMA, encoding="utf-8")
    return world.write(tmp_path / "run")


def case_of(rwa: Command) -> str:
    """Scan the run; the one case that it opens."""
    assert rwa("aml", "scan", "run").returncode == 0
    (case,) = json.loads(rwa("aml", "cases", "run", "--json").stdout)
    return str(case["case"])


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("scan", "none"), 3, "none/summary.json: cannot be read: No such file"),
        (("scan", "run", "--rules", "no.toml"), 3, "no.toml: no such file"),
        (("cases", "none"), 3, "none: it is no folder of a run"),
        (("cases", "run", "C-1"), 2, "no case of run is called 'C-1'"),
        (("dismiss", "run", "C-1", "--reason", "none", *BY), 2, "no case of run is called 'C-1'"),
        (("dismiss", "run", "C-1", "--reason", " ", *BY), 2, "--reason: some text is expected"),
        (
            ("str", "run", "C-1", "--reason", "x", "--by", "\u202ex"),
            2,
            "--by: the character U+202E",
        ),
        (("report", "run", "C-1", *FILES, "--at", "today"), 2, "--at: 'today' is not a time"),
    ],
)
def test_aml__wrong_use__one_sentence_and_its_exit_code(
    rwa: Command, run: Path, arguments: tuple[str, ...], code: int, reason: str
) -> None:
    done = rwa("aml", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_report__open_case__decide_first(rwa: Command, run: Path) -> None:
    done = rwa("aml", "report", "run", case_of(rwa), *FILES)
    assert done.returncode == 2
    assert "is open: decide that it is an STR first" in done.stderr


def test_report__does_not_fit_the_schema__element_told_and_nothing_written(
    rwa: Command, run: Path
) -> None:
    case = case_of(rwa)
    assert rwa("aml", "str", "run", case, "--reason", "no business reason", *BY).returncode == 0
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    done = rwa("aml", "report", "run", case, *FILES, "--schema", "small.xsd")
    assert (done.returncode, done.stdout) == (3, "")
    assert (
        "the report does not fit small.xsd and is not written: line 5, element rentity_branch"
        in (done.stderr)
    )
    assert done.stderr.count("\n") == 1
    assert not (run.parent / "str.xml").exists()
    assert {file: file.read_bytes() for file in run.rglob("*") if file.is_file()} == before


def test_report__schema_with_entities__refused(rwa: Command, run: Path) -> None:
    case = case_of(rwa)
    rwa("aml", "str", "run", case, "--reason", "no business reason", *BY)
    bomb = '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><s>&b;</s>'
    (run.parent / "bomb.xsd").write_text(bomb, encoding="utf-8")
    done = rwa("aml", "report", "run", case, *FILES, "--schema", "bomb.xsd")
    assert done.returncode == 3
    assert done.stderr == (
        "rwa: bomb.xsd: it declares a document type or entities; XML without either is expected\n"
    )
    assert not (run.parent / "str.xml").exists()


def test_report__identity_record_missing__named(rwa: Command, run: Path) -> None:
    case = case_of(rwa)
    rwa("aml", "str", "run", case, "--reason", "no business reason", *BY)
    written(run.parent, "subjects.json", {"IN-002": PERSON})
    done = rwa("aml", "report", "run", case, *FILES)
    assert done.returncode == 3
    assert "subjects.json: IN-001: the identity record of IN-001 is missing" in done.stderr


def test_scan__counts_alone__and_nothing_outside_the_restricted_folder(
    rwa: Command, run: Path
) -> None:
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    first, again = rwa("aml", "scan", "run"), rwa("aml", "scan", "run", "--json")
    for secret in ("IN-0", "RV-0", "0x", "C-", "event", "STR", "1,500,000"):
        assert secret not in first.stdout + again.stdout
    counts = json.loads(again.stdout)
    assert (counts["transfers"], counts["refused"], counts["alerts"]) == (2, 1, 1)
    assert counts["by_exchange"] == [
        {"exchange": "Indus Digital (fictional)", "alerts": 1, "new_cases": 0}
    ]
    after = {file: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    assert {file: data for file, data in after.items() if "restricted" not in file.parts} == before


def test_case__to_its_report__as_the_schema_demands(rwa: Command, run: Path) -> None:
    case = case_of(rwa)
    told = rwa("aml", "cases", "run", case).stdout
    assert told.startswith("Compliance officer of Indus Digital (fictional) and the Financial")
    assert "refusal 1 was refused: KycExpired, the holder's due diligence does not hold any" in told
    assert rwa("aml", "dismiss", "run", case, "--reason", "known business", *BY).returncode == 0
    assert rwa("aml", "str", "run", case, "--reason", "not known after all", *BY).returncode == 0
    done = rwa("aml", "report", "run", case, *FILES, "--schema", str(shared_schema()))
    assert done.returncode == 0, done.stderr
    report = run.parent / "str.xml"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    (record,) = json.loads(rwa("aml", "cases", "run", case, "--json").stdout)
    assert [each["status"] for each in record["decisions"]] == [
        "dismissed",
        "to be reported",
        "reported",
    ]
    again = rwa("aml", "report", "run", case, *FILES)
    assert "str.xml: it exists; a report is never replaced" in again.stderr


def test_cases__of_another_exchange__not_shown(rwa: Command, run: Path) -> None:
    case_of(rwa)
    mine = rwa("aml", "cases", "run", "--exchange", "Indus Digital (fictional)")
    assert mine.stdout.count("structuring") == 1
    other = rwa("aml", "cases", "run", "--exchange", "Ravi Exchange (fictional)")
    assert (other.returncode, other.stdout) == (2, "")


def test_ctr__banknotes_and_a_token__one_is_reported(rwa: Command, run: Path) -> None:
    written(run.parent, "cash.yaml", CASH)
    arguments = ("aml", "ctr", "cash.yaml", "--reporter", "reporter.yaml", "--out", "ctr.xml")
    done = rwa(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "ctr.xml is written, not checked against a schema; it is in time through 2026-03-11\n"
    )
    written(run.parent, "cash.yaml", {**CASH, "medium": "cash-PKR"})
    done = rwa(*arguments[:-1], "token.xml")
    assert done.returncode == 3
    assert "cash.yaml:1: medium: 'cash-PKR' is not physical currency" in done.stderr
    assert not (run.parent / "token.xml").exists()
