"""A trial's file of bids: what it may not say, told with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from rwa.auction.bids_file import MAX_BYTES
from rwa.errors import ConfigurationError
from rwa.scenario import Trial, bid_files, parse_trial
from tests.trials import FILE, SMALL, line_of

DEALERS = "dealers:\n  first: {name: First Dealer, fictional: true}\ninstruments:\n"
DAYS = """\
  - date: 2026-01-08
    directives:
      - announce_auction:
          auction: a
          instrument: bill
          target: 1000
          bids_through: 2026-01-08
          reveals_through: 2026-01-09
          settlement: 2026-01-12
          settles_through: 2026-01-12
          deposit_percent: 1.5
          deposit_at_least: 2
      - bids: {auction: a, file: bids.csv}
  - date: 2026-01-09
    directives:
      - reveal_bids: {auction: a}
expect:
"""
BIDS = """\
bid,dealer,investor,category,kind,price,yield,face,revealed
b1,first,AL-001,individual,competitive,98.3879,,200,yes
b2,first,AL-002,individual,competitive,,7.5000,100.00,no
b3,first,AL-003,individual,non-competitive,,,100,yes
"""


def trial_text(days: str = DAYS) -> str:
    text = SMALL.replace("instruments:\n", DEALERS, 1)
    return text.replace("expect:\n", days, 1)


def load(folder: Path, bids: str = BIDS, text: str = "") -> Trial:
    (folder / "bids.csv").write_text(bids)
    return parse_trial((text or trial_text()).encode(), FILE, folder)


def refusal(folder: Path, bids: str = BIDS, text: str = "") -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, bids, text)
    return str(caught.value).removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("98.3879", "98.39", "bids.csv:2: price: 98.39 has 2 decimals: exactly 4 are expected in "
         "the auction of PK00TRIAL848 of 2026-01-08"),
        (",200,", ",150,", "bids.csv:2: face: USD 150.00 is not a multiple of the denomination, "
         "USD 100.00, in the auction of PK00TRIAL848 of 2026-01-08"),
        (",200,", ",50,", "bids.csv:2: face: USD 50.00 is below the smallest bid, USD 100.00, in "
         "the auction of PK00TRIAL848 of 2026-01-08"),
        (",200,", f",{'9' * 36}00,", "bids.csv:2: face: an amount has at most 20 digits"),
        ("b1,first", "b1,third", "bids.csv:2: dealer: unknown primary dealer 'third'"),
        ("AL-001", "AL-009", "bids.csv:2: investor: unknown wallet 'AL-009'"),
        ("AL-001", "AL-001/x", "bids.csv:2: investor: unknown wallet 'AL-001/x'"),
        ("AL-001,individual", "AL-001,bank", "bids.csv:2: category: AL-001 is of the category "
         "individual in the trial"),
        ("b1", "B1", "bids.csv:2: bid: 'B1' is not a name of small letters, digits and hyphens"),
        ("b1", "b" * 41, f"bids.csv:2: bid: a name has at most 40 characters, '{'b' * 41}' has 41"),
        ("b2", "b1", "bids.csv:3: bid: 'b1' is the bid of line 2 already"),
        (",no", ",perhaps", "bids.csv:3: revealed: 'perhaps' is not one of yes, no"),
        (",no", ",", "bids.csv:3: revealed: the cell is empty"),
        ("revealed\n", "open\n", "bids.csv:1: open: unknown column"),
    ],
)  # fmt: skip
def test_bids__row_that_cannot_be__file_line_and_field(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert refusal(tmp_path, BIDS.replace(old, new, 1)).startswith(reason)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("file: bids.csv", "file: other.csv", "no such file or directory"),
        ("file: bids.csv", "file: ../bids.csv", "is not the name of a file in the trial's folder"),
        ("file: bids.csv", "file: /etc/passwd", "is not the name of a file in the trial's folder"),
        ("file: bids.csv", "file: .bids.csv", "is not the name of a file in the trial's folder"),
        ("file: bids.csv", "file: folder", "not a regular file"),
        ("file: bids.csv", "file: outside.csv", "it leads out of the trial's folder"),
        ("file: bids.csv", "file: folder/outside.csv", "it leads out of the trial's folder"),
    ],
)
def test_o14_bids__file_that_is_not_beside_the_trial__refused_with_its_place(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    folder = tmp_path / "trial"
    (folder / "folder").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text(BIDS)
    (folder / "outside.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "folder" / "outside.csv").symlink_to("../../secret.csv")
    text = trial_text(DAYS.replace(old, new))
    told, line = refusal(folder, text=text), line_of(text, "- bids: ")
    assert told.startswith(f"small.yaml:{line}: days[4].directives[2].bids.file: "), told
    assert reason in told


def test_o12_bids__file_too_large__refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, " " * (MAX_BYTES + 1)) == (
        "bids.csv: the file is too large: 8,388,608 bytes at most"
    )


def test_o12_bids__too_many__refused_at_the_first_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bid_files, "MAX_BIDS", 2)
    assert refusal(tmp_path) == "bids.csv:4: more than 2 bids"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("reveal_bids: {auction: a}", "reveal: {auction: a, bid: b9}", "bid: nobody bids 'b9' in"),
        ("reveal_bids: {auction: a}", "reveal_bids: {auction: b}", "auction: unknown auction 'b'"),
        ("bids: {auction: a, file: bids.csv}", "withdraw_bid: {auction: a, bid: b1}", "no file of"),
        (
            "reveal_bids: {auction: a}",
            "bids: {auction: a, file: bids.csv}",
            "the auction a has a file of bids already",
        ),
        (
            "reveal_bids: {auction: a}",
            "bid: {auction: a, bid: b1, dealer: first, investor: AL-001, face: 100, deposit: 2}",
            "bid: the name 'b1' is taken by a bid of the file",
        ),
    ],
)
def test_bids__days_that_contradict_the_file__refused(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert reason in refusal(tmp_path, text=trial_text(DAYS.replace(old, new)))


def test_bids__trial_that_is_no_file__refused() -> None:
    with pytest.raises(ConfigurationError, match="a trial that is no file has no files beside it"):
        parse_trial(trial_text().encode(), FILE)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "settlement: 2026-01-12\n          settles_through: 2026-01-12",
            "settlement: 2026-03-31\n          settles_through: 2026-03-31",
            "a of 2026-01-08: '0' is not a bill's days",
        ),
        ("target: 1000", "target: 0", "a of 2026-01-08: 'USD 0.00' is not a target"),
    ],
)
def test_load__auction_that_nothing_could_clear__issue_and_date(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    text = trial_text(DAYS.replace(old, new))
    told, line = refusal(tmp_path, text=text), line_of(text, "- announce_auction:")
    assert told.startswith(f"small.yaml:{line}: days[4].directives[1].announce_auction: "), told
    assert reason in told


def test_load__auction_in_a_unit_of_six_decimals__refused(tmp_path: Path) -> None:
    text = trial_text().replace("USD: {decimals: 2}", "USD: {decimals: 6}")
    assert "bids are counted with 2 decimals, and USD has 6" in refusal(tmp_path, text=text)


def test_bids__sound_file__each_with_the_least_deposit_and_the_price_of_its_yield(
    tmp_path: Path,
) -> None:
    """78 days to maturity: 100 / (1 + 7.5 % x 78 / 365) is 98.4225."""
    trial = load(tmp_path)
    assert {name: (bid.face, bid.price, bid.deposit) for name, bid in trial.bids("a").items()} == {
        "b1": ("200.00", "98.3879", "3.00"),
        "b2": ("100.00", "98.4225", "2.00"),
        "b3": ("100.00", None, "2.00"),
    }
    assert trial.bid_files["a"].revealed == {"b1", "b3"}
    assert trial.with_seed(8).bids("a") == trial.bids("a")


SINKING = """\
    class: bond
    coupon_percent: 9.85
    frequency: 2
    instalments: [{date: 2026-07-06, percent: 40}, {date: 2027-01-06, percent: 60}]
"""
ALLOT = """\
  - date: 2026-01-10
    directives:
      - allot: {auction: a}
expect:
"""
UNIFORM = "target: 1000\n          price: uniform"
YIELDS = (
    BIDS.replace("98.3879,,", "98.3879,9.9000,")
    .replace(",,7.5000,", ",98.1000,10.0000,")
    .replace(",no\n", ",yes\n")
)


def of_a_sinking_bond(days: str = DAYS, allot: str = ALLOT) -> str:
    """The trial, with a bond that repays instalments in the bill's place: no formula joins its
    price and yield.
    """
    text = trial_text(days.replace("expect:\n", allot))
    text = text.replace("    class: bill\n", SINKING, 1).replace("{bill:", "{bond:")
    return text.replace("maturity_date: 2026-03-31", "maturity_date: 2027-01-06", 1)


def test_bids__non_competitive_and_no_formula__refused_at_the_allotment(tmp_path: Path) -> None:
    text = of_a_sinking_bond()
    line = line_of(text, "- allot:")
    assert refusal(tmp_path, YIELDS, text) == (
        f"small.yaml:{line}: days[6].directives[1].allot.auction: b3 in the auction of "
        "PK00TRIAL848 of 2026-01-08: non-competitive bids are allotted at the weighted-average "
        "yield, and no formula gives its price; give amounts and a non_competitive_price, or "
        "announce a uniform price"
    )


@pytest.mark.parametrize(
    ("bids", "text"),
    [
        (YIELDS, of_a_sinking_bond(DAYS.replace("target: 1000", UNIFORM))),
        (YIELDS.replace(",,,100,yes", ",,,100,no"), of_a_sinking_bond()),
        (
            YIELDS,
            of_a_sinking_bond(
                allot=ALLOT.replace(
                    "{auction: a}",
                    "{auction: a, cut_off: 98.3879, non_competitive_price: 98.3879, "
                    "amounts: {b3: 100}}",
                )
            ),
        ),
    ],
)
def test_bids__non_competitive_and_no_formula__priced_otherwise_or_not_revealed(
    tmp_path: Path, bids: str, text: str
) -> None:
    rates = load(tmp_path, bids, text).rates("a")
    assert {str(price): str(rate) for price, rate in rates.items()} == {
        "98.3879": "99/10",
        "98.1000": "10",
    }


def test_bids__yields_that_contradict_each_other__line_and_field(tmp_path: Path) -> None:
    bids = YIELDS.replace("10.0000", "9.8000")
    told = refusal(tmp_path, bids, of_a_sinking_bond())
    assert told.startswith("bids.csv:3: yield: '9.8000' is not a yield of its price: "), told
