"""Files that few may read: in a run's folder `restricted`, one folder for each exchange, closed to
everyone but their owner, with a heading that says who may read them.

A file only grows. Each line is acknowledged once the whole file stands on the disk anew: written
beside, synced and moved into place, so that an interrupted write leaves the file as it was.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rwa.errors import ConfigurationError

FOLDER = "restricted"
CASES = "cases.jsonl"
Record = Mapping[str, Any]


def access(exchange: str) -> str:
    """Who may read an exchange's cases, as their file's heading says."""
    return (
        f"Compliance officer of {exchange} and the Financial Monitoring Unit only. Nobody else may "
        "learn of an alert, a case or a report, least of all the customer."
    )


def write_whole(file: Path, data: bytes, mode: int) -> None:
    """Write a file so that either all of it stands in its place or nothing of it.

    Raises `ConfigurationError` where it cannot be written.
    """
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(file.parent)
    except OSError as error:
        reason = f"cannot be written: {error.strerror or error}"
        raise ConfigurationError(str(file), reason) from error


def read_lines(file: Path) -> tuple[Record, list[Record]]:
    """The heading of a restricted file, and its records.

    Raises `ConfigurationError` where others can read it, or a line is no record.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if status.st_mode & 0o077:
                mode = stat.filemode(status.st_mode)
                reason = f"others can read it ({mode}): chmod 600 is expected"
                raise ConfigurationError(str(file), reason)
            data = stream.read()
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise ConfigurationError(str(file), reason) from error
    if not data.endswith(b"\n"):
        raise ConfigurationError(str(file), "its last line is cut off")
    heading, *records = (
        _record(line, str(file), number) for number, line in enumerate(data.splitlines(), 1)
    )
    if not {"access", "exchange", "trial"} <= set(heading):
        raise ConfigurationError(str(file), "its heading is missing", line=1)
    return heading, records


def append(file: Path, heading: Record, records: Iterable[Record]) -> None:
    """Add records to a restricted file, begun with `heading` where there is none.

    Whoever calls holds the folder's lock. Raises `ConfigurationError`.
    """
    lines = [_line(record) for record in records]
    if file.exists():
        read_lines(file)
        before = file.read_bytes()
    else:
        before = _line(heading)
    write_whole(file, before + b"".join(lines), 0o600)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a restricted folder alone, so that of two who decide at once neither undoes the other.

    Makes the folder where it is missing. Raises `ConfigurationError`.
    """
    try:
        for part in (folder.parent, folder):
            part.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        reason = f"cannot be written: {error.strerror or error}"
        raise ConfigurationError(str(folder), reason) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def folder_names(exchanges: Iterable[str], known: Mapping[str, str]) -> Mapping[str, str]:
    """A folder's name for each exchange, of small letters, digits and hyphens: the one it is known
    by, else one that no other has.
    """
    names = dict(known)
    for exchange in sorted(set(exchanges) - set(known)):
        plain = re.sub(r"[^a-z0-9]+", "-", exchange.lower()).strip("-") or "exchange"
        name, number = plain, 2
        while name in names.values():
            name, number = f"{plain}-{number}", number + 1
        names[exchange] = name
    return names


def _line(record: Record) -> bytes:
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"


def _record(line: bytes, file: str, number: int) -> Record:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(file, "this is no record", line=number) from error
    if not isinstance(record, dict):
        raise ConfigurationError(file, "this is no record", line=number)
    return record


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
