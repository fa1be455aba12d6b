"""Lot lists: what stands in which vault, one row a lot, each checked against its commodity.

    vault,serial,refiner,gross,fineness,fine,year
    Karachi A,A1001,Rand Refinery,401.125,995.8,399.440,2019

The same lot in two rows, in one vault or in two, is a broken row: a reserve counts it once.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rwa.errors import ConfigurationError
from rwa.identifiers import DocumentHash
from rwa.money import parse_units
from rwa.reserves.commodities import Commodity
from rwa.reserves.fields import Text

MAX_BYTES = 64 * 1024 * 1024
_PLACE = Text()


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot: where it is, its cells, its identity, and its quantity in base units."""

    row: int
    place: str
    identity: tuple[str, ...]
    quantity: int
    cells: Mapping[str, str]

    @property
    def title(self) -> str:
        """Its identity in words: refiner and serial, tank or receipt."""
        return " ".join(self.identity)

    @property
    def details(self) -> bytes:
        """SHA-256 of the whole row as JSON with sorted keys, so that no cell can be changed."""
        canonical = json.dumps(dict(self.cells), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).digest()

    @property
    def name(self) -> bytes:
        """SHA-256 of the lot's identity, the same wherever it is listed."""
        return hashlib.sha256(json.dumps(self.identity).encode()).digest()

    @property
    def key(self) -> DocumentHash:
        """The name as events tell it."""
        return DocumentHash("0x" + self.name.hex())


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

    Broken rows are in the result. Raises `ConfigurationError` where the file is no list at all.
    """
    rows = _rows(data, file)
    header = next(rows, None)
    if header is None:
        raise ConfigurationError(file, f"the file is empty; {_expected(commodity)}")
    if tuple(header[1]) != commodity.columns:
        raise ConfigurationError(file, _expected(commodity), line=1)
    lots: list[Lot] = []
    broken: list[BrokenRow] = []
    seen: dict[tuple[str, ...], tuple[int, str]] = {}
    for row, cells in rows:
        found = _lot(row, cells, commodity, day)
        if isinstance(found, BrokenRow):
            broken.append(found)
            continue
        key = tuple(part.casefold() for part in found.identity)
        if key in seen:
            broken.append(_repeated(found, commodity, *seen[key]))
            continue
        seen[key] = row, found.place
        lots.append(found)
    return LotList(commodity, tuple(lots), tuple(broken))


def lots_named(lots: LotList, serial: str) -> list[Lot]:
    """The lots whose last identifying field (serial, tank, receipt) is `serial`."""
    return [lot for lot in lots.lots if lot.identity[-1] == serial]


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
    quantity = parse_units(named[commodity.quantity], commodity.decimals)
    return Lot(row, named[commodity.place], identity, quantity, named)


def _repeated(lot: Lot, commodity: Commodity, row: int, place: str) -> BrokenRow:
    what = lot.title
    where = "in the same place" if place == lot.place else f"in {place}"
    return BrokenRow(lot.row, commodity.identity[-1], f"{what} stands {where} already, row {row}")


def _rows(data: bytes, file: str) -> Iterator[tuple[int, Sequence[str]]]:
    if len(data) > MAX_BYTES:
        raise ConfigurationError(file, f"the file is too large: {MAX_BYTES:,} bytes at most")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(file, "the file is not UTF-8 text", line=line) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigurationError(file, f"not valid CSV: {error}", line=line) from error


def _expected(commodity: Commodity) -> str:
    return f"a list of {commodity.name} has the columns {','.join(commodity.columns)}"
