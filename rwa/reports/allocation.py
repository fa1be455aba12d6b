"""The lots of each reserve and the holders they stand for, for the spreadsheet and the summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rwa.identifiers import Code
from rwa.money import format_units
from rwa.reports.spreadsheet import csv_text
from rwa.simulation import Outcome
from rwa.simulation.allocations import allocations

ALLOCATION_COLUMNS = ("reserve", "holder", "place", "lot", "unit", "quantity")


def allocation_files(outcome: Outcome) -> Mapping[str, str]:
    """`allocation.csv`; nothing where no reserve's newest attestation has a list."""
    rows = list(allocation_rows(outcome))
    return {"allocation.csv": csv_text(ALLOCATION_COLUMNS, rows)} if rows else {}


def allocation_rows(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    """Every lot in the vaults with the holder it stands for, none where no holding covers it; and
    without a lot the units of each holder that stand for none.

    The largest holder comes first. Rows with a lot come to the stock, rows with a holder to what is
    outstanding.
    """
    for reserve in allocations(outcome.trial, outcome.ledger):
        terms = outcome.ledger.tokens[reserve.code].terms
        for holder, lot, amount in reserve.allocation.rows():
            where = (lot.place, lot.title) if lot else ("", "")
            quantity = format_units(amount, terms.decimals)
            yield reserve.code, holder or "", *where, terms.unit, quantity


def allocation_row(outcome: Outcome, code: Code) -> Mapping[str, Any] | None:
    """What is allocated of a reserve; none where its newest attestation has no list."""
    for reserve in allocations(outcome.trial, outcome.ledger):
        if reserve.code == code:
            told, decimals = reserve.allocation, outcome.ledger.tokens[code].terms.decimals
            lots = sum(len(each) for each in told.lots.values())
            return {
                "minimum": format_units(reserve.minimum, decimals),
                "holders": len(told.lots),
                "lots": lots,
                "free_lots": len(told.free),
                "allocated": format_units(told.allocated, decimals),
                "unallocated": format_units(sum(told.unallocated.values()), decimals),
            }
    return None
