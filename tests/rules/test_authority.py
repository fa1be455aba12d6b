"""Changes of roles by order: what refuses, in the contracts' order."""

from __future__ import annotations

import pytest

from rwa.identifiers import FunctionName, Party
from rwa.ledger.orders import ORDERS
from rwa.refusals.access import (
    AccessManagerUnauthorizedAccount,
    CapacityRefused,
    LastAdminCannotLeave,
    OrderNotApproved,
)
from rwa.roles import Role
from rwa.rules.authority import check_grant_role, check_revoke_role
from rwa.rules.orders import check_approve, check_cancel, check_propose
from tests.builders import MINISTRY, ORACLE, PAPER, REGULATOR, STRANGER, Story, opened, order_id

REVOKE = FunctionName("revokeRole")
SELECTOR = b"\1\2\3\4"


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
    with pytest.raises(LastAdminCannotLeave):
        check_revoke_role(ledger, Role.ADMIN, ORDERS, order, now)
    with pytest.raises(LastAdminCannotLeave):
        check_grant_role(ledger, Role.ADMIN, MINISTRY, 1, order, now)
    check_revoke_role(ledger, Role.ADMIN, STRANGER, order, now)
    make_admin(story, MINISTRY)
    check_revoke_role(ledger, Role.ADMIN, ORDERS, order, now)


def test_t48__book_of_orders_no_longer_admin__its_successor_alone_changes_roles() -> None:
    story = opened()
    ledger, now, order = story.ledger, story.now, story.ordered(1)
    make_admin(story, STRANGER)
    story.tell("authority", "RoleRevoked", role="admin", account=ORDERS)
    for role in Role:
        with pytest.raises(OrderNotApproved):
            check_grant_role(ledger, role, STRANGER, 1, order_id(2), now)
        with pytest.raises(AccessManagerUnauthorizedAccount) as refused:
            check_grant_role(ledger, role, STRANGER, 1, order, now)
        with pytest.raises(AccessManagerUnauthorizedAccount):
            check_revoke_role(ledger, role, STRANGER, order, now)
    assert refused.value.sentence == (
        "orders does not hold the role of admin, which a change of roles is carried out in"
    )


def test_t48__every_other_role__removable() -> None:
    story = opened()
    ledger, now, order = story.ledger, story.now, story.ordered(1)
    for role in set(Role) - {Role.ADMIN}:
        check_revoke_role(ledger, role, ledger.roles.members(role)[0], order, now)
        check_grant_role(ledger, role, STRANGER, 5, order, now)


def propose(story: Story, target: str, data: bytes, by: Party, role: Role) -> None:
    story.tell(
        "orders",
        "OrderProposed",
        order=order_id(1),
        target=target,
        function=REVOKE,
        data="0x" + data.hex(),
        document=PAPER,
        proposer=by,
        capacity=role.name.lower(),
    )


def test_t42__change_of_an_office__not_open_to_that_office() -> None:
    story = opened()
    ledger, now, order = story.ledger, story.now, order_id(1)
    arguments = (ledger, MINISTRY, order, REVOKE, PAPER, Role.MINISTRY, now)
    check_propose(*arguments, subject=Role.REGULATOR)
    with pytest.raises(CapacityRefused):
        check_propose(*arguments, subject=Role.MINISTRY)
    propose(story, "authority", SELECTOR + bytes(31) + b"\1", REGULATOR, Role.REGULATOR)
    assert ledger.orders.pending[order].subject == Role.MINISTRY
    with pytest.raises(CapacityRefused):
        check_approve(ledger, MINISTRY, order, PAPER, Role.MINISTRY, now)
    with pytest.raises(CapacityRefused):
        check_cancel(ledger, MINISTRY, order, Role.MINISTRY, now)
    check_cancel(ledger, REGULATOR, order, Role.REGULATOR, now)


@pytest.mark.parametrize(
    ("target", "data"),
    [
        ("programme", SELECTOR + bytes(31) + b"\1"),
        ("authority", SELECTOR + bytes(31)),
        ("authority", b""),
    ],
)
def test_t42__any_other_call__changes_no_office(target: str, data: bytes) -> None:
    story = opened()
    propose(story, target, data, REGULATOR, Role.REGULATOR)
    assert story.ledger.orders.pending[order_id(1)].subject is None
    check_approve(story.ledger, MINISTRY, order_id(1), PAPER, Role.MINISTRY, story.now)
