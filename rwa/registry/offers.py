"""Acts of a sale at a fixed price."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.chain.deployment import code32
from rwa.ledger.auctions import PRIMARY_MARKET
from rwa.ledger.offers import OfferTerms
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.rules import offers as rules


def announce(registry: Registry, terms: OfferTerms, *, by: str) -> Step:
    """Announce an offer."""
    struct = (
        code32(terms.id),
        terms.minimum,
        terms.maximum,
        terms.price,
        *terms.accrued.as_integer_ratio(),
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
    return registry.step(
        by,
        "subscribe",
        PRIMARY_MARKET,
        ("subscribe", offer, face),
        lambda ledger, caller, now: rules.check_subscribe(ledger, caller, offer, face, now),
        token=registry.ledger.offers.instrument(offer),
    )


def close(registry: Registry, offer: int, *, by: str) -> Step:
    """Close an offer."""
    return registry.step(
        by,
        "close offer",
        PRIMARY_MARKET,
        ("closeOffer", offer),
        lambda ledger, _, now: rules.check_close_offer(ledger, offer, now),
        token=registry.ledger.offers.instrument(offer),
    )


def settle(registry: Registry, offer: int, subscriptions: Sequence[int], *, by: str) -> Step:
    """Settle or refund subscriptions, each alone."""
    listed = list(subscriptions)
    return registry.step(
        by,
        "settle offer",
        PRIMARY_MARKET,
        ("settleOffer", offer, listed),
        lambda ledger, _, now: rules.check_settle_offer(ledger, offer, listed, now),
        token=registry.ledger.offers.instrument(offer),
    )
