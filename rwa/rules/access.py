"""Who may act: the roles."""

from __future__ import annotations

from rwa.identifiers import Party
from rwa.ledger import Ledger
from rwa.refusals.access import RoleRequired
from rwa.roles import role_name


def check_role(ledger: Ledger, caller: Party, role: int, now: int) -> None:
    """The caller holds the role without a delay. Raises `RoleRequired`."""
    if not ledger.roles.holds(caller, role, now):
        raise RoleRequired(caller, role_name(role))
