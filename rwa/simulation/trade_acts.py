"""Directives on trades between holders, settled delivery versus payment, as steps of the
registry.
"""

from __future__ import annotations

from collections.abc import Iterator

from rwa.calendar import day_of, first_second_after, start_of_day
from rwa.findings import Finding
from rwa.identifiers import Code
from rwa.ledger.trades import Fail
from rwa.money import Quantity, parse_units
from rwa.registry import Refusal, Step, settlement
from rwa.rules.record_dates import record_time_passed
from rwa.scenario.acts import trades as words
from rwa.simulation.context import Context
from rwa.simulation.verdicts import refusal_name, verdict_text
from rwa.trade import Trade

Batch = list[tuple[settlement.SignedTrade, int]]


def agree(context: Context, act: words.Agree) -> Iterator[Step]:
    """Both parties sign, and let the settlement take units and cash."""
    trade = agreed(context, act.trade).trade
    yield settlement.allow_delivery(context.registry, trade)
    yield settlement.allow_payment(context.registry, trade)


def settle(context: Context, act: words.Settle) -> Iterator[Step]:
    """Both parties agree, and the trade is handed in at once."""
    yield from agree(context, act)
    yield from _settle(context, act.trade, act.part, act.by or act.sender)


def settle_trade(context: Context, act: words.SettleTrade) -> Iterator[Step]:
    """A trade agreed before is handed in, or an amount of it."""
    by = act.by or context.trial.trades[act.trade].terms.sender
    yield from _settle(context, act.trade, act.part, by)


def settle_batch(context: Context, act: words.SettleBatch) -> Iterator[Step]:
    """Trades agreed before are handed in together; each that fails is told unless the trial means
    it to.
    """
    registry = context.registry
    batch = [_whole(context, name) for name in act.trades]
    verdicts = settlement.expected(registry, batch)
    before = [len(_fails(context, signed)) for signed, _ in batch]
    yield settlement.settle_batch(registry, batch, by=act.by or "fiscal_agent")
    for (signed, _), rules, known in zip(batch, verdicts, before, strict=True):
        fails = _fails(context, signed)[known:]
        if not fails:
            _tell_record_date(context, signed)
        chain = _refusal(context, fails[-1], signed.trade.instrument) if fails else None
        _compare(context, signed.trade.ref, rules, chain, act.failing.get(signed.trade.ref))


def cancel_trade(context: Context, act: words.CancelTrade) -> Iterator[Step]:
    """A party ends a trade that is pending."""
    yield settlement.cancel(context.registry, agreed(context, act.trade), by=act.by)


def agreed(context: Context, name: str) -> settlement.SignedTrade:
    """A trade of the trial, signed by both."""
    numbered = context.trial.trades[name]
    terms, directory = numbered.terms, context.registry.directory
    currency = context.trial.currency(terms)
    decimals = context.trial.sections.units[currency].decimals
    for key in (terms.sender, terms.to):
        directory.address(key)
    trade = Trade(
        ref=Code(name),
        instrument=context.code(terms.instrument),
        currency=Code(currency),
        seller=directory.party(terms.sender),
        buyer=directory.party(terms.to),
        amount=context.amount(terms.instrument, terms.amount),
        clean=parse_units(terms.clean, decimals),
        accrued=context.trial.trade_accrued(terms),
        settlement_time=start_of_day(terms.settlement),
        expiry=first_second_after(terms.through or terms.settlement),
        seller_nonce=numbered.number,
        buyer_nonce=numbered.number,
        in_parts=terms.in_parts,
    )
    return settlement.agree(context.registry, trade)


def _settle(context: Context, name: str, part: str | None, by: str) -> Iterator[Step]:
    signed = agreed(context, name)
    instrument = context.trial.trades[name].terms.instrument
    amount = context.amount(instrument, part) if part else _remaining(context, signed)
    yield settlement.settle(context.registry, signed, amount, by=by)
    _tell_record_date(context, signed)


def _whole(context: Context, name: str) -> tuple[settlement.SignedTrade, int]:
    signed = agreed(context, name)
    return signed, _remaining(context, signed)


def _remaining(context: Context, signed: settlement.SignedTrade) -> int:
    """What is left of a trade; the whole of one that has ended, so that it is refused as such."""
    left = signed.trade.amount - context.registry.ledger.trades.settled(signed.id)
    return left or signed.trade.amount


def _tell_record_date(context: Context, signed: settlement.SignedTrade) -> None:
    """A trade that settles now, past a record date that followed the day it was agreed for: the
    parties chose to recycle it, and its accrued interest is that of another day.
    """
    trade, now = signed.trade, context.registry.now
    agreed_for = trade.settlement_time
    passed = record_time_passed(context.registry.ledger, trade.instrument, agreed_for, now)
    if passed is None:
        return
    decimals = context.trial.sections.units[trade.currency].decimals
    accrued = Quantity(trade.accrued, decimals, trade.currency)
    sentence = (
        f"it was agreed for {day_of(agreed_for)} with accrued interest of {accrued} and settles "
        f"past the record date of {day_of(passed - 1)}: its interest is {trade.seller}'s"
    )
    context.findings.append(Finding("record-date-passed", trade.ref, sentence))


def _fails(context: Context, signed: settlement.SignedTrade) -> list[Fail]:
    record = context.registry.ledger.trades.trades.get(signed.id)
    return record.fails if record else []


def _refusal(context: Context, fail: Fail, instrument: Code) -> Refusal:
    return context.registry.refusal(bytes.fromhex(fail.data.removeprefix("0x")), instrument)


def _compare(
    context: Context, ref: str, rules: Refusal | None, chain: Refusal | None, meant: str | None
) -> None:
    """What both roads and the trial say of one trade of a batch."""
    if rules != chain:
        sentence = f"the rules say {verdict_text(rules)}, the contracts say {verdict_text(chain)}"
        context.findings.append(Finding("two-roads", ref, sentence))
    if chain is None and meant is not None:
        sentence = f"it settled, where {meant} should have refused it"
        context.findings.append(Finding("settlement-allowed", ref, sentence))
    elif chain is not None and refusal_name(chain) != meant:
        context.findings.append(Finding("settlement-failed", ref, str(chain)))
