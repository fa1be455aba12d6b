"""Debt service and debt as tables of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console

from rwa.grid import Grid
from rwa.money import group_thousands
from rwa.reports.layout import counted, section, some

Row = Mapping[str, Any]
AMOUNTS = ("due", "paid", "withheld", "still_to_pay")
COST = "cost (coupon rate, of bills yield at auction) weighted by principal"
AVERAGE = (
    "The average price of an issue is that of all that was settled at its auctions; the weighted "
    "average of an auction is that of its accepted competitive bids, settled or not."
)
BESIDE = ("held", "released", "returned", "remainder")
"""Where the rest of what is due has gone."""


def print_payments(console: Console, rows: Sequence[Row], held: Sequence[Row]) -> None:
    """What was due on debt and what became of it; nothing where nothing was announced."""
    if rows:
        section(console, "Debt service")
        _print_amounts(console, rows, AMOUNTS)
        beside = [row for row in rows if any(some(row[amount]) for amount in BESIDE)]
        if beside:
            _print_amounts(console, beside, BESIDE)
            console.print(
                "Due is paid, withheld and still to pay, held in holders' names, released to them "
                "since, returned to the ministry as unclaimed, and the remainder of rounding."
            )
        for row in rows:
            console.print(_note(row))
        if any(row["average_price"] for row in rows):
            console.print(AVERAGE)
    for row in held:
        console.print(_held_text(row))


def _print_amounts(console: Console, rows: Sequence[Row], amounts: Sequence[str]) -> None:
    titles = [amount.replace("_", " ") for amount in amounts]
    shown = Grid("payment", "unit", *titles, right=titles)
    for row in rows:
        name = f"{row['instrument']} {row['number']}"
        cells = (group_thousands(row[amount]) for amount in amounts)
        shown.add_row(name, row["unit"], *cells)
    console.print(shown)


def print_debt(console: Console, rows: Sequence[Row]) -> None:
    """The debt outstanding, its measures and its service by fiscal year."""
    for row in rows:
        section(console, f"Debt outstanding in {row['unit']}")
        for line in _measures_text(row):
            console.print(line)
        amounts = ("principal", "interest", "total")
        shown = Grid("still to pay, July to June", *amounts, right=amounts)
        late = [{"year": "OVERDUE", **row["overdue"]}] if row["overdue"] else []
        for year in [*late, *row["service"]]:
            shown.add_row(year["year"], *(group_thousands(year[amount]) for amount in amounts))
        console.print(shown)
        for line in _unpaid_text(row):
            console.print(line)


def _note(row: Row) -> str:
    record = f", record date {row['record_date']}" if row["record_date"] else ""
    if row["record_date"] and Decimal(row["principal"]):
        record = f" with {row['unit']} {group_thousands(row['principal'])} of principal{record}"
    if row["state"] == "withdrawn" and Decimal(row["repays_percent"]):
        record = f" with {row['repays_percent']} percent of face{record}"
    holders = counted(row["holders"], "holder")
    if row["state"] == "funded" and row["holders_paid"]:
        holders = f"{row['holders_paid']} of {holders} paid"
    taxed = f", taxed above the average price of {row['average_price']}"
    return (
        f"{row['instrument']} {row['number']}: {row['type']} of {row['pay_date']}{record}: "
        f"{_state_text(row)}; {holders}{taxed if row['average_price'] else ''}."
    )


def _state_text(row: Row) -> str:
    """How a payment stands, with the dates of what happened to it."""
    unfunded = f"due since {row['pay_date']}, not funded"
    if row["state"] == "announced":
        return "announced, on the units of now" if row["on_units_of_now"] else "announced"
    if row["state"] == "withdrawn":
        return f"withdrawn on {row['withdrawn_date']}"
    if row["state"] == "due":
        return f"{unfunded}, with grace through {row['grace_through']}"
    if row["state"] == "in default":
        return f"{unfunded}, IN DEFAULT since {row['default_date']}"
    funded = f"funded on {row['funded_date']}"
    if row["defaulted"]:
        funded = f"in default from {row['default_date']}, cured by funding on {row['funded_date']}"
    elif row["late"]:
        funded = f"funded late on {row['funded_date']}"
    return f"{funded}, paid on {row['paid_date']}" if row["state"] == "paid" else funded


def _held_text(row: Row) -> str:
    if row["since"] is None:
        amount = f"{row['unit']} {group_thousands(row['returned'])}"
        return f"Returned to the ministry as unclaimed, still claimed by {row['holder']}: {amount}."
    amount = f"{row['unit']} {group_thousands(row['held'])}"
    return f"Held for {row['holder']} since {row['since']}: {amount}."


def _unpaid_text(row: Row) -> Iterator[str]:
    """Tenders that are due beside the table, in which their face stands until it is given up."""
    for each in row["unpaid_tenders"]:
        cash, face = (group_thousands(each[amount]) for amount in ("cash", "face"))
        yield (
            f"OVERDUE: {each['tender']} of {each['settlement']}, {row['unit']} {cash} for "
            f"{row['unit']} {face} of face, which stands in the table until it is paid for."
        )


def _measures_text(row: Row) -> Iterator[str]:
    unit = row["unit"]
    yield (
        f"Principal {unit} {group_thousands(row['principal'])}: new debt "
        f"{group_thousands(row['new_debt'])}, immobilised stock "
        f"{group_thousands(row['immobilised'])}. It is face: of bills their discount is in it."
    )
    if row["average_years_to_maturity"] is None:
        return
    yield (
        f"Average time to maturity {row['average_years_to_maturity']} years, to refixing "
        f"{row['average_years_to_refixing']} years."
    )
    shares = f"Fixed {row['fixed_percent']} %, floating {row['floating_percent']} %"
    cost = row["weighted_cost_percent"]
    yield f"{shares}; {COST} {cost} %." if cost else f"{shares}."
    if row["projected"]:
        fixings = (
            f"{each['reference']} {each['percent']} % of {each['observed']}"
            for each in row["projected"]
        )
        yield (
            "Floating interest beyond the fixings the trial gives is projected at the last: "
            f"{', '.join(fixings)}."
        )
