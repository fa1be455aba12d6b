"""Tenders: announcing, tendering, accepting, drawing and settling."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rwa.calendar import Timestamp
from rwa.errors import RuleRefused
from rwa.identifiers import NO_CODE, Code, DocumentHash, Party
from rwa.ledger import Ledger
from rwa.ledger.tenders import TENDERS, Instruction, InstructionState, Tender, TenderPhase
from rwa.refusals.auctions import RecordDatePassed
from rwa.refusals.programme import InstrumentUnknown
from rwa.refusals.tenders import (
    AcceptanceRefused,
    AccruedUncovered,
    DrawingNotAllowed,
    FundsMissing,
    HighestPriceMissing,
    InstructionConcluded,
    InstructionUnknown,
    NothingTendered,
    NotTenderer,
    SeedRefused,
    TenderDecided,
    TenderDecisionLate,
    TenderedTooMuch,
    TendererRefused,
    TenderExceeded,
    TenderKindRefused,
    TenderNotDue,
    TenderNotOpen,
    TenderPageTooLong,
    TenderPriceDiffers,
    TenderStillOpen,
    TenderTermsRefused,
    TenderTimesRefused,
    TenderUndecided,
    TenderUnknown,
    TermsFixed,
    UnitsDiffer,
)
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.auctions import check_multiple, check_price, check_saleable
from rwa.rules.record_dates import record_time_passed
from rwa.rules.supply import check_cancel, check_exchange, check_giving
from rwa.rules.transfers import check_same_length, check_side
from rwa.tender import NO_SEED, PAR, Proceeds, TenderKind, TenderTerms


def check_allow_drawing(ledger: Ledger, caller: Party, code: Code, now: int) -> None:
    """The ministry provides for drawing by lot in the terms of what was not issued yet.

    Raises `RoleRequired`, `InstrumentUnknown` or `TermsFixed`.
    """
    check_role(ledger, caller, Role.MINISTRY, now)
    if code not in ledger.programme.instruments:
        raise InstrumentUnknown(code)
    instrument = ledger.programme.instruments[code]
    if issued := instrument.issued + instrument.reserved:
        raise TermsFixed(code, ledger.tokens[code].terms.quantity(issued))


def check_announce_tender(ledger: Ledger, caller: Party, terms: TenderTerms, now: int) -> None:
    """The fiscal agent announces a tender.

    Raises `RoleRequired`, `InstrumentUnknown`, `CashUnknown`, `DecimalsMismatch`,
    `TenderTimesRefused`, `TenderTermsRefused`, `NotMultipleOfDenomination`, `PriceRefused`,
    `DrawingNotAllowed`; of what is given in exchange `InstrumentUnknown`, `CashUnknown`,
    `DecimalsMismatch`, `UnitsDiffer`, `PriceRefused` or `AccruedUncovered`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    check_saleable(ledger, terms.id)
    times = terms.opens, terms.closes, terms.settlement_time, terms.settlement_deadline
    if not (now < times[1] and times[0] < times[1] < times[2] < times[3]):
        raise TenderTimesRefused(*times, Timestamp(now))
    _check_kind(ledger, terms)
    check_multiple(ledger, terms.id, terms.maximum)
    if terms.price:
        check_price(terms.price, terms.accrued)
    if terms.kind is TenderKind.DRAWING and terms.id not in ledger.tenders.drawable:
        raise DrawingNotAllowed(terms.id)
    if terms.kind is TenderKind.EXCHANGE:
        check_saleable(ledger, terms.new_id)
        if ledger.tokens[terms.new_id].terms.unit != ledger.tokens[terms.id].terms.unit:
            raise UnitsDiffer(terms.id, terms.new_id)
        check_price(terms.ratio, terms.accrued)
        check_price(PAR, terms.new_accrued)
        if not terms.covered:
            of_each = terms.accrued.as_integer_ratio(), terms.new_accrued.as_integer_ratio()
            raise AccruedUncovered(*of_each[0], terms.ratio, *of_each[1])


def check_tender(
    ledger: Ledger, caller: Party, number: int, face: int, price: int, now: int
) -> None:
    """A holder tenders face.

    Raises `TenderUnknown`, `TenderKindRefused`, `TenderNotOpen`, `NothingTendered`,
    `NotMultipleOfDenomination`, `PriceRefused` or `TenderPriceDiffers`, `TendererRefused`,
    `TenderedTooMuch`, `TokenPaused`, `IssueNotOpen` or `Matured`.
    """
    tender = _tender(ledger, number)
    terms, book = tender.terms, ledger.tokens[tender.terms.id]
    if terms.kind is TenderKind.DRAWING:
        raise TenderKindRefused(number, terms.kind)
    _check_open(tender, now)
    if not face:
        raise NothingTendered(number)
    check_multiple(ledger, terms.id, face)
    if terms.kind is TenderKind.BUY_BACK:
        check_price(price, terms.accrued)
    elif price != terms.price:
        raise TenderPriceDiffers(number, price, terms.price)
    try:
        check_side(ledger.participants, book, caller, now)
    except RuleRefused as refusal:
        raise TendererRefused(caller) from refusal
    if face > (unfrozen := book.unfrozen(caller)):
        quantity = book.terms.quantity
        raise TenderedTooMuch(caller, quantity(face), quantity(unfrozen))
    check_giving(ledger, book, caller, face, now)


def check_withdraw(ledger: Ledger, caller: Party, number: int, instruction: int, now: int) -> None:
    """A holder, or the wallet in a lost one's place, withdraws an instruction while the tender is
    open, or from the deadline on if it still waits; who was drawn by lot withdraws nothing.

    Raises `TenderUnknown`, `TenderNotOpen`, `InstructionUnknown`, `NotTenderer` or
    `InstructionConcluded`.
    """
    tender = _tender(ledger, number)
    if now < tender.terms.settlement_deadline or tender.terms.kind is TenderKind.DRAWING:
        _check_open(tender, now)
    given = _instruction(tender, instruction)
    if caller != standing_for(ledger, given.holder):
        raise NotTenderer(caller, number, instruction)
    if given.state is InstructionState.CONCLUDED:
        raise InstructionConcluded(number, instruction)


def check_set_highest_price(
    ledger: Ledger, caller: Party, number: int, price: int, now: int
) -> None:
    """The fiscal agent sets the highest price of a buy-back, or begins its acceptance anew.

    Raises as `check_accept` does before it asks for a price; then `PriceRefused`.
    """
    tender = _deciding(ledger, caller, number, TenderKind.BUY_BACK, now)
    check_price(price, tender.terms.accrued)


def check_accept(
    ledger: Ledger, caller: Party, number: int, amounts: Sequence[int], now: int
) -> None:
    """The fiscal agent accepts the next instructions of a buy-back.

    Raises `RoleRequired`, `TenderUnknown`, `TenderKindRefused`, `TenderStillOpen`,
    `TenderDecided`, `TenderDecisionLate`, `HighestPriceMissing`, `TenderPageTooLong`; of each
    instruction `AcceptanceRefused` or `NotMultipleOfDenomination`; `TenderExceeded`.
    """
    tender = _deciding(ledger, caller, number, TenderKind.BUY_BACK, now)
    if not tender.highest:
        raise HighestPriceMissing(number)
    left = len(tender.instructions) - tender.examined
    if len(amounts) > left:
        raise TenderPageTooLong(number, len(amounts), left)
    quantity = ledger.tokens[tender.terms.id].terms.quantity
    for place, amount in enumerate(amounts, tender.examined):
        least, most = _bounds(tender, tender.instructions[place])
        if not least <= amount <= most:
            told = quantity(amount), quantity(least), quantity(most)
            raise AcceptanceRefused(number, place, *told)
        check_multiple(ledger, tender.terms.id, amount)
    _check_maximum(ledger, tender, tender.accepted + sum(amounts))


def check_draw(
    ledger: Ledger,
    caller: Party,
    number: int,
    seed: DocumentHash,
    holders: Sequence[Party],
    faces: Sequence[int],
    now: int,
) -> None:
    """The fiscal agent enters on whom the lot fell.

    Raises `RoleRequired`, `TenderUnknown`, `TenderKindRefused`, `TenderStillOpen`,
    `TenderDecided`, `TenderDecisionLate`, `ListsDiffer`, `SeedRefused`; of each holder
    `NothingTendered`, `NotMultipleOfDenomination` or `TenderExceeded`.
    """
    tender = _deciding(ledger, caller, number, TenderKind.DRAWING, now)
    check_same_length(holders, faces)
    if hash_of(seed) != tender.terms.seed_hash:
        raise SeedRefused(number, seed)
    drawn = tender.tendered
    for face in faces:
        if not face:
            raise NothingTendered(number)
        check_multiple(ledger, tender.terms.id, face)
        drawn += face
        _check_maximum(ledger, tender, drawn)


def check_reject(ledger: Ledger, caller: Party, number: int, now: int) -> None:
    """A buy-back or an exchange is rejected: by the fiscal agent, or from the settlement time on by
    anyone where a buy-back is undecided.

    Raises `TenderUnknown`, `TenderKindRefused`, `RoleRequired`, `TenderDecisionLate`,
    `TenderStillOpen` or `TenderDecided`.
    """
    tender = _tender(ledger, number)
    kind = tender.terms.kind
    if kind not in (TenderKind.BUY_BACK, TenderKind.EXCHANGE):
        raise TenderKindRefused(number, kind)
    if now < tender.terms.settlement_time:
        check_role(ledger, caller, Role.FISCAL_AGENT, now)
    elif kind is TenderKind.EXCHANGE:
        _check_timely(tender, now)
    _check_closed(tender, now)


def check_settle(ledger: Ledger, number: int, instructions: Sequence[int], now: int) -> None:
    """Instructions are settled; one that cannot be is reported, and not refused; one of which
    nothing is accepted is released, and of a rejected tender at once.

    Raises `TenderUnknown`, `TenderNotDue`, `TenderUndecided` or `InstructionUnknown`.
    """
    tender = _tender(ledger, number)
    opens = tender.terms.settlement_time
    if now < opens and tender.phase is not TenderPhase.REJECTED:
        raise TenderNotDue(number, opens, Timestamp(now))
    if not tender.decided:
        raise TenderUndecided(number)
    for instruction in instructions:
        _instruction(tender, instruction)


def check_deliver(ledger: Ledger, number: int, instruction: int, now: int) -> None:
    """Whether one instruction settles, and why not.

    Raises `RecordDatePassed`, then as `rwa.rules.supply.check_cancel`, or as `check_exchange` where
    new face is given; then `FundsMissing`.
    """
    tender = ledger.tenders.tenders[number]
    given, terms = tender.instructions[instruction], tender.terms
    for code in ledger.tenders.instruments(number):
        passed = record_time_passed(ledger, code, terms.settlement_time, now)
        if passed is not None:
            raise RecordDatePassed(passed)
    wallet = standing_for(ledger, given.holder)
    due = proceeds(ledger, tender, given)
    unlocked = _unlocked(ledger, tender, given, wallet)
    if due.new_face:
        exchanged = terms.id, wallet, due.face, terms.new_id, due.new_face
        check_exchange(ledger, TENDERS, *exchanged, now, unlocked)
    else:
        check_cancel(ledger, TENDERS, terms.id, wallet, due.face, now, unlocked)
    book = ledger.cash[ledger.tenders.accepted[ledger.tokens[terms.id].terms.unit]]
    payer = ledger.genesis.government
    funds = min(book.balance(payer), book.allowance(payer, TENDERS))
    if due.cash > funds:
        quantity = ledger.tokens[terms.id].terms.quantity
        raise FundsMissing(number, instruction, quantity(due.cash), quantity(funds))


def proceeds(ledger: Ledger, tender: Tender, instruction: Instruction) -> Proceeds:
    """What an instruction comes to if it is settled now."""
    terms = tender.terms
    face = tender.due(instruction, ledger.tokens[terms.id].terms.denomination)
    new = terms.new_id or terms.id
    denomination = ledger.tokens[new].terms.denomination
    factors = ledger.programme.factor(terms.id), ledger.programme.factor(new)
    return terms.proceeds_rounded_down(face, instruction.price, denomination, *factors)


def standing_for(ledger: Ledger, wallet: Party) -> Party:
    """The wallet itself, or the one that stands in its place."""
    return ledger.participants.successor_of(wallet) or wallet


def hash_of(seed: DocumentHash) -> DocumentHash:
    """The SHA-256 of a drawing's seed."""
    digest = hashlib.sha256(bytes.fromhex(seed.removeprefix("0x"))).hexdigest()
    return DocumentHash("0x" + digest)


def _unlocked(ledger: Ledger, tender: Tender, given: Instruction, wallet: Party) -> int:
    """What the end of an instruction unlocks of the wallet that gives it up: nothing where it is
    locked in a lost one still, or was drawn by lot.
    """
    book = ledger.tokens[tender.terms.id]
    if book.position_of(given.holder) != wallet or tender.terms.kind is TenderKind.DRAWING:
        return 0
    return given.face


def _bounds(tender: Tender, instruction: Instruction) -> tuple[int, int]:
    """The least and the most that may be accepted of an instruction."""
    concluded = instruction.state is InstructionState.CONCLUDED
    if concluded or instruction.price > tender.highest:
        return 0, 0
    return (instruction.face if instruction.price < tender.highest else 0), instruction.face


def _check_kind(ledger: Ledger, terms: TenderTerms) -> None:
    kind = terms.kind
    exchanged = kind is TenderKind.EXCHANGE
    if not (
        (kind is TenderKind.PUT) == (not terms.maximum)
        and (kind in (TenderKind.PUT, TenderKind.DRAWING)) == (terms.price != 0)
        and exchanged == (terms.ratio != 0) == (terms.new_id != NO_CODE)
        and terms.new_id != terms.id
        and (kind is TenderKind.DRAWING) == (terms.seed_hash != NO_SEED)
        and (exchanged or not terms.new_accrued)
    ):
        maximum = ledger.tokens[terms.id].terms.quantity(terms.maximum)
        new = terms.new_id, terms.new_accrued.numerator
        raise TenderTermsRefused(kind, maximum, terms.price, terms.ratio, *new, terms.seed_hash)


def _tender(ledger: Ledger, number: int) -> Tender:
    if number not in ledger.tenders.tenders:
        raise TenderUnknown(number)
    return ledger.tenders.tenders[number]


def _instruction(tender: Tender, instruction: int) -> Instruction:
    if instruction not in tender.instructions:
        raise InstructionUnknown(tender.number, instruction)
    return tender.instructions[instruction]


def _check_open(tender: Tender, now: int) -> None:
    opens, closes = tender.terms.opens, tender.terms.closes
    if not opens <= now < closes:
        raise TenderNotOpen(tender.number, opens, closes, Timestamp(now))


def _deciding(ledger: Ledger, caller: Party, number: int, kind: TenderKind, now: int) -> Tender:
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    tender = _tender(ledger, number)
    if tender.terms.kind is not kind:
        raise TenderKindRefused(number, tender.terms.kind)
    _check_closed(tender, now)
    _check_timely(tender, now)
    return tender


def _check_closed(tender: Tender, now: int) -> None:
    """Instructions are no longer taken, and nothing is decided."""
    if now < tender.terms.closes:
        raise TenderStillOpen(tender.number, tender.terms.closes, Timestamp(now))
    if tender.phase is not TenderPhase.ANNOUNCED:
        raise TenderDecided(tender.number)


def _check_timely(tender: Tender, now: int) -> None:
    if now >= tender.terms.settlement_time:
        raise TenderDecisionLate(tender.number, tender.terms.settlement_time, Timestamp(now))


def _check_maximum(ledger: Ledger, tender: Tender, taken: int) -> None:
    if taken > tender.terms.maximum:
        quantity = ledger.tokens[tender.terms.id].terms.quantity
        raise TenderExceeded(tender.number, quantity(taken), quantity(tender.terms.maximum))
