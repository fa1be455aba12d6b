"""Record dates: announcing one, and whether one has passed since a settlement was due."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.refusals.token import RecordTimeRefused, TooManyRecordDates
from rwa.roles import Role
from rwa.rules.access import check_role

MAX_RECORD_DATES = 64
NO_RECORD_TIME = 2**40 - 1
"""The record time of a token that has none ahead; never a record time itself."""


def check_announce(ledger: Ledger, token: Code, caller: Party, record_time: int, now: int) -> None:
    """The fiscal agent announces the next record time: ahead, and later than the last.

    Raises `RoleRequired`, `TooManyRecordDates` or `RecordTimeRefused`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    times = ledger.tokens[token].record_times
    if len(times) >= MAX_RECORD_DATES:
        raise TooManyRecordDates
    last = max(now, times[-1]) if times else now
    if not last < record_time < NO_RECORD_TIME:
        raise RecordTimeRefused(Timestamp(record_time), Timestamp(last))


def record_time_passed(
    ledger: Ledger, token: Code, settlement_time: int, now: int
) -> Timestamp | None:
    """The record time that followed a settlement time, if it has passed."""
    times = ledger.tokens[token].record_times
    return next((time for time in times if settlement_time < time <= now), None)
