"""The United Nations Security Council's consolidated list, in XML.

Read are of each INDIVIDUAL and ENTITY its REFERENCE_NUMBER, the four parts of its name and the name
in its original script, aliases with their QUALITY, dates of birth and documents; other elements are
passed over. Entities, document types and anything outside the file are never read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lxml import etree
from stdnum.pk import cnic

from rwa.calendar import parse_date
from rwa.cdd.records import bare_number
from rwa.errors import ConfigurationError
from rwa.scenario.validation import FileRefused
from rwa.screening.entries import Entry, Kind, ListedName, Paper, SanctionsList
from rwa.screening.lists.text import one_line
from rwa.text_files import decoded

ROOT = "CONSOLIDATED_LIST"
NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
LOW = "low"
_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")
_ABOUT = timedelta(days=366)
"""How far a day told as approximate may be off."""


def read_united_nations(data: bytes, file: str, most: int) -> SanctionsList:
    """Read a consolidated list of `most` bytes at most. Raises `ConfigurationError`, `FileRefused`
    with every broken entry.
    """
    root = _root(data, file, most)
    try:
        day = parse_date(root.get("dateGenerated", "")[:10])
    except ValueError as error:
        reason = 'the list tells no day, as in dateGenerated="2026-03-01"'
        raise ConfigurationError(file, reason, line=root.sourceline) from error
    entries: dict[str, Entry] = {}
    problems: list[ConfigurationError] = []
    for element, kind in _listed(root):
        try:
            entry = _entry(element, kind, file)
            if entry.reference in entries:
                raise _refusal(file, element, "REFERENCE_NUMBER", f"{entry.reference} again")
            entries[entry.reference] = entry
        except ConfigurationError as error:
            problems.append(error)
    if problems:
        raise FileRefused(tuple(problems))
    if not entries:
        raise ConfigurationError(file, "the list has no entry")
    digest = hashlib.sha256(data).hexdigest()
    return SanctionsList(Path(file).name, day, digest, MappingProxyType(entries))


def _root(data: bytes, file: str, most: int) -> Any:
    """The root of a plain document: UTF-8, without a document type and so without entities."""
    text = decoded(data, file, most)
    if found := re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        line = text.count("\n", 0, found.start()) + 1
        reason = "it declares a document type or entities, and no list needs them: it is not read"
        raise ConfigurationError(file, reason, line=line)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        reason = f"not valid XML: {error.msg.partition(', line ')[0]}"
        raise ConfigurationError(file, reason, line=error.lineno or 1) from error
    if root.tag != ROOT:
        raise ConfigurationError(file, f"a list in XML begins with {ROOT}", line=root.sourceline)
    return root


def _listed(root: Any) -> Iterator[tuple[Any, Kind]]:
    for element in root.iterfind("INDIVIDUALS/INDIVIDUAL"):
        yield element, Kind.INDIVIDUAL
    for element in root.iterfind("ENTITIES/ENTITY"):
        yield element, Kind.ENTITY


def _entry(element: Any, kind: Kind, file: str) -> Entry:
    reference = _text(element, "REFERENCE_NUMBER")
    if not reference:
        raise _refusal(file, element, "REFERENCE_NUMBER", "it is missing")
    name = " ".join(part for part in (_text(element, tag) for tag in NAME_PARTS) if part)
    if not any(character.isalnum() for character in name):
        raise _refusal(file, element, "FIRST_NAME", f"{reference} has no name")
    names = [ListedName(name)]
    if script := _text(element, "NAME_ORIGINAL_SCRIPT"):
        names.append(ListedName(script))
    for alias in element.iterfind(f"{element.tag}_ALIAS"):
        low = _text(alias, "QUALITY").casefold() == LOW
        told = (part.strip() for part in _text(alias, "ALIAS_NAME").split(";"))
        names += [ListedName(part, low) for part in told if any(map(str.isalnum, part))]
    births = element.iterfind("INDIVIDUAL_DATE_OF_BIRTH")
    return Entry(
        reference,
        kind,
        tuple(dict.fromkeys(names)),
        tuple(born for each in births for born in _birth(each, file)),
        tuple(
            paper
            for each in element.iterfind("INDIVIDUAL_DOCUMENT")
            for paper in _paper(_text(each, "TYPE_OF_DOCUMENT"), _text(each, "NUMBER"))
        ),
    )


def _birth(element: Any, file: str) -> Iterator[tuple[date, date]]:
    """The range of days that a birth is told as; none where nothing is told."""
    day, year = _text(element, "DATE"), _text(element, "YEAR")
    first, last = _text(element, "FROM_YEAR") or year, _text(element, "TO_YEAR") or year
    about = _ABOUT if "APPROX" in _text(element, "TYPE_OF_DATE").upper() else timedelta()
    if day:
        try:
            born = parse_date(day[:10])
        except ValueError as error:
            raise _refusal(file, element, "DATE", "YYYY-MM-DD is expected") from error
        yield born - about, born + about
    elif first or last:
        if not (_YEAR.fullmatch(first) and _YEAR.fullmatch(last) and first <= last):
            raise _refusal(file, element, "YEAR", "a year, or one and a later one, is expected")
        yield date(int(first), 1, 1) - about, date(int(last), 12, 31) + about


def _paper(kind: str, number: str) -> Iterator[Paper]:
    """A document by type and bare number; a national number of the form of a CNIC is one."""
    plain = bare_number(number)
    if "PASSPORT" in kind.upper() and plain:
        yield "passport", plain
    elif cnic.is_valid(plain):
        yield "cnic", plain
    elif plain:
        yield "other", plain


def _text(element: Any, tag: str) -> str:
    """The text of a child in one line; nothing where there is none."""
    return one_line(element.findtext(tag) or "")


def _refusal(file: str, element: Any, field: str, reason: str) -> ConfigurationError:
    return ConfigurationError(file, reason, line=element.sourceline, field=field)
