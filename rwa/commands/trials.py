"""`rwa trials`."""

from __future__ import annotations

from rich.table import Table

from rwa.commands.console import results
from rwa.scenario import bundled_trials, load_trial


def trials_command() -> None:
    """List the bundled trials with their titles."""
    table = Table("trial", "title", "starts", "days", box=None, pad_edge=False)
    for name, file in bundled_trials().items():
        sections = load_trial(file).sections
        days = str((sections.end - sections.start).days + 1)
        table.add_row(name, sections.title, sections.start.isoformat(), days)
    results().print(table)
