"""Auctions and offers of a trial: which are announced, and what bids and subscriptions may not
say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rwa.scenario.acts.act import Act
from rwa.scenario.acts.market import (
    Allot,
    AnnounceAuction,
    AnnounceOffer,
    OfBid,
    RevealBid,
    SealBid,
    Subscribe,
    TakeBids,
)
from rwa.scenario.debt_checks import accrued_problems
from rwa.scenario.directives import Doing
from rwa.scenario.fields import check_quoted, scaled
from rwa.scenario.models import TrialSection
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import Path


def announced(trial: TrialSection) -> Mapping[str, AnnounceAuction]:
    """The auctions by name, in the order in which they are announced and numbered."""
    return {act.auction: act for _, act in announcements(trial)}


def announcements(trial: TrialSection) -> Iterator[tuple[Path, AnnounceAuction]]:
    """Every auction that is announced, with its place."""
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            if (act := directive.announce_auction) is not None:
                yield ("days", place, "directives", position, "announce_auction"), act


def bids_made(trial: TrialSection) -> Iterator[tuple[Path, SealBid]]:
    """Every bid that the days make one by one, with its place."""
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            if (act := directive.bid) is not None:
                yield ("days", place, "directives", position, "bid"), act


def revelations(trial: TrialSection) -> Iterator[RevealBid]:
    """Every bid that is revealed."""
    acts = (directive.reveal for day in trial.days for directive in day.directives)
    return (act for act in acts if act is not None)


def offered(trial: TrialSection) -> Mapping[str, AnnounceOffer]:
    """The offers by name, in the order in which they are announced and numbered."""
    acts = (directive.announce_offer for day in trial.days for directive in day.directives)
    return {act.offer: act for act in acts if act is not None}


def bids_of(trial: TrialSection, auction: str) -> Mapping[str, SealBid]:
    """The bids of an auction that its days make one by one, by name and in their order."""
    return {act.bid: act for _, act in bids_made(trial) if act.auction == auction}


def files_of(trial: TrialSection) -> Mapping[str, tuple[Path, TakeBids]]:
    """The files of bids by their auction, each with the place where the trial names it."""
    return {
        directive.bids.auction: (("days", place, "directives", position, "bids"), directive.bids)
        for place, day in enumerate(trial.days)
        for position, directive in enumerate(day.directives)
        if directive.bids is not None
    }


def auction_problems(trial: TrialSection) -> Iterator[Problem]:
    """Names and files given twice, amounts and prices of too many decimals."""
    names: set[str] = set()
    offers: set[str] = set()
    bids: set[tuple[str, str]] = set()
    files: set[str] = set()
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            path: Path = ("days", place, "directives", position)
            if (act := directive.announce_auction) is not None:
                if act.auction in names:
                    reason = f"the name {act.auction!r} is taken by another auction"
                    yield Problem((*path, "announce_auction", "auction"), reason)
                names.add(act.auction)
            if (offer := directive.announce_offer) is not None:
                if offer.offer in offers:
                    reason = f"the name {offer.offer!r} is taken by another offer"
                    yield Problem((*path, "announce_offer", "offer"), reason)
                offers.add(offer.offer)
            if (bid := directive.bid) is not None:
                if (bid.auction, bid.bid) in bids:
                    reason = f"the name {bid.bid!r} is taken by another bid of {bid.auction}"
                    yield Problem((*path, "bid", "bid"), reason)
                bids.add((bid.auction, bid.bid))
            if (taken := directive.bids) is not None:
                if taken.auction in files:
                    reason = f"the auction {taken.auction} has a file of bids already"
                    yield Problem((*path, "bids", "file"), reason)
                files.add(taken.auction)
            if (told := directive.reveal_bids) is not None and told.auction not in files:
                reason = f"no file of bids of {told.auction} comes before it"
                yield Problem((*path, "reveal_bids", "auction"), reason)
            if directive.attempt is not None:
                yield from _act_problems(trial, (*path, "attempt"), directive.attempt)
            else:
                yield from _act_problems(trial, path, directive)


def bid_problems(
    trial: TrialSection, filed: Mapping[str, Mapping[str, SealBid]]
) -> Iterator[Problem]:
    """Bids that nobody makes, and names that both a file and a day give."""
    made = {
        auction: {*bids_of(trial, auction), *filed.get(auction, ())}
        for auction in announced(trial)
        if auction in filed or auction not in files_of(trial)
    }
    for path, act in _acts(trial):
        if isinstance(act, SealBid) and act.bid in filed.get(act.auction, ()):
            yield Problem((*path, "bid"), f"the name {act.bid!r} is taken by a bid of the file")
        elif isinstance(act, OfBid) and act.bid not in made.get(act.auction, {act.bid}):
            yield Problem((*path, "bid"), f"nobody bids {act.bid!r} in the auction {act.auction}")
        elif isinstance(act, Allot):
            for name in act.amounts or ():
                if name not in made.get(act.auction, {name}):
                    reason = f"nobody bids {name!r} in the auction {act.auction}"
                    yield Problem((*path, "amounts", name), reason)


def _acts(trial: TrialSection) -> Iterator[tuple[Path, Act]]:
    """Every act and attempt, with its place."""
    for place, day in enumerate(trial.days):
        for position, directive in enumerate(day.directives):
            path: Path = ("days", place, "directives", position)
            if directive.attempt is not None:
                yield (*path, "attempt", directive.attempt.word), directive.attempt.act
            else:
                yield (*path, directive.word), directive.act


def _act_problems(trial: TrialSection, path: Path, doing: Doing) -> Iterator[Problem]:
    act = getattr(doing, doing.word)
    here = (*path, doing.word)
    if isinstance(act, AnnounceAuction | AnnounceOffer) and act.accrued is None:
        sold = trial.instruments.get(act.instrument)
        if sold is not None:
            yield from accrued_problems(trial, here, sold, act.settlement)
    if isinstance(act, AnnounceOffer):
        yield from _price_problems((*here, "price"), act.price, _sale(trial, act))
    if isinstance(act, Subscribe) and (terms := offered(trial).get(act.offer)) is not None:
        instrument = trial.instruments.get(terms.instrument)
        unit = trial.units.get(instrument.unit) if instrument else None
        if unit is not None:
            yield from _number_problems(
                (*here, "face"), act.face, unit.decimals, _sale(trial, terms)
            )
    auction = announced(trial).get(getattr(act, "auction", ""))
    if auction is None:
        return
    sale = _sale(trial, auction)
    instrument = trial.instruments.get(auction.instrument)
    unit = trial.units.get(instrument.unit) if instrument else None
    decimals = {}
    if unit is not None:
        decimals = {"face": unit.decimals, "deposit": unit.decimals}
        for name, text in (getattr(act, "amounts", None) or {}).items():
            yield from _number_problems((*here, "amounts", name), text, unit.decimals, sale)
    if isinstance(act, AnnounceAuction):
        return
    for field, places in decimals.items():
        text = getattr(act, field, None)
        if isinstance(text, str):
            yield from _number_problems((*here, field), text, places, sale)
    for field in ("price", "cut_off", "non_competitive_price"):
        if isinstance(text := getattr(act, field, None), str):
            yield from _price_problems((*here, field), text, sale)


def _sale(trial: TrialSection, act: AnnounceAuction | AnnounceOffer) -> str:
    """A sale by what is sold and the day it closes, for a sentence."""
    instrument = trial.instruments.get(act.instrument)
    closes = act.open_through if isinstance(act, AnnounceOffer) else act.bids_through
    return (
        f"the sale of {instrument.code if instrument else act.instrument} that closes on {closes}"
    )


def _price_problems(path: Path, text: str, sale: str) -> Iterator[Problem]:
    """A price of more or fewer decimals than four, in a sale."""
    try:
        check_quoted(text)
    except ValueError as error:
        yield Problem(path, f"{error} in {sale}")


def _number_problems(path: Path, text: str, decimals: int, sale: str) -> Iterator[Problem]:
    """A number of too many decimals, in a sale."""
    try:
        scaled(text, decimals)
    except ValueError as error:
        yield Problem(path, f"{error}, in {sale}")
