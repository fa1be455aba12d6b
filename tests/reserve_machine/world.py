"""A reserve on both roads that can be put back to where it was: eight bars in the vaults, four
holders, and lists of lots that tell the truth or do not.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from rwa.calendar import start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.errors import RuleRefused
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.cash import CashBook
from rwa.ledger.stock import StockBook
from rwa.ledger.token import TokenBook
from rwa.registry import Step
from rwa.registry.assembly import open_registry
from rwa.reserves.lots import LotList
from rwa.simulation.context import Context
from rwa.simulation.handlers import HANDLERS
from tests.campaign.roads import both_roads
from tests.reserves.bars import bars, read
from tests.trials import SMALL, parsed

GOLD = Code("XAU-SMALL")
HOLDERS = ("AL-001", "AL-002", "BE-001", "BE-002")
BAR, MINIMUM = 398_000, 430_000
DAY = 86_400
RUPEES = """  USD: {decimals: 2}
  PKR:
    decimals: 2
    price: {decimals: 18, heartbeat_hours: 72, largest_change_percent: 50}
"""
TERMS = """    redemption: {minimum: 430, days: 5, cash: {currency: PKR, fee_percent: 0.50}}
    capacity: 4,000
    margin_percent: 1
    volume: 4,000
"""
TRIAL = (
    SMALL.replace("    volume: 1,000\n", TERMS)
    .replace('usd: "4,000"', "usd: 50")
    .replace("cap_usd: 1,000,000", "cap_usd: 800,000")
    .replace("  USD: {decimals: 2}\n", RUPEES)
    .replace("      - issue:", "      - post_price: {unit: PKR, usd: 0.0036}\n      - issue:", 1)
)


@dataclass(frozen=True)
class Place:
    """A state to come back to."""

    snapshot: int
    ledger: Ledger
    events: int


class World:
    """The registry after the small trial's first two days, and the lists its custodian may show."""

    def __init__(self, artifacts: Mapping[str, Artifact]) -> None:
        trial = parsed(TRIAL)
        self.engine = TesterEngine(start_of_day(trial.sections.start))
        self.registry = open_registry(trial, self.engine, artifacts)
        self.full, self.padded = read(*bars(8)), read(*bars(9))
        self.lists: dict[str, LotList] = {}
        for day in trial.sections.days[:2]:
            self.engine.advance_to(max(self.engine.now, start_of_day(day.date)))
            for number, directive in enumerate(day.directives):
                if directive.attempt is None:
                    context = Context(trial, self.registry, f"{day.date}/{number}", [], {}, {})
                    for step in HANDLERS[directive.word](context, directive.act):
                        self.registry.do(step)

    @property
    def ledger(self) -> Ledger:
        """The state as its events tell it."""
        return self.registry.ledger

    @property
    def now(self) -> int:
        """The clock of both roads."""
        return self.engine.now

    @property
    def book(self) -> TokenBook:
        """The register."""
        return self.ledger.tokens[GOLD]

    @property
    def cash(self) -> CashBook:
        """Rupees."""
        return self.ledger.cash[Party("cash-PKR")]

    @property
    def stock(self) -> StockBook:
        """What was attested and delivered."""
        (book,) = self.ledger.stocks.values()
        return book

    def locked_by_requests(self) -> dict[Party, int]:
        """What the open requests of each holder ask for."""
        asked: dict[Party, int] = {}
        for request in self.ledger.redemptions.requests.values():
            if request.phase.name == "OPEN":
                asked[request.holder] = asked.get(request.holder, 0) + request.amount
        return asked

    def attempt(self, step: Step) -> RuleRefused | None:
        """Put an act to both roads, which must say the same; the refusal, if there is one."""
        return both_roads(self.registry, step)

    def remember(self) -> Place:
        """The state as it is now."""
        events = self.registry._events
        return Place(self.engine.snapshot(), copy.deepcopy(self.ledger), events)

    def return_to(self, place: Place) -> None:
        """Go back to a remembered state."""
        self.engine.revert(place.snapshot)
        self.registry.ledger = copy.deepcopy(place.ledger)
        self.registry._events = place.events
