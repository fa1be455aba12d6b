"""`rwa auction clear` as an officer runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

BIDS = """bid,dealer,investor,category,kind,price,yield,face
1,D1,D1,bank,competitive,98.3879,7.1197,100000000
2,D1,D1,bank,competitive,98.3857,,500000000
3,D2,D2,bank,competitive,,7.1341,500000000.00
N1,D2,AL-001,individual,non-competitive,,,5000000
N2,D2,AL-002,individual,non-competitive,,,5000000
N3,D1,AL-002,individual,non-competitive,,,5000000
"""
CLEAR = ("auction", "clear", "bids.csv", "--target", "1,000,000,000", "--days", "84")
DATED = (*CLEAR, "--date", "2020-12-09", "--issue", "PK00TRIAL848")


@pytest.fixture(autouse=True)
def bids(tmp_path: Path) -> Path:
    """The file of bids in the folder where the command runs."""
    file = tmp_path / "bids.csv"
    file.write_text(BIDS)
    return file


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (
            ("98.3857", "98.386"),
            "bids.csv:3: price: 98.386 has 3 decimals: exactly 4 are expected "
            "in the auction of PK00TRIAL848 of 2020-12-09",
        ),
        (
            ("500000000.00", "4000.00"),
            "bids.csv:4: face: PKR 4,000.00 is below the smallest bid, PKR 5,000.00, "
            "in the auction of PK00TRIAL848 of 2020-12-09",
        ),
        (
            ("7.1197", "7.1296"),
            "bids.csv:2: yield: 7.1296 is not the yield of 98.3879, which is 7.1197",
        ),
    ],
)
def test_clear__bad_bid__one_line_exit_3_and_nothing_told(
    rwa: Command, bids: Path, changed: tuple[str, str], reason: str
) -> None:
    bids.write_text(BIDS.replace(*changed))
    done = rwa(*DATED)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", f"rwa: {reason}\n")


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("--cut-off", "98.0000"), 3, "bids.csv: '98.0000' is not a cut-off price: no valid bid"),
        (("--cut-off", "98.38"), 2, "--cut-off: '98.38' is not an amount with 4 decimals"),
        (("--cut-off", "98.3857", "--reject-all"), 2, "--reject-all and --cut-off exclude"),
        (("--method", "dutch"), 2, "--method: 'dutch' is not one of multiple, uniform"),
        (("--tie", "odd"), 2, "--tie: 'odd' is not one of up, down, even"),
        (("--lot", "0"), 2, "--lot: '0' is not a lot: it is not above zero"),
        (("--lot", "7,000"), 2, "the auction: 'PKR 5,000.00' is not a denomination"),
        (
            ("--target", "1,000,001"),
            2,
            "the auction: 'PKR 1,000,001.00' is not a target: it is not a multiple of the "
            "denomination, PKR 5,000.00",
        ),
        (("--target", "0"), 2, "the auction: 'PKR 0.00' is not a target"),
        (("--target", "1.005"), 2, "--target: '1.005' is not an amount with 2 decimals"),
        (("--accrued", "-0.1"), 2, "--accrued: '-0.1' is not an amount"),
        (("--accrued", "1/0"), 2, "--accrued: '1/0' is divided by nothing"),
        (("--accrued", "1/2/3"), 2, "--accrued: '2/3' is not an amount"),
        (("--date", "2020-13-01"), 2, "--date: '2020-13-01' is not a date"),
    ],
)
def test_clear__option_that_cannot_be__one_line(
    rwa: Command, arguments: tuple[str, ...], code: int, reason: str
) -> None:
    done = rwa(*CLEAR, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"rwa: {reason}"), done.stderr
    assert done.stderr.count("\n") == 1


def test_clear__bills_without_days__says_that_days_are_missing(rwa: Command) -> None:
    told = rwa("auction", "clear", "bids.csv", "--target", "1,000,005,000")
    assert told.returncode == 2
    assert told.stderr.startswith(
        "rwa: the auction, a bond's without --days: 'PKR 1,000,005,000.00'"
    )
    told = rwa("auction", "clear", "bids.csv", "--target", "1,000,000,000")
    assert (told.returncode, told.stdout) == (3, "")
    assert told.stderr == (
        "rwa: bids.csv:3: yield: it is missing; a competitive bid names both where no formula "
        "joins them; a bill's price and yield follow from --days, a fixed bond's from --terms and "
        "--settlement\n"
    )


REOPENED = """bid,dealer,investor,category,kind,price,yield,face
b1,D1,D1,bank,competitive,95.6574,9.0000,2000000000
n1,D2,AL-001,individual,non-competitive,,,1000000
"""
PIB = """issue: Three-year bond of August 2023
principal: "100,000,000"
issue_date: 2020-08-20
maturity_date: 2023-08-20
rate: {fixed: 7.00}
day_count: act/act-icma
cycle: 6M
"""
OF_BOND = ("auction", "clear", "bids.csv", "--target", "2,000,000,000", "--date", "2021-03-03")


def test_clear__non_competitive_bid_of_a_bond__priced_by_its_terms(
    rwa: Command, bids: Path
) -> None:
    """The State Bank's sheet of 3 March 2021 has 95.6574 at 9.0000 %, and 12 of 181 days of 3.50
    have accrued on 4 March.
    """
    bids.write_text(REOPENED)
    refused = rwa(*OF_BOND)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr == (
        "rwa: bids.csv:3: kind: 'non-competitive' is not a kind of bid that can be priced here: "
        "such bids are allotted at the weighted-average yield, and no formula gives its price; a "
        "bill's price and yield follow from --days, a fixed bond's from --terms and --settlement\n"
    )
    (bids.parent / "terms.yaml").write_text(PIB)
    done = rwa(*OF_BOND, "--terms", "terms.yaml", "--settlement", "2021-03-04", "--json")
    record = json.loads(done.stdout)
    assert record["weighted_average"] == {"price": "95.6574", "yield": "9.0000"}
    assert record["non_competitive_price"] == "95.6574"
    assert (record["accrued_numerator"], record["accrued_denominator"]) == ("42", "181")
    assert [row["cost"] for row in record["allotments"]] == ["1917788883.98", "958894.45"]
    assert record["allotted_cost"] == "1918747778.43"


@pytest.mark.parametrize(
    ("terms", "arguments", "code", "reason"),
    [
        (PIB, ("--terms", "terms.yaml"), 2, "--terms and --settlement are given together"),
        (PIB, ("--settlement", "2021-03-04"), 2, "--terms and --settlement are given together"),
        (
            PIB,
            ("--terms", "terms.yaml", "--settlement", "2021-03-04", "--days", "84"),
            2,
            "--days of a bill and --terms of a bond exclude each other",
        ),
        (
            PIB,
            ("--terms", "terms.yaml", "--settlement", "2023-08-20"),
            2,
            "--settlement: '2023-08-20' is not a settlement date: the bond is traded from",
        ),
        (
            PIB + "instalments: [{date: 2022-08-20, amount: 50}]\n",
            ("--terms", "terms.yaml", "--settlement", "2021-03-04"),
            3,
            "terms.yaml: 'Three-year bond of August 2023' is not an issue whose yield a formula",
        ),
        (
            PIB.replace("cycle: 6M", "cycle: 5M"),
            ("--terms", "terms.yaml", "--settlement", "2021-03-04"),
            3,
            "terms.yaml:",
        ),
    ],
)
def test_clear__terms_that_price_nothing__one_line(
    rwa: Command, bids: Path, terms: str, arguments: tuple[str, ...], code: int, reason: str
) -> None:
    bids.write_text(REOPENED)
    (bids.parent / "terms.yaml").write_text(terms)
    done = rwa(*OF_BOND, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"rwa: {reason}"), done.stderr
    assert done.stderr.count("\n") == 1


def test_clear__yields_that_contradict_each_other__line_and_field(rwa: Command, bids: Path) -> None:
    bids.write_text(REOPENED + "b2,D1,D1,bank,competitive,95.6574,9.1000,1000000\n")
    done = rwa(*OF_BOND)
    assert done.returncode == 3
    assert done.stderr.startswith("rwa: bids.csv:4: yield: '9.1000' is not a yield of its price: ")


def test_clear__missing_file__one_line_and_exit_3(rwa: Command) -> None:
    done = rwa("auction", "clear", "absent.csv", "--target", "100,000")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "rwa: absent.csv: no such file or directory\n"


def test_clear__json__one_object_with_all_that_was_decided(rwa: Command) -> None:
    done = rwa(*DATED, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert record["outcome"] == "allotted"
    assert record["cut_off"] == {"price": "98.3847", "yield": "7.1341"}
    assert record["weighted_average"] == {"price": "98.3855", "yield": "7.1304"}
    assert (record["residual"], record["bid_to_cover"]) == ("0.00", "1.10")
    assert [(row["bid"], row["face"], row["cost"]) for row in record["allotments"]] == [
        ("1", "100000000.00", "98387900.00"),
        ("2", "500000000.00", "491928500.00"),
        ("3", "400000000.00", "393538800.00"),
        ("N1", "5000000.00", "4919275.00"),
    ]
    assert {row["bid"]: [why["rule"] for why in row["reasons"]] for row in record["voided"]} == {
        "N2": ["one-bid"],
        "N3": ["one-bid"],
    }


def test_clear__notice__figures_and_void_bids(rwa: Command) -> None:
    done = rwa(*DATED)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Result of the auction of PK00TRIAL848 of 2020-12-09"
    assert "Cut-off                        98.3847, yield 7.1341 %" in lines
    assert "Residual of the target         PKR 0.00" in lines
    sentence = "AL-002 has 2 non-competitive bids, N2 and N3: one is allowed, and all are void"
    assert lines[-3:] == ["Void bids: 2", f"N2  {sentence}", f"N3  {sentence}"]


def test_clear__reject_all__nothing_allotted(rwa: Command) -> None:
    record = json.loads(rwa(*CLEAR, "--reject-all", "--json").stdout)
    assert (record["outcome"], record["allotments"]) == ("rejected", [])
    assert record["cut_off"] == record["weighted_average"] == {"price": None, "yield": None}
    assert len(record["bid_pattern"]) == 3


@pytest.mark.parametrize(
    ("arguments", "void"),
    [
        (("--non-competitive-limit", "4,000,000"), {"N1": ["ceiling"]}),
        (("--primary-dealer", "D1"), {"3": ["primary-dealer"]}),
        (("--primary-dealer", "D1", "--primary-dealer", "D2"), {}),
    ],
)
def test_clear__limit_and_dealers__as_said(
    rwa: Command, arguments: tuple[str, ...], void: dict[str, list[str]]
) -> None:
    record = json.loads(rwa(*DATED, *arguments, "--json").stdout)
    found = {row["bid"]: [why["rule"] for why in row["reasons"]] for row in record["voided"]}
    found = {bid: rules for bid, rules in found.items() if bid not in ("N2", "N3")}
    assert found == void


def test_clear__dealers_where_the_rules_ask_for_none__said_and_nothing_changed(
    rwa: Command,
) -> None:
    done = rwa(*CLEAR, "--primary-dealer", "D1", "--json")
    note = "the rules last known ask for no primary dealer: --primary-dealer changes nothing"
    assert (done.returncode, done.stderr) == (0, f"rwa: {note}\n")
    assert done.stdout == rwa(*CLEAR, "--json").stdout
    later = rwa(*CLEAR, "--date", "2025-01-08", "--primary-dealer", "D1")
    assert later.stderr.startswith("rwa: the rules of 2025-01-08 ask for no primary dealer")


def test_clear__accrued_interest__paid_above_the_price_and_told(rwa: Command) -> None:
    """5,000,000 at 98.3855 and 0.2320442 are 4,930,877.21."""
    done = rwa(*DATED, "--accrued", "0.2320442", "--json")
    record = json.loads(done.stdout)
    assert record["accrued"] == "0.232044200000000000"
    assert [row["cost"] for row in record["allotments"]][-1] == "4930877.21"
    lines = rwa(*DATED, "--accrued", "0.2320442").stdout.splitlines()
    assert "Accrued interest per 100       0.232044200000000000" in lines


def test_clear__accrued_interest_as_a_fraction__not_cut_at_18_decimals(
    rwa: Command, bids: Path
) -> None:
    """60 days of 182 of a half-year's 4.875 percent: PKR 700,000 at par cost 711,250 exactly, and a
    paisa more at the decimals that are told.
    """
    bids.write_text(
        "bid,dealer,investor,category,kind,price,yield,face\n"
        "1,D1,D1,bank,competitive,100.0000,9.7500,700000\n"
    )
    clear = ("auction", "clear", "bids.csv", "--target", "700,000", "--accrued")
    record = json.loads(rwa(*clear, "292.5/182", "--json").stdout)
    assert [row["cost"] for row in record["allotments"]] == ["711250.00"]
    told = [record[key] for key in ("accrued", "accrued_numerator", "accrued_denominator")]
    assert told == ["1.607142857142857143", "45", "28"]
    assert "1.607142857142857143, which is 45/28" in rwa(*clear, "45/28").stdout
    cut = json.loads(rwa(*clear, told[0], "--json").stdout)
    assert [row["cost"] for row in cut["allotments"]] == ["711250.01"]


def test_clear__bid_that_was_not_revealed__void_and_its_person_s_other_bid_counts(
    rwa: Command, bids: Path
) -> None:
    lines = BIDS.splitlines()
    told = [f"{line},{'no' if line.startswith(('1,', 'N2,')) else 'yes'}" for line in lines[1:]]
    bids.write_text("\n".join([f"{lines[0]},revealed", *told, ""]))
    record = json.loads(rwa(*DATED, "--json").stdout)
    void = {row["bid"]: [why["sentence"] for why in row["reasons"]] for row in record["voided"]}
    assert void == {"1": ["it was not revealed"], "N2": ["it was not revealed"]}
    assert [row["bid"] for row in record["allotments"]] == ["2", "3", "N1", "N3"]


def test_clear__chosen_cut_off_uniform_and_small_lot__as_said(rwa: Command) -> None:
    options = ("--cut-off", "98.3847", "--method", "uniform", "--lot", "5,000", "--json")
    record = json.loads(rwa(*CLEAR[:3], "--target", "700,005,000", "--days", "84", *options).stdout)
    assert {row["price"] for row in record["allotments"]} == {"98.3847"}
    assert record["allotments"][2]["face"] == "100005000.00"
    assert record["residual"] == "0.00"
