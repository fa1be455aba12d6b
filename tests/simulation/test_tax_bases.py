"""A bill's redemption is taxed above the weighted-average price of its auctions."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain.compiler import Artifact
from tests.simulation.test_auctions import DEALERS
from tests.trials import SMALL, played

ISSUED = '      - issue: {instrument: bill, to: AL, total: "600,000"}\n'
DAYS = """\
  - date: 2026-01-08
    directives:
      - set_tax_rates: {from: 2026-01-09, rates: {individual: 15}}
      - credit_cash: {unit: USD, account: first, amount: "100,000"}
      - announce_auction:
          auction: a
          instrument: bill
          target: "3,000"
          bids_through: 2026-01-08
          reveals_through: 2026-01-09
          settlement: 2026-01-12
          settles_through: 2026-01-12
          deposit_percent: 0
      - bid: {auction: a, bid: one, dealer: first, investor: AL-001, face: "1,000", price: 98.4000,
          deposit: 0}
      - bid: {auction: a, bid: two, dealer: first, investor: AL-002, face: "2,000", price: 98.1000,
          deposit: 0}
  - date: 2026-01-09
    directives:
      - reveal: {auction: a, bid: one}
      - reveal: {auction: a, bid: two}
  - date: 2026-01-10
    directives:
      - post_price: {unit: XAU, usd: "4,000"}
      - allot: {auction: a}
  - date: 2026-01-12
    directives:
      - settle_auction: {auction: a}
      - announce_payment: {instrument: bill, redemption: true}
"""


def story(told: str, issued: str = "") -> str:
    """A bill that was auctioned at 98.2000 on average, and perhaps issued otherwise too; its
    redemption is announced.
    """
    text = SMALL.replace("instruments:\n", DEALERS, 1)
    first = text.index(ISSUED)
    gold = "      - issue: {instrument: gold, to: BE-001, amount: 50}\n"
    days = DAYS.replace("redemption: true", f"redemption: true{told}")
    return text[:first] + issued + gold + days + "expect: {findings: []}\n"


def found(text: str, artifacts: Mapping[str, Artifact]) -> list[tuple[str, str]]:
    findings = (each.finding for each in played(text, artifacts).findings)
    return [(each.check, each.sentence) for each in findings]


@pytest.mark.parametrize(
    ("told", "issued"),
    [
        ("", ""),
        (", average_price: 98.2000", ""),
        (", average_price: 98.3000", ISSUED),
    ],
)
def test_redemption__average_of_the_auctions_or_not_known__nothing_found(
    artifacts: Mapping[str, Artifact], told: str, issued: str
) -> None:
    """(1,000 x 98.4 + 2,000 x 98.1) / 3,000 = 98.2."""
    assert found(story(told, issued), artifacts) == []


@pytest.mark.parametrize("told", ["98.3000", "98.1999", "100.0000"])
def test_redemption__taxed_above_another_price__found(
    artifacts: Mapping[str, Artifact], told: str
) -> None:
    assert found(story(f", average_price: {told}"), artifacts) == [
        (
            "average-price",
            f"payment 1 is taxed above {told} per 100, and the auctions of the issue came to "
            "98.2000 on average",
        )
    ]


def test_auction__rejected_and_nothing_was_deposited__nothing_is_left_to_give_back(
    artifacts: Mapping[str, Artifact],
) -> None:
    text = story("")
    text = text[: text.index("  - date: 2026-01-10")] + (
        "  - date: 2026-01-10\n    directives:\n"
        "      - reject_bids: {auction: a}\n"
        "  - date: 2026-01-13\n    directives:\n"
        '      - post_price: {unit: XAU, usd: "4,000"}\n'
    )
    assert found(text + "expect: {}\n", artifacts) == []
