"""Plain tables in which nothing is cut: on a screen too narrow for one names fold, and in the end
each row is stacked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

GAP = 2
NARROWEST = 12
"""Columns below which a name is not folded: an ISIN stands whole."""


class Grid:
    """Rows under named columns: the first names the row and may fold, those named in `right` are
    set right.
    """

    def __init__(self, *columns: str, right: Sequence[str] = ()) -> None:
        self._columns = columns
        self._right = right
        self._rows: list[tuple[tuple[str, ...], str]] = []

    def add_row(self, *cells: str, style: str = "") -> None:
        """Add a row of one cell a column. Raises `ValueError` where there are more or fewer."""
        if len(cells) != len(self._columns):
            raise ValueError(f"{len(cells)} cells under {len(self._columns)} columns")
        self._rows.append((cells, style))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, or its rows stacked where the amounts leave a name too little room."""
        first, *others = (
            max(cell_len(cell) for cell in column)
            for column in zip(self._columns, *(cells for cells, _ in self._rows), strict=True)
        )
        room = options.max_width - sum(others) - GAP * len(others)
        if room >= min(first, NARROWEST):
            yield self._table(room)
        else:
            yield from self._stack()

    def _table(self, room: int) -> Table:
        shown = Table(
            box=None,
            pad_edge=False,
            padding=(0, GAP, 0, 0),
            header_style="dim",
            show_header=any(self._columns),
        )
        for place, column in enumerate(self._columns):
            justify = "right" if place and column in self._right else "left"
            name = column if place else _folded(column, room)
            shown.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
        for (name, *cells), style in self._rows:
            shown.add_row(_folded(name, room), *cells, style=style)
        return shown

    def _stack(self) -> Iterator[Text]:
        """Each row's name, and under it a line for each of its other cells."""
        labels = self._columns[1:]
        width = max(map(cell_len, labels), default=0)
        right = [label in self._right for label in labels]
        for (name, *cells), style in self._rows:
            amounts = [cell for cell, amount in zip(cells, right, strict=True) if amount]
            longest = max(map(cell_len, amounts), default=0)
            yield Text(name, style=style)
            for label, cell, amount in zip(labels, cells, right, strict=True):
                value = cell.rjust(longest) if amount else cell
                yield Text(f"  {label:<{width}}  {value}", style=style)


def _folded(name: str, room: int) -> str:
    return "\n".join(wrap(name, room)) if cell_len(name) > room else name


def prose(*columns: str) -> Table:
    """Text beside labels: the last column wraps, the others stand whole."""
    shown = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
    for column in columns[:-1]:
        shown.add_column(column, no_wrap=True)
    shown.add_column(columns[-1], overflow="fold")
    return shown
