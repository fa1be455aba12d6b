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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rwa.errors import ConfigurationError
from rwa.files import read_private, write_private

FOLDER = "restricted"
CASES = "cases.jsonl"
MOST_BYTES = 256 * 2**20
Record = Mapping[str, Any]


def access(exchange: str) -> str:
    """Who may read an exchange's cases, as their file's heading says."""
    return (
        f"Compliance officer of {exchange} and the Financial Monitoring Unit only. Nobody else may "
        "learn of an alert, a case or a report, least of all the customer."
    )


def read_lines(file: Path) -> tuple[Record, list[Record]]:
    """The heading of a restricted file, and its records.

    Raises `ConfigurationError` where others can read it, or a line is no record.
    """
    data = read_private(file, MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise ConfigurationError(str(file), f"it is longer than {MOST_BYTES:,} bytes")
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
    write_private(file, before + b"".join(lines))


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
