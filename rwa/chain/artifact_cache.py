"""The cache of compiled contracts: a file per compilation, named by the hash of what went in."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


def cache_dir() -> Path:
    """Where artifacts are cached: `RWA_CACHE_DIR`, else `rwa` in `XDG_CACHE_HOME` or `~/.cache`."""
    if chosen := os.environ.get("RWA_CACHE_DIR"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "rwa"


@contextlib.contextmanager
def alone() -> Iterator[bool]:
    """While it lasts no other process compiles into this cache; one that waited finds it filled.

    False where there is no cache to compile into, which only costs time.
    """
    with contextlib.ExitStack() as stack:
        usable = True
        try:
            cache_dir().mkdir(parents=True, exist_ok=True)
            lock = stack.enter_context((cache_dir() / "lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError as error:
            log.warning("artifact cache %s cannot be locked: %s", cache_dir(), error)
            usable = False
        yield usable


def _file(key: str) -> Path:
    return cache_dir() / f"{key}.json"


def canonical(value: Any) -> str:
    """JSON with one spelling for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def read(key: str) -> Any:
    """The value cached under `key`, or none where it is absent, unreadable or damaged."""
    file = _file(key)
    try:
        digest, _, body = file.read_text(encoding="utf-8").partition("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        log.warning("artifact cache %s cannot be read (%s): compiling again", file, error)
        return None
    if hashlib.sha256(body.encode()).hexdigest() != digest:
        log.warning("artifact cache %s is damaged: compiling again", file)
        return None
    return json.loads(body)


def write(key: str, value: Any) -> None:
    """Write `value` whole or not at all; a cache that cannot be written only costs time."""
    file, body = _file(key), canonical(value)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            partial = Path(folder) / file.name
            partial.write_text(f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}", "utf-8")
            partial.replace(file)
    except OSError as error:
        log.warning("artifact cache %s cannot be written: %s", file, error)
