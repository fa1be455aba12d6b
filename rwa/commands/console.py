"""Where the commands print: results on stdout, progress on stderr when somebody watches."""

from __future__ import annotations

import sys

from rich.console import Console

WIDTH = 100
"""Columns of what is printed into a file or a pipe."""


def results() -> Console:
    """The console for results; plain and of a fixed width unless it is a terminal. `NO_COLOR` is
    respected.
    """
    width = None if sys.stdout.isatty() else WIDTH
    return Console(width=width, highlight=False, emoji=False, markup=False)


def progress() -> Console:
    """The console for progress, silent unless it is a terminal."""
    return Console(stderr=True, quiet=not sys.stderr.isatty(), highlight=False, emoji=False)
