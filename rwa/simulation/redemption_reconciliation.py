"""Redemption on two roads: terms and requests on the chain; what each delivery burned and each
payment paid beside what terms, register and stock made due at that moment; and every lock beside
the request or instruction that holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple

from rwa.chain.deployment import code32
from rwa.errors import RuleRefused
from rwa.events import Event
from rwa.findings import Finding
from rwa.identifiers import NOBODY, Code, Party
from rwa.ledger import Ledger
from rwa.ledger.redemptions import REDEMPTIONS, Request
from rwa.ledger.tenders import InstructionState
from rwa.redemption import RedemptionPhase, cash_rounded_down
from rwa.registry import Registry
from rwa.registry.step import raw
from rwa.rules.redemptions import cash_of, stock_of, wallet_of
from rwa.simulation.differing import CHECK, differ
from rwa.tender import TenderKind
from rwa.words import code_of

REDEEMED = ("RedemptionDelivered", "RedemptionPaid")


def redemption_differences(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """Terms and requests that differ between ledger and chain, deliveries of another weight than
    their lots, payments of other cash than was due, and locks that nothing holds.
    """
    contract, requests = registry.contract(REDEMPTIONS), ledger.redemptions.requests
    for code, terms in ledger.redemptions.terms.items():
        *numbers, currency = contract.call("termsOf", code32(code))
        yield from differ(f"{code}: terms", astuple(terms), (*numbers, code_of(currency)))
    yield from differ("redemption requests", len(requests), contract.call("requests"))
    answered = contract.call_many("requested", [(number,) for number in requests])
    for (number, ours), theirs in zip(requests.items(), answered, strict=True):
        subject = f"redemption request {number}"
        told = (ours.id, ours.holder, ours.deadline, int(ours.phase), ours.fee_bps, ours.amount)
        kept = (code_of(theirs.id), registry.party(theirs.holder), *theirs[2:6])
        yield from differ(subject, (*told, ours.currency), (*kept, code_of(theirs.currency)))
        deliveries = stock_of(ledger, ours.id).deliveries
        weight = sum(deliveries[lot].weight for lot in ours.lots if lot in deliveries)
        if weight != ours.weight:
            yield Finding("lots", subject, f"{ours.weight} delivered, and its lots are {weight}")
        unit = code32(ledger.tokens[ours.id].terms.unit)
        gone = contract.call_many("isDelivered", [(unit, raw(lot)) for lot in ours.lots])
        yield from differ(f"{subject}: lots delivered", len(ours.lots), sum(gone))
        yield from _cash_difference(ledger, subject, ours)
    yield from _locks(ledger)


def conclusion_differences(ledger: Ledger, events: Sequence[str]) -> Iterator[Finding]:
    """Every request and every delivery or payment that is not as the terms, the register and the
    stock made it due when it was told, or that no burn and no cash followed, of the amount and the
    wallet told; and locks that nothing held when a request began or ended.
    """
    if not ledger.redemptions.requests:
        return
    then, log = Ledger(ledger.genesis), [Event.from_json(line) for line in events]
    locks: dict[Finding, None] = {}
    for place, event in enumerate(log):
        if event.contract == REDEMPTIONS:
            locks.update(dict.fromkeys(_locks(then)))
            if event.name == "RedemptionRequested":
                yield from _asked(then, event)
            if event.name in REDEEMED:
                yield from _concluded(then, event, list(_same_transaction(log, place)))
        then.apply(event)
    yield from locks


def _asked(then: Ledger, event: Event) -> Iterator[Finding]:
    """A request stands, and keeps of the cash, what the terms say."""
    terms = then.redemptions.terms_of(Code(event.text("id")))
    currency = Code(event.text("currency"))
    due = event.time + terms.period, terms.fee_bps if currency else 0
    told = event.number("deadline"), event.number("fee_bps")
    subject = f"redemption request {event.number('number')}"
    yield from _told(f"{subject}: deadline and fee", due, told)
    yield from _told(f"{subject}: currency", currency and terms.currency, currency)


def _concluded(then: Ledger, event: Event, following: Sequence[Event]) -> Iterator[Finding]:
    """The wallet, what the lots cost or that all is paid for, and that as much left the register,
    and the cash came.
    """
    number = event.number("number")
    subject, request = f"redemption request {number}", then.redemptions.requests[number]
    try:
        owner = wallet_of(then, number, request)
    except RuleRefused as refusal:
        yield Finding(CHECK, subject, f"{event.name} is told, and {refusal}")
        return
    yield from _told(f"{subject}: wallet", owner, event.text("wallet"))
    burned = request.amount
    if event.name == "RedemptionDelivered":
        weight, stock = event.number("weight"), stock_of(then, request.id).stock
        terms, supply = then.redemptions.terms_of(request.id), then.tokens[request.id].supply
        burned = terms.cost_rounded_up(weight, supply, stock) if stock else weight
        yield from _told(f"{subject}: burned", burned, event.number("burned"))
    moved = [
        (each.contract, *(each.args.get(key) for key in ("id", "from", "to", "amount")))
        for each in following
        if each.name in ("Transfer", "Redeemed")
    ]
    due: list[tuple[object, ...]] = [
        (request.id, None, owner, NOBODY, burned),
        ("programme", request.id, owner, None, burned),
    ]
    if event.name == "RedemptionPaid":
        yield from _told(f"{subject}: currency", request.currency, event.text("currency"))
        label, _ = cash_of(then, request.currency)
        due.append((label, None, then.genesis.government, owner, event.number("cash")))
    yield from _told(f"{subject}: what left the register and was paid", due, moved)


def _same_transaction(log: Sequence[Event], place: int) -> Iterator[Event]:
    """What follows of a delivery or payment: up to its `Redeemed`, and the cash right after."""
    redeemed = False
    for event in log[place + 1 :]:
        if event.time != log[place].time or event.contract == REDEMPTIONS:
            return
        if redeemed and event.name != "Transfer":
            return
        yield event
        if redeemed or (event.name == "Redeemed" and log[place].name == "RedemptionDelivered"):
            return
        redeemed = event.name == "Redeemed"


def _locks(ledger: Ledger) -> Iterator[Finding]:
    """What is locked of each wallet beside its open requests and the instructions it has given."""
    held: Counter[tuple[Code, Party]] = Counter()
    for request in ledger.redemptions.requests.values():
        if request.phase is RedemptionPhase.OPEN:
            wallet = ledger.tokens[request.id].position_of(request.holder)
            held[request.id, wallet] += request.amount
    for tender in ledger.tenders.tenders.values():
        for each in tender.instructions.values():
            given = each.state is InstructionState.GIVEN
            if given and tender.terms.kind is not TenderKind.DRAWING:
                wallet = ledger.tokens[tender.terms.id].position_of(each.holder)
                held[tender.terms.id, wallet] += each.face
    locked = {
        (code, wallet): amount
        for code, book in ledger.tokens.items()
        for wallet, amount in book.locked.items()
    }
    for code, wallet in dict.fromkeys((*held, *locked)):
        told, due = locked.get((code, wallet), 0), held[code, wallet]
        if told != due:
            quantity = ledger.tokens[code].terms.quantity
            sentence = f"{quantity(told)} is locked, and requests and tenders hold {quantity(due)}"
            yield Finding("locks", f"{code}: locked of {wallet}", sentence)


def _cash_difference(ledger: Ledger, subject: str, request: Request) -> Iterator[Finding]:
    """Cash that is not what the posted prices and the fee make of the units."""
    if request.prices is None:
        return
    amount = ledger.tokens[request.id].terms.quantity(request.amount)
    _, cash = cash_of(ledger, request.currency)
    decimals, quantity = cash.terms.decimals, cash.terms.quantity
    due = cash_rounded_down(amount, *request.prices, decimals, request.fee_bps)
    if due != request.cash:
        sentence = f"{quantity(request.cash)} paid for {amount}, and {quantity(due)} was due"
        yield Finding("cash", subject, sentence)


def _told(subject: str, due: object, told: object) -> Iterator[Finding]:
    if due != told:
        sentence = f"terms, register and stock say {due}, the event log says {told}"
        yield Finding(CHECK, subject, sentence)
