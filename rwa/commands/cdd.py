"""`rwa cdd`: records of customer due diligence, checked, kept in a sealed vault, and shown."""

from __future__ import annotations

import json
import re
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rwa.errors import MalformedValue, UsageError

if TYPE_CHECKING:
    from rwa.cdd.records import LegalPerson, NaturalPerson

cdd_app = typer.Typer(
    help="Keep records of customer due diligence, encrypted and off the chain.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

PERSON = re.compile(r"[A-Z][A-Z0-9]{0,5}-[0-9]{3,6}(?:/[2-9])?")
VaultOption = Annotated[Path, typer.Option("--vault", help="The sealed file of the records.")]
KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key",
        help="A file of 32 random bytes that only you can read; else the passphrase in "
        "RWA_CDD_PASSPHRASE, or one that is asked for.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
RecordsArgument = Annotated[
    Path, typer.Argument(metavar="RECORDS.yaml", help="Records in a list below persons.")
]


@cdd_app.command("check")
def check_records(file: RecordsArgument) -> None:
    """Check records; each bad one is told with line and field, and nothing of what it says."""
    from rwa.cdd.records_file import read_records
    from rwa.commands.console import counted
    from rwa.scenario.validation import read_regular

    records = read_records(read_regular(file), str(file))
    typer.echo(f"{file}: {counted(len(records), 'sound record')}")


@cdd_app.command("add")
def add_records(file: RecordsArgument, vault: VaultOption, key: KeyOption = None) -> None:
    """Add records to a vault, or replace them: all of a file's or none. A new vault is begun where
    there is none.
    """
    from rwa.cdd.records_file import read_records
    from rwa.cdd.vault import new_vault, open_vault, save_vault
    from rwa.commands.console import counted
    from rwa.commands.keys import sealing_key
    from rwa.files import alone
    from rwa.scenario.validation import read_regular

    records = read_records(read_regular(file), str(file))
    secret = sealing_key(key)
    with alone(vault):
        kept = open_vault(vault, secret) if lexists(vault) else new_vault(vault)
        following, changes = kept.with_records(records)
        save_vault(following, vault, secret)
    typer.echo(
        f"{vault}: {changes.added} added, {changes.changed} changed, {changes.same} as before; "
        f"{counted(len(following.persons), 'record')} in all"
    )


@cdd_app.command("show")
def show_record(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="A person, or one's wallet.")],
    vault: VaultOption,
    key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a person's record, and the identity that stands for them on chain."""
    from rwa.cdd.vault import open_vault
    from rwa.commands.keys import sealing_key

    if not PERSON.fullmatch(person):
        raise UsageError("a person or a wallet such as BN-001 is expected")
    opened = open_vault(vault, sealing_key(key))
    record = opened.persons.get(person) or opened.of_wallet(person)
    shown = {
        **record.model_dump(mode="json", exclude_unset=True),
        "identity": opened.identity(record.person),
    }
    if as_json:
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        for line in _lines(shown):
            typer.echo(line)


@cdd_app.command("due")
def reviews_due(
    day: Annotated[str, typer.Argument(metavar="DATE", help="YYYY-MM-DD.")],
    vault: VaultOption,
    key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the persons whose review is due on a day or was before it, the earliest first."""
    from rwa.calendar import parse_date
    from rwa.cdd.vault import open_vault
    from rwa.commands.console import results
    from rwa.commands.keys import sealing_key
    from rwa.grid import Grid

    try:
        until = parse_date(day)
    except MalformedValue as error:
        raise UsageError(str(error)) from error
    due = open_vault(vault, sealing_key(key)).due(until)
    if as_json:
        typer.echo(json.dumps([_review(record) for record in due], indent=2))
        return
    table = Grid("person", "review due", "risk", "exposed", "wallets")
    for record in due:
        cells = _review(record)
        exposed = "yes" if record.exposed else "no"
        table.add_row(
            cells["person"], cells["review"], cells["risk"], exposed, ", ".join(record.wallets)
        )
    results().print(table if due else f"no review is due on {until}")


def _review(record: NaturalPerson | LegalPerson) -> dict[str, Any]:
    return {
        "person": record.person,
        "review": record.review.isoformat(),
        "risk": record.risk,
        "politically_exposed": record.exposed,
        "wallets": list(record.wallets),
    }


def _lines(value: Any, indent: str = "") -> list[str]:
    """A record as indented lines, one value a line."""
    if isinstance(value, dict):
        items = [(f"{name}:", inner) for name, inner in value.items()]
    else:
        items = [("-", inner) for inner in value]
    lines: list[str] = []
    for label, inner in items:
        if isinstance(inner, dict | list):
            lines += [f"{indent}{label}", *_lines(inner, indent + "  ")]
        else:
            told = {True: "yes", False: "no"}[inner] if isinstance(inner, bool) else inner
            lines.append(f"{indent}{label} {told}")
    return lines
