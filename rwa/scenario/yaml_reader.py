"""A strict reader for trial files: what is written is what is read, and every value knows its line.

Only `true`, `false`, `null` (also `~` and nothing) and plain integers have a meaning of their own;
every other scalar is the text as written, so `010`, `no`, `12:30:45`, `1.50` and `2026-01-05` stay
strings and no float ever exists. Anchors, aliases, tags, repeated keys and several documents in one
file are refused, and size, depth and number of values are limited, so that no file can cost more
than a moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from rwa.errors import ConfigurationError
from rwa.text_files import decoded

Scalar = str | int | bool | None
Value = Scalar | tuple["Value", ...] | Mapping[str, "Value"]
Path = tuple[str | int, ...]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
MAX_VALUES = 50_000
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})")
_THOUSANDS = re.compile(r"[0-9]{3}")
"""What is left of an amount such as 2,000,000 where a comma ends a value: no field is called so."""
_WORDS: Mapping[str, Scalar] = MappingProxyType(
    {"true": True, "false": False, "null": None, "~": None, "": None}
)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content and the line (from 1) of each value, by its path of keys and indices."""

    file: str
    value: Value
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest one around it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def read_document(data: bytes, file: str) -> Document:
    """Read the one YAML document in `data`. Raises `ConfigurationError` with the line, naming
    `file`.
    """
    text = decoded(data, file, MAX_BYTES)
    try:
        return _Composer(file, text).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part)
        line = mark.line + 1 if mark else 1
        raise ConfigurationError(file, f"not valid YAML: {reason}", line=line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        code = f"U+{error.character:04X}"
        raise ConfigurationError(file, f"the character {code} is not allowed", line=line) from error


class _Composer:
    """Turns PyYAML's parsing events into plain values, refusing as it goes, before anything is
    expanded.
    """

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._events: Iterator[Any] = yaml.parse(text, Loader=yaml.SafeLoader)
        self._lines: dict[Path, int] = {}

    def document(self) -> Document:
        self._next()
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            raise self._refusal(start, "the file is empty")
        value = self._value(self._next(), ())
        self._next()
        end = self._next()
        if not isinstance(end, yaml.StreamEndEvent):
            raise self._refusal(end, "a second document begins; a trial is one document")
        return Document(self._file, value, MappingProxyType(self._lines))

    def _next(self) -> Any:
        return next(self._events)

    def _value(self, event: Any, path: Path) -> Value:
        if isinstance(event, yaml.AliasEvent):
            raise self._refusal(event, f"the alias *{event.anchor} is not allowed", path)
        if event.anchor is not None:
            raise self._refusal(event, f"the anchor &{event.anchor} is not allowed", path)
        if getattr(event, "tag", None) is not None:
            raise self._refusal(event, f"the tag {event.tag} is not allowed", path)
        if len(path) > MAX_DEPTH:
            raise self._refusal(event, f"nested deeper than {MAX_DEPTH} levels", path[:3])
        if len(self._lines) >= MAX_VALUES:
            raise self._refusal(event, f"more than {MAX_VALUES:,} values", path[:3])
        self._lines.setdefault(path, _line(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event)

    def _mapping(self, path: Path) -> Mapping[str, Value]:
        entries: dict[str, Value] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refusal(event, "a field's name is plain text", path)
            if _THOUSANDS.fullmatch(event.value):
                reason = "an amount with commas inside { } is written in quotes"
                raise self._refusal(event, reason, path)
            if event.value in entries:
                raise self._refusal(event, "the field is given twice", (*path, event.value))
            inner = (*path, event.value)
            self._lines[inner] = _line(event)
            entries[event.value] = self._value(self._next(), inner)
        return entries

    def _sequence(self, path: Path) -> tuple[Value, ...]:
        items: list[Value] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return tuple(items)

    def _refusal(self, event: yaml.Event, reason: str, path: Path = ()) -> ConfigurationError:
        field = field_text(path) or None
        return ConfigurationError(self._file, reason, line=_line(event), field=field)


def field_text(path: Path) -> str:
    """A path as people read it, as in `days[3].directives[0].issue.amount`; items count from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    text: str = event.value
    if event.style is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
