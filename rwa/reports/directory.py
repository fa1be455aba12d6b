"""A run's directory: made beside its final place before the run, and moved there whole after it."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rwa.chain.deployment import manifest
from rwa.errors import ConfigurationError
from rwa.ledger.register import REGISTER_COLUMNS, register_rows
from rwa.reports.allocation import allocation_files
from rwa.reports.auction_files import auction_files
from rwa.reports.holders import (
    PAYMENT_COLUMNS,
    RECORD_COLUMNS,
    discharge_rows,
    record_rows,
)
from rwa.reports.redemptions import redemption_files
from rwa.reports.spreadsheet import csv_text
from rwa.reports.summary import summary
from rwa.reports.tenders import tender_files
from rwa.simulation import Outcome

DEFAULT_PARENT = Path("runs")
INSTRUMENT_COLUMNS = (
    "code",
    "name",
    "class",
    "unit",
    "issued",
    "repaid",
    "redeemed",
    "outstanding",
    "pool_factor",
    "original_face",
    "outstanding_usd",
    "holders",
)
REFUSAL_COLUMNS = (
    "date",
    "time",
    "actor",
    "action",
    "instrument",
    "particulars",
    "rule",
    "refusal",
    "sentence",
    "python",
    "chain",
    "agreed",
    "attempt",
)


class RunDirectory:
    """Where a run's files go: `out`, which must be new or empty, or else `runs/<trial>-<n>`.

    Entering it proves that the place can be written, so that an unwritable one costs no run;
    leaving without `publish` leaves nothing behind. Raises `ConfigurationError`.
    """

    def __init__(self, trial: str, out: Path | None) -> None:
        self._trial = trial
        self._out = out
        self._partial: Path | None = None

    def __enter__(self) -> Self:
        place = self._out or DEFAULT_PARENT / self._trial
        try:
            if self._out is not None:
                _check_new(self._out)
            place.parent.mkdir(parents=True, exist_ok=True)
            partial = place.parent / f".{place.name}.{secrets.token_hex(4)}.partial"
            partial.mkdir()
        except OSError as error:
            raise _unwritable(place, error) from error
        self._partial = partial
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._partial is not None:
            shutil.rmtree(self._partial, ignore_errors=True)

    def publish(self, outcome: Outcome) -> Path:
        """Write a run's files and move the directory to its place, which is returned."""
        if self._partial is None:
            raise ValueError("a run directory is entered before it is published")
        try:
            for name, text in report_files(outcome).items():
                file = self._partial / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="")
            place = self._move(self._partial)
        except OSError as error:
            raise _unwritable(self._out or DEFAULT_PARENT, error) from error
        self._partial = None
        return place

    def _move(self, partial: Path) -> Path:
        if self._out is not None:
            return partial.rename(self._out)
        number = 1
        while True:
            place = DEFAULT_PARENT / f"{self._trial}-{number}"
            if not place.exists():
                return partial.rename(place)
            number += 1


def report_files(outcome: Outcome) -> Mapping[str, str]:
    """A run's files by name. All but `deployment.json` are the same bytes for the same file and
    seed.
    """
    figures = summary(outcome)
    return {
        "events.jsonl": "".join(line + "\n" for line in outcome.events),
        "summary.json": _json(figures),
        "instruments.csv": csv_text(
            INSTRUMENT_COLUMNS,
            ([row[column] for column in INSTRUMENT_COLUMNS] for row in figures["instruments"]),
        ),
        "register.csv": csv_text(REGISTER_COLUMNS, _register(outcome)),
        "refusals.csv": csv_text(
            REFUSAL_COLUMNS,
            ([_cell(row[column]) for column in REFUSAL_COLUMNS] for row in figures["refusals"]),
        ),
        "record_dates.csv": csv_text(RECORD_COLUMNS, record_rows(outcome)),
        "payments.csv": csv_text(PAYMENT_COLUMNS, discharge_rows(outcome)),
        **auction_files(outcome),
        **tender_files(outcome),
        **redemption_files(outcome),
        **allocation_files(outcome),
        "deployment.json": _json(manifest(outcome.system)),
    }


def _register(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    """The register's rows, with each category's name instead of its number on chain."""
    names = dict(enumerate(outcome.trial.sections.population.categories, 1))
    for row in register_rows(outcome.ledger, outcome.now):
        cells = dict(zip(REGISTER_COLUMNS, row.cells(), strict=True))
        cells["category"] = names.get(row.category, cells["category"])
        yield tuple(cells.values())


def _cell(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"


def _check_new(out: Path) -> None:
    """Refuse a place that the run's folder could not take once the run is over."""
    if out.name in ("", ".."):
        raise ConfigurationError(str(out), "it has no name of its own; name a new folder")
    if out.is_symlink():
        raise ConfigurationError(str(out), "it is a symbolic link; name the folder itself")
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise ConfigurationError(str(out), "it exists and is not an empty folder")


def _unwritable(place: Path, error: OSError) -> ConfigurationError:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return ConfigurationError(str(place), "cannot be written: a file is in the way")
    return ConfigurationError(str(place), f"cannot be written: {error.strerror or error}")
