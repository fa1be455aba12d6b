"""Changes of roles by order: what refuses, in the contracts' order."""

from __future__ import annotations

import pytest

from rwa.refusals.access import LastAdminCannotLeave, OrderNotApproved
from rwa.roles import Role
from rwa.rules.authority import check_grant_role, check_revoke_role
from tests.builders import MINISTRY, ORACLE, STRANGER, Story, opened, order_id


def make_admin(story: Story, account: str) -> None:
    story.tell(
        "authority",
        "RoleGranted",
        role="admin",
        account=account,
        delay=0,
        since=story.now,
        new_member=True,
    )


def test_t47__change_of_roles__no_approved_order__refused() -> None:
    story = opened()
    with pytest.raises(OrderNotApproved):
        check_grant_role(story.ledger, Role.ADMIN, STRANGER, 1, order_id(1), story.now)
    with pytest.raises(OrderNotApproved):
        check_revoke_role(story.ledger, Role.ORACLE, ORACLE, order_id(1), story.now)


def test_t48__last_admin__cannot_leave_and_never_waits() -> None:
    story = opened()
    ledger, now, order = story.ledger, story.now, story.ordered(1)
    make_admin(story, "orders")
    orders = ledger.roles.members(Role.ADMIN)[0]
    with pytest.raises(LastAdminCannotLeave):
        check_revoke_role(ledger, Role.ADMIN, orders, order, now)
    with pytest.raises(LastAdminCannotLeave):
        check_grant_role(ledger, Role.ADMIN, MINISTRY, 1, order, now)
    check_revoke_role(ledger, Role.ADMIN, STRANGER, order, now)
    make_admin(story, MINISTRY)
    check_revoke_role(ledger, Role.ADMIN, orders, order, now)


def test_t48__every_other_role__removable() -> None:
    story = opened()
    ledger, now, order = story.ledger, story.now, story.ordered(1)
    for role in set(Role) - {Role.ADMIN}:
        check_revoke_role(ledger, role, ledger.roles.members(role)[0], order, now)
        check_grant_role(ledger, role, STRANGER, 5, order, now)
