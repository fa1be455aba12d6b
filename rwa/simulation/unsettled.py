"""Sales and tenders that were to be settled before today and are not, for want of a call or of the
government's cash.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from rwa.calendar import day_of
from rwa.errors import RuleRefused
from rwa.findings import Finding
from rwa.ledger import Ledger
from rwa.ledger.auctions import Auction, BidState, Phase, Terms
from rwa.ledger.offers import Offer, OfferPhase, OfferTerms, Subscription
from rwa.ledger.tenders import Instruction, InstructionState, Tender
from rwa.money import Quantity
from rwa.refusals.auctions import RecordDatePassed
from rwa.refusals.cash import CashMismatch
from rwa.refusals.tenders import FundsMissing
from rwa.rules.record_dates import record_time_passed
from rwa.rules.tenders import check_deliver, proceeds, standing_for
from rwa.scenario.auctions import announced, offered
from rwa.scenario.tenders import tendered
from rwa.scenario.trial import Trial
from rwa.simulation.obligations import CHECK

SALE_CHECK = "settlement-overdue"


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What a tender's day passed without: cash of the government for face."""

    tender: str
    day: date
    cash: Quantity
    face: Quantity


def unsettled_sales(trial: Trial, ledger: Ledger, now: int) -> Iterator[Finding]:
    """Every auction and offer of which the day of settlement passed before all was delivered or
    given back that could be.
    """
    auctions, offers = list(announced(trial.sections)), list(offered(trial.sections))
    for auction in ledger.auctions.auctions.values():
        day = day_of(auction.terms.settlement_time)
        if day < day_of(now) and (left := _left_of_auction(ledger, auction, now)):
            sentence = f"the auction {auctions[auction.number - 1]} was to be settled on {day}: "
            yield Finding(SALE_CHECK, auction.terms.id, sentence + left)
    for offer in ledger.offers.offers.values():
        day = day_of(offer.terms.settlement_time)
        if day < day_of(now) and (left := _left_of_offer(ledger, offer, now)):
            sentence = f"the offer {offers[offer.number - 1]} was to be settled on {day}: "
            yield Finding(SALE_CHECK, offer.terms.id, sentence + left)


def _left_of_auction(ledger: Ledger, auction: Auction, now: int) -> str | None:
    """What waits for a call; not what failed and may still be tried before the deadline."""
    quantity = ledger.tokens[auction.terms.id].terms.quantity
    tried = _may_be_tried(ledger, auction.terms, now)
    left = [
        bid
        for bid in auction.bids.values()
        if bid.state is not BidState.CONCLUDED and not (tried and bid.failures)
    ]
    deposits = sum(bid.deposit for bid in left)
    if auction.phase is Phase.ANNOUNCED:
        return f"it is not decided, and deposits of {quantity(deposits)} are held" if left else None
    if auction.phase is Phase.ALLOTTED and (face := sum(bid.allotted for bid in left)):
        return f"{quantity(face)} of face is allotted and not delivered"
    return (
        f"deposits of {quantity(deposits)} are neither returned nor forfeited" if deposits else None
    )


def _may_be_tried(ledger: Ledger, terms: Terms | OfferTerms, now: int) -> bool:
    """Whether what failed may still be settled."""
    passed = record_time_passed(ledger, terms.id, terms.settlement_time, now)
    return passed is None and now < terms.settlement_deadline


def _left_of_offer(ledger: Ledger, offer: Offer, now: int) -> str | None:
    """What waits for a call; not what failed and may still be tried before the deadline, nor money
    of the blocked after it.
    """
    quantity = ledger.tokens[offer.terms.id].terms.quantity
    tried = _may_be_tried(ledger, offer.terms, now)

    def waits(each: Subscription) -> bool:
        holder = ledger.participants.holders.get(standing_for(ledger, each.holder))
        blocked = holder is not None and holder.blocked
        return not each.failures or not (tried or blocked)

    left = [each for each in offer.open_subscriptions if waits(each)]
    paid = quantity(sum(each.paid for each in left))
    if not left:
        return None
    if offer.phase is OfferPhase.SOLD and tried:
        face = quantity(sum(each.face for each in left))
        return f"{face} of face is paid for and not delivered"
    if offer.phase is OfferPhase.OPEN:
        return f"it is not closed, and {paid} is held for its subscribers"
    return f"{paid} is not refunded"


def unsettled_tenders(trial: Trial, ledger: Ledger, now: int) -> Iterator[Finding]:
    """Every tender of which instructions wait for nothing but the government's cash or a call, or
    waited for it until a record date passed.
    """
    for number, unpaid in unpaid_tenders(trial, ledger, now).items():
        terms = ledger.tenders.tenders[number].terms
        sentence = (
            f"the {terms.kind} {unpaid.tender} was to be settled on {unpaid.day}: "
            f"{unpaid.cash} for {unpaid.face} of face is not paid"
        )
        yield Finding(CHECK, terms.id, sentence)
    yield from _missed_tenders(trial, ledger, now)


def _missed_tenders(trial: Trial, ledger: Ledger, now: int) -> Iterator[Finding]:
    """Every tender that the issuer let a record date pass: its holders keep units and interest."""
    names = list(tendered(trial.sections))
    for tender in ledger.tenders.tenders.values():
        terms = ledger.tokens[tender.terms.id].terms
        given = (
            each for each in tender.instructions.values() if _missed(ledger, tender, each, now)
        )
        face = sum(
            tender.due(replace(each, state=InstructionState.GIVEN), terms.denomination)
            for each in given
        )
        if face:
            day = day_of(tender.terms.settlement_time)
            sentence = (
                f"the {tender.terms.kind} {names[tender.number - 1]} was to be settled on {day}: "
                f"{terms.quantity(face)} of face was not paid before the record date, and its "
                "holders keep units and interest"
            )
            yield Finding(SALE_CHECK, tender.terms.id, sentence)


def _missed(ledger: Ledger, tender: Tender, given: Instruction, now: int) -> bool:
    """Whether an instruction waited for the issuer alone until a record date passed."""
    times = (
        record_time_passed(ledger, code, tender.terms.settlement_time, now)
        for code in ledger.tenders.instruments(tender.number)
    )
    waits = given.state is InstructionState.GIVEN and tender.decided and any(times)
    if not waits and not (given.lapsed and given.failures[-1] == RecordDatePassed.__name__):
        return False
    earlier = [each for each in given.failures if each != RecordDatePassed.__name__]
    return not earlier or earlier[-1] in (FundsMissing.__name__, CashMismatch.__name__)


def unpaid_tenders(trial: Trial, ledger: Ledger, now: int) -> dict[int, Unpaid]:
    """What is due and unpaid of each tender whose day has passed, by its number."""
    names, found = list(tendered(trial.sections)), {}
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
        found[tender.number] = Unpaid(names[tender.number - 1], day, cash, face)
    return found


def _owed(ledger: Ledger, tender: Tender, given: Instruction, now: int) -> bool:
    if given.state is not InstructionState.GIVEN or not proceeds(ledger, tender, given).face:
        return False
    try:
        check_deliver(ledger, tender.number, given.number, now)
    except RuleRefused as refusal:
        return isinstance(refusal, FundsMissing)
    return True
