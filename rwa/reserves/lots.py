"""Lot lists: what stands in which vault, one row a lot, each checked against its commodity.

    vault,serial,refiner,gross,fineness,fine,year
    Karachi A,A1001,Rand Refinery,401.125,995.8,399.440,2019

The same lot in two rows, in one vault or in two, is a broken row: a reserve counts it once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rwa.errors import ConfigurationError
from rwa.identifiers import DocumentHash
from rwa.money import parse_units
from rwa.reserves.commodities import Commodity
from rwa.reserves.fields import Text
from rwa.reserves.writing import canonical
from rwa.text_files import csv_rows

MAX_BYTES = 64 * 1024 * 1024
_PLACE = Text()


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot of a commodity: where it is, its identity, what no other lot may be in at once (the
    bar itself, the tank), its quantity in base units, and its cells.
    """

    row: int
    commodity: str
    place: str
    identity: tuple[str, ...]
    once: tuple[str, ...]
    quantity: int
    cells: Mapping[str, str]

    @property
    def title(self) -> str:
        """Its identity in words: refiner and serial; terminal, certificate and tank; warehouse and
        receipt.
        """
        return " ".join(self.identity)

    @property
    def details(self) -> bytes:
        """SHA-256 of the whole row as JSON with sorted keys, so that no cell can be changed."""
        canonical = json.dumps(dict(self.cells), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).digest()

    @property
    def name(self) -> bytes:
        """SHA-256 of the commodity and the identity as JSON, the same wherever it is listed and
        however it is written.
        """
        return _hash_of(self.commodity, self.identity)

    @property
    def key(self) -> DocumentHash:
        """The name as events tell it."""
        return DocumentHash("0x" + self.name.hex())

    @property
    def once_name(self) -> bytes:
        """As `name`, of what is full once: no two lots that stand have the same."""
        return _hash_of(self.commodity, self.once)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """Why row `row` of the file (from 1, the header) does not count; `field` where one is at
    fault.
    """

    row: int
    field: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class LotList:
    """A list as read: the lots that stand, and every row that does not."""

    commodity: Commodity
    lots: tuple[Lot, ...]
    broken: tuple[BrokenRow, ...]

    @property
    def total(self) -> int:
        """What the sound lots come to, in base units."""
        return sum(lot.quantity for lot in self.lots)

    def by_place(self) -> dict[str, tuple[int, int]]:
        """Lots and base units in each place, in the order of the list."""
        places: dict[str, tuple[int, int]] = {}
        for lot in self.lots:
            count, quantity = places.get(lot.place, (0, 0))
            places[lot.place] = count + 1, quantity + lot.quantity
        return places


def read_lots(data: bytes, file: str, commodity: Commodity, day: date | None) -> LotList:
    """Read a lot list of a day; where that is not told, no date in it is compared with it.

    Broken rows are in the result. Raises `ConfigurationError` where the file is no list at all, or
    one of no lots.
    """
    rows = csv_rows(data, file, MAX_BYTES)
    header = next(rows, None)
    if header is None:
        raise ConfigurationError(file, f"the file is empty; {_expected(commodity)}")
    if tuple(header[1]) != commodity.columns:
        raise ConfigurationError(file, _expected(commodity), line=1)
    lots: list[Lot] = []
    broken: list[BrokenRow] = []
    seen: dict[bytes, Lot] = {}
    for row, cells in rows:
        found = _lot(row, cells, commodity, day)
        if isinstance(found, BrokenRow):
            broken.append(found)
            continue
        first = seen.setdefault(found.once_name, found)
        if first is not found:
            broken.append(_repeated(found, commodity, first))
            continue
        lots.append(found)
    if not lots and not broken:
        reason = "no lots are listed; that nothing is in the vaults is attested as a total of 0"
        raise ConfigurationError(file, reason)
    return LotList(commodity, tuple(lots), tuple(broken))


def lots_named(lots: LotList, name: str) -> list[Lot]:
    """The lots whose last identifying field (serial, tank, receipt) or whole title is `name`."""
    sought = canonical(name)
    return [
        lot for lot in lots.lots if sought in (canonical(lot.identity[-1]), canonical(lot.title))
    ]


def lots_unnamed(lots: LotList, names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The places of the names that are not those of one lot, and why."""
    for place, name in enumerate(names):
        found = lots_named(lots, name)
        if len(found) != 1:
            yield place, several_text(name, found)


def several_text(name: str, found: Sequence[Lot]) -> str:
    """That a name is not that of one lot: what the lots are called in full."""
    if not found:
        return f"no lot is called {name!r}"
    titles = "; ".join(f"{lot.title} in {lot.place}" for lot in found)
    return f"{len(found)} lots are called {name!r}: {titles}; name one in full"


def _lot(row: int, cells: Sequence[str], commodity: Commodity, day: date | None) -> Lot | BrokenRow:
    columns = commodity.columns
    if len(cells) != len(columns):
        return BrokenRow(row, None, f"{len(columns)} cells are expected, not {len(cells)}")
    named = dict(zip(columns, cells, strict=True))
    if problem := _PLACE.problem(named[commodity.place], day):
        return BrokenRow(row, commodity.place, problem)
    for name, field in commodity.fields.items():
        if problem := field.problem(named[name], day):
            return BrokenRow(row, name, problem)
    for relation in commodity.relations:
        if problem := relation.problem(named):
            return BrokenRow(row, relation.equals, problem)
    identity = tuple(named[name] for name in commodity.identity)
    once = tuple(named[name] for name in commodity.once)
    quantity = parse_units(named[commodity.quantity], commodity.decimals)
    place = named[commodity.place]
    return Lot(row, commodity.name, place, identity, once, quantity, named)


def _repeated(lot: Lot, commodity: Commodity, first: Lot) -> BrokenRow:
    what = " ".join(lot.once)
    same = canonical(first.place) == canonical(lot.place)
    where = "in the same place" if same else f"in {first.place}"
    reason = f"{what} stands {where} already, row {first.row}"
    return BrokenRow(lot.row, commodity.identity[-1], reason)


def _hash_of(commodity: str, parts: Sequence[str]) -> bytes:
    words = [commodity, *(canonical(part) for part in parts)]
    return hashlib.sha256(json.dumps(words).encode()).digest()


def _expected(commodity: Commodity) -> str:
    return f"a list of {commodity.name} has the columns {','.join(commodity.columns)}"
