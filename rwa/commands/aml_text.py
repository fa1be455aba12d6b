"""What `rwa aml` prints: of a scan counts alone, and cases to those who may read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rwa.aml.cases import Case
from rwa.aml.restricted import access
from rwa.aml.scanning import Scan
from rwa.commands.console import results
from rwa.grid import Grid
from rwa.money import group_thousands
from rwa.refusals import in_words


def counts(found: Scan, rules: Iterable[str], opened: Mapping[str, int]) -> dict[str, Any]:
    """A scan in numbers: nothing that would tell a customer of an alert."""
    by_rule = Counter(alert.rule for alert in found.alerts)
    by_exchange = Counter(alert.subject.exchange for alert in found.alerts)
    return {
        "transfers": found.transfers,
        "refused": found.attempts,
        "without_value": found.unvalued,
        "alerts": len(found.alerts),
        "by_rule": {name: by_rule[name] for name in rules},
        "by_exchange": [
            {"exchange": name, "alerts": count, "new_cases": opened[name]}
            for name, count in sorted(by_exchange.items())
        ],
    }


def tell_scan(counts: Mapping[str, Any]) -> None:
    """Print the counts of a scan."""
    console = results()
    console.print(
        f"{counts['transfers']:,} transfers and {counts['refused']:,} refused ones; "
        f"{counts['without_value']:,} of either had no value, since no price was posted by then."
    )
    rules = Grid("rule", "alerts", right=("alerts",))
    for name, count in counts["by_rule"].items():
        rules.add_row(name, f"{count:,}")
    console.print(rules)
    if counts["by_exchange"]:
        exchanges = Grid("exchange", "alerts", "new cases", right=("alerts", "new cases"))
        for row in counts["by_exchange"]:
            exchanges.add_row(row["exchange"], f"{row['alerts']:,}", f"{row['new_cases']:,}")
        console.print(exchanges)


def tell_cases(cases: Sequence[Case]) -> None:
    """Print one line a case, under who may read those of its exchange."""
    console = results()
    by_exchange: dict[str, list[Case]] = {}
    for each in cases:
        by_exchange.setdefault(each.exchange, []).append(each)
    for exchange, theirs in by_exchange.items():
        console.print(access(exchange), style="bold")
        table = Grid("case", "status", "rule", "on", "person")
        for each in theirs:
            alert = each.alert
            person = f"{alert['subject'][:10]}…"
            table.add_row(each.case, each.status.value, alert["rule"], alert["time"][:10], person)
        console.print(table)
    if not by_exchange:
        console.print("no cases")


def tell_case(case: Case) -> None:
    """Print a case in full: the rule, why, each transaction and each decision."""
    console, alert = results(), case.alert
    console.print(access(case.exchange), style="bold")
    console.print(f"Case {case.case}, {case.status.value}; person {alert['subject']}")
    terms = ", ".join(f"{key} {value}" for key, value in alert["parameters"].items())
    console.print(f"Rule {alert['rule']}: {terms}")
    console.print(alert["why"] + ".")
    table = Grid(
        "transaction",
        "time",
        "instrument",
        "amount",
        alert["reference"],
        "from",
        "to",
        right=("amount", alert["reference"]),
    )
    for record in alert["transactions"]:
        table.add_row(
            f"{record['place']} {record['number']}",
            record["time"][:16].replace("T", " "),
            record["instrument"],
            f"{record['unit']} {group_thousands(record['amount'])}",
            "no price" if record["value"] is None else group_thousands(record["value"]),
            record["from"]["wallet"],
            record["to"]["wallet"],
        )
    console.print(table)
    for record in alert["transactions"]:
        if record["refused"]:
            why = f"{record['refused']}, {in_words(record['refused'])}"
            console.print(f"{record['place']} {record['number']} was refused: {why}.")
    for decision in case.decisions:
        console.print(
            f"{decision.at}  {decision.status.value}, by {decision.by}: {decision.reason}"
        )


def case_record(case: Case) -> dict[str, Any]:
    """A case for programs."""
    return {
        "case": case.case,
        "exchange": case.exchange,
        "status": case.status.value,
        "alert": case.alert,
        "decisions": [
            {"status": each.status.value, "by": each.by, "at": each.at, "reason": each.reason}
            for each in case.decisions
        ],
    }
