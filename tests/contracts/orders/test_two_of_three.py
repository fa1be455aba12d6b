"""What any two of ministry, regulator and fiscal agent can do together, as the README says.

No office has a say in a change of its own members; so the two others can replace it, whether its
key was lost or not.
"""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import CAP, DAY, Market, refuses

OWNERS = [(Role.MINISTRY, Role.REGULATOR), (Role.REGULATOR, Role.MINISTRY)]


def execute(market: Market, function: str, *arguments: object) -> None:
    data = market.authority.encode(function, *arguments)
    market.orders.send("execute", data, sender=market.stranger)


@pytest.mark.parametrize(("owner", "third"), OWNERS)
def test_t47_cap__an_owner_and_the_fiscal_agent__raised_in_three_days_past_the_third(
    market: Market, owner: Role, third: Role
) -> None:
    begun, former, named = market.now, market.of_role(third), market.account("named by two")
    changes = [("grantRole", third, named, 0), ("revokeRole", third, former)]
    for change in changes:
        order = market.propose(market.authority, *change, role=owner)
        market.approve(order, Role.FISCAL_AGENT)
        selector = market.authority.encode(*change)[:4]
        with refuses("CapacityRefused", selector=selector, capacity=int(third)):
            market.orders.send("cancel", order, third, sender=former)
    market.wait(DAY)
    for change in changes:
        execute(market, *change)
    order = market.propose(market.programme, "setCap", 2 * CAP, role=owner)
    market.approve(order, third, sender=named)
    with refuses("RoleRequired", account=former, role=int(third)):
        market.orders.send("cancel", order, third, sender=former)
    market.wait(2 * DAY)
    ministry = market.ministry if owner is Role.MINISTRY else named
    market.programme.send("setCap", 2 * CAP, sender=ministry)
    assert market.programme.call("capUsd") == 2 * CAP
    assert market.now - begun == 3 * DAY


@pytest.mark.parametrize(("owner", "third"), OWNERS)
def test_t47_admin__named_by_an_owner_and_the_fiscal_agent__gives_any_office_at_once(
    market: Market, owner: Role, third: Role
) -> None:
    named = market.account("named by two")
    order = market.propose(market.authority, "grantRole", Role.ADMIN, named, 0, role=owner)
    market.approve(order, Role.FISCAL_AGENT)
    market.wait(DAY)
    execute(market, "grantRole", Role.ADMIN, named, 0)
    market.authority.send("grantRole", third, named, 0, sender=named)
    assert market.authority.call("hasRole", third, named) == (True, 0)
