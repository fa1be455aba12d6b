"""Orders of two parties: proposed, approved or not, used too early, once and twice."""

from __future__ import annotations

from rwa.entry import Limits, Stage
from rwa.identifiers import Code, ExchangeName, OrderId, Party
from rwa.ledger.genesis import Policy
from rwa.ledger.token import TokenBook
from rwa.money import MicroUsd
from rwa.programme import used_usd
from rwa.roles import Role
from rwa.rules.forced import Waiver, waived
from rwa.rules.holders import Onboarding
from tests.campaign.moves import move
from tests.machine import cast
from tests.machine.acts import exchanges, freezes, holders, supply
from tests.machine.acts import orders as acts
from tests.machine.base import Ordered, unknown_order
from tests.machine.draws import OTHER_PAPER, PAPER, Draws, identity
from tests.machine.moves.issuance import SupplyMoves, released

REGISTRAR, MINISTRY, REGULATOR = Party("registrar"), Party("ministry"), Party("regulator")
_ROLE_HOLDERS = {role: Party(name) for name, role in cast.OFFICIALS.items()}


class OrderMoves(SupplyMoves):
    """Acts that take an order, and the orders."""

    @move
    @move
    def propose(self, draws: Draws) -> None:
        if draws.rarely(6):
            act = freezes.pause(self.world, draws.code(), REGULATOR)
            caller = draws.caller(MINISTRY)
            self.do(acts.propose(self.world, caller, act.request, PAPER, Role.MINISTRY))
            return
        pending = self.world.ledger.orders.pending
        again = [ordered for ordered in self.orders if ordered.order in pending]
        ordered = draws.one(again) if again and draws.rarely(4) else self._call(draws)
        caller, capacity = self._party(draws, self._policy(ordered).proposers)
        self.do(acts.propose(self.world, caller, ordered.act.request, draws.paper(), capacity))

    @move
    @move
    def approve(self, draws: Draws) -> None:
        pending = self.world.ledger.orders.pending
        waiting = [order for order, each in pending.items() if each.not_before is None]
        order = draws.one(waiting) if waiting and not draws.rarely(3) else self._order(draws)
        caller, capacity = self._second(draws, order)
        read = pending[order].document if order in pending else PAPER
        paper = OTHER_PAPER if draws.rarely(4) else read
        self.do(acts.approve(self.world, caller, order, capacity, paper))

    @move
    def cancel(self, draws: Draws) -> None:
        order = self._order(draws)
        pending = self.world.ledger.orders.pending.get(order)
        if pending is None or draws.rarely(4):
            caller, capacity = self._second(draws, order)
        else:
            caller, capacity = pending.proposer, pending.capacity
        self.do(acts.cancel(self.world, caller, order, capacity))

    @move
    def use(self, draws: Draws) -> None:
        """Whatever became of the order: none, not approved, too early, ripe, used."""
        ordered = (
            draws.one(self.orders) if self.orders and not draws.rarely(6) else self._call(draws)
        )
        self._use(ordered)

    @move
    @move
    @move
    @move
    def carry_through(self, draws: Draws) -> None:
        """Propose, approve, wait or not, and use, perhaps twice."""
        ordered = self._call(draws)
        self._approved(ordered)
        if not draws.rarely(4):
            self._ripen(ordered.order)
        self._use(ordered)
        if draws.rarely(4):
            self._use(ordered)

    @move
    @move
    def force_many(self, draws: Draws) -> None:
        code = draws.code()
        calls = [self._force(draws, code) for _ in range(draws.within(0, 3))]
        for ordered in calls:
            if not draws.rarely(12):
                self._approved(ordered)
        if calls and draws.rarely(6):
            calls.append(calls[0])
        forces = [ordered.force for ordered in calls if ordered.force is not None]
        amounts = [force.amount for force in forces]
        if draws.rarely(10):
            amounts.append(1)
        caller = draws.caller(REGISTRAR)
        self.do(acts.force_transfers(self.world, caller, code, forces, amounts))

    @move
    @move
    def lose_wallet(self, draws: Draws) -> None:
        """A holder loses a wallet; another of theirs, new if need be, takes its place."""
        code = draws.code()
        lost = draws.holding(code)
        successor = self._new_wallet(lost) or draws.wallet([lost])
        if draws.rarely(2):
            self._touch_emptily(draws, code, successor)
        act = holders.replace_wallet(self.world, REGISTRAR, lost, successor)
        ordered = Ordered(act, self.world.order_id(act.request))
        self._approved(ordered)
        if self.do(act).refusal is None:
            self.do(acts.recover(self.world, REGISTRAR, code, lost, successor, identity(lost)))

    @move
    @move
    def recover(self, draws: Draws) -> None:
        book = self.world.ledger.participants
        code = draws.code()
        successors = {wallet: book.successor_of(wallet) for wallet in cast.SEEN}
        declared = [
            (token, lost, successor)
            for lost, successor in successors.items()
            for token, register in self.world.ledger.tokens.items()
            if successor is not None and self._told(register, lost) and not register.recovered(lost)
        ]
        if declared and not draws.rarely(5):
            code, lost, successor = draws.one(declared)
        else:
            lost, successor = draws.wallet(), draws.wallet()
        caller, person = draws.caller(REGISTRAR), draws.person(lost)
        self.do(acts.recover(self.world, caller, code, lost, successor, person))

    def _call(self, draws: Draws) -> Ordered:
        """A call that takes an order."""
        kind = draws.within(1, 9)
        if kind < 3:
            return self._force(draws, draws.code())
        if kind == 3:
            lost = draws.sponsored()
            siblings = [each for each in cast.SEEN if identity(each) == identity(lost)] or [lost]
            successor = draws.wallet() if draws.rarely(6) else draws.one(siblings)
            act = holders.replace_wallet(self.world, REGISTRAR, lost, successor)
        elif kind < 6:
            customers = draws.one((4, 5, 3, 300, 0))
            stage = draws.one((Stage.GOAML, Stage.LICENSED, Stage.NOC))
            limits = Limits(customers, MicroUsd(10**12), MicroUsd(10**11))
            act = exchanges.set_stage_limits(self.world, REGULATOR, stage, limits)
        elif kind < 8:
            asset_class = Code(draws.one(tuple(cast.CLASS_LIMITS)))
            limit = draws.one((cast.CLASS_LIMITS[asset_class], 0, 5_000_000 * cast.USD))
            act = supply.set_class_limit(self.world, MINISTRY, asset_class, limit)
        else:
            used = used_usd(self.world.ledger.programme.figures(), self.world.now).total
            cap = draws.one((cast.CAP_USD, used + 10_000 * cast.USD, used, max(0, used - 1), 0))
            act = supply.set_cap(self.world, MINISTRY, min(cap, 2**64 - 1))
        return self._remember(Ordered(act, self.world.order_id(act.request)))

    def _force(self, draws: Draws, code: Code) -> Ordered:
        sender = draws.holding(code)
        to = sender if draws.rarely(10) else draws.receiving(code, slips=10)
        force = acts.Force(code, sender, to, draws.any_amount(code, sender))
        act = acts.force_transfer(self.world, REGISTRAR, force)
        return self._remember(Ordered(act, self.world.order_id(act.request), force))

    def _remember(self, ordered: Ordered) -> Ordered:
        self.orders.append(ordered)
        return ordered

    def _use(self, ordered: Ordered) -> None:
        """A forced transfer tells exactly what was waived, and releases exactly what it must."""
        force, ledger = ordered.force, self.world.ledger
        if force is None:
            self.do(ordered.act)
            return
        mask = _mask(waived(ledger, force.token, force.sender, force.amount, self.world.now))
        due = self.release_due(force.token, force.sender, force.amount)
        verdict = self.do(ordered.act)
        if verdict.refusal is None:
            (told,) = (event for event in verdict.events if event.name == "OrderExecuted")
            assert told.number("waived") == mask
            assert released(verdict.events) == (0 if force.sender == force.to else due)

    def _approved(self, ordered: Ordered) -> None:
        """Proposed by one party that may, approved by another, if that is not done yet."""
        policy = self._policy(ordered)
        first = min(policy.proposers)
        second = min(policy.approvers - {first})
        proposer, approver = _ROLE_HOLDERS[first], _ROLE_HOLDERS[second]
        pending = self.world.ledger.orders.pending
        if ordered.order not in pending:
            self.do(acts.propose(self.world, proposer, ordered.act.request, PAPER, first))
        if pending[ordered.order].not_before is None:
            other = approver if pending[ordered.order].proposer != approver else proposer
            paper = pending[ordered.order].document
            role = cast.OFFICIALS[other]
            self.do(acts.approve(self.world, other, ordered.order, role, paper))

    def _ripen(self, order: OrderId) -> None:
        ripe = self.world.ledger.orders.pending[order].not_before or 0
        self.world.advance(max(0, ripe - self.world.now))

    def _policy(self, ordered: Ordered) -> Policy:
        function = self.world.words.function(ordered.act.request.data[:4])
        return self.world.ledger.genesis.policies[function]

    def _order(self, draws: Draws) -> OrderId:
        """An order, mostly one that is pending."""
        pending = list(self.world.ledger.orders.pending)
        if draws.rarely(8) or not pending:
            return draws.one([unknown_order(0), *(ordered.order for ordered in self.orders)])
        return draws.one(pending)

    def _second(self, draws: Draws, order: OrderId) -> tuple[Party, int]:
        """Who approves, and in which role; now and then the one who proposed."""
        pending = self.world.ledger.orders.pending.get(order)
        if pending is None:
            return REGULATOR, Role.REGULATOR
        policy = self.world.ledger.genesis.policies[pending.function]
        if draws.rarely(3):
            return pending.proposer, pending.capacity
        return self._party(draws, policy.approvers - {pending.capacity})

    def _party(self, draws: Draws, roles: frozenset[Role]) -> tuple[Party, int]:
        capacity = draws.one(sorted(roles))
        if draws.rarely(12):
            return _ROLE_HOLDERS[capacity], draws.one((*Role, 9))
        return draws.caller(_ROLE_HOLDERS[capacity]), capacity

    def _new_wallet(self, lost: Party) -> Party | None:
        """A wallet of the same person that no instrument knows, onboarded if need be."""
        book = self.world.ledger.participants
        holder = book.holders.get(lost)
        if holder is None or holder.exchange is None or holder.identity in book.blocked:
            return None
        for wallet in cast.SEEN:
            if wallet == lost or identity(wallet) != holder.identity or self._touched(wallet):
                continue
            known = book.holders.get(wallet)
            if known is not None and known.sponsored:
                return wallet
            exchange = book.exchanges[ExchangeName(holder.exchange)]
            if known is None and exchange.whitelisted(self.world.now):
                expiry = holder.kyc_expiry
                fresh = Onboarding(wallet, expiry, "PK", 1, holder.identity)
                act = holders.onboard(self.world, exchange.operator, exchange.name, fresh)
                return wallet if self.do(act).refusal is None else None
        return None

    def _touch_emptily(self, draws: Draws, code: Code, wallet: Party) -> None:
        """An order moves nothing from a wallet, to it, or both: only the receiver is touched."""
        ends = ((wallet, draws.receiving(code)), (draws.holding(code), wallet), (wallet, wallet))
        sender, to = draws.one(ends)
        force = acts.Force(code, sender, to, 0)
        act = acts.force_transfer(self.world, REGISTRAR, force)
        ordered = Ordered(act, self.world.order_id(act.request), force)
        self._approved(ordered)
        self._use(ordered)

    def _touched(self, wallet: Party) -> bool:
        return any(self._told(book, wallet) for book in self.world.ledger.tokens.values())

    def _told(self, book: TokenBook, wallet: Party) -> bool:
        """Whether there is something to recover."""
        return bool(book.balance(wallet)) or book.used(wallet, self.world.now)


def _mask(waivers: frozenset[Waiver]) -> int:
    return sum(1 << waiver for waiver in waivers)
