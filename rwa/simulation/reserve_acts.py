"""Directives on a reserve's stock and its redemption, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.attestation import NO_LIST, Attestation
from rwa.calendar import day_of, first_second_after
from rwa.chain.lot_tree import lot_root
from rwa.errors import RuleRefused
from rwa.findings import Finding
from rwa.identifiers import NO_CODE, Code
from rwa.ledger.redemptions import REDEMPTIONS, Request
from rwa.registry import Registry, Step, cash, redemptions, reserves
from rwa.reserves.lots import LotList, lots_named, lots_unnamed
from rwa.rules.redemptions import cash_due, cash_of, stock_of
from rwa.scenario.acts import reserves as words
from rwa.scenario.lot_files import readings, requested
from rwa.scenario.models import CommoditySection
from rwa.simulation.allocations import standing
from rwa.simulation.context import Context, expiry, paper


def attest(context: Context, act: words.Attest) -> Iterator[Step]:
    """Custodian and attestor sign a total, or a list of lots; a list with a broken row, or with a
    lot of another reserve, is a finding, and nothing is attested.
    """
    code, registry = context.code(act.instrument), context.registry
    lots = context.trial.lots(act, day_of(registry.now))
    if lots is not None:
        refused = [*_broken(act, code, lots), *_elsewhere(context, act, code, lots)]
        if refused:
            context.findings.extend(refused)
            return
    as_of = registry.now if act.as_of is None else first_second_after(act.as_of)
    attestation = Attestation(
        code,
        as_of,
        expiry(act.through),
        context.amount(act.instrument, act.total or "0") if lots is None else lots.total,
        _omitted(context, act, code, as_of, lots),
        NO_LIST if lots is None else lot_root(lots),
        paper(act.report),
    )
    signers = reserves.Signers(act.custodian, act.attestor, act.signed_by, act.countersigned_by)
    yield reserves.attest(registry, code, attestation, signers, by=act.by or "custodian")


def ask_for_lots(context: Context, act: words.AskFor) -> Iterator[Step]:
    """A holder asks for lots, and units are locked."""
    code, amount = context.code(act.instrument), context.amount(act.instrument, act.amount)
    yield redemptions.request(context.registry, code, amount, by=act.by or act.holder)
    _made(context, act)


def ask_for_cash(context: Context, act: words.AskFor) -> Iterator[Step]:
    """A holder asks for cash, and units are locked."""
    code, amount = context.code(act.instrument), context.amount(act.instrument, act.amount)
    yield redemptions.request_cash(context.registry, code, amount, by=act.by or act.holder)
    _made(context, act)


def deliver_lots(context: Context, act: words.DeliverLots) -> Iterator[Step]:
    """The custodian confirms a delivery of lots, proved against a list: as it was attested last,
    or else as it was read last.
    """
    number, asked = _request(context, act.redemption)
    code, by = context.code(asked.instrument), act.by or "custodian"
    last = stock_of(context.registry.ledger, code).last
    read = [
        lots
        for lots in readings(context.trial.lot_lists, act.list, asked.instrument)
        if not any(lots_unnamed(lots, act.lots))
    ]
    attested = (each for each in read if last and lot_root(each) == last.attestation.root)
    lots = next(attested, read[-1])
    chosen = [lots_named(lots, name)[0] for name in act.lots]
    yield redemptions.deliver(context.registry, number, code, lots, chosen, by=by)


def pay_redemption(context: Context, act: words.OfRedemption) -> Iterator[Step]:
    """The government account sets aside what is due at the posted prices, and the fiscal agent has
    it paid.
    """
    registry, by = context.registry, act.by or "fiscal_agent"
    number, asked = _request(context, act.redemption)
    request = registry.ledger.redemptions.requests.get(number)
    if request is not None and (due := _payable(registry, request)):
        unit = request.currency
        yield cash.allow(registry, unit, REDEMPTIONS, due, by="government_account")
    yield redemptions.pay(registry, number, context.code(asked.instrument), by=by)


def end_request(context: Context, act: words.OfRedemption) -> Iterator[Step]:
    """A holder ends a request, or anyone once it has lapsed."""
    number, asked = _request(context, act.redemption)
    code, by = context.code(asked.instrument), act.by or asked.holder
    yield redemptions.end(context.registry, number, code, by=by)


def _request(context: Context, name: str) -> tuple[int, words.AskFor]:
    """A request's number, the next one's where it was never made, and what was to be asked."""
    following = len(context.registry.ledger.redemptions.requests) + 1
    asked = requested(context.trial.sections)[name]
    return context.requests.get(name, following), asked


def _made(context: Context, act: words.AskFor) -> None:
    """The request that was made just now has the last number."""
    context.requests[act.redemption] = len(context.registry.ledger.redemptions.requests)


def _payable(registry: Registry, request: Request) -> int:
    """What a request comes to and is not set aside for it; nothing where its payment is refused for
    its kind or for a price.
    """
    if request.currency == NO_CODE:
        return 0
    try:
        due = cash_due(registry.ledger, request, registry.now)
    except RuleRefused:
        return 0
    _, book = cash_of(registry.ledger, request.currency)
    return due if book.allowance(registry.ledger.genesis.government, REDEMPTIONS) < due else 0


def _omitted(
    context: Context, act: words.Attest, code: Code, as_of: int, lots: LotList | None
) -> int:
    """What the count leaves out of what was delivered by then; a delivered lot that stands in a
    list all the same is a finding.
    """
    if act.omits is not None:
        return context.amount(act.instrument, act.omits)
    listed = {lot.key: lot for lot in lots.lots} if lots else {}
    omitted = 0
    for name, delivery in stock_of(context.registry.ledger, code).deliveries.items():
        if delivery.time > as_of:
            continue
        if name not in listed:
            omitted += delivery.weight
            continue
        sentence = (
            f"{act.lots} lists {listed[name].title}, which was delivered on "
            f"{day_of(delivery.time)}: it stays deducted from the stock"
        )
        context.findings.append(Finding("delivered-lot", f"list of lots of {code}", sentence))
    return omitted


def _broken(act: words.Attest, code: Code, lots: LotList) -> Iterator[Finding]:
    for row in lots.broken:
        field = f"{row.field}: " if row.field else ""
        sentence = f"{act.lots}, row {row.row}: {field}{row.reason}; nothing is attested"
        yield Finding("lot-refused", f"list of lots of {code}", sentence)


def _elsewhere(context: Context, act: words.Attest, code: Code, lots: LotList) -> Iterator[Finding]:
    """Lots that stand for another reserve of the same commodity, or were delivered from one."""
    trial, ledger = context.trial, context.registry.ledger
    held = {
        Code(section.code)
        for section in trial.sections.instruments.values()
        if isinstance(section, CommoditySection) and section.holds == lots.commodity.name
    }
    held.discard(code)
    if not held:
        return
    listed = {
        lot.once_name: f"stands in the list of {other}"
        for other, _, kept in standing(trial, ledger)
        for lot in kept
        if other in held
    }
    gone = {
        key: f"was delivered from {other} on {day_of(delivery.time)}"
        for other in sorted(held)
        for key, delivery in stock_of(ledger, other).deliveries.items()
    }
    for lot in lots.lots:
        if (where := gone.get(lot.key) or listed.get(lot.once_name)) is not None:
            sentence = f"{act.lots}, row {lot.row}: {lot.title} {where}; nothing is attested"
            yield Finding("lot-refused", f"list of lots of {code}", sentence)
