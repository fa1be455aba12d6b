"""Auctions and offers of a trial: which are announced, and what bids and subscriptions may not
say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.scenario.acts.market import (
    Allot,
    AnnounceAuction,
    AnnounceOffer,
    OfBid,
    SealBid,
    Subscribe,
)
from rwa.scenario.debt_checks import accrued_problems
from rwa.scenario.directives import Doing
from rwa.scenario.fields import scaled
from rwa.scenario.models import TrialSection
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import Path


def announced(trial: TrialSection) -> Mapping[str, AnnounceAuction]:
    """The auctions by name, in the order in which they are announced and numbered."""
    acts = (directive.announce_auction for day in trial.days for directive in day.directives)
    return {act.auction: act for act in acts if act is not None}


def offered(trial: TrialSection) -> Mapping[str, AnnounceOffer]:
    """The offers by name, in the order in which they are announced and numbered."""
    acts = (directive.announce_offer for day in trial.days for directive in day.directives)
    return {act.offer: act for act in acts if act is not None}


def bids_of(trial: TrialSection, auction: str) -> Mapping[str, SealBid]:
    """The bids of an auction by name, in the order in which they are made."""
    acts = (directive.bid for day in trial.days for directive in day.directives)
    return {act.bid: act for act in acts if act is not None and act.auction == auction}


def auction_problems(trial: TrialSection) -> Iterator[Problem]:
    """Names given twice, bids that are not made, amounts and prices of too many decimals."""
    names: set[str] = set()
    offers: set[str] = set()
    bids: set[tuple[str, str]] = set()
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
            if directive.attempt is not None:
                yield from _act_problems(trial, (*path, "attempt"), directive.attempt)
            else:
                yield from _act_problems(trial, path, directive)


def _act_problems(trial: TrialSection, path: Path, doing: Doing) -> Iterator[Problem]:
    act = getattr(doing, doing.word)
    here = (*path, doing.word)
    if isinstance(act, AnnounceAuction | AnnounceOffer) and act.accrued is None:
        sold = trial.instruments.get(act.instrument)
        if sold is not None:
            yield from accrued_problems(trial, here, sold, act.settlement)
    if isinstance(act, AnnounceOffer):
        yield from _number_problems((*here, "price"), act.price, PRICE_DECIMALS, act.open_through)
    if isinstance(act, Subscribe) and (terms := offered(trial).get(act.offer)) is not None:
        instrument = trial.instruments.get(terms.instrument)
        unit = trial.units.get(instrument.unit) if instrument else None
        if unit is not None:
            day = terms.open_through
            yield from _number_problems((*here, "face"), act.face, unit.decimals, day)
    auction = announced(trial).get(getattr(act, "auction", ""))
    if auction is None:
        return
    if isinstance(act, OfBid) and act.bid not in bids_of(trial, act.auction):
        yield Problem((*here, "bid"), f"nobody bids {act.bid!r} in the auction {act.auction}")
    if isinstance(act, Allot):
        for name in act.amounts or ():
            if name not in bids_of(trial, act.auction):
                reason = f"nobody bids {name!r} in the auction {act.auction}"
                yield Problem((*here, "amounts", name), reason)
    instrument = trial.instruments.get(auction.instrument)
    unit = trial.units.get(instrument.unit) if instrument else None
    decimals = {"price": PRICE_DECIMALS, "cut_off": PRICE_DECIMALS}
    decimals["non_competitive_price"] = PRICE_DECIMALS
    if unit is not None:
        decimals |= {"face": unit.decimals, "deposit": unit.decimals}
        for name, text in (getattr(act, "amounts", None) or {}).items():
            yield from _number_problems(
                (*here, "amounts", name), text, unit.decimals, auction.bids_through
            )
    if isinstance(act, AnnounceAuction):
        return
    for field, places in decimals.items():
        text = getattr(act, field, None)
        if isinstance(text, str):
            yield from _number_problems((*here, field), text, places, auction.bids_through)


def _number_problems(path: Path, text: str, decimals: int, day: date) -> Iterator[Problem]:
    """A number of too many decimals, in the sale that closes on a day."""
    try:
        scaled(text, decimals)
    except ValueError as error:
        yield Problem(path, f"{error}, in the sale that closes on {day}")
