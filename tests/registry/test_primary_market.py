"""Auctions and offers on both roads: drawn at random, until nothing is left to tell the rules from
the contract.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from rwa.calendar import Timestamp, start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.identifiers import Code, DocumentHash, Party, document_hash
from rwa.ledger.auctions import Auction, Terms
from rwa.ledger.offers import OfferTerms
from rwa.programme import largest_issue_rounded_down
from rwa.registry import Registry, Step, auctions, cash, holders, offers, register, supply
from rwa.registry.auctions import SealedBid
from rwa.simulation import play
from rwa.simulation.reconciliation import reconcile
from rwa.simulation.verdicts import refusal_name
from tests.trials import SMALL, parsed

BILL, GOLD, NEW, USD = Code("PK00TRIAL848"), Code("XAU-SMALL"), Code("PK00TRIAL999"), Code("USD")
INVESTORS = ("AL-001", "AL-002", "BE-001", "BE-002")
DEALERS = ("first", "second")
PARTIES = (*DEALERS, "fiscal_agent", "fiscal_agent", "fiscal_agent", "ministry")
CASH = Party("cash-USD")
UNIT = 10_000
"""Base units of one bill."""
DAY = 86_400
ROUNDS = 80
PRICES = (98_0000, 98_3879, 98_3879, 99_0000, 0)

DECIDED = {
    "RoleRequired",
    "AuctionUnknown",
    "AuctionTimesRefused",
    "TargetRefused",
    "BiddingClosed",
    "DepositTooSmall",
    "BidUnknown",
    "NotBidder",
    "BidNotSealed",
    "RevealNotOpen",
    "CommitmentMismatch",
    "FaceMissing",
    "NotMultipleOfDenomination",
    "RevealStillOpen",
    "DecisionLate",
    "AuctionDecided",
    "AuctionUndecided",
    "CutOffMissing",
    "CutOffRefused",
    "PageTooLong",
    "AllotmentRefused",
    "AllotmentExceeded",
    "SettlementNotOpen",
    "CapExceeded",
    "OfferUnknown",
    "OfferTimesRefused",
    "OfferClosed",
    "NothingSubscribed",
    "OfferFull",
    "SubscriberRefused",
    "OfferStillOpen",
    "OfferDecided",
    "OfferUndecided",
    "OfferNotDue",
    "SubscriptionUnknown",
}
"""Refusals that a walk must meet."""


class Walk:
    """One walk: what the bids are that have been sealed, and what decided how often."""

    def __init__(self, registry: Registry, seed: int) -> None:
        self.registry = registry
        self.rng = random.Random(seed)
        self.sealed: dict[DocumentHash, SealedBid] = {}
        self.met = Counter[str]()
        self.count = 0

    def turn(self) -> None:
        """A few acts, and some time."""
        for draw in (self._announcements, self._bids, self._auctions, self._offers):
            for step in draw():
                self._try(step)
        time = self.registry.now + self.rng.choice([1, DAY // 3, DAY // 3, DAY // 2])
        self.registry.system.engine.advance_to(time)

    def _try(self, step: Step) -> None:
        rules, chain = self.registry.preflight(step), self.registry.attempt_on_chain(step)
        assert rules == chain, (step.action, step.request)
        assert str(rules) == str(chain)
        self.met[refusal_name(rules) or step.action] += 1

    def _announcements(self) -> Iterator[Step]:
        rng, registry = self.rng, self.registry
        if rng.random() < 0.6:
            yield auctions.announce(registry, self._terms(), by=rng.choice(PARTIES[2:]))
        if rng.random() < 0.6:
            times = [registry.now + each * DAY for each in (1, 2, 3)]
            if rng.random() < 0.1:
                times.reverse()
            least, most = rng.choice([0, UNIT, 3 * UNIT]), rng.choice([4 * UNIT, 40 * UNIT])
            terms = OfferTerms(BILL, least, most, rng.choice(PRICES), 0, *map(Timestamp, times))
            yield offers.announce(registry, terms, by=rng.choice(PARTIES[2:]))

    def _bids(self) -> Iterator[Step]:
        for _ in range(4):
            yield self._bid()

    def _auctions(self) -> Iterator[Step]:
        rng, registry = self.rng, self.registry
        late = registry.now - DAY
        known = [
            auction
            for auction in registry.ledger.auctions.auctions.values()
            if auction.terms.settlement_deadline > late
        ]
        for auction in known:
            number = auction.number if rng.random() > 0.02 else 999
            place = rng.randint(0, len(auction.bids))
            if rng.random() < 0.25:
                yield auctions.withdraw(registry, number, place, by=rng.choice(DEALERS))
            for bid in list(auction.bids.values()):
                if rng.random() < 0.3 and bid.commitment in self.sealed:
                    sealed = self._told(self.sealed[bid.commitment])
                    yield auctions.reveal(registry, number, bid.number, sealed, by="ministry")
            if rng.random() < 0.05 and auction.bids:
                sealed = next(iter(self.sealed.values()))
                yield auctions.reveal(registry, number, len(auction.bids), sealed, by="ministry")
            yield from self._decision(auction, number)
            if rng.random() < 0.7:
                page = rng.sample(range(len(auction.bids) + 1), min(3, len(auction.bids)))
                yield auctions.settle(registry, number, page, by=rng.choice(PARTIES))

    def _decision(self, auction: Auction, number: int) -> Iterator[Step]:
        rng, registry = self.rng, self.registry
        if rng.random() < 0.5:
            prices = rng.choice(PRICES[:4]), rng.choice(PRICES)
            yield auctions.set_cut_off(registry, number, *prices, by="fiscal_agent")
        share = [
            bid.face if bid.price >= auction.cut_off or not bid.price else 0
            for bid in list(auction.bids.values())[auction.examined :]
        ]
        if share and rng.random() < 0.3:
            share[rng.randrange(len(share))] = rng.choice([0, 1, UNIT, 90 * UNIT])
        if rng.random() < 0.3:
            share.append(0)
        cut = rng.choice([len(share), len(share), rng.randint(0, len(share))])
        yield auctions.allot(registry, number, share[:cut], by="fiscal_agent")
        if winners := [bid.number for bid in auction.bids.values() if bid.reserved]:
            yield auctions.settle(registry, number, winners[:2], by="ministry")
        if rng.random() < 0.05:
            yield auctions.reject(registry, number, by=rng.choice(PARTIES))

    def _terms(self) -> Terms:
        rng, now = self.rng, self.registry.now
        target = rng.choice([0, UNIT, 10 * UNIT, 10 * UNIT, 40 * UNIT, UNIT + 1])
        times = [now + each * DAY for each in (1, 2, 4, 5)]
        if rng.random() < 0.1:
            rng.shuffle(times)
        return Terms(
            rng.choice([BILL] * 12 + [GOLD]),
            target,
            rng.choice([target, 4 * target, 99 * UNIT]),
            rng.random() < 0.5,
            *map(Timestamp, times),
            deposit_bps=rng.choice([0, 0, 500]),
            deposit_floor=rng.choice([0, 100]),
            accrued=rng.choice([0, 0, 10**17, -(10**17)]),
        )

    def _bid(self) -> Step:
        rng, registry = self.rng, self.registry
        known = list(registry.ledger.auctions.auctions)[-3:] or [1]
        number, dealer = rng.choice(known), rng.choice(DEALERS)
        self.count += 1
        sealed = SealedBid(
            dealer,
            rng.choice(INVESTORS),
            rng.choice([UNIT, 2 * UNIT, 5 * UNIT, 5 * UNIT, 9 * UNIT, 0, 150]),
            rng.choice(PRICES),
            document_hash(str(self.count).encode()),
        )
        commitment = auctions.commitment_of(registry, number, sealed)
        self.sealed[commitment] = sealed
        deposit = rng.choice([50, 1_000, 5_000])
        by = dealer if rng.random() > 0.05 else "ministry"
        return auctions.commit(registry, number, commitment, deposit, by=by)

    def _told(self, sealed: SealedBid) -> SealedBid:
        if self.rng.random() > 0.1:
            return sealed
        other = sealed.price + 1
        return SealedBid(sealed.dealer, sealed.investor, sealed.face, other, sealed.salt)

    def _offers(self) -> Iterator[Step]:
        rng, registry = self.rng, self.registry
        late = registry.now - DAY
        for offer in list(registry.ledger.offers.offers.values()):
            if offer.terms.settlement_deadline <= late:
                continue
            number = offer.number if rng.random() > 0.02 else 999
            face = rng.choice([UNIT, UNIT, 3 * UNIT, 0, 5 * UNIT])
            wallet = rng.choice([*INVESTORS, *INVESTORS, "first"])
            yield offers.subscribe(registry, number, face, by=wallet)
            if rng.random() < 0.4:
                yield offers.close(registry, number, by="first")
            page = rng.sample(range(len(offer.subscriptions) + 1), min(2, len(offer.subscriptions)))
            yield offers.settle(registry, number, page, by="second")


@pytest.fixture
def registry(artifacts: Mapping[str, Artifact]) -> Registry:
    """The small trial with two dealers, played to its end; all have a little cash to pay with."""
    dealers = "dealers:\n" + "".join(
        f"  {name}: {{name: {name.title()} Dealer, fictional: true}}\n" for name in DEALERS
    )
    trial = parsed(SMALL.replace("instruments:\n", dealers + "instruments:\n", 1))
    engine = TesterEngine(start_of_day(trial.sections.start) - 1)
    simulation = play.Simulation(trial, engine, artifacts, lambda *_: None)
    assert simulation.run().ok
    registry = simulation._registry
    for account in (*DEALERS, *INVESTORS):
        registry.do(cash.credit(registry, USD, account, 400_000, by="fiscal_agent"))
        registry.do(cash.allow(registry, USD, "primary-market", 2**255, by=account))
    return registry


def meddle(registry: Registry, turn: int) -> None:
    """Parties lose and regain what settling needs; prices are fresh, and the cap is near."""
    price = registry.now - 1
    registry.do(supply.post_price(registry, "XAU / USD", 4_000 * 10**8, price, by="oracle"))
    change = turn % 6
    if change == 0:
        registry.do(register.pause(registry, BILL, by="regulator"))
    elif change == 1:
        registry.do(register.unpause(registry, BILL, by="regulator"))
        registry.do(holders.set_blocked(registry, "BE-001", True, by="registrar"))
    elif change == 2:
        left = registry.ledger.cash[CASH].balance(registry.directory.party("second"))
        registry.do(cash.debit(registry, USD, "second", left, by="fiscal_agent"))
    elif change == 5:
        registry.do(cash.credit(registry, USD, "second", 20_000, by="fiscal_agent"))
    elif change == 4:
        registry.do(holders.set_blocked(registry, "BE-001", False, by="registrar"))
        if turn > 2 * ROUNDS // 3:
            book = registry.ledger.programme
            most = largest_issue_rounded_down(book.figures(), book.instruments[BILL], registry.now)
            left = [most // UNIT * UNIT]
            registry.do(supply.issue(registry, BILL, ["AL-003"], left, by="fiscal_agent"))


@pytest.mark.parametrize("seed", range(2))
def test_t52_primary_market__a_random_walk__both_roads_say_the_same_and_the_books_agree(
    registry: Registry, seed: int
) -> None:
    walk = Walk(registry, seed)
    for turn in range(ROUNDS):
        meddle(registry, turn)
        walk.turn()
        if turn % 10 == 9:
            assert list(reconcile(registry, registry.ledger)) == []
    assert DECIDED - set(walk.met) == set(), walk.met
    settled = [
        bid
        for auction in registry.ledger.auctions.auctions.values()
        for bid in auction.bids.values()
    ]
    assert sum(bid.cost is not None for bid in settled) >= 2
    assert sum(bid.lapsed for bid in settled) >= 1
    assert sum(bid.voided for bid in settled) >= 1
    subscriptions = [
        each
        for offer in registry.ledger.offers.offers.values()
        for each in offer.subscriptions.values()
    ]
    assert sum(each.settled for each in subscriptions) >= 2
    assert sum(each.refunded for each in subscriptions) >= 2
