"""Directives on tenders, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rwa.calendar import Timestamp, first_second_after, start_of_day
from rwa.drawing import drawn_by_lot
from rwa.errors import RuleRefused
from rwa.findings import Finding
from rwa.identifiers import NO_CODE, DocumentHash, Party, document_hash
from rwa.ledger import Ledger
from rwa.ledger.tenders import TENDERS, Instruction, InstructionState, Tender, TenderPhase
from rwa.refusals import in_words
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.registry import Step, cash, tenders
from rwa.rules.tenders import check_deliver, hash_of, proceeds
from rwa.scenario.acts import tenders as words
from rwa.scenario.fields import scaled
from rwa.scenario.tenders import accrued_at_settlement, instructions_of, tendered
from rwa.simulation.context import Context
from rwa.tender import NO_SEED, TenderKind, TenderTerms, accepted

T = TypeVar("T")
PAGE = 25
"""Instructions that one transaction accepts, enters or settles."""


def announce(context: Context, act: words.AnnounceTender) -> Iterator[Step]:
    """The fiscal agent announces a tender."""
    accrued, new_accrued = accrued_at_settlement(context.trial.sections, act)
    terms = TenderTerms(
        context.code(act.instrument),
        TenderKind[act.kind.upper()],
        0 if act.maximum is None else context.amount(act.instrument, act.maximum),
        0 if act.price is None else scaled(act.price, PRICE_DECIMALS),
        accrued,
        NO_CODE if act.new_instrument is None else context.code(act.new_instrument),
        new_accrued,
        0 if act.ratio is None else scaled(act.ratio, PRICE_DECIMALS),
        context.registry.now if act.opens is None else start_of_day(act.opens),
        first_second_after(act.open_through),
        start_of_day(act.settlement),
        first_second_after(act.settles_through),
        hash_of(seed_of(context, act.tender)) if act.kind == "drawing" else NO_SEED,
    )
    yield tenders.announce(context.registry, terms, by=act.by or "fiscal_agent")


def tender(context: Context, act: words.GiveTender) -> Iterator[Step]:
    """A holder tenders, at the tender's price unless one is asked."""
    number, terms = _number(context, act.tender), tendered(context.trial.sections)[act.tender]
    face = scaled(act.face, context.trial.decimals(terms.instrument))
    price = scaled(act.price or terms.price or "0", PRICE_DECIMALS)
    yield tenders.tender(context.registry, number, face, price, by=act.by or act.holder)


def withdraw(context: Context, act: words.OfInstruction) -> Iterator[Step]:
    """A holder withdraws an instruction."""
    given = instructions_of(context.trial.sections, act.tender)
    place, by = list(given).index(act.instruction), act.by or given[act.instruction].holder
    yield tenders.withdraw(context.registry, _number(context, act.tender), place, by=by)


def accept(context: Context, act: words.AcceptTenders) -> Iterator[Step]:
    """The fiscal agent sets the highest price and accepts, in pages."""
    registry, by = context.registry, act.by or "fiscal_agent"
    number, known = _number(context, act.tender), _tender(context, act.tender)
    highest = scaled(act.highest_price, PRICE_DECIMALS)
    amounts: list[int] = []
    if known is not None:
        denomination = registry.ledger.tokens[known.terms.id].terms.denomination
        offers = known.offers()
        amounts = accepted(offers, highest, known.terms.maximum, denomination)
    yield tenders.set_highest_price(registry, number, highest, by=by)
    for page in _pages(amounts):
        yield tenders.accept(registry, number, page, by=by)


def reject(context: Context, act: words.OfTender) -> Iterator[Step]:
    """The fiscal agent rejects a tender whole."""
    by = act.by or "fiscal_agent"
    yield tenders.reject(context.registry, _number(context, act.tender), by=by)


def draw(context: Context, act: words.OfTender) -> Iterator[Step]:
    """The fiscal agent reveals the seed and enters on whom the lot fell, in pages."""
    registry, by = context.registry, act.by or "fiscal_agent"
    number, seed = _number(context, act.tender), seed_of(context, act.tender)
    known = _tender(context, act.tender)
    drawn = drawn_at_close(registry.ledger, known, seed) if known else []
    for page in _pages(drawn):
        holders = [registry.directory.key(holder) for holder, _ in page]
        faces = [face for _, face in page]
        yield tenders.draw(registry, number, seed, holders, faces, by=by)


def settle(context: Context, act: words.OfTender) -> Iterator[Step]:
    """The government account sets aside what is due, and every instruction not concluded is
    settled; what fails is a finding.
    """
    registry, number = context.registry, _number(context, act.tender)
    known = _tender(context, act.tender)
    waiting = _waiting(known, registry.now) if known else []
    if known is not None and waiting:
        unit = registry.ledger.tokens[known.terms.id].terms.unit
        due = sum(
            proceeds(registry.ledger, known, known.instructions[each]).cash for each in waiting
        )
        book = registry.ledger.cash[registry.ledger.tenders.accepted[unit]]
        if book.allowance(registry.ledger.genesis.government, TENDERS) < due:
            yield cash.allow(registry, unit, TENDERS, due, by="government_account")
    for page in _pages(waiting):
        yield tenders.settle(registry, number, page, by=act.by or "fiscal_agent")
        if known is not None:
            context.findings.extend(_failed(context, act.tender, known, page))


def seed_of(context: Context, tender: str) -> DocumentHash:
    """The seed of a drawing, which the trial's own seed gives."""
    return document_hash(f"{context.trial.seed}/{tender}".encode())


def drawn_at_close(ledger: Ledger, tender: Tender, seed: DocumentHash) -> list[tuple[Party, int]]:
    """On whom the lot falls by a seed and the register at the tender's close, in order."""
    book, terms = ledger.tokens[tender.terms.id], tender.terms
    held = book.held_before(terms.closes)
    return list(drawn_by_lot(seed, held, terms.maximum, book.terms.denomination).items())


def _failed(context: Context, name: str, tender: Tender, page: Sequence[int]) -> Iterator[Finding]:
    ledger, now = context.registry.ledger, context.registry.now
    for number in page:
        found = tender.instructions[number]
        if found.proceeds is not None or not found.failures:
            continue
        subject = f"instruction {number + 1} of tender {name}"
        why, ending = _why(ledger, tender, found, now), _ending(tender, found, now)
        sentence = f"{found.holder}'s is not settled: {why}; {ending}"
        yield Finding("settlement-failed", subject, sentence)


def _why(ledger: Ledger, tender: Tender, failed: Instruction, now: Timestamp) -> str:
    """The rules' reason for a failure, with its numbers where it stands and they say what the
    contract told.
    """
    told = failed.failures[-1]
    try:
        check_deliver(ledger, tender.number, failed.number, now)
    except RuleRefused as refusal:
        if type(refusal).__name__ == told and not failed.lapsed:
            return str(refusal)
    return in_words(told)


def _ending(tender: Tender, failed: Instruction, now: Timestamp) -> str:
    if failed.lapsed:
        return "it has lapsed"
    free = now >= tender.terms.settlement_deadline and tender.terms.kind is not TenderKind.DRAWING
    return "it waits, and its holder may withdraw it" if free else "it waits"


def _waiting(tender: Tender, now: Timestamp) -> list[int]:
    """Instructions that are to be settled or released now."""
    rejected = tender.phase is TenderPhase.REJECTED
    if not tender.decided or (now < tender.terms.settlement_time and not rejected):
        return []
    given = tender.instructions.values()
    return [each.number for each in given if each.state is InstructionState.GIVEN]


def _pages(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, max(1, len(items)), PAGE):
        yield items[start : start + PAGE]


def _number(context: Context, name: str) -> int:
    """A tender's number: they count from one as they are announced."""
    return list(tendered(context.trial.sections)).index(name) + 1


def _tender(context: Context, name: str) -> Tender | None:
    return context.registry.ledger.tenders.tenders.get(_number(context, name))
