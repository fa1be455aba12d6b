"""Auctions in a trial, as market stories: both roads refuse alike, and the books reconcile."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from rwa.auction import clear, read_bids, rules_on
from rwa.calendar import start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.errors import ConfigurationError
from rwa.identifiers import Party
from rwa.ledger.auctions import BidState, Phase
from rwa.reports import summary
from rwa.reports.text import print_summary
from rwa.scenario import parse_trial
from rwa.scenario.auction_terms import auction_terms
from rwa.scenario.auctions import announced
from rwa.simulation import Outcome, run_trial
from tests.trials import SMALL, parsed, played

DEALERS = """\
dealers:
  first: {name: First Dealer, fictional: true}
  second: {name: Second Dealer, fictional: true}
instruments:
"""
STORY = """\
  - date: 2026-01-08
    directives:
      - credit_cash: {unit: USD, account: first, amount: "100,000"}
      - credit_cash: {unit: USD, account: second, amount: "2,000"}
      - attempt:
          announce_auction:
            auction: a
            instrument: bill
            target: 100
            bids_through: 2026-01-08
            reveals_through: 2026-01-09
            settlement: 2026-01-12
            settles_through: 2026-01-12
            by: ministry
          refused: RoleRequired
      - announce_auction:
          auction: a
          instrument: bill
          target: "100,000"
          over_allotment: "20,000"
          non_competitive: "5,000"
          bids_through: 2026-01-08
          reveals_through: 2026-01-09
          settlement: 2026-01-12
          settles_through: 2026-01-12
          deposit_percent: 1
          deposit_at_least: 500
      - bid:
          auction: a
          bid: best
          dealer: first
          investor: AL-001
          face: "60,000"
          price: 98.4000
          deposit: 1000
      - bid:
          auction: a
          bid: next
          dealer: second
          investor: BE-001
          face: "30,000"
          price: 98.3000
          deposit: 1000
      - bid:
          auction: a
          bid: low
          dealer: first
          investor: AL-002
          face: "30,000"
          price: 97.0000
          deposit: 1000
      - bid: {auction: a, bid: beside, dealer: first, investor: AL-003, face: 500, deposit: 500}
      - bid:
          auction: a
          bid: silent
          dealer: second
          investor: BE-002
          face: "5,000"
          price: 99.0000
          deposit: 500
      - bid:
          auction: a
          bid: mistake
          dealer: first
          investor: AL-001
          face: 100
          price: 1.0000
          deposit: 500
      - withdraw_bid: {auction: a, bid: mistake}
      - attempt:
          bid:
            auction: a
            bid: small
            dealer: first
            investor: AL-001
            face: 100
            price: 98.0000
            deposit: 499
          refused: DepositTooSmall
      - attempt:
          bid:
            auction: a
            bid: foreign
            dealer: first
            investor: AL-001
            face: 100
            price: 98.0000
            deposit: 500
            by: ministry
          refused: RoleRequired
      - attempt:
          withdraw_bid: {auction: a, bid: best, by: second}
          refused: NotBidder
      - attempt:
          reveal: {auction: a, bid: best}
          refused: RevealNotOpen
  - date: 2026-01-09
    directives:
      - attempt:
          bid:
            auction: a
            bid: late
            dealer: first
            investor: AL-001
            face: 100
            price: 98.0000
            deposit: 500
          refused: BiddingClosed
      - attempt:
          reveal: {auction: a, bid: best, price: 98.5000}
          refused: CommitmentMismatch
      - reveal: {auction: a, bid: best}
      - reveal: {auction: a, bid: next}
      - reveal: {auction: a, bid: low}
      - reveal: {auction: a, bid: beside}
      - attempt:
          allot: {auction: a, cut_off: 98.3000, amounts: {best: "60,000"}}
          refused: RevealStillOpen
  - date: 2026-01-10
    directives:
      - post_price: {unit: XAU, usd: "4,000"}
      - attempt:
          allot: {auction: a, cut_off: 98.3000, amounts: {best: "50,000"}}
          refused: AllotmentRefused
      - attempt:
          allot:
            auction: a
            cut_off: 97.0000
            amounts: {best: "60,000", next: "30,000", low: "30,000", beside: 600}
          refused: AllotmentRefused
      - allot: {auction: a}
      - expect: {headroom_usd: "79,500", outstanding_usd: "800,000", findings: []}
      - attempt:
          issue: {instrument: bill, to: AL-001, amount: "79,600"}
          refused: CapExceeded
      - attempt:
          settle_auction: {auction: a}
          refused: SettlementNotOpen
  - date: 2026-01-12
    directives:
      - settle_auction: {auction: a}
      - attempt:
          reject_bids: {auction: a}
          refused: AuctionDecided
  - date: 2026-01-13
    directives:
      - settle_auction: {auction: a}
expect:
"""
END = """\
expect:
  outstanding_usd: 890,500
  headroom_usd: 109,500
  issued: {bill: "690,500"}
  refusals: 14
  findings: [bid-void, settlement-failed]
"""


def story(days: str = STORY, end: str = END) -> str:
    """The small trial with two primary dealers and these days after its own."""
    text = SMALL.replace("instruments:\n", DEALERS, 1)
    return text[: text.index("expect:\n")] + days[: days.index("expect:\n")] + end


@pytest.fixture(scope="module")
def outcome(artifacts: Mapping[str, Artifact]) -> Outcome:
    """The story, played."""
    return played(story(), artifacts)


def test_auction__from_announcement_to_settlement__as_the_trial_expects(outcome: Outcome) -> None:
    assert [str(each.finding.sentence) for each in outcome.findings if not each.expected] == []
    assert outcome.differences == ()
    assert outcome.exit_code == 0


def test_auction__cleared_by_the_rules__best_first_and_the_cut_off_cut(outcome: Outcome) -> None:
    """Target 100,000: 60,000 and 30,000 in full, and of the 30,000 at the cut-off all that fits
    the most of 120,000, since a bid below one lot is never cut.
    """
    auction = outcome.ledger.auctions.auctions[1]
    assert (auction.phase, auction.cut_off) == (Phase.ALLOTTED, 97_0000)
    assert [bid.allotted // 100 for bid in auction.bids.values()] == [
        60_000,
        30_000,
        30_000,
        500,
        0,
        0,
    ]
    assert 97_0000 < auction.non_competitive_price < 98_4000


def test_t32_auction__a_dealer_without_cash__fails_alone_and_lapses(outcome: Outcome) -> None:
    auction = outcome.ledger.auctions.auctions[1]
    best, second, low, beside, silent, mistake = auction.bids.values()
    assert all(bid.cost == auction.cost_of(bid) for bid in (best, low, beside))
    assert second.lapsed
    assert second.failures == ("ERC20InsufficientBalance", "ERC20InsufficientBalance")
    assert silent.voided
    assert mistake.state is BidState.CONCLUDED
    book = outcome.ledger.cash[Party("cash-USD")]
    proceeds = sum(bid.cost or 0 for bid in auction.bids.values())
    assert book.balance(Party("Government account")) == proceeds + 100_000 + 50_000
    assert book.balance(Party("primary-market")) == 0


def test_auction__void_and_failed__told_with_dealer_and_reason(outcome: Outcome) -> None:
    told = [each.finding.sentence for each in outcome.findings]
    assert told == [
        "Second Dealer did not settle USD 30,000.00: the balance is too small; it stands until "
        "the settlement deadline",
        "Second Dealer did not reveal it: it is void, and its deposit of USD 500.00 is forfeited",
        "Second Dealer did not settle USD 30,000.00: the balance is too small; it lapsed, and its "
        "deposit of USD 1,000.00 is forfeited",
    ]


def test_summary__allotted_and_not_settled__reserved_under_the_cap(
    artifacts: Mapping[str, Artifact], tmp_path: Path
) -> None:
    days = STORY[: STORY.index("  - date: 2026-01-12")] + "expect:\n"
    figures = summary(played(story(days, "expect: {}\n"), artifacts))
    assert figures["reserved_usd"] == "120500.000000"
    assert (figures["outstanding_usd"], figures["bound_usd"]) == (
        "800000.000000",
        "920500.000000",
    )
    console = Console(file=StringIO(), width=200)
    print_summary(console, figures, tmp_path, 1)
    assert isinstance(console.file, StringIO)
    assert (
        "Reserved for allotments that have not settled: US$120,500.00, which used"
        in console.file.getvalue()
    )


REJECTED = """\
  - date: 2026-01-08
    directives:
      - credit_cash: {unit: USD, account: first, amount: "100,000"}
      - announce_auction:
          auction: a
          instrument: bill
          target: 1000
          bids_through: 2026-01-08
          reveals_through: 2026-01-09
          settlement: 2026-01-12
          settles_through: 2026-01-12
      - bid:
          auction: a
          bid: only
          dealer: first
          investor: AL-001
          face: 1000
          price: 90.0000
          deposit: 10
  - date: 2026-01-09
    directives:
      - reveal: {auction: a, bid: only}
  - date: 2026-01-10
    directives:
      - reject_bids: {auction: a}
      - settle_auction: {auction: a}
expect:
"""


def test_auction__all_bids_rejected__deposits_back(artifacts: Mapping[str, Artifact]) -> None:
    end = "expect: {outstanding_usd: 800,000, refusals: 1}\n".replace("800,000", '"800,000"')
    outcome = played(story(REJECTED, end), artifacts)
    assert (outcome.differences, outcome.findings, outcome.exit_code) == ((), (), 0)
    assert outcome.ledger.auctions.auctions[1].phase is Phase.REJECTED
    cash = outcome.ledger.cash[Party("cash-USD")]
    assert cash.balance(Party("First Dealer")) == 10_000_000


OFFERS = """\
  - date: 2026-01-08
    directives:
      - credit_cash: {unit: USD, account: AL, amount: "5,000"}
      - announce_offer:
          offer: sold
          instrument: bill
          minimum: "5,000"
          maximum: "10,000"
          price: 98.5000
          open_through: 2026-01-08
          settlement: 2026-01-12
          settles_through: 2026-01-13
      - announce_offer:
          offer: missed
          instrument: bill
          minimum: "5,000"
          maximum: "10,000"
          price: 98.5000
          open_through: 2026-01-08
          settlement: 2026-01-12
          settles_through: 2026-01-13
      - subscribe: {offer: sold, holders: AL, face: "2,000"}
      - subscribe: {offer: missed, holders: AL-001, face: "2,000"}
      - attempt:
          subscribe: {offer: sold, holders: AL-001, face: "2,100"}
          refused: OfferFull
      - attempt:
          subscribe: {offer: sold, holders: AL-001, face: 100, by: first}
          refused: SubscriberRefused
      - attempt:
          close_offer: {offer: sold}
          refused: OfferStillOpen
  - date: 2026-01-09
    directives:
      - post_price: {unit: XAU, usd: "4,000"}
      - close_offer: {offer: sold}
      - close_offer: {offer: missed}
      - expect: {headroom_usd: "192,000"}
      - attempt:
          subscribe: {offer: sold, holders: AL-001, face: 100}
          refused: OfferClosed
      - attempt:
          settle_offer: {offer: sold}
          refused: OfferNotDue
      - settle_offer: {offer: missed}
      - block: {wallet: AL-002}
      - freeze: {instrument: bill, wallet: AL-003, amount: whole}
  - date: 2026-01-12
    directives:
      - settle_offer: {offer: sold}
  - date: 2026-01-14
    directives:
      - settle_offer: {offer: sold}
expect:
"""


def test_offer__one_sold_and_one_missed__settled_refunded_and_told(
    artifacts: Mapping[str, Artifact],
) -> None:
    end = (
        'expect: {outstanding_usd: "804,000", headroom_usd: "196,000", refusals: 6, '
        "findings: [settlement-failed]}\n"
    )
    outcome = played(story(OFFERS, end), artifacts)
    assert (outcome.differences, outcome.exit_code) == ((), 0)
    told = [each.finding.sentence for each in outcome.findings]
    failed = "'s subscription of USD 2,000.00 did not settle: "
    assert [tuple(sentence.split(failed)) for sentence in told] == [
        ("AL-002", "the holder is blocked; it waits"),
        ("AL-003", "the whole wallet is frozen; it waits"),
        ("AL-002", "the holder is blocked; it has lapsed, and what was paid in waits"),
        ("AL-003", "the whole wallet is frozen; it is refunded"),
    ]
    cash = outcome.ledger.cash[Party("cash-USD")]
    held = [cash.balance(Party(f"AL-{number:03d}")) for number in range(1, 5)]
    assert held == [303_000, 303_000, 500_000, 303_000]
    assert cash.balance(Party("Government account")) == 2 * 197_000
    assert cash.balance(Party("primary-market")) == 197_000


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("reveal: {auction: a, bid: only}", "reveal: {auction: a, bid: other}", "nobody bids"),
        ("reveal: {auction: a,", "reveal: {auction: b,", "unknown auction 'b'"),
        ("price: 90.0000", "price: 90", "90 has 0 decimals: exactly 4 are expected in the sale of"),
        (
            "price: 90.0000",
            "price: 90.12345",
            "in the sale of PK00TRIAL848 that closes on 2026-01-08",
        ),
        ("face: 1000", "face: 1000.505", "in the sale of PK00TRIAL848 that closes on 2026-01-08"),
        ("face: 1000", "face: 50", "only: USD 50.00 is below the smallest bid, USD 100.00, in the"),
        ("dealer: first", "dealer: third", "unknown primary dealer 'third'"),
    ],
)
def test_load__an_auction_that_cannot_be__one_sentence(old: str, new: str, reason: str) -> None:
    text = story(REJECTED.replace(old, new), "expect: {}\n")
    with pytest.raises(ConfigurationError, match=r"small\.yaml:[0-9]+: days") as caught:
        parsed(text)
    assert reason in str(caught.value)


FILED = """\
  - date: 2026-01-08
    directives:
      - credit_cash: {unit: USD, account: first, amount: "100,000"}
      - credit_cash: {unit: USD, account: second, amount: "100,000"}
      - announce_auction:
          auction: a
          instrument: bill
          target: "110,000"
          non_competitive: "5,000"
          bids_through: 2026-01-08
          reveals_through: 2026-01-09
          settlement: 2026-01-12
          settles_through: 2026-01-12
          deposit_percent: 1
      - bids: {auction: a, file: bids.csv}
  - date: 2026-01-09
    directives:
      - reveal_bids: {auction: a}
  - date: 2026-01-10
    directives:
      - post_price: {unit: XAU, usd: "4,000"}
      - allot: {auction: a}
  - date: 2026-01-12
    directives:
      - settle_auction: {auction: a}
expect:
"""
BIDS = b"""\
bid,dealer,investor,category,kind,price,yield,face,revealed
n1,first,AL-002,individual,non-competitive,,,500.00,yes
low,second,AL-003,individual,competitive,98.3000,,50000.00,yes
best,first,AL-001,individual,competitive,98.4000,,60000.00,yes
mute,second,BE-001,individual,competitive,99.0000,,1000.00,no
n2,first,BE-002,individual,non-competitive,,,500.00,yes
n3,second,BE-002,individual,non-competitive,,,500.00,yes
n4,second,BE-003,individual,non-competitive,,,500.00,no
n5,first,BE-003,individual,non-competitive,,,500.00,yes
"""


def test_auction__bids_of_a_file__cleared_as_the_command_clears_it(
    artifacts: Mapping[str, Artifact], tmp_path: Path
) -> None:
    """One person's two bids through two dealers are both void; of another one's two, one was never
    revealed, and the other counts.
    """
    (tmp_path / "bids.csv").write_bytes(BIDS)
    text = story(FILED, "expect: {findings: [bid-void]}\n")
    trial = parse_trial(text.encode(), "small.yaml", tmp_path)
    outcome = run_trial(trial, TesterEngine(start_of_day(trial.sections.start) - 1), artifacts)
    assert (outcome.differences, outcome.exit_code) == ((), 0)
    terms = auction_terms(trial.sections, announced(trial.sections)["a"])
    bids = read_bids(BIDS, "bids.csv", terms)
    expected = clear(terms, bids, rules_on(terms.day, terms.target))
    settled = {
        (outcome.decisions["a"].names[bid.number], bid.allotted, bid.cost)
        for bid in outcome.ledger.auctions.auctions[1].bids.values()
        if bid.allotted
    }
    assert settled == {(each.bid.number, each.face, each.cost) for each in expected.allotments}
    assert {name for name, _, _ in settled} == {"best", "low", "n1", "n5"}
    void = {each.bid.number for each in expected.voided}
    assert void == {"mute", "n2", "n3", "n4"}
    told = {each.finding.subject for each in outcome.findings}
    assert told == {f"bid {name} of auction a" for name in void}
    assert outcome.decisions["a"].result.cut_off == expected.cut_off
    assert outcome.decisions["a"].result.weighted_average_yield == expected.weighted_average_yield


BY_HAND = """\
- allot:
    auction: a
    cut_off: 98.3000
    non_competitive_price: 98.3500
    amounts: {best: "60,000", low: "50,000", n2: 500}
"""


def test_auction__allotted_by_hand_to_a_void_bid__done_and_found(
    artifacts: Mapping[str, Artifact], tmp_path: Path
) -> None:
    (tmp_path / "bids.csv").write_bytes(BIDS)
    lines = "".join(f"      {line}\n" for line in BY_HAND.splitlines())
    days = FILED.replace("      - allot: {auction: a}\n", lines)
    text = story(days, "expect: {findings: [bid-void]}\n")
    trial = parse_trial(text.encode(), "small.yaml", tmp_path)
    outcome = run_trial(trial, TesterEngine(start_of_day(trial.sections.start) - 1), artifacts)
    assert outcome.exit_code == 7
    [found] = [each.finding for each in outcome.findings if not each.expected]
    assert (found.check, found.subject) == ("void-allotted", "bid n2 of auction a")
    assert found.sentence == (
        "First Dealer's bid is void and allotted USD 500.00 by hand: BE-002 has 2 non-competitive "
        "bids, n2 and n3: one is allowed, and all are void"
    )
    result = outcome.decisions["a"].result
    assert {each.bid.number: each.price for each in result.allotments} == {
        "best": Decimal("98.4000"),
        "low": Decimal("98.3000"),
        "n2": Decimal("98.35"),
    }


def test_auction__cut_off_at_which_nobody_bid__one_sentence_with_issue_and_date(
    artifacts: Mapping[str, Artifact],
) -> None:
    days = REJECTED.replace("reject_bids: {auction: a}", "allot: {auction: a, cut_off: 91.0000}")
    with pytest.raises(ConfigurationError) as caught:
        played(story(days, "expect: {}\n"), artifacts)
    assert str(caught.value) == (
        "small: the auction of PK00TRIAL848 of 2026-01-08: '91.0000' is not a cut-off price: "
        "no valid bid stands at it"
    )


def test_auction__decided_before_it_is_announced__refused_on_both_roads(
    artifacts: Mapping[str, Artifact],
) -> None:
    early = """\
  - date: 2026-01-08
    directives:
      - attempt:
          allot: {auction: a, cut_off: 90.0000}
          refused: AuctionUnknown
      - attempt:
          reject_bids: {auction: a}
          refused: AuctionUnknown
      - attempt:
          settle_auction: {auction: a}
          refused: AuctionUnknown
"""
    days = REJECTED.replace("  - date: 2026-01-08\n    directives:\n", early)
    outcome = played(story(days, "expect: {refusals: 4}\n"), artifacts)
    assert (outcome.differences, outcome.exit_code) == ((), 0)
    assert all(refused.agreed for refused in outcome.refusals)


PASSED = """\
  - date: 2026-01-13
    directives:
      - credit_cash: {unit: USD, account: first, amount: 1}
expect:
"""
OVERDUE = "expect: {findings: [settlement-overdue]}\n"


def overdue(outcome: Outcome) -> list[tuple[str, str]]:
    found = (each.finding for each in outcome.findings)
    return [(f.subject, f.sentence) for f in found if f.check == "settlement-overdue"]


@pytest.mark.parametrize(
    ("start", "left"),
    [
        ("2026-01-10", "it is not decided, and deposits of USD 4,000.00 are held"),
        ("2026-01-12", "USD 120,500.00 of face is allotted and not delivered"),
    ],
)
def test_auction__its_day_passed_and_nothing_was_settled__found(
    artifacts: Mapping[str, Artifact], start: str, left: str
) -> None:
    """Deposits of 1,000 three times and of 500 twice."""
    days = STORY[: STORY.index(f"  - date: {start}")] + PASSED
    outcome = played(story(days, OVERDUE), artifacts)
    sentence = f"the auction a was to be settled on 2026-01-12: {left}"
    assert overdue(outcome) == [("PK00TRIAL848", sentence)]
    assert outcome.ok


def test_auction__rejected_and_deposits_never_returned__found(
    artifacts: Mapping[str, Artifact],
) -> None:
    start = STORY.index("  - date: 2026-01-10")
    rejecting = "  - date: 2026-01-10\n    directives:\n      - reject_bids: {auction: a}\n"
    outcome = played(story(STORY[:start] + rejecting + PASSED, OVERDUE), artifacts)
    left = "deposits of USD 4,000.00 are neither returned nor forfeited"
    sentence = f"the auction a was to be settled on 2026-01-12: {left}"
    assert overdue(outcome) == [("PK00TRIAL848", sentence)]


@pytest.mark.parametrize(
    ("missing", "left"),
    [
        (
            ["settle_offer: {offer: sold}"],
            "sold: USD 7,880.00 is not refunded",
        ),
        (["settle_offer: {offer: missed}"], "missed: USD 1,970.00 is not refunded"),
        (
            ["close_offer: {offer: missed}", "settle_offer: {offer: missed}"],
            "missed: it is not closed, and USD 1,970.00 is held for its subscribers",
        ),
    ],
)
def test_offer__its_day_passed_and_nothing_was_settled__found(
    artifacts: Mapping[str, Artifact], missing: list[str], left: str
) -> None:
    """2,000 at 98.5 is 1,970; four holders subscribed what was sold. Of those one is blocked and
    one frozen: where it was tried, that is told of them and no more. From the deadline on it is
    their cash that is owed.
    """
    days = OFFERS
    for directive in missing:
        days = days.replace(
            f"- {directive}", "- credit_cash: {unit: USD, account: first, amount: 1}"
        )
    outcome = played(story(days, "expect: {}\n"), artifacts)
    name, _, what = left.partition(": ")
    sentence = f"the offer {name} was to be settled on 2026-01-12: {what}"
    assert overdue(outcome) == [("PK00TRIAL848", sentence)]


def test_offer__its_day_passed_before_the_deadline__its_units_are_owed(
    artifacts: Mapping[str, Artifact],
) -> None:
    days = OFFERS[: OFFERS.index("  - date: 2026-01-12")] + PASSED
    outcome = played(story(days, "expect: {}\n"), artifacts)
    left = "USD 8,000.00 of face is paid for and not delivered"
    sentence = f"the offer sold was to be settled on 2026-01-12: {left}"
    assert overdue(outcome) == [("PK00TRIAL848", sentence)]
