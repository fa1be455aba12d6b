"""The accrued interest of sales, as the event log tells it, beside what the terms give."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rwa.accrued import accrued_text
from rwa.calendar import day_of
from rwa.findings import Finding
from rwa.ledger import Ledger
from rwa.ledger.auctions import Terms as AuctionTerms
from rwa.ledger.offers import OfferTerms
from rwa.money import Quantity
from rwa.rates import minor_units
from rwa.scenario.auctions import announced, offered
from rwa.scenario.debt import accrued_on, accrued_per_100
from rwa.scenario.models import InstrumentSection
from rwa.scenario.trial import Trial
from rwa.trade import Trade

CHECK = "accrued-interest"


def accrual_differences(trial: Trial, ledger: Ledger) -> Iterator[Finding]:
    """Every auction, offer and settled trade whose accrued interest is not what the terms give on
    its day of settlement.

    A trade's is its parties' affair; that it is another is told all the same.
    """
    sections = {section.code: section for section in trial.sections.instruments.values()}
    auctions, offers = list(announced(trial.sections)), list(offered(trial.sections))
    for auction in ledger.auctions.auctions.values():
        subject = f"auction {auctions[auction.number - 1]}"
        yield from _sale(trial, sections[auction.terms.id], auction.terms, subject)
    for offer in ledger.offers.offers.values():
        subject = f"offer {offers[offer.number - 1]}"
        yield from _sale(trial, sections[offer.terms.id], offer.terms, subject)
    for record in ledger.trades.trades.values():
        if record.parts:
            yield from _trade(trial, sections[record.trade.instrument], record.trade)


def _sale(
    trial: Trial, section: InstrumentSection, terms: AuctionTerms | OfferTerms, subject: str
) -> Iterator[Finding]:
    day = day_of(terms.settlement_time)
    due = accrued_per_100(trial.sections, section, day)
    if terms.accrued != due:
        told, by_terms = map(accrued_text, (terms.accrued, due))
        sentence = f"by the terms {by_terms} per 100 has accrued on {day}, and {told} was announced"
        yield Finding(CHECK, subject, sentence)


def _trade(trial: Trial, section: InstrumentSection, trade: Trade) -> Iterator[Finding]:
    """Terms say nothing of accrued interest in another currency than their own."""
    if trade.currency != section.unit:
        return
    decimals = trial.sections.units[section.unit].decimals
    day = day_of(trade.settlement_time)
    face = Fraction(trade.amount, 10**decimals)
    due = minor_units(face * accrued_on(trial.sections, section, day), decimals)
    if trade.accrued != due:
        told, by_terms = (Quantity(each, decimals, section.unit) for each in (trade.accrued, due))
        sentence = f"by the terms {by_terms} has accrued on {day}, and the parties agreed on {told}"
        yield Finding(CHECK, f"trade {trade.ref}", sentence)
