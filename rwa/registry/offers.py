"""Acts of a sale at a fixed price."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.chain.deployment import code32
from rwa.ledger.auctions import PRIMARY_MARKET
from rwa.ledger.offers import OfferTerms
from rwa.registry.service import Registry
from rwa.registry.step import Rule, Step
from rwa.rules import offers as rules


def announce(registry: Registry, terms: OfferTerms, *, by: str) -> Step:
    """Announce an offer."""
    struct = (
        code32(terms.id),
        terms.minimum,
        terms.maximum,
        terms.price,
        terms.accrued,
        terms.deadline,
        terms.settlement_time,
        terms.settlement_deadline,
    )
    return registry.step(
        by,
        "announce offer",
        PRIMARY_MARKET,
        ("announceOffer", struct),
        lambda ledger, caller, now: rules.check_announce_offer(ledger, caller, terms, now),
        token=terms.id,
    )


def subscribe(registry: Registry, offer: int, face: int, *, by: str) -> Step:
    """Subscribe and pay."""
    return _step(
        registry,
        offer,
        by,
        "subscribe",
        ("subscribe", offer, face),
        lambda ledger, caller, now: rules.check_subscribe(ledger, caller, offer, face, now),
    )


def close(registry: Registry, offer: int, *, by: str) -> Step:
    """Close an offer."""
    return _step(
        registry,
        offer,
        by,
        "close offer",
        ("closeOffer", offer),
        lambda ledger, _, now: rules.check_close_offer(ledger, offer, now),
    )


def settle(registry: Registry, offer: int, subscriptions: Sequence[int], *, by: str) -> Step:
    """Settle or refund subscriptions, each alone."""
    listed = list(subscriptions)
    return _step(
        registry,
        offer,
        by,
        "settle offer",
        ("settleOffer", offer, listed),
        lambda ledger, _, now: rules.check_settle_offer(ledger, offer, listed, now),
    )


def _step(
    registry: Registry, offer: int, by: str, action: str, call: tuple[object, ...], rule: Rule
) -> Step:
    """An act on an offer, its amounts in the units of the instrument offered."""
    known = registry.ledger.offers.offers.get(offer)
    token = known.terms.id if known else None
    return registry.step(by, action, PRIMARY_MARKET, call, rule, token=token)
