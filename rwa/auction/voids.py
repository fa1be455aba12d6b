"""Bids that do not count, and why: every reason of each is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rwa.auction.bids import Bid, Kind
from rwa.auction.rules import Rules
from rwa.auction.terms import Auction


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule a bid breaks, by its short name, and a sentence with the numbers."""

    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class VoidedBid:
    """A bid that is void; it gets nothing and counts nowhere."""

    bid: Bid
    reasons: tuple[Reason, ...]


def voided_bids(auction: Auction, bids: Sequence[Bid], rules: Rules) -> tuple[VoidedBid, ...]:
    """The void bids among `bids`, by number."""
    persons = _non_competitive_numbers(bids)
    found = (
        VoidedBid(bid, tuple(_reasons(auction, bid, rules, persons.get(bid.investor, ()))))
        for bid in sorted(bids, key=lambda bid: bid.number)
    )
    return tuple(voided for voided in found if voided.reasons)


def _non_competitive_numbers(bids: Sequence[Bid]) -> Mapping[str, Sequence[str]]:
    """Each person's non-competitive bids across all dealers, as far as anybody knows them."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for bid in bids:
        if bid.revealed and bid.kind is Kind.NON_COMPETITIVE:
            numbers[bid.investor].append(bid.number)
    return numbers


def _reasons(
    auction: Auction, bid: Bid, rules: Rules, persons_bids: Sequence[str]
) -> Iterator[Reason]:
    if not bid.revealed:
        yield Reason("reveal", "it was not revealed")
        return
    if off_multiple := auction.off_multiple(bid.face):
        yield Reason("denomination", off_multiple)
    if bid.kind is Kind.COMPETITIVE:
        dealers = rules.primary_dealers
        if dealers is not None and bid.dealer not in dealers:
            yield Reason(
                "primary-dealer",
                f"{bid.dealer} is no primary dealer, and competitive bids come through one",
            )
        return
    if bid.category in rules.excluded:
        yield Reason(
            "category",
            f"{bid.investor} is of the category {bid.category.value}, "
            "which may not bid non-competitively",
        )
    if len(persons_bids) > 1:
        yield Reason(
            "one-bid",
            f"{bid.investor} has {len(persons_bids)} non-competitive bids, "
            f"{' and '.join(sorted(persons_bids))}: one is allowed, and all are void",
        )
    if rules.ceiling is not None and bid.face > rules.ceiling:
        yield Reason(
            "ceiling",
            f"{auction.quantity(bid.face)} is above the ceiling of one non-competitive bid, "
            f"{auction.quantity(rules.ceiling)}",
        )
