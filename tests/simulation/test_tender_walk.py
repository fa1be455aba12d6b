"""Tenders at random: whatever is tried, rules and contracts refuse alike, each instruction settles
or fails for the reason the rules give, and units and money are kept.

A seeded walk over all four kinds, beside transfers, freezes, blocks, due diligence that runs out,
pauses, lost wallets, stale prices and a government account with little cash. Every act goes past
the preflight; how often each refusal decided and each act was done is counted, so that the walk has
met what it is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from rwa.calendar import Timestamp, start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.errors import ContractRevert
from rwa.chain.tester import TesterEngine
from rwa.errors import RuleRefused
from rwa.identifiers import NO_CODE, Code, FunctionName, Party, document_hash
from rwa.ledger.tenders import TENDERS, Instruction, InstructionState, Tender
from rwa.refusals.auctions import RecordDatePassed
from rwa.registry import Registry, Step, cash, holders, orders, register, supply, tenders
from rwa.roles import Role
from rwa.rules.holders import Onboarding
from rwa.rules.tenders import check_deliver, hash_of, proceeds
from rwa.scenario import Trial, load_trial
from rwa.scenario.bundled import bundled_trials
from rwa.simulation.play import Simulation
from rwa.simulation.reconciliation import reconcile
from rwa.tender import NO_SEED, TenderKind, TenderTerms, accepted

STEPS = 150
SEEDS = (1, 2, 3)
MIN_MET = 2
APPROACHED = (10, 25)
"""After so many tenders the walk goes on shortly before a record date."""
HOUR, DAY = 3_600, 86_400
LOT = 10_000_000
"""The denomination in paisa."""
OLD, NEW, DRAWN = Code("PK00TRIALB29"), Code("PK00TRIALP31"), Code("PK00TRIALD43")
WALLETS = ("CH-006", "CH-007", "CH-008", "CH-009", "SW-001", "SW-002", "SW-003")
SECONDS = {"CH-006": "CH-006/2", "SW-001": "SW-001/2"}
PKR_FEED = Party("PKR / USD")
SEED = document_hash(b"walk")
REFUSED = {
    "TenderUnknown",
    "TenderTimesRefused",
    "TenderTermsRefused",
    "AccruedUncovered",
    "DrawingNotAllowed",
    "TermsFixed",
    "TenderKindRefused",
    "TenderNotOpen",
    "NothingTendered",
    "TenderPriceDiffers",
    "TendererRefused",
    "TenderedTooMuch",
    "InstructionUnknown",
    "NotTenderer",
    "InstructionConcluded",
    "TenderStillOpen",
    "TenderDecided",
    "TenderUndecided",
    "TenderDecisionLate",
    "HighestPriceMissing",
    "TenderPageTooLong",
    "AcceptanceRefused",
    "TenderExceeded",
    "SeedRefused",
    "TenderNotDue",
}
"""Refusals that the walk has to meet."""
FAILED = {
    "TokenPaused",
    "HolderBlocked",
    "KycExpired",
    "WalletFrozen",
    "ERC20InsufficientBalance",
    "ERC7943InsufficientUnfrozenBalance",
    "FundsMissing",
    "PriceStale",
    "RecordDatePassed",
}
"""Reasons for which an instruction has to fail alone."""
DONE = (
    "announce",
    "tender",
    "withdraw",
    "accept",
    "draw",
    "reject",
    "settled",
    "lapsed",
    "released",
    "withdrawn late",
)


class Walk:
    """A registry and the draws of one seed."""

    def __init__(self, registry: Registry, seed: int) -> None:
        self.registry, self.random = registry, Random(seed)
        self.refused: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.aim: Tender | None = None

    def attempt(self, act: str, step: Step) -> bool:
        """Send an act past the preflight; both roads must say the same."""
        ours = self.registry.preflight(step)
        theirs = self.registry.attempt_on_chain(step)
        assert ours == theirs, f"{act}: rules {ours!r}, contracts {theirs!r}"
        if isinstance(ours, RuleRefused):
            self.refused[type(ours).__name__] += 1
            return False
        self.done[act] += 1
        return True

    def wait(self, seconds: int) -> None:
        engine = self.registry.system.engine
        engine.advance_to(engine.now + seconds)

    def known(self, *kinds: TenderKind) -> list[Tender]:
        """Tenders of these kinds, all without any; the latest last."""
        found = self.registry.ledger.tenders.tenders.values()
        return [each for each in found if not kinds or each.terms.kind in kinds]

    def number(self, *kinds: TenderKind) -> int:
        """The tender of this round, or one of the latest; seldom any other or none."""
        if self.aim and (not kinds or self.aim.terms.kind in kinds) and self.random.random() < 0.9:
            return self.aim.number
        if (found := self.known(*kinds)) and self.random.random() < 0.9:
            return self.random.choice(found[-2:]).number
        return self.random.choice([*(each.number for each in self.known()), 99])

    def announce(self) -> None:
        draw, now = self.random, self.registry.now
        kind = draw.choice(list(TenderKind))
        exchanged = kind is TenderKind.EXCHANGE
        closes = now + draw.choice([HOUR, 6 * HOUR])
        settlement = closes + draw.choice([HOUR, 6 * HOUR])
        terms = TenderTerms(
            draw.choice([DRAWN, DRAWN, OLD]) if kind is TenderKind.DRAWING else OLD,
            kind,
            0 if kind is TenderKind.PUT else draw.choice([3, 40, 900]) * LOT,
            draw.choice([97_1234, 100_0000]) if kind in (TenderKind.PUT, TenderKind.DRAWING) else 0,
            Fraction(draw.choice([0, 17_927, 17_927, 17_927]), 7_360),
            NEW if exchanged else NO_CODE,
            Fraction(draw.choice([1_647, 1_647, -1]) if exchanged else 0, 730),
            draw.choice([98_7654, 100_0000, 101_5000]) if exchanged else 0,
            Timestamp(now + draw.choice([-DAY, 0, 0, 60])),
            Timestamp(closes),
            Timestamp(settlement),
            Timestamp(settlement + draw.choice([HOUR, DAY, -1, DAY])),
            hash_of(SEED) if kind is TenderKind.DRAWING or draw.random() < 0.15 else NO_SEED,
        )
        by = "ministry" if draw.random() < 0.05 else "fiscal_agent"
        self.attempt("announce", tenders.announce(self.registry, terms, by=by))

    def round(self) -> None:
        """A tender from its announcement to its deadline, disturbed on the way."""
        before = len(self.known())
        if before in APPROACHED:
            self.approach()
        self.heal()
        self.announce()
        if len(self.known()) == before:
            return
        self.aim = self.known()[-1]
        terms = self.aim.terms
        self.wait(max(0, terms.opens - self.registry.now))
        for _ in range(6):
            self.tender()
        for _ in range(2):
            self.withdraw()
        decide = {TenderKind.DRAWING: self.draw}.get(terms.kind, self.decide)
        stages: tuple[tuple[int, list[Callable[[], None]]], ...] = (
            (terms.closes, self.random.choices([decide, self.reject], (5, 1), k=2)),
            (
                terms.settlement_time,
                [self.settle, self.random.choice([self.price, decide, decide]), self.settle],
            ),
            (terms.settlement_deadline, [self.settle, self.withdraw, self.settle]),
        )
        for time, moves in stages:
            for disturb in self.random.sample(self.disturbances(), 2):
                disturb()
            self.random.choice([decide, self.settle, self.reject])()
            self.wait(max(0, time - self.registry.now))
            if terms.kind is TenderKind.EXCHANGE and self.random.random() < 0.2:
                self.wait(4 * DAY)
            for move in moves:
                move()
        self.aim = None

    def approach(self) -> None:
        """To some hours before the next record date, which a tender's settlement then may pass."""
        books = (self.registry.ledger.tokens[code] for code in (OLD, NEW))
        ahead = [time for book in books for time in book.record_times if time > self.registry.now]
        if ahead:
            self.wait(max(0, min(ahead) - 13 * HOUR - self.registry.now))
            self.price()

    def disturbances(self) -> list[Callable[[], None]]:
        """What lets instructions fail."""
        return [
            self.transfer,
            self.freeze,
            self.block,
            self.diligence,
            self.pause,
            self.fund,
        ]

    def heal(self) -> None:
        """Everybody may take part again."""
        registry = self.registry
        expiry = Timestamp(registry.now + 900 * DAY)
        for wallet in WALLETS:
            by = "chitral" if wallet.startswith("CH") else "swat"
            self.attempt("heal", holders.set_blocked(registry, wallet, False, by="registrar"))
            self.attempt("heal", holders.set_kyc_expiry(registry, wallet, expiry, by=by))
            for code in (OLD, DRAWN):
                step = register.freeze_wallet(registry, code, wallet, False, by="registrar")
                self.attempt("heal", step)
                step = register.set_frozen(registry, code, wallet, 0, by="registrar")
                self.attempt("heal", step)
        for code in (OLD, NEW):
            self.attempt("heal", register.unpause(registry, code, by="regulator"))

    def allow(self) -> None:
        code = self.random.choice([OLD, DRAWN, Code("PK00TRIALL50")])
        self.attempt("allow", tenders.allow_drawing(self.registry, code, by="ministry"))

    def tender(self) -> None:
        draw, number = self.random, self.number()
        known = self.registry.ledger.tenders.tenders.get(number)
        price = known.terms.price if known else 0
        if known and known.terms.kind is TenderKind.BUY_BACK:
            price = draw.choice([96_0000, 97_0000, 98_0000])
        price += draw.random() < 0.05
        wallet = draw.choice([*WALLETS, *SECONDS.values()])
        held = self.registry.ledger.tokens[OLD].unfrozen(Party(wallet))
        most = held - held % LOT
        face = draw.choice([0, LOT, 7 * LOT, most, most // 2 // LOT * LOT, most + LOT])
        step = tenders.tender(self.registry, number, face, price, by=wallet)
        self.attempt("tender", step)

    def withdraw(self) -> None:
        number = self.number()
        known = self.registry.ledger.tenders.tenders.get(number)
        given = list(known.instructions.values()) if known else []
        place = self.random.randrange(len(given) + 1)
        by = given[place].holder if place < len(given) else WALLETS[0]
        if self.random.random() < 0.2:
            by = Party(self.random.choice([*WALLETS, *SECONDS.values()]))
        done = self.attempt("withdraw", tenders.withdraw(self.registry, number, place, by=by))
        if done and known:
            self.done["withdrawn late"] += known.instructions[place].released

    def decide(self) -> None:
        """A buy-back by the rule, or by amounts at random; seldom another kind."""
        draw, number = self.random, self.number(TenderKind.BUY_BACK)
        known = self.registry.ledger.tenders.tenders.get(number)
        by = "fiscal_agent"
        if draw.random() < 0.8:
            price = draw.choice([96_0000, 97_0000, 98_0000])
            self.attempt("highest", tenders.set_highest_price(self.registry, number, price, by=by))
        amounts = [draw.choice([0, LOT]) for _ in range(draw.choice([1, 2, 3, 15]))]
        if known and draw.random() < 0.55:
            told = known.offers(), known.highest, known.terms.maximum
            amounts = accepted(*told, LOT)[known.examined :]
            if amounts and draw.random() < 0.2:
                amounts[0] += LOT
        for page in (amounts[:2], amounts[2:]):
            self.attempt("accept", tenders.accept(self.registry, number, page, by=by))

    def draw(self) -> None:
        draw, number = self.random, self.number(TenderKind.DRAWING)
        seed = SEED if draw.random() < 0.8 else document_hash(b"another")
        lots = {wallet: draw.choice([0, 1, 1, 2, 5]) * LOT for wallet in draw.sample(WALLETS, 2)}
        call = number, seed, list(lots), list(lots.values())
        self.attempt("draw", tenders.draw(self.registry, *call, by="fiscal_agent"))

    def reject(self) -> None:
        by = self.random.choice(["fiscal_agent", "fiscal_agent", "oracle"])
        number = self.number(TenderKind.BUY_BACK, TenderKind.EXCHANGE)
        self.attempt("reject", tenders.reject(self.registry, number, by=by))

    def settle(self) -> None:
        """Each instruction alone, first asked of both roads why it would fail."""
        number = self.number()
        known = self.registry.ledger.tenders.tenders.get(number)
        places = [*known.instructions] if known else []
        if not places or self.random.random() < 0.1:
            places = [len(places)]
        for place in places:
            self.settle_one(number, place)

    def settle_one(self, number: int, place: int) -> None:
        known = self.registry.ledger.tenders.tenders.get(number)
        before = known.instructions.get(place) if known else None
        step = tenders.settle(self.registry, number, [place], by="oracle")
        ready = self.registry.preflight(step) is None
        due = ready and known and before and proceeds(self.registry.ledger, known, before).face
        ours = self.why(number, place) if due else None
        if not self.attempt("settle", step) or known is None or before is None:
            return
        after = known.instructions[place]
        if not due:
            ended = before.state is InstructionState.CONCLUDED
            assert after == (before if ended else released(before))
            self.done["released"] += not ended
        elif ours is None:
            assert after.proceeds == proceeds_before(known, before, after)
            self.done["settled"] += 1
        else:
            assert after.failures[-1] == type(ours).__name__
            self.failed[type(ours).__name__] += 1
            self.done["lapsed"] += after.lapsed

    def why(self, number: int, place: int) -> RuleRefused | None:
        """Why it would fail now, by the rules; the contract must give the same reason."""
        registry, contract = self.registry, self.registry.contract(TENDERS)
        ours: RuleRefused | None = None
        try:
            check_deliver(registry.ledger, number, place, registry.now)
        except RuleRefused as refusal:
            ours = refusal
        theirs = None
        try:
            passed = ours.record_time if isinstance(ours, RecordDatePassed) else 0
            contract.call("deliver", number, place, passed, sender=contract.address)
        except ContractRevert as revert:
            token = registry.ledger.tenders.instrument(number)
            theirs = registry._words.refusal(revert.name, revert.arguments, token)
        assert ours == theirs, f"deliver: rules {ours!r}, contract {theirs!r}"
        return ours

    def transfer(self) -> None:
        sender, to = self.random.sample(WALLETS, 2)
        held = self.registry.ledger.tokens[OLD].balance(Party(sender))
        amount = self.random.choice([LOT, held, held // 2 // LOT * LOT])
        step = register.transfer(self.registry, OLD, sender, to, amount, by=sender)
        self.attempt("transfer", step)

    def freeze(self) -> None:
        wallet, code = self.random.choice(WALLETS), self.random.choice([OLD, OLD, DRAWN])
        if self.aim and self.aim.instructions and self.random.random() < 0.7:
            wallet, code = self.random.choice(list(self.aim.instructions.values())).holder, OLD
        held = self.registry.ledger.tokens[code].balance(Party(wallet))
        amount = self.random.choice([0, held // 2, held, held])
        step = register.set_frozen(self.registry, code, wallet, amount, by="registrar")
        self.attempt("freeze", step)
        whole = self.random.random() < 0.25
        step = register.freeze_wallet(self.registry, code, wallet, whole, by="registrar")
        self.attempt("freeze", step)

    def block(self) -> None:
        wallet, blocked = self.random.choice(WALLETS), self.random.random() < 0.8
        step = holders.set_blocked(self.registry, wallet, blocked, by="registrar")
        self.attempt("block", step)

    def diligence(self) -> None:
        wallet = self.random.choice(WALLETS)
        by = "chitral" if wallet.startswith("CH") else "swat"
        expiry = self.registry.now + self.random.choice([0, 2 * HOUR, 900 * DAY, 900 * DAY])
        step = holders.set_kyc_expiry(self.registry, wallet, Timestamp(expiry), by=by)
        self.attempt("diligence", step)

    def pause(self) -> None:
        code = self.random.choice([OLD, NEW])
        change = register.pause if self.random.random() < 0.4 else register.unpause
        self.attempt("pause", change(self.registry, code, by="regulator"))

    def fund(self) -> None:
        """The government account sets more or less aside."""
        amount = self.random.choice([0, 10**6, 10**12, 10**14, 10**14, 10**14])
        by = "government_account"
        self.attempt("fund", cash.allow(self.registry, "PKR", TENDERS, amount, by=by))

    def price(self) -> None:
        answer, now = 3_600_000_000_000_000, self.registry.now
        step = supply.post_price(self.registry, PKR_FEED, answer, now, by="oracle")
        self.attempt("price", step)

    def lose(self) -> None:
        """A wallet is lost, and one stands in its place; the position follows, or not yet."""
        lost = self.random.choice(list(SECONDS))
        successor = SECONDS[lost]
        exchange = "chitral" if lost.startswith("CH") else "swat"
        person = self.registry.ledger.participants.holders[Party(lost)]
        expiry = Timestamp(self.registry.now + 900 * DAY)
        of = person.country, person.category, person.identity
        fresh = Onboarding(Party(successor), expiry, *of)
        self.registry.directory.address(successor)
        self.attempt("onboard", holders.onboard(self.registry, exchange, [fresh], by=exchange))
        step = holders.replace_wallet(self.registry, lost, successor, by="registrar")
        paper, function = document_hash(b"affidavit"), FunctionName("replaceWallet")
        self.attempt(
            "propose",
            orders.propose(
                self.registry, step, function, paper, by="registrar", capacity=Role.REGISTRAR
            ),
        )
        approval = orders.approve(
            self.registry, step, paper, by="regulator", capacity=Role.REGULATOR
        )
        self.attempt("approve", approval)
        self.attempt("replace", step)
        for code in (OLD, DRAWN):
            recovery = register.recover(self.registry, code, lost, successor, by="registrar")
            self.attempt("recover", recovery)

    def moves(self) -> list[tuple[int, Callable[[], None]]]:
        return [
            (45, self.round),
            (6, self.announce),
            (4, self.allow),
            (6, self.tender),
            (4, self.withdraw),
            (3, self.decide),
            (4, self.draw),
            (3, self.reject),
            (6, self.settle),
            (1, self.lose),
        ]

    def step(self) -> None:
        weights, moves = zip(*self.moves(), strict=True)
        self.random.choices(moves, weights)[0]()
        if self.random.random() < 0.2:
            self.wait(self.random.choice([1, HOUR, HOUR, 3 * HOUR]))
        self.check_locks()

    def check_locks(self) -> None:
        """What is locked is what is tendered and not ended, to the unit."""
        tendered: Counter[Code] = Counter()
        for tender in self.known():
            if tender.terms.kind is not TenderKind.DRAWING:
                given = tender.instructions.values()
                open_ = (each.face for each in given if each.state is InstructionState.GIVEN)
                tendered[tender.terms.id] += sum(open_)
        for code, book in self.registry.ledger.tokens.items():
            assert sum(book.locked.values()) == tendered[code]


def released(before: Instruction) -> Instruction:
    """The instruction once it has ended and nothing of it was accepted."""
    return replace(before, state=InstructionState.CONCLUDED, released=True)


def proceeds_before(tender: Tender, before: Instruction, after: Instruction) -> object:
    """What the instruction came to, computed from what it was before it was settled."""
    assert after.proceeds is not None
    face = tender.due(before, LOT)
    return tender.terms.proceeds_rounded_down(face, before.price, LOT)


@pytest.mark.slow
def test_tenders__any_acts_in_any_order__both_roads_agree_and_units_and_money_are_kept(
    artifacts: Mapping[str, Artifact],
) -> None:
    refused: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for seed in SEEDS:
        walk = Walk(opened(artifacts), seed)
        for _ in range(STEPS):
            walk.step()
        registry = walk.registry
        assert list(reconcile(registry, registry.ledger)) == []
        refused += walk.refused
        failed += walk.failed
        done += walk.done
    assert [name for name in REFUSED if refused[name] < MIN_MET] == [], refused
    assert [name for name in FAILED if failed[name] < MIN_MET] == [], failed
    assert [act for act in DONE if done[act] < MIN_MET] == [], done


def opened(artifacts: Mapping[str, Artifact]) -> Registry:
    """The bundled rehearsal on its issue day, with a government account that has cash."""
    trial = load_trial(bundled_trials()["liability-management"])
    days = tuple(day for day in trial.sections.days if day.date.isoformat() <= "2026-01-15")
    first = Trial(trial.sections.model_copy(update={"days": days}))
    engine = TesterEngine(start_of_day(first.sections.start) - 1)
    simulation = Simulation(first, engine, artifacts, lambda *_: None)
    simulation.run()
    registry = simulation._registry
    credit = cash.credit(registry, "PKR", "government_account", 10**14, by="fiscal_agent")
    registry.do(credit)
    return registry
