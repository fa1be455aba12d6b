"""A trial played for somebody who watches: engine, progress, files, summary."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from rwa.calendar import start_of_day, time_text
from rwa.chain.compiler import artifacts
from rwa.chain.engine import Engine
from rwa.chain.node import shown_url
from rwa.chain.rpc import TestNodeEngine
from rwa.chain.tester import TesterEngine
from rwa.commands import console
from rwa.errors import ConfigurationError, UsageError
from rwa.reports import RunDirectory, summary
from rwa.reports.text import print_summary
from rwa.scenario.trial import Trial
from rwa.simulation import run_trial

_NAME = re.compile(r"[a-z0-9-]{1,20}")
"""A name that surely holds no secret."""


def play_trial(trial: Trial, *, as_json: bool, out: Path | None, engine: str) -> int:
    """Play a trial, publish its files, print its summary, and return the exit code."""
    with (
        _opened(engine, trial) as chain,
        RunDirectory(trial.name, out) as directory,
        _progress() as shown,
    ):
        task = shown.add_task("compiling", total=None, day="")
        compiled = artifacts()

        def update(done: int, total: int, day: str) -> None:
            shown.update(task, description="playing", completed=done, total=total, day=day)

        began = time.perf_counter()
        outcome = run_trial(trial, chain, compiled, update)
        seconds = time.perf_counter() - began
        place = directory.publish(outcome)
    with console.telling(f"the run's files are in {place}"):
        if as_json:
            print(json.dumps({**summary(outcome), "run_dir": str(place)}, indent=2))  # noqa: T201
        else:
            print_summary(console.results(), summary(outcome), place, seconds)
    return outcome.exit_code


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[day]}"),
        TimeElapsedColumn(),
        console=console.progress(),
        transient=True,
    )


def _check_clock(node: Engine, name: str, trial: Trial) -> None:
    """A node cannot go back in time: its next block is at the start at the latest.

    Raises `ConfigurationError` where it is past that.
    """
    start = start_of_day(trial.sections.start)
    if node.now > start:
        reason = (
            f"its clock stands at {time_text(node.now)}, and the trial starts on "
            f"{trial.sections.start}: start it with --timestamp {start - 1} --base-fee 0 "
            "--gas-price 0 --order fifo"
        )
        raise ConfigurationError(name, reason)


@contextmanager
def _opened(engine: str, trial: Trial) -> Iterator[Engine]:
    """The chain a run is played on; its clock stands at the trial's start or before."""
    if engine == "eth-tester":
        yield TesterEngine(start_of_day(trial.sections.start) - 1)
    elif "://" in engine:
        node = TestNodeEngine(engine)
        try:
            _check_clock(node, shown_url(engine), trial)
            yield node
        finally:
            node.close()
    else:
        named = repr(engine) if _NAME.fullmatch(engine) else "that"
        raise UsageError(f"no engine is called {named}: eth-tester, or an http address")
