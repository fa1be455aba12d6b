"""`rwa auction`: an auction cleared from a file; nothing heavy is imported before it runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from rwa.calendar import parse_date
from rwa.errors import ConfigurationError, MalformedValue, UsageError

if TYPE_CHECKING:
    from rwa.auction import Auction, BondPricing, Result, Rules

Value = TypeVar("Value")
HINT = "a bill's price and yield follow from --days, a fixed bond's from --terms and --settlement"
BILL_DENOMINATION, BOND_DENOMINATION = "5,000", "100,000"

auction_app = typer.Typer(
    help="Clear an auction of bills, bonds or sukuk from a file of bids.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@auction_app.callback()
def auction() -> None:
    """Clear an auction of bills, bonds or sukuk from a file of bids."""


@auction_app.command("clear")
def clear_auction(
    bids: Annotated[
        Path,
        typer.Argument(
            help="CSV with the columns bid, dealer, investor, category, kind, price, yield, face, "
            "and revealed (yes or no) where some sealed bids were not."
        ),
    ],
    target: Annotated[str, typer.Option(help="Face to be sold, as in 5,000,000,000.")],
    issue: Annotated[str, typer.Option(help="The issue's ISIN or name.")] = "the issue",
    day: Annotated[
        str | None,
        typer.Option("--date", help="The auction's date, YYYY-MM-DD; else the last known rules."),
    ] = None,
    method: Annotated[str, typer.Option(help="multiple or uniform price.")] = "multiple",
    denomination: Annotated[
        str | None, typer.Option(help="Multiple of face; else 5,000 with --days, 100,000 without.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, help="Days of a bill, whose price and yield then follow each other."),
    ] = None,
    terms: Annotated[
        Path | None,
        typer.Option(
            help="A fixed bond's terms, as `rwa schedule` reads them: with --settlement its price "
            "and yield follow each other, non-competitive bids are priced, and interest accrues."
        ),
    ] = None,
    settlement: Annotated[
        str | None, typer.Option(help="Day on which the sale of a bond with --terms settles.")
    ] = None,
    cut_off: Annotated[
        str | None, typer.Option(help="Price to stop at; else where the bids reach the target.")
    ] = None,
    reject_all: Annotated[bool, typer.Option("--reject-all", help="Reject every bid.")] = False,
    over_allotment: Annotated[str, typer.Option(help="Face that may be sold above it.")] = "0",
    non_competitive_limit: Annotated[
        str | None,
        typer.Option(help="Most that one non-competitive bid may be; else by the day's rules."),
    ] = None,
    non_competitive_total: Annotated[
        str | None, typer.Option(help="Most that all non-competitive bids may take together.")
    ] = None,
    accrued: Annotated[
        str | None,
        typer.Option(
            help="Accrued interest per 100 of face that all pay above their price, as in 0.25 or, "
            "exactly, 62/73; else what --terms give, or none."
        ),
    ] = None,
    primary_dealer: Annotated[
        list[str] | None,
        typer.Option(help="A primary dealer, as often as needed; without any, all dealers are."),
    ] = None,
    lot: Annotated[
        str | None,
        typer.Option(help="What shares at the cut-off are rounded to; else by the day's rules."),
    ] = None,
    tie: Annotated[
        str, typer.Option(help="Where a share half-way between lots goes: up, down or even.")
    ] = "up",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of the notice.")
    ] = False,
) -> None:
    """Clear an auction: cut-off, weighted average, allotments, residual and void bids.

    Non-competitive bids are allotted at the weighted-average yield, so by multiple price they need
    --days or --terms; of an issue that floats or sinks no formula gives the price.
    """
    from rwa.auction import Auction, BillPricing, Method, Tie, rules_on
    from rwa.auction.cut_off import check_lot

    if reject_all and cut_off is not None:
        raise UsageError("--reject-all and --cut-off exclude each other")
    if days and terms:
        raise UsageError("--days of a bill and --terms of a bond exclude each other")
    if (terms is None) != (settlement is None):
        raise UsageError("--terms and --settlement are given together")
    bond = _bond(terms, settlement) if terms and settlement else None
    interest = bond.bond.accrued(bond.settlement) if bond else Fraction(0)
    least = denomination or (BILL_DENOMINATION if days else BOND_DENOMINATION)
    announced = _option(
        "the auction" if denomination or days else "the auction, a bond's without --days",
        lambda: Auction(
            issue=_name(issue),
            day=_date(day),
            target=_face("--target", target),
            denomination=_face("--denomination", least),
            method=Method(_word("--method", method, Method)),
            over_allotment=_face("--over-allotment", over_allotment),
            non_competitive_total=_face_or_none("--non-competitive-total", non_competitive_total),
            pricing=BillPricing(days) if days else bond,
            accrued=interest if accrued is None else _accrued(accrued),
        ),
    )
    rules = rules_on(
        announced.day,
        announced.target,
        primary_dealers=frozenset(primary_dealer) if primary_dealer else None,
        tie=Tie(_word("--tie", tie, Tie)),
    )
    if primary_dealer and rules.primary_dealers is None:
        when = f"of {announced.day}" if announced.day else "last known"
        note = f"the rules {when} ask for no primary dealer: --primary-dealer changes nothing"
        typer.echo(f"rwa: {note}", err=True)
    if (ceiling := _face_or_none("--non-competitive-limit", non_competitive_limit)) is not None:
        rules = replace(rules, ceiling=ceiling)
    if (size := _face_or_none("--lot", lot)) is not None:
        rules = _option("--lot", lambda: replace(rules, lot=size))
    _option("the auction", lambda: check_lot(announced, rules))
    stop = _price(cut_off) if cut_off is not None else None
    _tell(_result(bids, announced, rules, stop, rejected=reject_all), as_json=as_json)


def _result(
    file: Path, announced: Auction, rules: Rules, cut_off: Decimal | None, *, rejected: bool
) -> Result:
    """Clear the bids in a file. Raises `UsageError` for a cut-off that cannot be."""
    from rwa.auction import BidUnclear, FormulaMissing, bids_by_line, clear, reject_all

    try:
        data = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigurationError(str(file), reason) from error
    try:
        lines = {bid: line for line, bid in bids_by_line(data, str(file), announced)}
    except FormulaMissing as error:
        reason = f"{error.reason}; {HINT}"
        raise ConfigurationError(error.file, reason, line=error.line, field=error.field) from error
    try:
        if rejected:
            return reject_all(announced, list(lines), rules)
        return clear(announced, list(lines), rules, cut_off=cut_off)
    except BidUnclear as error:
        line = next(line for bid, line in lines.items() if bid.number == error.bid)
        reason = str(error) if announced.pricing else f"{error}; {HINT}"
        raise ConfigurationError(str(file), reason, line=line, field=error.column) from error
    except MalformedValue as error:
        raise ConfigurationError(str(file), str(error)) from error


def _tell(result: Result, *, as_json: bool) -> None:
    from rwa.commands import console
    from rwa.reports.auction import auction_record, result_notice

    with console.telling("nothing is written to a file"):
        text = json.dumps(auction_record(result), indent=2) + "\n" if as_json else None
        print(text or result_notice(result), end="")  # noqa: T201


def _bond(file: Path, settlement: str) -> BondPricing:
    """A bond as its yield is reckoned. Raises `ConfigurationError` or `UsageError`."""
    from rwa.auction import BondPricing, bond_of
    from rwa.scenario.terms_file import read_terms
    from rwa.scenario.validation import read_regular

    day = _option("--settlement", lambda: parse_date(settlement))
    terms, _ = read_terms(read_regular(file), str(file))
    try:
        pricing = BondPricing(bond_of(terms), day)
    except MalformedValue as error:
        raise ConfigurationError(str(file), str(error)) from error
    _option("--settlement", lambda: pricing.bond.flows(day))
    return pricing


def _option(option: str, read: Callable[[], Value]) -> Value:
    """What an option says. Raises `UsageError`, naming it."""
    try:
        return read()
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from error


def _word(option: str, word: str, words: Iterable[StrEnum]) -> str:
    known = [each.value for each in words]
    if word not in known:
        raise UsageError(f"{option}: {word!r} is not one of {', '.join(known)}")
    return word


def _name(text: str) -> str:
    from rwa.scenario.fields import clean_text

    return _option("--issue", lambda: clean_text(text))


def _date(text: str | None) -> date | None:
    return None if text is None else _option("--date", lambda: parse_date(text))


def _face(option: str, text: str) -> int:
    from rwa.auction.terms import DECIMALS
    from rwa.scenario.fields import decimal_text, scaled

    return _option(option, lambda: scaled(decimal_text(text), DECIMALS))


def _face_or_none(option: str, text: str | None) -> int | None:
    return None if text is None else _face(option, text)


def _accrued(text: str) -> Fraction:
    from rwa.scenario.fields import decimal_text

    above, slash, below = text.partition("/")
    numerator = Fraction(_option("--accrued", lambda: decimal_text(above)))
    denominator = Fraction(_option("--accrued", lambda: decimal_text(below)) if slash else 1)
    if not denominator:
        raise UsageError(f"--accrued: {text!r} is divided by nothing")
    return numerator / denominator


def _price(text: str) -> Decimal:
    from rwa.auction.rounding import QUOTED_DECIMALS
    from rwa.money import format_units, parse_units

    units = _option("--cut-off", lambda: parse_units(text, QUOTED_DECIMALS))
    return Decimal(format_units(units, QUOTED_DECIMALS))
