"""The lookup values of a country's goAML, from a data file."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from rwa.aml.rules import KINDS, Threshold
from rwa.aml.toml_document import toml_document
from rwa.scenario.fields import Country, Model, UnitCode
from rwa.scenario.validation import read_regular, validated

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,25}$")]
Letter = Annotated[str, Field(pattern=r"^[A-Za-z0-9]$")]


def _every_kind(indicators: dict[str, str]) -> dict[str, str]:
    for kind in KINDS:
        if kind not in indicators:
            raise ValueError(f"the indicator of {kind} is missing")
    for name in indicators:
        if name not in KINDS:
            raise ValueError(f"unknown field {name!r}; known: {', '.join(KINDS)}")
    return indicators


class Cash(Model):
    """Reports of physical currency."""

    threshold: Threshold
    working_days: Annotated[int, Field(ge=1, le=60)]
    funds: Code
    mode: Code
    indicator: Code


class Reports(Model):
    """The codes of the two reports."""

    str_: Annotated[str, Field(alias="str", pattern=r"^[A-Z-]{1,10}$")]
    ctr: Code


class Transaction(Model):
    """A transfer of units between wallets."""

    funds: Code
    mode: Code
    mode_comment: Letter
    complete: Code
    attempted: Code


class Contact(Model):
    """Kinds of address and phone."""

    business: Code
    private: Code
    phone: Code


class Answers(Model):
    """Yes, no, and a director's role."""

    yes: Letter
    no: Letter
    director: Code


class Lookups(Model):
    """A country's lookup values."""

    country: Country
    currency: UnitCode
    schema_version: Code
    submission: Letter
    cash: Cash
    reports: Reports
    indicators: Annotated[dict[str, Code], AfterValidator(_every_kind)]
    transaction: Transaction
    contact: Contact
    identifiers: dict[str, Code]
    legal_forms: dict[str, Code]
    answers: Answers


def load_lookups(file: Path | None = None) -> Lookups:
    """The lookups of a file, or Pakistan's of the package. Raises as `load_rules`."""
    if file is None:
        data = resources.files("rwa.aml").joinpath("lookups.toml").read_bytes()
        return validated(Lookups, toml_document(data, "lookups.toml"), "a file of lookups")
    document = toml_document(read_regular(file), str(file))
    return validated(Lookups, document, "a file of lookups")
