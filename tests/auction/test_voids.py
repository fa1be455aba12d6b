"""Which bids are void, under which day's rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rwa.auction import Bid, Category, clear, rules_on
from rwa.auction.rules import CEILINGS, EXCLUDED, LOTS, MILLION, THROUGH_PRIMARY_DEALERS, Rules
from tests.auction.market import auction, faces, priced, rules, unpriced

TARGET = 10_000
FULL = priced("B1", TARGET, "98.0000")


def voided(*bids: Bid, by: Rules | None = None) -> dict[str, list[str]]:
    """The rules each void bid breaks, by its number; no void bid is allotted."""
    announced = auction(TARGET)
    result = clear(announced, [FULL, *bids], by or rules(announced))
    void = {each.bid.number: [reason.rule for reason in each.reasons] for each in result.voided}
    assert not void.keys() & faces(result).keys()
    return void


def test_void__off_the_denomination__either_kind() -> None:
    small = replace(priced("B2", 1, "98.0000"), face=4_000_00)
    odd = replace(unpriced("N1", 1, "AL-001"), face=7_500_00)
    assert voided(small, odd) == {"B2": ["denomination"], "N1": ["denomination"]}


def test_void__two_non_competitive_bids_of_a_person__both_across_dealers() -> None:
    bids = [
        unpriced("N1", 1, "AL-001"),
        unpriced("N2", 1, "AL-001", dealer="D2"),
        unpriced("N3", 1, "AL-002"),
    ]
    assert voided(*bids) == {"N1": ["one-bid"], "N2": ["one-bid"]}


def test_void__one_of_two_bids_void_already__the_other_too() -> None:
    bids = [unpriced("N1", 1, "AL-001"), unpriced("N2", 51, "AL-001")]
    assert voided(*bids) == {"N1": ["one-bid"], "N2": ["one-bid", "ceiling"]}


def test_void__competitive_beside_non_competitive_bid_of_a_person__neither() -> None:
    bids = [unpriced("N1", 1, "AL-001"), priced("B2", 1, "97.0000", investor="AL-001")]
    assert voided(*bids) == {}


@pytest.mark.parametrize("category", Category)
def test_void__category__banks_dfis_and_investment_banks(category: Category) -> None:
    excluded = {"bank", "dfi", "investment-bank"}
    expected = {"N1": ["category"]} if category.value in excluded else {}
    assert voided(unpriced("N1", 1, "AL-001", category=category)) == expected


def test_void__above_the_ceiling__sentence_with_the_numbers() -> None:
    announced = auction(TARGET)
    bids = [FULL, unpriced("N1", 50, "AL-001"), unpriced("N2", 51, "AL-002")]
    [only] = clear(announced, bids, rules(announced)).voided
    assert (only.bid.number, [reason.sentence for reason in only.reasons]) == (
        "N2",
        ["PKR 51,000,000.00 is above the ceiling of one non-competitive bid, PKR 50,000,000.00"],
    )


def test_void__competitive_bid_past_the_primary_dealers__void() -> None:
    announced = auction(TARGET)
    by = rules_on(announced.day, announced.target, primary_dealers=frozenset({"D1"}))
    bids = [priced("B2", 1, "98.0000", "D2"), unpriced("N1", 1, "AL-001", dealer="D2")]
    assert voided(*bids, by=by) == {"B2": ["primary-dealer"]}


@pytest.mark.parametrize(
    ("day", "target", "ceiling"),
    [
        (date(2009, 12, 31), 10_000, None),
        (date(2010, 1, 14), 10_000, 25),
        (date(2010, 1, 14), 400_000, 1_000),
        (date(2018, 3, 15), 400_000, 500),
        (date(2020, 11, 30), 40_000, 100),
        (date(2020, 12, 1), 40_000, 200),
        (date(2020, 12, 1), 2_000, 25),
        (date(2020, 12, 1), 400_000, 500),
        (date(2025, 1, 1), 2_000, 10),
        (None, 2_000, 10),
    ],
)
def test_ceiling__day_and_target__share_between_floor_and_top(
    day: date | None, target: int, ceiling: int | None
) -> None:
    expected = None if ceiling is None else ceiling * MILLION
    assert rules_on(day, target * MILLION).ceiling == expected


@pytest.mark.parametrize(
    ("day", "bound"),
    [(date(2018, 3, 14), False), (date(2018, 3, 15), True), (date(2025, 1, 1), False)],
)
def test_primary_dealers__day__bound_while_the_rule_holds(day: date, bound: bool) -> None:
    dealers = frozenset({"D1"})
    found = rules_on(day, MILLION, primary_dealers=dealers).primary_dealers
    assert found == (dealers if bound else None)


@pytest.mark.parametrize("series", [CEILINGS, EXCLUDED, LOTS, THROUGH_PRIMARY_DEALERS])
def test_rules__each_series__in_order_with_its_source(series: tuple[object, ...]) -> None:
    days = [entry.since for entry in series]  # type: ignore[attr-defined]
    assert days == sorted(set(days))
    assert all(entry.source for entry in series)  # type: ignore[attr-defined]
