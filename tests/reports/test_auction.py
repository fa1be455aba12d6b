"""An auction's files: what each line says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rwa.auction import Quote, Result, clear
from rwa.reports.auction import allotment_rows, auction_record, bid_pattern_csv, result_notice
from tests.auction.market import auction, priced, rules, unpriced


def result() -> Result:
    announced = auction(100)
    bids = [
        priced("B1", 60, "98.1000"),
        priced("B2", 50, "98.0000", "D2"),
        priced("B3", 10, "97.9000", "D2"),
        unpriced("N1", 1, "AL-001"),
        replace(unpriced("N2", 26, "AL-002"), dealer="D2"),
    ]
    return clear(announced, bids, rules(announced))


def test_bid_pattern__each_price__offered_so_far_and_taken() -> None:
    assert bid_pattern_csv(result()).splitlines() == [
        "price,yield,bids,offered,cumulative_offered,accepted",
        "98.1000,8.4159,1,60000000.00,60000000.00,60000000.00",
        "98.0000,8.8678,1,50000000.00,110000000.00,50000000.00",
        "97.9000,9.3207,1,10000000.00,120000000.00,0.00",
    ]


def test_allotments__each__face_price_and_cost() -> None:
    """60m at 98.1, 50m at 98 (one lot, not cut), 1m at 98.0545, the price of 8.6213 %."""
    assert list(allotment_rows(result())) == [
        ("B1", "D1", "D1-own", "bank", "competitive", "60000000.00", "98.1000", "58860000.00"),
        ("B2", "D2", "D2-own", "bank", "competitive", "50000000.00", "98.0000", "49000000.00"),
        (
            "N1",
            "D1",
            "AL-001",
            "individual",
            "non-competitive",
            "1000000.00",
            "98.0545",
            "980545.00",
        ),
    ]


def test_notice__prices_without_yields__prices_alone() -> None:
    announced = auction(100, pricing=None)
    bids = [replace(priced("B1", 60, "98.1000"), quote=Quote(Decimal("98.1000"), None))]
    told = clear(announced, bids, rules(announced))
    lines = result_notice(told).splitlines()
    assert "Cut-off                     98.1000" in lines
    assert "Weighted average            98.1000" in lines
    assert auction_record(told)["weighted_average"] == {"price": "98.1000", "yield": None}
    assert bid_pattern_csv(told).splitlines()[1].startswith("98.1000,,1,")


def test_notice__more_than_the_maximum__told() -> None:
    lines = result_notice(result()).splitlines()
    assert "Residual of the target         PKR -10,000,000.00" in lines
    assert "Above the maximum by rounding  PKR 10,000,000.00" in lines
    assert "Bid-to-cover                   1.09" in lines
    place = lines.index(
        "Above the maximum: the contract would refuse it. A better cut-off price, or amounts given"
    )
    assert lines[place + 1] == "by hand, can stay within it."
    assert all(
        line == line.rstrip() and len(line) <= 100 for line in lines if "ceiling" not in line
    )
