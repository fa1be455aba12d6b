"""A table that cuts nothing, whatever the screen's width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from rwa.grid import Grid

AMOUNT = "1,300,000,000,000.00"


def shown(grid: Grid, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False)
    console.print(grid)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def sales(name: str) -> Grid:
    grid = Grid("tender", "unit", "given up", "cash", right=("given up", "cash"))
    grid.add_row(name, "PKR", AMOUNT, "0.00")
    return grid


def test_grid__row_of_other_length__refused() -> None:
    with pytest.raises(ValueError, match="2 cells under 4 columns"):
        sales("put").add_row("a", "b")


def test_grid__room_enough__one_line_a_row() -> None:
    assert shown(sales("put"), 100) == [
        "tender  unit              given up  cash",
        f"put     PKR   {AMOUNT}  0.00",
    ]


def test_grid__long_name__folded_at_its_hyphens_and_the_amount_whole() -> None:
    assert shown(sales("october-drawing-by-lot-of-2026"), 50) == [
        "tender            unit              given up  cash",
        f"october-drawing-  PKR   {AMOUNT}  0.00",
        "by-lot-of-2026",
    ]


def test_grid__narrow__stacked_under_its_name_with_what_each_cell_is() -> None:
    assert shown(sales("october-drawing"), 40) == [
        "october-drawing",
        "  unit      PKR",
        f"  given up  {AMOUNT}",
        "  cash                      0.00",
    ]


@pytest.mark.parametrize("width", range(len(AMOUNT), 60))
def test_grid__any_width_of_an_amount__the_amount_whole(width: int) -> None:
    text = "\n".join(shown(sales("october-drawing"), width))
    assert AMOUNT in text
    assert "…" not in text
