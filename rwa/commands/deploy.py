"""The deployment of a trial's programme on a node, from a plan that was shown first."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import typer

from rwa.chain.accounts import Address, derive_account, read_address
from rwa.chain.compiler import Artifact, artifacts
from rwa.chain.deployment import (
    System,
    SystemTerms,
    TokenTerms,
    manifest,
    progress,
    wiring_faults,
)
from rwa.chain.engine import CHAIN_ID, TRANSACTION_GAS_CAP
from rwa.chain.keystore import open_keystore
from rwa.chain.rpc import Awaited, RpcEngine
from rwa.chain.tester import TesterEngine
from rwa.commands.console import results
from rwa.errors import ConfigurationError, ExpectationFailed, UsageError
from rwa.grid import Grid
from rwa.registry.assembly import ROLES, system_terms, token_terms
from rwa.scenario import load_trial, trial_file
from rwa.scenario.checks import DEPLOYER
from rwa.scenario.trial import Trial
from rwa.scenario.yaml_reader import read_document

PASSWORD_VARIABLE = "RWA_KEYSTORE_PASSWORD"  # noqa: S105
GOVERNMENT, TAX = "government_account", "tax_account"
LOCAL_CHAINS = (1337, CHAIN_ID)
"""Chains where accounts derived from a seed may hold roles."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator asked for."""

    rpc: str
    trial: str
    chain_id: int
    keystore: Path | None
    sender: str | None
    accounts: Path | None
    out: Path
    dry_run: bool
    yes: bool


def deploy_command(options: Options) -> int:
    """Show the plan, ask, deploy, check the wiring and write `deployment.json`; returns the exit
    code.

    The keystore's password leaves the environment before another process could inherit it. Raises
    `ConfigurationError`, `UsageError`, `ChainError`, `ContractRevert`, or
    `ExpectationFailed` where what stands is not what was meant.
    """
    password = os.environ.pop(PASSWORD_VARIABLE, None)
    if (options.keystore is None) == (options.sender is None):
        raise UsageError("give either --keystore FILE or --from ADDRESS")
    trial = load_trial(trial_file(options.trial))
    terms, tokens = _terms(trial, options), list(token_terms(trial))
    engine = RpcEngine(options.rpc, chain_id=options.chain_id)
    try:
        compiled = artifacts()
        _show_plan(rehearse(compiled, terms, tokens, engine.now), options)
        if options.dry_run:
            return 0
        sender = _sender(engine, options, password)
        if sender in (*terms.roles.values(), *terms.dealers):
            raise UsageError(f"{sender} holds an office: the deployer must hold none")
        with _reserved(options.out) as partial:
            _confirm(options, sender)
            system = System(engine, compiled, terms, sender)
            with told_where_it_stops(system, options.out):
                deploy(system, tokens)
                partial.write_text(json.dumps(manifest(system), indent=2) + "\n", encoding="utf-8")
                partial.replace(options.out)
        results().print(f"{options.out}: {len(system.contracts)} contracts", soft_wrap=True)
        if faults := wiring_faults(system):
            raise ExpectationFailed(faults)
    finally:
        engine.close()
    return 0


def rehearse(
    compiled: Mapping[str, Artifact], terms: SystemTerms, tokens: list[TokenTerms], now: int
) -> System:
    """The same deployment on a chain in this process whose clock stands at `now`, which tells what
    each transaction costs.
    """
    engine = TesterEngine(genesis_time=now)
    sender = engine.add_account(derive_account("rehearsal", DEPLOYER))
    system = System(engine, compiled, terms, sender)
    deploy(system, tokens)
    return system


def deploy(system: System, tokens: list[TokenTerms]) -> None:
    """Create and wire the programme, then create its instruments."""
    system.deploy()
    for token in tokens:
        system.deploy_token(token, system.deployer)


@contextmanager
def told_where_it_stops(system: System, out: Path) -> Iterator[None]:
    """What a deployment that stops before it is recorded has left on the chain is written down
    beside `out`, whatever stops it.
    """
    try:
        yield
    except BaseException:
        rest = _stopped(out)
        awaited = system.engine.awaited if isinstance(system.engine, RpcEngine) else None
        told_so_far = {**progress(system), "awaited": awaited and asdict(awaited)}
        rest.write_text(json.dumps(told_so_far, indent=2) + "\n", encoding="utf-8")
        unknown = f"; {_outcome_unknown(awaited)}" if awaited else ""
        sent = f"{len(system.done)} transactions{unknown}"
        typer.echo(f"rwa: stopped after {sent}; {rest} tells what stands", err=True)
        raise


def _outcome_unknown(awaited: Awaited) -> str:
    called = awaited.transaction or "the transaction whose hash the node has not told"
    return f"the outcome of {called}, nonce {awaited.nonce} of {awaited.sender}, is not known"


def _terms(trial: Trial, options: Options) -> SystemTerms:
    """The trial's terms with the operator's accounts; derived ones only where nothing is worth
    anything.
    """
    terms = system_terms(trial)
    if options.accounts is not None:
        given = _read_accounts(options.accounts, trial)
        return replace(
            terms,
            roles={int(role): given[party] for party, role in ROLES.items()},
            dealers=[given[key] for key in trial.sections.dealers],
            government_account=given[GOVERNMENT],
            tax_account=given[TAX],
        )
    if options.chain_id not in LOCAL_CHAINS:
        raise UsageError(
            f"chain {options.chain_id} is no local test chain: name the parties' accounts with "
            "--accounts FILE"
        )
    return terms


def _read_accounts(file: Path, trial: Trial) -> dict[str, Address]:
    """The account of each party, the government's, the tax and each dealer's from a YAML file: one
    line for each, no account twice.
    """
    try:
        document = read_document(file.read_bytes(), str(file))
    except OSError as error:
        raise ConfigurationError(str(file), f"cannot be read: {error.strerror}") from error
    given = document.value
    names = (*ROLES, GOVERNMENT, TAX, *trial.sections.dealers)
    if not isinstance(given, Mapping) or set(given) != set(names):
        raise ConfigurationError(str(file), f"exactly these are expected: {', '.join(names)}")
    accounts: dict[str, Address] = {}
    for name in names:
        line = document.line((name,))
        try:
            address = read_address(str(given[name]))
        except ConfigurationError as error:
            raise ConfigurationError(str(file), error.reason, line=line, field=name) from error
        if address in accounts.values():
            reason = "no account holds two roles"
            raise ConfigurationError(str(file), reason, line=line, field=name)
        accounts[name] = address
    return accounts


def _show_plan(rehearsed: System, options: Options) -> None:
    table = Grid("transaction", "gas", right=("gas",))
    costs = [done.receipt.gas_used for done in rehearsed.done]
    for number, done in enumerate(rehearsed.done, 1):
        table.add_row(f"{number:>3}  {done.step.title}", f"{done.receipt.gas_used:,}")
    table.add_row("     in all", f"{sum(costs):,}")
    console = results()
    console.print(f"Plan for chain {options.chain_id}, gas as rehearsed on a chain of its own")
    console.print(table)
    console.print(f"largest {max(costs):,} of {TRANSACTION_GAS_CAP:,} gas a transaction may use")


def _sender(engine: RpcEngine, options: Options, password: str | None) -> Address:
    if options.keystore is not None:
        return engine.add_signer(open_keystore(options.keystore, lambda: _password(password)))
    address = read_address(options.sender or "")
    if address not in engine.unlocked:
        raise UsageError(f"the node does not sign for {address}: use --keystore FILE")
    return address


def _password(given: str | None) -> str:
    """The keystore's password: what the environment gave, or asked for."""
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UsageError(f"no terminal to ask for the password: set {PASSWORD_VARIABLE}")
    return getpass.getpass("Password of the keystore: ")


def _confirm(options: Options, sender: Address) -> None:
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("no terminal to ask: add --yes to deploy, or --dry-run")
    answer = input(f"Deploy from {sender} to chain {options.chain_id}? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise UsageError("not deployed")


def _stopped(out: Path) -> Path:
    return out.with_suffix(".stopped.json")


@contextmanager
def _reserved(out: Path) -> Iterator[Path]:
    """A file beside `out` that becomes it once written; proves before anything is sent that it can
    be.
    """
    if os.path.lexists(out):
        raise ConfigurationError(str(out), "it exists; a record of a deployment is never replaced")
    if os.path.lexists(stopped := _stopped(out)):
        reason = "a deployment stopped half-way, and it tells what stands: choose another --out"
        raise ConfigurationError(str(stopped), reason)
    partial = out.with_name(f".{out.name}.{secrets.token_hex(4)}.partial")
    try:
        partial.touch(mode=0o644, exist_ok=False)
    except OSError as error:
        raise ConfigurationError(str(out), f"cannot be written: {error.strerror}") from error
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)
