"""What an officer reads on a screen of any width: every number whole."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rwa.reports import summary
from rwa.reports.text import print_summary
from rwa.simulation import Outcome

NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
NAMED = {"auctions": "auction", "offers": "offer", "tenders": "tender"}
LONGEST = "a-name-of-forty-letters-and-hyphens-it-is"[:40]


def shown(figures: Mapping[str, Any], width: int) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False)
    print_summary(console, figures, Path("runs/trial-1"), 2.0)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def renamed(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures with every auction, offer and tender of the longest name there may be."""
    names = {
        rows: [{**row, name: LONGEST} for row in figures[rows]] for rows, name in NAMED.items()
    }
    return {**figures, **names}


@pytest.mark.slow
def test_summary__any_width_and_names__no_number_is_cut(bundled: Outcome) -> None:
    figures = summary(bundled)
    for told in (figures, renamed(figures)):
        numbers = Counter(NUMBER.findall(shown(told, 1000)))
        for width in (60, 80, 100, 200):
            text = shown(told, width)
            assert Counter(NUMBER.findall(text)) == numbers
            assert "…" not in re.sub("0x[0-9a-f]{8}…", "", text)
            assert max(map(len, text.splitlines())) <= width
