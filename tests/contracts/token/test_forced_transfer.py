"""A forced transfer: by order, to an eligible receiver, whatever state the sender is in."""

from __future__ import annotations

import random
from functools import reduce
from itertools import combinations
from operator import or_

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.contract import Contract
from rwa.chain.engine import Receipt
from rwa.entry import Status
from rwa.roles import Role
from rwa.rules.forced import Waiver
from tests.contracts.system import (
    DOCUMENT,
    FIRST,
    Market,
    emitted,
    order_id,
    refuses,
)
from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.faults import (
    BALANCE,
    FORCED,
    ODD,
    OVER_LIMIT,
    PAUSED,
    SENDER,
    Deal,
    Fault,
    bring_about,
    check_order,
    named,
    together,
)
from tests.contracts.token.faults import FROZEN as FROZEN_PART

MAX = 2**256 - 1


def ready(market: Market) -> Deal:
    """A sound forced transfer of the bill."""
    return Deal(market, market.bill, market.holder, market.distant_holder)


def force(deal: Deal) -> Receipt:
    """Order it and carry it out."""
    call = ("forcedTransfer", deal.sender, deal.receiver, deal.amount)
    return deal.market.carry_out(deal.token, *call)


def waived(receipt: Receipt) -> int:
    """The rules that the event says were waived, one bit each."""
    (event,) = emitted(receipt, "OrderExecuted")
    return int(event["waived"])


@pytest.mark.parametrize("fault", FORCED, ids=named(FORCED))
def test_t03__two_faults__the_earlier_is_told(market: Market, fault: Fault) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    check_order(lambda: ready(market), FORCED, fault, force)


@pytest.mark.parametrize("fault", FORCED, ids=named(FORCED))
def test_t47__no_order__told_before_every_fault(market: Market, fault: Fault) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = ready(market)
    fault.spoil(deal)
    call = ("forcedTransfer", deal.sender, deal.receiver, deal.amount)
    order = order_id(market.bill, market.bill.encode(*call))
    with refuses("OrderNotApproved", order=order):
        market.bill.send(*call, sender=market.registrar)


@pytest.mark.parametrize("caller", ["regulator", "ministry", "fiscal_agent", "holder"])
def test_t47__not_the_registrar__told_before_the_order(market: Market, caller: str) -> None:
    account = getattr(market, caller)
    call = ("forcedTransfer", market.holder, market.other_holder, 1)
    with refuses("RoleRequired", account=account, role=int(Role.REGISTRAR)):
        market.gold.send(*call, sender=account)


def test_t47__proposed_but_not_approved__refused(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    call = ("forcedTransfer", market.holder, market.other_holder, 1)
    order = market.propose(market.gold, *call)
    with refuses("OrderNotApproved", order=order):
        market.gold.send(*call, sender=market.registrar)


def test_t34__order_for_another_token_or_amount__refused(market: Market) -> None:
    for token in (market.bill, market.gold):
        market.issue(token, market.holder, BALANCE)
    call = ("forcedTransfer", market.holder, market.other_holder, 100)
    market.order(market.gold, *call)
    elsewhere = order_id(market.bill, market.bill.encode(*call))
    with refuses("OrderNotApproved", order=elsewhere):
        market.bill.send(*call, sender=market.registrar)
    more = (*call[:3], 101)
    with refuses("OrderNotApproved", order=order_id(market.gold, market.gold.encode(*more))):
        market.gold.send(*more, sender=market.registrar)


def test_t30__order_used__not_a_second_time(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    call = ("forcedTransfer", market.holder, market.other_holder, 100)
    market.carry_out(market.gold, *call)
    order = order_id(market.gold, market.gold.encode(*call))
    with refuses("OrderNotApproved", order=order):
        market.gold.send(*call, sender=market.registrar)


def test_t51__registrar_through_a_relay__refused(market: Market, relay: Contract) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    call = ("forcedTransfer", market.holder, market.other_holder, 100)
    market.order(market.gold, *call)
    with refuses("RoleRequired", account=relay.address, role=int(Role.REGISTRAR)):
        data = market.gold.encode(*call)
        relay.send("relay", market.gold.address, data, sender=market.registrar)


def test_forced_transfer__from_nobody__refused_before_the_receiver(market: Market) -> None:
    for receiver in (ZERO_ADDRESS, market.stranger):
        with refuses("ERC20InvalidSender", sender=ZERO_ADDRESS):
            market.carry_out(market.gold, "forcedTransfer", ZERO_ADDRESS, receiver, 0)


def test_t03__sound_wallet_of_a_lapsed_exchange__cannot_be_given(market: Market) -> None:
    market.issue(market.gold, market.distant_holder, BALANCE)
    market.set_status(FIRST, Status.REVOKED)
    expiry = market.participants.call("exchangeOf", FIRST).nocExpiry
    revoked = {"exchange": FIRST, "status": int(Status.REVOKED), "nocExpiry": expiry}
    with refuses("ExchangeNotWhitelisted", **revoked):
        call = ("forcedTransfer", market.distant_holder, market.holder, 1)
        market.carry_out(market.gold, *call)


WAIVERS: dict[Waiver, tuple[Fault, ...]] = {
    Waiver.PAUSE: (PAUSED,),
    Waiver.DENOMINATION: (ODD,),
    Waiver.LIMIT: (OVER_LIMIT,),
    Waiver.SENDER_IDENTITY: (SENDER[0], SENDER[1]),
    Waiver.SENDER_BLOCK: (SENDER[2],),
    Waiver.SENDER_KYC: (SENDER[3],),
    Waiver.SENDER_FREEZE: (SENDER[4],),
    Waiver.UNFROZEN: (FROZEN_PART,),
}
"""Which faults an order waives, and which bit tells of it."""
BIT = {fault.name: waiver for waiver, faults in WAIVERS.items() for fault in faults}
WAIVED = [fault for faults in WAIVERS.values() for fault in faults]


def expected_bits(faults: tuple[Fault, ...]) -> int:
    """The bits of these faults; who is unknown has no due diligence that could be expired."""
    bits = {BIT[fault.name] for fault in faults}
    if Waiver.SENDER_IDENTITY in bits:
        bits.discard(Waiver.SENDER_KYC)
    return reduce(or_, (1 << bit for bit in bits), 0)


def test_waivers__every_bit__is_brought_about() -> None:
    assert set(WAIVERS) == set(Waiver)


def test_t03__nothing_wrong__nothing_waived(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    assert waived(force(ready(market))) == 0


@pytest.mark.parametrize("fault", WAIVED, ids=named(WAIVED))
def test_t04__sender_in_any_state__is_seized_and_the_waiver_told(
    market: Market, fault: Fault
) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = ready(market)
    fault.spoil(deal)
    receipt = force(deal)
    assert waived(receipt) == expected_bits((fault,))
    wallets = [(market.holder,), (market.distant_holder,)]
    assert market.bill.call_many("balanceOf", wallets) == [BALANCE - deal.amount, deal.amount]


def test_t04__every_two_waivable_faults__both_bits(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    tried = 0
    for pair in combinations(WAIVED, 2):
        if not together(*pair):
            continue
        with market.undone():
            deal = ready(market)
            bring_about(deal, *pair)
            assert waived(force(deal)) == expected_bits(pair), named(pair)
        tried += 1
    assert tried == len(WAIVED) * (len(WAIVED) - 1) // 2 - 1


def test_t04__all_at_once__every_bit_but_kyc(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = ready(market)
    everything = tuple(fault for fault in WAIVED if fault.name != "sender replaced")
    bring_about(deal, *everything)
    assert waived(force(deal)) == 0b11111111 & ~(1 << Waiver.SENDER_KYC)


def test_t04__expired_and_blocked_and_frozen_and_paused__kyc_bit_too(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = ready(market)
    bring_about(deal, PAUSED, *SENDER[2:])
    assert waived(force(deal)) == sum(
        1 << bit
        for bit in (Waiver.PAUSE, Waiver.SENDER_BLOCK, Waiver.SENDER_KYC, Waiver.SENDER_FREEZE)
    )


def test_t04__wallet_never_onboarded__is_unknown_for_nothing(market: Market) -> None:
    deal = ready(market)
    deal.sender, deal.amount = market.stranger, 0
    assert waived(force(deal)) == 1 << Waiver.SENDER_IDENTITY


@pytest.mark.parametrize(
    ("frozen", "amount", "left"),
    [
        (0, 1_000, 0),
        (400, 600, 400),
        (400, 601, 399),
        (400, 1_000, 0),
        (1_000, 1, 999),
        (1_500, 1_000, 500),
        (MAX, 1_000, MAX - 1_000),
    ],
)
def test_t05__frozen_after_a_seizure__lower_by_what_was_taken_out_of_it(
    market: Market, frozen: int, amount: int, left: int
) -> None:
    token = market.gold
    market.issue(token, market.holder, BALANCE)
    token.send("setFrozenTokens", market.holder, frozen, sender=market.registrar)
    receipt = market.carry_out(
        token, "forcedTransfer", market.holder, market.distant_holder, amount
    )
    assert token.call("getFrozenTokens", market.holder) == left
    assert token.call("getFrozenTokens", market.distant_holder) == 0
    told = [(log.event, list(log.args.values())) for log in receipt.logs]
    move = [market.holder, market.distant_holder, amount]
    freed = [
        ("Frozen", [market.holder, left]),
        ("TokensUnfrozen", [market.holder, frozen - left]),
    ]
    order = order_id(token, token.encode("forcedTransfer", *move))
    bits = (frozen + amount > BALANCE) << Waiver.UNFROZEN
    assert told == [
        ("OrderUsed", [order, DOCUMENT]),
        *(freed if left != frozen else []),
        ("Transfer", move),
        ("ForcedTransfer", move),
        ("OrderExecuted", [*move, DOCUMENT, bits]),
    ]


@pytest.mark.parametrize("frozen", [0, 400, BALANCE, 2 * BALANCE])
@pytest.mark.parametrize("amount", [0, 1, BALANCE])
def test_t01__to_the_same_account__unfreezes_nothing(
    market: Market, frozen: int, amount: int
) -> None:
    token = market.gold
    market.issue(token, market.holder, BALANCE)
    token.send("setFrozenTokens", market.holder, frozen, sender=market.registrar)
    receipt = market.carry_out(token, "forcedTransfer", market.holder, market.holder, amount)
    assert token.call("getFrozenTokens", market.holder) == frozen
    assert token.call("balanceOf", market.holder) == BALANCE
    assert emitted(receipt, "Frozen") == []
    assert waived(receipt) == (amount > max(0, BALANCE - frozen)) << Waiver.UNFROZEN


def test_t01__to_the_same_frozen_wallet__refused_as_any_receiver(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setAddressFrozen", market.holder, True, sender=market.registrar)
    with refuses("WalletFrozen", wallet=market.holder):
        market.carry_out(market.gold, "forcedTransfer", market.holder, market.holder, 1)


def test_t01__to_the_same_account_beyond_the_balance__refused(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    short = {"sender": market.holder, "balance": BALANCE, "needed": BALANCE + 1}
    with refuses("ERC20InsufficientBalance", **short):
        call = ("forcedTransfer", market.holder, market.holder, BALANCE + 1)
        market.carry_out(market.gold, *call)


def test_t15__force__changes_no_supply_and_no_position(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    positions = market.programme.call("positions")
    market.carry_out(market.gold, "forcedTransfer", market.holder, market.distant_holder, 10)
    assert market.gold.call("totalSupply") == BALANCE
    assert market.programme.call("positions") == positions


def test_t47__roles_taken_away_after_approval__the_order_alone_is_not_enough(
    market: Market,
) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    call = ("forcedTransfer", market.holder, market.distant_holder, 10)
    market.order(market.gold, *call)
    arguments = ("revokeRole", int(Role.REGISTRAR), market.registrar)
    market.carry_out(market.authority, *arguments)
    with refuses("RoleRequired", account=market.registrar, role=int(Role.REGISTRAR)):
        market.gold.send(*call, sender=market.registrar)


def test_t05__random_seizures__frozen_follows_the_rule(local: OpenMarket) -> None:
    market, token, draw = local.market, local.reserve, random.Random(15)
    freed = 0
    for _ in range(60):
        with market.undone():
            balance, frozen = draw.randrange(0, 1_000), draw.randrange(0, 1_500)
            local.mint(token, market.holder, balance)
            token.send("setFrozenTokens", market.holder, frozen, sender=market.registrar)
            amount = draw.randrange(0, balance + 1)
            call = ("forcedTransfer", market.holder, market.distant_holder, amount)
            market.carry_out(token, *call)
            released = max(0, amount - max(0, balance - frozen))
            assert token.call("getFrozenTokens", market.holder) == frozen - released
            assert token.call("balanceOf", market.distant_holder) == amount
            freed += released > 0
    assert freed >= 20
