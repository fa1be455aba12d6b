"""Where the commands print: results on stdout, progress on stderr when somebody watches."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from rwa.errors import ConfigurationError

WIDTH = 100
"""Columns of what is printed into a file or a pipe."""


def results() -> Console:
    """The console for results; plain and of a fixed width unless it is a terminal. `NO_COLOR` is
    respected.
    """
    width = None if sys.stdout is not None and sys.stdout.isatty() else WIDTH
    return Console(width=width, highlight=False, emoji=False, markup=False)


def progress() -> Console:
    """The console for progress, silent unless it is a terminal."""
    watched = sys.stderr is not None and sys.stderr.isatty()
    return Console(stderr=True, quiet=not watched, highlight=False, emoji=False)


def counted(number: int, what: str, many: str = "") -> str:
    """A number of things in words, as in `1 record` and `2,000 records`."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"


@contextmanager
def telling(kept: str) -> Iterator[None]:
    """Write results here and see them through; `kept` says what stands although nobody could be
    told.

    Raises `ConfigurationError` where stdout takes no more, as on a full disk. A reader who leaves a
    pipe early is no error of ours and passes through as `BrokenPipeError`.
    """
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with Path(os.devnull).open("wb") as nowhere:  # what is still buffered goes nowhere
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        reason = f"cannot be written: {error.strerror or error}; {kept}"
        raise ConfigurationError("the output", reason) from error
