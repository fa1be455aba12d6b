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


@dataclass(frozen=True, slots=True)
class Delivery:
    """A lot that left the vaults: when, and its weight in base units."""

    time: Timestamp
    weight: int


class StockBook:
    """The attestations of one reserve, in order, and the lots that were delivered."""

    def __init__(self) -> None:
        self.rounds: list[Round] = []
        self.deliveries: dict[DocumentHash, Delivery] = {}

    @property
    def last(self) -> Round | None:
        """The newest attestation, expired or not."""
        return self.rounds[-1] if self.rounds else None

    @property
    def stock(self) -> int:
        """What stands in the vaults: the newest attested total, expired or not, less what was
        delivered and stands in it all the same; nothing without one.
        """
        if not self.rounds:
            return 0
        newest = self.rounds[-1].attestation
        return max(0, newest.total - (self.delivered - newest.omitted))

    @property
    def delivered(self) -> int:
        """What was ever delivered."""
        return sum(each.weight for each in self.deliveries.values())

    def delivered_by(self, time: int) -> int:
        """What was delivered up to a second."""
        return sum(each.weight for each in self.deliveries.values() if each.time <= time)

    def apply(self, event: Event) -> None:
        """Take in one event of the attestor. Raises `LedgerError` where it cannot be."""
        if event.name == "LotDelivered":
            self._deliver(event)
            return
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

    def _deliver(self, event: Event) -> None:
        lot = DocumentHash(event.text("lot"))
        if lot in self.deliveries:
            raise LedgerError(event.sequence, f"lot {lot} is delivered a second time")
        self.deliveries[lot] = Delivery(event.time, event.number("quantity"))


def attestation_of(event: Event) -> Attestation:
    """The attestation that an event tells."""
    return Attestation(
        Code(event.text("commodity")),
        Timestamp(event.number("as_of")),
        Timestamp(event.number("expiry")),
        event.number("total"),
        event.number("omitted"),
        DocumentHash(event.text("root")),
        DocumentHash(event.text("report")),
    )
