"""The summary an officer reads, as tables of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from rwa.calendar import parse_iso, time_text
from rwa.grid import Grid, prose
from rwa.money import group_thousands, usd_text
from rwa.rates import half_up
from rwa.reports.layout import counted, section, some
from rwa.reports.reserves import print_reserves
from rwa.reports.sales_text import print_sales
from rwa.reports.service_text import print_debt, print_payments
from rwa.reports.tenders import print_tenders

Summary = Mapping[str, Any]
TURNOVER = ("issued", "repaid", "redeemed", "outstanding")
CONVENTIONS = (
    "Days and times are Pakistan's (PKT, UTC+05:00).",
    "Rounded up: US dollars, per class and unit; the cost of an allotment. Down: the cash of a "
    "tender or of a reserve; each holder's amount, its taxable part and the tax on it, in this "
    "order. Half up: averages, yields and shares used.",
)


def print_summary(console: Console, summary: Summary, place: Path, seconds: float) -> None:
    """Print a run's summary: programme, instruments, exchanges, refusals, findings, files."""
    with console.capture() as captured:
        console.print(Text(str(summary["title"]), style="bold"))
        console.print(
            f"Trial {summary['trial']}, seed {summary['seed']}: "
            f"{summary['start']} to {summary['end']}"
        )
        for line in (*CONVENTIONS, *_rounded_faces(summary["instruments"])):
            console.print(line)
        _print_programme(console, summary)
        _print_instruments(console, summary["instruments"])
        print_reserves(console, summary["reserves"])
        print_sales(console, summary["auctions"], summary["offers"])
        print_payments(console, summary["payments"], summary["held"])
        print_tenders(console, summary["tenders"])
        print_debt(console, summary["debt"])
        _print_exchanges(console, summary["exchanges"])
        _print_refusals(console, summary["refusals"])
        _print_findings(console, summary)
        _print_result(console, summary, place, seconds)
    for line in captured.get().splitlines():
        console.out(line.rstrip(), highlight=False)


def _rounded_faces(rows: Sequence[Summary]) -> Iterator[str]:
    """What a pool factor leaves of a unit, where it is no whole number of minor units."""
    if codes := [row["code"] for row in rows if row["face_rounded"]]:
        yield (
            f"The face left of {', '.join(codes)} is rounded up where it is outstanding, and down "
            "in payments and in the debt table: for each instalment repaid can be a minor unit "
            "more than payments tell."
        )


def _print_programme(console: Console, summary: Summary) -> None:
    section(console, "Programme under the cap")
    amounts = ("outstanding", "limit", "headroom", "used")
    shown = Grid("US dollars", *amounts, right=amounts)
    for name, row in summary["by_class"].items():
        shown.add_row(name, *_usage(row, row["limit_usd"]))
    shown.add_row("programme", *_usage(summary, summary["cap_usd"]), style="bold")
    console.print(shown)
    for line in _programme_notes(summary):
        console.print(line)


def _programme_notes(summary: Summary) -> Iterator[str]:
    """What the table cannot say: what headroom means, at which prices, and what stops an issue."""
    issued = usd_text(micro(summary["issued_usd"]))
    redeemed = usd_text(micro(summary["issued_usd"]) - micro(summary["outstanding_usd"]))
    yield "Headroom is what may still be issued: a class's limit and the cap both hold."
    basis = _BASES[summary["cap_basis"]]
    yield f"The cap binds {basis}."
    yield f"Ever issued, at the last prices: {issued}, of which {redeemed} was repaid or redeemed."
    if reserved := micro(summary["reserved_usd"]):
        yield (
            f"Reserved for allotments that have not settled: {usd_text(reserved)}, which used and "
            "headroom count."
        )
    if summary["prices"]:
        yield f"Last prices: {'; '.join(map(_price_text, summary['prices']))}."
    if not summary["prices_fresh"]:
        yield "STALE PRICES: the figures stand at the last prices, and new issues are refused."
    stands = [("The programme", "the cap", summary, summary["cap_usd"], "new issues")]
    for name, row in summary["by_class"].items():
        title = f"The class {name}"
        stands.append((title, "its limit", row, row["limit_usd"], "new issues of this class"))
    for title, limit, row, at_most, stopped in stands:
        if (excess := micro(row["bound_usd"]) - micro(at_most)) > 0:
            yield (
                f"{title} stands above {limit} by {usd_text(excess)}: "
                f"{stopped} refused, nothing else stops."
            )


_BASES = {
    "outstanding": "what is outstanding",
    "cumulative_issuance": "all that was ever issued, and so do the classes' limits",
}


def _price_text(price: Summary) -> str:
    if price["usd"] is None:
        return f"{price['unit']} none"
    observed = time_text(parse_iso(price["observed"]))
    stale = "" if price["fresh"] else " (stale)"
    return f"{price['unit']} US${group_thousands(price['usd'])} of {observed}{stale}"


def _usage(row: Summary, limit: str) -> tuple[str, str, str, str]:
    """Outstanding, limit, headroom, and the share of the limit that is used, reservations included,
    half up.
    """
    bound, most = micro(row["bound_usd"]), micro(limit)
    share = f"{half_up(Fraction(100 * bound, most), 1)} %" if most else "-"
    outstanding, headroom = micro(row["outstanding_usd"]), micro(row["headroom_usd"])
    return _plain_usd(outstanding), _plain_usd(most), _plain_usd(headroom), share


def _print_instruments(console: Console, rows: Sequence[Summary]) -> None:
    section(console, "Instruments")
    shown = Grid("instrument", "unit", *TURNOVER, right=TURNOVER)
    valued = ("outstanding, US$", "holders")
    worth = Grid("instrument", "class", *valued, right=valued)
    for row in rows:
        amounts = (group_thousands(row[name]) for name in TURNOVER)
        shown.add_row(row["code"], row["unit"], *amounts)
        value = _plain_usd(micro(row["outstanding_usd"]))
        worth.add_row(row["code"], row["class"], value, str(row["holders"]))
    console.print(shown)
    console.print(
        "Issued less repaid and redeemed is outstanding; of debt each is the face left on its day."
    )
    console.print(worth)
    for row in rows:
        if Decimal(row["pool_factor"]) != 1 and some(row["original_face"]):
            console.print(
                f"Pool factor of {row['code']}: {row['pool_factor']} of each unit's original face "
                f"is left, {_left_text(row['unit'], row)}."
            )
        for record in _dates_told(row["record_dates"]):
            console.print(f"Record date of {row['code']}: {_record_text(row, record)}.")


def _dates_told(records: Sequence[Summary]) -> Sequence[Summary]:
    """The record dates that are over, and the next one."""
    over = [record for record in records if record["over"]]
    return records[: len(over) + 1]


def _record_text(row: Summary, record: Summary) -> str:
    if record["over"]:
        holders = counted(record["holders"], "holder")
        return f"{record['date']}, {_left_text(row['unit'], record)} with {holders} at its end"
    if some(row["redeemed"]) and not some(row["original_face"]):
        return f"{record['date']}, for which nobody holds any more: all of the issue is redeemed"
    if row["called_for"] and record["date"] > row["called_for"]:
        return (
            f"{record['date']}, on which nothing rests: the issue is called for {row['called_for']}"
        )
    return f"{record['date']}, not over yet"


def _left_text(unit: str, row: Summary) -> str:
    """The face that is left, and of how much where some is repaid."""
    left = f"{unit} {group_thousands(row['outstanding'])}"
    if row["outstanding"] == row["original_face"]:
        return left
    return f"{left} of original face {unit} {group_thousands(row['original_face'])}"


def _print_exchanges(console: Console, rows: Sequence[Summary]) -> None:
    section(console, "Exchanges, as this rehearsal ends")
    shown = Grid("exchange", "stage", "standing", "customers", right=("customers",))
    for row in rows:
        shown.add_row(row["name"], row["stage"], row["standing"], str(row["customers"]))
    console.print(shown)
    if any(not row["fictional"] for row in rows):
        console.print(
            "Stages, standings and customers are this rehearsal's, not a report on anyone."
        )


def _print_refusals(console: Console, rows: Sequence[Summary]) -> None:
    if not rows:
        return
    section(console, f"Refused by the rules, and by the contracts past them: {len(rows)}")
    shown = prose("date", "who tried what · why not · the rule, in Python and on chain")
    for row in rows:
        details = f"({row['particulars']})" if row["particulars"] else ""
        act = " ".join(part for part in (row["action"], row["instrument"], details) if part)
        reasons = Group(Text(row["sentence"]), Text(_verdicts(row)))
        shown.add_row(
            row["date"], Group(Text(f"{row['actor']}: {act}"), Padding(reasons, (0, 0, 0, 2)))
        )
    console.print(shown)


def _verdicts(row: Summary) -> str:
    if row["agreed"]:
        return f"rule {row['rule']}: {row['refusal']} in Python and on chain"
    return f"rule {row['rule']}: in Python {row['python']}, on chain {row['chain']}"


def _print_findings(console: Console, summary: Summary) -> None:
    if not (summary["findings"] or summary["differences"]):
        return
    section(console, "Findings")
    for row in summary["findings"]:
        mark = "expected by the trial" if row["expected"] else "NOT EXPECTED"
        subject = "" if row["subject"] in row["sentence"] else f"{row['subject']}: "
        console.print(f"{row['date']}  {row['check']} ({mark}): {subject}{row['sentence']}")
    for sentence in summary["differences"]:
        console.print(f"not as the trial expects: {sentence}")


def _print_result(console: Console, summary: Summary, place: Path, seconds: float) -> None:
    verdict = "as the trial expects" if summary["ok"] else "NOT as the trial expects"
    rate = summary["transactions"] / seconds if seconds else 0.0
    section(console, f"Result: {verdict}")
    shown = prose("", "")
    shown.show_header = False
    counts = [
        f"{counted(summary['holders'], 'person')} holding something at the end",
        counted(summary["transactions"], "transaction"),
        counted(summary["events"], "event"),
        counted(len(summary["refusals"]), "refusal"),
    ]
    shown.add_row("played", ", ".join(counts))
    shown.add_row("time", f"{seconds:.1f} s, {rate:.0f} transactions a second")
    console.print(shown)
    console.print(f"files   {place}/", soft_wrap=True)
    console.print("        events.jsonl, summary.json, register.csv, record_dates.csv,")
    console.print("        instruments.csv, payments.csv, refusals.csv, deployment.json")
    if summary["tenders"]:
        console.print("        tenders.csv: what became of each instruction")
    if (place / "redemptions.csv").is_file():
        console.print("        redemptions.csv: what became of each request for lots or cash")
    if (place / "allocation.csv").is_file():
        console.print("        allocation.csv: which lot stands for which holder")
    if (place / "auctions").is_dir():
        console.print(
            "        auctions/: calendar.csv and each auction's notice, bids and allotments"
        )


def micro(decimal: str) -> int:
    """Micro-USD of a decimal string with six decimals."""
    return int(decimal.replace(".", ""))


def _plain_usd(amount: int) -> str:
    return usd_text(amount).removeprefix("US$")
