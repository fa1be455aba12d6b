"""Walks a trial and yields every value that refers to something, with its path in the file."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from rwa.scenario.fields import InKind, Kind, Refers
from rwa.scenario.yaml_reader import Path


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that refers to something: its marker, its path, and the instrument or unit it stands
    beside.
    """

    path: Path
    value: str
    marker: Refers | InKind
    instrument: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path = ()
    instrument: str | None = None
    unit: str | None = None


def mentions(model: BaseModel) -> Iterator[Mention]:
    """Every marked value in `model` and below, in the order of the file's fields."""
    yield from _model(model, _Place())


def _model(model: BaseModel, place: _Place) -> Iterator[Mention]:
    inner = replace(
        place,
        instrument=getattr(model, "instrument", None) or place.instrument,
        unit=getattr(model, "unit", None) or place.unit,
    )
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if value is None or name not in model.model_fields_set:
            continue
        annotation: Any = field.annotation
        for marker in field.metadata:
            annotation = Annotated[annotation, marker]
        yield from _value(
            annotation, value, replace(inner, path=(*place.path, field.alias or name))
        )


def _value(annotation: Any, value: Any, place: _Place) -> Iterator[Mention]:
    if isinstance(value, BaseModel):
        yield from _model(value, place)
        return
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for marker in arguments[1:]:
            if isinstance(marker, Refers | InKind):
                yield Mention(place.path, value, marker, place.instrument, place.unit)
        yield from _value(arguments[0], value, place)
    elif origin in (Union, types.UnionType):
        for member in arguments:
            if member is not type(None) and not _literal_only(member, value):
                yield from _value(member, value, place)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            inside = replace(place, path=(*place.path, key))
            yield from _value(arguments[0], key, inside)
            if _refers_to(arguments[0], Kind.INSTRUMENT):
                inside = replace(inside, instrument=key)
            yield from _value(arguments[1], item, inside)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _value(arguments[0], item, replace(place, path=(*place.path, position)))


def _literal_only(member: Any, value: Any) -> bool:
    """Whether `value` is a word such as `all` that another member of the union allows literally."""
    return get_origin(member) is Annotated and value in ("all", "whole")


def _refers_to(annotation: Any, kind: Kind) -> bool:
    return Refers(kind) in get_args(annotation)[1:]
