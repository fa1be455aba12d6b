"""Issues up to every limit, redemptions, prices true and false, record dates and time."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.errors import RuleRefused
from rwa.events import Event
from rwa.identifiers import Code, Party
from rwa.programme import MAX_PRICE, Price, largest_issue_rounded_down
from rwa.rules.prices import BPS, MAX_ANSWER
from tests.campaign.moves import move
from tests.machine import cast
from tests.machine.acts import supply as acts
from tests.machine.base import Base
from tests.machine.draws import Draws
from tests.machine.world import Manner

FISCAL_AGENT, ORACLE = "fiscal agent", "oracle"
NO_RECORD_TIME = 2**40 - 1
MOST_JUMPS = 12
"""Past these the clock of an example stands still, so that not everything lapses."""


class SupplyMoves(Base):
    """Acts of the fiscal agent and of the oracle."""

    @move
    @move
    def issue(self, draws: Draws) -> None:
        code = draws.code()
        to, amount = draws.receiving(code), self._issue_amount(draws, code)
        caller = draws.caller(FISCAL_AGENT)
        target = Code("NO-SUCH-CODE") if draws.rarely(10) else code
        if self.do(acts.issue(self.world, caller, target, to, amount)).refusal is None:
            self.check_limits(code)

    @move
    @move
    def issue_batch(self, draws: Draws) -> None:
        code = draws.code()
        unit = self.world.ledger.tokens[code].terms.denomination
        receivers = [draws.receiving(code, slips=12) for _ in range(draws.within(0, 4))]
        amounts = [
            self._issue_amount(draws, code) if draws.rarely(4) else unit * draws.within(0, 3)
            for _ in receivers
        ]
        if draws.rarely(10):
            amounts.append(unit)
        caller = draws.caller(FISCAL_AGENT)
        if self.do(acts.issue_batch(self.world, caller, code, receivers, amounts)).refusal is None:
            self.check_limits(code)

    @move
    def redeem(self, draws: Draws) -> None:
        code = draws.code()
        holder = draws.holding(code)
        amount = draws.any_amount(code, holder)
        target = Code("NO-SUCH-CODE") if draws.rarely(10) else code
        due = self.release_due(code, holder, amount)
        verdict = self.do(
            acts.redeem(self.world, draws.caller(FISCAL_AGENT), target, holder, amount)
        )
        if verdict.refusal is None:
            assert released(verdict.events) == due

    @move
    @move
    def post(self, draws: Draws) -> None:
        feed = draws.one(cast.POSTED)
        last = self.world.ledger.programme.prices[feed]
        bound = last.answer * cast.MAX_CHANGE_BPS // BPS
        answer = draws.one(
            (
                last.answer,
                last.answer + bound,
                last.answer - bound,
                last.answer + bound // 3,
                last.answer - bound // 2,
                last.answer + bound + 1,
                last.answer - bound - 1,
                0,
                -last.answer,
                MAX_ANSWER + 1,
            )
        )
        observed = self.world.now + draws.one((0, 0, 0, 0, -1, 1, last.updated_at - self.world.now))
        self.do(acts.post(self.world, draws.caller(ORACLE), feed, answer, observed))

    @move
    @move
    def post_everything(self, _: Draws) -> None:
        """Every feed is fresh again, and the third is honest."""
        now = Timestamp(self.world.now)
        for feed in cast.POSTED:
            last = self.world.ledger.programme.prices[feed]
            if last.updated_at < now:
                self.do(acts.post(self.world, Party(ORACLE), feed, last.answer, now))
        self.world.say(Price(cast.FIRST_PRICES[cast.XAG_FEED], now))

    @move
    @move
    def lie(self, draws: Draws) -> None:
        """The third feed says what no honest one would; silver is what is issued next."""
        now, honest = self.world.now, cast.FIRST_PRICES[cast.XAG_FEED]
        lie = draws.one(
            (
                Manner.SILENT,
                Manner.CURT,
                Manner.CURT,
                Price(0, Timestamp(now)),
                Price(-honest, Timestamp(now)),
                Price(MAX_PRICE + 1, Timestamp(now)),
                Price(MAX_PRICE, Timestamp(now)),
                Price(2**255 - 1, Timestamp(now)),
                Price(honest, Timestamp(now + 1)),
                Price(honest, Timestamp(2**256 - 1)),
                Price(honest, Timestamp(now - cast.HEARTBEAT - 1)),
                Price(honest, Timestamp(now - cast.HEARTBEAT)),
                Price(2 * honest, Timestamp(now)),
            )
        )
        if isinstance(lie, Manner):
            self.world.hush(lie)
        else:
            self.world.say(lie)
        code = Code("SILVER-1")
        to, unit = draws.receiving(code), self.world.ledger.tokens[code].terms.denomination
        act = acts.issue(self.world, Party(FISCAL_AGENT), code, to, unit)
        if self.do(act).refusal is None:
            self.check_limits(code)
        if not draws.rarely(4):
            self.world.say(Price(honest, Timestamp(now)))

    @move
    def announce(self, draws: Draws) -> None:
        code = Code("BOND-2") if draws.rarely(3) else draws.code()
        times = self.world.ledger.tokens[code].record_times
        last = max(times[-1] if times else 0, self.world.now)
        time = last + draws.one((3_600, cast.DAY, 1, 5 * cast.DAY, 0, -1, NO_RECORD_TIME - last))
        self.do(acts.announce(self.world, draws.caller(FISCAL_AGENT), code, time))

    @move
    def close_record_dates(self, draws: Draws) -> None:
        code, most = draws.code(), draws.one((2**256 - 1, 1, 0))
        self.do(acts.close_record_dates(self.world, cast.STRANGER, code, most))

    @move
    def wait(self, draws: Draws) -> None:
        """To a second before, at or after something happens; or just on."""
        if self.jumps >= MOST_JUMPS:
            return
        self.jumps += 1
        now = self.world.now
        ahead = sorted({time for time in self._landmarks() if now < time < cast.LAST_SECOND})[:8]
        if not ahead or draws.rarely(3):
            self.world.advance(draws.one((1, 3_600, cast.DAY, 2 * cast.DAY)))
            return
        time = draws.one(ahead) + draws.one((0, -1, 1))
        self.world.advance(max(0, time - self.world.now))

    def release_due(self, code: Code, holder: Party, amount: int) -> int:
        """What a seizure of `amount` releases: max(0, amount - unfrozen)."""
        return max(0, amount - self.world.ledger.tokens[code].unfrozen(holder))

    def _landmarks(self) -> list[int]:
        ledger = self.world.ledger
        times: list[int] = []
        for book in ledger.tokens.values():
            times += book.record_times[len(book.closed_supplies) :]
            times += [time for time in (book.terms.issue_time, book.terms.maturity_time) if time]
        times += [
            ledger.participants.holders[name].kyc_expiry
            for name in cast.SEEN
            if name in ledger.participants.holders
        ]
        times += [exchange.noc_expiry for exchange in ledger.participants.exchanges.values()]
        times += [order.not_before or 0 for order in ledger.orders.pending.values()]
        times += [price.updated_at + cast.HEARTBEAT for price in ledger.programme.prices.values()]
        return times

    def _issue_amount(self, draws: Draws, code: Code) -> int:
        """A few units, or what just fits, or what just does not."""
        ledger = self.world.ledger
        unit, instrument = (
            ledger.tokens[code].terms.denomination,
            ledger.programme.instruments[code],
        )
        left = instrument.volume - instrument.issued
        try:
            most = largest_issue_rounded_down(
                ledger.programme.figures(), instrument, self.world.now
            )
        except RuleRefused:
            most = unit
        fits = most // unit * unit
        small = [min(units * unit, fits) for units in (1, 2, 5)]
        edge = [fits, fits + unit, left // unit * unit + unit]
        if draws.rarely(3):
            return draws.one([*edge, 0, unit + 1, draws.huge() // unit * unit])
        return draws.one(small)


def released(events: tuple[Event, ...]) -> int:
    """What a transaction's events say was released of frozen amounts."""
    return sum(event.number("amount") for event in events if event.name == "TokensUnfrozen")
