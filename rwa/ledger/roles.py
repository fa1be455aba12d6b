"""Who holds which role, from the authority's events."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.events import Event
from rwa.identifiers import Party
from rwa.roles import role_number


@dataclass(frozen=True, slots=True)
class Membership:
    """A role held from `since` on, with an execution delay (seconds) that becomes `delay` at
    `delay_from`.
    """

    since: int
    former_delay: int
    delay: int
    delay_from: int

    def delay_at(self, now: int) -> int:
        """The execution delay in force."""
        return self.delay if now >= self.delay_from else self.former_delay


class RoleBook:
    """Members of each role."""

    def __init__(self) -> None:
        self._members: dict[tuple[int, Party], Membership] = {}

    def holds(self, account: Party, role: int, now: int) -> bool:
        """Whether the account holds the role at `now`, without a delay."""
        membership = self._members.get((role, account))
        return membership is not None and membership.since <= now and membership.delay_at(now) == 0

    def members(self, role: int) -> list[Party]:
        """The accounts granted a role, in the order of the grants."""
        return [account for number, account in self._members if number == role]

    def apply(self, event: Event) -> None:
        """Take in one event of the authority."""
        if event.name not in ("RoleGranted", "RoleRevoked"):
            return
        key = role_number(event.text("role")), Party(event.text("account"))
        if event.name == "RoleRevoked":
            del self._members[key]
            return
        delay, since = event.number("delay"), event.number("since")
        if event.flag("new_member"):
            self._members[key] = Membership(since, delay, delay, since)
        else:
            held = self._members[key]
            former = held.delay_at(event.time)
            self._members[key] = Membership(held.since, former, delay, since)
