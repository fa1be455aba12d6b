"""An allowance is a permission among holders; the rules are asked when it is used."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from tests.contracts.system import Market, refuses

MAX = 2**256 - 1


def test_approve__nobody__refused(market: Market) -> None:
    with refuses("ERC20InvalidSpender", spender=ZERO_ADDRESS):
        market.gold.send("approve", ZERO_ADDRESS, 1, sender=market.holder)


@pytest.mark.parametrize("amount", [0, 1, MAX])
@pytest.mark.parametrize("owner", ["holder", "stranger"])
def test_approve__any_amount_by_anyone__set_and_told(
    market: Market, owner: str, amount: int
) -> None:
    account = getattr(market, owner)
    call = ("approve", market.other_holder, amount)
    assert market.gold.call(*call, sender=account) is True
    receipt = market.gold.send(*call, sender=account)
    assert [(log.event, list(log.args.values())) for log in receipt.logs] == [
        ("Approval", [account, market.other_holder, amount])
    ]
    assert market.gold.call("allowance", account, market.other_holder) == amount
    assert market.gold.call("allowance", market.other_holder, account) == 0


def test_approve__again__replaces(market: Market) -> None:
    for amount in (500, 20):
        market.gold.send("approve", market.other_holder, amount, sender=market.holder)
    assert market.gold.call("allowance", market.holder, market.other_holder) == 20
