"""A TOML file as a document whose values know their lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from rwa.errors import ConfigurationError
from rwa.scenario.yaml_reader import MAX_BYTES, Document, Path

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\")\s*=.*")


def toml_document(data: bytes, file: str) -> Document:
    """Read TOML. Raises `ConfigurationError` with the line, naming `file`.

    A value knows the line of its key, or of the table around it where the key stands on no line of
    its own.
    """
    if len(data) > MAX_BYTES:
        raise ConfigurationError(file, f"the file is too large: {MAX_BYTES:,} bytes at most")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(file, "the file is not UTF-8 text", line=line) from error
    try:
        value = _frozen(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        reason = str(error)[: place.start()] if place else str(error)
        reason = reason[:1].lower() + reason[1:]
        raise ConfigurationError(file, f"not valid TOML: {reason}", line=line) from error
    return Document(file, value, _lines(text))


def _frozen(value: Any) -> Any:
    """Lists as tuples, as the models expect them."""
    if isinstance(value, Mapping):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def _lines(text: str) -> Mapping[Path, int]:
    lines: dict[Path, int] = {(): 1}
    table: Path = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.fullmatch(line):
            table = tuple(part.strip().strip('"') for part in header[1].split("."))
            lines.setdefault(table, number)
        elif key := _KEY.fullmatch(line):
            lines.setdefault((*table, key[1].strip('"')), number)
    return lines
