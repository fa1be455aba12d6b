"""`rwa reserve`: a list checked, a lot proved, and one sentence for each wrong use."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from rwa.chain.merkle import verifies
from rwa.scenario.bundled import bundled_trials
from tests.cli.conftest import Command
from tests.reserves.bars import WORKED, bar_list, bars

AS_OF = ("--as-of", "2026-03-31")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A sound list of 41 bars."""
    (tmp_path / "bars.csv").write_bytes(bar_list(WORKED, *bars(40)))
    return tmp_path / "bars.csv"


def test_check__broken_rows__each_with_its_row_and_exit_3(rwa: Command, tmp_path: Path) -> None:
    twice = WORKED.replace("Karachi A", "Lahore")
    (tmp_path / "bars.csv").write_bytes(bar_list(WORKED, twice, WORKED.replace("995.8", "900.0")))
    done = rwa("reserve", "check", "bars.csv", *AS_OF)
    assert done.returncode == 3
    assert "row 3: serial: Example Refinery A1001 stands in Karachi A already, row 2" in done.stdout
    assert "row 4: fineness: 900.0 is out of range" in done.stdout
    assert "Gold, London Good Delivery bars, as of 2026-03-31\n" in done.stdout
    record = json.loads(rwa("reserve", "check", "bars.csv", *AS_OF, "--json").stdout)
    assert (record["ok"], record["lots"], record["total"]) == (False, 1, "399.440")
    assert [row["row"] for row in record["broken"]] == [3, 4]


def test_check__sound_list__totals_by_vault(rwa: Command, listed: Path) -> None:
    done = rwa("reserve", "check", listed.name)
    assert done.returncode == 0
    assert "16,319.440" in done.stdout
    assert "no day told" in done.stdout
    record = json.loads(rwa("reserve", "check", listed.name, *AS_OF, "--json").stdout)
    assert {row["place"]: row["lots"] for row in record["places"]} == {
        "Karachi A": 21,
        "Karachi B": 20,
    }


def test_prove__a_bar__the_proof_leads_to_the_root(rwa: Command, listed: Path) -> None:
    record = json.loads(rwa("reserve", "prove", listed.name, "A1001", *AS_OF, "--json").stdout)
    proof = [bytes.fromhex(node[2:]) for node in record["proof"]]
    root, leaf = bytes.fromhex(record["root"][2:]), bytes.fromhex(record["leaf"][2:])
    assert verifies(proof, root, leaf)
    assert record["quantity"] == "399.440"
    assert record["root"] in rwa("reserve", "prove", listed.name, "A1001", *AS_OF).stdout


def test_prove__list_of_two__one_node(rwa: Command, listed: Path) -> None:
    listed.write_text("".join(listed.read_text().splitlines(keepends=True)[:3]))
    assert "proof, 1 node\n" in rwa("reserve", "prove", listed.name, "A1001", *AS_OF).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("check", "none.csv", *AS_OF), 3, "none.csv: no such file"),
        (("check", "/dev/zero", *AS_OF), 3, "/dev/zero: not a regular file"),
        (("check", "empty.csv", *AS_OF), 3, "empty.csv: no lots are listed"),
        (
            ("check", "bars.csv", "--commodity", "wheat"),
            2,
            "--as-of is needed: the dates of a list",
        ),
        (("check", "bars.csv", "--as-of", "31.3.2026"), 2, "--as-of: '31.3.2026' is not a date"),
        (("check", "bars.csv", *AS_OF, "--commodity", "tin"), 2, "no commodity is called 'tin'"),
        (("check", "bars.csv", *AS_OF, "--commodity", "wheat"), 3, "bars.csv:1: a list of wheat"),
        (("prove", "bars.csv", "Z9", *AS_OF), 2, "no lot is called 'Z9'"),
    ],
)
def test_reserve__wrong_use__one_sentence_and_its_exit_code(
    rwa: Command, listed: Path, arguments: tuple[str, ...], code: int, reason: str
) -> None:
    (listed.parent / "empty.csv").write_bytes(bar_list())
    done = rwa("reserve", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_prove__serial_of_two_refiners__asks_which(rwa: Command, tmp_path: Path) -> None:
    other = WORKED.replace("Example Refinery", "Other Refinery").replace("Karachi A", "Lahore")
    (tmp_path / "bars.csv").write_bytes(bar_list(WORKED, other))
    done = rwa("reserve", "prove", "bars.csv", "A1001", *AS_OF)
    assert done.returncode == 2
    assert (
        "2 lots are called 'A1001': Example Refinery A1001 in Karachi A; Other Refinery A1001 in "
        "Lahore; name one in full"
    ) in done.stderr
    full = rwa("reserve", "prove", "bars.csv", "Other Refinery A1001", *AS_OF, "--json")
    assert json.loads(full.stdout)["refiner"] == "Other Refinery"
    assert rwa("reserve", "prove", "bars.csv", "A1001", *AS_OF, "--place", "Lahore").returncode == 0


def test_prove__list_with_a_broken_row__proves_nothing(rwa: Command, tmp_path: Path) -> None:
    (tmp_path / "bars.csv").write_bytes(bar_list(WORKED, WORKED))
    done = rwa("reserve", "prove", "bars.csv", "A1001", *AS_OF)
    assert done.returncode == 3
    assert "bars.csv:3: serial: " in done.stderr


REGISTER = """instrument,wallet,balance
XAU-1,AL-001,900.000
XAU-1,AL-002,429.999
PK00TRIAL848,AL-002,5000.00
"""


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("none.csv", "XAU-1"), 3, "none.csv: no such file"),
        (("register.csv", "XAU-2"), 3, "register.csv: nobody holds XAU-2"),
        (("bars.csv", "XAU-1"), 3, "bars.csv:1: a register has the column instrument"),
        (("register.csv", "XAU-1", "--without", "Z9"), 2, "no lot is called 'Z9'"),
        (("register.csv", "XAU-1", "--minimum", "1.5"), 2, "--minimum: "),
        (("register.csv", "PK00TRIAL848"), 3, "register.csv:4: balance: "),
    ],
)
def test_allocate__wrong_use__one_sentence_and_its_exit_code(
    rwa: Command, listed: Path, arguments: tuple[str, ...], code: int, reason: str
) -> None:
    (listed.parent / "register.csv").write_text(REGISTER)
    done = rwa("reserve", "allocate", listed.name, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_allocate__broken_list__refused(rwa: Command, listed: Path) -> None:
    (listed.parent / "register.csv").write_text(REGISTER)
    listed.write_bytes(bar_list(WORKED, WORKED))
    done = rwa("reserve", "allocate", listed.name, "register.csv", "XAU-1")
    assert (done.returncode, done.stdout) == (3, "")
    assert "bars.csv:3: serial: Example Refinery A1001 stands in the same place" in done.stderr


def test_allocate__list_and_register__each_holders_lots_and_what_stands_for_none(
    rwa: Command, listed: Path
) -> None:
    """A bar of 399.440 and five of 398: the largest has the heaviest first, 0.001 short of the
    smallest lot nobody.
    """
    (listed.parent / "register.csv").write_text(REGISTER)
    listed.write_bytes(bar_list(WORKED, *bars(5)))
    call = ("reserve", "allocate", listed.name, "register.csv", "XAU-1")
    record = json.loads(rwa(*call, "--json").stdout)
    assert record["unit"] == "XAU"
    told = [(row["holder"], row["lot"], row["quantity"]) for row in record["rows"]]
    assert told == [
        ("AL-001", "Example Refinery A1001", "399.440"),
        ("AL-001", "Example Refinery B000000", "398.000"),
        ("AL-001", None, "102.560"),
        ("AL-002", None, "429.999"),
        *((None, f"Example Refinery B00000{number}", "398.000") for number in (1, 2, 3, 4)),
    ]
    shown = rwa(*call, "--without", "A1001", "--minimum", "398").stdout
    assert "A1001" not in shown
    assert [line.split()[0] for line in shown.splitlines() if "B00000" in line][:3] == [
        "AL-001",
        "AL-001",
        "AL-002",
    ]


def test_allocate__without_one_of_two_bars_of_a_serial__named_in_full(
    rwa: Command, listed: Path
) -> None:
    (listed.parent / "register.csv").write_text(REGISTER)
    listed.write_bytes(bar_list(WORKED, WORKED.replace("Example", "Other")))
    call = ("reserve", "allocate", listed.name, "register.csv", "XAU-1", "--json", "--without")
    done = rwa(*call, "A1001")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name one in full" in done.stderr
    rows = json.loads(rwa(*call, "Other Refinery A1001").stdout)["rows"]
    assert {row["lot"] for row in rows} == {"Example Refinery A1001", None}


@pytest.mark.slow
def test_allocate__list_and_register_of_the_pilot__as_the_run_told(
    rwa: Command, tmp_path: Path
) -> None:
    assert rwa("run", "--out", "run").returncode == 0
    name = "pakistan-pilot-bars-august.csv"
    listed = bundled_trials()["pakistan-pilot"].parent / name
    done = rwa("reserve", "allocate", str(listed), "run/register.csv", "XAU-BARS-1", "--json")
    rows = [
        ["XAU-BARS-1", row["holder"] or "", row["place"] or "", row["lot"] or "", "XAU", quantity]
        for row in json.loads(done.stdout)["rows"]
        for quantity in [row["quantity"]]
    ]
    with (tmp_path / "run/allocation.csv").open(newline="") as stream:
        _, *told = csv.reader(stream)
    assert rows == told
