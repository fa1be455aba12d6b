"""Openly fictional lists: nobody is called so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rwa.screening.entries import SanctionsList
from rwa.screening.lists import read_list

HEADER = "name,father_name,cnic,province,district\n"
ROWS = (
    "Farzi Shakhs @ Gul Farzi,Namunah Shakhs,42999-0000007-1,Sindh,Karachi\n",
    "Abdur Rahman Naqlabadi,,,Punjab,Lahore\n",
)


def individual(reference: str, *names: str, more: str = "") -> str:
    """An individual of the consolidated list, its name in as many parts as given."""
    tags = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    told = "".join(f"<{tag}>{name}</{tag}>" for tag, name in zip(tags, names, strict=False))
    number = f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER>"
    return f"<INDIVIDUAL>\n{number}{told}{more}\n</INDIVIDUAL>\n"


def alias(name: str, quality: str = "Good") -> str:
    """An alias of an individual."""
    inner = f"<QUALITY>{quality}</QUALITY><ALIAS_NAME>{name}</ALIAS_NAME>"
    return f"<INDIVIDUAL_ALIAS>{inner}</INDIVIDUAL_ALIAS>"


def birth(inner: str) -> str:
    """A date of birth of an individual."""
    return f"<INDIVIDUAL_DATE_OF_BIRTH>{inner}</INDIVIDUAL_DATE_OF_BIRTH>"


def document(kind: str, number: str) -> str:
    """A document of an individual."""
    inner = f"<TYPE_OF_DOCUMENT>{kind}</TYPE_OF_DOCUMENT><NUMBER>{number}</NUMBER>"
    return f"<INDIVIDUAL_DOCUMENT>{inner}</INDIVIDUAL_DOCUMENT>"


def entity(reference: str, name: str, other: str = "") -> str:
    """An entity of the consolidated list."""
    also = f"<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>{other}</ALIAS_NAME></ENTITY_ALIAS>"
    number = f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER>"
    inner = f"{number}<FIRST_NAME>{name}</FIRST_NAME>{also if other else ''}"
    return f"<ENTITY>\n{inner}\n</ENTITY>\n"


def consolidated(individuals: str = "", entities: str = "", day: date = date(2026, 3, 1)) -> str:
    """A consolidated list."""
    inner = f"<INDIVIDUALS>\n{individuals}</INDIVIDUALS>\n<ENTITIES>\n{entities}</ENTITIES>\n"
    root = f'<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00">'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root}\n{inner}</CONSOLIDATED_LIST>\n'


ZARMEEN = individual(
    "FX.001",
    "ZARMIN",
    "MISALZAY",
    more=alias("Zarmeena Namuna")
    + alias("Z. Misal", "Low")
    + birth("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1985-04-12</DATE>"),
)
KHAYALI = individual("FX.002", "Khiali", "Shakhs", more=birth("<YEAR>1960</YEAR>"))
FARZI = entity("FX.003", "Farzi Traders", "Farzi Import")


def listed(folder: Path, text: str, name: str = "list.xml") -> SanctionsList:
    """A list as it is read from a file."""
    (folder / name).write_text(text, encoding="utf-8")
    return read_list(folder / name)
