"""Principal repaid by pool factor as market stories: a sinking bond, and a bond that is called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction

import pytest

from rwa.chain.compiler import Artifact
from rwa.errors import ConfigurationError
from rwa.identifiers import Party
from rwa.payment import PaymentPhase
from rwa.reports.holders import PAYMENT_COLUMNS, discharge_rows
from rwa.reports.summary import summary
from rwa.simulation import Outcome
from rwa.simulation.debt_figures import outstanding_debt
from rwa.simulation.payment_reconciliation import entitlement_differences
from rwa.simulation.reconciliation import rebuild
from tests.simulation.test_service import BOND, NOTE
from tests.trials import SMALL, parsed, played

UNITS = 1_000_137
"""Base units of each of four holders: USD 10,001.37 of original face."""
SINKING = """\
    instalments:
      - {date: 2026-04-06, percent: 33.33333333}
      - {date: 2026-07-06, percent: 16.66666667}
      - {date: 2026-10-06, percent: 50}
"""
CALLABLE = "    call: {from: 2026-04-06, notice_days: 30}\n"
OPENING = """\
  - date: 2026-01-08
    directives:
      - register: {instrument: note}
      - issue: {instrument: note, to: AL, amount: "10,001.37"}
      - set_tax_rates: {from: 2026-01-09, rates: {individual: 15}}
      - credit_cash: {unit: USD, account: government_account, amount: "100,000"}
"""
OVERDUE = "expect:\n  findings: [payment-overdue]\n"
"""The small trial's bill, which nobody pays."""
INSTALMENT = """\
      - announce_payment: {instrument: note, interest: 1, grace_days: 5}
  - date: 2026-04-02
    note: The record date was the first of April
    directives:
      - attempt:
          issue: {instrument: note, to: AL-001, amount: 100}
          refused: RepaymentDue
      - transfer: {instrument: note, from: AL-001, to: BE-001, amount: "10,001.37"}
  - date: 2026-04-13
    directives:
      - declare_default: {instrument: note, payment: 1}
      - fund_payment: {instrument: note, payment: 1}
      - expect:
          outstanding: {note: "40,005.48"}
      - pay: {instrument: note, payment: 1, holders: AL-002}
      - expect:
          outstanding: {note: "26,670.33"}
      - pay: {instrument: note, payment: 1}
      - post_price: {unit: XAU, usd: 4000}
      - issue: {instrument: note, to: BE-002, amount: "0.01"}
      - expect:
          outstanding: {note: "26,670.33"}
"""
REDEMPTION = """\
      - announce_payment: {instrument: note, interest: 2}
      - announce_payment: {instrument: note, redemption: true}
      - announce_payment: {instrument: note, interest: 3}
"""
PART = """\
      - attempt:
          call: {instrument: note, date: 2026-04-06, percent: 100}
          refused: PrincipalExceeded
      - attempt:
          call: {instrument: note, date: 2026-04-06, percent: 20, by: ministry}
          refused: RoleRequired
      - call: {instrument: note, date: 2026-04-06, percent: 20}
  - date: 2026-04-06
    directives:
      - fund_payment: {instrument: note, payment: 1}
      - pay: {instrument: note, payment: 1}
      - attempt:
          call: {instrument: note, date: 2026-04-06}
          refused: CallTimeRefused
      - call: {instrument: note, date: 2026-07-06}
      - attempt:
          call: {instrument: note, date: 2026-07-06}
          refused: IssueCalled
      - announce_payment: {instrument: note, interest: 2}
      - announce_payment: {instrument: note, redemption: true}
  - date: 2026-07-06
    directives:
      - attempt:
          issue: {instrument: note, to: AL-001, amount: 100}
          refused: Matured
      - fund_payment: {instrument: note, payment: 2}
      - fund_payment: {instrument: note, payment: 3}
      - pay: {instrument: note, payment: 2}
      - pay: {instrument: note, payment: 3}
"""
WITHDRAWN = """\
      - call: {instrument: note, date: 2026-04-06, percent: 20}
      - attempt:
          withdraw_payment: {instrument: note, payment: 1, by: ministry}
          refused: RoleRequired
      - withdraw_payment: {instrument: note, payment: 1}
      - announce_payment: {instrument: note, interest: 1}
  - date: 2026-04-06
    directives:
      - attempt:
          withdraw_payment: {instrument: note, payment: 2}
          refused: PaymentSettled
      - attempt:
          fund_payment: {instrument: note, payment: 1}
          refused: PaymentInPhase
      - fund_payment: {instrument: note, payment: 2}
      - pay: {instrument: note, payment: 2}
      - expect:
          outstanding: {note: "40,005.48"}
"""


def story(terms: str, days: str) -> str:
    """The small trial with a bond of these terms of repayment."""
    text = SMALL.replace("  gold:\n    class", BOND + terms + "  gold:\n    class", 1)
    text = text.replace('{bill: "1,000,000",', '{bill: "1,000,000", bond: "1,000,000",', 1)
    return text[: text.index("expect:\n")] + OPENING + days + OVERDUE


def fine(outcome: Outcome) -> Outcome:
    """An outcome of which nothing was found."""
    assert outcome.ok, [str(each.finding) for each in outcome.findings]
    return outcome


def test_play__instalment_late_and_cured__record_holders_repaid_and_the_factor_falls_once(
    artifacts: Mapping[str, Artifact],
) -> None:
    """90 days at 10 % Actual/365 and 33.33333333 percent on 10,001.37: 3,580.39, of which 3,333.78
    is principal; 15 % tax on 246.60 of interest.
    """
    outcome = fine(played(story(SINKING, INSTALMENT), artifacts))
    payment = outcome.ledger.payments.of(NOTE)[0]
    due = UNITS * (Fraction(9, 365) + Fraction(3_333_333_333, 10**10))
    assert {(each.units, each.gross, each.tax) for each in payment.discharges} == {
        (UNITS, int(due), 3_699)
    }
    assert int(due) == 358_039
    assert payment.phase is PaymentPhase.CLOSED
    cash = outcome.ledger.cash[Party("cash-USD")]
    assert cash.balance(Party("BE-001")) == 0 < cash.balance(Party("AL-001"))
    assert outcome.ledger.programme.factor(NOTE) == 6_666_666_667
    column = PAYMENT_COLUMNS.index("principal")
    assert {row[column] for row in discharge_rows(outcome)} == {"3333.78"}
    (row,) = (each for each in summary(outcome)["instruments"] if each["code"] == NOTE)
    assert (row["pool_factor"], row["outstanding"]) == ("0.6666666667", "26670.33")
    assert row["face_rounded"] is True


def test_figures__after_an_instalment__dues_are_of_what_is_left(
    artifacts: Mapping[str, Artifact],
) -> None:
    """91 and 92 days at 10 % on 66.66666667 and 50 percent of 40,005.49."""
    outcome = fine(played(story(SINKING, INSTALMENT), artifacts))
    (issue,) = (
        each
        for each in outstanding_debt(outcome.trial, outcome.ledger, outcome.now)
        if each.code == NOTE
    )
    units = 4 * UNITS + 1
    assert sum(due.principal for due in issue.debt.dues) == 666_758 + 2_000_274
    assert [due.interest for due in issue.debt.dues if due.interest] == [
        int(units * (Fraction(91, 3650) * Fraction(6_666_666_667, 10**10) + PART_TWO))
        - int(units * PART_TWO),
        int(units * Fraction(92, 3650) / 2),
    ]


PART_TWO = Fraction(1_666_666_667, 10**10)
"""The second instalment."""


def test_play__redemption_announced__no_repayment_after_it(
    artifacts: Mapping[str, Artifact],
) -> None:
    """The fiscal agent announces the last payment of the terms and then an instalment again."""
    days = INSTALMENT + REDEMPTION.replace(
        "      - announce_payment: {instrument: note, interest: 2}\n", "", 1
    )
    days += (
        "      - attempt:\n"
        "          announce_payment: {instrument: note, interest: 2}\n"
        "          refused: PeriodRefused\n"
    )
    outcome = played(story(SINKING, days), artifacts)
    redemption = outcome.ledger.payments.of(NOTE)[1]
    assert Fraction(redemption.terms.ratio.numerator, redemption.terms.ratio.denominator) == (
        Fraction(1, 2)
    )


def test_play__part_then_whole_called__nothing_is_left(artifacts: Mapping[str, Artifact]) -> None:
    """A fifth with the first coupon; the rest, 80 percent of 10,001.37, with the second."""
    outcome = fine(played(story(CALLABLE, PART), artifacts))
    first, second, redemption = outcome.ledger.payments.of(NOTE)
    assert {each.gross for each in first.discharges} == {24_660 + 200_028}
    interest = UNITS * Fraction(91, 3650) * Fraction(4, 5)
    assert {each.gross for each in second.discharges} == {int(interest)}
    assert {each.gross for each in redemption.discharges} == {UNITS * 4 // 5}
    assert outcome.ledger.tokens[NOTE].supply == 0
    assert outcome.ledger.programme.instruments[NOTE].owed == 0
    called = {row["code"]: row["called_for"] for row in summary(outcome)["instruments"]}
    assert called == {"PK00TRIAL848": None, NOTE: "2026-07-06", "XAU-SMALL": None}


def test_play__call_in_part_withdrawn__the_coupon_alone_is_paid(
    artifacts: Mapping[str, Artifact],
) -> None:
    """90 days at 10 % on 10,001.37, and the whole face goes on earning interest."""
    outcome = fine(played(story(CALLABLE, WITHDRAWN), artifacts))
    first, second = outcome.ledger.payments.of(NOTE)
    assert (first.phase, first.due, first.discharges) == (PaymentPhase.WITHDRAWN, 0, [])
    assert {each.gross for each in second.discharges} == {24_660}
    withdrawn, paid = (row for row in summary(outcome)["payments"] if row["instrument"] == NOTE)
    told = [withdrawn[key] for key in ("state", "due", "principal", "still_to_pay", "holders")]
    assert told == ["withdrawn", "0.00", "0.00", "0.00", 0]
    assert withdrawn["withdrawn_date"] == "2026-01-08"
    assert withdrawn["repays_percent"] == "20.00000000"
    assert not withdrawn["late"]
    assert (paid["state"], paid["holders"]) == ("paid", 4)
    (issue,) = (
        each
        for each in outstanding_debt(outcome.trial, outcome.ledger, outcome.now)
        if each.code == NOTE
    )
    assert sum(due.principal for due in issue.debt.dues) == 4 * UNITS


@pytest.mark.parametrize(
    ("event", "key", "change", "sentence"),
    [
        ("PaymentAnnounced", "principal", -1, "terms and register say 3333333333, the event log"),
        ("PaymentAnnounced", "numerator", 1, "the terms give "),
        ("PaymentMade", "gross", -1, "terms and register say (1000137, 358039, 3699), the event"),
    ],
)
def test_t52__reconciliation__principal_other_than_the_terms__found(
    artifacts: Mapping[str, Artifact], event: str, key: str, change: int, sentence: str
) -> None:
    outcome = fine(played(story(SINKING, INSTALMENT), artifacts))
    lines = [json.loads(line) for line in outcome.events]
    told = next(line["args"] for line in lines if line["name"] == event)
    if event == "PaymentMade":
        told[key][0] = str(int(told[key][0]) + change)
    else:
        told[key] = int(told[key]) + change
    changed = rebuild(outcome.ledger.genesis, map(json.dumps, lines))
    found = [each.sentence for each in entitlement_differences(outcome.trial, changed)]
    assert any(each.startswith(sentence) for each in found), found


@pytest.mark.parametrize(
    ("terms", "days", "field", "reason"),
    [
        (SINKING.replace(": 50}", ": 49}"), "", "note.instalments", "come to 99.00000000 percent"),
        (SINKING.replace("07-06", "07-07"), "", "instalments[2].date", "2026-07-07 is no interest"),
        (SINKING.replace("10-06", "09-06"), "", "instalments[3].date", "2026-09-06 is no interest"),
        (SINKING.replace("07-06", "04-06"), "", "instalments[2].date", "is not after 2026-04-06"),
        (CALLABLE.replace("04-06", "12-06"), "", "note.call.from", "is not between issue on 2026"),
        (
            CALLABLE,
            "      - call: {instrument: note, date: 2026-05-06}\n",
            "call.date",
            "2026-05-06 is no interest date of PK00TRIAL3Y9 before maturity",
        ),
        (
            CALLABLE,
            "      - call: {instrument: gold, date: 2026-07-06}\n",
            "call.instrument",
            "gold is no bond",
        ),
        (
            CALLABLE,
            "      - call: {instrument: note, date: 2026-07-06}\n"
            "      - announce_payment: {instrument: note, interest: 3}\n",
            "announce_payment.interest",
            "PK00TRIAL3Y9 is called before interest 3 is due",
        ),
        (
            CALLABLE,
            "      - call: {instrument: note, date: 2026-04-06, percent: 0}\n",
            "call.percent",
            "out of range",
        ),
        (
            CALLABLE,
            "      - call: {instrument: note, date: 2026-04-06, grace_days: 3}\n",
            "call",
            "grace days are of a call in part",
        ),
    ],
)
def test_load__repayment_that_cannot_be__a_sentence_with_its_field(
    terms: str, days: str, field: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parsed(story(terms, days))
    lines = str(caught.value).splitlines()
    assert any(field in line and reason in line for line in lines), lines
    assert all(line.startswith("small.yaml:") for line in lines)


def test_t41__play__more_announced_than_may_wait__refused_on_both_roads_until_one_is_withdrawn(
    artifacts: Mapping[str, Artifact],
) -> None:
    announced = "      - announce_payment: {instrument: note, redemption: true}\n"
    days = 128 * announced + (
        "      - attempt:\n"
        "          announce_payment: {instrument: note, redemption: true}\n"
        "          refused: TooManyPayments\n"
        "      - withdraw_payment: {instrument: note, payment: 1}\n"
    )
    again = announced + "      - withdraw_payment: {instrument: note, payment: 129}\n" + announced
    outcome = played(story("", days + again), artifacts)
    assert outcome.findings == ()
    (refused,) = (each for each in outcome.refusals if each.meant == "TooManyPayments")
    assert refused.agreed
    assert len(outcome.ledger.payments.of(NOTE)) == 130
    assert len(outcome.ledger.payments.unfunded(NOTE)) == 128
