"""How a summary's sections and tables look."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text


def section(console: Console, title: str) -> None:
    """Begin a section under a rule."""
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left", style="dim"))


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """A plain table; the columns named in `right` are set right."""
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        shown.add_column(column, justify="right" if column in right else "left", no_wrap=True)
    return shown


def some(amount: str) -> bool:
    """Whether a decimal amount is not zero."""
    return any(digit in "123456789" for digit in amount)


def counted(number: int, thing: str) -> str:
    """A number of things, as in `1 holder` and `2,000 holders`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
