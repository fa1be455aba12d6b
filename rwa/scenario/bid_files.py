"""Bid files of a trial: read as `rwa auction clear` reads them, and checked against the parties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rwa.auction import Bid, BidUnclear, Category, Method, bids_by_line
from rwa.auction.cut_off import ladder_of
from rwa.auction.terms import DECIMALS
from rwa.errors import ConfigurationError
from rwa.money import divide_up, format_units
from rwa.scenario.acts.market import AnnounceAuction, SealBid, TakeBids
from rwa.scenario.auction_terms import auction_terms
from rwa.scenario.auctions import announced, bids_of, revelations
from rwa.scenario.fields import AMOUNT_DIGITS, WALLET, name_text, scaled
from rwa.scenario.models import TrialSection
from rwa.scenario.population import Persons
from rwa.scenario.problem import Problem

MAX_BIDS = 1_000
"""Bids of one file; each is a transaction when it is sealed, and one more when it is revealed."""
BPS = 10_000


@dataclass(frozen=True, slots=True)
class BidFile:
    """The bids of an auction that a file made: by name, in its order, which of them are revealed,
    and the yields that it names, by price.
    """

    bids: Mapping[str, SealBid]
    revealed: frozenset[str]
    rates: Mapping[Decimal, Fraction]


def read_bid_file(
    data: bytes, file: str, trial: TrialSection, persons: Persons, act: TakeBids
) -> BidFile:
    """The bids of a file for an auction that the trial announces.

    Raises `ConfigurationError` with line and field, naming `file`.
    """
    sale = announced(trial)[act.auction]
    bids: dict[str, SealBid] = {}
    lines: dict[Bid, int] = {}
    for line, bid in bids_by_line(data, file, auction_terms(trial, sale)):
        for field, reason in _problems(trial, persons, bid):
            raise ConfigurationError(file, reason, line=line, field=field)
        if len(bids) == MAX_BIDS:
            raise ConfigurationError(file, f"more than {MAX_BIDS:,} bids", line=line)
        bids[bid.number] = _sealed(act, sale, bid)
        lines[bid] = line
    revealed = [bid for bid in lines if bid.revealed]
    try:
        rates = {quote.price: quote.rate for quote, _ in ladder_of(revealed) if quote.rate}
    except BidUnclear as error:
        place = next(line for bid, line in lines.items() if bid.number == error.bid)
        raise ConfigurationError(file, str(error), line=place, field=error.column) from error
    return BidFile(bids, frozenset(bid.number for bid in revealed), rates)


def beside_problems(trial: TrialSection, files: Mapping[str, BidFile]) -> Iterator[Problem]:
    """Auctions allotted by the rules though a non-competitive bid is revealed that no formula
    prices.
    """
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            if (act := directive.allot) is None or act.amounts is not None:
                continue
            terms = auction_terms(trial, announced(trial)[act.auction])
            if terms.pricing is not None or terms.method is Method.UNIFORM:
                continue
            file = files.get(act.auction)
            told = {each.bid for each in revelations(trial) if each.auction == act.auction}
            told |= file.revealed if file else set()
            bids = {**(file.bids if file else {}), **bids_of(trial, act.auction)}
            beside = [name for name, bid in bids.items() if name in told and not bid.price]
            if beside:
                reason = (
                    f"{', '.join(beside)} in {terms.title}: non-competitive bids are allotted at "
                    "the weighted-average yield, and no formula gives its price; give amounts and "
                    "a non_competitive_price, or announce a uniform price"
                )
                yield Problem(("days", place, "directives", position, "allot", "auction"), reason)


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
