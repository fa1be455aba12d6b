"""Deploys and wires a trial's programme on a node.

The key comes from an encrypted keystore file, or the node itself signs; never from a flag. The
keystore's password is asked for, or taken from RWA_KEYSTORE_PASSWORD.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rwa.chain.engine import CHAIN_ID
from rwa.cli import told
from rwa.commands.deploy import Options, deploy_command
from rwa.scenario import DEFAULT


def deploy(
    rpc: Annotated[str, typer.Option(help="Address of the node.")],
    chain_id: Annotated[int, typer.Option(help="The chain it must serve.")] = CHAIN_ID,
    keystore: Annotated[Path | None, typer.Option(help="Encrypted keystore file.")] = None,
    sender: Annotated[
        str | None, typer.Option("--from", help="Account that a test node has unlocked.")
    ] = None,
    accounts: Annotated[
        Path | None, typer.Option(help="YAML file with the account of each party.")
    ] = None,
    trial: Annotated[str, typer.Option(help="Trial whose programme is deployed.")] = DEFAULT,
    out: Annotated[Path, typer.Option(help="The record to write.")] = Path("deployment.json"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan only.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Show the plan with its gas, ask, deploy, check the wiring and write deployment.json."""
    options = Options(rpc, trial, chain_id, keystore, sender, accounts, out, dry_run, yes)
    raise typer.Exit(deploy_command(options))


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command()(deploy)
    told(app)
