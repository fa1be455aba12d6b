"""The list of proscribed persons of Pakistan's National Counter Terrorism Authority, in CSV.

    name,father_name,cnic,province,district
    Farzi Shakhs @ Gul,Namunah Shakhs,42999-0000007-1,Sindh,Karachi

The day of the list stands in the file's name, as in `nacta-2026-03-01.csv`. Of a name, what stands
after `@` is an alias; `father_name`, `cnic`, `province` and `district` may be empty. An entry is
known by its CNIC, else by its name, father's name and district.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from stdnum.pk import cnic

from rwa.calendar import parse_date
from rwa.cdd.records import bare_number
from rwa.errors import ConfigurationError
from rwa.scenario.validation import FileRefused
from rwa.screening.entries import Entry, Kind, ListedName, SanctionsList
from rwa.screening.lists.text import one_line
from rwa.text_files import csv_rows

COLUMNS = ("name", "father_name", "cnic", "province", "district")
LONGEST = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_nacta(data: bytes, file: str, most: int) -> SanctionsList:
    """Read a list of `most` bytes at most. Raises `ConfigurationError`, `FileRefused` with every
    broken row.
    """
    day = _day(file)
    rows = csv_rows(data, file, most)
    header = next(rows, (1, ()))[1]
    if tuple("_".join(cell.casefold().split()) for cell in header) != COLUMNS:
        reason = f"the columns {','.join(COLUMNS)} are expected"
        raise ConfigurationError(file, reason, line=1)
    entries: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    problems: list[ConfigurationError] = []
    for line, cells in rows:
        found = _entry(file, line, cells)
        if isinstance(found, ConfigurationError):
            problems.append(found)
        elif found.reference in lines:
            reason = f"it is the entry of line {lines[found.reference]} already"
            problems.append(ConfigurationError(file, reason, line=line))
        else:
            entries[found.reference], lines[found.reference] = found, line
    if problems:
        raise FileRefused(tuple(problems))
    if not entries:
        raise ConfigurationError(file, "the list has no entry")
    digest = hashlib.sha256(data).hexdigest()
    return SanctionsList(Path(file).name, day, digest, MappingProxyType(entries))


def _day(file: str) -> date:
    found = _DAY.findall(Path(file).name)
    try:
        return parse_date(found[-1] if found else "")
    except ValueError as error:
        reason = "its name tells no day, as in nacta-2026-03-01.csv"
        raise ConfigurationError(file, reason) from error


def _entry(file: str, line: int, cells: Sequence[str]) -> Entry | ConfigurationError:
    def refusal(field: str | None, reason: str) -> ConfigurationError:
        return ConfigurationError(file, reason, line=line, field=field)

    if len(cells) != len(COLUMNS):
        return refusal(None, f"{len(COLUMNS)} cells are expected, not {len(cells)}")
    row = {name: one_line(cell) for name, cell in zip(COLUMNS, cells, strict=True)}
    for name, cell in row.items():
        if len(cell) > LONGEST:
            return refusal(name, f"{LONGEST} characters at most are expected")
    names = tuple(ListedName(part.strip()) for part in row["name"].split("@"))
    if not all(any(map(str.isalnum, each.text)) for each in names):
        return refusal("name", "a name is expected, and one after each @")
    number = bare_number(row["cnic"])
    if row["cnic"] and not cnic.is_valid(number):
        return refusal("cnic", "a CNIC of 13 digits is expected, or nothing")
    return Entry(
        _reference(row, number),
        Kind.INDIVIDUAL,
        names,
        documents=(("cnic", number),) if number else (),
        father=row["father_name"] or None,
        place=", ".join(part for part in (row["district"], row["province"]) if part) or None,
    )


def _reference(row: Mapping[str, str], number: str) -> str:
    if number:
        return f"CNIC {cnic.format(number)}"
    told = (row["name"], row["father_name"], row["district"])
    return ", ".join(part for part in told if part)
