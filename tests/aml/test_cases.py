"""Cases: decisions out of order are refused, nothing acknowledged is lost, and few may read."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rwa.aml.cases import Case, Status, decide, find_case, open_cases, read_cases
from rwa.calendar import parse_iso
from rwa.errors import ConfigurationError, UsageError

INDUS, RAVI = "Indus Digital (fictional)", "Ravi Exchange (fictional)"
AT = parse_iso("2026-03-02T10:15:00+05:00")


def alert(exchange: str, why: str = "three amounts") -> Mapping[str, Any]:
    return {"exchange": exchange, "why": why, "rule": "structuring"}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run with two cases of one exchange and one of another."""
    alerts = [("C-1", alert(INDUS)), ("C-2", alert(INDUS)), ("C-3", alert(RAVI))]
    assert open_cases(tmp_path, "world", alerts) == {INDUS: 2, RAVI: 1}
    return tmp_path


def decided(case: Case, status: Status) -> Case:
    return decide(case, status, by="Officer (fictional)", at=AT, reason="because")


def test_decide__report_of_an_open_case__decide_first(run: Path) -> None:
    with pytest.raises(UsageError, match="case C-1 is open: decide that it is an STR first"):
        decided(find_case(run, "C-1"), Status.REPORTED)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Status.DISMISSED, Status.DISMISSED),
        (Status.DISMISSED, Status.REPORTED),
        (Status.STR, Status.DISMISSED),
        (Status.STR, Status.STR),
    ],
)
def test_decide__out_of_order__who_decided_what_and_when(
    run: Path, first: Status, second: Status
) -> None:
    stale = find_case(run, "C-1")
    decided(stale, first)
    with pytest.raises(UsageError) as caught:
        decided(stale, second)
    told = f"Officer (fictional) decided on 2026-03-02T10:15:00+05:00 that it is {first.value!r}"
    assert str(caught.value) == f"case C-1 cannot become {second.value!r}: {told}"
    assert len(find_case(run, "C-1").decisions) == 1


def test_decide__dismissed_then_reported_after_all__every_line_stays(run: Path) -> None:
    file = find_case(run, "C-1").file
    before = file.read_bytes()
    for status in (Status.DISMISSED, Status.STR, Status.REPORTED, Status.REPORTED):
        decided(find_case(run, "C-1"), status)
        assert file.read_bytes().startswith(before)
        before = file.read_bytes()
    assert find_case(run, "C-1").status is Status.REPORTED
    assert find_case(run, "C-2").status is Status.OPEN


def test_cases__unknown_case_exchange_or_folder__one_sentence(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no case of .* is called 'C-9'"):
        find_case(run, "C-9")
    with pytest.raises(UsageError, match="has no cases of 'Nobody'"):
        read_cases(run, "Nobody")
    with pytest.raises(UsageError, match=r"no case of .* is called 'C-3'"):
        find_case(run, "C-3", INDUS)
    with pytest.raises(ConfigurationError, match="it is no folder of a run"):
        read_cases(tmp_path / "none")


def test_cases__opened_again__only_what_is_new(run: Path) -> None:
    decided(find_case(run, "C-1"), Status.DISMISSED)
    opened = open_cases(run, "world", [("C-1", alert(INDUS)), ("C-4", alert(INDUS, "four"))])
    assert opened == {INDUS: 1}
    assert [case.case for case in read_cases(run, INDUS)] == ["C-1", "C-2", "C-4"]
    assert find_case(run, "C-1").status is Status.DISMISSED


def test_cases__files__each_exchanges_own_closed_to_others_and_marked(run: Path) -> None:
    files = sorted((run / "restricted").glob("*/cases.jsonl"))
    assert [file.parent.name for file in files] == [
        "indus-digital-fictional",
        "ravi-exchange-fictional",
    ]
    for file, exchange in zip(files, (INDUS, RAVI), strict=True):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        heading = json.loads(file.read_text(encoding="utf-8").splitlines()[0])
        told = f"Compliance officer of {exchange} and the Financial Monitoring Unit only."
        assert heading["access"].startswith(told)
    assert RAVI not in files[0].read_text(encoding="utf-8")


def test_cases__two_exchanges_of_one_plain_name__two_folders(tmp_path: Path) -> None:
    open_cases(tmp_path, "world", [("C-1", alert("A b"))])
    open_cases(tmp_path, "world", [("C-2", alert("A B")), ("C-3", alert("A-b"))])
    assert {case.case: case.file.parent.name for case in read_cases(tmp_path)} == {
        "C-1": "a-b",
        "C-2": "a-b-2",
        "C-3": "a-b-3",
    }


def test_cases__others_may_read_the_file__refused(run: Path) -> None:
    find_case(run, "C-1").file.chmod(0o640)
    with pytest.raises(ConfigurationError, match=r"others can read it \(-rw-r-----\): chmod 600"):
        read_cases(run)


def test_o09__case_file_cut_within_a_line__found(run: Path) -> None:
    file = find_case(run, "C-1").file
    whole = file.read_bytes()
    for cut in range(1, len(whole)):
        file.write_bytes(whole[:cut])
        if whole[cut - 1 : cut] != b"\n":
            with pytest.raises(ConfigurationError, match="its last line is cut off"):
                read_cases(run)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_o07__stopped_while_writing__what_was_acknowledged_stands(
    run: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    decided(find_case(run, "C-1"), Status.DISMISSED)
    before = find_case(run, "C-1").file.read_bytes()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        owner: object = os if step == "fsync" else Path
        patched.setattr(owner, step, stop)
        with pytest.raises(KeyboardInterrupt):
            decided(find_case(run, "C-1"), Status.STR)
    assert find_case(run, "C-1").file.read_bytes() == before
    assert list(find_case(run, "C-1").file.parent.glob("*.partial")) == []
    decided(find_case(run, "C-1"), Status.STR)


def test_o23__disk_full__one_sentence_and_nothing_lost(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    case = find_case(run, "C-1")
    before = case.file.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(ConfigurationError, match="cannot be written: No space left on device"):
            decided(case, Status.STR)
    assert case.file.read_bytes() == before
