"""Lists of sanctioned persons and entities as they are published, read strictly: a list with
anything broken in it is refused whole.
"""

from __future__ import annotations

from pathlib import Path

from rwa.scenario.validation import read_regular
from rwa.screening.entries import SanctionsList
from rwa.screening.lists.nacta import read_nacta
from rwa.screening.lists.united_nations import read_united_nations

MAX_BYTES = 64 * 1024 * 1024


def read_list(file: Path) -> SanctionsList:
    """Read a list: CSV as NACTA publishes it where the file is called so, else XML as the United
    Nations do.

    Raises `ConfigurationError`, or `FileRefused` with every problem found.
    """
    data = read_regular(file, MAX_BYTES)
    read = read_nacta if file.suffix.casefold() == ".csv" else read_united_nations
    return read(data, str(file), MAX_BYTES)
