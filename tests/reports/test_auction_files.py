"""The files of a run's auctions: what the event log says became of each bid."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace

import pytest

from rwa.chain.compiler import Artifact
from rwa.reports.auction_files import auction_files
from rwa.reports.directory import report_files
from rwa.simulation import Outcome
from rwa.simulation.auction_reconciliation import decision_differences
from tests.simulation.test_auctions import REJECTED, STORY, story
from tests.trials import SMALL, played


@pytest.fixture(scope="module")
def outcome(artifacts: Mapping[str, Artifact]) -> Outcome:
    """An auction with a dealer who does not pay, one who does not reveal, and a bid withdrawn."""
    return played(story(), artifacts)


def rows(outcome: Outcome, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(auction_files(outcome)[name].splitlines()))


def test_auction_files__none_announced__no_folder(artifacts: Mapping[str, Artifact]) -> None:
    files = report_files(played(SMALL, artifacts))
    assert [name for name in files if name.startswith("auctions")] == []


def test_auction_files__announced_and_undecided__in_the_calendar_alone(
    artifacts: Mapping[str, Artifact],
) -> None:
    days = STORY[: STORY.index("  - date: 2026-01-09")] + "expect:\n"
    undecided = played(story(days, "expect: {}\n"), artifacts)
    assert list(auction_files(undecided)) == ["auctions/calendar.csv"]
    [row] = rows(undecided, "auctions/calendar.csv")
    assert (row["outcome"], row["bids"], row["allotted"]) == ("undecided", "6", "0.00")


def test_calendar__decided_and_settled__dates_target_method_and_what_came_of_it(
    outcome: Outcome,
) -> None:
    """Target 100,000, 20,000 above it and 5,000 without a price; 30,000 of 120,500 lapsed."""
    assert rows(outcome, "auctions/calendar.csv") == [
        {
            "auction": "a",
            "instrument": "PK00TRIAL848",
            "unit": "USD",
            "method": "multiple",
            "target": "100000.00",
            "maximum": "125000.00",
            "accrued": "0.000000000000000000",
            "accrued_numerator": "0",
            "accrued_denominator": "1",
            "announced": "2026-01-08",
            "bids_through": "2026-01-08",
            "reveals_through": "2026-01-09",
            "settlement": "2026-01-12",
            "settles_through": "2026-01-12",
            "bids": "6",
            "outcome": "allotted",
            "allotted": "120500.00",
            "settled": "90500.00",
            "proceeds": "88630.11",
        }
    ]


def test_allotments__one_dealer_without_cash__lapsed_unpaid_and_forfeited(
    outcome: Outcome,
) -> None:
    told = {
        row["bid"]: (row["outcome"], row["settled"], row["paid"], row["failure"], row["forfeited"])
        for row in rows(outcome, "auctions/a/allotments.csv")
    }
    assert told == {
        "best": ("settled", "60000.00", "59040.00", "", "0.00"),
        "next": ("lapsed", "0.00", "0.00", "ERC20InsufficientBalance", "1000.00"),
        "low": ("settled", "30000.00", "29100.00", "", "0.00"),
        "beside": ("settled", "500.00", "490.11", "", "0.00"),
    }


def test_voided__never_revealed__nothing_known_but_dealer_and_deposit(outcome: Outcome) -> None:
    [row] = rows(outcome, "auctions/a/voided.csv")
    assert (row["bid"], row["investor"], row["face"], row["rule"]) == ("silent", "", "", "reveal")
    assert (row["deposit"], row["forfeited"]) == ("500.00", "500.00")


def test_notice__settlement__what_was_paid_lapsed_forfeited_and_withdrawn(
    outcome: Outcome,
) -> None:
    notice = auction_files(outcome)["auctions/a/notice.txt"]
    result, _, settlement = notice.partition("Settlement as of 2026-01-13\n\n")
    assert result.startswith("Result of the auction of PK00TRIAL848 of 2026-01-08\n")
    assert "\nAllotted cost                  USD 118,120.11\n" in result
    assert "Proceeds" not in result
    assert settlement.splitlines() == [
        "Settled                        USD 90,500.00",
        "Proceeds                       USD 88,630.11",
        "Lapsed                         USD 30,000.00",
        "Deposits forfeited             USD 1,500.00",
        "next  Second Dealer did not settle USD 30,000.00: the balance is too small; it lapsed, "
        "and its deposit of USD 1,000.00 is forfeited",
        "mistake  First Dealer withdrew it",
    ]


def test_notice__void_bids__as_many_as_the_file_of_void_bids_tells(outcome: Outcome) -> None:
    notice = auction_files(outcome)["auctions/a/notice.txt"]
    result, _, settlement = notice.partition("Settlement as of")
    void = {row["bid"] for row in rows(outcome, "auctions/a/voided.csv")}
    assert f"\nVoid bids: {len(void)}\n" in result
    told = "silent  Second Dealer did not reveal it: it is void, and its deposit of USD 500.00 is "
    assert told in result
    assert "silent" not in settlement


def test_bid_pattern__each_price__accepted_as_the_chain_allotted(outcome: Outcome) -> None:
    pattern = rows(outcome, "auctions/a/bid_pattern.csv")
    assert [(row["price"], row["offered"], row["accepted"]) for row in pattern] == [
        ("98.4000", "60000.00", "60000.00"),
        ("98.3000", "30000.00", "30000.00"),
        ("97.0000", "30000.00", "30000.00"),
    ]


def test_auction_files__all_rejected__told_with_the_pattern(
    artifacts: Mapping[str, Artifact],
) -> None:
    rejected = played(story(REJECTED, "expect: {}\n"), artifacts)
    notice = auction_files(rejected)["auctions/a/notice.txt"]
    assert "Outcome                     all bids rejected\n" in notice
    assert rows(rejected, "auctions/a/allotments.csv") == []
    [row] = rows(rejected, "auctions/a/bid_pattern.csv")
    assert (row["offered"], row["accepted"]) == ("1000.00", "0.00")
    [row] = rows(rejected, "auctions/calendar.csv")
    assert (row["outcome"], row["settled"], row["proceeds"]) == ("rejected", "0.00", "0.00")


def test_reconciliation__clearing_that_says_other_than_the_log__found(outcome: Outcome) -> None:
    assert list(decision_differences(outcome.decisions, outcome.ledger)) == []
    decision = outcome.decisions["a"]
    first, second, *others = decision.result.allotments
    told = (replace(first, cost=first.cost - 1), replace(second, face=1), *others)
    wrong = replace(decision, result=replace(decision.result, allotments=told))
    found = list(decision_differences({"a": wrong}, outcome.ledger))
    assert [each.subject for each in found] == [
        "bid best of auction a: cost",
        "bid next of auction a: face",
    ]
    assert found[0].sentence == "the clearing says 5903999, the event log says 5904000"
