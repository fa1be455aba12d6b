"""Exchanges enter, are suspended, reinstated and revoked, and their NOCs move."""

from __future__ import annotations

from rwa.entry import Milestone, Status
from rwa.identifiers import NOBODY, ExchangeName, Party
from tests.campaign.moves import move
from tests.machine import cast
from tests.machine.acts import exchanges as acts
from tests.machine.base import Base
from tests.machine.draws import PAPER, Draws

REGULATOR = "regulator"
MOST_EXCHANGES = 9

_NEXT_STATUS = {
    Status.UNLISTED: (Status.SUSPENDED, Status.ACTIVE, Status.REVOKED),
    Status.ACTIVE: (Status.SUSPENDED, Status.SUSPENDED, Status.REVOKED, Status.ACTIVE),
    Status.SUSPENDED: (Status.ACTIVE, Status.ACTIVE, Status.ACTIVE, Status.REVOKED),
    Status.REVOKED: (Status.ACTIVE, Status.SUSPENDED, Status.UNLISTED),
}


class EntryMoves(Base):
    """Acts of the regulator on exchanges."""

    @move
    def enrol(self, draws: Draws) -> None:
        exchanges = self.world.ledger.participants.exchanges
        taken = draws.rarely(4) or len(exchanges) >= MOST_EXCHANGES
        free = f"operator {len(exchanges) + 1}"
        operator = draws.one((*cast.EXCHANGES, NOBODY)) if taken else free
        caller, paper = draws.caller(REGULATOR), draws.paper()
        self.do(acts.enrol(self.world, caller, Party(operator), paper))

    @move
    def set_operator(self, draws: Draws) -> None:
        exchange = draws.exchange()
        free = f"{exchange} operator {draws.within(2, 9)}"
        operator = Party(draws.one((*cast.EXCHANGES, NOBODY))) if draws.rarely(3) else Party(free)
        self.do(acts.set_operator(self.world, draws.caller(REGULATOR), exchange, operator))

    @move
    @move
    def grant_noc(self, draws: Draws) -> None:
        waiting = [
            name
            for name, record in self.world.ledger.participants.exchanges.items()
            if record.status is Status.UNLISTED
        ]
        exchange = draws.exchange() if draws.rarely(3) or not waiting else draws.one(waiting)
        caller, paper = draws.caller(REGULATOR), draws.paper()
        self.do(acts.grant_noc(self.world, caller, exchange, draws.expiry(), paper))

    @move
    def reach_milestone(self, draws: Draws) -> None:
        exchange = draws.exchange()
        if draws.rarely(2):
            exchange = ExchangeName(draws.one(("Alpha", "Gamma", "Delta")))
        milestone = self._next_milestone(draws, exchange)
        caller, paper = draws.caller(REGULATOR), draws.paper()
        self.do(acts.reach(self.world, caller, exchange, milestone, paper))

    @move
    def set_noc_expiry(self, draws: Draws) -> None:
        exchange, expiry = draws.exchange(), draws.expiry()
        caller, paper = draws.caller(REGULATOR), draws.paper()
        self.do(acts.set_noc_expiry(self.world, caller, exchange, expiry, paper))

    @move
    @move
    @move
    def set_status(self, draws: Draws) -> None:
        exchanges = self.world.ledger.participants.exchanges
        stopped = [name for name, each in exchanges.items() if each.status is Status.SUSPENDED]
        exchange = draws.one(stopped) if stopped and draws.rarely(3) else draws.exchange()
        record = exchanges.get(exchange)
        status = draws.one(_NEXT_STATUS[Status.UNLISTED if record is None else record.status])
        caller, paper = draws.caller(REGULATOR), draws.paper()
        self.do(acts.set_status(self.world, caller, exchange, status, paper))

    @move
    @move
    def reinstate_everyone(self, _: Draws) -> None:
        """Whoever is suspended is active again, and lapsed NOCs are extended."""
        for name, record in self.world.ledger.participants.exchanges.items():
            regulator, now = Party(REGULATOR), self.world.now
            if record.status is Status.SUSPENDED:
                self.do(acts.set_status(self.world, regulator, name, Status.ACTIVE, PAPER))
            if record.status is not Status.REVOKED and 0 < record.noc_expiry <= now + cast.DAY:
                expiry = now + 60 * cast.DAY
                self.do(acts.set_noc_expiry(self.world, regulator, name, expiry, PAPER))

    @move
    def refresh_standing(self, _: Draws) -> None:
        self.do(acts.refresh_standing(self.world, cast.STRANGER))

    def _next_milestone(self, draws: Draws, exchange: ExchangeName) -> Milestone:
        record = self.world.ledger.participants.exchanges.get(exchange)
        open_steps = [
            step
            for step in Milestone
            if record and step not in record.milestones and not record.missing(step)
        ]
        if draws.rarely(3) or not open_steps:
            return draws.one(tuple(Milestone))
        return draws.one(open_steps)
