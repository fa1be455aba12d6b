"""What a directive's handler may ask: the trial, the registry, and draws of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rwa.auction import Result
from rwa.calendar import Timestamp, first_second_after
from rwa.draw import Draw
from rwa.findings import Finding
from rwa.identifiers import Code, DocumentHash, document_hash
from rwa.registry import Registry
from rwa.scenario.fields import Day
from rwa.scenario.trial import Trial


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of auction `number`, and the names of its bids by their number on chain."""

    number: int
    names: Mapping[int, str]
    result: Result


@dataclass(frozen=True, slots=True)
class Context:
    """The place of one directive: `label` tells its draws from all others; `findings` collects what
    it notices, `decisions` what was decided of each auction by its name, `requests` the number of
    each redemption request that was made, by its name.
    """

    trial: Trial
    registry: Registry
    label: str
    findings: list[Finding]
    decisions: dict[str, Decision]
    requests: dict[str, int]

    def code(self, instrument: str) -> Code:
        """An instrument's ISIN or commodity code, by its key."""
        return Code(self.trial.instrument(instrument).code)

    def amount(self, instrument: str, text: str) -> int:
        """An amount of an instrument in base units."""
        return self.trial.base_units(instrument, text)

    def draw(self) -> Draw:
        """The draws of this directive."""
        return Draw(self.trial.seed, self.label)


def paper(title: str) -> DocumentHash:
    """The hash that stands for a paper of a trial: of its title."""
    return document_hash(title.encode())


def expiry(through: Day) -> Timestamp:
    """The first second at which what is valid through a day no longer holds."""
    return first_second_after(through)
