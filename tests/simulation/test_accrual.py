"""Accrued interest of sales: by the terms unless told, and told where it is another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from rwa.calendar import day_of
from rwa.chain.compiler import Artifact
from rwa.errors import ConfigurationError
from rwa.identifiers import Party
from rwa.reports import summary
from rwa.simulation import Outcome
from tests.simulation.test_service import BOND, FLOATING
from tests.trials import SMALL, parsed, played

DAYS = """\
  - date: 2026-01-08
    directives:
      - register: {instrument: note}
      - issue: {instrument: note, to: AL-001, amount: "10,000"}
      - credit_cash: {unit: USD, account: AL-002, amount: "20,000"}
      - announce_offer:
          offer: tap
          instrument: note
          minimum: 1000
          maximum: 1000
          price: 101.5000
          open_through: 2026-02-04
          settlement: 2026-02-06
          settles_through: 2026-02-06
      - subscribe: {offer: tap, holders: AL-002, face: 1000}
  - date: 2026-02-05
    directives:
      - post_price: {unit: XAU, usd: "4,000"}
      - close_offer: {offer: tap}
  - date: 2026-02-06
    directives:
      - settle_offer: {offer: tap}
      - settle: {trade: T-1, instrument: note, from: AL-001, to: AL-002, amount: 1000,
          clean: 990.00, settlement: 2026-02-06}
  - date: 2026-04-03
    directives:
      - settle: {trade: T-2, instrument: note, from: AL-001, to: AL-002, amount: 1000,
          clean: 990.00, settlement: 2026-04-03}
"""


def story(*changes: tuple[str, str]) -> str:
    """An offer of a bond that has accrued 31 days of 10 % Actual/365, and two trades."""
    text = SMALL.replace("  gold:\n    class", BOND + "  gold:\n    class", 1)
    text = text.replace('{bill: "1,000,000",', '{bill: "1,000,000", bond: "1,000,000",', 1)
    text = text.replace("maturity_date: 2026-03-31", "maturity_date: 2026-12-31")
    text = text[: text.index("expect:\n")] + DAYS
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def found(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(f.check, f.subject, f.sentence) for f in (each.finding for each in outcome.findings)]


def test_play__accrued_interest_not_told__by_the_terms(artifacts: Mapping[str, Artifact]) -> None:
    """1,000 x 10 % x 31 / 365 = 8.4932; of a coupon due on 6 April 3 days are missing: 0.8219."""
    outcome = played(story(), artifacts)
    assert (outcome.differences, found(outcome)) == ((), [])
    (offer,) = outcome.ledger.offers.offers.values()
    assert offer.terms.accrued == Fraction(310, 365)
    (row,) = summary(outcome)["offers"]
    assert (row["accrued_numerator"], row["accrued_denominator"]) == ("62", "73")
    assert offer.subscriptions[0].paid == 102_350
    assert [each.trade.accrued for each in outcome.ledger.trades.trades.values()] == [849, -82]
    cash = outcome.ledger.cash[Party("cash-USD")]
    assert cash.balance(Party("AL-002")) == 2_000_000 - 102_350 - (99_000 + 849) - (99_000 - 82)


def test_play__accrued_interest_other_than_the_terms__told(
    artifacts: Mapping[str, Artifact],
) -> None:
    text = story(
        ("price: 101.5000\n", "price: 101.5000\n          accrued: 0\n"),
        ("clean: 990.00,", "clean: 990.00, accrued: 8.00,"),
    )
    outcome = played(text, artifacts)
    assert outcome.exit_code == 7
    assert found(outcome) == [
        (
            "accrued-interest",
            "offer tap",
            "by the terms 0.849315068493150685 per 100 has accrued on 2026-02-06, "
            "and 0.000000000000000000 was announced",
        ),
        (
            "accrued-interest",
            "trade T-1",
            "by the terms USD 8.49 has accrued on 2026-02-06, and the parties agreed on USD 8.00",
        ),
    ]
    meant = text + "expect: {findings: [accrued-interest]}\n"
    assert played(meant, artifacts).ok


RUPEE = "{decimals: 2, price: {decimals: 8, heartbeat_hours: 72, largest_change_percent: 50}}"
FLOATS = ("coupon_percent: 10.00", FLOATING)


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ([FLOATS], "announce_offer.accrued", "MTB-3M for the reset on 2026-01-06"),
        (
            [FLOATS, ("price: 101.5000", "price: 101.5000\n          accrued: 1")],
            "settle.accrued",
            "MTB-3M for the reset on 2026-01-06",
        ),
        (
            [
                ("  USD: {decimals: 2}\n", f"  USD: {{decimals: 2}}\n  PKR: {RUPEE}\n"),
                ("clean: 990.00,", "clean: 990.00, currency: PKR,"),
            ],
            "settle.accrued",
            "it must be told: PKR is paid, and the terms are in USD",
        ),
    ],
)
def test_load__accrued_interest_that_follows_from_nothing__refused(
    changes: list[tuple[str, str]], place: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parsed(story(*changes))
    lines = str(caught.value).splitlines()
    assert any(place in line and reason in line for line in lines), lines


PAYING = """\
  - date: 2026-04-06
    directives:
      - credit_cash: {unit: USD, account: government_account, amount: "20,000"}
      - fund_payment: {instrument: note, payment: 1}
      - pay: {instrument: note, payment: 1}
"""
ANNOUNCING = """\
      - set_tax_rates: {from: 2026-04-02, rates: {individual: 0}}
      - announce_payment: {instrument: note, interest: 1}
"""


def test_play__offer_paused_over_the_record_date__refunded_and_no_interest_paid_for(
    artifacts: Mapping[str, Artifact],
) -> None:
    """The record date is 1 April. Else 2.30 per 100 of accrued would be paid, and no coupon had."""
    text = story(
        ("open_through: 2026-02-04", "open_through: 2026-03-27"),
        ("settlement: 2026-02-06", "settlement: 2026-03-31"),
        ("settles_through: 2026-02-06", "settles_through: 2026-04-01"),
    )
    text = text[: text.index("  - date: 2026-02-05")] + (
        "  - date: 2026-03-30\n    directives:\n"
        f'      - post_price: {{unit: XAU, usd: "4,000"}}\n{ANNOUNCING}'
        "      - close_offer: {offer: tap}\n"
        "      - pause: {instrument: note}\n"
        "  - date: 2026-03-31\n    directives:\n"
        "      - settle_offer: {offer: tap}\n"
        "  - date: 2026-04-02\n    directives:\n"
        "      - unpause: {instrument: note}\n"
        "      - settle_offer: {offer: tap}\n"
        f"{PAYING}expect: {{findings: [settlement-failed]}}\n"
    )
    outcome = played(text, artifacts)
    assert outcome.ok
    left = "AL-002's subscription of USD 1,000.00 did not settle"
    assert [sentence for _, _, sentence in found(outcome)] == [
        f"{left}: transfers and issuance are stopped; it waits",
        f"{left}: transfers and issuance are stopped; it is refunded",
    ]
    subscription = outcome.ledger.offers.offers[1].subscriptions[0]
    assert (subscription.lapsed, subscription.refunded) == (True, True)
    assert outcome.ledger.cash[Party("cash-USD")].balance(Party("AL-002")) == 2_000_000


def test_play__trade_recycled_past_the_record_date__told_when_it_settles(
    artifacts: Mapping[str, Artifact],
) -> None:
    """The parties chose until when it is recycled, so it settles."""
    days = (
        f"  - date: 2026-04-01\n    directives:\n{ANNOUNCING}"
        "      - agree: {trade: T-9, instrument: note, from: AL-001, to: AL-002, amount: 1000,\n"
        "          clean: 990.00, settlement: 2026-04-01, through: 2026-04-03}\n"
        "  - date: 2026-04-03\n    directives:\n"
        "      - BY\n"
        f"{PAYING}expect: {{findings: [record-date-passed]}}\n"
    )
    text = story()
    text = text[: text.index("  - date: 2026-04-03")]
    for by in ("settle_trade: {trade: T-9}", "settle_batch: {trades: [T-9]}"):
        outcome = played(text + days.replace("BY", by), artifacts)
        assert outcome.ok
        (noted,) = outcome.findings
        assert day_of(noted.time) == date(2026, 4, 3)
        assert found(outcome) == [
            (
                "record-date-passed",
                "T-9",
                "it was agreed for 2026-04-01 with accrued interest of USD 23.29 and settles past "
                "the record date of 2026-04-01: its interest is AL-001's",
            )
        ]
