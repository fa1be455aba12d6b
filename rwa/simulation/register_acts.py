"""Directives on the programme and its instruments, as steps of the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rwa.calendar import first_second_after
from rwa.findings import Finding
from rwa.identifiers import Code, Party
from rwa.registry import Step, redemptions, register, supply, tenders
from rwa.registry.assembly import class_code, feed_label
from rwa.scenario.acts.entry import SetCap, SetClassLimit
from rwa.scenario.acts.holders import Recover
from rwa.scenario.acts.register import (
    AnnounceRecordDate,
    Attach,
    ForcedTransfer,
    Freeze,
    Issue,
    OfInstrument,
    PostPrice,
    Redeem,
    SetFrozen,
    SetTransferLimit,
    Transfer,
)
from rwa.scenario.acts.trades import Trade
from rwa.scenario.fields import scaled
from rwa.simulation.context import Context, paper
from rwa.simulation.entry_acts import BATCH

DRAWS_PER_TRADE = 50
"""How often a pair is drawn before a trade is given up."""


def post_price(context: Context, act: PostPrice) -> Iterator[Step]:
    """The oracle posts a price observed now."""
    feed = Party(feed_label(act.unit))
    answer = scaled(act.usd, context.registry.ledger.programme.feeds[feed].decimals)
    by = act.by or "oracle"
    yield supply.post_price(context.registry, feed, answer, context.registry.now, by=by)


def register_instrument(context: Context, act: OfInstrument) -> Iterator[Step]:
    """The ministry deploys an instrument's contract, unless it stands, registers it, and provides
    for drawing by lot or redemption in kind where the terms do.
    """
    code, by = context.code(act.instrument), act.by or "ministry"
    if not context.registry.deployed(code):
        context.registry.deploy(code, by)
    volume = context.amount(act.instrument, context.trial.instrument(act.instrument).volume)
    yield supply.register(context.registry, code, volume, by=by)
    if getattr(context.trial.instrument(act.instrument), "by_lot", False):
        yield tenders.allow_drawing(context.registry, code, by=by)
    if (terms := context.trial.redemption_terms(act.instrument)) is not None:
        yield redemptions.set_terms(context.registry, code, terms, by=by)


def issue(context: Context, act: Issue) -> Iterator[Step]:
    """The fiscal agent issues: the same to each holder, or a total in drawn parts; in batches."""
    code, by = context.code(act.instrument), act.by or "fiscal_agent"
    wallets = context.trial.persons.wallets(act.to)
    if act.total is not None:
        multiple = context.registry.ledger.tokens[code].terms.denomination
        total = context.amount(act.instrument, act.total)
        amounts = context.draw().shares(total, len(wallets), multiple)
    else:
        amounts = (context.amount(act.instrument, act.amount or "0"),) * len(wallets)
    for start in range(0, len(wallets), BATCH):
        part = slice(start, start + BATCH)
        yield supply.issue(context.registry, code, wallets[part], amounts[part], by=by)


def redeem(context: Context, act: Redeem) -> Iterator[Step]:
    """The fiscal agent redeems an amount, or all, from each holder."""
    code, by = context.code(act.instrument), act.by or "fiscal_agent"
    book, directory = context.registry.ledger.tokens[code], context.registry.directory
    if act.holders == "all":
        wallets = tuple(directory.key(holder) for holder in book.holders())
    else:
        wallets = context.trial.persons.wallets(act.holders)
    for wallet in wallets:
        held = book.balance(directory.party(wallet))
        amount = held if act.amount == "all" else context.amount(act.instrument, act.amount)
        yield supply.redeem(context.registry, code, wallet, amount, by=by)


def transfer(context: Context, act: Transfer) -> Iterator[Step]:
    """A holder transfers to another."""
    code, amount = context.code(act.instrument), context.amount(act.instrument, act.amount)
    by = act.by or act.sender
    yield register.transfer(context.registry, code, act.sender, act.to, amount, by=by)


def trade(context: Context, act: Trade) -> Iterator[Step]:
    """Holders drawn from the sellers' exchange sell drawn amounts to customers of the buyers'
    exchange.
    """
    draw, largest = context.draw(), context.amount(act.instrument, act.largest)
    for number in range(act.trades):
        for _ in range(DRAWS_PER_TRADE):
            step = _drawn_trade(context, act, draw.below, largest)
            if step is not None and context.registry.preflight(step) is None:
                yield step
                break
        else:
            sentence = f"only {number} of {act.trades} trades could be drawn"
            context.findings.append(Finding("trades-not-drawn", act.instrument, sentence))
            return


def freeze(context: Context, act: Freeze) -> Iterator[Step]:
    """The registrar freezes an amount, or the whole wallet."""
    code, by = context.code(act.instrument), act.by or "registrar"
    if act.amount == "whole":
        yield register.freeze_wallet(context.registry, code, act.wallet, True, by=by)
    else:
        amount = context.amount(act.instrument, act.amount)
        yield register.freeze(context.registry, code, act.wallet, amount, by=by)


def unfreeze(context: Context, act: Freeze) -> Iterator[Step]:
    """The registrar unfreezes an amount, or the whole wallet."""
    code, by = context.code(act.instrument), act.by or "registrar"
    if act.amount == "whole":
        yield register.freeze_wallet(context.registry, code, act.wallet, False, by=by)
    else:
        amount = context.amount(act.instrument, act.amount)
        yield register.unfreeze(context.registry, code, act.wallet, amount, by=by)


def set_frozen(context: Context, act: SetFrozen) -> Iterator[Step]:
    """The registrar sets the frozen amount."""
    code, amount = context.code(act.instrument), context.amount(act.instrument, act.amount)
    by = act.by or "registrar"
    yield register.set_frozen(context.registry, code, act.wallet, amount, by=by)


def set_paused(paused: bool) -> Callable[[Context, OfInstrument], Iterator[Step]]:
    """The handler that pauses or unpauses an instrument."""
    change = register.pause if paused else register.unpause

    def handler(context: Context, act: OfInstrument) -> Iterator[Step]:
        yield change(context.registry, context.code(act.instrument), by=act.by or "regulator")

    return handler


def set_transfer_limit(context: Context, act: SetTransferLimit) -> Iterator[Step]:
    """The regulator sets the largest transfer."""
    code, limit = context.code(act.instrument), context.amount(act.instrument, act.amount)
    by = act.by or "regulator"
    yield register.set_transfer_limit(context.registry, code, limit, by=by)


def announce_record_date(context: Context, act: AnnounceRecordDate) -> Iterator[Step]:
    """The fiscal agent announces a record date; its record time is the first second after it."""
    code, time = context.code(act.instrument), first_second_after(act.date)
    by = act.by or "fiscal_agent"
    yield register.announce_record_date(context.registry, code, time, by=by)


def attach(context: Context, act: Attach) -> Iterator[Step]:
    """A paper is attached: by the custodian to a reserve, by the ministry to a debt instrument."""
    reserve = context.trial.instrument(act.instrument).asset_class == "commodity"
    by = act.by or ("custodian" if reserve else "ministry")
    yield register.attach(
        context.registry,
        context.code(act.instrument),
        Code(act.name),
        act.document,
        paper(act.document),
        by=by,
    )


def recover(context: Context, act: Recover) -> Iterator[Step]:
    """The registrar moves a replaced wallet's position to its successor."""
    code, by = context.code(act.instrument), act.by or "registrar"
    yield register.recover(context.registry, code, act.wallet, act.successor, by=by)


def forced_transfer(context: Context, act: ForcedTransfer) -> Iterator[Step]:
    """The registrar moves units by order."""
    code, amount = context.code(act.instrument), context.amount(act.instrument, act.amount)
    by = act.by or "registrar"
    yield register.forced_transfer(context.registry, code, act.sender, act.to, amount, by=by)


def set_cap(context: Context, act: SetCap) -> Iterator[Step]:
    """The ministry sets the cap, by order."""
    yield supply.set_cap(context.registry, act.cap_usd, by=act.by or "ministry")


def set_class_limit(context: Context, act: SetClassLimit) -> Iterator[Step]:
    """The ministry sets a class's limit, by order."""
    code, by = class_code(act.asset_class), act.by or "ministry"
    yield supply.set_class_limit(context.registry, code, act.limit_usd, by=by)


def _drawn_trade(
    context: Context, act: Trade, below: Callable[[int], int], largest: int
) -> Step | None:
    registry, code = context.registry, context.code(act.instrument)
    book = registry.ledger.tokens[code]
    multiple = book.terms.denomination
    sellers = [wallet for wallet in _customers(context, act.sellers) if book.unfrozen(wallet)]
    buyers = _customers(context, act.buyers)
    if not sellers or not buyers:
        return None
    seller, buyer = sellers[below(len(sellers))], buyers[below(len(buyers))]
    units = min(book.unfrozen(seller), largest) // multiple
    if seller == buyer or not units:
        return None
    amount = (1 + below(units)) * multiple
    key = registry.directory.key
    return register.transfer(registry, code, key(seller), key(buyer), amount, by=key(seller))


def _customers(context: Context, exchange: str) -> list[Party]:
    name = context.registry.directory.exchange(exchange)
    holders = context.registry.ledger.participants.holders.values()
    return [holder.wallet for holder in holders if holder.exchange == name and holder.sponsored]
