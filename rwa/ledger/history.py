"""Balances at any moment of the past: the plain way, from every change ever made.

The contract writes a balance only when an account is first touched after a record date; this road
shares nothing with that one, so that each can be checked against the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from rwa.identifiers import Party


class History:
    """For each account the seconds at which its balance changed, and the balance from then on."""

    def __init__(self) -> None:
        self._changes: defaultdict[Party, list[tuple[int, int]]] = defaultdict(list)

    def record(self, account: Party, time: int, balance: int) -> None:
        """The balance of `account` is `balance` after a change at `time`; the last of a second
        counts.
        """
        changes = self._changes[account]
        if changes and changes[-1][0] == time:
            changes.pop()
        changes.append((time, balance))

    def before(self, account: Party, time: int) -> int:
        """The balance after everything earlier than `time`."""
        return _before(self._changes.get(account, []), time)

    def inherit(self, lost: Party, successor: Party) -> None:
        """What the lost wallet held in the past counts for its successor from now on, beside what
        that held itself. The last change of both is the move between them.
        """
        former = self._changes.pop(lost)[:-1]
        *own, move = self._changes.pop(successor)
        times = sorted({time for time, _ in (*former, *own)})
        both = [(time, _before(former, time + 1) + _before(own, time + 1)) for time in times]
        self._changes[successor] = [*both, move]

    def accounts(self) -> list[Party]:
        """Every account that ever held, lost wallets under their successor."""
        return list(self._changes)


def _before(changes: list[tuple[int, int]], time: int) -> int:
    place = bisect_left(changes, (time, -1))
    return changes[place - 1][1] if place else 0
