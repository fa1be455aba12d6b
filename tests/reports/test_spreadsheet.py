"""CSV files that run nothing when a spreadsheet opens them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.reports.spreadsheet import csv_text, defused, restored

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")', "'=1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_o19__a_cell_that_starts_a_formula__defused_and_recoverable(cell: str) -> None:
    assert defused(cell).startswith("'")
    assert restored(defused(cell)) == cell


@given(st.text())
def test_o19__any_text__recovered_through_csv(cell: str) -> None:
    assert not defused(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    text = csv_text(["column"], [[cell]])
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert restored(rows[1][0] if rows[1] else "") == cell


def test_o19__ordinary_cells__left_alone() -> None:
    assert csv_text(["a", "b"], [["Binance", 5], ["1,000", "x"]]) == 'a,b\nBinance,5\n"1,000",x\n'
