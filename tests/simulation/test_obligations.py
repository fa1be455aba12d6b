"""What is due, paid and overdue on debt: calendar, arrears and findings of stories cut short."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from rich.console import Console

from rwa.chain.compiler import Artifact
from rwa.errors import ConfigurationError
from rwa.reports import summary
from rwa.reports.service_text import print_debt
from rwa.simulation import Outcome
from tests.simulation.test_service import FLOATING, story
from tests.trials import parsed, played

DAYS = """\
  - date: 2026-01-08
    directives:
      - register: {instrument: note}
      - issue: {instrument: note, to: AL, amount: "10,001.37"}
      - set_tax_rates: {from: 2026-01-09, rates: {individual: 15}}
      - credit_cash: {unit: USD, account: government_account, amount: "100,000"}
"""
ANNOUNCED = """\
      - announce_payment: {instrument: note, interest: 1, grace_days: 5}
"""
PAID = """\
  - date: 2026-04-06
    directives:
      - fund_payment: {instrument: note, payment: 1}
      - pay: {instrument: note, payment: 1}
"""
BLOCKED = """\
  - date: {day}
    directives:
      - block: {{wallet: BE-003}}
"""


def cut(*days: str, last: str) -> str:
    """A bond of 40,005.48 at 10 % Actual/365 and a bill of 600,000, to a last day.

    The coupons come to 986.43, 997.39 and 1,008.35: 90, 91 and 92 days, rounded down.
    """
    text = story()
    return text[: text.index(DAYS.splitlines()[0])] + "".join(days) + BLOCKED.format(day=last)


def debt(outcome: Outcome) -> Mapping[str, Any]:
    (row,) = summary(outcome)["debt"]
    return row


def found(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(f.check, f.subject, f.sentence) for f in (each.finding for each in outcome.findings)]


def service(outcome: Outcome) -> list[tuple[str, str, str]]:
    row = debt(outcome)
    return [(each["year"], each["principal"], each["interest"]) for each in row["service"]]


def test_debt__coupon_paid_on_the_day_of_the_report__not_in_the_calendar_any_more(
    artifacts: Mapping[str, Artifact],
) -> None:
    """What is left: two coupons of 997.39 and 1,008.35, and the bill in December."""
    text = cut(DAYS, ANNOUNCED, PAID, last="2026-04-07")
    text = text[: text.index("  - date: 2026-04-07")]
    outcome = played(text, artifacts)
    assert (found(outcome), debt(outcome)["overdue"]) == ([], None)
    assert service(outcome) == [("2026-27", "640005.48", "2005.74")]


def test_debt__coupon_due_today_and_not_funded__in_the_calendar_and_not_overdue(
    artifacts: Mapping[str, Artifact],
) -> None:
    """Rounded down, as it is funded: to the nearest cent it would be 986.44."""
    outcome = played(cut(DAYS, ANNOUNCED, last="2026-04-06"), artifacts)
    assert (found(outcome), debt(outcome)["overdue"]) == ([], None)
    assert service(outcome) == [("2025-26", "0.00", "986.43"), ("2026-27", "640005.48", "2005.74")]


@pytest.mark.parametrize(
    ("announcement", "fate"),
    [("", "was never announced"), (ANNOUNCED, "was to be paid on 2026-04-06 and is not funded")],
)
def test_debt__coupon_that_passed_unpaid__overdue_and_found(
    artifacts: Mapping[str, Artifact], announcement: str, fate: str
) -> None:
    text = cut(DAYS, announcement, last="2026-04-07")
    outcome = played(text, artifacts)
    assert outcome.exit_code == 7
    sentence = f"the coupon of 2026-04-06, USD 986.43, {fate}"
    assert found(outcome) == [("payment-overdue", "PK00TRIAL3Y9", sentence)]
    assert debt(outcome)["overdue"] == {
        "principal": "0.00",
        "interest": "986.43",
        "total": "986.43",
    }
    assert service(outcome) == [("2026-27", "640005.48", "2005.74")]
    assert played(text + "expect: {findings: [payment-overdue]}\n", artifacts).ok


def test_debt__matured_and_unpaid__still_principal_and_overdue(
    artifacts: Mapping[str, Artifact],
) -> None:
    text = cut(DAYS, last="2026-04-06")
    text = text.replace("maturity_date: 2026-12-31", "maturity_date: 2026-03-31")
    outcome = played(text, artifacts)
    sentence = "the principal of 2026-03-31, USD 600,000.00, was never announced"
    assert found(outcome) == [("payment-overdue", "PK00TRIAL848", sentence)]
    row = debt(outcome)
    assert (row["principal"], row["average_years_to_maturity"]) == ("640005.48", "0.03")
    assert row["overdue"] == {"principal": "600000.00", "interest": "0.00", "total": "600000.00"}


def test_debt__in_default_after_all_units_are_gone__interest_still_overdue(
    artifacts: Mapping[str, Artifact],
) -> None:
    """Who held at the record date is owed the coupon, whoever holds now."""
    redeemed = """\
  - date: 2026-10-06
    directives:
      - redeem: {instrument: note, from: all, amount: all}
"""
    text = cut(DAYS, ANNOUNCED, redeemed, last="2026-10-07")
    outcome = played(text, artifacts)
    told = [sentence.split(",")[0] for _, _, sentence in found(outcome)]
    assert told == [f"the coupon of 2026-{month}-06" for month in ("04", "07", "10")]
    assert debt(outcome)["principal"] == "600000.00"
    assert debt(outcome)["overdue"] == {
        "principal": "0.00",
        "interest": "2992.17",
        "total": "2992.17",
    }


def test_load__floating_bond_without_any_fixing__refused() -> None:
    text = cut(DAYS, last="2026-04-06").replace("coupon_percent: 10.00", FLOATING)
    with pytest.raises(ConfigurationError, match=r"instruments\.note: .*MTB-3M.*2026-01-06"):
        parsed(text)


def test_debt__floating_beyond_its_fixings__projected_at_the_last_and_told(
    artifacts: Mapping[str, Artifact],
) -> None:
    """40,005.48 at 12.00 + 0.50 %, then twice at 11.00 + 0.50 %: 1,233.04, 1,147.00 and
    1,159.61.
    """
    given = "fixings:\n  MTB-3M: {2026-01-06: 12.00, 2026-04-06: 11.00}\npopulation:\n"
    text = cut(DAYS, ANNOUNCED, last="2026-01-09").replace("coupon_percent: 10.00", FLOATING)
    outcome = played(text.replace("population:\n", given, 1), artifacts)
    assert [interest for _, _, interest in service(outcome)] == ["1233.04", "2306.61"]
    row = debt(outcome)
    assert row["projected"] == [
        {"reference": "MTB-3M", "percent": "11.0000", "observed": "2026-04-06"}
    ]
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    print_debt(console, [row])
    assert isinstance(console.file, io.StringIO)
    text = " ".join(console.file.getvalue().split())
    assert "Floating interest beyond the fixings the trial gives is projected at the last" in text
    assert "MTB-3M 11.0000 % of 2026-04-06." in text
    assert debt(played(cut(DAYS, last="2026-01-09"), artifacts))["projected"] == []
