"""The trials that come with the package, by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rwa.errors import UsageError

DEFAULT = "pakistan-pilot"
_FOLDER = Path(__file__).resolve().parent.parent / "scenarios"


def bundled_trials() -> Mapping[str, Path]:
    """Files of the bundled trials by name, in order."""
    return {file.stem: file for file in sorted(_FOLDER.glob("*.yaml"))}


def trial_file(text: str) -> Path:
    """The file that TRIAL on the command line means: a path, or the name of a bundled trial.

    Whatever ends in `.yaml` or `.yml`, holds a slash or exists is a path. Raises `UsageError` for
    an unknown name.
    """
    known = bundled_trials()
    if text in known:
        return known[text]
    path = Path(text)
    if path.suffix in (".yaml", ".yml") or path.name != text or path.exists():
        return path
    raise UsageError(f"no trial is called {text!r}: give a file, or one of {', '.join(known)}")
