"""The lots that stand in the vaults of each reserve, and for which holder each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rwa.chain.lot_tree import lot_root
from rwa.findings import Finding
from rwa.identifiers import Code, DocumentHash
from rwa.ledger import Ledger
from rwa.registry import Registry
from rwa.reserves.allocation import Allocation, allocate
from rwa.reserves.lots import Lot, LotList
from rwa.rules.redemptions import stock_of
from rwa.scenario.trial import Trial
from rwa.simulation.differing import differ


@dataclass(frozen=True, slots=True)
class Allocated:
    """A reserve's lots by holder, and the fewest base units for which a holder has one."""

    code: Code
    minimum: int
    allocation: Allocation


def lists_by_root(trial: Trial) -> Mapping[DocumentHash, LotList]:
    """Every list of lots of a trial by the root that an attestation tells."""
    return {lot_root(lots): lots for lots in trial.lot_lists.values() if lots.lots}


def allocations(trial: Trial, ledger: Ledger) -> Iterator[Allocated]:
    """Each reserve whose newest attestation, expired or not, has a list: its lots but those
    delivered, allocated over the register as it is now.
    """
    for code, listed, lots in standing(trial, ledger):
        book = ledger.tokens[code]
        holdings = {holder: book.balance(holder) for holder in book.holders()}
        minimum = ledger.redemptions.terms_of(code).minimum or listed.commodity.minimum_lot
        yield Allocated(code, minimum, allocate(lots, holdings, minimum))


def standing_differences(trial: Trial, registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """Lots of the newest lists that do not come to the stock on chain, or of which the chain does
    not say the same: delivered or not.
    """
    for code, listed, lots in standing(trial, ledger):
        backing = ledger.tokens[code].terms.backing
        if backing is None or not registry.deployed(code):
            continue
        attestor = registry.contract(backing.stock)
        total = sum(lot.quantity for lot in lots)
        yield from differ(f"{backing.stock}: lots in the vaults", total, attestor.call("stock"))
        gone = attestor.call_many("isDelivered", [(lot.name,) for lot in listed.lots])
        for lot, delivered in zip(listed.lots, gone, strict=True):
            subject = f"{backing.stock}: {lot.title} delivered"
            yield from differ(subject, lot.key in stock_of(ledger, code).deliveries, delivered)


def standing(trial: Trial, ledger: Ledger) -> Iterator[tuple[Code, LotList, tuple[Lot, ...]]]:
    """Each reserve whose newest attestation has a list: the list, and its lots that were not
    delivered.
    """
    lists = lists_by_root(trial)
    for code, book in ledger.tokens.items():
        if book.terms.backing is None:
            continue
        stock = stock_of(ledger, code)
        listed = lists.get(stock.last.attestation.root) if stock.last else None
        if listed is not None:
            kept = (lot for lot in listed.lots if lot.key not in stock.deliveries)
            yield code, listed, tuple(kept)
