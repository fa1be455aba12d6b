"""The summary an officer reads, as tables of plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from rwa.money import format_units, group_thousands, usd_text

Summary = Mapping[str, Any]


def print_summary(console: Console, summary: Summary, place: Path, seconds: float) -> None:
    """Print a run's summary: programme, instruments, exchanges, refusals, findings, files."""
    with console.capture() as captured:
        console.print(Text(str(summary["title"]), style="bold"))
        console.print(
            f"Trial {summary['trial']}, seed {summary['seed']}: "
            f"{summary['start']} to {summary['end']}"
        )
        _print_programme(console, summary)
        _print_instruments(console, summary["instruments"])
        _print_exchanges(console, summary["exchanges"])
        _print_refusals(console, summary["refusals"])
        _print_findings(console, summary)
        _print_result(console, summary, place, seconds)
    for line in captured.get().splitlines():
        console.out(line.rstrip(), highlight=False)


def _section(console: Console, title: str) -> None:
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left", style="dim"))


def _table(*columns: str, right: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", no_wrap=True)
    return table


def _print_programme(console: Console, summary: Summary) -> None:
    _section(console, "Programme under the cap")
    amounts = ("outstanding", "limit", "headroom", "used")
    table = _table("US dollars", *amounts, right=amounts)
    rows = [
        (name, micro(row["outstanding_usd"]), micro(row["limit_usd"]))
        for name, row in summary["by_class"].items()
    ]
    for name, used, limit in rows:
        table.add_row(name, *_usage(used, limit, max(0, limit - used)))
    used, cap = micro(summary["outstanding_usd"]), micro(summary["cap_usd"])
    total = _usage(used, cap, micro(summary["headroom_usd"]))
    table.add_row("programme", *total, style="bold")
    console.print(table)
    basis = _BASES[summary["cap_basis"]]
    issued = usd_text(micro(summary["issued_usd"]))
    console.print(f"The cap binds {basis}. Ever issued, at the last prices: {issued}.")


_BASES = {
    "outstanding": "what is outstanding",
    "cumulative_issuance": "all that was ever issued",
}


def _usage(used: int, limit: int, headroom: int) -> tuple[str, str, str, str]:
    share = f"{format_units(used * 1000 // limit, 1)} %" if limit else "-"
    return _plain_usd(used), _plain_usd(limit), _plain_usd(headroom), share


def _print_instruments(console: Console, rows: Sequence[Summary]) -> None:
    _section(console, "Instruments")
    amounts = ("issued", "outstanding", "US dollars", "holders")
    table = _table("instrument", "unit", *amounts, right=amounts)
    for row in rows:
        table.add_row(
            f"{row['class']} {row['code']}",
            row["unit"],
            group_thousands(row["issued"]),
            group_thousands(row["outstanding"]),
            _plain_usd(micro(row["outstanding_usd"])),
            str(row["holders"]),
        )
    console.print(table)


def _print_exchanges(console: Console, rows: Sequence[Summary]) -> None:
    _section(console, "Exchanges")
    table = _table("exchange", "stage", "standing", "customers", right=("customers",))
    for row in rows:
        table.add_row(row["name"], row["stage"], row["standing"], str(row["customers"]))
    console.print(table)


def _print_refusals(console: Console, rows: Sequence[Summary]) -> None:
    if not rows:
        return
    _section(console, f"Refused by the rules, and by the contracts past them: {len(rows)}")
    table = _table("date")
    table.add_column("who tried what · why not · the refusal, in Python and on chain")
    for row in rows:
        act = f"{row['actor']}: {row['action']} {row['instrument']}".rstrip()
        table.add_row(row["date"], f"{act}\n  {row['sentence']}\n  {_verdicts(row)}")
    console.print(table)


def _verdicts(row: Summary) -> str:
    if row["agreed"]:
        return f"{row['refusal']} in Python and on chain"
    return f"in Python: {row['python']}; on chain: {row['chain']}"


def _print_findings(console: Console, summary: Summary) -> None:
    if not (summary["findings"] or summary["differences"]):
        return
    _section(console, "Findings")
    for row in summary["findings"]:
        mark = "expected" if row["expected"] else "NOT EXPECTED"
        subject = "" if row["subject"] in row["sentence"] else f"{row['subject']}: "
        console.print(f"{row['date']}  {row['check']} ({mark}): {subject}{row['sentence']}")
    for sentence in summary["differences"]:
        console.print(f"not as the trial expects: {sentence}")


def _print_result(console: Console, summary: Summary, place: Path, seconds: float) -> None:
    verdict = "as the trial expects" if summary["ok"] else "NOT as the trial expects"
    rate = summary["transactions"] / seconds if seconds else 0.0
    _section(console, f"Result: {verdict}")
    table = _table("", "")
    table.show_header = False
    counts = [
        f"{summary['holders']} holders of record",
        f"{summary['transactions']:,} transactions",
        f"{summary['events']:,} events",
        f"{len(summary['refusals'])} refusals",
    ]
    table.add_row("played", ", ".join(counts))
    table.add_row("time", f"{seconds:.1f} s, {rate:.0f} transactions a second")
    console.print(table)
    files = ("events.jsonl", "summary.json", "register.csv", "refusals.csv", "deployment.json")
    console.print(f"files   {place}/", soft_wrap=True)
    console.print(f"        {', '.join(files)}")


def micro(decimal: str) -> int:
    """Micro-USD of a decimal string with six decimals."""
    return int(decimal.replace(".", ""))


def _plain_usd(amount: int) -> str:
    return usd_text(amount).removeprefix("US$")
