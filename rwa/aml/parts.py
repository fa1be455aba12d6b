"""A part of a file as a model of its own, refused by its place in the whole file."""

from __future__ import annotations

from typing import Any, TypeVar

from rwa.errors import ConfigurationError
from rwa.scenario.fields import Model
from rwa.scenario.validation import validated
from rwa.scenario.yaml_reader import Document

AnyModel = TypeVar("AnyModel", bound=Model)


def part_of(
    document: Document, path: tuple[str, ...], model: type[AnyModel], what: str
) -> AnyModel:
    """The part of a document at `path` as a model. Raises `ConfigurationError` for its first
    problem.
    """
    value: Any = document.value
    for step in path:
        value = value[step]
    depth = len(path)
    lines = {place[depth:]: line for place, line in document.lines.items() if place[:depth] == path}
    lines.setdefault((), document.line(path))
    try:
        return validated(model, Document(document.file, value, lines), what)
    except ConfigurationError as error:
        field = ".".join(filter(None, (*path, error.field)))
        raise ConfigurationError(
            document.file, error.reason, line=error.line, field=field
        ) from error
