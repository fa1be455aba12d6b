"""A strict reader for bid files: CSV whose first line names the columns, one bid a line.

    bid,dealer,investor,category,kind,price,yield,face
    B1,Indus Digital,MK-001,company,competitive,98.3879,,100000000.00

`price` (per 100 of face) and `yield` (percent) have exactly four decimals. A competitive bid names
its price, or its yield, or both; both where no formula joins them. A non-competitive bid names
neither. `face` is in the unit of account, plain digits, with two decimals or none. A last column,
`revealed`, may say yes or no of each sealed bid; without it all are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

from rwa.auction.bids import Bid, Category, Kind, Quote
from rwa.auction.pricing import Pricing
from rwa.auction.rounding import QUOTED_DECIMALS
from rwa.auction.terms import DECIMALS, Auction
from rwa.errors import ConfigurationError, MalformedValue
from rwa.money import parse_units
from rwa.text_files import csv_rows

COLUMNS = ("bid", "dealer", "investor", "category", "kind", "price", "yield", "face")
REVEALED = "revealed"
MAY_BE_EMPTY = frozenset({"price", "yield"})
MAX_BYTES = 8 * 1024 * 1024
MAX_CELL = 60
_FORMULA = ("=", "+", "-", "@", "'")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.[0-9]+)?")


class FormulaMissing(ConfigurationError):
    """A competitive bid names its price or its yield alone, and no formula gives the other."""


def read_bids(data: bytes, file: str, auction: Auction) -> tuple[Bid, ...]:
    """Read the bids in `data`. Raises `ConfigurationError` with line and field, naming `file`, and
    `FormulaMissing` where a formula would have helped.
    """
    return tuple(bid for _, bid in bids_by_line(data, file, auction))


def bids_by_line(data: bytes, file: str, auction: Auction) -> Iterator[tuple[int, Bid]]:
    """Each bid with its line, from 1. Raises as `read_bids`, when it comes to the bid."""
    numbers: dict[str, int] = {}
    names = _Names()
    for row in _rows(data, file):
        bid = _bid(row, auction)
        if bid.number in numbers:
            row.refuse("bid", f"{bid.number!r} is the bid of line {numbers[bid.number]} already")
        numbers[bid.number] = row.line
        names.check(row, "dealer")
        names.check(row, "investor")
        yield row.line, bid


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one line by column."""

    file: str
    line: int
    cells: Mapping[str, str]

    def refuse(self, field: str | None, reason: str) -> NoReturn:
        raise ConfigurationError(self.file, reason, line=self.line, field=field)


class _Names:
    """Names as first written: one that differs only in capitals is a slip, or a second bid in
    disguise.
    """

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], tuple[str, int]] = {}

    def check(self, row: _Row, column: str) -> None:
        name = row.cells[column]
        first, line = self._first.setdefault((column, name.casefold()), (name, row.line))
        if name != first:
            row.refuse(column, f"{name!r} differs only in capitals from {first!r} of line {line}")


def _rows(data: bytes, file: str) -> Iterator[_Row]:
    """The lines below the header, each cell checked for what no bid may contain."""
    columns: Sequence[str] | None = None
    for number, cells in csv_rows(data, file, MAX_BYTES):
        if columns is None:
            columns = _header(_Row(file, number, {}), cells)
            continue
        row = _Row(file, number, dict(zip(columns, cells, strict=False)))
        if len(cells) != len(columns):
            row.refuse(None, f"{len(columns)} cells are expected, not {len(cells)}")
        for column in columns:
            _check_cell(row, column)
        yield row
    if columns is None:
        reason = f"the file is empty; its first line names the columns {', '.join(COLUMNS)}"
        raise ConfigurationError(file, reason)


def _header(row: _Row, columns: Sequence[str]) -> Sequence[str]:
    for column in columns:
        if column not in (*COLUMNS, REVEALED):
            row.refuse(column or None, f"unknown column; the columns are {', '.join(COLUMNS)}")
        if columns.count(column) > 1:
            row.refuse(column, "the column is given twice")
    if missing := [column for column in COLUMNS if column not in columns]:
        row.refuse(missing[0], "the column is missing")
    return columns


def _check_cell(row: _Row, column: str) -> None:
    cell = row.cells[column]
    if len(cell) > MAX_CELL:
        row.refuse(column, f"the cell has {len(cell)} characters: {MAX_CELL} at most")
    if not cell and column not in MAY_BE_EMPTY:
        row.refuse(column, "the cell is empty")
    for character in cell:
        if not (character.isascii() and character.isprintable()):
            row.refuse(column, f"the character U+{ord(character):04X} is not allowed in a bid file")
    if cell.startswith(_FORMULA):
        row.refuse(column, f"{cell!r} begins with {cell[0]!r}, as a spreadsheet's formula does")
    if " ".join(cell.split()) != cell:
        row.refuse(column, f"{cell!r} has a space too many")


def _bid(row: _Row, auction: Auction) -> Bid:
    kind = Kind(_word(row, "kind", [kind.value for kind in Kind]))
    category = Category(_word(row, "category", [category.value for category in Category]))
    return Bid(
        number=row.cells["bid"],
        dealer=row.cells["dealer"],
        investor=row.cells["investor"],
        category=category,
        face=_face(row, auction),
        quote=_quote(row, kind, auction),
        revealed=REVEALED not in row.cells or _word(row, REVEALED, ("yes", "no")) == "yes",
    )


def _word(row: _Row, column: str, words: Sequence[str]) -> str:
    word = row.cells[column]
    if word not in words:
        row.refuse(column, f"{word!r} is not one of {', '.join(words)}")
    return word


def _face(row: _Row, auction: Auction) -> int:
    try:
        face = parse_units(row.cells["face"], DECIMALS)
    except MalformedValue as error:
        row.refuse("face", str(error))
    if off_multiple := auction.off_multiple(face):
        row.refuse("face", off_multiple)
    return face


def _quote(row: _Row, kind: Kind, auction: Auction) -> Quote | None:
    if kind is Kind.COMPETITIVE:
        price, rate = (_number(row, column, auction) for column in ("price", "yield"))
        return _named(row, price, rate, auction.pricing)
    for column in ("price", "yield"):
        if row.cells[column]:
            row.refuse(column, f"a non-competitive bid names none, not {row.cells[column]}")
    return None


def _named(
    row: _Row, price: Decimal | None, rate: Decimal | None, pricing: Pricing | None
) -> Quote:
    if pricing is None:
        if price is None or rate is None:
            missing = "price" if price is None else "yield"
            reason = "it is missing; a competitive bid names both where no formula joins them"
            raise FormulaMissing(row.file, reason, line=row.line, field=missing)
        return Quote(price, Fraction(rate))
    if price is None:
        if rate is None:
            row.refuse("price", "a competitive bid names its price or its yield")
        try:
            return Quote.yielding(rate, pricing)
        except MalformedValue as error:
            row.refuse("yield", str(error))
    try:
        quote = Quote.at(price, pricing)
    except MalformedValue as error:
        row.refuse("price", str(error))
    if rate is not None and rate != quote.published_rate:
        row.refuse("yield", f"{rate} is not the yield of {price}, which is {quote.published_rate}")
    return quote


def _number(row: _Row, column: str, auction: Auction) -> Decimal | None:
    text = row.cells[column]
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        row.refuse(column, f"{text!r} is not a number such as 98.3879")
    decimals = len(text.partition(".")[2])
    if decimals != QUOTED_DECIMALS:
        expected = f"exactly {QUOTED_DECIMALS} are expected in {auction.title}"
        row.refuse(column, f"{text} has {decimals} decimals: {expected}")
    number = Decimal(text)
    if column == "price" and not number:
        row.refuse(column, f"{text} is not above zero")
    return number
