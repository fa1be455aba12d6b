"""Recovery: a lost wallet's whole position moves to the wallet in its place (T6, T7, T8)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rwa.chain.accounts import ZERO_ADDRESS, Address
from rwa.chain.contract import Contract
from rwa.chain.engine import Receipt
from rwa.entry import Status
from rwa.roles import Role
from tests.contracts.system import (
    BILL_MATURITY,
    DAY,
    FIRST,
    SECOND,
    Market,
    emitted,
    identity_address,
    refuses,
)
from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.faults import BALANCE

MAX = 2**256 - 1
CHAIN = 8
"""Wallets in a chain of recoveries, at most."""


def new_wallet(market: Market, name: str = "new wallet", person: str = "holder") -> Address:
    """Another wallet of the holder, onboarded."""
    wallet = market.account(name)
    market.onboard(wallet, person=person)
    return wallet


def replaced(market: Market, name: str = "new wallet") -> Address:
    """The wallet that took the place of the holder's by order."""
    successor = new_wallet(market, name)
    market.replace_wallet(market.holder, successor)
    return successor


def recover(
    market: Market, token: Contract, lost: Address, successor: Address, person: str = "holder"
) -> Receipt:
    """Recover by the registrar."""
    call = ("recoveryAddress", lost, successor, identity_address(person))
    return token.send(*call, sender=market.registrar)


def announce(market: Market, token: Contract, count: int) -> None:
    """Announce a record date for each of the days ahead."""
    for days in range(1, count + 1):
        when = market.now + days * DAY
        token.send("announceRecordDate", when, sender=market.fiscal_agent)


def at(token: Contract, wallets: Sequence[Address], period: int) -> list[int]:
    """Balances of wallets at a record date."""
    return token.call_many("balanceOfAt", [(wallet, period) for wallet in wallets])


@pytest.mark.parametrize("caller", ["holder", "regulator", "fiscal_agent", "ministry"])
def test_recovery_address__not_the_registrar__refused(market: Market, caller: str) -> None:
    successor = replaced(market)
    account = getattr(market, caller)
    call = ("recoveryAddress", market.holder, successor, identity_address("holder"))
    with refuses("RoleRequired", account=account, role=int(Role.REGISTRAR)):
        market.gold.send(*call, sender=account)


def test_t07__never_declared_lost__refused(market: Market) -> None:
    successor = new_wallet(market)
    with refuses("NotSuccessor", lostWallet=market.holder, newWallet=successor):
        recover(market, market.gold, market.holder, successor)


def test_t07__to_another_than_the_successor__refused(market: Market) -> None:
    replaced(market)
    with refuses("NotSuccessor", lostWallet=market.holder, newWallet=market.other_holder):
        recover(market, market.gold, market.holder, market.other_holder)


def test_t07__identity_of_another__refused(market: Market) -> None:
    successor = replaced(market)
    with refuses("NotSuccessor", lostWallet=market.holder, newWallet=successor):
        recover(market, market.gold, market.holder, successor, "other holder")


def test_recovery_address__to_nobody__refused(market: Market) -> None:
    with refuses("NotSuccessor", lostWallet=market.holder, newWallet=ZERO_ADDRESS):
        recover(market, market.gold, market.holder, ZERO_ADDRESS)


def test_recovery_address__of_and_to_nobody_known__refused(market: Market) -> None:
    call = ("recoveryAddress", market.stranger, ZERO_ADDRESS, ZERO_ADDRESS)
    with refuses("NotSuccessor", lostWallet=market.stranger, newWallet=ZERO_ADDRESS):
        market.gold.send(*call, sender=market.registrar)


def test_t08__successor_removed_in_between__refused_until_onboarded_again(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    successor = replaced(market)
    market.participants.send("remove", successor, sender=market.registrar)
    with refuses("HolderUnknown", wallet=successor):
        recover(market, market.gold, market.holder, successor)
    market.onboard(successor, SECOND)
    recover(market, market.gold, market.holder, successor)
    assert market.gold.call("balanceOf", successor) == BALANCE


def test_t08__successor_blocked_in_between__refused_until_unblocked(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    successor = replaced(market)
    market.set_blocked("holder", market.holder, successor)
    with refuses("HolderBlocked", wallet=successor):
        recover(market, market.gold, market.holder, successor)
    market.set_blocked("holder", market.holder, successor, blocked=False)
    recover(market, market.gold, market.holder, successor)
    assert market.gold.call("balanceOf", successor) == BALANCE


def test_t08__lost_wallet_alone_blocked_in_between__refused(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    successor = replaced(market)
    market.set_blocked("holder", market.holder)
    with refuses("HolderBlocked", wallet=market.holder):
        recover(market, market.gold, market.holder, successor)
    assert market.gold.call("balanceOf", successor) == 0


def test_t08__successor_expired_in_between__refused(market: Market) -> None:
    successor = replaced(market)
    expiry = market.now
    market.participants.send("setKycExpiry", successor, expiry, sender=market.operator)
    with refuses("KycExpired", wallet=successor, expiry=expiry):
        recover(market, market.gold, market.holder, successor)


def test_t08__successor_lost_too__the_wallet_in_its_place_takes_over(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    second = replaced(market)
    third = new_wallet(market, "third wallet")
    market.replace_wallet(second, third)
    with refuses("NotSuccessor", lostWallet=market.holder, newWallet=second):
        recover(market, market.gold, market.holder, second)
    recover(market, market.gold, market.holder, third)
    assert market.gold.call("balanceOf", third) == BALANCE


@pytest.mark.parametrize("use", ["held at a record date", "frozen amount", "frozen whole"])
def test_t08__successor_used_in_this_token__refused(market: Market, use: str) -> None:
    market.issue(market.gold, market.other_holder, BALANCE)
    successor = replaced(market)
    token, registrar = market.gold, market.registrar
    if use == "held at a record date":
        announce(market, token, 1)
        token.send("transfer", successor, 1, sender=market.other_holder)
        market.wait(DAY)
        token.send("transfer", market.other_holder, 1, sender=successor)
    elif use == "frozen amount":
        token.send("setFrozenTokens", successor, 1, sender=registrar)
    else:
        token.send("setAddressFrozen", successor, True, sender=registrar)
    with refuses("WalletUsed", wallet=successor):
        recover(market, token, market.holder, successor)


def test_t24__anyone_sends_nothing_to_the_successor__recovered_all_the_same(market: Market) -> None:
    """A stranger's empty transfers, on both sides of a record date, do not spoil a recovery."""
    token = market.gold
    market.issue(token, market.holder, BALANCE)
    market.issue(token, market.other_holder, BALANCE)
    announce(market, token, 2)
    successor = replaced(market)
    for _ in range(3):
        token.send("transfer", successor, 0, sender=market.other_holder)
        market.wait(DAY)
    recover(market, token, market.holder, successor)
    assert token.call("balanceOf", successor) == BALANCE
    assert [at(token, [successor], period) for period in (0, 1)] == [[BALANCE], [BALANCE]]


def test_t24__units_reach_the_successor_first__added_and_its_past_is_the_lost_wallets(
    market: Market,
) -> None:
    """Whoever settles an allotment or sends dust in between does not spoil a recovery."""
    token = market.gold
    market.issue(token, market.holder, BALANCE)
    market.issue(token, market.other_holder, BALANCE)
    announce(market, token, 1)
    successor = replaced(market)
    market.wait(DAY)
    token.send("transfer", successor, 5, sender=market.other_holder)
    recover(market, token, market.holder, successor)
    assert token.call("balanceOf", successor) == BALANCE + 5
    assert token.call("totalSupply") == 2 * BALANCE
    wallets = [market.holder, successor, market.other_holder]
    assert at(token, wallets, 0) == [0, BALANCE, BALANCE]
    token.send("transfer", market.other_holder, BALANCE + 5, sender=successor)
    assert at(token, wallets, 0) == [0, BALANCE, BALANCE]


def test_t24__units_reached_the_successor_and_a_record_date_passed_unclosed__refused(
    market: Market,
) -> None:
    """What it held then would be lost under the lost wallet's past."""
    token = market.gold
    market.issue(token, market.holder, BALANCE)
    market.issue(token, market.other_holder, BALANCE)
    announce(market, token, 1)
    successor = replaced(market)
    token.send("transfer", successor, 5, sender=market.other_holder)
    market.wait(DAY)
    with refuses("WalletUsed", wallet=successor):
        recover(market, token, market.holder, successor)


def test_t24__nothing_sent_to_a_frozen_successor_over_a_record_date__recovered_once_thawed(
    market: Market,
) -> None:
    token = market.gold
    market.issue(token, market.holder, BALANCE)
    announce(market, token, 1)
    successor = replaced(market)
    token.send("setFrozenTokens", successor, 5, sender=market.registrar)
    market.wait(DAY)
    token.send("transfer", successor, 0, sender=market.other_holder)
    token.send("setFrozenTokens", successor, 0, sender=market.registrar)
    recover(market, token, market.holder, successor)
    assert token.call("balanceOf", successor) == BALANCE


def test_t08__successor_used_in_another_token__recovered_in_this_one(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    successor = replaced(market)
    market.issue(market.bill, successor, BALANCE)
    recover(market, market.gold, market.holder, successor)
    assert market.gold.call("balanceOf", successor) == BALANCE


def test_t08__freeze_set_and_lifted_before__leaves_the_successor_unused(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    successor = replaced(market)
    for frozen in (5, 0):
        market.gold.send("setFrozenTokens", successor, frozen, sender=market.registrar)
    recover(market, market.gold, market.holder, successor)
    assert market.gold.call("balanceOf", successor) == BALANCE


@pytest.mark.parametrize("held", [BALANCE, 0])
def test_t08__twice__refused(market: Market, held: int) -> None:
    if held:
        market.issue(market.gold, market.holder, held)
    successor = replaced(market)
    recover(market, market.gold, market.holder, successor)
    with refuses("NotSuccessor", lostWallet=market.holder, newWallet=successor):
        recover(market, market.gold, market.holder, successor)


def test_t08__recovered_wallet_again_to_a_later_successor__refused(
    open_market: OpenMarket,
) -> None:
    """The position left with the second wallet; only that one's can go to the third."""
    market, token = open_market.market, open_market.reserve
    announce(market, token, 1)
    open_market.mint(token, market.holder, BALANCE)
    market.wait(DAY)
    second = replaced(market)
    recover(market, token, market.holder, second)
    third = new_wallet(market, "third wallet")
    market.replace_wallet(second, third)
    with refuses("NotSuccessor", lostWallet=market.holder, newWallet=third):
        recover(market, token, market.holder, third)
    recover(market, token, second, third)
    assert at(token, [market.holder, second, third], 0) == [0, 0, BALANCE]
    assert token.call("balanceOf", third) == BALANCE


def test_t08__two_lost_wallets_to_one_successor__the_second_refused(market: Market) -> None:
    another = new_wallet(market, "another wallet")
    market.issue(market.gold, market.holder, BALANCE)
    market.issue(market.gold, another, BALANCE)
    successor = replaced(market)
    market.replace_wallet(another, successor)
    recover(market, market.gold, market.holder, successor)
    with refuses("WalletUsed", wallet=successor):
        recover(market, market.gold, another, successor)


def test_t08__chain_of_eight_wallets__the_ninth_refused(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    announce(market, token, CHAIN + 1)
    open_market.mint(token, market.holder, BALANCE)
    wallets = [market.holder]
    for number in range(1, CHAIN):
        market.wait(DAY)
        token.send("transfer", market.other_holder, 1, sender=wallets[-1])
        wallets.append(new_wallet(market, f"wallet {number}"))
        market.replace_wallet(wallets[-2], wallets[-1])
        recover(market, token, wallets[-2], wallets[-1])
        assert token.call("predecessorOf", wallets[-1]) == wallets[-2]
    held = [at(token, wallets, period) for period in range(CHAIN - 1)]
    assert held == [[0] * (CHAIN - 1) + [BALANCE - period] for period in range(CHAIN - 1)]
    ninth = new_wallet(market, "wallet too many")
    market.replace_wallet(wallets[-1], ninth)
    with refuses("TooManyRecoveries", wallet=wallets[-1]):
        recover(market, token, wallets[-1], ninth)
    market.carry_out(token, "forcedTransfer", wallets[-1], ninth, BALANCE - CHAIN + 1)
    assert token.call("balanceOf", ninth) == BALANCE - CHAIN + 1


@pytest.mark.parametrize("frozen", [0, 1, BALANCE, BALANCE + 500, MAX])
@pytest.mark.parametrize("whole", [False, True])
def test_t06__balance_frozen_amount_and_whole_freeze__move_exactly(
    market: Market, frozen: int, whole: bool
) -> None:
    token, registrar = market.gold, market.registrar
    market.issue(token, market.holder, BALANCE)
    token.send("setFrozenTokens", market.holder, frozen, sender=registrar)
    token.send("setAddressFrozen", market.holder, whole, sender=registrar)
    successor = replaced(market)
    receipt = recover(market, token, market.holder, successor)
    states = [
        (
            token.call("balanceOf", wallet),
            token.call("getFrozenTokens", wallet),
            token.call("isFrozen", wallet),
        )
        for wallet in (market.holder, successor)
    ]
    assert states == [(0, 0, False), (BALANCE, frozen, whole)]
    freed = ["Frozen", "TokensUnfrozen", "Frozen", "TokensFrozen"] if frozen else []
    whole_freeze = ["AddressFrozen", "AddressFrozen"] if whole else []
    told = [log.event for log in receipt.logs]
    assert told == [*freed, *whole_freeze, "Transfer", "RecoverySuccess"]
    (recovery,) = emitted(receipt, "RecoverySuccess")
    assert list(recovery.values()) == [market.holder, successor, identity_address("holder")]
    (moved,) = emitted(receipt, "Transfer")
    assert list(moved.values()) == [market.holder, successor, BALANCE]
    assert [list(event.values()) for event in emitted(receipt, "Frozen")] == (
        [[market.holder, 0], [successor, frozen]] if frozen else []
    )
    assert [list(event.values()) for event in emitted(receipt, "AddressFrozen")] == (
        [[market.holder, False, registrar], [successor, True, registrar]] if whole else []
    )


def test_t06__record_date_balances__read_at_the_successor_and_summed_once(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    announce(market, token, 5)
    wallets = [market.holder, market.other_holder, market.distant_holder]
    open_market.mint(token, market.holder, 1_000)
    market.wait(DAY)
    token.send("transfer", market.other_holder, 300, sender=market.holder)
    market.wait(2 * DAY)
    successor = replaced(market)
    wallets.append(successor)
    before = [at(token, wallets, period) for period in range(3)]
    assert before == [[1_000, 0, 0, 0], [700, 300, 0, 0], [700, 300, 0, 0]]
    recover(market, token, market.holder, successor)
    after = [at(token, wallets, period) for period in range(3)]
    assert after == [[0, 0, 0, 1_000], [0, 300, 0, 700], [0, 300, 0, 700]]
    token.send("transfer", market.distant_holder, 200, sender=successor)
    market.wait(2 * DAY)
    assert [at(token, wallets, period) for period in range(5)] == [
        *after,
        [0, 300, 200, 500],
        [0, 300, 200, 500],
    ]
    for period in range(5):
        assert token.call("totalSupplyAt", period) == sum(at(token, wallets, period)) == 1_000


def test_t06__second_wallet_of_the_person__keeps_its_own(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    another = new_wallet(market, "another wallet")
    open_market.mint(token, market.holder, 10)
    open_market.mint(token, another, 20)
    successor = replaced(market)
    recover(market, token, market.holder, successor)
    wallets = [(market.holder,), (another,), (successor,)]
    assert token.call_many("balanceOf", wallets) == [0, 20, 10]


@pytest.mark.parametrize("state", [Status.SUSPENDED, Status.REVOKED])
def test_recovery_address__to_an_exchange_that_may_not_receive__refused(
    market: Market, state: Status
) -> None:
    """Leaving is open, and a recovery within an exchange; none carries units into one."""
    market.issue(market.bill, market.holder, BALANCE)
    successor = market.account("new wallet")
    market.onboard(successor, person="holder", exchange=SECOND)
    market.replace_wallet(market.holder, successor)
    market.set_status(SECOND, state)
    expiry = market.participants.call("exchangeOf", SECOND).nocExpiry
    refused = {"exchange": SECOND, "status": int(state), "nocExpiry": expiry}
    with refuses("ExchangeNotWhitelisted", **refused):
        recover(market, market.bill, market.holder, successor)


@pytest.mark.parametrize("state", ["paused", "suspended", "matured", "limited"])
def test_t06__nothing_but_the_persons_record_is_asked(market: Market, state: str) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    successor = replaced(market)
    if state == "paused":
        market.bill.send("pause", sender=market.regulator)
    elif state == "suspended":
        market.set_status(FIRST, Status.SUSPENDED)
    elif state == "matured":
        market.engine.advance_to(BILL_MATURITY)
    else:
        market.bill.send("setTransferLimit", 1, sender=market.regulator)
    recover(market, market.bill, market.holder, successor)
    assert market.bill.call("balanceOf", successor) == BALANCE


def test_t06__allowances_of_the_lost_wallet__do_not_move(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("approve", market.stranger, MAX, sender=market.holder)
    successor = replaced(market)
    recover(market, market.gold, market.holder, successor)
    assert market.gold.call("allowance", successor, market.stranger) == 0
    call = ("transferFrom", market.holder, market.other_holder, 0)
    with refuses("HolderReplaced", wallet=market.holder):
        market.gold.send(*call, sender=market.stranger)


def test_t08__old_wallet__is_dead_in_every_instrument(market: Market) -> None:
    for token in (market.bill, market.bond, market.gold):
        market.issue(token, market.holder, BALANCE)
        market.issue(token, market.other_holder, BALANCE)
    successor = replaced(market)
    recover(market, market.gold, market.holder, successor)
    dead = {"wallet": market.holder}
    for token in (market.bill, market.bond, market.gold):
        with refuses("HolderReplaced", **dead):
            token.send("transfer", market.other_holder, 0, sender=market.holder)
        with refuses("HolderReplaced", **dead):
            token.send("transfer", market.holder, 0, sender=market.other_holder)
        with refuses("HolderReplaced", **dead):
            market.issue(token, market.holder, 100)
        with refuses("HolderReplaced", **dead):
            market.carry_out(token, "forcedTransfer", market.other_holder, market.holder, 1)
        assert token.call("canSend", market.holder) is False
        assert token.call("canReceive", market.holder) is False
    with refuses("WalletTaken", **dead):
        market.onboard(market.holder)


def test_t06__wallet_never_used_here__leaves_its_successor_dead_weight_free(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    announce(market, token, 3)
    market.wait(DAY)
    successor = replaced(market)
    recover(market, token, market.holder, successor)
    open_market.mint(token, successor, 7)
    market.wait(DAY)
    open_market.mint(token, successor, 7)
    market.wait(DAY)
    wallets = [market.holder, successor]
    assert [at(token, wallets, period) for period in range(3)] == [[0, 0], [0, 7], [0, 14]]


def test_t06__before_any_record_date_with_nothing__later_dates_are_the_successors(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    announce(market, token, 3)
    successor = replaced(market)
    recover(market, token, market.holder, successor)
    market.wait(2 * DAY)
    open_market.burn(token, market.holder, 0)
    open_market.mint(token, successor, 7)
    market.wait(DAY)
    wallets = [market.holder, successor]
    assert [at(token, wallets, period) for period in range(3)] == [[0, 0], [0, 0], [0, 7]]
