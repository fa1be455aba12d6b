"""Tenders that the government account has let pass: to be settled before today and not paid."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.calendar import day_of
from rwa.errors import RuleRefused
from rwa.findings import Finding
from rwa.ledger import Ledger
from rwa.ledger.tenders import Instruction, InstructionState, Tender
from rwa.refusals.tenders import FundsMissing
from rwa.rules.tenders import check_deliver, proceeds
from rwa.scenario.tenders import tendered
from rwa.scenario.trial import Trial
from rwa.simulation.obligations import CHECK


def unsettled_tenders(trial: Trial, ledger: Ledger, now: int) -> Iterator[Finding]:
    """Every tender of which instructions wait for nothing but the government's cash or a call."""
    names = list(tendered(trial.sections))
    for tender in ledger.tenders.tenders.values():
        day = day_of(tender.terms.settlement_time)
        if not tender.decided or day >= day_of(now):
            continue
        waiting = [
            each for each in tender.instructions.values() if _owed(ledger, tender, each, now)
        ]
        if not waiting:
            continue
        quantity = ledger.tokens[tender.terms.id].terms.quantity
        due = [proceeds(ledger, tender, each) for each in waiting]
        cash, face = (quantity(sum(getattr(each, of) for each in due)) for of in ("cash", "face"))
        sentence = (
            f"the {tender.terms.kind} {names[tender.number - 1]} was to be settled on {day}: "
            f"{cash} for {face} of face is not paid"
        )
        yield Finding(CHECK, tender.terms.id, sentence)


def _owed(ledger: Ledger, tender: Tender, given: Instruction, now: int) -> bool:
    if given.state is not InstructionState.GIVEN or not proceeds(ledger, tender, given).face:
        return False
    try:
        check_deliver(ledger, tender.number, given.number, now)
    except RuleRefused as refusal:
        return isinstance(refusal, FundsMissing)
    return True
