"""A file of records as `rwa cdd` reads it: each bad record told with file, line and field, and
without anything that was written about the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from rwa.cdd.fields import Private
from rwa.cdd.records import LegalPerson, NaturalPerson
from rwa.errors import ConfigurationError
from rwa.scenario.validation import FileRefused
from rwa.scenario.yaml_reader import Document, Path, field_text, read_document

KINDS: Mapping[str, type[NaturalPerson] | type[LegalPerson]] = {
    "natural": NaturalPerson,
    "legal": LegalPerson,
}
_EXPECTED: Mapping[str, str] = {
    "string_type": "text is expected",
    "bool_type": "true or false is expected",
    "tuple_type": "a list is expected",
    "model_type": "a group of fields is expected",
    "model_attributes_type": "a group of fields is expected",
    "too_short": "at least one is expected",
}


def read_records(data: bytes, file: str) -> tuple[NaturalPerson | LegalPerson, ...]:
    """Read the records below `persons`.

    Raises `ConfigurationError` where it is no such file, `FileRefused` with every problem of every
    record.
    """
    document = _document(data, file)
    given = document.value
    listed = given.get("persons") if isinstance(given, Mapping) else None
    if not isinstance(given, Mapping) or set(given) != {"persons"} or not isinstance(listed, tuple):
        raise ConfigurationError(file, "records stand in one list below persons", line=1)
    records: list[NaturalPerson | LegalPerson] = []
    problems: list[ConfigurationError] = []
    for place, value in enumerate(listed):
        found = _record(document, ("persons", place), value)
        if isinstance(found, Private):
            records.append(found)
        else:
            problems += found
    problems += _repeated(document, listed)
    if problems:
        raise FileRefused(tuple(sorted(problems, key=lambda each: each.line or 0)))
    return tuple(records)


def _document(data: bytes, file: str) -> Document:
    try:
        return read_document(data, file)
    except ConfigurationError as error:
        line = error.line
        reason = error.reason
    if line is not None:
        reason = "not valid YAML, or an anchor, alias, tag or field given twice"
    raise ConfigurationError(file, reason, line=line)


def _record(
    document: Document, path: Path, value: Any
) -> NaturalPerson | LegalPerson | list[ConfigurationError]:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        at = (*path, "kind") if isinstance(value, Mapping) and "kind" in value else path
        return [_problem(document, at, f"the kind is one of {', '.join(KINDS)}")]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_input=False, include_url=False)
    return [_told(document, model, path, tuple(detail["loc"]), dict(detail)) for detail in details]


def _told(
    document: Document, model: type[BaseModel], path: Path, inner: Path, detail: dict[str, Any]
) -> ConfigurationError:
    kind = detail["type"]
    if kind == "missing":
        return _problem(document, (*path, *inner[:-1]), f"{inner[-1]} is missing")
    if kind == "extra_forbidden":
        line = document.line((*path, *inner))
        reason = f"an unknown field; known: {_known(model, inner[:-1])}"
        field = field_text((*path, *inner[:-1]))
        return ConfigurationError(document.file, reason, line=line, field=field)
    if kind == "value_error":
        return _problem(document, (*path, *inner), str(detail["ctx"]["error"]))
    reason = _EXPECTED.get(kind, "it is not what is expected here")
    return _problem(document, (*path, *inner), reason)


def _problem(document: Document, path: Path, reason: str) -> ConfigurationError:
    return ConfigurationError(
        document.file, reason, line=document.line(path), field=field_text(path)
    )


def _known(model: type[BaseModel], path: Path) -> str:
    """The fields of the model at a path, through tuples of models."""
    for step in path:
        if isinstance(step, str):
            annotation: Any = model.model_fields[step].annotation
            model = next(each for each in get_args(annotation) if isinstance(each, type))
    return ", ".join(model.model_fields)


def _repeated(document: Document, listed: tuple[Any, ...]) -> Iterator[ConfigurationError]:
    first: dict[str, int] = {}
    for place, value in enumerate(listed):
        name = value.get("person") if isinstance(value, Mapping) else None
        if not isinstance(name, str):
            continue
        path: Path = ("persons", place, "person")
        if name in first:
            yield _problem(document, path, f"the person of line {first[name]} again")
        else:
            first[name] = document.line(path)
