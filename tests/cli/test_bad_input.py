"""What an officer gets wrong in a trial: one sentence names the issue and the date, and nothing is
played, paid or minted.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rwa.scenario.bundled import bundled_trials
from tests.cli.conftest import Command

BILL, BOND, FLOATER = "PK00TRIAL848", "PK00TRIAL3Y9", "PK00TRIALF66"
BIDS = "pakistan-pilot-mtb-3m.csv"


@pytest.mark.parametrize(
    ("trial", "file", "old", "new", "place", "issue", "day", "reason"),
    [
        (
            "pakistan-pilot", BIDS, "98.3879", "98.388",
            f"{BIDS}:2: price: ", BILL, "2026-02-02",
            "98.388 has 3 decimals: exactly 4 are expected",
        ),
        (
            "pakistan-pilot", "", "price: 101.2500", "price: 101.25001",
            "price: ", BOND, "2026-05-05",
            "101.25001 has 5 decimals: exactly 4 are expected",
        ),
        (
            "pakistan-pilot", "", "price: 101.2500", "price: 101.25",
            "price: ", BOND, "2026-05-05",
            "101.25 has 2 decimals: exactly 4 are expected",
        ),
        (
            "pakistan-pilot", BIDS, ",50000000.00", ",4000.00",
            f"{BIDS}:8: face: ", BILL, "2026-02-02",
            "PKR 4,000.00 is below the smallest bid, PKR 5,000.00",
        ),
        (
            "pakistan-pilot", "", 'HX-010, face: "3,000,000,000"', 'HX-010, face: "50,000"',
            "bid.face: ", BOND, "2026-05-05",
            "c1: PKR 50,000.00 is below the smallest bid, PKR 100,000.00",
        ),
        (
            "pakistan-pilot", "", "maturity_date: 2029-02-06", "maturity_date: 2026-02-04",
            "instruments.bond.maturity_date: ", BOND, "2026-02-04",
            "2026-02-04 is not after issue on 2026-02-06",
        ),
        (
            "pakistan-pilot", "", "maturity_date: 2029-02-06", "maturity_date: 2029-03-06",
            "instruments.bond: ", BOND, "2029-03-06",
            "a schedule of 6M from 2026-02-06 never lands on 2029-03-06",
        ),
        (
            "pakistan-pilot", "", "{from: 2026-02-03,", "{from: 2026-05-05,",
            "announce_payment: ", BILL, "2026-05-04",
            "no withholding rates hold on 2026-05-04",
        ),
        (
            "pakistan-pilot", "", "fund: 15, bank: 20", "fund: 15",
            "set_tax_rates.rates: ", "", "2026-02-03",
            "from 2026-02-03 there is no rate for bank",
        ),
        (
            "sukuk-and-floater", "", ", 2026-07-15: 11.0300}", "}",
            "announce_payment: ", FLOATER, "2026-07-15",
            "no fixing of MTB-6M for the reset on 2026-07-15",
        ),
    ],
)  # fmt: skip
def test_run__bad_input__one_sentence_exit_3_and_no_run(
    rwa: Command,
    tmp_path: Path,
    trial: str,
    file: str,
    old: str,
    new: str,
    place: str,
    issue: str,
    day: str,
    reason: str,
) -> None:
    source = bundled_trials()[trial]
    (tmp_path / "trial.yaml").write_text(source.read_text())
    shutil.copy(source.parent / BIDS, tmp_path)
    changed = tmp_path / (file or "trial.yaml")
    text = changed.read_text()
    assert text.count(old) >= 1
    changed.write_text(text.replace(old, new, 1))
    done = rwa("run", "trial.yaml")
    assert (done.returncode, done.stdout) == (3, "")
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith("rwa: " + (f"{file}:" if file else "trial.yaml:"))
    for said in (place, issue, day, reason):
        assert said in sentence
    assert not (tmp_path / "runs").exists()
