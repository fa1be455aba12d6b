"""`rwa run`: the trial file is read before anything slow is imported."""

from __future__ import annotations

from pathlib import Path

from rwa.scenario import load_trial, trial_file


def run_command(
    name: str, *, as_json: bool, out: Path | None, seed: int | None, engine: str
) -> int:
    """Play a trial, write its files, print its summary, and return the exit code."""
    trial = load_trial(trial_file(name))
    if seed is not None:
        trial = trial.with_seed(seed)

    from rwa.commands.playing import play_trial

    return play_trial(trial, as_json=as_json, out=out, engine=engine)
