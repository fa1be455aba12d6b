"""Directives on sales at a fixed price, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.calendar import first_second_after, start_of_day
from rwa.findings import Finding
from rwa.identifiers import Code
from rwa.ledger.auctions import PRIMARY_MARKET
from rwa.ledger.cash import UNLIMITED
from rwa.ledger.offers import Offer, OfferPhase, OfferTerms, Subscription
from rwa.refusals import in_words
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.registry import Step, cash, offers
from rwa.scenario.acts import market as words
from rwa.scenario.auction_terms import accrued_interest
from rwa.scenario.auctions import offered
from rwa.scenario.fields import scaled
from rwa.simulation.context import Context

PAGE = 25
"""Subscriptions that one transaction settles."""


def announce(context: Context, act: words.AnnounceOffer) -> Iterator[Step]:
    """The fiscal agent announces an offer."""
    terms = OfferTerms(
        context.code(act.instrument),
        context.amount(act.instrument, act.minimum),
        context.amount(act.instrument, act.maximum),
        scaled(act.price, PRICE_DECIMALS),
        accrued_interest(context.trial.sections, act),
        first_second_after(act.open_through),
        start_of_day(act.settlement),
        first_second_after(act.settles_through),
    )
    yield offers.announce(context.registry, terms, by=act.by or "fiscal_agent")


def subscribe(context: Context, act: words.Subscribe) -> Iterator[Step]:
    """Each holder lets the primary market debit their account, and subscribes."""
    registry, number = context.registry, _number(context, act.offer)
    terms = offered(context.trial.sections)[act.offer]
    unit = context.trial.instrument(terms.instrument).unit
    face = scaled(act.face, context.trial.decimals(terms.instrument))
    book = registry.ledger.cash[registry.ledger.auctions.accepted[Code(unit)]]
    for wallet in context.trial.persons.wallets(act.holders):
        by = act.by or wallet
        if book.allowance(registry.directory.party(by), PRIMARY_MARKET) != UNLIMITED:
            yield cash.allow(registry, unit, PRIMARY_MARKET, UNLIMITED, by=by)
        yield offers.subscribe(registry, number, face, by=by)


def close(context: Context, act: words.OfOffer) -> Iterator[Step]:
    """An offer is closed."""
    number = _number(context, act.offer)
    yield offers.close(context.registry, number, by=act.by or "fiscal_agent")


def settle(context: Context, act: words.OfOffer) -> Iterator[Step]:
    """Every subscription not concluded is settled or refunded; what fails is a finding."""
    registry, number = context.registry, _number(context, act.offer)
    offer = registry.ledger.offers.offers.get(number)
    waiting = [each.number for each in offer.open_subscriptions] if offer else []
    for start in range(0, max(1, len(waiting)), PAGE):
        page = waiting[start : start + PAGE]
        yield offers.settle(registry, number, page, by=act.by or "fiscal_agent")
        if offer is not None:
            context.findings.extend(_failed(context, act.offer, offer, page))


def _failed(context: Context, name: str, offer: Offer, page: list[int]) -> Iterator[Finding]:
    quantity = context.registry.ledger.tokens[offer.terms.id].terms.quantity
    for number in page:
        found = offer.subscriptions[number]
        if found.settled or (offer.phase is OfferPhase.FAILED and found.refunded):
            continue
        reason = f": {in_words(found.failures[-1])}" if found.failures else ""
        sentence = (
            f"{found.holder}'s subscription of {quantity(found.face)} did not settle{reason}; "
            f"{_ending(found)}"
        )
        yield Finding("settlement-failed", f"subscription {number + 1} of offer {name}", sentence)


def _ending(failed: Subscription) -> str:
    if failed.refunded:
        return "it is refunded"
    return "it has lapsed, and what was paid in waits" if failed.lapsed else "it waits"


def _number(context: Context, name: str) -> int:
    """An offer's number: they count from one as they are announced."""
    return list(offered(context.trial.sections)).index(name) + 1
