"""How a summary's sections and tables look."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console
from rich.rule import Rule
from rich.text import Text


def section(console: Console, title: str) -> None:
    """Begin a section under a rule."""
    console.print()
    told = Text(title, style="bold")
    fits = cell_len(title) + 2 <= console.width
    console.print(Rule(told, align="left", style="dim") if fits else told)


def some(amount: str) -> bool:
    """Whether a decimal amount is not zero."""
    return any(digit in "123456789" for digit in amount)


def counted(number: int, thing: str) -> str:
    """A number of things, as in `1 holder` and `2,000 holders`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
