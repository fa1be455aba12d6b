"""Roles by number and by name."""

from __future__ import annotations

import pytest

from rwa.roles import Role, role_name, role_number


@pytest.mark.parametrize("number", [*Role, 12, 2**64 - 1])
def test_role_name__any_number__and_back(number: int) -> None:
    assert role_number(role_name(number)) == number


def test_role_name__two_words__in_an_officers_words() -> None:
    assert role_name(Role.FISCAL_AGENT) == "fiscal agent"
    assert role_name(99) == "role 99"


def test_role_number__no_role__wrong_use() -> None:
    with pytest.raises(ValueError, match="chancellor"):
        role_number("chancellor")
