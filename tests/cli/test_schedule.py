"""`rwa schedule`: terms in a file to dated cash flows, and one sentence for each thing wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

TERMS = """\
issue: PIB-3Y
principal: "100,000,000.00"
issue_date: 2026-02-05
maturity_date: 2029-02-05
rate: {fixed: 10.50}
day_count: act/act-icma
cycle: 6M
record_days: 10
business_days: {calendar: pakistan, convention: following}
"""
PART = "instalments: [{date: 2027-02-05, amount: 0.001}]\ncycle: 6M"
FLOATER = TERMS.replace(
    "rate: {fixed: 10.50}", "rate: {floating: {reference: MTB-6M, margin: 0.70, resets: 6M}}"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the terms are."""
    return tmp_path / "terms.yaml"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("2029-02-05", "2026-02-05", 4, "maturity_date: PIB-3Y: maturity on 2026-02-05 is not af"),
        ("2029-02-05", "2029-03-05", 7, "cycle: PIB-3Y: a schedule of 6M from 2026-02-05 never l"),
        ("000.00", "000.005", 2, "principal: PIB-3Y: an amount has at most 2 decimals, and"),
        ("cycle: 6M", PART, 7, "instalments: PIB-3Y: an amount has at most 2 decimals, and"),
        ("fixed: 10.50", "fixed: ten", 5, "rate.fixed: 'ten' is not a rate in percent"),
        ("fixed: 10.50", "fixd: 10.50", 5, "rate.fixd: unknown field 'fixd'; known: fixed, floa"),
        ("act/act-icma", "act/364", 6, "day_count: 'act/364' is not a day count: known: act/365"),
        ("6M", "six", 7, "cycle: 'six' is not a cycle: write it as 84D, 2W, 6M or 1Y"),
        ("pakistan", "london", 1, "'london' is not a calendar: known: pakistan, weekends, none"),
        ("following", "later", 9, "business_days.convention: 'later' is not a business-day conv"),
    ],
)
def test_schedule__bad_terms__one_line_with_file_line_and_field(
    rwa: Command, file: Path, old: str, new: str, line: int, reason: str
) -> None:
    file.write_text(TERMS.replace(old, new, 1))
    done = rwa("schedule", file.name)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"rwa: terms.yaml:{line}: "), done.stderr
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_schedule__missing_fixing__names_the_issue_and_the_date(rwa: Command, file: Path) -> None:
    file.write_text(FLOATER)
    done = rwa("schedule", file.name)
    assert done.returncode == 3
    told = "PIB-3Y: no fixing of MTB-6M for the reset on 2026-02-05"
    assert done.stderr.startswith(f"rwa: terms.yaml:5: rate: {told}"), done.stderr
    file.write_text(FLOATER + "fixings: {MTB-6M: {2026-02-05: 10.00}}\n")
    told = "PIB-3Y: no fixing of MTB-6M for the reset on 2026-08-05"
    done = rwa("schedule", file.name)
    assert done.stderr.startswith(f"rwa: terms.yaml:10: fixings: {told}"), done.stderr


def test_schedule__no_file__one_line(rwa: Command) -> None:
    done = rwa("schedule", "none.yaml")
    assert (done.returncode, done.stderr) == (3, "rwa: none.yaml: no such file or directory\n")


def test_schedule__fixed_bond__flows_with_dates_and_amounts(rwa: Command, file: Path) -> None:
    """The first coupon is due on 5 August 2026, a Wednesday; the second on a holiday, Kashmir
    Day.
    """
    file.write_text(TERMS)
    record = json.loads(rwa("schedule", file.name, "--json").stdout)
    flows = record["cash_flows"]
    assert len(flows) == 8
    assert flows[1] == {
        "date": "2026-08-05",
        "due": "2026-08-05",
        "record_date": "2026-07-26",
        "type": "coupon",
        "amount": "5250000.00",
        "notional": "100000000.00",
        "rate": "10.5",
        "accrued": "0.00",
    }
    assert (flows[2]["due"], flows[2]["date"]) == ("2027-02-05", "2027-02-08")
    assert "5,250,000.00" in rwa("schedule", file.name).stdout


def test_schedule__sukuk_floater__rental_by_fixing(rwa: Command, file: Path) -> None:
    fixings = "fixings: {MTB-6M: {2026-02-05: 10.00, 2026-08-05: 11.00}}\n"
    text = FLOATER.replace("2029-02-05", "2027-02-05").replace("act/act-icma", "act/365")
    file.write_text(text + "kind: ijara\n" + fixings)
    done = rwa("schedule", file.name, "--json")
    flows = json.loads(done.stdout)["cash_flows"]
    rentals = [(flow["type"], flow["amount"]) for flow in flows if flow["type"] == "rental"]
    # 100m x 10.70 % x 181 / 365 and 100m x 11.70 % x 184 / 365.
    assert rentals == [("rental", "5306027.40"), ("rental", "5898082.19")]
