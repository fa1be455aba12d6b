"""`rwa trials`."""

from __future__ import annotations

from rwa.commands.console import results
from rwa.grid import prose
from rwa.scenario import bundled_trials, load_trial


def trials_command() -> None:
    """List the bundled trials with their titles."""
    table = prose("trial", "starts", "days", "title")
    for name, file in bundled_trials().items():
        sections = load_trial(file).sections
        days = str((sections.end - sections.start).days + 1)
        table.add_row(name, sections.start.isoformat(), days, sections.title)
    results().print(table)
