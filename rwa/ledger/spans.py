"""Which record dates an account tells of: those closed between its first touch and its last."""

from __future__ import annotations

from rwa.identifiers import Party


class Spans:
    """The first and last touch of each account, as a token's account words keep them."""

    def __init__(self) -> None:
        self._spans: dict[Party, tuple[int, int]] = {}
        self._before: dict[Party, tuple[int, int]] = {}

    def tells(self, account: Party) -> bool:
        """Whether the account was touched on both sides of a record date, and so tells of one."""
        first, last = self._spans.get(account, (0, 0))
        return first != last

    def last(self, account: Party) -> int:
        """How many record dates were closed when the account was last touched."""
        return self._spans.get(account, (0, 0))[1]

    def touch(self, blank: dict[Party, bool], closed: int) -> None:
        """Accounts are touched after `closed` record dates; a blank one starts anew."""
        self._before = {account: self._spans.get(account, (0, 0)) for account in blank}
        for account, is_blank in blank.items():
            first = closed if is_blank else self._before[account][0]
            self._spans[account] = (first, closed)

    def undo(self) -> None:
        """The last touch was none."""
        self._spans.update(self._before)

    def open(self, account: Party, closed: int) -> None:
        """The account starts anew after `closed` record dates, whatever it was."""
        self._spans[account] = (closed, closed)
