"""How a trial ended: all that reports are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rwa.calendar import Timestamp
from rwa.chain.deployment import System
from rwa.findings import Finding
from rwa.ledger import Ledger
from rwa.scenario.trial import Trial
from rwa.simulation.context import Decision
from rwa.simulation.figures import UsdFigures
from rwa.simulation.verdicts import Refused

CONTRACT_REVERT, RULE_REFUSED, NOT_AS_EXPECTED = 5, 6, 7


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding, when it was made, and whether the trial expects it."""

    time: Timestamp
    finding: Finding
    expected: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial that was played to its end. `events` are the lines of its log; `decisions` what was
    decided of each auction by its name; `requests` the number of each redemption request that was
    made, by its name; `differences` from what it expects.
    """

    trial: Trial
    ledger: Ledger
    system: System
    now: Timestamp
    usd: UsdFigures
    events: tuple[str, ...]
    transactions: int
    refusals: tuple[Refused, ...]
    decisions: Mapping[str, Decision]
    requests: Mapping[str, int]
    findings: tuple[Noted, ...]
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as the trial expects: no difference and no finding it does not
        name.
        """
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0, or what went wrong first: 5 a contract refused what the rules allow, 6 a directive was
        refused, 7.
        """
        unexpected = {noted.finding.check for noted in self.findings if not noted.expected}
        if "contract-revert" in unexpected:
            return CONTRACT_REVERT
        if "refused-directive" in unexpected:
            return RULE_REFUSED
        return NOT_AS_EXPECTED if unexpected or self.differences else 0
