"""What was attested of a reserve's stock, from its attestor's events."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.attestation import Attestation
from rwa.calendar import Timestamp
from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import Code, DocumentHash, Party


@dataclass(frozen=True, slots=True)
class Round:
    """An attestation that was accepted: when, and signed by whom."""

    time: Timestamp
    attestation: Attestation
    custodian: Party
    attestor: Party


class StockBook:
    """The attestations of one reserve, in order."""

    def __init__(self) -> None:
        self.rounds: list[Round] = []

    @property
    def last(self) -> Round | None:
        """The newest attestation, expired or not."""
        return self.rounds[-1] if self.rounds else None

    @property
    def stock(self) -> int:
        """What stands in the vaults by the newest attestation, expired or not; nothing without."""
        return self.rounds[-1].attestation.total if self.rounds else 0

    def apply(self, event: Event) -> None:
        """Take in one event of the attestor. Raises `LedgerError` where it cannot be."""
        if event.name != "StockAttested":
            raise LookupError(event.name)
        round_ = Round(
            event.time,
            attestation_of(event),
            Party(event.text("custodian")),
            Party(event.text("attestor")),
        )
        if event.number("round") != len(self.rounds) + 1:
            raise LedgerError(
                event.sequence,
                f"attestation {event.number('round')} follows on {len(self.rounds)}",
            )
        self.rounds.append(round_)


def attestation_of(event: Event) -> Attestation:
    """The attestation that an event tells."""
    return Attestation(
        Code(event.text("commodity")),
        Timestamp(event.number("as_of")),
        Timestamp(event.number("expiry")),
        event.number("total"),
        DocumentHash(event.text("root")),
        DocumentHash(event.text("report")),
    )
