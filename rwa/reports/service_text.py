"""Debt service and debt as tables of plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from rwa.money import group_thousands
from rwa.reports.layout import section, table

Row = Mapping[str, Any]
AMOUNTS = ("due", "paid", "withheld", "held")


def print_payments(console: Console, rows: Sequence[Row], held: Sequence[Row]) -> None:
    """What was due on debt and what became of it; nothing where nothing was announced."""
    if rows:
        section(console, "Debt service")
        shown = table("payment", *AMOUNTS, right=AMOUNTS)
        for row in rows:
            name = f"{row['instrument']} {row['number']}"
            shown.add_row(name, *(group_thousands(row[amount]) for amount in AMOUNTS))
        console.print(shown)
        for row in rows:
            console.print(_note(row))
    for row in held:
        console.print(_held_text(row))


def print_debt(console: Console, rows: Sequence[Row]) -> None:
    """The debt outstanding, its measures and its service by fiscal year."""
    for row in rows:
        section(console, f"Debt outstanding in {row['unit']}")
        for line in _measures_text(row):
            console.print(line)
        amounts = ("principal", "interest", "total")
        shown = table("still to pay, July to June", *amounts, right=amounts)
        late = [{"year": "OVERDUE", **row["overdue"]}] if row["overdue"] else []
        for year in [*late, *row["service"]]:
            shown.add_row(year["year"], *(group_thousands(year[amount]) for amount in amounts))
        console.print(shown)


def _note(row: Row) -> str:
    record = f"record date {row['record_date']}, " if row["record_date"] else ""
    return (
        f"{row['instrument']} {row['number']}: {row['type']} of {row['pay_date']}, {record}"
        f"{row['state']}; {row['holders']} holders, "
        f"{row['unit']} {group_thousands(row['remainder'])} left by rounding."
    )


def _held_text(row: Row) -> str:
    if row["since"] is None:
        amount = f"{row['unit']} {group_thousands(row['returned'])}"
        return f"Returned to the ministry as unclaimed, still claimed by {row['holder']}: {amount}."
    amount = f"{row['unit']} {group_thousands(row['held'])}"
    return f"Held for {row['holder']} since {row['since']}: {amount}."


def _measures_text(row: Row) -> Sequence[str]:
    unit = row["unit"]
    lines = [
        f"Principal {unit} {group_thousands(row['principal'])}: new debt "
        f"{group_thousands(row['new_debt'])}, immobilised stock "
        f"{group_thousands(row['immobilised'])}.",
    ]
    if row["average_years_to_maturity"] is None:
        return lines
    lines.append(
        f"Average time to maturity {row['average_years_to_maturity']} years, to refixing "
        f"{row['average_years_to_refixing']} years."
    )
    cost = row["weighted_cost_percent"]
    shares = f"Fixed {row['fixed_percent']} %, floating {row['floating_percent']} %"
    lines.append(f"{shares}; weighted cost {cost} %." if cost else f"{shares}.")
    return lines
