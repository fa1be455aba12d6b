"""The parties of a programme, as the contracts number them."""

from __future__ import annotations

from enum import IntEnum
from typing import NewType

RoleName = NewType("RoleName", str)
"""A role in an officer's words, as in `fiscal agent`; `role 9` for a number that names none."""


class Role(IntEnum):
    """A role on the authority; the admin's is held by the book of orders alone."""

    ADMIN = 0
    MINISTRY = 1
    REGULATOR = 2
    REGISTRAR = 3
    FISCAL_AGENT = 4
    CUSTODIAN = 5
    ORACLE = 6
    PRIMARY_DEALER = 7
    PRIMARY_MARKET = 8
    PAYING_AGENT = 9
    TENDERS = 10
    ATTESTOR = 11
    REDEMPTIONS = 12


_NAMES = {role.value: role.name.lower().replace("_", " ") for role in Role}


def role_name(number: int) -> RoleName:
    """The name of a role's number."""
    return RoleName(_NAMES.get(number, f"role {number}"))


def role_number(name: str) -> int:
    """The number of a role's name; the inverse of `role_name`."""
    for number, known in _NAMES.items():
        if known == name:
            return number
    return int(name.removeprefix("role "))
