"""Authority: roles change only through orders, and somebody can always change them."""

from __future__ import annotations

import pytest

from rwa.chain.contract import deploy
from rwa.roles import Role
from tests.contracts.system import DAY, DOCUMENT, OFFICES, Market, emitted, refuses

FOREVER = 2**32 - 1


@pytest.mark.parametrize("role", list(Role))
def test_t47_grant_role__asked_by_any_actor__refused(market: Market, role: Role) -> None:
    for actor in (*OFFICES, "deployer", "stranger"):
        caller = getattr(market, actor)
        with refuses("AccessManagerUnauthorizedAccount", msgsender=caller, roleId=Role.ADMIN):
            market.authority.send("grantRole", role, caller, 0, sender=caller)


def test_t48_renounce_role__by_the_only_admin__refused(market: Market) -> None:
    alone = deploy(
        market.engine, market.artifacts["Authority"], market.deployer, sender=market.deployer
    )
    with refuses("LastAdminCannotLeave", account=market.deployer):
        alone.send("renounceRole", Role.ADMIN, market.deployer, sender=market.deployer)
    with refuses("LastAdminCannotLeave", account=market.deployer):
        alone.send("revokeRole", Role.ADMIN, market.deployer, sender=market.deployer)


def test_t48_revoke_role__of_the_book_of_orders__refused(market: Market) -> None:
    with refuses("LastAdminCannotLeave", account=market.orders.address):
        market.carry_out(market.authority, "revokeRole", Role.ADMIN, market.orders.address)


def test_t48_grant_role__admin_with_a_delay__refused(market: Market) -> None:
    """A delay would make the book of orders wait for a schedule that it cannot make."""
    with refuses("LastAdminCannotLeave", account=market.orders.address):
        market.carry_out(market.authority, "grantRole", Role.ADMIN, market.orders.address, FOREVER)
    with refuses("LastAdminCannotLeave", account=market.stranger):
        market.carry_out(market.authority, "grantRole", Role.ADMIN, market.stranger, 1)
    market.carry_out(market.authority, "grantRole", Role.ORACLE, market.stranger, 0)
    assert market.authority.call("hasRole", Role.ORACLE, market.stranger) == (True, 0)


def test_t48_renounce_role__one_admin_of_two__accepted_once(market: Market) -> None:
    market.carry_out(market.authority, "grantRole", Role.ADMIN, market.stranger, 0)
    market.carry_out(market.authority, "grantRole", Role.ADMIN, market.stranger, 0)
    market.authority.send("renounceRole", Role.ADMIN, market.stranger, sender=market.stranger)
    with refuses("LastAdminCannotLeave", account=market.orders.address):
        market.carry_out(market.authority, "revokeRole", Role.ADMIN, market.orders.address)


@pytest.mark.parametrize("office", OFFICES)
def test_t48_revoke_role__any_office_by_the_other_two__removed(market: Market, office: str) -> None:
    role, account = OFFICES[office], getattr(market, office)
    proposer = Role.REGULATOR if role is Role.MINISTRY else Role.MINISTRY
    approver = Role.REGULATOR if role is Role.FISCAL_AGENT else Role.FISCAL_AGENT
    receipt = market.carry_out(
        market.authority, "revokeRole", role, account, proposer=proposer, approver=approver
    )
    assert emitted(receipt, "RoleRevoked") == [{"roleId": role, "account": account}]
    assert market.authority.call("hasRole", role, account) == (False, 0)


def test_t48_grant_role__ministry_key_lost__replaced_by_regulator_and_fiscal_agent(
    market: Market,
) -> None:
    parties = {"proposer": Role.REGULATOR, "approver": Role.FISCAL_AGENT}
    new_ministry = market.account("new ministry")
    market.carry_out(market.authority, "revokeRole", Role.MINISTRY, market.ministry, **parties)
    market.carry_out(market.authority, "grantRole", Role.MINISTRY, new_ministry, 0, **parties)
    token = market.deploy_token("XAU-LAHORE", "CommodityReserve", "XAU", 3, 1)
    with refuses("RoleRequired", account=market.ministry, role=Role.MINISTRY):
        market.programme.send("register", token.address, 1, sender=market.ministry)
    market.programme.send("register", token.address, 1, sender=new_ministry)
    assert market.programme.call("instrument", token.call("INSTRUMENT_ID")).token == token.address


def test_t42_revoke_role__the_office_removed_resists__removed(market: Market) -> None:
    """A stolen ministry key can neither withdraw its own removal nor wait it out."""
    removal = (market.authority, "revokeRole", Role.MINISTRY, market.ministry)
    order = market.propose(*removal, role=Role.REGULATOR)
    selector = market.authority.encode("revokeRole", 0, market.stranger)[:4]
    refused = {"selector": selector, "capacity": Role.MINISTRY}
    with refuses("CapacityRefused", **refused):
        market.orders.send("cancel", order, Role.MINISTRY, sender=market.ministry)
    market.approve(order, Role.FISCAL_AGENT)
    with refuses("CapacityRefused", **refused):
        market.orders.send("cancel", order, Role.MINISTRY, sender=market.ministry)
    market.wait(DAY)
    market.orders.send("execute", market.authority.encode(*removal[1:]), sender=market.regulator)
    assert market.authority.call("hasRole", Role.MINISTRY, market.ministry) == (False, 0)


def test_t47_office_with_a_delay__acts__refused(market: Market) -> None:
    market.carry_out(market.authority, "grantRole", Role.MINISTRY, market.stranger, 5)
    data = market.programme.encode("setCap", 1)
    with refuses("RoleRequired", account=market.stranger, role=Role.MINISTRY):
        market.programme.send("setCap", 1, sender=market.stranger)
    proposal = (market.programme.address, data, DOCUMENT, Role.MINISTRY)
    with refuses("RoleRequired", account=market.stranger, role=Role.MINISTRY):
        market.orders.send("propose", *proposal, sender=market.stranger)
