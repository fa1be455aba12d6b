"""Reserves as market stories: lists attested, the gate, expiry, shortfall, on both roads."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from rwa.calendar import start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.errors import ConfigurationError
from rwa.ledger import Ledger
from rwa.reports.reserves import print_reserves, reserve_rows
from rwa.scenario import Trial, parse_trial
from rwa.simulation import Outcome, play, run_trial
from rwa.simulation.reconciliation import reconcile
from rwa.simulation.stock_reconciliation import list_differences
from tests.reserves.bars import bar_list, bars
from tests.trials import FILE, SMALL, changed, played, with_day

Artifacts = Mapping[str, Artifact]

HELD = "    commodity: XAU-SMALL\n"
GATE = """
- attest: {instrument: gold, lots: bars.csv, as_of: 2026-01-07, through: 2026-01-31, report: R}
- post_price: {unit: XAU, usd: "2,000"}
- post_price: {unit: XAU, usd: "1,000"}
- issue: {instrument: gold, to: AL-001, amount: 346}
- attempt:
    issue: {instrument: gold, to: AL-001, amount: 2.001}
    refused: StockExceeded
- issue: {instrument: gold, to: AL-001, amount: 2}
- attempt:
    attest: {instrument: gold, lots: bars.csv, as_of: 2026-01-07, through: 2026-01-31, report: R}
    refused: AttestationOutOfOrder
"""
SHORT = """
- attest: {instrument: gold, total: 30, through: 2026-01-31, report: Count}
- attempt:
    issue: {instrument: gold, to: AL-001, amount: 1}
    refused: StockExceeded
- transfer: {instrument: gold, from: BE-001, to: BE-002, amount: 10}
- redeem: {instrument: gold, from: BE-002, amount: 10}
"""


def held(text: str, lots: str = "holds: gold") -> str:
    return text.replace(HELD, f"{HELD}    {lots}\n", 1)


def load(folder: Path, text: str, rows: list[str]) -> Trial:
    (folder / "bars.csv").write_bytes(bar_list(*rows))
    return parse_trial(held(text).encode(), FILE, folder)


def run(trial: Trial, artifacts: Artifacts) -> Outcome:
    return run_trial(trial, TesterEngine(start_of_day(trial.sections.start) - 1), artifacts)


# ------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("total: 5, lots: bars.csv", "either total or lots"),
        ("report: R", "either total or lots"),
        ("lots: none.csv", "none.csv"),
        ("lots: ../bars.csv", "is not the name of a file"),
        ('total: "-5"', "is not an amount"),
        ("total: 0.0001", "decimals"),
    ],
)
def test_attest__what_it_cannot_say__told_with_its_line(
    tmp_path: Path, line: str, reason: str
) -> None:
    report = "" if "report" in line else ", report: R"
    text = with_day(f"- attest: {{instrument: gold, through: 2026-12-31, {line}{report}}}")
    with pytest.raises(ConfigurationError, match=reason):
        load(tmp_path, text, bars(1))


@pytest.mark.parametrize(
    ("lots", "reason"),
    [
        ("holds: platinum", "no commodity is called 'platinum'"),
        ("holds: silver", "silver is counted in XAG, not XAU"),
        ("margin_percent: 100", "leaves nothing to issue"),
        ("capacity: 1.00001", "decimals"),
    ],
)
def test_instrument__what_it_cannot_hold__told(lots: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        parse_trial(held(SMALL, lots).encode(), FILE)


def test_attest__a_bill__no_reserve() -> None:
    text = with_day("- attest: {instrument: bill, total: 5, through: 2026-12-31, report: R}")
    with pytest.raises(ConfigurationError, match="PK00TRIAL848 is no reserve"):
        parse_trial(text.encode(), FILE)


def test_attest__list_of_what_nobody_says_is_held__told(tmp_path: Path) -> None:
    text = with_day("- attest: {instrument: gold, lots: b.csv, through: 2026-12-31, report: R}")
    with pytest.raises(ConfigurationError, match="does not say what it holds"):
        parse_trial(text.encode(), FILE, tmp_path)


WHEAT = "warehouse,receipt,grade,season,moisture,tonnes,expires"


@pytest.mark.parametrize(("through", "late"), [("2026-02-28", False), ("2026-03-01", True)])
def test_t38_attest__receipt_that_expires_first__told_with_its_row(
    tmp_path: Path, through: str, late: bool
) -> None:
    """The earliest of two receipts lapses with February, and backs nothing after it."""
    rows = [
        f"Multan,{name},A,2025-26,12.5,400.000,{day}"
        for name, day in (("WR-1", "2026-09-30"), ("WR-2", "2026-02-28"))
    ]
    (tmp_path / "bars.csv").write_bytes(bar_list(*rows, header=WHEAT))
    day = f"- attest: {{instrument: gold, lots: bars.csv, through: {through}, report: R}}"
    text = held(with_day(day), "holds: wheat").replace("unit: XAU", "unit: WHEAT")
    text = text.replace("XAU:", "WHEAT:")
    if not late:
        parse_trial(text.encode(), FILE, tmp_path)
        return
    with pytest.raises(ConfigurationError) as caught:
        parse_trial(text.encode(), FILE, tmp_path)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "lots: bars.csv" in each)
    assert str(caught.value).startswith(f"{FILE}:{line}: ")
    assert (
        "through: Multan WR-2 expires on 2026-02-28 (bars.csv, row 3), before the attestation"
    ) in str(caught.value)


def test_attest__list_of_no_lots__told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"bars.csv: no lots are listed.*a total of 0"):
        load(tmp_path, with_day(GATE), [])


# ------------------------------------------------------------------------------ stories


def test_play__nothing_attested__nothing_issued(artifacts: Artifacts) -> None:
    attested = next(line for line in SMALL.splitlines() if "attest:" in line)
    outcome = played(changed(f"{attested}\n", ""), artifacts)
    assert [each.python.__class__.__name__ for each in outcome.refusals if not each.attempt] == [
        "NoAttestation"
    ]
    assert all(refused.agreed for refused in outcome.refusals)
    assert outcome.exit_code == 6


def test_play__list_attested__issued_to_the_gate_and_not_a_thousandth_more(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    trial = load(tmp_path, with_day(GATE), bars(1))
    outcome = run(trial, artifacts)
    assert [str(noted.finding) for noted in outcome.findings if not noted.expected] == []
    assert all(refused.agreed for refused in outcome.refusals)
    (row,) = reserve_rows(outcome)
    assert (row["attested"], row["outstanding"], row["coverage"], row["issuable"]) == (
        "398.000", "398.000", "100.00", "0.000",
    )  # fmt: skip
    assert row["shortfall"] == "0.000"


def test_t39_play__one_bar_in_two_vaults__found_and_nothing_attested(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    twice = bars(2)[0].replace("Karachi A", "Karachi B")
    text = with_day(GATE.splitlines()[1]).replace(
        "  refusals: 1\n", "  refusals: 1\n  findings: [lot-refused]\n"
    )
    outcome = run(load(tmp_path, text, [*bars(2), twice]), artifacts)
    assert outcome.ok
    assert [noted.finding.sentence for noted in outcome.findings] == [
        "bars.csv, row 4: serial: Example Refinery B000000 stands in Karachi A already, row 2; "
        "nothing is attested"
    ]
    (book,) = outcome.ledger.stocks.values()
    assert len(book.rounds) == 1


def test_t38_play__attestation_lapses__issues_stop_and_holders_go_on(
    artifacts: Artifacts,
) -> None:
    text = changed('total: "1,000", through: 2026-12-31', 'total: "1,000", through: 2026-01-07')
    day = """
- attempt:
    issue: {instrument: gold, to: AL-001, amount: 1}
    refused: AttestationExpired
- transfer: {instrument: gold, from: BE-001, to: AL-001, amount: 10}
"""
    lines = "".join(f"      {line}\n" for line in day.strip().splitlines())
    text = text.replace("expect:\n", f"  - date: 2026-01-08\n    directives:\n{lines}expect:\n")
    outcome = played(text.replace("refusals: 1", "refusals: 2"), artifacts)
    assert outcome.ok
    assert reserve_rows(outcome)[0]["refusal"] == "AttestationExpired"


def test_play__stock_below_supply__a_shortfall_in_units_and_dollars_until_it_is_made_up(
    artifacts: Artifacts,
) -> None:
    up = "- attest: {instrument: gold, total: 40, through: 2026-01-31, report: Count}"
    expected = "  refusals: 2\n  findings: [shortfall]\n"
    text = with_day(SHORT).replace("  refusals: 1\n", expected)
    text = text.replace("  headroom_usd: 200,000\n", "").replace(
        '  outstanding_usd: 800,000\n  by_class: {bill: "600,000", commodity: "200,000"}\n', ""
    )
    lasting = played(text, artifacts)
    assert [noted.finding.sentence for noted in lasting.findings] == [
        "since 2026-01-08 09:00:00 up to XAU 20.000 (US$80,000.00 at the last price then) of what "
        "is outstanding was missing in the vaults: new issues refused, transfers and redemptions "
        "continue"
    ]
    (row,) = reserve_rows(lasting)
    assert row["shortfall_seconds"] == 3 * 60
    console = Console(width=200, record=True, file=StringIO())
    print_reserves(console, [row])
    assert (
        "XAU 10.000, US$40,000.00 short for 3 min; nothing may be issued." in console.export_text()
    )
    assert (row["shortfall"], row["shortfall_usd"], row["coverage"]) == (
        "10.000", "40000.000000", "75.00",
    )  # fmt: skip
    ended = played(text.replace("expect:\n", f"""  - date: 2026-01-09
    directives:
      {up}
expect:
""", 1), artifacts)  # fmt: skip
    (noted,) = ended.findings
    assert noted.finding.sentence.startswith(
        "from 2026-01-08 09:00:00 to 2026-01-09 09:00:00 up to XAU 20.000"
    )


# ---------------------------------------------------------------------------- two roads


def test_reconcile__attestation_left_out_of_the_log__a_finding(
    artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attestor's answer differs from what the log tells."""
    kept: list[Ledger] = []

    def tampered(registry: object, ledger: Ledger) -> object:
        (book,) = ledger.stocks.values()
        book.rounds.pop()
        kept.append(ledger)
        return reconcile(registry, ledger)  # type: ignore[arg-type]

    monkeypatch.setattr(play, "reconcile", tampered)
    outcome = played(SMALL, artifacts)
    subjects = {noted.finding.subject for noted in outcome.findings}
    assert {"XAU-SMALL stock: attestations", "XAU-SMALL: issuable"} <= subjects


def test_lists__other_total_or_root_than_attested__a_finding(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    trial = load(tmp_path, with_day(GATE), bars(1))
    ledger = run(trial, artifacts).ledger
    assert list(list_differences(trial, ledger)) == []
    other = load(tmp_path, with_day(GATE), bars(2))
    (finding,) = list_differences(other, ledger)
    assert finding.check == "lots"
    assert finding.sentence.startswith("no list of lots has the root 0x")
