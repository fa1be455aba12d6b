"""`rwa price bill` and `rwa price bond`: price to yield and back, as the market reckons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rwa.calendar import parse_date
from rwa.commands.console import results
from rwa.daycount import DayCount
from rwa.errors import ConfigurationError, MalformedValue, UsageError
from rwa.grid import Grid
from rwa.money import format_units, group_thousands, parse_units
from rwa.pricing import FixedBond, bill_price, bill_yield
from rwa.rates import half_up, minor_units, parse_percent, parse_price

PAISA = 2
PER_100 = 6
"""Decimals with which accrued interest per 100 is shown; it is not rounded before it is paid."""


@dataclass(frozen=True, slots=True)
class BillOptions:
    """What the command line says of a bill; dates as text."""

    days: int | None
    settlement: str | None
    maturity: str | None


@dataclass(frozen=True, slots=True)
class BondOptions:
    """What the command line says of a bond, as text."""

    coupon: str
    issue: str
    maturity: str
    settlement: str
    frequency: int
    day_count: str
    record_days: int


def price_bill(
    options: BillOptions,
    *,
    price: str | None,
    yield_percent: str | None,
    face: str | None,
    as_json: bool,
) -> None:
    """Print a bill's price, yield and redemption. Raises `UsageError`, or `ConfigurationError`
    naming the bill.
    """
    days, maturity = _life(options)
    with _about(f"the bill of {days} days" + (f" to {maturity}" if maturity else "")):
        if price is not None and yield_percent is None:
            quoted = half_up(parse_price(price), 4)
            found = half_up(bill_yield(Fraction(quoted), days), 4)
        elif yield_percent is not None and price is None:
            asked = parse_percent(yield_percent)
            quoted, found = bill_price(asked, days), half_up(asked, 4)
        else:
            raise UsageError("one of --price and --yield is expected")
        record: dict[str, Any] = {
            "days": days,
            "price": str(quoted),
            "yield": str(found),
            "accrued": str(half_up(Fraction(0), PER_100)),
            "dirty": str(half_up(Fraction(quoted), PER_100)),
            "discount": str(100 - quoted),
        }
        if face is not None:
            record |= _amounts(face, quoted, Fraction(0))
    redemption = {"type": "redemption", "amount": "100.000000"}
    record["cash_flows"] = [
        {"date": maturity.isoformat() if maturity else None, "days": days, **redemption}
    ]
    _show(record, as_json)


def price_bond(
    options: BondOptions,
    *,
    price: str | None,
    yield_percent: str | None,
    face: str | None,
    as_json: bool,
) -> None:
    """Print a bond's price, yield, accrued interest and cash flows. Raises `UsageError`, or
    `ConfigurationError` naming the bond and the day it settles.
    """
    settlement = _day("--settlement", options.settlement)
    with _about(f"the {options.coupon} % bond of {options.maturity}, settled on {settlement}"):
        bond = _bond(options)
        if price is not None and yield_percent is None:
            quoted = half_up(parse_price(price), 4)
            found = bond.yield_of(Fraction(quoted), settlement)
        elif yield_percent is not None and price is None:
            asked = parse_percent(yield_percent)
            quoted, found = bond.price(asked, settlement), half_up(asked, 4)
        else:
            raise UsageError("one of --price and --yield is expected")
        accrued = bond.accrued(settlement)
        record: dict[str, Any] = {
            "price": str(quoted),
            "yield": str(found),
            "accrued": str(half_up(accrued, PER_100)),
            "dirty": str(half_up(Fraction(quoted) + accrued, PER_100)),
        }
        if face is not None:
            record |= _amounts(face, quoted, accrued)
    record["cash_flows"] = [
        {
            "date": flow.day.isoformat(),
            "type": flow.kind,
            "amount": str(half_up(flow.amount, PER_100)),
        }
        for flow in bond.flows(settlement)
    ]
    _show(record, as_json)


@contextmanager
def _about(issue: str) -> Iterator[None]:
    """Names the issue in what is wrong about it. Raises `ConfigurationError`."""
    try:
        yield
    except MalformedValue as error:
        raise ConfigurationError(issue, str(error)) from error


def _life(options: BillOptions) -> tuple[int, date | None]:
    """A bill's days to maturity, and the day it matures where a date says so. Raises `UsageError`,
    or `ConfigurationError` for a maturity before settlement.
    """
    days = options.days
    if days is not None and days < 1:
        raise UsageError(f"--days {days}: a bill has at least one day to maturity")
    if options.settlement is None:
        if options.maturity is not None or days is None:
            raise UsageError("--days is expected, or --settlement and --maturity")
        return days, None
    settlement = _day("--settlement", options.settlement)
    if options.maturity is None:
        if days is None:
            raise UsageError("--settlement is given: --days or --maturity is expected beside it")
        return days, settlement + timedelta(days=days)
    maturity = _day("--maturity", options.maturity)
    if maturity <= settlement:
        reason = f"it matures on {maturity}, not after settlement on {settlement}"
        raise ConfigurationError("the bill", reason)
    apart = (maturity - settlement).days
    if days not in (None, apart):
        raise UsageError(f"--days {days}: from {settlement} to {maturity} there are {apart}")
    return apart, maturity


def _bond(options: BondOptions) -> FixedBond:
    return FixedBond(
        parse_percent(options.coupon),
        _day("--issue", options.issue),
        _day("--maturity", options.maturity),
        options.frequency,
        DayCount.parse(options.day_count),
        options.record_days,
    )


def _day(option: str, text: str) -> date:
    try:
        return parse_date(text)
    except MalformedValue as error:
        raise UsageError(f"{option}: {error}") from error


def _amounts(face: str, price: Decimal, accrued: Fraction) -> Mapping[str, str]:
    """Amounts of money for a face in rupees: each is rounded to the paisa once, half up."""
    units = parse_units(face.replace(",", ""), PAISA)
    if units <= 0:
        raise MalformedValue("a face", face, "it is not above zero")
    per_100 = Fraction(units, 100 * 10**PAISA)
    clean = minor_units(per_100 * Fraction(price), PAISA)
    interest = minor_units(per_100 * accrued, PAISA)
    return {
        "face": format_units(units, PAISA),
        "clean_amount": format_units(clean, PAISA),
        "accrued_amount": format_units(interest, PAISA),
        "dirty_amount": format_units(clean + interest, PAISA),
    }


def _show(record: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(record, indent=2))  # noqa: T201
        return
    console = results()
    table = Grid("", "", right=("",))
    for key, value in record.items():
        if key != "cash_flows":
            table.add_row(_LABELS.get(key, key), _grouped(key, str(value)))
    console.print(table)
    if "cash_flows" in record:
        flows = Grid("due", "cash flow", "per 100", right=("per 100",))
        for flow in record["cash_flows"]:
            due = flow.get("date") or f"day {flow['days']}"
            flows.add_row(due, flow["type"], flow["amount"])
        console.print()
        console.print(flows)


def _grouped(key: str, value: str) -> str:
    return group_thousands(value) if key == "face" or key.endswith("amount") else value


_LABELS = {
    "days": "days to maturity",
    "price": "clean price per 100",
    "yield": "yield, percent a year",
    "discount": "discount per 100",
    "accrued": "accrued interest per 100",
    "dirty": "dirty price per 100",
    "clean_amount": "clean amount",
    "accrued_amount": "accrued interest",
    "dirty_amount": "amount to settle",
}
