"""A run's folder as monitoring reads it: what is not sound is one sentence with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rwa.aml.rules import load_rules
from rwa.aml.run_files import read_run
from rwa.aml.scanning import scan
from rwa.errors import ConfigurationError
from rwa.reports.directory import report_files
from rwa.simulation import Outcome
from tests.aml.world import LAKH, World


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A sound run of one transfer and one refusal."""
    world = World()
    world.transfer("IN-001", "RV-001", 10 * LAKH)
    world.refuse("IN-001", "RV-001", 10 * LAKH)
    return world.write(tmp_path / "run")


def lines(run: Path) -> list[str]:
    return (run / "events.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def refusal_of(run: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        list(read_run(run).events())
    return str(caught.value).removeprefix(f"{run}/")


@pytest.mark.parametrize("cut", range(1, 6))
def test_o09__torn_log__the_line_or_the_missing_events(run: Path, cut: int) -> None:
    data = (run / "events.jsonl").read_bytes()
    (run / "events.jsonl").write_bytes(data[: len(data) * cut // 6])
    assert refusal_of(run).startswith("events.jsonl:")


def test_o09__log_cut_between_lines__what_the_summary_tells(run: Path) -> None:
    (run / "events.jsonl").write_text("".join(lines(run)[:-1]), encoding="utf-8")
    assert refusal_of(run) == "events.jsonl: it has 9 events, and summary.json tells of 10"


def test_events__one_left_out__the_one_in_its_place(run: Path) -> None:
    (run / "events.jsonl").write_text("".join(lines(run)[:3] + lines(run)[4:]), encoding="utf-8")
    assert refusal_of(run) == "events.jsonl:4: event 4 stands where event 3 is expected"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Transfer"', '"Moved"', "events.jsonl:10: PK00TRIAL3Y9 emitted Moved, which the ledger"),
        ('"sequence"', '"number"', "events.jsonl:10: this is no event of a run's log"),
        ('{"args"', "[", "events.jsonl:10: this is no event of a run's log"),
        ("2026", "2025", "events.jsonl:10: event 9 is of an earlier time than the one before it"),
        ("+05:00", "", "events.jsonl:10: '2026-01-05T09:00:00' is not a time: the offset from UTC"),
    ],
)
def test_events__a_line_that_is_none__its_number(run: Path, old: str, new: str, told: str) -> None:
    changed = [*lines(run)[:-1], lines(run)[-1].replace(old, new)]
    (run / "events.jsonl").write_text("".join(changed), encoding="utf-8")
    assert refusal_of(run).startswith(told)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"events": "10"}, "summary.json: events: input should be a valid integer"),
        ({"refusals": None}, "summary.json: refusals: input should be a valid list"),
        ({"trial": 3}, "summary.json: trial: input should be a valid string"),
    ],
)
def test_summary__a_field_of_another_kind__its_name(
    run: Path, change: dict[str, object], told: str
) -> None:
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    (run / "summary.json").write_text(json.dumps({**summary, **change}), encoding="utf-8")
    assert refusal_of(run).startswith(told)


def test_summary__transfer_without_a_receiver__its_row(run: Path) -> None:
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    summary["refusals"][0]["particulars"] = "PKR 5"
    (run / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    told = "summary.json: refusals[1].particulars: 'PKR 5' are not the particulars of a transfer"
    assert refusal_of(run) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"instrument": "PK00OTHER001"}, "instrument: no instrument 'PK00OTHER001' is registered"),
        ({"particulars": "PKR 1.005 to RV-001"}, "particulars: '1.005' is not an amount with 2"),
    ],
)
def test_scan__refusal_of_no_instrument_or_amount__its_row(
    run: Path, change: dict[str, str], told: str
) -> None:
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    summary["refusals"][0].update(change)
    (run / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    files = read_run(run)
    with pytest.raises(ConfigurationError) as caught:
        scan(files.events(), files.attempts, load_rules())
    assert str(caught.value).startswith(f"summary.json: refusals[1].{told}")


@pytest.mark.parametrize(("old", "new"), [('"from":"IN-001",', ""), ('"RV-001"', "5")])
def test_scan__event_without_an_argument__its_line(run: Path, old: str, new: str) -> None:
    changed = [*lines(run)[:-1], lines(run)[-1].replace(old, new)]
    (run / "events.jsonl").write_text("".join(changed), encoding="utf-8")
    files = read_run(run)
    told = "events.jsonl:10: event 9, Transfer, lacks what the rules need to know of it"
    with pytest.raises(ConfigurationError, match=told):
        scan(files.events(), files.attempts, load_rules())


def test_run__no_folder_of_one__what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"summary\.json: cannot be read: No such file"):
        read_run(tmp_path)


def test_run__as_written__events_and_attempts_as_they_were(run: Path) -> None:
    world = World()
    world.transfer("IN-001", "RV-001", 10 * LAKH)
    world.refuse("IN-001", "RV-001", 10 * LAKH)
    assert list(read_run(run).events()) == world.events
    assert list(read_run(run).attempts) == world.attempts


def test_run__every_bundled_trial__each_refused_transfer_is_an_attempt(
    bundled: Outcome, tmp_path: Path
) -> None:
    for name, text in report_files(bundled).items():
        if name in ("events.jsonl", "summary.json"):
            (tmp_path / name).write_text(text, encoding="utf-8")
    files = read_run(tmp_path)
    done = scan(files.events(), files.attempts, load_rules())
    rows = [row for row, each in enumerate(bundled.refusals, 1) if each.action == "transfer"]
    assert [attempt.row for attempt in files.attempts] == rows
    assert done.attempts == len(rows)
    assert done.unvalued == 0
