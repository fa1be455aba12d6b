"""Tenders and their instructions, from the events of the contract of tenders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from rwa.calendar import Timestamp
from rwa.events import Event
from rwa.identifiers import Code, DocumentHash, Party
from rwa.money import WHOLE
from rwa.tender import Proceeds, TenderKind, TenderTerms

TENDERS = Party("tenders")
"""What the contract is called."""


class TenderPhase(IntEnum):
    """How far a tender has come, as the contract numbers it."""

    ANNOUNCED = 1
    ACCEPTED = 2
    REJECTED = 3


class InstructionState(IntEnum):
    """How far an instruction has come, as the contract numbers it."""

    GIVEN = 1
    CONCLUDED = 2


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a holder tenders, or on whom the lot fell; `accepted` is told of a buy-back alone.

    `proceeds` are what it was settled for, with the `wallet` that was paid and the pool `factors`
    of both instruments then; `failures` are the refusals of its settlement. It is `released` when
    nothing is accepted of it, or its holder no longer waits.
    """

    number: int
    holder: Party
    face: int
    price: int
    state: InstructionState = InstructionState.GIVEN
    accepted: int = 0
    wallet: Party | None = None
    proceeds: Proceeds | None = None
    settled: Timestamp | None = None
    factors: tuple[int, int] = (WHOLE, WHOLE)
    withdrawn: bool = False
    released: bool = False
    lapsed: bool = False
    failures: tuple[str, ...] = ()


@dataclass(slots=True)
class Tender:
    """A tender: its terms, its instructions by number, and what was decided. The highest price is
    per 100 with four decimals.
    """

    number: int
    terms: TenderTerms
    phase: TenderPhase = TenderPhase.ANNOUNCED
    highest: int = 0
    examined: int = 0
    seed: DocumentHash | None = None
    instructions: dict[int, Instruction] = field(default_factory=dict)

    @property
    def tendered(self) -> int:
        """Face of all that was not withdrawn."""
        return sum(each.face for each in self.instructions.values() if not each.withdrawn)

    @property
    def accepted(self) -> int:
        """Face accepted in a buy-back."""
        return sum(each.accepted for each in self.instructions.values())

    @property
    def decided(self) -> bool:
        """Whether its instructions may be settled once it is time."""
        return self.terms.kind is not TenderKind.BUY_BACK or self.phase is not TenderPhase.ANNOUNCED

    def offers(self) -> list[tuple[int, int]]:
        """Face and price of every instruction in their order; a withdrawn one offers nothing."""
        given = self.instructions.values()
        return [(0 if each.withdrawn else each.face, each.price) for each in given]

    def due(self, instruction: Instruction, denomination: int) -> int:
        """Face to be settled of an instruction."""
        if instruction.state is InstructionState.CONCLUDED or self.phase is TenderPhase.REJECTED:
            return 0
        if self.terms.kind is TenderKind.BUY_BACK:
            return instruction.accepted
        if self.terms.kind is TenderKind.EXCHANGE:
            return self.terms.share_rounded_down(instruction.face, self.tendered, denomination)
        return instruction.face


class TenderBook:
    """Every tender, by number from 1; instruments that may be drawn by lot; `accepted` is the
    settlement cash of each unit.
    """

    def __init__(self) -> None:
        self.accepted: dict[Code, Party] = {}
        self.drawable: set[Code] = set()
        self.tenders: dict[int, Tender] = {}

    def instrument(self, tender: int) -> Code | None:
        """The instrument of a tender; none where there is no such number."""
        known = self.tenders.get(tender)
        return known.terms.id if known else None

    def instruments(self, tender: int) -> tuple[Code, Code]:
        """What is given up in a tender and what for, itself where that is cash."""
        terms = self.tenders[tender].terms
        return terms.id, terms.new_id or terms.id

    def apply(self, event: Event, factors: tuple[int, int] = (WHOLE, WHOLE)) -> None:
        """Take in one event of the contract of tenders; what settles, at these pool factors."""
        if event.name == "CashAccepted":
            self.accepted[Code(event.text("unit"))] = Party(event.text("token"))
            return
        if event.name == "DrawingAllowed":
            self.drawable.add(Code(event.text("id")))
            return
        number = event.number("tender")
        if event.name == "TenderAnnounced":
            self.tenders[number] = Tender(number, _terms(event))
            return
        tender = self.tenders[number]
        if event.name in _BY_TENDER:
            _BY_TENDER[event.name](tender, event)
        else:
            place = event.number("instruction")
            found = _BY_INSTRUCTION[event.name](tender.instructions[place], event)
            if event.name == "InstructionSettled":
                found = replace(found, factors=factors)
            tender.instructions[place] = found


def _terms(event: Event) -> TenderTerms:
    return TenderTerms(
        Code(event.text("id")),
        TenderKind(event.number("kind")),
        event.number("maximum"),
        event.number("price"),
        event.fraction("accrued"),
        Code(event.text("new_id")),
        event.fraction("new_accrued"),
        event.number("ratio"),
        Timestamp(event.number("opens")),
        Timestamp(event.number("closes")),
        Timestamp(event.number("settlement_time")),
        Timestamp(event.number("settlement_deadline")),
        DocumentHash(event.text("seed_hash")),
    )


def _given(tender: Tender, event: Event) -> None:
    """A holder tenders, or the lot falls on one at the tender's price."""
    place = event.number("instruction")
    price = event.number("price") if event.name == "Tendered" else tender.terms.price
    tender.instructions[place] = Instruction(
        place, Party(event.text("holder")), event.number("face"), price
    )


def _highest_set(tender: Tender, event: Event) -> None:
    tender.highest = event.number("price")
    tender.examined = 0
    tender.instructions = {
        number: replace(each, accepted=0) for number, each in tender.instructions.items()
    }


def _examined(tender: Tender, event: Event) -> None:
    tender.examined += event.number("instructions")


def _accepted(tender: Tender, event: Event) -> None:
    if event.number("accepted") != tender.accepted:
        raise ValueError(f"{event.number('accepted')} told, {tender.accepted} accepted")
    tender.phase = TenderPhase.ACCEPTED


def _rejected(tender: Tender, _: Event) -> None:
    tender.phase = TenderPhase.REJECTED


def _seed_revealed(tender: Tender, event: Event) -> None:
    tender.seed = DocumentHash(event.text("seed"))


def _settled(instruction: Instruction, event: Event) -> Instruction:
    return replace(
        instruction,
        state=InstructionState.CONCLUDED,
        wallet=Party(event.text("wallet")),
        proceeds=Proceeds(event.number("face"), event.number("cash"), event.number("new_face")),
        settled=event.time,
    )


_BY_TENDER: Mapping[str, Callable[[Tender, Event], None]] = {
    "Tendered": _given,
    "LotDrawn": _given,
    "SeedRevealed": _seed_revealed,
    "HighestPriceSet": _highest_set,
    "InstructionsExamined": _examined,
    "TenderAccepted": _accepted,
    "TenderRejected": _rejected,
}
_BY_INSTRUCTION: Mapping[str, Callable[[Instruction, Event], Instruction]] = {
    "TenderWithdrawn": lambda each, _: replace(
        each, state=InstructionState.CONCLUDED, withdrawn=True
    ),
    "InstructionReleased": lambda each, _: replace(
        each, state=InstructionState.CONCLUDED, released=True
    ),
    "InstructionAccepted": lambda each, event: replace(each, accepted=event.number("face")),
    "InstructionSettled": _settled,
    "InstructionFailed": lambda each, event: replace(
        each, failures=(*each.failures, event.text("reason"))
    ),
    "InstructionLapsed": lambda each, _: replace(
        each, state=InstructionState.CONCLUDED, lapsed=True
    ),
}
