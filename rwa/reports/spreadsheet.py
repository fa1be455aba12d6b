"""CSV that a spreadsheet opens without running anything: cells that look like formulas are
defused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def defused(cell: str) -> str:
    """The cell with an apostrophe before a character that would start a formula, or an apostrophe
    of its own.
    """
    return "'" + cell if cell.startswith(_DANGEROUS) else cell


def restored(cell: str) -> str:
    """The inverse of `defused`."""
    return cell[1:] if cell.startswith("'") else cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV (RFC 4180, lines ended by a line feed): a header and rows of defused cells."""
    lines = [header, *([defused(str(cell)) for cell in row] for row in rows)]
    return "".join(",".join(_quoted(cell) for cell in line) + "\n" for line in lines)


def _quoted(cell: str) -> str:
    if any(character in cell for character in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
