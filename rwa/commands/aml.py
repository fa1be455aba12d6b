"""`rwa aml`: monitoring, cases and reports; nothing heavy is imported before it runs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rwa.calendar import Timestamp, parse_iso
from rwa.errors import ConfigurationError, MalformedValue, UsageError

if TYPE_CHECKING:
    from rwa.aml.cases import Status

aml_app = typer.Typer(
    help="Monitor a run for money laundering, decide cases and write goAML reports.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a finished run.")]
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="A case's id.")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides: name and office.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in one sentence.")]
AtOption = Annotated[
    str | None, typer.Option("--at", help="When, as in 2026-03-02T10:15:00+05:00; else now.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object instead of the text.")
]
ReporterOption = Annotated[
    Path, typer.Option("--reporter", help="YAML of the reporting exchange and its officer.")
]
OutOption = Annotated[Path, typer.Option("--out", help="The file to write, which must be new.")]
SchemaOption = Annotated[
    Path | None, typer.Option("--schema", help="The goAML schema (XSD) that it must fit.")
]
LookupsOption = Annotated[
    Path | None, typer.Option("--lookups", help="TOML of another country's codes; else Pakistan's.")
]


@aml_app.callback()
def aml() -> None:
    """Monitor a run for money laundering, decide cases and write goAML reports."""


@aml_app.command("scan")
def scan_run(
    run: RunArgument,
    rules: Annotated[
        Path | None, typer.Option(help="TOML of monitoring rules; else those of the package.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Put a run's movements and refusals before the rules and open a case for each alert.

    Prints counts alone; the cases are for the compliance officer of each exchange and the FMU.
    """
    from rwa.aml.alerts import alert_record, case_id
    from rwa.aml.cases import open_cases
    from rwa.aml.rules import load_rules
    from rwa.aml.run_files import read_run
    from rwa.aml.scanning import scan
    from rwa.commands.aml_text import counts, tell_scan

    terms, files = load_rules(rules), read_run(run)
    found = scan(files.events(), files.attempts, terms)
    records = [
        alert_record(alert, terms.reference, found.book.units, found.book.unit_of)
        for alert in found.alerts
    ]
    opened = open_cases(run, files.trial, [(case_id(record), record) for record in records])
    told = counts(found, terms.named, opened)
    if as_json:
        print(json.dumps(told, indent=2))  # noqa: T201
    else:
        tell_scan(told)


@aml_app.command("cases")
def list_cases(
    run: RunArgument,
    case: Annotated[
        str | None, typer.Argument(metavar="[CASE]", help="Tell this case in full.")
    ] = None,
    exchange: Annotated[
        str | None, typer.Option(help="Only this exchange's, for its compliance officer.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List a run's cases, or tell one with its transactions and decisions.

    Only for the compliance officer of the exchange concerned and the FMU.
    """
    from rwa.aml.cases import find_case, read_cases
    from rwa.commands.aml_text import case_record, tell_case, tell_cases

    cases = read_cases(run, exchange) if case is None else [find_case(run, case, exchange)]
    if as_json:
        print(json.dumps([case_record(each) for each in cases], indent=2))  # noqa: T201
    elif case is None:
        tell_cases(cases)
    else:
        tell_case(cases[0])


@aml_app.command("dismiss")
def dismiss(
    run: RunArgument, case: CaseArgument, reason: ReasonOption, by: ByOption, at: AtOption = None
) -> None:
    """Dismiss a case, with the reason."""
    from rwa.aml.cases import Status

    _decide(run, case, Status.DISMISSED, reason, by, at)


@aml_app.command("str")
def make_str(
    run: RunArgument, case: CaseArgument, reason: ReasonOption, by: ByOption, at: AtOption = None
) -> None:
    """Decide that a case is to be reported as an STR, with the reason."""
    from rwa.aml.cases import Status

    _decide(run, case, Status.STR, reason, by, at)


@aml_app.command("report")
def report(
    run: RunArgument,
    case: CaseArgument,
    reporter: ReporterOption,
    subjects: Annotated[
        Path, typer.Option(help="YAML or JSON of the customers in the case, by wallet.")
    ],
    out: OutOption,
    schema: SchemaOption = None,
    lookups: LookupsOption = None,
    at: AtOption = None,
) -> None:
    """Write the STR of a case as goAML XML; nothing is written where it does not fit the schema."""
    from rwa.aml.cases import Status, check_follows, decide, find_case
    from rwa.aml.lookups import load_lookups
    from rwa.aml.str_report import str_report
    from rwa.aml.subjects import load_reporter, load_subjects
    from rwa.identifiers import document_hash

    second = _second(at)
    found = find_case(run, case)
    check_follows(found, Status.REPORTED)
    exchange = load_reporter(reporter)
    document = str_report(
        found, exchange, load_subjects(subjects), str(subjects), load_lookups(lookups), second
    )
    _write_report(document, out, schema)
    officer = f"{exchange.officer.first_name} {exchange.officer.last_name}"
    decide(
        found,
        Status.REPORTED,
        by=officer,
        at=second,
        reason=f"reported in {out.name}",
        document=document_hash(document),
    )
    _say(f"case {case}: {out} is written{_checked(schema)}")


@aml_app.command("ctr")
def report_cash(
    record: Annotated[
        Path, typer.Argument(metavar="RECORD.yaml", help="One transaction in banknotes and coins.")
    ],
    reporter: ReporterOption,
    out: OutOption,
    schema: SchemaOption = None,
    lookups: LookupsOption = None,
    at: AtOption = None,
) -> None:
    """Write the CTR of a transaction in physical currency as goAML XML; never of a token."""
    from rwa.aml.ctr_report import ctr_report, due_by, read_cash_record
    from rwa.aml.lookups import load_lookups
    from rwa.aml.subjects import load_reporter

    cash, subject = read_cash_record(record)
    codes = load_lookups(lookups)
    exchange = load_reporter(reporter)
    document = ctr_report(cash, subject, str(record), exchange, codes, _second(at))
    _write_report(document, out, schema)
    _say(f"{out} is written{_checked(schema)}; it is in time through {due_by(cash, codes)}")


def _decide(run: Path, name: str, status: Status, reason: str, by: str, at: str | None) -> None:
    from rwa.aml.cases import decide, find_case

    why, who = _text("--reason", reason), _text("--by", by)
    done = decide(find_case(run, name), status, by=who, at=_second(at), reason=why)
    _say(f"case {done.case} is {done.status.value}")


def _write_report(document: bytes, out: Path, schema: Path | None) -> None:
    from rwa.aml.xml_schema import check_report, load_schema
    from rwa.files import write_private

    if out.exists():
        raise ConfigurationError(str(out), "it exists; a report is never replaced")
    if schema is not None:
        check_report(document, load_schema(schema), str(schema))
    write_private(out, document)


def _checked(schema: Path | None) -> str:
    return ", not checked against a schema" if schema is None else f" and fits {schema}"


def _text(option: str, text: str) -> str:
    from rwa.scenario.fields import clean_text

    return _option(option, lambda: clean_text(text))


def _second(at: str | None) -> Timestamp:
    if at is None:
        return Timestamp(int(time.time()))
    try:
        return parse_iso(at)
    except MalformedValue as error:
        raise UsageError(f"--at: {error}") from error


def _option(option: str, read: Callable[[], str]) -> str:
    try:
        return read()
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from error


def _say(text: str) -> None:
    from rwa.commands.console import results

    results().print(text)
