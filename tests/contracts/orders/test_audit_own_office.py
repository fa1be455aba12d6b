"""Orders that change a role: no office has a say in a change of its own members.

Otherwise a stolen key proposes or approves its own removal first, and withdraws it for ever.
"""

from __future__ import annotations

from typing import Any

import pytest

from rwa.roles import Role
from tests.contracts.system import DAY, DOCUMENT, Market, order_id, refuses

OFFICES = (Role.MINISTRY, Role.REGULATOR, Role.FISCAL_AGENT)


def refusal(market: Market, function: str, role: int) -> dict[str, Any]:
    arguments = (role, market.stranger, 0)[: 2 if function == "revokeRole" else 3]
    selector = market.authority.encode(function, *arguments)[:4]
    return {"selector": selector, "capacity": int(role)}


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.REGULATOR])
def test_t42_propose__own_removal__cannot_occupy_the_order(market: Market, role: Role) -> None:
    removal = (market.authority, "revokeRole", role, market.of_role(role))
    with refuses("CapacityRefused", **refusal(market, "revokeRole", role)):
        market.propose(*removal, role=role)
    market.carry_out(*removal)
    assert market.authority.call("hasRole", role, market.of_role(role)) == (False, 0)


@pytest.mark.parametrize("role", OFFICES)
def test_t42_approve__own_removal__cannot_be_the_party_that_withdraws(
    market: Market, role: Role
) -> None:
    removal = (market.authority, "revokeRole", role, market.of_role(role))
    order = market.propose(*removal)
    with refuses("CapacityRefused", **refusal(market, "revokeRole", role)):
        market.approve(order, role)
    with refuses("CapacityRefused", **refusal(market, "revokeRole", role)):
        market.orders.send("cancel", order, role, sender=market.of_role(role))


@pytest.mark.parametrize("role", OFFICES)
def test_t47_grant_role__to_its_own_office__refused_to_that_office(
    market: Market, role: Role
) -> None:
    grant = (market.authority, "grantRole", role, market.stranger, 0)
    if role is not Role.FISCAL_AGENT:
        with refuses("CapacityRefused", **refusal(market, "grantRole", role)):
            market.propose(*grant, role=role)
    order = market.propose(*grant)
    with refuses("CapacityRefused", **refusal(market, "grantRole", role)):
        market.approve(order, role)
    market.carry_out(market.authority, "grantRole", role, market.account("newcomer"), 0)


@pytest.mark.parametrize("office", [0, 3, 5, 6, 7, 8, 200, 257, 2**64 - 1])
def test_t47_propose__change_of_another_office__open_to_its_parties(
    market: Market, office: int
) -> None:
    """A number beyond the offices means none of them, whatever its low bits."""
    grant = (market.authority, "grantRole", office, market.stranger, 0)
    order = market.propose(*grant, role=Role.MINISTRY)
    market.approve(order, Role.REGULATOR)
    market.orders.send("cancel", order, Role.MINISTRY, sender=market.ministry)


def test_t47_propose__padded_call_data__the_office_is_still_read(market: Market) -> None:
    data = market.authority.encode("revokeRole", Role.MINISTRY, market.ministry) + bytes(32)
    call = (market.authority.address, data, DOCUMENT)
    with refuses("CapacityRefused", **refusal(market, "revokeRole", Role.MINISTRY)):
        market.orders.send("propose", *call, Role.MINISTRY, sender=market.ministry)
    market.orders.send("propose", *call, Role.REGULATOR, sender=market.regulator)
    market.approve(order_id(market.authority, data), Role.FISCAL_AGENT)
    market.wait(DAY)
    market.orders.send("execute", data, sender=market.stranger)
    assert market.authority.call("hasRole", Role.MINISTRY, market.ministry) == (False, 0)


def test_t47_propose__the_same_bytes_for_another_contract__change_no_role(market: Market) -> None:
    data = market.authority.encode("revokeRole", Role.MINISTRY, market.ministry)
    call = (market.programme.address, data, DOCUMENT, Role.MINISTRY)
    market.orders.send("propose", *call, sender=market.ministry)
    assert market.orders.call("orders", order_id(market.programme, data)).subject == 0


@pytest.mark.parametrize("length", [4, 35])
def test_t47_propose__call_data_cut_short__names_no_office(market: Market, length: int) -> None:
    data = market.authority.encode("revokeRole", Role.MINISTRY, market.ministry)[:length]
    call = (market.authority.address, data, DOCUMENT, Role.MINISTRY)
    market.orders.send("propose", *call, sender=market.ministry)
    assert market.orders.call("orders", order_id(market.authority, data)).subject == 0


def test_t48_offices__each_after_the_other_by_the_two_besides__all_replaced(
    market: Market,
) -> None:
    for role in OFFICES:
        grant = ("grantRole", role, market.account(f"new {role.name}"), 0)
        market.carry_out(market.authority, *grant)
        assert market.authority.call("hasRole", *grant[1:3]) == (True, 0)
