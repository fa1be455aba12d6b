"""CashToken: the fiscal agent issues settlement cash and takes it back."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.roles import Role
from tests.contracts.system import Market, emitted, refuses

MAX = 2**256 - 1


@pytest.mark.parametrize("function", ["mint", "burn"])
@pytest.mark.parametrize("actor", ["ministry", "regulator", "oracle", "deployer", "holder"])
def test_supply__not_the_fiscal_agent__refused(market: Market, function: str, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
        market.pkr_cash.send(function, market.holder, 1, sender=caller)


def test_mint__to_nobody__refused(market: Market) -> None:
    with refuses("ERC20InvalidReceiver", receiver=ZERO_ADDRESS):
        market.pkr_cash.send("mint", ZERO_ADDRESS, 1, sender=market.fiscal_agent)


def test_burn__more_than_there_is__refused(market: Market) -> None:
    market.pkr_cash.send("mint", market.holder, 5, sender=market.fiscal_agent)
    with refuses("ERC20InsufficientBalance", sender=market.holder, balance=5, needed=6):
        market.pkr_cash.send("burn", market.holder, 6, sender=market.fiscal_agent)
    with refuses("ERC20InvalidSender", sender=ZERO_ADDRESS):
        market.pkr_cash.send("burn", ZERO_ADDRESS, 0, sender=market.fiscal_agent)


def test_mint_and_burn__accepted__supply_follows(market: Market) -> None:
    receipt = market.pkr_cash.send("mint", market.stranger, 700, sender=market.fiscal_agent)
    assert emitted(receipt, "Transfer") == [
        {"from": ZERO_ADDRESS, "to": market.stranger, "value": 700}
    ]
    market.pkr_cash.send("transfer", market.holder, 300, sender=market.stranger)
    market.pkr_cash.send("burn", market.stranger, 400, sender=market.fiscal_agent)
    assert market.pkr_cash.call("totalSupply") == 300
    assert market.pkr_cash.call("balanceOf", market.holder) == 300


@pytest.mark.parametrize("amount", [0, 1, MAX])
def test_t19_mint__extremes__kept_or_a_named_error(market: Market, amount: int) -> None:
    market.usd_cash.send("mint", market.holder, amount, sender=market.fiscal_agent)
    assert market.usd_cash.call("totalSupply") == amount
    if amount == MAX:
        with refuses("Panic", code=0x11):
            market.usd_cash.send("mint", market.holder, 1, sender=market.fiscal_agent)


def test_cash__as_deployed__names_and_decimals(market: Market) -> None:
    about = [
        [cash.call(each) for each in ("name", "symbol", "decimals", "totalSupply")]
        for cash in (market.pkr_cash, market.usd_cash)
    ]
    assert about == [
        ["Settlement cash in PKR", "cPKR", 2, 0],
        ["Settlement cash in USD", "cUSD", 6, 0],
    ]
