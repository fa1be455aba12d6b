"""Moves aimed at rules that a free draw seldom meets: much must hold before they are asked."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.entry import Milestone
from rwa.errors import RuleRefused
from rwa.identifiers import NO_DOCUMENT, NO_IDENTITY, NOBODY, Code, ExchangeName, Party
from rwa.ledger.token import NO_LIMIT
from rwa.programme import largest_issue_rounded_down
from rwa.roles import Role
from rwa.rules.holders import Onboarding
from rwa.rules.orders import VALIDITY
from rwa.rules.prices import MAX_ANSWER
from tests.campaign.moves import move
from tests.machine import cast
from tests.machine.acts import exchanges, freezes, holders, orders, supply, transfers
from tests.machine.base import Ordered
from tests.machine.draws import OTHER_PAPER, PAPER, Draws, identity
from tests.machine.moves.two_parties import OrderMoves

REGULATOR, REGISTRAR = Party("regulator"), Party("registrar")
FISCAL_AGENT, ORACLE = Party("fiscal agent"), Party("oracle")


class AimedMoves(OrderMoves):
    """What is prepared and asked in one move."""

    @move
    def spend_what_is_frozen(self, draws: Draws) -> None:
        """All but a unit is frozen; two units do not go, one does."""
        code, unit = self._code(draws)
        sender, to = draws.sending(code), draws.receiving(code)
        held = self.world.ledger.tokens[code].balance(sender)
        if sender in (NOBODY, to) or held < 2 * unit:
            return
        self.do(freezes.set_frozen(self.world, code, REGISTRAR, sender, held - unit))
        for amount in (2 * unit, unit):
            self.do(transfers.transfer(self.world, code, sender, to, amount))

    @move
    def trade_with_a_stopped_wallet(self, draws: Draws) -> None:
        """A wallet is frozen whole, tries to send and to receive, and is let go again."""
        code, unit = self._code(draws)
        first, second = draws.sending(code), draws.receiving(code)
        if NOBODY in (first, second):
            return
        self.do(freezes.freeze_wallet(self.world, code, REGISTRAR, first, True))
        self.do(transfers.transfer(self.world, code, first, second, unit))
        self.do(supply.issue(self.world, FISCAL_AGENT, code, first, unit))
        self.do(freezes.freeze_wallet(self.world, code, REGISTRAR, first, False))

    @move
    def pass_the_volume(self, draws: Draws) -> None:
        """Silver has the smallest volume: the last of it, or one unit too many."""
        code = Code("SILVER-1")
        instrument = self.world.ledger.programme.instruments[code]
        over = 0 if draws.rarely(4) else self.world.ledger.tokens[code].terms.denomination
        amount = instrument.volume - instrument.issued + over
        act = supply.issue(self.world, FISCAL_AGENT, code, draws.receiving(code), amount)
        if self.do(act).refusal is None:
            self.check_limits(code)

    @move
    def pass_a_limit(self, draws: Draws) -> None:
        """The most that class limit and cap allow, and one unit too many."""
        code, unit = self._code(draws)
        programme = self.world.ledger.programme
        try:
            most = largest_issue_rounded_down(
                programme.figures(), programme.instruments[code], self.world.now
            )
        except RuleRefused:
            most = 0
        to, fits = draws.receiving(code), most // unit * unit
        for amount in (fits + unit, fits if draws.rarely(4) else 0):
            act = supply.issue(self.world, FISCAL_AGENT, code, to, amount)
            if self.do(act).refusal is None:
                self.check_limits(code)

    @move
    def pass_the_transfer_limit(self, draws: Draws) -> None:
        """A limit of one unit: two do not go, one does, and then it is lifted."""
        code, unit = self._code(draws)
        sender, to = draws.sending(code), draws.receiving(code)
        if sender == NOBODY:
            return
        self.do(freezes.set_transfer_limit(self.world, code, REGULATOR, unit))
        for amount in (2 * unit, unit):
            self.do(transfers.transfer(self.world, code, sender, to, amount))
        self.do(freezes.set_transfer_limit(self.world, code, REGULATOR, NO_LIMIT))

    @move
    def seize_against_everything(self, draws: Draws) -> None:
        """Paused, limited, frozen whole and in part: an order waives what an order may."""
        code, unit = self._code(draws)
        sender, to = draws.holding(code), draws.receiving(code)
        amount = self.world.ledger.tokens[code].balance(sender) - draws.within(0, 1)
        if NOBODY in (sender, to) or amount <= 0:
            return
        stops = (
            freezes.pause(self.world, code, REGULATOR),
            freezes.set_transfer_limit(self.world, code, REGULATOR, min(unit, amount - 1)),
            freezes.freeze_wallet(self.world, code, REGISTRAR, sender, True),
            freezes.set_frozen(self.world, code, REGISTRAR, sender, amount),
        )
        for stop in stops:
            if draws.rarely(2):
                self.do(stop)
        force = orders.Force(code, sender, to, amount)
        act = orders.force_transfer(self.world, REGISTRAR, force)
        ordered = Ordered(act, self.world.order_id(act.request), force)
        self._approved(ordered)
        self._use(ordered)
        self.do(freezes.freeze_wallet(self.world, code, REGISTRAR, sender, False))
        self.do(freezes.set_transfer_limit(self.world, code, REGULATOR, NO_LIMIT))
        self.do(freezes.unpause(self.world, code, REGULATOR))

    @move
    def announce_another(self, draws: Draws) -> None:
        """A record date more, of the instrument that may have all it can have."""
        code = Code("BOND-2")
        times = self.world.ledger.tokens[code].record_times
        time = max(times[-1] if times else 0, self.world.now) + draws.one((1, 3_600, cast.DAY))
        self.do(supply.announce(self.world, FISCAL_AGENT, code, time))

    @move
    def deal_with_nobody(self, draws: Draws) -> None:
        """The zero address receives, spends or is redeemed from."""
        code, unit = self._code(draws)
        holder = draws.sending(code)
        if holder == NOBODY:
            return
        broker = Party("broker")
        self.do(
            draws.one(
                (
                    transfers.transfer(self.world, code, holder, NOBODY, unit),
                    transfers.transfer_from(self.world, code, broker, NOBODY, holder, 0),
                    supply.issue(self.world, FISCAL_AGENT, code, NOBODY, unit),
                    supply.redeem(self.world, FISCAL_AGENT, code, NOBODY, 0),
                )
            )
        )

    @move
    def recover_into_a_used_wallet(self, draws: Draws) -> None:
        """A wallet is replaced by another that holds the same instrument already."""
        code = draws.code()
        register = self.world.ledger.tokens[code]
        pairs = [
            (lost, used)
            for lost in cast.SEEN
            for used in cast.SEEN
            if lost != used and identity(lost) == identity(used)
            if register.balance(lost) and register.used(used, self.world.now)
        ]
        if not pairs:
            self._spread(draws, code)
            return
        lost, used = draws.one(pairs)
        act = holders.replace_wallet(self.world, REGISTRAR, lost, used)
        self._approved(Ordered(act, self.world.order_id(act.request)))
        self.do(act)
        self.do(orders.recover(self.world, REGISTRAR, code, lost, used, identity(lost)))

    @move
    def recover_once_too_often(self, _: Draws) -> None:
        """The eighth wallet of a chain is lost as well, where there is such a chain."""
        lost, code = cast.CHAIN[-2], Code("GOLD-1")
        successor = self.world.ledger.participants.successor_of(lost)
        if successor is not None:
            person = identity(lost)
            self.do(orders.recover(self.world, REGISTRAR, code, lost, successor, person))

    @move
    def onboard_nobody_or_one_too_many(self, draws: Draws) -> None:
        """A wallet without a person; one more of a person who has as many as may be."""
        beta = ExchangeName("Beta")
        operator = self.world.ledger.participants.exchanges[beta].operator
        expiry = Timestamp(self.world.now + cast.YEAR)
        wallet = draws.one(cast.WALLETS)
        for newcomer in (
            Onboarding(wallet, expiry, "PK", 1, NO_IDENTITY),
            Onboarding(cast.CROWD[-1], expiry, "PK", 1, identity(cast.CROWD[-1])),
        ):
            self.do(holders.onboard(self.world, operator, beta, newcomer))

    @move
    def post_the_impossible(self, draws: Draws) -> None:
        """More than a feed holds, or further from the last price than it may."""
        feed = draws.one(cast.POSTED)
        last = self.world.ledger.programme.prices[feed].answer
        answer = draws.one((MAX_ANSWER + 1, 2 * last))
        self.world.advance(1)
        self.do(supply.post(self.world, ORACLE, feed, answer, self.world.now))

    @move
    def approve_what_one_proposed(self, draws: Draws) -> None:
        """A party proposes twice, and cannot be the second to itself."""
        act = supply.set_cap(self.world, Party("ministry"), draws.within(1, 2**40))
        for _ in range(2):
            self.do(orders.propose(self.world, REGULATOR, act.request, PAPER, Role.REGULATOR))
        order = self.world.order_id(act.request)
        self.do(orders.approve(self.world, REGULATOR, order, Role.REGULATOR))
        self.do(orders.cancel(self.world, REGULATOR, order, Role.REGULATOR))

    @move
    def approve_another_paper(self, draws: Draws) -> None:
        """The approver has read another paper than the one it was proposed on."""
        act = supply.set_cap(self.world, Party("ministry"), draws.within(1, 2**40))
        self.do(orders.propose(self.world, REGULATOR, act.request, PAPER, Role.REGULATOR))
        order, ministry = self.world.order_id(act.request), Party("ministry")
        self.do(orders.approve(self.world, ministry, order, Role.MINISTRY, OTHER_PAPER))
        self.do(orders.cancel(self.world, REGULATOR, order, Role.REGULATOR))

    @move
    def use_an_order_too_late(self, draws: Draws) -> None:
        """Approved, and left for 30 days: to the last second it may be used, not later."""
        if not draws.rarely(4):
            return
        act = supply.set_cap(self.world, Party("ministry"), cast.CAP_USD)
        ordered = Ordered(act, self.world.order_id(act.request))
        self._approved(ordered)
        pending = self.world.ledger.orders.pending.get(ordered.order)
        if pending is None or pending.not_before is None:
            return
        last = pending.not_before + VALIDITY - draws.within(0, 1)
        self.world.advance(max(0, last - self.world.now))
        self.do(ordered.act)

    @move
    def act_without_paper(self, draws: Draws) -> None:
        """An order or a milestone that rests on nothing."""
        act = supply.set_cap(self.world, Party("ministry"), draws.within(1, 2**40))
        role = Role.REGULATOR
        self.do(orders.propose(self.world, REGULATOR, act.request, NO_DOCUMENT, role))
        step = draws.one((Milestone.NOC, Milestone.GOAML, Milestone.LICENCE))
        self.do(exchanges.reach(self.world, REGULATOR, draws.exchange(), step, PAPER))

    @move
    def redeem_at_maturity(self, draws: Draws) -> None:
        """Reserves at any time, debt once it has matured; and nobody issues what has."""
        terms = {code: self.world.ledger.tokens[code].terms for code in cast.CODES}
        due = [code for code in cast.CODES if (terms[code].maturity_time or 0) <= self.world.now]
        debt = [code for code in due if terms[code].maturity_time]
        code = draws.one(debt if debt and draws.rarely(2) else due)
        holder = draws.holding(code)
        amount = self.world.ledger.tokens[code].balance(holder) // draws.within(1, 4)
        self.do(supply.redeem(self.world, FISCAL_AGENT, code, holder, amount))
        unit = terms[code].denomination
        act = supply.issue(self.world, FISCAL_AGENT, code, draws.receiving(code), unit)
        if self.do(act).refusal is None:
            self.check_limits(code)

    def _code(self, draws: Draws) -> tuple[Code, int]:
        """An instrument that is not paused, where there is one, and its denomination."""
        tokens = self.world.ledger.tokens
        going = [code for code in cast.CODES if not tokens[code].paused] or list(cast.CODES)
        code = draws.one(going)
        return code, tokens[code].terms.denomination

    def _spread(self, draws: Draws, code: Code) -> None:
        """A holder sends a unit to another wallet of theirs."""
        unit = self.world.ledger.tokens[code].terms.denomination
        sender = draws.sending(code)
        own = [each for each in cast.SEEN if identity(each) == identity(sender) and each != sender]
        if sender != NOBODY and own:
            self.do(transfers.transfer(self.world, code, sender, draws.one(own), unit))
