"""Files that only their owner reads, and files that are written whole or not at all."""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rwa.errors import ConfigurationError


def read_private(file: Path, limit: int) -> bytes:
    """The bytes of a file, never more than `limit` and one.

    The file is a regular one, belongs to the caller and is closed to everyone else. Raises
    `ConfigurationError`.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            _check_private(file, os.fstat(descriptor))
            return stream.read(limit + 1)
    except OSError as error:
        raise ConfigurationError(str(file), f"cannot be read: {error.strerror}") from error


def write_private(file: Path, data: bytes) -> None:
    """Replace a file, closed to everyone but its owner: whoever stops in between finds the old one
    or the new one, whole, and once this returns the new one stays.

    Raises `ConfigurationError` where it cannot be written; the old file then stands.
    """
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
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
        raise ConfigurationError(str(file), f"cannot be written: {error.strerror}") from error


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Keep others who would write `file` out, from before it is read until it is written.

    Raises `ConfigurationError` where another is at it.
    """
    lock = file.with_name(f".{file.name}.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise ConfigurationError(str(file), f"cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigurationError(str(file), "another command is writing it") from error
        yield
    finally:
        os.close(descriptor)


def _check_private(file: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ConfigurationError(str(file), "not a regular file")
    if status.st_uid != os.getuid():
        raise ConfigurationError(str(file), "it belongs to another user")
    if status.st_mode & 0o077:
        mode = stat.filemode(status.st_mode)
        raise ConfigurationError(str(file), f"others can read it ({mode}): chmod 600 is expected")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
