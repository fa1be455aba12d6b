"""What was issued, repaid and redeemed of an issue that repays principal, in face and original
face.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rwa.chain.compiler import Artifact
from rwa.reports import summary
from rwa.reports.directory import report_files
from rwa.reports.text import print_summary
from rwa.simulation import Outcome
from tests.simulation.test_repayment import CALLABLE, INSTALMENT, NOTE, PART, SINKING, story
from tests.trials import played

Row = Mapping[str, Any]
ISSUED_AFTER = INSTALMENT.replace(
    '      - issue: {instrument: note, to: BE-002, amount: "0.01"}\n      - expect:\n'
    '          outstanding: {note: "26,670.33"}\n',
    '      - issue: {instrument: note, to: BE-002, amount: "0.05"}\n',
)
"""0.05 of original face, of which 0.03 is left, once a third is repaid."""


@pytest.fixture(scope="module")
def sinking(artifacts: Mapping[str, Artifact]) -> Outcome:
    """A third of 40,005.48 is repaid, and then 0.05 of original face issued."""
    return played(story(SINKING, ISSUED_AFTER), artifacts)


@pytest.fixture(scope="module")
def called(artifacts: Mapping[str, Artifact]) -> Outcome:
    """A fifth of 40,005.48 is repaid, and the rest redeemed."""
    return played(story(CALLABLE, PART), artifacts)


def note_of(outcome: Outcome) -> Row:
    (row,) = (each for each in summary(outcome)["instruments"] if each["code"] == NOTE)
    issued, repaid, redeemed, left = (
        int(row[name].replace(".", "")) for name in ("issued", "repaid", "redeemed", "outstanding")
    )
    assert issued - repaid - redeemed == left
    return row


def lines(outcome: Outcome, name: str) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(report_files(outcome)[name]))
    return [row for row in rows if NOTE in row.values()]


def shown(outcome: Outcome) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    print_summary(console, summary(outcome), Path("runs/small-1"), 2.0)
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


def test_instruments__issued_after_a_repayment__at_the_face_that_is_left(sinking: Outcome) -> None:
    """Of 40,005.53 original face 26,670.353346… is left: 26,670.36, rounded up."""
    row = note_of(sinking)
    told = [row[name] for name in ("issued", "repaid", "redeemed", "outstanding")]
    assert told == ["40005.51", "13335.15", "0.00", "26670.36"]
    assert (row["original_face"], row["pool_factor"]) == ("40005.53", "0.6666666667")
    text = shown(sinking)
    assert "instrument unit issued repaid redeemed outstanding" in text
    assert f"{NOTE} USD 40,005.51 13,335.15 0.00 26,670.36" in text
    assert (
        f"Pool factor of {NOTE}: 0.6666666667 of each unit's original face is left, USD 26,670.36 "
        "of original face USD 40,005.53." in text
    )
    assert "of which US$13,335.15 was repaid or redeemed." in text


def test_instruments_file__repaid_in_part__the_same_line_as_the_summary(sinking: Outcome) -> None:
    (line,), row = lines(sinking, "instruments.csv"), note_of(sinking)
    assert line == {column: str(row[column]) for column in line}
    assert {"issued", "repaid", "redeemed", "outstanding", "pool_factor"} <= set(line)


def test_register_file__repaid_in_part__the_face_left_of_each_balance(sinking: Outcome) -> None:
    """10,001.37 at 0.6666666667 is 6,667.580…"""
    rows = lines(sinking, "register.csv")
    assert {row["pool_factor"] for row in rows} == {"0.6666666667"}
    assert [(row["balance"], row["face_left"]) for row in rows if row["wallet"] == "AL-002"] == [
        ("10001.37", "6667.58")
    ]


def test_record_dates__before_and_after_a_repayment__the_face_left_that_day(
    called: Outcome,
) -> None:
    first, second, *_ = note_of(called)["record_dates"]
    told = [(each["original_face"], each["outstanding"]) for each in (first, second)]
    assert told == [("40005.48", "40005.48"), ("40005.48", "32004.39")]
    factors = {row["record_date"]: row["pool_factor"] for row in lines(called, "record_dates.csv")}
    assert factors == {first["date"]: "1.0000000000", second["date"]: "0.8000000000"}
    text = shown(called)
    assert (
        f"Record date of {NOTE}: {second['date']}, USD 32,004.39 of original face USD 40,005.48 "
        "with 4 holders at its end." in text
    )


def test_instruments__redeemed__repaid_and_redeemed_apart_and_no_factor_told(
    called: Outcome,
) -> None:
    row = note_of(called)
    told = [row[name] for name in ("issued", "repaid", "redeemed", "outstanding")]
    assert told == ["40005.48", "8001.09", "32004.39", "0.00"]
    assert "Pool factor" not in shown(called)


def test_expect__issued__means_the_same_face(artifacts: Mapping[str, Artifact]) -> None:
    told = 'expect:\n  issued: {note: "40,005.51"}\n'
    text = story(SINKING, ISSUED_AFTER).replace("expect:\n  findings", f"{told}  findings", 1)
    assert played(text, artifacts).differences == ()
