"""The primary market in a summary: what auctions and offers brought."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from rich.console import Console

from rwa.chain.compiler import Artifact
from rwa.reports import summary
from rwa.reports.sales_text import print_sales
from tests.simulation.test_auctions import OFFERS, REJECTED, STORY, story
from tests.trials import SMALL, played

Artifacts = Mapping[str, Artifact]


def shown(figures: Mapping[str, Any]) -> str:
    """The primary market as printed, in one line."""
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    print_sales(console, figures["auctions"], figures["offers"])
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


@pytest.fixture(scope="module")
def auctioned(artifacts: Artifacts) -> Mapping[str, Any]:
    """120,500 allotted, of which 30,000 failed."""
    return summary(played(story(), artifacts))


def test_summary__auction__decided_and_settled(auctioned: Mapping[str, Any]) -> None:
    """(60 x 98.4 + 30 x 98.3 + 30 x 97) / 120 = 98.025; (100 / 97 - 1) x 365 / 78 = 14.4726 %;
    yields so weighted are 9.4458 %, of which the price is 98.0214: 59,040 + 29,100 + 490.11.
    """
    (row,) = auctioned["auctions"]
    assert row == {
        "auction": "a",
        "instrument": "PK00TRIAL848",
        "unit": "USD",
        "method": "multiple",
        "settlement": "2026-01-12",
        "accrued": "0.000000000000000000",
        "accrued_numerator": "0",
        "accrued_denominator": "1",
        "target": "100000.00",
        "outcome": "allotted",
        "cut_off_price": "97.0000",
        "cut_off_yield": "14.4726",
        "weighted_average_price": "98.0250",
        "weighted_average_yield": "9.4458",
        "bid_to_cover": "1.00",
        "residual": "-20000.00",
        "non_competitive": "500.00",
        "allotted": "120500.00",
        "settled": "90500.00",
        "proceeds": "88630.11",
    }
    text = shown(auctioned)
    assert "a USD 100,000.00 120,500.00 -20,000.00" in text
    assert "a: PK00TRIAL848, settlement 2026-01-12, allotted; cut-off 97.0000, yield 14.47" in text
    assert "USD 500.00 was allotted to non-competitive bids, beside the target" in text
    assert "settled USD 90,500.00." in text
    assert "Proceeds are what was paid for what was settled." in text


def test_summary__auction_rejected_or_undecided__said(artifacts: Artifacts) -> None:
    end = "expect: {}\n"
    (rejected,) = summary(played(story(REJECTED, end), artifacts))["auctions"]
    assert (rejected["outcome"], rejected["proceeds"]) == ("all bids rejected", "0.00")
    undecided = STORY[: STORY.index("  - date: 2026-01-09")] + "expect:\n"
    figures = summary(played(story(undecided, end), artifacts))
    (row,) = figures["auctions"]
    assert (row["outcome"], row["cut_off_price"], row["residual"]) == ("undecided", None, None)
    assert "a USD 100,000.00 0.00 - 0.00 -" in shown(figures)


def test_summary__offers__sold_and_failed(artifacts: Artifacts) -> None:
    """Four times 2,000 at 98.5, of which one is refunded and one waits; the other has failed."""
    figures = summary(played(story(OFFERS, "expect: {findings: [settlement-failed]}\n"), artifacts))
    told = [
        (row["offer"], row["outcome"], row["subscribed"], row["proceeds"], row["refunded"])
        for row in figures["offers"]
    ]
    assert told == [
        ("sold", "sold", "8000.00", "3940.00", "1970.00"),
        ("missed", "failed", "2000.00", "0.00", "1970.00"),
    ]
    text = shown(figures)
    assert "sold USD 5,000.00 10,000.00 8,000.00 3,940.00" in text
    assert "settlement 2026-01-12, failed; price 98.5000; refunded USD 1,970.00." in text


def test_summary__no_primary_market__no_section(artifacts: Artifacts) -> None:
    figures = summary(played(SMALL, artifacts))
    assert (figures["auctions"], figures["offers"], shown(figures)) == ([], [], "")
