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
from tests.trials import SMALL, changed, played, with_day


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
        pytest.raises(ConfigurationError, match="cannot be written: a file is in the way"),
        RunDirectory("small", tmp_path / "file" / "run"),
    ):
        raise AssertionError("never entered")


@pytest.mark.parametrize("place", [".", ".."])
def test_enter__folder_without_a_name__refused_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with (
        pytest.raises(ConfigurationError, match="name a new folder"),
        RunDirectory("small", Path(place)),
    ):
        raise AssertionError("never entered")


@pytest.mark.parametrize("target", ["folder", "absent"])
def test_enter__symbolic_link__refused_before_the_run(tmp_path: Path, target: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / target)
    with (
        pytest.raises(ConfigurationError, match="it is a symbolic link"),
        RunDirectory("small", tmp_path / "link"),
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
    written = {str(file.relative_to(place)) for file in place.rglob("*") if file.is_file()}
    assert written == set(report_files(outcome))
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


def test_register__categories__by_name(outcome: Outcome) -> None:
    rows = list(csv.DictReader(report_files(outcome)["register.csv"].splitlines()))
    assert {row["category"] for row in rows} == {"individual"}


def test_refusals__csv__says_what_was_tried(outcome: Outcome) -> None:
    (row,) = csv.DictReader(report_files(outcome)["refusals.csv"].splitlines())
    assert (row["action"], row["particulars"]) == ("issue", "USD 300,000.00 to AL-001")


def test_summary__record_date__who_held_at_its_end(artifacts: Mapping[str, Artifact]) -> None:
    story = """\
- announce_record_date: {instrument: gold, date: 2026-01-08}
- announce_record_date: {instrument: gold, date: 2026-01-20}
"""
    later = """\
  - date: 2026-01-09
    directives:
      - redeem: {instrument: gold, from: BE-001, amount: all}
"""
    text = with_day(story)
    text = text[: text.index("\nexpect:") + 1] + later
    first, second = summary(played(text, artifacts))["instruments"][1]["record_dates"]
    assert first == {
        "date": "2026-01-08",
        "over": True,
        "original_face": "50.000",
        "outstanding": "50.000",
        "holders": 1,
    }
    assert second == {"date": "2026-01-20", "over": False} | dict.fromkeys(
        ("original_face", "outstanding", "holders")
    )
