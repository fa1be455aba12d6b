"""The dated rules of the primary market bind the auctions of a trial, whatever the contract could
check of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rwa.calendar import start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.reports.auction_files import auction_files
from rwa.scenario import Trial, parse_trial
from rwa.simulation import Outcome, run_trial
from tests.trials import FILE, SMALL

HEADER = "bid,dealer,investor,category,kind,price,yield,face,revealed\n"
DAYS = """\
  - date: 2026-01-08
    directives:
      - credit_cash: {unit: USD, account: first, amount: "200,000"}
      - credit_cash: {unit: USD, account: second, amount: "200,000"}
      - onboard: {exchange: beta, holders: AL-001/2}
      - announce_auction:
          auction: a
          instrument: bill
          target: "100,000"
          over_allotment: "50,000"
          non_competitive: "5,000"
          bids_through: 2026-01-08
          reveals_through: 2026-01-09
          settlement: 2026-01-12
          settles_through: 2026-01-12
      - bids: {auction: a, file: bids.csv}
      - bid: {auction: a, bid: undone, dealer: first, investor: AL-002, face: 100, deposit: 1}
      - withdraw_bid: {auction: a, bid: undone}
  - date: 2026-01-09
    directives:
      - reveal_bids: {auction: a}
  - date: 2026-01-10
    directives:
      - post_price: {unit: XAU, usd: "4,000"}
      - allot: {auction: a}
  - date: 2026-01-12
    directives:
      - settle_auction: {auction: a}
expect: {findings: [bid-void]}
"""


def text() -> str:
    dealers = "dealers:\n"
    for name in ("first", "second"):
        dealers += f"  {name}: {{name: {name.title()} Dealer, fictional: true}}\n"
    trial = SMALL.replace("instruments:\n", dealers + "instruments:\n", 1)
    return trial[: trial.index("expect:\n")] + DAYS


def category(trial: Trial, wallet: str) -> str:
    person = trial.persons.of_wallet(wallet)
    assert person is not None
    return list(trial.sections.population.categories)[person.category - 1]


def play(folder: Path, artifacts: Mapping[str, Artifact], rows: str, trial_text: str) -> Outcome:
    """The auction with these non-competitive bids beside one that takes all of the target; each is
    a bid, dealer, wallet and face.
    """
    (folder / "bids.csv").write_text(HEADER)
    drawn = parse_trial(trial_text.encode(), FILE, folder)
    lines = [f"all,first,BE-001,{category(drawn, 'BE-001')},competitive,98.4000,,100000,yes"]
    for row in rows.split():
        bid, dealer, wallet, face = row.split(",")
        lines.append(
            f"{bid},{dealer},{wallet},{category(drawn, wallet)},non-competitive,,,{face},yes"
        )
    (folder / "bids.csv").write_text(HEADER + "".join(line + "\n" for line in lines))
    trial = parse_trial(trial_text.encode(), FILE, folder)
    outcome = run_trial(trial, TesterEngine(start_of_day(trial.sections.start) - 1), artifacts)
    assert (outcome.differences, outcome.exit_code) == ((), 0)
    return outcome


def void(outcome: Outcome) -> dict[str, str]:
    """The rules that void bids of the auction by their name."""
    return {
        each.bid.number: " ".join(reason.rule for reason in each.reasons)
        for each in outcome.decisions["a"].result.voided
    }


def settled(outcome: Outcome) -> dict[str, int]:
    """What was settled of each bid in whole dollars, by its name."""
    names = outcome.decisions["a"].names
    bids = outcome.ledger.auctions.auctions[1].bids.values()
    return {names[bid.number]: bid.allotted // 100 for bid in bids if bid.cost is not None}


@pytest.mark.parametrize(
    ("rows", "rules", "taken"),
    [
        (
            "a,first,AL-001,200 b,second,AL-001,300 c,first,AL-002,400",
            {"a": "one-bid", "b": "one-bid"},
            {"c": 400},
        ),
        (
            "a,first,AL-001,200 b,second,AL-001/2,300 c,first,AL-002,400",
            {"a": "one-bid", "b": "one-bid"},
            {"c": 400},
        ),
        ("a,first,AL-001,600 b,first,AL-002,500", {"a": "ceiling"}, {"b": 500}),
    ],
)
def test_auction__rules_of_non_competitive_bids__void_and_nothing_issued(
    artifacts: Mapping[str, Artifact],
    tmp_path: Path,
    rows: str,
    rules: dict[str, str],
    taken: dict[str, int],
) -> None:
    """Two dealers, or two wallets at two exchanges, are still one person, and a bid that was
    withdrawn is none; the ceiling is 0.50 % of the target.
    """
    outcome = play(tmp_path, artifacts, rows, text())
    assert void(outcome) == rules
    assert settled(outcome) == {"all": 100_000, **taken}


def test_auction__category_that_may_not__void(
    artifacts: Mapping[str, Artifact], tmp_path: Path
) -> None:
    """Of the persons drawn, AL-001 is a bank and AL-002 an individual."""
    with_banks = text().replace("{individual: 1}", "{individual: 2, bank: 1}")
    outcome = play(tmp_path, artifacts, "a,first,AL-001,200 b,first,AL-002,300", with_banks)
    assert void(outcome) == {"a": "category"}
    assert settled(outcome) == {"all": 100_000, "b": 300}


def test_auction__held_before_a_rule_changed__by_the_rules_of_its_day(
    artifacts: Mapping[str, Artifact], tmp_path: Path
) -> None:
    """In 2024 the ceiling was 0.50 % of the target, and 25 million at least."""
    rows = "a,first,AL-001,600 b,first,AL-002,500"
    earlier = text().replace("2026-", "2024-").replace("expect: {findings: [bid-void]}\n", "")
    outcome = play(tmp_path, artifacts, rows, earlier)
    assert void(outcome) == {}
    assert settled(outcome) == {"all": 100_000, "a": 600, "b": 500}


def test_auction__bond_that_repays_instalments__yields_of_the_file_in_notice_and_pattern(
    artifacts: Mapping[str, Artifact], tmp_path: Path
) -> None:
    """No formula joins its price and yield; the average is 9.60 and 9.90 percent by two thirds."""
    sinking = """\
    class: bond
    coupon_percent: 9.85
    frequency: 2
    instalments: [{date: 2026-07-06, percent: 40}, {date: 2027-01-06, percent: 60}]
"""
    bond = text().replace("    class: bill\n", sinking).replace("{bill:", "{bond:")
    bond = bond.replace("maturity_date: 2026-03-31", "maturity_date: 2027-01-06")
    rows = "a,{0},100.1000,9.6000,60000,yes\nb,{1},99.9000,9.9000,30000,yes\n"
    of = (f"first,{wallet},individual,competitive" for wallet in ("BE-001", "BE-002"))
    (tmp_path / "bids.csv").write_text(HEADER + rows.format(*of))
    trial = parse_trial(bond.replace("[bid-void]", "[]").encode(), FILE, tmp_path)
    outcome = run_trial(trial, TesterEngine(start_of_day(trial.sections.start) - 1), artifacts)
    files = auction_files(outcome)
    notice = files["auctions/a/notice.txt"]
    assert "Cut-off                     99.9000, yield 9.9000 %\n" in notice
    assert "Weighted average            100.0333, yield 9.7000 %\n" in notice
    pattern = files["auctions/a/bid_pattern.csv"].splitlines()
    assert [line.split(",")[:2] for line in pattern[1:]] == [
        ["100.1000", "9.6000"],
        ["99.9000", "9.9000"],
    ]
