"""Files that a trial names: they lie in the trial's folder, and nothing outside it is read."""

from __future__ import annotations

from pathlib import Path

from rwa.errors import ConfigurationError
from rwa.scenario.validation import read_regular


def read_beside(folder: Path | None, name: str, limit: int) -> bytes:
    """The bytes of a file in the trial's folder or below, `limit` and one at most.

    Raises `ConfigurationError` where it cannot be read, is no regular file, or a symbolic link
    leads out of the folder.
    """
    if folder is None:
        raise ConfigurationError(name, "a trial that is no file has no files beside it")
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ConfigurationError(str(file), "it leads out of the trial's folder")
    return read_regular(file, limit)
