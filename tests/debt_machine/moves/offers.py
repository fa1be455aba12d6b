"""Offers at a fixed price: subscribed, closed as sold or failed, settled or refunded."""

from __future__ import annotations

from fractions import Fraction

from rwa.ledger.offers import Offer, OfferPhase, OfferTerms
from rwa.registry import offers
from tests.campaign.moves import move
from tests.debt_machine import cast, money
from tests.debt_machine.draws import Draws
from tests.debt_machine.moves.market import MarketMoves

PRICES = (97_5000, 99_0000, 100_0000)
ACCRUED = (Fraction(0), Fraction(7 * 14, 2 * 181), Fraction(-1, 365))
"""Per 100, to be paid above the price."""


class OfferMoves(MarketMoves):
    """Acts on offers."""

    @move
    def announce_offer(self, draws: Draws) -> None:
        self._announce(draws, slips=3)

    @move
    def subscribe(self, draws: Draws) -> None:
        number = self._offer_number(draws, OfferPhase.OPEN)
        for _ in range(draws.within(1, 3)):
            self._subscribe(draws, number)

    @move
    @move
    def close_offer(self, draws: Draws) -> None:
        number = self._offer_number(draws, OfferPhase.OPEN)
        offer = self._offers().get(number)
        if offer is not None and not draws.rarely(3):
            late = offer.terms.settlement_time if draws.rarely(6) else offer.terms.deadline
            self.wait_until(late)
        self._close(number)

    @move
    def settle_offer(self, draws: Draws) -> None:
        phase = draws.one((OfferPhase.SOLD, OfferPhase.FAILED))
        number = self._offer_number(draws, phase)
        offer = self._offers().get(number)
        if offer is not None and draws.rarely(2):
            terms = offer.terms
            self.wait_until(draws.one((terms.settlement_time, terms.settlement_deadline)))
        self._settle_offer(draws, number)

    @move
    @move
    @move
    def sell_at_a_fixed_price(self, draws: Draws) -> None:
        """From the announcement to the settlement."""
        if not self._announce(draws, slips=99):
            return
        number = max(self._offers())
        for _ in range(draws.within(2, 5)):
            self._subscribe(draws, number)
        terms = self._offers()[number].terms
        if draws.rarely(4):
            self._close(number)
        self.wait_until(terms.deadline)
        self.freshen(draws)
        self._close(number)
        if draws.rarely(3):
            self._settle_offer(draws, number)
        self.wait_until(terms.settlement_time)
        if draws.rarely(6):
            self.wait_over(terms.id, terms.settlement_time)
        self._settle_offer(draws, number)

    def _announce(self, draws: Draws, slips: int) -> bool:
        now = self.world.now
        code = draws.one((cast.BILL, cast.NEXT, cast.BOND, cast.NOTE))
        if draws.rarely(3 * slips):
            code = draws.one((cast.GOLD, cast.NONE))
        unit = draws.book(code).terms.denomination if code in cast.TOKENS else 1
        least, most = unit * draws.within(1, 6), unit * draws.within(6, 20)
        if draws.rarely(slips):
            least = draws.one((0, most + unit, least + 1))
        times = [draws.after(now + each * 3_600, 0, 60) for each in (6, 12, 24)]
        if draws.rarely(slips):
            times = [times[0], times[2], times[1]]
        price, accrued = draws.one(PRICES), draws.one(ACCRUED)
        if draws.rarely(2 * slips):
            price = 0
        terms = OfferTerms(code, least, most, price, accrued, *times)
        by = draws.caller("fiscal agent")
        step = offers.announce(self.world.registry, terms, by=by)
        return self.do("announce offer", step) is None

    def _subscribe(self, draws: Draws, number: int) -> None:
        offer = self._offers().get(number)
        code = offer.terms.id if offer else cast.BOND
        unit = draws.book(code).terms.denomination
        face = draws.one((0, unit + 1, 30 * unit)) if draws.rarely(5) else unit * draws.within(1, 5)
        wallet = draws.wallet() if draws.rarely(4) else draws.receiver(code)
        self.do("subscribe", offers.subscribe(self.world.registry, number, face, by=wallet))

    def _close(self, number: int) -> None:
        step = offers.close(self.world.registry, number, by="stranger")
        if self.do("close offer", step) is not None:
            return
        if self._offers()[number].phase is OfferPhase.SOLD:
            self.met("offer sold")
            money.check_cap(self.world)
        else:
            self.met("offer failed")

    def _settle_offer(self, draws: Draws, number: int) -> None:
        offer = self._offers().get(number)
        page = list(range(len(offer.subscriptions))) if offer else []
        if draws.rarely(4):
            page = draws.some(range(len(page) + 1), 3)
        before = dict(offer.subscriptions) if offer else {}
        step = offers.settle(self.world.registry, number, page, by="stranger")
        if self.do("settle offer", step) is not None or offer is None:
            return
        for place, each in offer.subscriptions.items():
            was = before[place]
            self.met("subscription settled", each.settled and not was.settled)
            self.met("subscription refunded", each.refunded and not was.refunded)
            failed = each.failures[len(was.failures) :]
            self.met("subscription failed", len(failed))
            self.met("record date passed a sale", "RecordDatePassed" in failed)

    def _offer_number(self, draws: Draws, phase: OfferPhase) -> int:
        """An offer in a phase, mostly; now and then one that does not exist."""
        known = self._offers()
        fit = [number for number, each in known.items() if each.phase is phase]
        if not known or draws.rarely(24):
            return len(known) + 9
        return draws.one(fit[-3:] if fit and not draws.rarely(5) else list(known))

    def _offers(self) -> dict[int, Offer]:
        return self.world.ledger.offers.offers
