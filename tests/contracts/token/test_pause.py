"""Pause: what stops, what goes on, over every function that changes anything (T28)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rwa.chain.accounts import derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.errors import ContractRevert
from rwa.roles import Role
from tests.contracts.system import (
    BILL_MATURITY,
    CALLABLE_FROM,
    DAY,
    DOCUMENT,
    Market,
    identity_address,
    refuses,
)
from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.faults import BALANCE
from tests.contracts.token.permits import sign_permit

CLASSES = ("TreasuryBill", "Bond", "CommodityReserve")
Act = Callable[[OpenMarket], Any]


def _by(role: str, function: str, *arguments: Any) -> Act:
    def act(open_market: OpenMarket) -> Any:
        market = open_market.market
        values = [getattr(market, each) if isinstance(each, str) else each for each in arguments]
        return open_market.reserve.send(function, *values, sender=getattr(market, role))

    return act


def _by_programme(function: str, *arguments: Any) -> Act:
    def act(open_market: OpenMarket) -> Any:
        market, token = open_market.market, open_market.reserve
        call = (function, token.address, *(each(market) for each in arguments))
        return open_market.programme.send(*call, sender=market.deployer)

    return act


def _batch(open_market: OpenMarket) -> Any:
    market = open_market.market
    call = ("batchTransfer", [market.other_holder], [1])
    return open_market.reserve.send(*call, sender=market.holder)


def _lists(function: str, value: Any) -> Act:
    def act(open_market: OpenMarket) -> Any:
        market = open_market.market
        call = (function, [market.holder], [value])
        return open_market.reserve.send(*call, sender=market.registrar)

    return act


def _permit(open_market: OpenMarket) -> Any:
    market, token = open_market.market, open_market.reserve
    owner = derive_account("contract tests", "holder")
    permit = sign_permit(token, owner, market.stranger, 5)
    return token.send("permit", *permit, sender=market.stranger)


def _force(open_market: OpenMarket) -> Any:
    market = open_market.market
    call = ("forcedTransfer", market.holder, market.other_holder, 1)
    return market.carry_out(open_market.reserve, *call)


def _force_batch(open_market: OpenMarket) -> Any:
    market, token = open_market.market, open_market.reserve
    move = (market.holder, market.other_holder, 1)
    market.order(token, "forcedTransfer", *move)
    lists = ([each] for each in move)
    return token.send("batchForcedTransfer", *lists, sender=market.registrar)


def _recover(open_market: OpenMarket) -> Any:
    market = open_market.market
    successor = market.account("new wallet")
    market.onboard(successor)
    market.replace_wallet(market.holder, successor)
    call = ("recoveryAddress", market.holder, successor, identity_address("holder"))
    return open_market.reserve.send(*call, sender=market.registrar)


def _announce(open_market: OpenMarket) -> Any:
    market = open_market.market
    call = ("announceRecordDate", market.now + DAY)
    return open_market.reserve.send(*call, sender=market.fiscal_agent)


def _set_document(open_market: OpenMarket) -> Any:
    call = ("setDocument", b"terms", "https://example.org/terms", DOCUMENT)
    return open_market.reserve.send(*call, sender=open_market.market.custodian)


def _remove_document(open_market: OpenMarket) -> Any:
    _set_document(open_market)
    call = ("removeDocument", b"terms")
    return open_market.reserve.send(*call, sender=open_market.market.custodian)


def _settle_payment(open_market: OpenMarket) -> Any:
    market = open_market.market
    grant = ("grantRole", Role.PAYING_AGENT, market.stranger, 0)
    market.carry_out(market.authority, *grant)
    call = ("settlePayment", [market.holder], 0, 0)
    return open_market.reserve.send(*call, sender=market.stranger)


def _by_desk(function: str) -> Act:
    def act(open_market: OpenMarket) -> Any:
        market = open_market.market
        if not market.authority.call("hasRole", Role.REDEMPTIONS, market.stranger)[0]:
            grant = ("grantRole", Role.REDEMPTIONS, market.stranger, 0)
            market.carry_out(market.authority, *grant)
        return open_market.reserve.send(function, market.holder, 1, sender=market.stranger)

    return act


STOPPED: dict[str, Act] = {
    "transfer": _by("holder", "transfer", "other_holder", 1),
    "transferFrom": _by("stranger", "transferFrom", "holder", "other_holder", 1),
    "batchTransfer": _batch,
    "mint": _by_programme("mint", lambda market: market.holder, lambda _: 1),
    "mintBatch": _by_programme("mintBatch", lambda market: [market.holder], lambda _: [1]),
    "cancel": _by_programme("cancel", lambda market: market.holder, lambda _: 1),
    "lock": _by_desk("lock"),
    "pause": _by("regulator", "pause"),
}
"""What a pause stops: transfers, issues, cancellation, locks, and a second pause."""

GOES_ON: dict[str, Act] = {
    "burn": _by_programme("burn", lambda market: market.holder, lambda _: 1),
    "approve": _by("holder", "approve", "stranger", 7),
    "permit": _permit,
    "unpause": _by("regulator", "unpause"),
    "setTransferLimit": _by("regulator", "setTransferLimit", 9),
    "announceRecordDate": _announce,
    "closeRecordDates": _by("stranger", "closeRecordDates", 1),
    "setAddressFrozen": _by("registrar", "setAddressFrozen", "holder", True),
    "batchSetAddressFrozen": _lists("batchSetAddressFrozen", True),
    "setFrozenTokens": _by("registrar", "setFrozenTokens", "holder", 1),
    "freezePartialTokens": _by("registrar", "freezePartialTokens", "holder", 1),
    "batchFreezePartialTokens": _lists("batchFreezePartialTokens", 1),
    "unfreezePartialTokens": _by("registrar", "unfreezePartialTokens", "holder", 0),
    "batchUnfreezePartialTokens": _lists("batchUnfreezePartialTokens", 0),
    "forcedTransfer": _force,
    "batchForcedTransfer": _force_batch,
    "recoveryAddress": _recover,
    "settlePayment": _settle_payment,
    "unlock": _by_desk("unlock"),
    "setDocument": _set_document,
    "removeDocument": _remove_document,
}
"""What goes on: redemption, payments, orders, supervision, papers, and permissions that move
nothing.
"""
OF_ONE_CLASS = {"Bond": {"announceCall"}}
"""What only one class has, and goes on."""


def prepared(open_market: OpenMarket) -> None:
    """A reserve with a holder, a lock, an allowance and a record date."""
    market, token = open_market.market, open_market.reserve
    open_market.mint(token, market.holder, BALANCE)
    _by_desk("lock")(open_market)
    token.send("approve", market.stranger, BALANCE, sender=market.holder)
    token.send("announceRecordDate", market.now + DAY, sender=market.fiscal_agent)
    market.wait(DAY)


@pytest.mark.parametrize("artifact", CLASSES)
def test_t28__every_function_that_changes_anything__is_in_the_matrix(
    artifacts: dict[str, Artifact], artifact: str
) -> None:
    changing = {
        entry["name"]
        for entry in artifacts[artifact].abi
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }
    assert not STOPPED.keys() & GOES_ON.keys()
    assert changing == STOPPED.keys() | GOES_ON.keys() | OF_ONE_CLASS.get(artifact, set())


@pytest.mark.parametrize("function", STOPPED)
def test_t28__paused__stops(open_market: OpenMarket, function: str) -> None:
    prepared(open_market)
    market, token = open_market.market, open_market.reserve
    if function != "pause":
        with market.undone():
            STOPPED[function](open_market)
    token.send("pause", sender=market.regulator)
    with refuses("TokenPaused"):
        STOPPED[function](open_market)
    token.send("unpause", sender=market.regulator)
    STOPPED[function](open_market)


@pytest.mark.parametrize("function", GOES_ON)
def test_t28__paused__goes_on(open_market: OpenMarket, function: str) -> None:
    prepared(open_market)
    market, token = open_market.market, open_market.reserve
    token.send("pause", sender=market.regulator)
    answer = GOES_ON[function](open_market)
    assert not isinstance(answer, ContractRevert)
    assert token.call("paused") is (function != "unpause")


def test_t28__debt_paused__is_redeemed(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.bill.send("pause", sender=market.regulator)
    market.engine.advance_to(BILL_MATURITY)
    market.redeem(market.bill, market.holder, BALANCE)
    assert market.bill.call("totalSupply") == 0


def test_t28__bond_paused__is_called(market: Market) -> None:
    market.bond.send("pause", sender=market.regulator)
    market.bond.send("announceCall", CALLABLE_FROM, sender=market.ministry)
    assert market.bond.call("callTime") == CALLABLE_FROM


@pytest.mark.parametrize("caller", ["ministry", "registrar", "fiscal_agent", "holder"])
def test_pause__not_the_regulator__refused(market: Market, caller: str) -> None:
    account = getattr(market, caller)
    for function in ("pause", "unpause"):
        with refuses("RoleRequired", account=account, role=int(Role.REGULATOR)):
            market.gold.send(function, sender=account)


def test_pause__twice__refused(market: Market) -> None:
    market.gold.send("pause", sender=market.regulator)
    with refuses("TokenPaused"):
        market.gold.send("pause", sender=market.regulator)


def test_pause__one_instrument__the_others_go_on(market: Market) -> None:
    market.issue(market.bond, market.holder, BALANCE)
    market.bill.send("pause", sender=market.regulator)
    market.bond.send("transfer", market.other_holder, 100, sender=market.holder)
    assert [market.bill.call("paused"), market.bond.call("paused")] == [True, False]


def test_pause__record_date_passes_meanwhile__is_read_right(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    prepared(open_market)
    token.send("announceRecordDate", market.now + DAY, sender=market.fiscal_agent)
    token.send("pause", sender=market.regulator)
    market.wait(DAY)
    open_market.burn(token, market.holder, 400)
    token.send("unpause", sender=market.regulator)
    token.send("transfer", market.other_holder, 100, sender=market.holder)
    assert token.call("balanceOfAt", market.holder, 1) == BALANCE
    assert token.call("totalSupplyAt", 1) == BALANCE


def test_pause__told(market: Market) -> None:
    for function, event in (("pause", "Paused"), ("unpause", "Unpaused")):
        (log,) = market.gold.send(function, sender=market.regulator).logs
        assert (log.event, list(log.args.values())) == (event, [market.regulator])
