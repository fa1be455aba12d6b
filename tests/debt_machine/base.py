"""What every step of the machine does: one act on both roads, then the money is counted."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import note
from hypothesis.stateful import initialize

from rwa.errors import RuleRefused
from rwa.ledger.payments import Payment
from rwa.registry import Step
from rwa.simulation.reconciliation import reconcile
from tests.campaign.moves import SEEDS, Moves
from tests.campaign.reach import Reach
from tests.debt_machine import money
from tests.debt_machine.draws import Draws
from tests.debt_machine.notes import cash_now
from tests.debt_machine.sight import look, sweep
from tests.debt_machine.world import Place, World


class Base(Moves):
    """The machine without its moves."""

    def __init__(self, starts: Sequence[tuple[World, Place]], reach: Reach, campaign: int) -> None:
        super().__init__(campaign)
        self.world, _ = starts[0]
        self.reach = reach
        self._starts = starts
        self._sound = False

    @initialize(start=SEEDS, salt=SEEDS)
    def begin(self, start: int, salt: int) -> None:
        """Start from one of the prepared places."""
        self.salt = salt
        self.world, place = self._starts[start % len(self._starts)]
        self.world.return_to(place)
        self._sound = True

    def teardown(self) -> None:
        if self._sound:
            for payment in self.world.ledger.payments.all():
                money.check_payment(self.world.notes, payment)
            assert list(reconcile(self.world.registry, self.world.ledger)) == []

    def make(self, name: str, random: Random) -> None:
        getattr(self, name)(Draws(self.world, random))

    def do(self, act: str, step: Step) -> RuleRefused | None:
        """One act: both roads agree, the chain is what the ledger says, and no money is lost."""
        self._sound = False
        world = self.world
        before = cash_now(world.ledger)
        paid = {(each.code, each.number): len(each.discharges) for each in self.payments()}
        refusal = world.attempt(step)
        note(f"    {act}: {refusal or 'done'}")
        self.reach.count(act, None if refusal is None else type(refusal).__name__)
        if refusal is None:
            money.note_flows(world, act, before)
            for payment in self.payments():
                fresh = payment.discharges[paid.get((payment.code, payment.number), 0) :]
                if fresh:
                    money.check_discharges(world, payment, fresh)
                    money.check_payment(world.notes, payment)
            money.check_agent(world)
            money.check_principal(world)
            money.check_sales(world)
            sweep(world)
            look(world)
        self._sound = True
        return refusal

    def met(self, danger: str, times: int = 1) -> None:
        """A danger was met."""
        self.reach.met[danger] += times

    def wait_until(self, time: int) -> None:
        """Let time pass, unless it has."""
        if time > self.world.now and self.world.advance_to(time) > 1:
            self.met("record dates pass untouched")

    def payments(self) -> list[Payment]:
        """Every payment."""
        return self.world.ledger.payments.all()
