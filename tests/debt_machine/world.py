"""A deployed programme that can be put back to where it was, and acts that go both roads."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rwa.calendar import Timestamp
from rwa.chain.compiler import Artifact
from rwa.chain.contract import deploy
from rwa.chain.tester import TesterEngine
from rwa.errors import RuleRefused
from rwa.ledger import Ledger
from rwa.registry import Registry, Step
from tests.campaign.roads import both_roads
from tests.debt_machine import cast
from tests.debt_machine.notes import Notes


@dataclass(frozen=True)
class Place:
    """A state to come back to: chain, ledger, and the machine's notes."""

    snapshot: int
    ledger: Ledger
    events: int
    notes: Notes


class World:
    """The registry, its clock, and what was noted beside it."""

    def __init__(self, artifacts: Mapping[str, Artifact], fixtures: Mapping[str, Artifact]) -> None:
        self.engine = TesterEngine(cast.GENESIS_TIME)
        self.registry: Registry = cast.open_registry(self.engine, artifacts)
        deployer = self.registry.directory.address("deployer")
        self.lens = deploy(self.engine, fixtures["DebtLens"], sender=deployer)
        self.notes = Notes()

    @property
    def ledger(self) -> Ledger:
        """The state as its events tell it."""
        return self.registry.ledger

    @property
    def now(self) -> Timestamp:
        """The clock of both roads."""
        return self.registry.now

    def address(self, name: str) -> str:
        """Where an account or a contract of the programme is."""
        contract = self.registry.system.contracts.get(name)
        return contract.address if contract else self.registry.directory.address(name)

    def attempt(self, step: Step) -> RuleRefused | None:
        """Put an act to both roads, which must say the same; the refusal, if there is one."""
        return both_roads(self.registry, step)

    def advance_to(self, time: int) -> int:
        """Let time pass; how many record dates pass with it."""
        passed = self.notes.pass_time(self.ledger, self.now, time)
        self.engine.advance_to(time)
        return passed

    def remember(self) -> Place:
        """The state as it is now."""
        return Place(
            self.engine.snapshot(),
            copy.deepcopy(self.ledger),
            self.registry._events,
            copy.deepcopy(self.notes),
        )

    def return_to(self, place: Place) -> None:
        """Go back to a remembered state."""
        self.engine.revert(place.snapshot)
        self.registry.ledger = copy.deepcopy(place.ledger)
        self.registry._events = place.events
        self.notes = copy.deepcopy(place.notes)


Start = Callable[[World], None]
