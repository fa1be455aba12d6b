"""Reserves for the summary: what stands in the vaults beside what is outstanding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from rwa.calendar import duration_text, end_text, iso_text, parse_iso, through_text
from rwa.errors import RuleRefused
from rwa.grid import Grid
from rwa.identifiers import Code
from rwa.ledger.genesis import Backing
from rwa.ledger.redemptions import Request
from rwa.ledger.token import TokenBook
from rwa.money import divide_down, format_units, group_thousands, usd_decimal, usd_text
from rwa.redemption import RedemptionPhase
from rwa.reports.allocation import allocation_row
from rwa.reports.layout import counted, section
from rwa.rules.reserves import issuable_rounded_down
from rwa.simulation import Outcome
from rwa.simulation.shortfalls import CHECK, usd_of
from rwa.simulation.verdicts import refusal_name

Row = Mapping[str, Any]
PERCENT_DECIMALS = 2


def reserve_rows(outcome: Outcome) -> list[Row]:
    """Every registered reserve: what was attested, what stands in the vaults with deliveries since
    taken out, what is outstanding and locked, what was delivered and what redeemed in cash, the
    coverage ratio in percent rounded down, the lots that stand for one holder, and what may still
    be issued or why nothing may. Amounts are decimal strings.
    """
    books = outcome.ledger.tokens
    return [
        _row(outcome, code, books[code], backing)
        for code in outcome.ledger.programme.instruments
        if (backing := books[code].terms.backing) is not None
    ]


def print_reserves(console: Console, rows: Sequence[Row]) -> None:
    """Print the table of reserves; nothing where there is none."""
    if not rows:
        return
    section(console, "Reserves, as last attested")
    amounts = ("attested", "in the vaults", "outstanding", "locked", "delivered", "coverage", "age")
    shown = Grid("reserve", "unit", *amounts, right=amounts)
    for row in rows:
        shown.add_row(
            row["code"],
            row["unit"],
            *(
                group_thousands(row[each])
                for each in ("attested", "stock", "outstanding", "locked", "delivered")
            ),
            f"{row['coverage']} %" if row["coverage"] else "-",
            _age(row["age_seconds"]),
        )
    console.print(shown)
    for row in rows:
        console.print(_told(row))
        if (lots := row["allocation"]) is not None:
            console.print(_allocation_told(row, lots))
        for cash in row["cash"]:
            paid, units = group_thousands(cash["paid"]), group_thousands(cash["units"])
            console.print(
                f"{cash['currency']} {paid} was paid for {row['unit']} {units} of {row['code']}."
            )


def _allocation_told(row: Row, lots: Row) -> str:
    minimum, rest = (group_thousands(lots[each]) for each in ("minimum", "unallocated"))
    listed = counted(lots["lots"] + lots["free_lots"], "lot")
    stand = "stands" if lots["lots"] == 1 else "stand"
    return (
        f"{lots['lots']:,} of {listed} of {row['code']} {stand} for "
        f"{counted(lots['holders'], 'holder')} of {row['unit']} {minimum} or more, and "
        f"{row['unit']} {rest} of what is outstanding for no lot of one holder's."
    )


def _row(outcome: Outcome, code: Code, book: TokenBook, backing: Backing) -> Row:
    stock, decimals = outcome.ledger.stocks[backing.stock], book.terms.decimals
    last = stock.last
    most, refusal = _issuable(outcome, code)
    missing = max(0, book.supply - stock.stock)
    short = usd_of(outcome.ledger, code, missing)
    paid = [
        each
        for each in outcome.ledger.redemptions.requests.values()
        if each.id == code and each.phase is RedemptionPhase.PAID
    ]
    return {
        "code": code,
        "unit": book.terms.unit,
        "attested": format_units(last.attestation.total if last else 0, decimals),
        "stock": format_units(stock.stock, decimals),
        "outstanding": format_units(book.supply, decimals),
        "locked": format_units(sum(book.locked.values()), decimals),
        "delivered": format_units(stock.delivered, decimals),
        "for_cash": format_units(sum(each.burned for each in paid), decimals),
        "cash": _cash(outcome, paid),
        "allocation": allocation_row(outcome, code),
        "coverage": _coverage(stock.stock, book.supply),
        "attestations": len(stock.rounds),
        "as_of": iso_text(last.attestation.as_of) if last else None,
        "age_seconds": outcome.now - last.attestation.as_of if last else None,
        "expiry": iso_text(last.attestation.expiry) if last else None,
        "margin_percent": format_units(backing.margin_bps, PERCENT_DECIMALS),
        "issuable": None if most is None else format_units(max(0, most - book.supply), decimals),
        "refusal": refusal,
        "shortfall": format_units(missing, decimals),
        "shortfall_usd": None if short is None else usd_decimal(short),
        "shortfall_seconds": outcome.now - _short_since(outcome, code) if missing else None,
    }


def _cash(outcome: Outcome, paid: Sequence[Request]) -> list[Row]:
    """What was paid in each currency, and for how many units."""
    books, accepted = outcome.ledger.cash, outcome.ledger.redemptions.accepted
    told: list[Row] = []
    for currency in dict.fromkeys(request.currency for request in paid):
        requests = [request for request in paid if request.currency == currency]
        decimals = books[accepted[currency]].terms.decimals
        units = outcome.ledger.tokens[requests[0].id].terms.decimals
        told.append(
            {
                "currency": currency,
                "units": format_units(sum(each.burned for each in requests), units),
                "paid": format_units(sum(each.cash for each in requests), decimals),
            }
        )
    return told


def _issuable(outcome: Outcome, code: Code) -> tuple[int | None, str | None]:
    """The most that may be outstanding, or the refusal that stands against any issue."""
    try:
        return issuable_rounded_down(outcome.ledger, code, outcome.now), None
    except RuleRefused as refusal:
        return None, refusal_name(refusal)


def _short_since(outcome: Outcome, code: Code) -> int:
    """When the shortfall began that lasts."""
    return max(
        noted.time
        for noted in outcome.findings
        if (noted.finding.check, noted.finding.subject) == (CHECK, code)
    )


def _coverage(stock: int, supply: int) -> str | None:
    return format_units(divide_down(stock * 10_000, supply), PERCENT_DECIMALS) if supply else None


def _age(seconds: int | None) -> str:
    if seconds is None:
        return "-"
    days = divide_down(seconds, 86_400)
    return f"{days:,} days" if days else duration_text(seconds)


def _told(row: Row) -> str:
    if row["as_of"] is None:
        return f"No stock of {row['code']} is attested: nothing may be issued."
    as_of, expiry = parse_iso(row["as_of"]), parse_iso(row["expiry"])
    sentence = f"Stock of {row['code']} as of {end_text(as_of)}, valid {through_text(expiry)}: "
    if row["refusal"] is not None:
        return f"{sentence}nothing may be issued ({row['refusal']})."
    if row["shortfall"].strip("0."):
        missing = group_thousands(row["shortfall"])
        usd = "" if row["shortfall_usd"] is None else f", {_usd(row['shortfall_usd'])}"
        age = _age(row["shortfall_seconds"])
        return f"{sentence}{row['unit']} {missing}{usd} short for {age}; nothing may be issued."
    left = group_thousands(row["issuable"])
    return f"{sentence}{row['unit']} {left} may still be issued against it."


def _usd(decimal: str) -> str:
    return usd_text(int(decimal.replace(".", "")))
