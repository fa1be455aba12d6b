"""Who stands in a report: customers by their wallets, the reporting entity and its officer.

Customer records are kept elsewhere; a report takes from them what it needs, in a file keyed by
wallet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from rwa.aml.parts import part_of
from rwa.calendar import parse_date
from rwa.errors import ConfigurationError
from rwa.identifiers import Party
from rwa.scenario.fields import Country, Model, Title
from rwa.scenario.validation import read_regular, validated
from rwa.scenario.yaml_reader import Document, read_document

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-zA-Z0-9 .'-]{1,100}", text):
        raise ValueError(f"{text!r} is not a name as goAML takes it: latin letters, digits, . ' -")
    return text


def _date(value: Any) -> date:
    if not isinstance(value, str):
        raise ValueError("a date is written YYYY-MM-DD, as text")
    day = parse_date(value)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is out of range: from {FIRST_DAY} to {LAST_DAY}")
    return day


CivilDate = Annotated[date, BeforeValidator(_date)]
"""A date in the life of a person, company or paper."""
Name = Annotated[Title, AfterValidator(_name)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z_-]{0,39}$")]
Digits = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]


class Phone(Model):
    """A phone number, in digits; `prefix` is the country's."""

    prefix: Digits
    number: Digits


class Address(Model):
    """A postal address."""

    address: Title
    city: Title
    state: Title
    country: Country


class Identification(Model):
    """A paper that identifies a person; `type` is a word of the lookups such as cnic."""

    type: Word
    number: Title
    issued: CivilDate
    expires: CivilDate
    country: Country


class Person(Model):
    """A natural person who is a customer."""

    kind: Literal["person"]
    gender: Literal["F", "M", "-"]
    first_name: Name
    last_name: Name
    birthdate: CivilDate
    id_number: Title
    nationality: Country
    residence: Country
    occupation: Title | None = None
    phones: tuple[Phone, ...] = ()
    addresses: tuple[Address, ...] = ()
    identification: Identification
    tax_registered: bool


class Director(Model):
    """A person who speaks for a company."""

    first_name: Name
    last_name: Name


class Entity(Model):
    """A legal person who is a customer; `legal_form` is a word of the lookups."""

    kind: Literal["entity"]
    name: Name
    legal_form: Word
    incorporation_number: Title
    incorporation_date: CivilDate
    incorporation_state: Title
    incorporation_country: Country
    business: Title
    addresses: Annotated[tuple[Address, ...], Field(min_length=1)]
    directors: Annotated[tuple[Director, ...], Field(min_length=1)]
    tax_registered: bool


Subject = Person | Entity


class Officer(Model):
    """Who reports: the compliance officer."""

    gender: Literal["F", "M", "-"]
    first_name: Name
    last_name: Name
    id_number: Title
    nationality: Country
    residence: Country
    occupation: Title
    phone: Phone
    address: Address


class Reporter(Model):
    """The exchange that reports, as the FMU registered it."""

    exchange: Title
    rentity_id: Annotated[int, Field(ge=1, le=2**31 - 1)]
    branch: Title
    institution_code: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,50}$")]
    officer: Officer
    location: Address


def load_reporter(file: Path) -> Reporter:
    """The reporting entity of a YAML or JSON file. Raises `ConfigurationError`."""
    return validated(Reporter, read_document(read_regular(file), str(file)), "a reporting entity")


def load_subjects(file: Path) -> Mapping[Party, Subject]:
    """The customers of a YAML or JSON file, by wallet. Raises `ConfigurationError`."""
    document = read_document(read_regular(file), str(file))
    if not isinstance(document.value, Mapping):
        reason = "customers by their wallets are expected"
        raise ConfigurationError(document.file, reason, line=document.line(()))
    return {Party(wallet): subject_of(document, (wallet,)) for wallet in document.value}


def subject_of(document: Document, path: tuple[str, ...]) -> Subject:
    """The customer at a place of a document. Raises `ConfigurationError`."""
    value: Any = document.value
    for step in path:
        value = value[step]
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if kind == "person":
        return part_of(document, path, Person, "a customer")
    if kind == "entity":
        return part_of(document, path, Entity, "a customer")
    field = ".".join((*path, "kind"))
    reason = "kind is one of person, entity"
    raise ConfigurationError(document.file, reason, line=document.line(path), field=field)
