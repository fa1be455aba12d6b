"""`rwa schedule`: the dated cash flows that follow from a file of terms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from rwa.commands.console import results
from rwa.grid import Grid
from rwa.instruments import CashFlow, Kind, Terms
from rwa.money import group_thousands
from rwa.rates import half_up
from rwa.scenario.terms_file import read_schedule
from rwa.scenario.validation import read_regular

EXACT_PLACES = 12
"""Decimals shown of amounts that the terms leave exact, and of rates."""


def schedule_command(file: Path, *, as_json: bool) -> None:
    """Print an issue's cash flows. Raises `ConfigurationError` with file, line and field."""
    terms, flows = read_schedule(read_regular(file), str(file))
    shown = [_record(terms, flow) for flow in flows]
    record = {
        "issue": terms.issue,
        "issue_date": terms.start.isoformat(),
        "maturity_date": terms.maturity.isoformat(),
        "interest_is": terms.words.interest,
        "day_count": terms.day_count.value,
        "cash_flows": shown,
    }
    if as_json:
        print(json.dumps(record, indent=2))  # noqa: T201
    else:
        _print(terms, shown)


def _record(terms: Terms, flow: CashFlow) -> dict[str, Any]:
    return {
        "date": flow.day.isoformat(),
        "due": flow.due.isoformat(),
        "record_date": flow.record.isoformat() if flow.record and terms.record_days else None,
        "type": terms.words.interest if flow.kind is Kind.INTEREST else flow.kind.value,
        "amount": _amount(terms, flow.amount),
        "notional": _amount(terms, flow.notional),
        "rate": _shown(flow.rate),
        "accrued": _amount(terms, flow.accrued),
    }


def _amount(terms: Terms, value: Fraction) -> str:
    if terms.decimals is None:
        return _shown(value)
    return str(half_up(value, terms.decimals))


def _shown(value: Fraction) -> str:
    """A decimal of at most `EXACT_PLACES` places, without zeros at its end."""
    whole, _, fraction = str(half_up(value, EXACT_PLACES)).partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def _print(terms: Terms, flows: Sequence[dict[str, Any]]) -> None:
    console = results()
    console.print(f"{terms.issue}: {terms.start} to {terms.maturity}, {terms.day_count.value}")
    figures = ("amount", "principal left", "rate %")
    table = Grid("paid", "due", "cash flow", *figures, right=figures)
    for flow in flows:
        amount = "" if flow["type"] == Kind.RATE_RESET.value else _grouped(flow["amount"])
        left = _grouped(flow["notional"])
        table.add_row(flow["date"], flow["due"], flow["type"], amount, left, flow["rate"])
    console.print(table)


def _grouped(decimal: str) -> str:
    sign, digits = ("-", decimal[1:]) if decimal.startswith("-") else ("", decimal)
    return sign + group_thousands(digits)
