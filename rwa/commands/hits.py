"""`rwa hits`: possible hits shown and decided, and the registrar's instruction."""

from __future__ import annotations

import json
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rwa.commands.cdd import JsonOption, KeyOption, VaultOption
from rwa.commands.screen import hit_record, now, print_hits
from rwa.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from rwa.cdd.sealed import Key
    from rwa.screening.hits import Hit
    from rwa.screening.queue import Queue

hits_app = typer.Typer(
    help="Decide possible hits, and instruct the registrar.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
QueueOption = Annotated[Path, typer.Option("--queue", help="The sealed file of possible hits.")]


@hits_app.command("show")
def show_hits(
    queue: QueueOption,
    everything: Annotated[
        bool, typer.Option("--all", help="The decided ones too, with their decisions.")
    ] = False,
    key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the possible hits that wait for a decision."""
    opened = _queue(queue, key)
    hits = list(opened.hits.values()) if everything else opened.open_hits
    if as_json:
        shown = [{**hit_record(hit), "decisions": _decisions(opened, hit)} for hit in hits]
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        return
    if not hits:
        typer.echo("no possible hit waits for a decision")
    for hit in hits:
        print_hits([hit])
        for each in _decisions(opened, hit):
            typer.echo(f"    {each['at']} {each['by']}: {each['decision']}, {each['reason']}")


@hits_app.command("decide")
def decide_hit(
    hit: Annotated[str, typer.Argument(metavar="HIT", help="A hit's number.")],
    queue: QueueOption,
    by: Annotated[str, typer.Option(help="Who decides.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    confirm: Annotated[
        bool | None,
        typer.Option("--confirm/--false-positive", help="It is the listed person, or it is not."),
    ] = None,
    key: KeyOption = None,
) -> None:
    """Decide a possible hit; who, when and why are kept beside every earlier decision."""
    from rwa.commands.keys import sealing_key
    from rwa.files import alone
    from rwa.scenario.fields import clean_text
    from rwa.screening.queue import Decision, save_queue

    if confirm is None:
        raise UsageError("give either --confirm or --false-positive")
    try:
        who, why = clean_text(by), clean_text(reason)
    except ValueError as error:
        raise UsageError(f"--by and --reason: {error}") from error
    decision: Decision = "confirmed" if confirm else "false positive"
    secret = sealing_key(key)
    with alone(queue):
        following = _opened(queue, secret).decided(hit, decision, why, by=who, at=now())
        save_queue(following, queue, secret)
    typer.echo(f"{hit}: {decision}, by {who}")


@hits_app.command("blocks")
def block_confirmed(queue: QueueOption, vault: VaultOption, key: KeyOption = None) -> None:
    """Print directives of a trial that block every customer with a confirmed hit."""
    from rwa.cdd.vault import open_vault
    from rwa.commands.keys import sealing_key
    from rwa.screening.blocks import block_directives

    secret = sealing_key(key)
    directives = block_directives(_opened(queue, secret), open_vault(vault, secret))
    for directive in directives:
        typer.echo(f"- block: {{wallet: {directive['block']['wallet']}}}")
    if not directives:
        typer.echo("# nobody is to be blocked")


def _queue(file: Path, key: Path | None) -> Queue:
    from rwa.commands.keys import sealing_key

    return _opened(file, sealing_key(key))


def _opened(file: Path, key: Key) -> Queue:
    """A queue that exists."""
    from rwa.screening.queue import open_queue

    if not lexists(file):
        raise ConfigurationError(str(file), "no such file")
    return open_queue(file, key)


def _decisions(queue: Queue, hit: Hit) -> list[dict[str, str]]:
    from rwa.screening.queue import Decided

    return [
        {"at": line.at, "by": line.by, "decision": line.decision, "reason": line.reason}
        for line in queue.lines
        if isinstance(line, Decided) and line.hit == hit.hit
    ]
