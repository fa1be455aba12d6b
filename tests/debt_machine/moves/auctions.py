"""Auctions: announced, bid for under seal, revealed or not, decided, and settled one by one."""

from __future__ import annotations

from fractions import Fraction

from rwa.identifiers import Code, Party, document_hash
from rwa.ledger.auctions import Auction, BidState, Phase, Terms
from rwa.registry import auctions, cash
from rwa.registry.auctions import SealedBid
from tests.campaign.moves import move
from tests.debt_machine import cast, money
from tests.debt_machine.draws import Draws
from tests.debt_machine.moves.market import MarketMoves
from tests.debt_machine.moves.offers import ACCRUED

PRICES = (98_0000, 98_3879, 98_3879, 99_0000)


class AuctionMoves(MarketMoves):
    """Acts on auctions."""

    @move
    @move
    def announce_auction(self, draws: Draws) -> None:
        terms = self._auction_terms(draws)
        step = auctions.announce(self.world.registry, terms, by=draws.caller("fiscal agent"))
        self.do("announce auction", step)

    @move
    def commit(self, draws: Draws) -> None:
        """A few sealed bids, mostly before the deadline."""
        number = self._number(draws, Phase.ANNOUNCED)
        for _ in range(draws.within(1, 3)):
            self._commit(draws, number)

    @move
    @move
    def withdraw(self, draws: Draws) -> None:
        """Mostly before the deadline, where there is such an auction."""
        fit = [each for each in self._auctions().values() if each.bids]
        fit = [each for each in fit if self.world.now < each.terms.bid_deadline] or fit
        if fit:
            self._withdraw(draws, draws.one(fit))

    @move
    @move
    def reveal(self, draws: Draws) -> None:
        """Some bids, in time or not, sometimes told otherwise than they were sealed."""
        number = self._number(draws, Phase.ANNOUNCED)
        auction = self._auctions().get(number)
        if auction is None:
            return
        if not draws.rarely(3):
            self.wait_until(auction.terms.bid_deadline)
        for place in draws.some(range(len(auction.bids) + 1), 4):
            self._reveal(draws, auction, place)

    @move
    @move
    def decide(self, draws: Draws) -> None:
        """A cut-off, an allotment page by page, or a rejection."""
        number = self._number(draws, Phase.ANNOUNCED)
        auction = self._auctions().get(number)
        if auction is not None and not draws.rarely(3):
            self.wait_until(auction.terms.reveal_deadline)
        if draws.rarely(8):
            by = draws.caller("fiscal agent")
            self.do("reject bids", auctions.reject(self.world.registry, number, by=by))
            return
        self.freshen(draws)
        if not draws.rarely(4):
            self._set_cut_off(draws, number)
        self._allot(draws, number)

    @move
    def settle_bids(self, draws: Draws) -> None:
        number = self._number(draws, Phase.ALLOTTED)
        auction = self._auctions().get(number)
        if auction is not None and draws.rarely(2):
            self.wait_until(auction.terms.settlement_time)
        self._settle(draws, number)

    @move
    @move
    @move
    def hold_an_auction(self, draws: Draws) -> None:
        """From the announcement to the settlement, in the right order."""
        code = draws.one((cast.BILL, cast.BOND, cast.NOTE, cast.NEXT))
        by = "fiscal agent"
        step = auctions.announce(self.world.registry, self._sale_terms(draws, code), by=by)
        if self.do("announce auction", step) is not None:
            return
        number = max(self._auctions())
        auction = self._auctions()[number]
        for _ in range(draws.within(1, 5)):
            self._commit(draws, number)
        self._stumble(draws, number)
        self.wait_until(auction.terms.bid_deadline)
        self._stumble(draws, number)
        for place in range(len(auction.bids)):
            if not draws.rarely(5):
                self._reveal(draws, auction, place)
        self._stumble(draws, number)
        self.wait_until(auction.terms.reveal_deadline)
        self._stumble(draws, number)
        self.freshen(draws)
        for _ in range(draws.within(1, 3)):
            if auction.phase is Phase.ANNOUNCED or draws.rarely(4):
                self._set_cut_off(draws, number)
                self._allot(draws, number)
        self._settle(draws, number)
        if draws.rarely(2):
            self.wait_over(auction.terms.id, auction.terms.settlement_time)
        if draws.rarely(2):
            for dealer in draws.some(cast.DEALERS, 2):
                self._empty_purse(dealer, draws.book(code).terms.unit)
        if not draws.rarely(4):
            self.wait_until(auction.terms.settlement_time)
            self._settle(draws, number)
        if not draws.rarely(4):
            self.wait_until(auction.terms.settlement_deadline)
            self._settle(draws, number)

    def _empty_purse(self, dealer: str, unit: Code) -> None:
        """A dealer will not be able to pay for an allotment."""
        held = self.world.ledger.cash[Party(f"cash-{unit}")].balance(Party(dealer))
        step = cash.debit(self.world.registry, unit, dealer, held, by="fiscal agent")
        self.do("take cash back", step)

    def _stumble(self, draws: Draws, number: int) -> None:
        """Some act that belongs to another hour of the auction, or is not right in this one."""
        auction = self._auctions()[number]
        kind = draws.within(0, 7) if auction.bids else 7
        if kind <= 1:
            self._withdraw(draws, auction)
        elif kind == 2:
            self._reveal(draws, auction, draws.within(0, len(auction.bids)))
        elif kind == 3:
            self._set_cut_off(draws, number)
        elif kind == 4:
            self._allot(draws, number)
        elif kind == 5:
            self._settle(draws, number)
        elif draws.rarely(2):
            by = draws.caller("fiscal agent")
            self.do("reject bids", auctions.reject(self.world.registry, number, by=by))

    def _withdraw(self, draws: Draws, auction: Auction) -> None:
        """A bid, mostly one's own."""
        bid = draws.within(0, len(auction.bids) - (0 if draws.rarely(4) else 1))
        dealer = auction.bids[bid].dealer if bid in auction.bids else cast.DEALERS[0]
        by = draws.one((*cast.DEALERS, "stranger")) if draws.rarely(2) else str(dealer)
        step = auctions.withdraw(self.world.registry, auction.number, bid, by=by)
        self.do("withdraw bid", step)

    def _commit(self, draws: Draws, number: int) -> None:
        dealer = draws.one(cast.DEALERS)
        notes, auction = self.world.notes, self._auctions().get(number)
        unit = draws.book(auction.terms.id).terms.denomination if auction else 1
        face = draws.one((0, unit + 1)) if draws.rarely(8) else unit * draws.within(1, 9)
        price = 0 if draws.rarely(5) else draws.one(PRICES)
        salt = document_hash(str(len(notes.sealed)).encode())
        investor = draws.receiver(auction.terms.id) if auction else draws.wallet()
        sealed = SealedBid(dealer, investor, face, price, salt)
        commitment = auctions.commitment_of(self.world.registry, number, sealed)
        notes.sealed[commitment] = sealed
        deposit = draws.one((50, face // 19 + 100, face // 19 + 100, face // 19 + 100))
        by = draws.caller("fiscal agent") if draws.rarely(16) else dealer
        step = auctions.commit(self.world.registry, number, commitment, deposit, by=by)
        self.do("commit bid", step)

    def _reveal(self, draws: Draws, auction: Auction, place: int) -> None:
        sealed = list(self.world.notes.sealed.values())
        if place in auction.bids and not draws.rarely(12):
            told = self.world.notes.sealed[auction.bids[place].commitment]
        elif sealed:
            told = draws.one(sealed)
        else:
            return
        registry, by = self.world.registry, "stranger"
        self.do("reveal bid", auctions.reveal(registry, auction.number, place, told, by=by))

    def _set_cut_off(self, draws: Draws, number: int) -> None:
        auction = self._auctions().get(number)
        asked = [bid.price for bid in auction.bids.values() if bid.price] if auction else []
        cut_off = min(asked) if asked and not draws.rarely(4) else draws.one((*PRICES, 0))
        other = cut_off
        if auction is not None and not auction.terms.uniform:
            other = max([cut_off, *asked])
        if draws.rarely(8):
            other = draws.one((cut_off + 1, cut_off - 1, 100_0000)) % 2**64
        by = draws.caller("fiscal agent")
        step = auctions.set_cut_off(self.world.registry, number, cut_off, other, by=by)
        self.do("set cut-off", step)

    def _allot(self, draws: Draws, number: int) -> None:
        """Of the bids that are left, all or some; now and then a share that is not right."""
        auction = self._auctions().get(number)
        shares = []
        if auction is not None:
            unit = draws.book(auction.terms.id).terms.denomination
            bids = list(auction.bids.values())[auction.examined :]
            for bid in bids:
                fit = bid.price >= auction.cut_off or not bid.price
                face = bid.face if bid.state is BidState.REVEALED and fit else 0
                if face and bid.price == auction.cut_off and draws.rarely(2):
                    face = face // unit // 2 * unit
                shares.append(face)
            if shares and draws.rarely(3):
                shares[draws.within(0, len(shares) - 1)] = draws.one(
                    (0, 1, unit, 99 * unit, bids[0].face)
                )
            if draws.rarely(8):
                shares.append(0)
            if draws.rarely(6):
                shares = shares[: draws.within(0, len(shares))]
        by = draws.caller("fiscal agent")
        step = auctions.allot(self.world.registry, number, shares, by=by)
        if self.do("allot", step) is not None or auction is None:
            return
        if auction.phase is Phase.ALLOTTED and auction.allotted:
            self.met("auction allotted")
            money.check_cap(self.world)

    def _settle(self, draws: Draws, number: int) -> None:
        auction = self._auctions().get(number)
        page = list(range(len(auction.bids))) if auction else []
        if draws.rarely(3):
            page = draws.some(range(len(page) + 1), 3)
        before = dict(auction.bids) if auction else {}
        step = auctions.settle(self.world.registry, number, page, by="stranger")
        if self.do("settle auction", step) is not None or auction is None:
            return
        for place, bid in auction.bids.items():
            was = before[place]
            self.met("allotment settled", bid.cost is not None and was.cost is None)
            failed = bid.failures[len(was.failures) :]
            self.met("settlement failed", len(failed))
            self.met("record date passed a sale", "RecordDatePassed" in failed)
            self.met("bid never revealed", bid.voided and not was.voided)
            self.met("allotment lapsed", bid.lapsed and not was.lapsed)

    def _auction_terms(self, draws: Draws) -> Terms:
        """Mostly as it should be."""
        code = draws.one((cast.BILL, cast.BOND, cast.NOTE))
        if draws.rarely(12):
            code = draws.one((cast.GOLD, cast.NONE))
        return self._sale_terms(draws, code, slips=6)

    def _sale_terms(self, draws: Draws, code: Code, slips: int = 99) -> Terms:
        now = self.world.now
        unit = draws.book(code).terms.denomination if code in cast.TOKENS else 1
        target = unit * draws.within(3, 30)
        maximum = draws.one((target, 2 * target))
        if draws.rarely(slips):
            target = draws.one((0, maximum + unit, target + 1))
        hour = 3_600
        times = [draws.after(now + each * hour, 0, 0, 60) for each in (6, 12, 24, 48)]
        if draws.rarely(slips):
            times.reverse()
        return Terms(
            code,
            target,
            maximum,
            draws.rarely(2),
            *times,
            deposit_bps=draws.one((0, 500)),
            deposit_floor=draws.one((0, 100)),
            accrued=Fraction(-99) if draws.rarely(12) else draws.one(ACCRUED),
        )

    def _number(self, draws: Draws, phase: Phase) -> int:
        """An auction in a phase, mostly; now and then one that does not exist."""
        known = self._auctions()
        fit = [number for number, each in known.items() if each.phase is phase]
        if not known or draws.rarely(24):
            return len(known) + 9
        return draws.one(fit[-3:] if fit and not draws.rarely(5) else list(known))

    def _auctions(self) -> dict[int, Auction]:
        return self.world.ledger.auctions.auctions
