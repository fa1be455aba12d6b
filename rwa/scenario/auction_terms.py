"""An auction of a trial in the market's terms: what bid files are read against and clearing works
on.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from rwa.auction import Auction, BillPricing, Method, Pricing, Rules, Tie, rules_on
from rwa.auction.cut_off import check_lot
from rwa.auction.pricing import BondPricing
from rwa.auction.terms import DECIMALS
from rwa.errors import MalformedValue
from rwa.pricing import FixedBond
from rwa.scenario.acts.market import AnnounceAuction, AnnounceOffer
from rwa.scenario.auctions import announced, announcements, bids_made, revelations
from rwa.scenario.debt import accrued_per_100
from rwa.scenario.fields import scaled
from rwa.scenario.models import BillSection, BondSection, TrialSection
from rwa.scenario.problem import Problem

PAR = Decimal(100)


def auction_terms(trial: TrialSection, act: AnnounceAuction) -> Auction:
    """An auction as announced. Raises `MalformedValue` for terms that cannot be."""
    instrument = trial.instruments[act.instrument]
    decimals = trial.units[instrument.unit].decimals
    return Auction(
        issue=instrument.code,
        day=act.bids_through,
        target=scaled(act.target, decimals),
        denomination=scaled(instrument.denomination, decimals),
        method=Method(act.price),
        over_allotment=scaled(act.over_allotment, decimals),
        non_competitive_total=scaled(act.non_competitive, decimals),
        pricing=_pricing(trial, act),
        accrued=accrued_interest(trial, act),
        unit=instrument.unit,
    )


def auction_rules(terms: Auction, act: AnnounceAuction) -> Rules:
    """The rules of an auction's day; whoever may bid on chain is a primary dealer."""
    return rules_on(terms.day, terms.target, tie=Tie(act.tie))


def accrued_interest(trial: TrialSection, act: AnnounceAuction | AnnounceOffer) -> Fraction:
    """Interest per 100 of face that buyers pay above the price: what was
    announced, else what the terms give on the day on which the sale settles. Raises as
    `accrued_on`.
    """
    if act.accrued is not None:
        return act.accrued
    return accrued_per_100(trial, trial.instruments[act.instrument], act.settlement)


def sale_problems(trial: TrialSection) -> Iterator[Problem]:
    """Auctions that no clearing could follow, of a trial whose words are sound; then bids that are
    revealed though the contract refuses their face.
    """
    problems = list(_auction_problems(trial))
    yield from problems or _face_problems(trial)


def _face_problems(trial: TrialSection) -> Iterator[Problem]:
    sales = announced(trial)
    revealed = {(act.auction, act.bid) for act in revelations(trial)}
    for path, act in bids_made(trial):
        if (act.auction, act.bid) not in revealed:
            continue
        terms = auction_terms(trial, sales[act.auction])
        if reason := terms.off_multiple(scaled(act.face, DECIMALS)):
            yield Problem((*path, "face"), f"{act.bid}: {reason}")


def _auction_problems(trial: TrialSection) -> Iterator[Problem]:
    for path, act in announcements(trial):
        unit = trial.instruments[act.instrument].unit
        if (decimals := trial.units[unit].decimals) != DECIMALS:
            reason = f"bids are counted with {DECIMALS} decimals, and {unit} has {decimals}"
            yield Problem((*path, "instrument"), reason)
            continue
        try:
            terms = auction_terms(trial, act)
            check_lot(terms, auction_rules(terms, act))
            if terms.pricing is not None:
                terms.pricing.yield_of(PAR)
        except MalformedValue as error:
            yield Problem(path, f"{act.auction} of {act.bids_through}: {error}")


def _pricing(trial: TrialSection, act: AnnounceAuction) -> Pricing | None:
    """The yield of a bill or fixed bond by its price at settlement; none for what floats or
    sinks.
    """
    section = trial.instruments[act.instrument]
    if isinstance(section, BillSection):
        return BillPricing((section.maturity_date - act.settlement).days)
    bond = _fixed_bond(trial, act.instrument)
    return BondPricing(bond, act.settlement) if bond else None


def _fixed_bond(trial: TrialSection, instrument: str) -> FixedBond | None:
    section = trial.instruments[instrument]
    if not isinstance(section, BondSection) or section.coupon_percent is None:
        return None
    if section.instalments:
        return None
    return FixedBond(
        Fraction(section.coupon_percent, 100),
        section.issue_date,
        section.maturity_date,
        section.frequency,
        section.day_count,
        section.record_days or 0,
    )
