"""The thresholds of screening by name, and a file that sets them otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

from rwa.scenario.fields import Model
from rwa.scenario.validation import validated
from rwa.scenario.yaml_reader import read_document
from rwa.screening.names import data_file


def _bounded(low: int) -> Callable[[int], int]:
    def check(value: int) -> int:
        if not low <= value <= 100:
            raise ValueError(f"{value} is out of range: from {low} to 100")
        return value

    return check


Points = Annotated[int, AfterValidator(_bounded(0))]
Least = Annotated[int, AfterValidator(_bounded(1))]


class Parameters(Model):
    """What makes a possible hit, in points of 100.

    `hit_from`: a possible hit has so many points. `part_alike`: two parts of names are the same
    word from this likeness on. `common_weight`: what a frequent part weighs beside 100 of another.
    `missing_weight`: what a part weighs that only one name has, in percent of one that differs.
    The rest is added where it supports, or taken off: birth within the range told, or more than
    `birth_years` outside of it; the same father or another; another CNIC; a listed name of common
    parts alone; an alias of low quality.
    """

    hit_from: Least = 80
    part_alike: Least = 80
    common_weight: Least = 40
    missing_weight: Points = 40
    birth_supports: Points = 5
    birth_weakens: Points = 20
    birth_years: Points = 1
    father_supports: Points = 5
    father_weakens: Points = 10
    cnic_weakens: Points = 10
    common_alone_weakens: Points = 10
    low_quality_weakens: Points = 5


def rules_digest(parameters: Parameters) -> str:
    """SHA-256 of the parameters and of how names are read: what was screened by other rules was not
    screened by these.
    """
    text = parameters.model_dump_json() + data_file()
    return hashlib.sha256(text.encode()).hexdigest()


def read_parameters(data: bytes, file: str) -> Parameters:
    """Read a file of parameters; what it leaves out stays as it is. Raises `ConfigurationError`."""
    return validated(Parameters, read_document(data, file), "a file of parameters")
