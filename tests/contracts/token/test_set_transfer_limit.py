"""The largest amount of one transfer, in base units."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import Market, refuses
from tests.contracts.token.faults import BALANCE, NO_LIMIT


@pytest.mark.parametrize("caller", ["ministry", "registrar", "fiscal_agent", "holder"])
def test_set_transfer_limit__not_the_regulator__refused(market: Market, caller: str) -> None:
    account = getattr(market, caller)
    with refuses("RoleRequired", account=account, role=int(Role.REGULATOR)):
        market.gold.send("setTransferLimit", 1, sender=account)


@pytest.mark.parametrize("limit", [NO_LIMIT + 1, 2**120, 2**256 - 1])
def test_t19__limit_beyond_the_register__refused(market: Market, limit: int) -> None:
    with refuses("AmountTooLarge", amount=limit, max=NO_LIMIT):
        market.gold.send("setTransferLimit", limit, sender=market.regulator)


@pytest.mark.parametrize("limit", [0, 1, NO_LIMIT - 1, NO_LIMIT])
def test_set_transfer_limit__fits__set_and_told(market: Market, limit: int) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    receipt = market.gold.send("setTransferLimit", limit, sender=market.regulator)
    assert [(log.event, list(log.args.values())) for log in receipt.logs] == [
        ("TransferLimitSet", [limit])
    ]
    assert market.gold.call("transferLimit") == limit
    assert market.gold.call("totalSupply") == BALANCE
    assert market.gold.call("paused") is False


def test_set_transfer_limit__zero__nothing_but_nothing_moves(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setTransferLimit", 0, sender=market.regulator)
    market.gold.send("transfer", market.other_holder, 0, sender=market.holder)
    with refuses("TransferLimitExceeded", amount=1, limit=0):
        market.gold.send("transfer", market.other_holder, 1, sender=market.holder)


def test_set_transfer_limit__batch__each_is_one_transfer(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setTransferLimit", 100, sender=market.regulator)
    call = ("batchTransfer", [market.other_holder] * 3, [100, 100, 100])
    market.gold.send(*call, sender=market.holder)
    assert market.gold.call("balanceOf", market.other_holder) == 300


def test_set_transfer_limit__issue_force_redemption__not_bound(market: Market) -> None:
    market.gold.send("setTransferLimit", 1, sender=market.regulator)
    market.issue(market.gold, market.holder, BALANCE)
    market.carry_out(market.gold, "forcedTransfer", market.holder, market.other_holder, 500)
    market.redeem(market.gold, market.holder, 500)
    assert market.gold.call("totalSupply") == 500
