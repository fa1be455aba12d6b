"""The moves, and what holds after each of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from random import Random

from hypothesis import note
from hypothesis.stateful import initialize

from rwa.attestation import NO_LIST, Attestation
from rwa.calendar import Timestamp
from rwa.chain.lot_tree import lot_root
from rwa.errors import RuleRefused
from rwa.identifiers import FunctionName, Party, document_hash
from rwa.ledger.redemptions import REDEMPTIONS, Request
from rwa.redemption import RedemptionPhase, cash_rounded_down
from rwa.registry import Step, cash, holders, orders, redemptions, register, reserves, supply
from rwa.reserves.lots import LotList
from rwa.roles import Role
from rwa.rules.redemptions import cash_due
from rwa.rules.reserves import issuable_rounded_down
from rwa.simulation.reconciliation import reconcile
from rwa.simulation.shortfalls import shortfalls
from tests.campaign.draws import RandomDraws
from tests.campaign.moves import SEEDS, Moves, move
from tests.campaign.reach import Reach
from tests.reserve_machine.world import BAR, DAY, GOLD, HOLDERS, MINIMUM, Place, World

REGISTRAR, REGULATOR = Role.REGISTRAR, Role.REGULATOR
PAPER = document_hash(b"a count")
FEED, RUPEE = Party("XAU / USD"), Party("PKR / USD")
FEE_BPS = 50


class Machine(Moves):
    """Every move over one reserve."""

    def __init__(self, world: World, place: Place, reach: Reach, campaign: int) -> None:
        super().__init__(campaign)
        self.world, self._place, self.reach = world, place, reach
        self._sound = False

    @initialize(salt=SEEDS)
    def begin(self, salt: int) -> None:
        """Start anew, with all eight bars attested for ten days and two bars' worth with each of
        three holders.
        """
        self.salt = salt
        self.world.return_to(self._place)
        self.world.lists = {}
        self.world.engine.advance_to(self.world.now + 60)
        self.attest(self.world.full, as_of=self.world.now, lasts=10 * DAY)
        for holder in HOLDERS[:3]:
            issue = supply.issue(self.world.registry, GOLD, [holder], [2 * BAR], by="fiscal_agent")
            self.do("issue", issue)
        self._sound = True

    def teardown(self) -> None:
        if self._sound:
            assert list(reconcile(self.world.registry, self.world.ledger)) == []

    def make(self, name: str, random: Random) -> None:
        getattr(self, name)(RandomDraws(random))

    def do(self, act: str, step: Step) -> RuleRefused | None:
        """One act: both roads agree, and what always holds still does."""
        self._sound = False
        world = self.world
        supply_before, stock_before = world.book.supply, world.stock.stock
        cash_before = dict(world.cash.balances)
        refusal = world.attempt(step)
        note(f"    {act}: {refusal or 'done'}")
        self.reach.count(act, None if refusal is None else type(refusal).__name__)
        if refusal is None:
            self._check(act, supply_before, stock_before)
            assert act in ("credit", "pay") or world.cash.balances == cash_before
        self._sound = True
        return refusal

    def _check(self, act: str, supply_before: int, stock_before: int) -> None:
        world, book, stock = self.world, self.world.book, self.world.stock
        if act == "issue":
            assert book.supply <= issuable_rounded_down(world.ledger, GOLD, world.now)
        elif act not in ("redeem", "deliver", "pay"):
            assert book.supply == supply_before
        asked = world.locked_by_requests()
        for holder in (Party(each) for each in HOLDERS):
            assert book.locked_amount(holder) == asked.get(holder, 0)
        weights = [
            request.weight
            for request in world.ledger.redemptions.requests.values()
            if request.phase is RedemptionPhase.DELIVERED
        ]
        assert sum(weights) == stock.delivered == BAR * len(stock.deliveries)
        if act == "deliver":
            short = stock_before < supply_before
            kept = stock.stock * supply_before >= stock_before * book.supply
            assert kept or not short, "a delivery in a shortfall took from those who stay"
            if short:
                self.reach.met["a bar is delivered in a shortfall"] += 1

    # ------------------------------------------------------------------------------ the vaults

    @move
    @move
    def count(self, draws: RandomDraws) -> None:
        """A count: of what is there, of some of it, of delivered bars again, in any order."""
        gone = set(self.world.stock.deliveries)
        there = [lot for lot in self.world.full.lots if lot.key not in gone]
        lots = draws.one((there, there, there[:-1], there[:3], list(self.world.full.lots)))
        delivered = self.world.stock.delivered
        self.attest(
            replace(self.world.full, lots=tuple(lots or self.world.full.lots)),
            as_of=self.world.now + draws.one((0, 0, 0, 0, -60, 1, -30 * DAY)),
            lasts=draws.one((10 * DAY, 10 * DAY, DAY, 1, 0)),
            omitted=draws.one((delivered, delivered, 0, delivered + 1)),
            attestor=draws.one(("attestor", "attestor", "attestor", "attestor", "custodian")),
            countersigner=draws.one((None, None, None, None, "oracle")),
            total=draws.one((None, None, None, None, None, 4_000_001)),
        )

    def attest(
        self,
        lots: LotList,
        *,
        as_of: int,
        lasts: int,
        omitted: int = 0,
        attestor: str = "attestor",
        countersigner: str | None = None,
        total: int | None = None,
    ) -> None:
        """Attest a list, or a total without one."""
        root = lot_root(lots) if total is None else NO_LIST
        expiry = Timestamp(self.world.now + lasts)
        told = Attestation(
            GOLD, Timestamp(as_of), expiry, total or lots.total, omitted, root, PAPER
        )
        signers = reserves.Signers("custodian", attestor, None, countersigner)
        step = reserves.attest(self.world.registry, GOLD, told, signers, by="custodian")
        if self.do("attest", step) is None:
            self.world.lists[root] = lots
            if any(shortfalls(self.world.ledger)):
                self.reach.met["a count leaves a shortfall"] += 1

    # ------------------------------------------------------------------------------ units

    @move
    @move
    def issue(self, draws: RandomDraws) -> None:
        """A little, what just fits the stock, or one more than fits."""
        room = BAR
        with suppress(RuleRefused):
            room = issuable_rounded_down(self.world.ledger, GOLD, self.world.now)
        fits = max(0, room - self.world.book.supply)
        amount = draws.one((fits, fits + 1, fits // 2, 500_000, 1))
        step = supply.issue(
            self.world.registry, GOLD, [draws.one(HOLDERS)], [amount], by="fiscal_agent"
        )
        self.do("issue", step)

    @move
    def redeem(self, draws: RandomDraws) -> None:
        holder = draws.one(HOLDERS)
        amount = draws.one((1, 10_000, self.world.book.balance(Party(holder)) + 1))
        step = supply.redeem(self.world.registry, GOLD, holder, amount, by="fiscal_agent")
        self.do("redeem", step)

    @move
    @move
    def transfer(self, draws: RandomDraws) -> None:
        sender, to = draws.one(HOLDERS), draws.one(HOLDERS)
        book = self.world.book
        free, held = book.unfrozen(Party(sender)), book.balance(Party(sender))
        amount = draws.one((free // 2, free, min(free + 1, held), held))
        step = register.transfer(self.world.registry, GOLD, sender, to, amount, by=sender)
        self.do("transfer", step)

    @move
    def freeze(self, draws: RandomDraws) -> None:
        holder = draws.one(HOLDERS)
        amount = draws.one((0, 0, self.world.book.balance(Party(holder)) // 2))
        step = register.set_frozen(self.world.registry, GOLD, holder, amount, by="registrar")
        self.do("freeze", step)

    @move
    def seize(self, draws: RandomDraws) -> None:
        """By order: what is free, one more, all."""
        registry, book = self.world.registry, self.world.book
        holder, to = draws.one(HOLDERS), draws.one(HOLDERS)
        free, held = book.unfrozen(Party(holder)), book.balance(Party(holder))
        amount = draws.one((free, min(free + 1, held), min(free + 1, held), held))
        step = register.forced_transfer(registry, GOLD, holder, to, amount, by="registrar")
        paper = document_hash(b"an order %d" % self.world.now)
        forced = FunctionName("forcedTransfer")
        proposal = orders.propose(registry, step, forced, paper, by="registrar", capacity=REGISTRAR)
        approval = orders.approve(registry, step, paper, by="regulator", capacity=REGULATOR)
        if self.do("propose", proposal) is None and self.do("approve", approval) is None:
            self.do("seize", step)
        if book.balance(Party(holder)) < book.locked_amount(Party(holder)):
            self.reach.met["a seizure takes locked units"] += 1

    @move
    def block(self, draws: RandomDraws) -> None:
        """A holder is blocked, asks for lots in vain, and is unblocked."""
        holder = draws.one(HOLDERS)
        for blocked in (True, False):
            step = holders.set_blocked(self.world.registry, holder, blocked, by="registrar")
            self.do("block", step)
            if blocked:
                self.ask_of(draws, holder)

    # ------------------------------------------------------------------------------ redemption

    @move
    @move
    @move
    def ask(self, draws: RandomDraws) -> None:
        self.ask_of(draws, draws.one(HOLDERS))

    def ask_of(self, draws: RandomDraws, holder: str) -> None:
        """A holder asks for the least, for one less, for all."""
        free = self.world.book.unfrozen(Party(holder))
        amount = draws.one((MINIMUM, MINIMUM, MINIMUM - 1, max(MINIMUM, free), 2 * MINIMUM))
        step = redemptions.request(self.world.registry, GOLD, amount, by=holder)
        self.do("ask", step)

    @move
    @move
    @move
    def deliver(self, draws: RandomDraws) -> None:
        """Bars of the newest list, or of one never attested, on an open request or any."""
        last = self.world.stock.last
        lists = self.world.lists
        newest = lists.get(last.attestation.root) if last else None
        lots = draws.one((newest, newest, newest, self.world.padded)) or self.world.full
        gone = set(self.world.stock.deliveries)
        left = [lot for lot in lots.lots if lot.key not in gone]
        chosen = draws.one((left[:1],) * 5 + (left[:2], list(lots.lots[:1]), []))
        number = self._asked(draws, in_cash=False)
        by = draws.one(("custodian",) * 9 + ("attestor",))
        step = redemptions.deliver(self.world.registry, number, GOLD, lots, chosen, by=by)
        self.do("deliver", step)

    @move
    @move
    def ask_cash(self, draws: RandomDraws) -> None:
        """A holder asks for the cash of some of what is free, all of it, or one more."""
        holder = draws.one(HOLDERS)
        free = self.world.book.unfrozen(Party(holder))
        amount = draws.one((free // 2, free, free + 1, 1, 0))
        step = redemptions.request_cash(self.world.registry, GOLD, amount, by=holder)
        self.do("ask cash", step)

    @move
    @move
    @move
    def pay(self, draws: RandomDraws) -> None:
        """With what is due set aside, or one less; on an open request or any."""
        world, registry = self.world, self.world.registry
        number = self._asked(draws, in_cash=True)
        request = world.ledger.redemptions.requests.get(number)
        if request is not None and request.currency:
            with suppress(RuleRefused):
                due = cash_due(world.ledger, request, world.now) - draws.one((0, 0, 0, 1))
                aside = cash.allow(registry, "PKR", REDEMPTIONS, due, by="government_account")
                self.do("allow", aside)
                credit = cash.credit(registry, "PKR", "government_account", due, by="fiscal_agent")
                self.do("credit", credit)
        supply, balances = world.book.supply, dict(world.cash.balances)
        short = any(shortfalls(world.ledger))
        by = draws.one(("fiscal_agent",) * 9 + ("custodian",))
        if self.do("pay", redemptions.pay(registry, number, GOLD, by=by)) is None:
            paid = world.ledger.redemptions.requests[number]
            self._check_paid(paid, supply, balances)
            self.reach.met["cash is paid in a shortfall"] += short

    def _check_paid(self, paid: Request, supply: int, balances: dict[Party, int]) -> None:
        """Cash is what prices and fee make of the units, and these are burned."""
        programme, book, now = self.world.ledger.programme, self.world.book, self.world.cash
        prices = programme.price(book.terms.unit), programme.price(paid.currency)
        due = cash_rounded_down(book.terms.quantity(paid.amount), *prices, 2, FEE_BPS)
        government = self.world.ledger.genesis.government
        assert supply - book.supply == paid.amount
        assert now.balance(paid.holder) == balances.get(paid.holder, 0) + due
        assert now.balance(government) == balances[government] - due

    def _asked(self, draws: RandomDraws, *, in_cash: bool) -> int:
        """Mostly an open request of this kind, made first where there is none; sometimes any, the
        last or none.
        """
        if not self._open(in_cash=in_cash):
            (self.ask_cash if in_cash else self.ask)(draws)
        last = len(self.world.ledger.redemptions.requests) or 1
        open_ = self._open(in_cash=in_cash) or [last]
        return draws.one(open_ * 8 + [last + 1, last, draws.within(1, last)])

    def _open(self, *, in_cash: bool) -> list[int]:
        return [
            number
            for number, request in self.world.ledger.redemptions.requests.items()
            if request.phase is RedemptionPhase.OPEN and bool(request.currency) is in_cash
        ]

    @move
    def end(self, draws: RandomDraws) -> None:
        requests = self.world.ledger.redemptions.requests
        number = draws.within(1, len(requests) + 1)
        asked = requests.get(number)
        by = draws.one((asked.holder if asked else "AL-001", "BE-002", "custodian"))
        self.do("end", redemptions.end(self.world.registry, number, GOLD, by=by))

    # ------------------------------------------------------------------------- price, time

    @move
    def post(self, draws: RandomDraws) -> None:
        """A price move changes dollars, never what is outstanding."""
        last = self.world.ledger.programme.prices[FEED].answer
        answer = draws.one((last, last * 5 // 4, last * 3 // 4, 3 * last, 50 * 10**8))
        at = self.world.now
        self.world.engine.advance_to(at + 1)
        self.do("post", supply.post_price(self.world.registry, FEED, answer, at, by="oracle"))

    @move
    @move
    def wait(self, draws: RandomDraws) -> None:
        """To a second before, at or after something ends; or just on."""
        ledger, last = self.world.ledger, self.world.stock.last
        ends = [request.deadline for request in ledger.redemptions.requests.values()]
        ends += [last.attestation.expiry] if last else []
        ahead = [time + draws.one((-1, 0, 1)) for time in ends if time > self.world.now]
        time = draws.one((*ahead[:1], *(self.world.now + each for each in (60, 3_600, DAY))))
        self.world.engine.advance_to(max(time, self.world.now + 1))
        at = self.world.now
        for feed in draws.one(((FEED, RUPEE), (FEED, RUPEE), (FEED,), (RUPEE,))):
            price = ledger.programme.prices[feed].answer
            self.do("post", supply.post_price(self.world.registry, feed, price, at, by="oracle"))
