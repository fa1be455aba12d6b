"""The commodities that a reserve may hold, from the data file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from rwa.errors import UsageError
from rwa.money import parse_units
from rwa.reserves.fields import Choice, Day, Field, Measure, Text, Year


@dataclass(frozen=True, slots=True)
class Product:
    """One field is the product of others over a divisor, rounded half up to its own decimals."""

    equals: str
    of: tuple[str, ...]
    divisor: int

    def problem(self, cells: Mapping[str, str]) -> str | None:
        """Why the row is refused; none if it is not."""
        exact = Decimal(1)
        for name in self.of:
            exact *= Decimal(cells[name])
        told = Decimal(cells[self.equals])
        due = (exact / self.divisor).quantize(told, rounding=ROUND_HALF_UP)
        if told == due:
            return None
        formula = f"{' x '.join(self.of)} / {self.divisor}"
        return f"{told} is not {formula}, which is {due}"


@dataclass(frozen=True, slots=True)
class AgreedTable:
    """One field is read from a table by the values of others."""

    equals: str
    of: tuple[str, ...]
    rows: Mapping[tuple[str, ...], str]

    def problem(self, cells: Mapping[str, str]) -> str | None:
        """As `Product.problem`."""
        key = tuple(cells[name] for name in self.of)
        if key not in self.rows:
            return f"the agreed table has no row for {' '.join(key)}"
        if cells[self.equals] == self.rows[key]:
            return None
        return f"{cells[self.equals]} is not {self.rows[key]}, as the agreed table has it"


@dataclass(frozen=True, slots=True)
class Commodity:
    """What a reserve of one kind holds; see the head of the data file for each field."""

    name: str
    title: str
    unit: str
    decimals: int
    margin_bps: int
    minimum_lot: int
    place: str
    identity: tuple[str, ...]
    once: tuple[str, ...]
    quantity: str
    fields: Mapping[str, Field]
    relations: tuple[Product | AgreedTable, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a lot list, the place first."""
        return self.place, *self.fields

    @property
    def dated(self) -> bool:
        """Whether a list has dates, which are to be compared with its day."""
        return any(isinstance(field, Day) for field in self.fields.values())

    @property
    def lapses(self) -> str | None:
        """The field of the last day on which a lot's paper holds; none where it has no end."""
        ends = (name for name, each in self.fields.items() if isinstance(each, Day) and each.after)
        return next(ends, None)


@cache
def commodities() -> Mapping[str, Commodity]:
    """Every commodity by name."""
    text = resources.files("rwa.reserves").joinpath("commodities.toml").read_text("utf-8")
    entries = tomllib.loads(text)
    return MappingProxyType({name: _commodity(name, entry) for name, entry in entries.items()})


def commodity(name: str) -> Commodity:
    """One commodity. Raises `UsageError` where none is called so."""
    known = commodities()
    if name not in known:
        raise UsageError(f"no commodity is called {name!r}; known: {', '.join(known)}")
    return known[name]


def _commodity(name: str, entry: Mapping[str, Any]) -> Commodity:
    fields = {column: _field(terms) for column, terms in entry["fields"].items()}
    relations: list[Product | AgreedTable] = []
    if product := entry.get("product"):
        relations.append(Product(product["equals"], tuple(product["of"]), product["divisor"]))
    if table := entry.get("table"):
        rows = {tuple(row[:-1]): row[-1] for row in table["rows"]}
        relations.append(AgreedTable(table["equals"], tuple(table["of"]), rows))
    return Commodity(
        name,
        entry["title"],
        entry["unit"],
        entry["decimals"],
        entry["margin_bps"],
        parse_units(entry["minimum_lot"], entry["decimals"]),
        entry["place"],
        tuple(entry["identity"]),
        tuple(entry.get("once", entry["identity"])),
        entry["quantity"],
        MappingProxyType(fields),
        tuple(relations),
    )


def _field(terms: Mapping[str, Any]) -> Field:
    kind = terms["kind"]
    if kind == "text":
        return Text(terms.get("pattern"))
    if kind == "choice":
        return Choice(tuple(terms["of"]))
    if kind == "year":
        return Year()
    if kind == "date":
        return Day(terms["after"])
    step = Decimal(terms["step"]) if "step" in terms else None
    return Measure(terms["places"], Decimal(terms["min"]), Decimal(terms["max"]), step)
