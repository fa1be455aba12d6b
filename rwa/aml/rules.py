"""Monitoring rules from a file: what each kind is called, its parameters and their bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from rwa.aml.parts import part_of
from rwa.aml.toml_document import toml_document
from rwa.errors import ConfigurationError
from rwa.money import format_units
from rwa.scenario.fields import Model, Slug, decimal_text, scaled
from rwa.scenario.validation import read_regular, validated
from rwa.scenario.yaml_reader import Document

REFERENCE_DECIMALS = 2
"""Values are kept in hundredths of the reference."""
DAY, HOUR = 86_400, 3_600
MOST_KEPT = 1_000
"""The most movements that a rule may remember of a person."""


def _value(value: Any) -> int:
    return scaled(decimal_text(value), REFERENCE_DECIMALS)


def _positive(value: int) -> int:
    if value <= 0:
        raise ValueError("it is above zero")
    return value


def _bounded(low: int, high: int) -> Callable[[int], int]:
    def check(value: int) -> int:
        if not low <= value <= high:
            raise ValueError(f"{value:,} is out of range: from {low:,} to {high:,}")
        return value

    return check


Value = Annotated[
    int,
    BeforeValidator(_value),
    PlainSerializer(lambda value: format_units(value, REFERENCE_DECIMALS), when_used="json"),
]
"""An amount of the reference, in hundredths."""
Threshold = Annotated[Value, AfterValidator(_positive)]
Days = Annotated[int, AfterValidator(_bounded(1, 3_660))]
Hours = Annotated[int, AfterValidator(_bounded(1, 8_784))]
Number = Annotated[int, AfterValidator(_bounded(2, MOST_KEPT))]


class Structuring(Model):
    """Amounts kept below a threshold that they pass together; attempts count."""

    kind: Literal["structuring"]
    threshold: Threshold
    at_least_percent: Annotated[int, AfterValidator(_bounded(1, 99))]
    count: Number
    days: Days

    @model_validator(mode="after")
    def _reaches(self) -> Structuring:
        if self.count * self.at_least_percent < 100:
            reached = f"{self.count} times {self.at_least_percent} percent"
            raise ValueError(f"{reached} of the threshold do not reach it: 100 percent or more")
        return self


class RapidInOut(Model):
    """What comes in goes out again at once."""

    kind: Literal["rapid_in_out"]
    minimum: Value
    percent: Annotated[int, AfterValidator(_bounded(1, 100))]
    at_most_percent: Annotated[int, AfterValidator(_bounded(100, 1_000))]
    hours: Hours


class DormantWakes(Model):
    """Somebody silent for long sends, or tries to."""

    kind: Literal["dormant_wakes"]
    minimum: Value
    days: Days


class RoundTrip(Model):
    """What went to another wallet comes back."""

    kind: Literal["round_trip"]
    minimum: Value
    tolerance_percent: Annotated[int, AfterValidator(_bounded(0, 50))]
    days: Days
    between: Literal["anyone", "one-person"]


class SuddenExposure(Model):
    """A holding multiplies by what others send."""

    kind: Literal["sudden_exposure"]
    minimum: Value
    percent: Annotated[int, AfterValidator(_bounded(1, 1_000_000))]
    days: Days


class ManyToOne(Model):
    """Many persons send to one."""

    kind: Literal["many_to_one"]
    senders: Number
    minimum: Value
    days: Days


class BeforeFreeze(Model):
    """Units leave, or should have left, just before a freeze or a block."""

    kind: Literal["before_freeze"]
    minimum: Value
    hours: Hours


Rule = (
    Structuring | RapidInOut | DormantWakes | RoundTrip | SuddenExposure | ManyToOne | BeforeFreeze
)
KINDS: Mapping[str, type[Rule]] = {
    "structuring": Structuring,
    "rapid_in_out": RapidInOut,
    "dormant_wakes": DormantWakes,
    "round_trip": RoundTrip,
    "sudden_exposure": SuddenExposure,
    "many_to_one": ManyToOne,
    "before_freeze": BeforeFreeze,
}


class _File(Model):
    """What a file of rules may say; each rule is read by its kind."""

    reference: Annotated[str, Field(pattern=r"^[A-Z]{3,8}$")]
    kept: Number
    rules: Annotated[dict[Slug, Any], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a file by name, in its order: values in `reference`, and `kept` movements
    remembered of each person for each rule.
    """

    file: str
    reference: str
    kept: int
    named: Mapping[str, Rule]


def load_rules(file: Path | None = None) -> Rules:
    """The rules of a file, or those of the package.

    Raises `ConfigurationError` with file, line and field, or `FileRefused` with every problem of
    one part.
    """
    if file is None:
        data = resources.files("rwa.aml").joinpath("rules.toml").read_bytes()
        return read_rules(data, "rules.toml")
    return read_rules(read_regular(file), str(file))


def read_rules(data: bytes, file: str) -> Rules:
    """As `load_rules`, from a file's bytes."""
    document = toml_document(data, file)
    told = validated(_File, document, "a file of rules")
    named = {name: _rule(document, name, told) for name in told.rules}
    return Rules(file, told.reference, told.kept, MappingProxyType(named))


def _rule(document: Document, name: str, told: _File) -> Rule:
    """One rule under its kind's model."""
    terms, path = told.rules[name], ("rules", name)
    if not isinstance(terms, Mapping):
        raise _refused(document, path, "a table of parameters is expected")
    kind = terms.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        known = ", ".join(KINDS)
        what = "kind is missing" if kind is None else f"unknown kind {kind!r}"
        raise _refused(document, (*path, "kind"), f"{what}; known: {known}")
    rule = part_of(document, path, KINDS[kind], "a rule")
    for parameter in ("count", "senders"):
        if getattr(rule, parameter, 0) > told.kept:
            reason = f"{getattr(rule, parameter)} is more than the {told.kept} movements kept"
            raise _refused(document, (*path, parameter), reason)
    return rule


def _refused(document: Document, path: tuple[str, ...], reason: str) -> ConfigurationError:
    return ConfigurationError(document.file, reason, line=document.line(path), field=".".join(path))
