"""What the machine draws: mostly what may be, often what just may not."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from rwa.calendar import Timestamp
from rwa.errors import RuleRefused
from rwa.identifiers import Code, Party
from rwa.ledger.payments import Payment
from rwa.ledger.token import TokenBook
from rwa.payment import PaymentPhase
from rwa.rules.transfers import check_receiver
from tests.campaign.draws import RandomDraws
from tests.debt_machine import cast
from tests.debt_machine.world import World

TRADED = (cast.BOND, cast.BOND, cast.BOND, cast.NOTE, cast.BILL)


class Draws(RandomDraws):
    """Draws of one step, in the state its world is in."""

    def __init__(self, world: World, random: Random) -> None:
        super().__init__(random)
        self._world = world

    def caller(self, right: str) -> str:
        """Who acts: nearly always the one who may."""
        return self.one((*cast.OFFICIALS, "stranger")) if self.rarely(16) else right

    def code(self) -> Code:
        """An instrument of debt that is dealt in."""
        return self.one(TRADED)

    def wallet(self) -> str:
        """A wallet that has ever been anybody's."""
        known = [each for each in cast.SEEN if each in self._world.ledger.participants.holders]
        return self.one(known)

    def holder(self, code: Code) -> str:
        """A wallet that holds some of an instrument, nearly always."""
        holders = self.book(code).holders()
        return self.wallet() if self.rarely(12) or not holders else self.one(holders)

    def sender(self, code: Code) -> str:
        """A wallet that may send some of an instrument, mostly."""
        book = self.book(code)
        able = [
            each
            for each in book.holders()
            if book.unfrozen(each) >= book.terms.denomination and self._may_receive(code, each)
        ]
        return self.holder(code) if self.rarely(8) or not able else self.one(able)

    def receiver(self, code: Code, besides: str = "") -> str:
        """A wallet that may receive an instrument, mostly; another than this one, nearly always."""
        able = [each for each in cast.SEEN if self._may_receive(code, Party(each))]
        able = [each for each in able if each != besides] or able
        return self.wallet() if self.rarely(6) or not able else self.one(able)

    def units(self, code: Code, holder: str) -> int:
        """An amount around what a holder may send."""
        book = self.book(code)
        unit, free = book.terms.denomination, book.unfrozen(Party(holder))
        whole = free // unit * unit
        third = max(unit, whole // 3 // unit * unit)
        return self.one((third, whole, unit, whole + unit) if self.rarely(3) else (third, unit))

    def payment(self, phases: Sequence[PaymentPhase]) -> Payment | None:
        """A payment in one of these phases, or of any where there is none."""
        known = self._world.ledger.payments.all()
        fit = [each for each in known if each.phase in phases]
        pool = fit if fit and not self.rarely(12) else known
        return self.one(pool) if pool else None

    def after(self, time: int, *ahead: int) -> Timestamp:
        """A time some seconds after another."""
        return Timestamp(time + self.one(ahead))

    def book(self, code: Code) -> TokenBook:
        """The register of an instrument."""
        return self._world.ledger.tokens[code]

    def _may_receive(self, code: Code, wallet: Party) -> bool:
        ledger = self._world.ledger
        try:
            check_receiver(ledger.participants, ledger.tokens[code], wallet, self._world.now)
        except RuleRefused:
            return False
        return True
