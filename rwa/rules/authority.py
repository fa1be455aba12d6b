"""Changes of roles, which the book of orders carries out as the authority's admin."""

from __future__ import annotations

from rwa.identifiers import OrderId, Party
from rwa.ledger import Ledger
from rwa.ledger.orders import ORDERS
from rwa.refusals.access import AccessManagerUnauthorizedAccount, LastAdminCannotLeave
from rwa.roles import Role, role_name
from rwa.rules.orders import check_use


def check_grant_role(
    ledger: Ledger, role: int, account: Party, delay: int, order: OrderId, now: int
) -> None:
    """An ordered grant is carried out; anyone may ask for it. An admin never waits.

    Raises `OrderNotApproved`, `OrderTooEarly`, `OrderExpired`, `AccessManagerUnauthorizedAccount`
    or `LastAdminCannotLeave`.
    """
    _check_ordered_change(ledger, order, now)
    if role == Role.ADMIN and delay:
        raise LastAdminCannotLeave(account)


def check_revoke_role(ledger: Ledger, role: int, account: Party, order: OrderId, now: int) -> None:
    """An ordered revocation is carried out; anyone may ask for it. The last admin stays.

    Raises `OrderNotApproved`, `OrderTooEarly`, `OrderExpired`, `AccessManagerUnauthorizedAccount`
    or `LastAdminCannotLeave`.
    """
    _check_ordered_change(ledger, order, now)
    if role == Role.ADMIN and ledger.roles.members(role) == [account]:
        raise LastAdminCannotLeave(account)


def _check_ordered_change(ledger: Ledger, order: OrderId, now: int) -> None:
    check_use(ledger, order, now)
    if not ledger.roles.holds(ORDERS, Role.ADMIN, now):
        raise AccessManagerUnauthorizedAccount(ORDERS, role_name(Role.ADMIN))
