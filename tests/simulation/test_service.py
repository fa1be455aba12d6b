"""Debt service as a market story: a default cured for the holders of record, tax, a floater."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from rwa.calendar import first_second_after
from rwa.chain.compiler import Artifact
from rwa.errors import ConfigurationError
from rwa.identifiers import Code, Party
from rwa.payment import Outcome, PaymentPhase
from rwa.simulation.payment_reconciliation import entitlement_differences
from rwa.simulation.reconciliation import rebuild
from tests.trials import SMALL, parsed, played

NOTE = Code("PK00TRIAL3Y9")
BOND = """\
  note:
    class: bond
    name: Small bond
    symbol: SN
    isin: PK00TRIAL3Y9
    unit: USD
    denomination: 0.01
    volume: 1,000,000
    issue_date: 2026-01-06
    maturity_date: 2026-10-06
    coupon_percent: 10.00
    frequency: 4
    day_count: act/365
    record_days: 5
"""
LIVED = "issue_date: 2025-01-06\n    maturity_date: 2026-07-06"
DAYS = """\
  - date: 2026-01-08
    directives:
      - register: {instrument: note}
      - issue: {instrument: note, to: AL, amount: "10,001.37"}
      - set_tax_rates: {from: 2026-01-09, rates: {individual: 15}}
      - attempt:
          set_tax_rates: {from: 2026-01-09, rates: {individual: 20}}
          refused: TaxRatesRefused
      - announce_payment: {instrument: note, interest: 1, grace_days: 5}
      - attempt:
          announce_payment: {instrument: note, interest: 1}
          refused: PeriodRefused
      - attempt:
          fund_payment: {instrument: note, payment: 1}
          refused: RecordDateOpen
      - credit_cash: {unit: USD, account: government_account, amount: "100,000"}
  - date: 2026-04-02
    note: The record date was the first of April; who buys now buys without the coupon
    directives:
      - transfer: {instrument: note, from: AL-001, to: BE-001, amount: 10000}
      - block: {wallet: AL-002}
      - attempt:
          declare_default: {instrument: note, payment: 1}
          refused: WithinGrace
  - date: 2026-04-13
    directives:
      - attempt:
          pay: {instrument: note, payment: 1}
          refused: PaymentInPhase
      - declare_default: {instrument: note, payment: 1}
      - fund_payment: {instrument: note, payment: 1}
      - pay: {instrument: note, payment: 1}
      - attempt:
          pay: {instrument: note, payment: 1, holders: AL-001}
          refused: PaymentInPhase
      - attempt:
          release_held: {unit: USD, wallet: AL-002}
          refused: StillHeld
      - unblock: {wallet: AL-002}
      - release_held: {unit: USD, wallet: AL-002}
      - attempt:
          release_held: {unit: USD, wallet: AL-002}
          refused: NothingHeld
      - announce_payment: {instrument: note, interest: 2}
"""
FLOATING = "floating: {reference: MTB-3M, margin: 0.5, resets: 3M}"


def story() -> str:
    """The small trial with a bond and its service, expecting nothing at its end; its bill is not
    due.
    """
    text = SMALL.replace("  gold:\n    class", BOND + "  gold:\n    class", 1)
    text = text.replace('{bill: "1,000,000",', '{bill: "1,000,000", bond: "1,000,000",', 1)
    text = text.replace("maturity_date: 2026-03-31", "maturity_date: 2026-12-31")
    return text[: text.index("expect:\n")] + DAYS


def test_play__a_default_is_cured__the_record_holders_are_paid_to_the_cent(
    artifacts: Mapping[str, Artifact],
) -> None:
    """90 days at 10 % Actual/365 on 10,001.37: 246.60, of which 36.99 is withheld."""
    outcome = played(story(), artifacts)
    assert outcome.ok, [str(each.finding) for each in outcome.findings]
    book = outcome.ledger.payments
    payment = book.of(NOTE)[0]
    assert (payment.phase, payment.late, payment.defaulted) == (PaymentPhase.CLOSED, True, True)
    assert {(each.units, each.gross, each.tax) for each in payment.discharges} == {
        (1_000_137, 24_660, 3_699)
    }
    assert [each.outcome for each in payment.discharges].count(Outcome.HELD_BLOCKED) == 1
    assert payment.due == payment.gross + payment.remainder
    cash = outcome.ledger.cash[Party("cash-USD")]
    assert [cash.balance(Party(f"AL-00{number}")) for number in (1, 2, 3, 4)] == [20_961] * 4
    assert cash.balance(Party("BE-001")) == 0
    assert cash.balance(Party("Tax account")) == 4 * 3_699
    assert book.holdings == {}


def test_play__bond_that_has_lived__registered_with_the_record_dates_ahead(
    artifacts: Mapping[str, Artifact],
) -> None:
    """Its coupons of 2025 were paid elsewhere; the fifth since issue is the first paid here."""
    text = story().replace("issue_date: 2026-01-06\n    maturity_date: 2026-10-06", LIVED)
    outcome = played(
        text.replace("interest: 1", "interest: 5").replace("interest: 2", "interest: 6"), artifacts
    )
    assert outcome.ok, [str(each.finding) for each in outcome.findings]
    times = outcome.ledger.tokens[NOTE].record_times
    assert times == [first_second_after(date(2026, 4, 1)), first_second_after(date(2026, 7, 1))]
    assert {each.gross for each in outcome.ledger.payments.of(NOTE)[0].discharges} == {24_660}


def test_play__floating_bond__coupon_by_its_fixing(artifacts: Mapping[str, Artifact]) -> None:
    """90 days at 12.00 + 0.50 % Actual/365 on 10,001.37: 308.26."""
    fixings = "fixings:\n  MTB-3M: {2026-01-06: 12.00, 2026-04-06: 11.00, 2026-07-06: 10.00}\n"
    text = story().replace("coupon_percent: 10.00", FLOATING)
    outcome = played(text.replace("population:\n", fixings + "population:\n", 1), artifacts)
    assert outcome.ok, [str(each.finding) for each in outcome.findings]
    payment = outcome.ledger.payments.of(NOTE)[0]
    assert {each.gross for each in payment.discharges} == {30_826}


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("gross", "terms and register say (1000137, 24660, 3699), the event log says (1000137, 24"),
        (
            "tax",
            "terms and register say (1000137, 24660, 3699), the event log says (1000137, 246",
        ),
        ("units", "terms and register say (1000137, 24660, 3699), the event log says (10001"),
    ],
)
def test_t52__reconciliation__a_figure_of_the_log_changed__found(
    artifacts: Mapping[str, Artifact], column: str, sentence: str
) -> None:
    outcome = played(story(), artifacts)
    lines = [json.loads(line) for line in outcome.events]
    (made,) = (line for line in lines if line["name"] == "PaymentMade")
    made["args"][column][0] = str(int(made["args"][column][0]) - 1)
    changed = rebuild(outcome.ledger.genesis, map(json.dumps, lines))
    found = [each.sentence for each in entitlement_differences(outcome.trial, changed)]
    assert any(each.startswith(sentence) for each in found), found
    assert list(entitlement_differences(outcome.trial, outcome.ledger)) == []


def test_t52__reconciliation__a_ratio_other_than_the_terms__found(
    artifacts: Mapping[str, Artifact],
) -> None:
    outcome = played(story(), artifacts)
    lines = [json.loads(line) for line in outcome.events]
    announced = next(line for line in lines if line["name"] == "PaymentAnnounced")
    announced["args"]["numerator"] += 1
    changed = rebuild(outcome.ledger.genesis, map(json.dumps, lines))
    found = [each.sentence for each in entitlement_differences(outcome.trial, changed)]
    assert "the terms give 9/365 for a unit due 2026-04-06, and 10/365 was announced" in found


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("interest: 1, grace", "interest: 4, grace", "announce_payment.interest", "3 interest da"),
        ("note, interest: 2", "gold, interest: 2", "announce_payment.instrument", "gold is no de"),
        ("{individual: 15}", "{company: 15}", "set_tax_rates.rates", "no rate for individual"),
        ("from: 2026-01-09", "from: 2026-04-07", "announce_payment", "hold on 2026-04-06, when PK"),
        ("maturity_date: 2026-10-06", "maturity_date: 2026-11-06", "instruments.note", "never la"),
        ("coupon_percent: 10.00", FLOATING, "announce_payment", "MTB-3M for the reset on 2026-01"),
        ("record_days: 5", "record_days: 5\n    record_dates: [2026-03-01]", "note", "not both"),
        (
            "    coupon_percent: 10.00\n",
            "",
            "instruments.note",
            "either coupon_percent or floating",
        ),
    ],
)
def test_load__debt_that_cannot_be__a_sentence_with_its_field(
    old: str, new: str, field: str, reason: str
) -> None:
    assert story().count(old) >= 1
    with pytest.raises(ConfigurationError) as caught:
        parsed(story().replace(old, new, 1))
    lines = str(caught.value).splitlines()
    assert any(field in line and reason in line for line in lines), lines
    assert all(line.startswith("small.yaml:") for line in lines)
