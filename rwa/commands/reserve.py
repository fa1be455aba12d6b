"""`rwa reserve`: checks a lot list, proves a lot of it, and allocates its lots to holders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rwa.calendar import parse_date
from rwa.commands.console import results
from rwa.errors import ConfigurationError, MalformedValue, UsageError
from rwa.grid import Grid
from rwa.money import format_units, group_thousands, parse_units
from rwa.reserves.allocation import allocate
from rwa.reserves.commodities import commodity
from rwa.reserves.holdings import MAX_BYTES, read_holdings
from rwa.reserves.lots import (
    MAX_BYTES as MAX_LIST_BYTES,
)
from rwa.reserves.lots import (
    BrokenRow,
    Lot,
    LotList,
    lots_named,
    read_lots,
    several_text,
)
from rwa.scenario.validation import read_regular

BROKEN = 3


def check_lots(file: Path, *, name: str, as_of: str | None, as_json: bool) -> int:
    """Print what a list holds and every broken row; return 3 where one is broken, else 0.

    Raises `ConfigurationError` where the file cannot be read, `UsageError` for an unknown
    commodity, or where dates would be compared with no day.
    """
    lots = _read(file, name, as_of)
    if as_json:
        print(json.dumps(_record(lots, as_of), indent=2))  # noqa: T201
    else:
        _print_check(lots, as_of)
    return BROKEN if lots.broken else 0


def prove_lot(
    file: Path, serial: str, *, name: str, as_of: str | None, place: str | None, as_json: bool
) -> int:
    """Print the proof that a lot stands in a list, and return 0.

    Raises `ConfigurationError` where the list has a broken row, `UsageError` where no lot or more
    than one is called so.
    """
    from rwa.chain.lot_tree import lot_leaf, lot_tree

    lots = _sound(_read(file, name, as_of), file)
    lot = _only(lots, serial, place)
    tree, leaf = lot_tree(lots), lot_leaf(lots.commodity.unit, lot)
    record = {
        "commodity": lots.commodity.name,
        "unit": lots.commodity.unit,
        **dict(lot.cells),
        "quantity": format_units(lot.quantity, lots.commodity.decimals),
        "lot": lot.key,
        "details": "0x" + lot.details.hex(),
        "leaf": "0x" + leaf.hex(),
        "root": "0x" + tree.root.hex(),
        "proof": ["0x" + node.hex() for node in tree.proof(leaf)],
    }
    if as_json:
        print(json.dumps(record, indent=2))  # noqa: T201
    else:
        _print_proof(record)
    return 0


def allocate_lots(
    file: Path,
    register: Path,
    instrument: str,
    *,
    name: str,
    as_of: str | None,
    without: Sequence[str],
    minimum: str | None,
    as_json: bool,
) -> int:
    """Print which lot stands for which holder of a register, and return 0.

    Lots `without` are gone from the list; `minimum` is the smallest holding with a lot, the
    commodity's smallest lot unless told. Raises `ConfigurationError` where the list has a broken
    row or the register cannot be read, `UsageError` for a lot that is not listed once.
    """
    lots = _sound(_read(file, name, as_of), file)
    kind = lots.commodity
    gone = {_only(lots, serial, None).key for serial in without}
    try:
        least = kind.minimum_lot if minimum is None else parse_units(minimum, kind.decimals)
    except MalformedValue as error:
        raise UsageError(f"--minimum: {error}") from error
    data = read_regular(register, MAX_BYTES)
    holdings = read_holdings(data, str(register), instrument, kind.decimals)
    kept = [lot for lot in lots.lots if lot.key not in gone]
    rows = [
        {
            "holder": holder,
            "place": lot.place if lot else None,
            "lot": lot.title if lot else None,
            "quantity": format_units(amount, kind.decimals),
        }
        for holder, lot, amount in allocate(kept, holdings, least).rows()
    ]
    if as_json:
        print(json.dumps({"unit": kind.unit, "rows": rows}, indent=2))  # noqa: T201
        return 0
    table = Grid("holder", kind.place, "lot", kind.unit, right=(kind.unit,))
    for row in rows:
        where = row["place"] or "", row["lot"] or ""
        table.add_row(row["holder"] or "", *where, group_thousands(row["quantity"] or ""))
    results().print(table)
    return 0


def _sound(lots: LotList, file: Path) -> LotList:
    """The list, if no row of it is broken. Raises `ConfigurationError`."""
    if lots.broken:
        first = lots.broken[0]
        reason = f"{first.reason}; a list with a broken row proves nothing"
        raise ConfigurationError(str(file), reason, line=first.row, field=first.field)
    return lots


def _read(file: Path, name: str, as_of: str | None) -> LotList:
    kind = commodity(name)
    try:
        day = None if as_of is None else parse_date(as_of)
    except MalformedValue as error:
        raise UsageError(f"--as-of: {error}") from error
    if day is None and kind.dated:
        raise UsageError(f"--as-of is needed: the dates of a list of {name} are compared with it")
    return read_lots(read_regular(file, MAX_LIST_BYTES), str(file), kind, day)


def _only(lots: LotList, serial: str, place: str | None) -> Lot:
    found: Sequence[Lot] = [
        lot for lot in lots_named(lots, serial) if place is None or lot.place == place
    ]
    if len(found) != 1:
        raise UsageError(several_text(serial, found))
    return found[0]


def _record(lots: LotList, as_of: str | None) -> dict[str, Any]:
    decimals = lots.commodity.decimals
    return {
        "ok": not lots.broken,
        "commodity": lots.commodity.name,
        "as_of": as_of,
        "unit": lots.commodity.unit,
        "lots": len(lots.lots),
        "total": format_units(lots.total, decimals),
        "places": [
            {"place": place, "lots": count, "total": format_units(quantity, decimals)}
            for place, (count, quantity) in lots.by_place().items()
        ],
        "broken": [
            {"row": row.row, "field": row.field, "reason": row.reason} for row in lots.broken
        ],
    }


def _print_check(lots: LotList, as_of: str | None) -> None:
    console, decimals, unit = results(), lots.commodity.decimals, lots.commodity.unit
    table = Grid(lots.commodity.place, "lots", unit, right=("lots", unit))
    for place, (count, quantity) in lots.by_place().items():
        table.add_row(place, f"{count:,}", group_thousands(format_units(quantity, decimals)))
    total = group_thousands(format_units(lots.total, decimals))
    table.add_row("in all", f"{len(lots.lots):,}", total, style="bold")
    compared = f"as of {as_of}" if as_of else "no day told, years compared with none"
    console.print(f"{lots.commodity.title}, {compared}")
    console.print(table)
    for row in lots.broken:
        console.print(_broken_text(row))
    if lots.broken:
        console.print(f"{len(lots.broken):,} rows are broken and count for nothing.")


def _broken_text(row: BrokenRow) -> str:
    return f"row {row.row}: {f'{row.field}: ' if row.field else ''}{row.reason}"


def _print_proof(record: dict[str, Any]) -> None:
    console = results()
    for key, value in record.items():
        if key == "proof":
            console.print("proof, 1 node" if len(value) == 1 else f"proof, {len(value)} nodes")
            for node in value:
                console.print(f"  {node}")
        else:
            console.print(f"{key}: {value}")
