"""Dated parameters of due diligence, from the data file beside this module."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources


def beneficial_owner_percent(day: date) -> Decimal:
    """From which share an owner is named, of due diligence done on this day; before the first day
    told, as on it.
    """
    told = _shares()
    return next((percent for start, percent in reversed(told) if start <= day), told[0][1])


@cache
def _shares() -> tuple[tuple[date, Decimal], ...]:
    text = resources.files("rwa.cdd").joinpath("thresholds.toml").read_text("utf-8")
    entries = tomllib.loads(text)["beneficial_owner"]
    return tuple(sorted((entry["from"], Decimal(entry["percent"])) for entry in entries))
