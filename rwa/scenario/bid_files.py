"""Bid files of a trial: read as `rwa auction clear` reads them, and checked against the parties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rwa.auction import Bid, Category
from rwa.auction.bids_file import bids_by_line
from rwa.auction.terms import DECIMALS
from rwa.errors import ConfigurationError
from rwa.money import divide_up, format_units
from rwa.scenario.acts.market import AnnounceAuction, SealBid, TakeBids
from rwa.scenario.auction_terms import auction_terms
from rwa.scenario.auctions import announced
from rwa.scenario.fields import AMOUNT_DIGITS, WALLET, name_text, scaled
from rwa.scenario.models import TrialSection
from rwa.scenario.population import Persons

MAX_BIDS = 1_000
"""Bids of one file; each is a transaction when it is sealed, and one more when it is revealed."""
BPS = 10_000


@dataclass(frozen=True, slots=True)
class BidFile:
    """The bids of an auction that a file made: by name, in its order, and which of them are
    revealed.
    """

    bids: Mapping[str, SealBid]
    revealed: frozenset[str]


def read_bid_file(
    data: bytes, file: str, trial: TrialSection, persons: Persons, act: TakeBids
) -> BidFile:
    """The bids of a file for an auction that the trial announces.

    Raises `ConfigurationError` with line and field, naming `file`.
    """
    sale = announced(trial)[act.auction]
    bids: dict[str, SealBid] = {}
    revealed: set[str] = set()
    for line, bid in bids_by_line(data, file, auction_terms(trial, sale)):
        for field, reason in _problems(trial, persons, bid):
            raise ConfigurationError(file, reason, line=line, field=field)
        if len(bids) == MAX_BIDS:
            raise ConfigurationError(file, f"more than {MAX_BIDS:,} bids", line=line)
        bids[bid.number] = _sealed(act, sale, bid)
        if bid.revealed:
            revealed.add(bid.number)
    return BidFile(bids, frozenset(revealed))


def category_of(name: str) -> Category:
    """The category of investors that a category of the population stands for."""
    known = {category.value: category for category in Category}
    return known.get(name, Category.OTHER)


def _problems(trial: TrialSection, persons: Persons, bid: Bid) -> Iterator[tuple[str, str]]:
    try:
        name_text(bid.number)
    except ValueError as error:
        yield "bid", str(error)
    if bid.dealer not in trial.dealers:
        yield "dealer", f"unknown primary dealer {bid.dealer!r}"
    if bid.face >= 10 ** (AMOUNT_DIGITS + DECIMALS):
        yield "face", f"an amount has at most {AMOUNT_DIGITS} digits of units"
    person = persons.of_wallet(bid.investor) if WALLET.fullmatch(bid.investor) else None
    if person is None:
        yield "investor", f"unknown wallet {bid.investor!r}"
        return
    name = list(trial.population.categories)[person.category - 1]
    if (known := category_of(name)) is not bid.category:
        yield "category", f"{bid.investor} is of the category {known.value} in the trial"


def _sealed(act: TakeBids, sale: AnnounceAuction, bid: Bid) -> SealBid:
    share = divide_up(bid.face * sale.deposit_percent, BPS)
    deposit = max(share, scaled(sale.deposit_at_least, DECIMALS))
    return SealBid(
        by=act.by,
        auction=act.auction,
        bid=bid.number,
        dealer=bid.dealer,
        investor=bid.investor,
        face=format_units(bid.face, DECIMALS),
        price=str(bid.quote.price) if bid.quote else None,
        deposit=format_units(deposit, DECIMALS),
    )
