"""Sales at a fixed price and their subscriptions, from the events of the primary market."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from fractions import Fraction

from rwa.calendar import Timestamp
from rwa.events import Event
from rwa.identifiers import Code, Party
from rwa.ledger.auctions import dirty_price
from rwa.money import WHOLE
from rwa.pricing import cost_rounded_up


class OfferPhase(IntEnum):
    """How far an offer has come, as the contract numbers it."""

    OPEN = 1
    SOLD = 2
    FAILED = 3


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """An offer as announced: face in base units, the price per 100 with four decimals, accrued
    interest per 100.
    """

    id: Code
    minimum: int
    maximum: int
    price: int
    accrued: Fraction
    deadline: Timestamp
    settlement_time: Timestamp
    settlement_deadline: Timestamp

    def cost_of(self, face: int, factor: int = WHOLE) -> int:
        """What original face costs in minor units at a pool factor."""
        return cost_rounded_up(face, dirty_price(self.price, self.accrued, factor))


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a holder subscribed and paid in; `cost` is what it was settled for.

    `factor` is the pool factor of the settlement, or before it of the subscription; one that has
    `lapsed` is only refunded; `failures` are the refusals of its settlement.
    """

    number: int
    holder: Party
    face: int
    paid: int
    factor: int = WHOLE
    cost: int | None = None
    lapsed: bool = False
    refunded: bool = False
    failures: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether it was delivered."""
        return self.cost is not None

    @property
    def concluded(self) -> bool:
        """Whether it was settled or refunded."""
        return self.settled or self.refunded


@dataclass(slots=True)
class Offer:
    """An offer, its subscriptions by number, and how it ended."""

    number: int
    terms: OfferTerms
    phase: OfferPhase = OfferPhase.OPEN
    subscriptions: dict[int, Subscription] = field(default_factory=dict)

    @property
    def sold(self) -> int:
        """What was subscribed, in base units."""
        return sum(each.face for each in self.subscriptions.values())

    @property
    def open_subscriptions(self) -> list[Subscription]:
        """Those neither settled nor refunded."""
        return [each for each in self.subscriptions.values() if not each.concluded]


class OfferBook:
    """Every offer, by number from 1."""

    def __init__(self) -> None:
        self.offers: dict[int, Offer] = {}

    def instrument(self, offer: int) -> Code | None:
        """The instrument of an offer; none where there is no such number."""
        known = self.offers.get(offer)
        return known.terms.id if known else None

    def reserved(self, code: Code) -> int:
        """What is sold of an instrument and still to be settled."""
        return sum(
            subscription.face
            for offer in self.offers.values()
            if offer.terms.id == code and offer.phase is OfferPhase.SOLD
            for subscription in offer.open_subscriptions
            if not subscription.lapsed
        )

    def held(self, code: Code) -> int:
        """What was paid in for an instrument and neither delivered against nor refunded."""
        return sum(
            subscription.paid
            for offer in self.offers.values()
            if offer.terms.id == code
            for subscription in offer.open_subscriptions
        )

    def taken(self, event: Event) -> tuple[Code, Party, int] | None:
        """What an event says was taken for which instrument and from whom."""
        if event.name != "Subscribed":
            return None
        terms = self.offers[event.number("offer")].terms
        return terms.id, Party(event.text("holder")), event.number("paid")

    def apply(self, event: Event, factor: int) -> None:
        """Take in one event about an offer, at the instrument's pool factor of then."""
        number = event.number("offer")
        if event.name == "OfferAnnounced":
            self.offers[number] = Offer(number, _terms(event))
            return
        offer = self.offers[number]
        if event.name in ("OfferSold", "OfferFailed"):
            if event.number("sold") != offer.sold:
                raise ValueError(f"{event.number('sold')} sold, {offer.sold} subscribed")
            sold = event.name == "OfferSold"
            offer.phase = OfferPhase.SOLD if sold else OfferPhase.FAILED
            return
        place = event.number("subscription")
        if event.name == "Subscribed":
            holder, face, paid = event.text("holder"), event.number("face"), event.number("paid")
            offer.subscriptions[place] = Subscription(place, Party(holder), face, paid, factor)
            return
        found = offer.subscriptions[place]
        if event.name == "SubscriptionSettled":
            found = replace(found, cost=event.number("cost"), factor=factor)
        elif event.name == "SubscriptionLapsed":
            found = replace(found, lapsed=True)
        elif event.name == "SubscriptionRefunded":
            found = replace(found, refunded=True)
        else:
            found = replace(found, failures=(*found.failures, event.text("reason")))
        offer.subscriptions[place] = found


def _terms(event: Event) -> OfferTerms:
    return OfferTerms(
        Code(event.text("id")),
        event.number("minimum"),
        event.number("maximum"),
        event.number("price"),
        event.fraction("accrued"),
        Timestamp(event.number("deadline")),
        Timestamp(event.number("settlement_time")),
        Timestamp(event.number("settlement_deadline")),
    )
