"""`rwa trials`."""

from __future__ import annotations

from rwa.commands.console import results
from rwa.grid import prose
from rwa.refusals import REFUSALS, in_words
from rwa.scenario import bundled_trials, load_trial


def trials_command(*, refusals: bool) -> None:
    """List the bundled trials with their titles, or the refusals that an attempt may name."""
    if refusals:
        table = prose("refusal", "rule", "because")
        for name, kind in sorted(REFUSALS.items()):
            table.add_row(name, kind.rule, in_words(name))
    else:
        table = prose("trial", "starts", "days", "title")
        for name, file in bundled_trials().items():
            sections = load_trial(file).sections
            days = str((sections.end - sections.start).days + 1)
            table.add_row(name, sections.start.isoformat(), days, sections.title)
    results().print(table)
