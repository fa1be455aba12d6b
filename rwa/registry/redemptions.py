"""Acts of redemption in kind and in cash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from rwa.chain.deployment import REDEMPTIONS, code32
from rwa.chain.lot_tree import lot_leaf, lot_root, lot_tree
from rwa.identifiers import Code
from rwa.redemption import RedemptionTerms
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.reserves.lots import Lot, LotList
from rwa.rules import redemptions as rules


def set_terms(registry: Registry, code: Code, terms: RedemptionTerms, *, by: str) -> Step:
    """Set on what terms a reserve is redeemed."""
    *numbers, currency = astuple(terms)
    return registry.step(
        by,
        "set redemption terms",
        REDEMPTIONS,
        ("setTerms", code32(code), (*numbers, code32(currency))),
        lambda ledger, caller, now: rules.check_set_terms(ledger, caller, code, terms, now),
        token=code,
    )


def request(registry: Registry, code: Code, amount: int, *, by: str) -> Step:
    """Ask for lots of so many base units, which are locked."""
    return registry.step(
        by,
        "ask for lots",
        REDEMPTIONS,
        ("request", code32(code), amount),
        lambda ledger, caller, now: rules.check_request(ledger, caller, code, amount, now),
        token=code,
    )


def request_cash(registry: Registry, code: Code, amount: int, *, by: str) -> Step:
    """Ask for the cash of so many base units, which are locked."""
    return registry.step(
        by,
        "ask for cash",
        REDEMPTIONS,
        ("requestCash", code32(code), amount),
        lambda ledger, caller, now: rules.check_request_cash(ledger, caller, code, amount, now),
        token=code,
    )


def deliver(
    registry: Registry, number: int, code: Code, lots: LotList, chosen: Sequence[Lot], *, by: str
) -> Step:
    """Confirm the delivery of lots, each proved against the list it is chosen from."""
    tree, root, unit = lot_tree(lots), lot_root(lots), lots.commodity.unit
    handed_in = [
        (lot.name, lot.quantity, lot.details, tree.proof(lot_leaf(unit, lot))) for lot in chosen
    ]
    proved = [rules.ProvedLot(lot.key, lot.quantity, root) for lot in chosen]
    return registry.step(
        by,
        "deliver lots",
        REDEMPTIONS,
        ("deliver", number, handed_in),
        lambda ledger, caller, now: rules.check_deliver(ledger, caller, number, proved, now),
        token=code,
    )


def pay(registry: Registry, number: int, code: Code, *, by: str) -> Step:
    """Have the government account pay what was asked for in cash, and burn the units."""
    return registry.step(
        by,
        "pay redemption",
        REDEMPTIONS,
        ("pay", number),
        lambda ledger, caller, now: rules.check_pay(ledger, caller, number, now),
        token=code,
    )


def end(registry: Registry, number: int, code: Code, *, by: str) -> Step:
    """End a request, and unlock its units."""
    return registry.step(
        by,
        "end redemption request",
        REDEMPTIONS,
        ("end", number),
        lambda ledger, caller, now: rules.check_end(ledger, caller, number, now),
        token=code,
    )
