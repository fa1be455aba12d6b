"""Cases: what an alert opens, and what the compliance officer decides about it.

A file tells each case by its alert and then, line by line, who decided what and when and why;
nothing in it is ever changed. An open case is dismissed or reported; a dismissed one may be
reported after all; of one to be reported the report follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from rwa.aml.restricted import (
    CASES,
    FOLDER,
    Record,
    access,
    append,
    folder_names,
    locked,
    read_lines,
)
from rwa.calendar import Timestamp, iso_text
from rwa.errors import ConfigurationError, UsageError


class Status(StrEnum):
    """How far a case has come."""

    OPEN = "open"
    DISMISSED = "dismissed"
    STR = "to be reported"
    REPORTED = "reported"


_FOLLOWS = {
    Status.DISMISSED: (Status.OPEN,),
    Status.STR: (Status.OPEN, Status.DISMISSED),
    Status.REPORTED: (Status.STR, Status.REPORTED),
}
"""After which status each decision may come. A report may be made again, as a correction."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when and why."""

    status: Status
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its alert and every decision so far, in the file it stands in."""

    case: str
    trial: str
    exchange: str
    alert: Record
    file: Path
    decisions: tuple[Decision, ...] = ()

    @property
    def status(self) -> Status:
        """What the last decision says."""
        return self.decisions[-1].status if self.decisions else Status.OPEN

    @property
    def grounds(self) -> str:
        """Why it is to be reported, as decided last; empty where it is not."""
        found = [each.reason for each in self.decisions if each.status is Status.STR]
        return found[-1] if found else ""


def open_cases(run: Path, trial: str, alerts: Iterable[tuple[str, Record]]) -> dict[str, int]:
    """Open a case for each alert that has none yet, by its id; how many were opened, by exchange.

    Raises `ConfigurationError`.
    """
    by_exchange: dict[str, dict[str, Record]] = {}
    for case, alert in alerts:
        by_exchange.setdefault(alert["exchange"], {})[case] = alert
    opened: dict[str, int] = {}
    folders = _folders(run, by_exchange)
    for exchange, wanted in sorted(by_exchange.items()):
        folder = run / FOLDER / folders[exchange]
        with locked(folder):
            file = folder / CASES
            known = {case.case for case in _cases(file)} if file.exists() else set()
            new = [
                {"record": "case", "case": case, "alert": alert}
                for case, alert in wanted.items()
                if case not in known
            ]
            heading = {"access": access(exchange), "exchange": exchange, "trial": trial}
            if new:
                append(file, heading, new)
            opened[exchange] = len(new)
    return opened


def read_cases(run: Path, exchange: str | None = None) -> Sequence[Case]:
    """Every case of a run, or of one exchange, whose file alone is read in full then.

    Raises `ConfigurationError` where a file is not sound, `UsageError` where the exchange has none.
    """
    if not run.is_dir():
        raise ConfigurationError(str(run), "it is no folder of a run")
    files = _files(run)
    if exchange is not None and exchange not in files:
        raise UsageError(f"{run} has no cases of {exchange!r}")
    wanted = files.values() if exchange is None else (files[exchange],)
    return [case for file in wanted for case in _cases(file)]


def find_case(run: Path, name: str, exchange: str | None = None) -> Case:
    """One case by its id. Raises as `read_cases`, and `UsageError` where there is none."""
    for case in read_cases(run, exchange):
        if case.case == name:
            return case
    raise UsageError(f"no case of {run} is called {name!r}")


def decide(case: Case, status: Status, *, by: str, at: Timestamp, reason: str, **more: str) -> Case:
    """Add a decision to a case's file. Raises `UsageError` where it may not follow."""
    with locked(case.file.parent):
        (now,) = (each for each in _cases(case.file) if each.case == case.case)
        check_follows(now, status)
        record = {
            "record": "decision",
            "case": case.case,
            "status": status.value,
            "by": by,
            "at": iso_text(at),
            "reason": reason,
            **more,
        }
        append(case.file, {}, [record])
    return replace(now, decisions=(*now.decisions, _decision(record)))


def check_follows(case: Case, status: Status) -> None:
    """Raises `UsageError` where a case may not come to this status from its own."""
    if case.status in _FOLLOWS[status]:
        return
    if not case.decisions:
        raise UsageError(f"case {case.case} is open: decide that it is an STR first")
    last = case.decisions[-1]
    raise UsageError(
        f"case {case.case} cannot become {status.value!r}: {last.by} decided on {last.at} that it "
        f"is {last.status.value!r}"
    )


def _files(run: Path) -> Mapping[str, Path]:
    """The file of each exchange's cases."""
    files = sorted((run / FOLDER).glob(f"*/{CASES}"))
    return {str(read_lines(file)[0]["exchange"]): file for file in files}


def _folders(run: Path, exchanges: Iterable[str]) -> Mapping[str, str]:
    known = {exchange: file.parent.name for exchange, file in _files(run).items()}
    return folder_names(exchanges, known)


def _cases(file: Path) -> list[Case]:
    heading, records = read_lines(file)
    cases: dict[str, Case] = {}
    for line, record in enumerate(records, 2):
        try:
            _take(cases, record, heading, file)
        except (KeyError, ValueError, TypeError) as error:
            raise ConfigurationError(str(file), "this is no record of a case", line=line) from error
    return list(cases.values())


def _take(cases: dict[str, Case], record: Record, heading: Record, file: Path) -> None:
    name = record["case"]
    if record["record"] == "case" and name not in cases:
        exchange, trial = str(heading["exchange"]), str(heading["trial"])
        cases[name] = Case(name, trial, exchange, dict(record["alert"]), file)
    elif record["record"] == "decision":
        before = cases[name]
        cases[name] = replace(before, decisions=(*before.decisions, _decision(record)))
    else:
        raise ValueError(record["record"])


def _decision(record: Any) -> Decision:
    return Decision(
        Status(record["status"]), str(record["by"]), str(record["at"]), str(record["reason"])
    )
