"""Tenders on two roads: what the trial's terms, offers and register say, beside what the event log
says was given up and paid, and what the contract answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rwa.accrued import accrued_text
from rwa.calendar import day_of
from rwa.chain.deployment import code32
from rwa.drawing import drawn_by_lot
from rwa.events import Event
from rwa.findings import Finding
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.tenders import TENDERS, Instruction, Tender, TenderPhase
from rwa.registry import Registry
from rwa.rules.tenders import hash_of
from rwa.scenario.models import BondSection
from rwa.scenario.tenders import accrued_by_terms, tendered
from rwa.scenario.trial import Trial
from rwa.simulation.accrual_reconciliation import CHECK as ACCRUED
from rwa.simulation.differing import CHECK, differ
from rwa.tender import TenderKind, accepted


def tender_differences(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """Every tender and instruction on the chain; and of each instrument, what all tenders settled
    beside what the programme cancelled.
    """
    contract, book = registry.contract(TENDERS), ledger.tenders
    yield from differ("tenders", len(book.tenders), contract.call("tenders"))
    for code in ledger.programme.instruments:
        drawable = contract.call("drawable", code32(code))
        yield from differ(f"{code}: drawing by lot", code in book.drawable, drawable)
    settled: Counter[Code] = Counter()
    for tender in book.tenders.values():
        kept = contract.call("tenderOf", tender.number)
        for name, ours, theirs in (
            ("phase", int(tender.phase), kept.phase),
            ("instructions", len(tender.instructions), kept.instructions),
            ("highest price", tender.highest, kept.highest),
            ("tendered", tender.tendered, kept.tendered),
            ("accepted", tender.accepted, kept.accepted),
        ):
            yield from differ(f"tender {tender.number}: {name}", ours, theirs)
        for each in tender.instructions.values():
            yield from _instruction(registry, tender, each)
            settled[tender.terms.id] += each.proceeds.face if each.proceeds else 0
    for code in {*settled, *ledger.programme.cancelled}:
        cancelled = ledger.programme.cancelled.get(code, 0)
        yield from _told(f"{code}: cancelled", settled[code], cancelled)


def proceeds_differences(trial: Trial, ledger: Ledger, events: Sequence[str]) -> Iterator[Finding]:
    """Every tender of which terms, offers and register say other than the log: its terms, what was
    accepted or drawn, and what each instruction was settled for.
    """
    acts = list(tendered(trial.sections).values())
    for tender in ledger.tenders.tenders.values():
        act, title = acts[tender.number - 1], f"tender {acts[tender.number - 1].tender}"
        section, terms = trial.instrument(act.instrument), tender.terms
        day = day_of(terms.settlement_time)
        if act.kind == "put" and isinstance(section, BondSection):
            yield from _told(f"{title}: put on a day of the terms", True, day in section.put_dates)
        due = accrued_by_terms(trial.sections, act)
        sides = (terms.id, terms.accrued), (terms.new_id, terms.new_accrued)
        for (code, announced), by_terms in zip(sides, due, strict=True):
            if announced != by_terms:
                sentence = (
                    f"by the terms {accrued_text(by_terms)} per 100 of {code} has accrued on "
                    f"{day}, and {accrued_text(announced)} was announced"
                )
                yield Finding(ACCRUED, title, sentence)
        if terms.kind is TenderKind.BUY_BACK and tender.phase is TenderPhase.ACCEPTED:
            yield from _acceptance(ledger, tender, title)
        if terms.kind is TenderKind.DRAWING and tender.seed is not None:
            yield from _drawing(ledger, tender, title, events)
        yield from _proceeds(ledger, tender, title)


def _instruction(registry: Registry, tender: Tender, each: Instruction) -> Iterator[Finding]:
    """What was accepted before the acceptance began anew is nothing until it is examined again."""
    contract, directory = registry.contract(TENDERS), registry.directory
    kept = contract.call("instructionOf", tender.number, each.number)
    holder = directory.address(directory.key(each.holder))
    ours = holder.lower(), int(each.state), each.price, each.face, each.accepted
    accepted_now = kept.accepted if each.number < tender.examined else 0
    theirs = kept.holder.lower(), kept.state, kept.price, kept.face, accepted_now
    yield from differ(f"tender {tender.number}: instruction {each.number + 1}", ours, theirs)


def _acceptance(ledger: Ledger, tender: Tender, title: str) -> Iterator[Finding]:
    """Below the highest price everything was taken, above it nothing, and at it no more than the
    rule gives each.
    """
    denomination = ledger.tokens[tender.terms.id].terms.denomination
    due = accepted(tender.offers(), tender.highest, tender.terms.maximum, denomination)
    for each, amount in zip(tender.instructions.values(), due, strict=True):
        yield from _told(
            f"{title}: accepted of instruction {each.number + 1}", amount, each.accepted
        )


def _drawing(
    ledger: Ledger, tender: Tender, title: str, events: Sequence[str]
) -> Iterator[Finding]:
    """The draw again, by the seed that was revealed and the register as it was read then."""
    terms, seed = tender.terms, tender.seed
    if seed is None:
        return
    yield from _told(f"{title}: hash of the seed", terms.seed_hash, hash_of(seed))
    then = Ledger(ledger.genesis)
    for line in events:
        event = Event.from_json(line)
        if event.name == "SeedRevealed" and event.number("tender") == tender.number:
            break
        then.apply(event)
    book = then.tokens[terms.id]
    held = book.held_before(terms.closes)
    due = drawn_by_lot(seed, held, terms.maximum, book.terms.denomination)
    told: Counter[Party] = Counter()
    for each in tender.instructions.values():
        told[each.holder] += each.face
    for holder in dict.fromkeys([*due, *told]):
        yield from _told(f"{title}: drawn of {holder}", due.get(holder, 0), told[holder])


def _proceeds(ledger: Ledger, tender: Tender, title: str) -> Iterator[Finding]:
    terms = tender.terms
    denomination = ledger.tokens[terms.id].terms.denomination
    new = ledger.tokens[terms.new_id or terms.id].terms.denomination
    for each in tender.instructions.values():
        if each.proceeds is None:
            continue
        face = each.face
        if terms.kind is TenderKind.BUY_BACK:
            face = each.accepted
        elif terms.kind is TenderKind.EXCHANGE:
            face = terms.share_rounded_down(face, tender.tendered, denomination)
        due = terms.proceeds_rounded_down(face, each.price, new, *each.factors)
        yield from _told(f"{title}: proceeds of instruction {each.number + 1}", due, each.proceeds)


def _told(subject: str, due: object, told: object) -> Iterator[Finding]:
    if due != told:
        sentence = f"terms, offers and register say {due}, the event log says {told}"
        yield Finding(CHECK, subject, sentence)
