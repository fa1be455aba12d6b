"""Text and CSV from a file's bytes, refused with the line where they are none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from rwa.errors import ConfigurationError


def decoded(data: bytes, file: str, most: int) -> str:
    """The text of a file of `most` bytes at most, in UTF-8. Raises `ConfigurationError`."""
    if len(data) > most:
        raise ConfigurationError(file, f"the file is too large: {most:,} bytes at most")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(file, "the file is not UTF-8 text", line=line) from error


def csv_rows(data: bytes, file: str, most: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a CSV file, each with the line it begins on (from 1). Raises as `decoded`."""
    reader = csv.reader(io.StringIO(decoded(data, file, most), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigurationError(file, f"not valid CSV: {error}", line=line) from error
