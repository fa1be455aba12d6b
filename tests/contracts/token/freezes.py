"""What the freezing calls share: who may call, what is told, and how batches relate to singles."""

from __future__ import annotations

from typing import Any

from rwa.chain.engine import Receipt
from rwa.roles import Role
from tests.contracts.system import Market, refuses

NOT_THE_REGISTRAR = ("ministry", "regulator", "fiscal_agent", "custodian", "operator", "holder")


def refused_to(market: Market, caller: str, *call: Any) -> None:
    """The call is the registrar's alone."""
    account = getattr(market, caller)
    with refuses("RoleRequired", account=account, role=int(Role.REGISTRAR)):
        market.gold.send(*call, sender=account)


def told(receipt: Receipt) -> list[tuple[str, list[Any]]]:
    """Every event of a receipt with its arguments."""
    return [(log.event, list(log.args.values())) for log in receipt.logs]


def frozen(market: Market) -> int:
    """What is frozen of the holder's gold."""
    return int(market.gold.call("getFrozenTokens", market.holder))
