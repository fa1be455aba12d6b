"""What the run's files tell of holders: record dates and payments, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

import pytest

from rwa.chain.compiler import Artifact
from rwa.reports import summary
from rwa.reports.holders import PAYMENT_COLUMNS, RECORD_COLUMNS, discharge_rows, record_rows
from rwa.simulation import Outcome
from tests.reports.test_service import cut, shown
from tests.simulation.test_service import story
from tests.trials import played

BILL = """\
      - set_tax_rates: {from: 2026-01-09, rates: {individual: 15}}
      - announce_payment: {instrument: bill, redemption: true, average_price: 98.3852}
      - credit_cash: {unit: USD, account: government_account, amount: "1,000,000"}
  - date: 2026-12-31
    directives:
      - fund_payment: {instrument: bill, payment: 1}
      - pay: {instrument: bill, payment: 1}
expect: {findings: [payment-overdue]}
"""


def payments(outcome: Outcome) -> list[dict[str, object]]:
    return [dict(zip(PAYMENT_COLUMNS, row, strict=True)) for row in discharge_rows(outcome)]


@pytest.fixture(scope="module")
def redeemed(artifacts: Mapping[str, Artifact]) -> Outcome:
    """A bill issued at 98.3852 on average, redeemed less 15 % tax on its discount."""
    text = cut(story(), "      - set_tax_rates")
    return played(text + BILL, artifacts)


def test_payments_file__bill__every_tax_recomputed_from_its_row(redeemed: Outcome) -> None:
    rows = payments(redeemed)
    assert len(rows) >= 4
    for row in rows:
        assert (row["type"], row["rate_percent"]) == ("redemption", "15.00")
        units = Fraction(str(row["units"]))
        taxable = Fraction(floor(units * (100 - Fraction("98.3852"))), 100)
        assert Fraction(str(row["taxable"])) == taxable
        tax = Fraction(floor(taxable * 15), 100)
        assert Fraction(str(row["withheld"])) == tax
        assert Fraction(str(row["net"])) == units - tax


def test_summary__bill__average_price_told(redeemed: Outcome) -> None:
    (row,) = summary(redeemed)["payments"]
    assert row["average_price"] == "98.3852"
    text = shown(row)
    assert "taxed above the average price of 98.3852" in text
    assert "is that of all that was settled at its auctions" in text


def test_payments_file__coupon__taxed_whole_in_the_words_of_its_issue(
    artifacts: Mapping[str, Artifact],
) -> None:
    sukuk = story().replace("    class: bond\n", "    class: bond\n    kind: ijara\n")
    rows = payments(played(sukuk, artifacts))
    told = {(row["type"], row["gross"], row["taxable"], row["withheld"]) for row in rows}
    assert told == {("rental", "246.60", "246.60", "36.99")}


MOVED = """\
  - date: 2026-04-03
    note: The record date was the first; since then a wallet is lost twice and two customers leave
    directives:
      - onboard: {exchange: alpha, holders: AL-001/2}
      - onboard: {exchange: alpha, holders: AL-001/3}
      - order:
          proposed_by: registrar
          approved_by: regulator
          document: Affidavit
          act: {replace_wallet: {wallet: AL-001, successor: AL-001/2}}
      - replace_wallet: {wallet: AL-001, successor: AL-001/2}
      - recover: {instrument: note, wallet: AL-001, successor: AL-001/2}
      - order:
          proposed_by: registrar
          approved_by: regulator
          document: Affidavit
          act: {replace_wallet: {wallet: AL-001/2, successor: AL-001/3}}
      - replace_wallet: {wallet: AL-001/2, successor: AL-001/3}
      - recover: {instrument: note, wallet: AL-001/2, successor: AL-001/3}
      - remove: {wallet: AL-003}
      - revoke: {exchange: alpha, document: Revocation}
      - responsor: {wallet: AL-004, exchange: beta}
"""


def test_record_dates_file__wallets_lost_and_customers_gone_since__as_it_was_then(
    artifacts: Mapping[str, Artifact],
) -> None:
    text = cut(story(), "  - date: 2026-04-02") + MOVED
    outcome = played(text, artifacts)
    assert outcome.ok, [str(each.finding) for each in outcome.findings]
    rows = [dict(zip(RECORD_COLUMNS, row, strict=True)) for row in record_rows(outcome)]
    told = [(row["wallet"], row["exchange"], row["entitled_now"]) for row in rows]
    assert told == [
        ("AL-001", "Alpha", "AL-001/3"),
        ("AL-002", "Alpha", "AL-002"),
        ("AL-003", "Alpha", "AL-003"),
        ("AL-004", "Alpha", "AL-004"),
    ]
    assert {row["units"] for row in rows} == {"10001.37"}
