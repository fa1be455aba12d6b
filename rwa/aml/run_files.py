"""A finished run's folder as the rules read it: every event, and what was refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rwa.aml.movements import Attempt
from rwa.calendar import parse_iso
from rwa.errors import ConfigurationError, RwaError
from rwa.events import Event
from rwa.identifiers import Code, Party

_AMOUNT = r"[A-Z]{3,8} (?P<amount>[0-9,]+(?:\.[0-9]+)?)"
TRANSFER = re.compile(_AMOUNT + r"(?: from (?P<sender>\S+))? to (?P<receiver>\S+)")
SALE = re.compile(_AMOUNT + r" from (?P<sender>\S+) to (?P<receiver>\S+), clean .+")
"""The particulars of a refused transfer, and of a refused sale; wallets have no spaces."""


class _Refusal(BaseModel):
    """A row of a summary's refusals, as far as it is read here."""

    model_config = ConfigDict(frozen=True, strict=True)

    time: str
    actor: str
    action: str
    instrument: str
    particulars: str
    refusal: str


class _Summary(BaseModel):
    """A run's summary, as far as it is read here."""

    model_config = ConfigDict(frozen=True, strict=True)

    trial: str
    events: Annotated[int, Field(ge=0)]
    refusals: list[_Refusal]


@dataclass(frozen=True, slots=True)
class RunFiles:
    """The files of a run: its trial's name, how many events it has, and what holders tried in
    vain.
    """

    folder: Path
    trial: str
    count: int
    attempts: Sequence[Attempt]

    def events(self) -> Iterator[Event]:
        """Every event in order, one line read at a time.

        Raises `ConfigurationError` for a line that is no event, stands out of order or is missing.
        """
        file, number, time = self.folder / "events.jsonl", 0, 0
        try:
            with file.open(encoding="utf-8") as lines:
                for line in lines:
                    event = _event(line, str(file), number, time)
                    yield event
                    number, time = number + 1, event.time
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(file, error) from error
        if number != self.count:
            reason = f"it has {number:,} events, and summary.json tells of {self.count:,}"
            raise ConfigurationError(str(file), reason)


def read_run(folder: Path) -> RunFiles:
    """The files of a run's folder. Raises `ConfigurationError`."""
    file = folder / "summary.json"
    try:
        summary = _Summary.model_validate(json.loads(file.read_bytes()))
    except OSError as error:
        raise _unreadable(file, error) from error
    except ValidationError as error:
        detail = error.errors()[0]
        field = ".".join(str(step) for step in detail["loc"]) or None
        reason = detail["msg"][:1].lower() + detail["msg"][1:]
        raise ConfigurationError(str(file), reason, field=field) from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(str(file), "no summary of a run: JSON is expected") from error
    attempts = [
        attempt
        for row, refusal in enumerate(summary.refusals, 1)
        if (attempt := _attempt(str(file), row, refusal)) is not None
    ]
    attempts.sort(key=lambda attempt: attempt.time)
    return RunFiles(folder, summary.trial, summary.events, attempts)


def _attempt(file: str, row: int, refusal: _Refusal) -> Attempt | None:
    """A holder's transfer or sale that was refused; none where the refusal is of another act."""
    if refusal.action == "transfer":
        told = TRANSFER.fullmatch(refusal.particulars)
        if told is None:
            reason = f"{refusal.particulars!r} are not the particulars of a transfer"
            raise ConfigurationError(file, reason, field=f"refusals[{row}].particulars")
    elif refusal.action.startswith("settle "):
        told = SALE.fullmatch(refusal.particulars)
    else:
        told = None
    if told is None:
        return None
    return Attempt(
        row,
        parse_iso(refusal.time),
        Code(refusal.instrument),
        told["amount"].replace(",", ""),
        Party(told["sender"] or refusal.actor),
        Party(told["receiver"]),
        refusal.refusal,
    )


def _event(line: str, file: str, number: int, time: int) -> Event:
    """The event on a line, number `number` and not before `time`."""
    try:
        event = Event.from_json(line)
    except (RwaError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise ConfigurationError(file, _why(error), line=number + 1) from error
    if event.sequence != number:
        reason = f"event {event.sequence} stands where event {number} is expected"
        raise ConfigurationError(file, reason, line=number + 1)
    if event.time < time:
        reason = f"event {number} is of an earlier time than the one before it"
        raise ConfigurationError(file, reason, line=number + 1)
    return event


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, RwaError) else "this is no event of a run's log"


def _unreadable(file: Path, error: Any) -> ConfigurationError:
    reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
    return ConfigurationError(str(file), f"cannot be read: {reason}")
