"""ERC-7943's freeze: an absolute amount, which may exceed the balance."""

from __future__ import annotations

import pytest

from tests.contracts.system import Market, refuses
from tests.contracts.token.faults import BALANCE
from tests.contracts.token.freezes import NOT_THE_REGISTRAR, frozen, refused_to, told

MAX = 2**256 - 1


@pytest.mark.parametrize("caller", NOT_THE_REGISTRAR)
def test_set_frozen_tokens__not_the_registrar__refused(market: Market, caller: str) -> None:
    refused_to(market, caller, "setFrozenTokens", market.holder, 1)


@pytest.mark.parametrize("amount", [0, 1, BALANCE, BALANCE + 1, 2**120, MAX])
def test_t19__any_amount__frozen_and_told(market: Market, amount: int) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    call = ("setFrozenTokens", market.holder, amount)
    assert market.gold.call(*call, sender=market.registrar) is True
    receipt = market.gold.send(*call, sender=market.registrar)
    assert told(receipt) == [
        ("Frozen", [market.holder, amount]),
        ("TokensFrozen", [market.holder, amount]),
    ]
    assert frozen(market) == amount
    assert market.gold.call("balanceOf", market.holder) == BALANCE


@pytest.mark.parametrize(
    ("former", "amount", "event", "change"),
    [
        (400, 100, "TokensUnfrozen", 300),
        (400, 0, "TokensUnfrozen", 400),
        (400, 400, "TokensFrozen", 0),
        (400, 900, "TokensFrozen", 500),
        (MAX, 0, "TokensUnfrozen", MAX),
        (0, MAX, "TokensFrozen", MAX),
    ],
)
def test_set_frozen_tokens__changed__the_change_in_words_of_both_standards(
    market: Market, former: int, amount: int, event: str, change: int
) -> None:
    market.gold.send("setFrozenTokens", market.holder, former, sender=market.registrar)
    receipt = market.gold.send("setFrozenTokens", market.holder, amount, sender=market.registrar)
    assert told(receipt) == [
        ("Frozen", [market.holder, amount]),
        (event, [market.holder, change]),
    ]


def test_t05__beyond_the_balance__what_arrives_is_frozen_too(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setFrozenTokens", market.holder, BALANCE + 500, sender=market.registrar)
    market.issue(market.gold, market.holder, 600)
    beyond = {"account": market.holder, "amount": 101, "unfrozen": 100}
    with refuses("ERC7943InsufficientUnfrozenBalance", **beyond):
        market.gold.send("transfer", market.other_holder, 101, sender=market.holder)
    market.gold.send("transfer", market.other_holder, 100, sender=market.holder)
    assert frozen(market) == BALANCE + 500


@pytest.mark.parametrize("state", ["paused", "never onboarded", "blocked"])
def test_set_frozen_tokens__any_state__works(market: Market, state: str) -> None:
    wallet = market.stranger if state == "never onboarded" else market.holder
    if state == "paused":
        market.gold.send("pause", sender=market.regulator)
    if state == "blocked":
        market.set_blocked("holder", market.holder)
    market.gold.send("setFrozenTokens", wallet, 7, sender=market.registrar)
    assert market.gold.call("getFrozenTokens", wallet) == 7
    assert market.gold.call("isFrozen", wallet) is False
