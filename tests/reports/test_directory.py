"""A run's directory: whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from rwa.chain.compiler import Artifact
from rwa.errors import ConfigurationError
from rwa.reports import RunDirectory, summary
from rwa.reports.directory import report_files
from rwa.simulation import Outcome
from tests.trials import SMALL, changed, played


@pytest.fixture(scope="module")
def outcome(artifacts: Mapping[str, Artifact]) -> Outcome:
    """The small trial's end."""
    return played(SMALL, artifacts)


def test_enter__folder_that_is_not_empty__refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    with (
        pytest.raises(ConfigurationError, match="not an empty folder"),
        RunDirectory("small", tmp_path),
    ):
        raise AssertionError("never entered")
    assert [file.name for file in tmp_path.iterdir()] == ["kept.txt"]


def test_enter__parent_that_is_a_file__refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(ConfigurationError, match="cannot be written"),
        RunDirectory("small", tmp_path / "file" / "run"),
    ):
        raise AssertionError("never entered")


def test_leave__a_run_that_failed__nothing_left_behind(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="the run failed"),
        RunDirectory("small", tmp_path / "run"),
    ):
        raise RuntimeError("the run failed")
    assert list(tmp_path.iterdir()) == []


def test_publish__disk_full__one_line_and_nothing_left(
    tmp_path: Path, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with RunDirectory("small", tmp_path / "run") as directory:
        monkeypatch.setattr(Path, "write_text", full)
        with pytest.raises(ConfigurationError, match="No space left on device"):
            directory.publish(outcome)
    assert list(tmp_path.iterdir()) == []


def test_publish__named_folder__all_files(tmp_path: Path, outcome: Outcome) -> None:
    with RunDirectory("small", tmp_path / "deep" / "run") as directory:
        place = directory.publish(outcome)
    assert sorted(file.name for file in place.iterdir()) == sorted(report_files(outcome))
    assert list(place.parent.iterdir()) == [place]


def test_publish__no_folder_named__numbered_runs(
    tmp_path: Path, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    places = []
    for _ in range(3):
        with RunDirectory("small", None) as directory:
            places.append(directory.publish(outcome).as_posix())
    assert places == ["runs/small-1", "runs/small-2", "runs/small-3"]


def test_o20__names_in_the_log__one_event_to_a_line(artifacts: Mapping[str, Artifact]) -> None:
    text = changed("name: Alpha,", 'name: "=Bez\\u00f6rg \\"x\\", y",')
    files = report_files(played(text, artifacts))
    lines = files["events.jsonl"].splitlines()
    assert files["events.jsonl"].isascii()
    assert all(json.loads(line)["sequence"] == number for number, line in enumerate(lines))


def test_o19__register__a_name_like_a_formula_is_defused(artifacts: Mapping[str, Artifact]) -> None:
    text = changed("name: Alpha,", 'name: "=cmd()",')
    rows = list(csv.DictReader(report_files(played(text, artifacts))["register.csv"].splitlines()))
    assert {row["exchange"] for row in rows} == {"'=cmd()", "Beta"}


def test_summary__small_trial__figures_add_up(outcome: Outcome) -> None:
    figures = summary(outcome)
    assert figures["ok"]
    assert figures["cap_usd"] == "1000000.000000"
    assert figures["outstanding_usd"] == "800000.000000"
    assert figures["headroom_usd"] == "200000.000000"
    assert figures["by_class"]["bill"]["outstanding_usd"] == "600000.000000"
    assert [row["standing"] for row in figures["exchanges"]] == ["whitelisted", "whitelisted"]
    (refusal,) = figures["refusals"]
    assert refusal["refusal"] == refusal["python"] == refusal["chain"] == "CapExceeded"
    assert refusal["sentence"].startswith("the programme would stand at US$1,100,000.00")
    assert figures["transactions"] == outcome.transactions


def test_report_files__same_trial_again__same_bytes(
    outcome: Outcome, artifacts: Mapping[str, Artifact]
) -> None:
    assert report_files(played(SMALL, artifacts)) == report_files(outcome)
