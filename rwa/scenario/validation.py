"""From a file's bytes to a checked model: every problem in one line with file, line and field."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from rwa.errors import ConfigurationError
from rwa.scenario.problem import Problem
from rwa.scenario.yaml_reader import MAX_BYTES, Document, Path, field_text

MAX_PROBLEMS = 50
AnyModel = TypeVar("AnyModel", bound=BaseModel)


class FileRefused(ConfigurationError):
    """A file that says something it may not: every problem in a line of its own, the first one's
    place in the fields.
    """

    def __init__(self, problems: tuple[ConfigurationError, ...]) -> None:
        first = problems[0]
        super().__init__(first.file, first.reason, line=first.line, field=first.field)
        self.problems = problems

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:MAX_PROBLEMS]]
        if (left := len(self.problems) - len(shown)) > 0:
            shown.append(f"{self.file}: {left} more problems")
        return "\n".join(shown)


def read_regular(file: FilePath, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file, never more than `limit` and one.

    Raises `ConfigurationError` where it cannot be read or is no regular file.
    """
    name = str(file)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise ConfigurationError(name, "not a regular file")
        with file.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise ConfigurationError(name, (error.strerror or str(error)).lower()) from error


def validated(model: type[AnyModel], document: Document, what: str) -> AnyModel:
    """A document as a model; `what` is what it should be. Raises `ConfigurationError`, or
    `FileRefused` with every problem found.
    """
    if not isinstance(document.value, Mapping):
        reason = f"{what} is a group of fields"
        raise ConfigurationError(document.file, reason, line=document.line(()))
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        problems = [_problem(model, document, dict(detail)) for detail in error.errors()]
        raise refused(document, problems) from error


def refused(document: Document, problems: Sequence[Problem]) -> FileRefused:
    """The problems of a document in the order of its lines, each once."""
    placed = {(document.line(problem.path), problem): None for problem in problems}
    return FileRefused(
        tuple(
            ConfigurationError(
                document.file, problem.reason, line=line, field=field_text(problem.path) or None
            )
            for line, problem in sorted(placed, key=lambda pair: pair[0])
        )
    )


def _problem(model: type[BaseModel], document: Document, detail: dict[str, Any]) -> Problem:
    path = _path_in_file(document.value, detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return Problem(path, f"{detail['loc'][-1]} is missing")
    if kind == "extra_forbidden":
        known = _fields_at(model, path[:-1])
        return Problem(path, f"unknown field {path[-1]!r}" + (f"; known: {known}" if known else ""))
    if kind == "value_error":
        return Problem(path, str(context["error"]))
    if kind == "literal_error":
        return Problem(path, f"{detail['input']!r} is not {context['expected']}")
    if kind.startswith("union_tag"):
        given = _below(_at(document.value, path), "class")
        return Problem((*path, "class") if given else path, "class is one of bill, bond, commodity")
    expected = _EXPECTED.get(kind)
    if expected is None:
        text: str = detail["msg"]
        return Problem(path, text[0].lower() + text[1:])
    return Problem(path, f"{expected} is expected")


_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "an integer",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a group of fields",
    "model_type": "a group of fields",
    "model_attributes_type": "a group of fields",
}


def _path_in_file(value: Any, location: tuple[str | int, ...]) -> Path:
    """The part of pydantic's location that exists in the file; what it adds of its own is
    skipped, such as the class of an instrument, also where a field is called like it.
    """
    path: list[str | int] = []
    for number, step in enumerate(location, 1):
        if isinstance(value, Mapping) and value.get("class") == step and number < len(location):
            continue
        found = _below(value, step)
        if found is not None:
            value = found[0]
            path.append(step)
    return tuple(path)


def _at(value: Any, path: Path) -> Any:
    """The value at a path that exists in the file."""
    for step in path:
        value = value[step]
    return value


def _below(value: Any, step: str | int) -> tuple[Any] | None:
    """The value one step further in, in a tuple of its own; none where there is no such step."""
    if isinstance(value, Mapping):
        return (value[step],) if step in value else None
    if isinstance(value, tuple) and isinstance(step, int) and step < len(value):
        return (value[step],)
    return None


def _fields_at(model: Any, path: Path) -> str:
    """The names of the fields allowed at `path`, where that is one model; else nothing."""
    for step in path:
        model = _inside(model, step)
    model = _plain(model)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return ""
    return ", ".join(field.alias or name for name, field in model.model_fields.items())


def _inside(annotation: Any, step: str | int) -> Any:
    annotation = _plain(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if step == (field.alias or name):
                return field.annotation
        return None
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        return arguments[1]
    return arguments[0] if get_origin(annotation) is tuple else None


def _plain(annotation: Any) -> Any:
    """The annotation without `None` and metadata; none where several models are possible."""
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    if get_origin(annotation) is Union or type(annotation).__name__ == "UnionType":
        members = [member for member in get_args(annotation) if member is not type(None)]
        return _plain(members[0]) if len(members) == 1 else None
    return annotation
