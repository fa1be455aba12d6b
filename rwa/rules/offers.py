"""Sales at a fixed price: announcing, subscribing, closing and settling."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.calendar import Timestamp
from rwa.errors import RuleRefused
from rwa.identifiers import Party
from rwa.ledger import Ledger
from rwa.ledger.auctions import PRIMARY_MARKET
from rwa.ledger.offers import Offer, OfferPhase, OfferTerms
from rwa.programme import check_issue as check_limits
from rwa.refusals.offers import (
    NothingSubscribed,
    OfferClosed,
    OfferDecided,
    OfferFull,
    OfferNotDue,
    OfferStillOpen,
    OfferTimesRefused,
    OfferUndecided,
    OfferUnknown,
    SubscriberRefused,
    SubscriptionUnknown,
)
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.auctions import check_multiple, check_price, check_saleable, check_target
from rwa.rules.cash import check_take
from rwa.rules.transfers import check_receiver


def check_announce_offer(ledger: Ledger, caller: Party, terms: OfferTerms, now: int) -> None:
    """The fiscal agent announces an offer.

    Raises `RoleRequired`, `InstrumentUnknown`, `CashUnknown`, `DecimalsMismatch`,
    `OfferTimesRefused`, `TargetRefused`, `NotMultipleOfDenomination` or `PriceRefused`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    check_saleable(ledger, terms.id)
    times = terms.deadline, terms.settlement_time, terms.settlement_deadline
    if not now < times[0] < times[1] < times[2]:
        raise OfferTimesRefused(*times, Timestamp(now))
    check_target(ledger, terms.id, terms.minimum, terms.maximum)
    check_price(terms.price, terms.accrued)


def check_subscribe(ledger: Ledger, caller: Party, number: int, face: int, now: int) -> None:
    """A holder subscribes and pays.

    Raises `OfferUnknown`, `OfferClosed`, `NothingSubscribed`, `NotMultipleOfDenomination`,
    `OfferFull`, `SubscriberRefused`, then as `rwa.rules.cash.check_take`.
    """
    offer = _offer(ledger, number)
    terms = offer.terms
    if now >= terms.deadline:
        raise OfferClosed(number, terms.deadline, Timestamp(now))
    if not face:
        raise NothingSubscribed(number)
    check_multiple(ledger, terms.id, face)
    book = ledger.tokens[terms.id]
    if (sold := offer.sold + face) > terms.maximum:
        quantity = book.terms.quantity
        raise OfferFull(number, quantity(sold), quantity(terms.maximum))
    try:
        check_receiver(ledger.participants, book, caller, now)
    except RuleRefused as refusal:
        raise SubscriberRefused(caller) from refusal
    cash = ledger.cash[ledger.auctions.accepted[book.terms.unit]]
    cost = terms.cost_of(face, ledger.programme.factor(terms.id))
    check_take(cash, caller, PRIMARY_MARKET, PRIMARY_MARKET, cost)


def check_close_offer(ledger: Ledger, number: int, now: int) -> None:
    """An offer is closed, by anyone: sold with its headroom reserved, or failed.

    Raises `OfferUnknown`, `OfferStillOpen`, `OfferDecided`; where it is sold as
    `rwa.programme.check_issue`.
    """
    offer = _offer(ledger, number)
    terms = offer.terms
    if now < terms.deadline:
        raise OfferStillOpen(number, terms.deadline, Timestamp(now))
    if offer.phase is not OfferPhase.OPEN:
        raise OfferDecided(number)
    if offer.sold < terms.minimum or now >= terms.settlement_time:
        return
    check_role(ledger, PRIMARY_MARKET, Role.PRIMARY_MARKET, now)
    instrument = ledger.programme.instruments[terms.id]
    check_limits(ledger.programme.figures(), instrument, offer.sold, now)


def check_settle_offer(ledger: Ledger, number: int, subscriptions: Sequence[int], now: int) -> None:
    """Subscriptions are settled or refunded; one that cannot be is reported, and not refused.

    Raises `OfferUnknown`, `OfferUndecided`, `OfferNotDue` or `SubscriptionUnknown`.
    """
    offer = _offer(ledger, number)
    if offer.phase is OfferPhase.OPEN:
        raise OfferUndecided(number)
    opens = offer.terms.settlement_time
    if offer.phase is OfferPhase.SOLD and now < opens:
        raise OfferNotDue(number, opens, Timestamp(now))
    for subscription in subscriptions:
        if subscription not in offer.subscriptions:
            raise SubscriptionUnknown(number, subscription)


def _offer(ledger: Ledger, number: int) -> Offer:
    if number not in ledger.offers.offers:
        raise OfferUnknown(number)
    return ledger.offers.offers[number]
