"""Trades settled delivery versus payment, as market stories on both roads."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain.compiler import Artifact
from rwa.errors import ConfigurationError
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.trades import TradeRecord
from rwa.rules import settlement as rules
from rwa.simulation import Outcome, play
from rwa.simulation.reconciliation import reconcile
from rwa.trade import TradeStatus
from tests.trials import parsed, played, with_day

Artifacts = Mapping[str, Artifact]

TERMS = "instrument: bill, from: AL-001, to: BE-001, amount: 100"
STORY = f"""
- credit_cash: {{unit: USD, account: BE-001, amount: 98.50}}
- settle: {{trade: T-1, {TERMS}, clean: 98.50, settlement: 2026-01-08}}
- attempt:
    settle: {{trade: T-2, {TERMS}, clean: 98.50, settlement: 2026-01-08}}
    refused: CashShort
- attempt:
    settle_trade: {{trade: T-1}}
    refused: TradeEnded
- attempt:
    settle: {{trade: T-3, {TERMS}, clean: 98.50, settlement: 2026-01-09}}
    refused: TradeNotDue
- attempt:
    settle: {{trade: T-4, {TERMS}, clean: 1.00, accrued: "-1.00", settlement: 2026-01-08}}
    refused: NothingToPay
- agree: {{trade: T-5, {TERMS}, clean: 98.50, accrued: "-0.25", settlement: 2026-01-08,
    through: 2026-01-12}}
- agree: {{trade: T-6, {TERMS.replace("100", '"300"')}, clean: 1.00, settlement: 2026-01-08,
    through: 2026-01-12, in_parts: true}}
- agree: {{trade: T-7, {TERMS}, clean: 98.50, settlement: 2026-01-08, through: 2026-01-12}}
- cancel_trade: {{trade: T-7, by: BE-001}}
- attempt:
    cancel_trade: {{trade: T-6, by: BE-002}}
    refused: NotParty
- credit_cash: {{unit: USD, account: BE-001, amount: 1.00}}
- settle_trade: {{trade: T-6, part: 100}}
- settle_batch: {{trades: [T-5, T-7, T-6], failing: {{T-5: CashShort, T-7: TradeEnded}}}}
"""
RECYCLED = """  - date: 2026-01-09
    directives:
      - block: {wallet: BE-001}
      - credit_cash: {unit: USD, account: BE-001, amount: 98.25}
      - settle_batch: {trades: [T-5], failing: {T-5: HolderBlocked}}
      - unblock: {wallet: BE-001}
      - settle_batch: {trades: [T-5]}
      - attempt:
          settle_trade: {trade: T-2}
          refused: TradeExpired
expect:
"""


def story() -> str:
    """Two days of settlement after the small trial."""
    text = with_day(STORY).replace("expect:\n", RECYCLED)
    return text.replace("refusals: 1", "refusals: 7\n  findings: [accrued-interest]")


def record(outcome: Outcome, ref: str) -> TradeRecord:
    """A trade by its reference."""
    return next(each for each in outcome.ledger.trades.trades.values() if each.trade.ref == ref)


def test_play__trades_settle_fail_and_are_recycled__both_roads_and_the_books_agree(
    artifacts: Artifacts,
) -> None:
    outcome = played(story(), artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    assert all(refused.agreed for refused in outcome.refusals)
    fails = [(fail.refusal, fail.amount) for fail in record(outcome, "T-5").fails]
    assert fails == [("CashShort", 10_000), ("HolderBlocked", 10_000)]
    assert record(outcome, "T-5").paid == 9_825
    assert record(outcome, "T-7").status is TradeStatus.CANCELLED
    parts = [(part.amount, part.cash) for part in record(outcome, "T-6").parts]
    assert parts == [(10_000, 33), (20_000, 67)]
    cash = outcome.ledger.cash[Party("cash-USD")]
    assert (cash.balance(Party("AL-001")), cash.balance(Party("BE-001"))) == (19_775, 0)


def test_play__trade_fails_unexpectedly__found(artifacts: Artifacts) -> None:
    text = with_day(
        f"""
- agree: {{trade: T-1, {TERMS}, clean: 98.50, settlement: 2026-01-08}}
- agree: {{trade: T-2, {TERMS}, clean: 0.50, settlement: 2026-01-08}}
- credit_cash: {{unit: USD, account: BE-001, amount: 0.50}}
- settle_batch: {{trades: [T-1, T-2], failing: {{T-2: TokenPaused}}}}
"""
    )
    outcome = played(text, artifacts)
    found = [(noted.finding.check, noted.finding.subject) for noted in outcome.findings]
    assert found == [("settlement-failed", "T-1"), ("settlement-allowed", "T-2")]
    sentence = "BE-001 has USD 0.50 ready to pay, and USD 98.50 is due"
    assert outcome.findings[0].finding.sentence == sentence


def test_play__rules_that_know_no_cash__two_roads(
    artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "_check_cash", lambda *_: None)
    text = with_day(
        f"""
- agree: {{trade: T-1, {TERMS}, clean: 98.50, settlement: 2026-01-08}}
- settle_batch: {{trades: [T-1], failing: {{T-1: CashShort}}}}
"""
    )
    checks = [noted.finding.check for noted in played(text, artifacts).findings]
    assert checks == ["two-roads"]


def test_reconcile__book_of_trades_altered__every_difference_found(
    artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def altered(registry: object, ledger: Ledger) -> object:
        ledger.trades.nonces.pop()
        settled = next(iter(ledger.trades.trades.values()))
        settled.parts.clear()
        settled.status = TradeStatus.CANCELLED
        cash = ledger.cash[Party("cash-USD")]
        cash.allowances[Party("BE-001"), Party("settlement")] = 12_345
        for finding in reconcile(registry, ledger):
            told.append(finding.subject)
            yield finding

    monkeypatch.setattr(play, "reconcile", altered)
    text = with_day(
        f"""
- credit_cash: {{unit: USD, account: BE-001, amount: 98.50}}
- settle: {{trade: T-1, {TERMS}, clean: 98.50, settlement: 2026-01-08}}
"""
    )
    played(text, artifacts)
    assert told[:2] == ["trade T-1: settled", "trade T-1: status"]
    assert told[2].startswith("number 1 of ")
    assert told[3:] == ["cash-USD: what BE-001 allows settlement"]


@pytest.mark.parametrize(
    ("directive", "reason"),
    [
        (f"settle: {{trade: T-1, {TERMS}, clean: 98.5, settlement: 2026-01-08}}", "it has 1"),
        (
            f"settle: {{trade: T-1, {TERMS}, clean: 98, accrued: '-0.001', "
            "settlement: 2026-01-08}",
            "it has 3",
        ),
        (
            f"agree: {{trade: T-1, {TERMS}, clean: 98, settlement: 2026-01-08, "
            "through: 2026-01-07}",
            "2026-01-07 is before settlement on 2026-01-08",
        ),
        (
            f"agree: {{trade: T-1, {TERMS}, clean: 98, settlement: 2026-01-08, currency: XAU}}",
            "XAU is no money: one of USD",
        ),
        ("settle_trade: {trade: T-9}", "the trade T-9 is used before it is agreed"),
        ("cancel_trade: {trade: T-9, by: AL-001}", "the trade T-9 is used before it is agreed"),
        ("settle_batch: {trades: [T-9]}", "the trade T-9 is used before it is agreed"),
        ("settle_batch: {trades: [], failing: {T-9: CashShort}}", "T-9 cannot fail"),
        ("settle_batch: {trades: [T-9, T-9]}", "a trade is handed in twice"),
        (
            f"agree: {{trade: T-1, {TERMS}, clean: 1, settlement: 2026-01-08}}\n"
            f"- agree: {{trade: T-1, {TERMS}, clean: 1, settlement: 2026-01-08}}",
            "the trade T-1 is agreed already",
        ),
        (
            f"agree: {{trade: T-1, {TERMS}, clean: 1, settlement: 2026-01-08}}\n"
            "- settle_trade: {trade: T-1, part: 0.001}",
            "it has 3",
        ),
        (f"agree: {{trade: t1, {TERMS}, clean: 1, settlement: 2026-01-08}}", "'t1' is not a trade"),
    ],
)
def test_load__trade_that_cannot_be__refused_with_a_reason(directive: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        parsed(with_day(f"- {directive}"))


def test_trades__of_a_trial__numbered_in_the_order_of_the_file() -> None:
    trial = parsed(story())
    numbered = {name: trade.number for name, trade in trial.trades.items()}
    assert numbered == {f"T-{number}": number for number in range(1, 8)}
    assert trial.currency(trial.trades["T-1"].terms) == Code("USD")
