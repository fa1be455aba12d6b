"""`rwa screen`: customers against lists of the sanctioned."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rwa.calendar import KARACHI
from rwa.commands.cdd import JsonOption, KeyOption
from rwa.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rwa.cdd.records import LegalPerson, NaturalPerson
    from rwa.cdd.sealed import Key
    from rwa.screening.entries import SanctionsList
    from rwa.screening.hits import Hit
    from rwa.screening.rounds import Round


def screen_customers(
    source: Annotated[
        Path, typer.Argument(metavar="RECORDS", help="A vault, or a file of records.")
    ],
    lists: Annotated[
        list[Path],
        typer.Option("--list", help="A list, XML of the United Nations or CSV of NACTA."),
    ],
    against: Annotated[
        list[Path] | None,
        typer.Option(
            help="The version of each list last screened, in the same order: only what changed "
            "since is compared, and new or changed records with all."
        ),
    ] = None,
    queue: Annotated[
        Path | None, typer.Option(help="The sealed file that possible hits are added to.")
    ] = None,
    parameters: Annotated[
        Path | None, typer.Option(help="A YAML file of thresholds that differ.")
    ] = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Screen customers and beneficial owners against lists of sanctioned persons and entities."""
    from rwa.commands.keys import sealing_key
    from rwa.files import alone
    from rwa.screening.parameters import Parameters, read_parameters
    from rwa.screening.queue import Queue, open_queue, save_queue
    from rwa.screening.rounds import screening_round

    told = read_parameters(_bytes(parameters), str(parameters)) if parameters else Parameters()
    pairs = _versions(lists, against or [], queued=queue is not None)
    sealed = _is_sealed(source)
    secret = sealing_key(key) if sealed or queue else None
    records = list(_records(source, secret if sealed else None))
    with ExitStack() as held:
        kept = Queue("", ())
        if queue and secret:
            held.enter_context(alone(queue))
            kept = open_queue(queue, secret)
        rounds: list[Round] = []
        for listed, former in pairs:
            rounds.append(screening_round(records, listed, former, kept, told, now()))
            kept = rounds[-1].queue
        if queue and secret:
            save_queue(kept, queue, secret)
    waiting = kept.held if queue else sorted({hit.person for each in rounds for hit in each.hits})
    if as_json:
        record = {"lists": [_round(each) for each in rounds], "held": waiting}
        typer.echo(json.dumps(record, indent=2, ensure_ascii=False))
        return
    for each in rounds:
        typer.echo(_told_round(each))
        print_hits(each.hits)
    if waiting:
        typer.echo(f"Held until decided: {', '.join(waiting)}")


def _versions(
    lists: Sequence[Path], against: Sequence[Path], *, queued: bool
) -> list[tuple[SanctionsList, SanctionsList | None]]:
    """Each list with its former version. Raises `ConfigurationError`, `UsageError`."""
    from rwa.screening.lists import read_list

    if against and len(against) != len(lists):
        raise UsageError("--against is given for each --list, in the same order, or for none")
    if against and not queued:
        raise UsageError("--against needs --queue, which knows who was screened against it")
    read = [read_list(file) for file in lists]
    former: list[SanctionsList | None] = [read_list(file) for file in against]
    for listed, before in zip(read, former or [None] * len(lists), strict=True):
        if before and before.day > listed.day:
            reason = f"it is of {listed.day}, before {before.title} of {before.day}"
            raise ConfigurationError(listed.title, reason)
    return list(zip(read, former or [None] * len(lists), strict=True))


def _is_sealed(file: Path) -> bool:
    from rwa.cdd.sealed import is_sealed

    return is_sealed(_bytes(file))


def _records(file: Path, key: Key | None) -> Iterable[NaturalPerson | LegalPerson]:
    from rwa.cdd.records_file import read_records
    from rwa.cdd.vault import open_vault

    if key:
        return open_vault(file, key).persons.values()
    return read_records(_bytes(file), str(file))


def _bytes(file: Path) -> bytes:
    from rwa.scenario.validation import read_regular

    return read_regular(file)


def now() -> str:
    """The machine's time in ISO 8601, of Pakistan: when somebody screens or decides."""
    return datetime.now(KARACHI).isoformat(timespec="seconds")


def _round(each: Round) -> dict[str, Any]:
    return {
        "list": each.listed.title,
        "list_day": each.listed.day.isoformat(),
        "sha256": each.listed.digest,
        "entries": len(each.listed.entries),
        "entries_changed": each.entries,
        "subjects": each.subjects,
        "subjects_new": each.new_subjects,
        "gone": list(each.gone),
        "hits": [hit_record(hit) for hit in each.hits],
    }


def hit_record(hit: Hit) -> dict[str, Any]:
    """A hit for JSON, without the fingerprints it rests on."""
    return hit.model_dump(mode="json", exclude={"record_fingerprint", "entry_fingerprint"})


def _told_round(each: Round) -> str:
    from rwa.commands.console import counted

    entries = counted(len(each.listed.entries), "entry", "entries")
    subjects = counted(each.subjects, "person or owner", "persons and owners")
    if each.against:
        entries = f"{each.entries:,} changed of {entries}, {len(each.gone):,} gone"
        subjects += f", {each.new_subjects:,} of them new"
    hits = counted(len(each.hits), "possible hit")
    return f"{each.listed.title} of {each.listed.day}: {entries}; {subjects}; {hits}"


def print_hits(hits: Iterable[Hit]) -> None:
    """Hits for people: whom, which entry, and each reason on a line."""
    for hit in hits:
        entry = f"{hit.reference} “{hit.listed_name}”, {hit.list} of {hit.list_day}"
        typer.echo(f"{hit.hit}  {hit.points:>3}  {hit.subject}: {entry}")
        for reason in hit.why:
            typer.echo(f"    {reason}")
