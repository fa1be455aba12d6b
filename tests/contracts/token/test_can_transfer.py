"""The views before the act: they never revert, and say what the act would (T49)."""

from __future__ import annotations

import random

import pytest

from rwa.chain.accounts import ZERO_ADDRESS, Address
from rwa.entry import Status
from tests.contracts.system import (
    FIRST,
    NOC_EXPIRY,
    Market,
    checksummed,
    refuses,
)
from tests.contracts.token.faults import (
    BALANCE,
    FROZEN,
    SHORT,
    TRANSFER,
    Deal,
    Fault,
    check_order,
    named,
    told,
)

MAX = 2**256 - 1
ASKED = [fault for fault in TRANSFER if fault is not SHORT]
"""Every rule but the plain balance."""


def ready(market: Market) -> Deal:
    """A sound transfer of the bill."""
    return Deal(market, market.bill, market.holder, market.distant_holder)


def ask(deal: Deal) -> None:
    """Ask for the reason."""
    deal.token.call("checkTransfer", deal.sender, deal.receiver, deal.amount)


@pytest.mark.parametrize("fault", ASKED, ids=named(ASKED))
def test_t49__check_transfer__refuses_as_the_transfer_would(market: Market, fault: Fault) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    check_order(lambda: ready(market), ASKED, fault, ask)


@pytest.mark.parametrize("fault", TRANSFER, ids=named(TRANSFER))
def test_t49__can_transfer__false_for_every_fault_but_the_balance(
    market: Market, fault: Fault
) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = ready(market)
    call = ("canTransfer", deal.sender, deal.receiver, deal.amount)
    assert market.bill.call(*call) is True
    fault.spoil(deal)
    call = ("canTransfer", deal.sender, deal.receiver, deal.amount)
    assert market.bill.call(*call) is (fault is SHORT)
    with told(deal, fault):
        market.bill.send("transfer", deal.receiver, deal.amount, sender=deal.sender)


def test_erc7943__amount_beyond_a_frozen_balance__the_balance_is_not_asked(
    market: Market,
) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = ready(market)
    FROZEN.spoil(deal)
    answers = [
        market.bill.call("canTransfer", deal.sender, deal.receiver, amount)
        for amount in (100, 200, BALANCE, BALANCE + 100)
    ]
    assert answers == [True, False, False, True]


def test_check_transfer__from_nobody__refused(market: Market) -> None:
    with refuses("ERC20InvalidSender", sender=ZERO_ADDRESS):
        market.gold.call("checkTransfer", ZERO_ADDRESS, market.holder, 0)


@pytest.mark.parametrize("fault", TRANSFER, ids=named(TRANSFER))
def test_erc7943__can_send_can_receive__ask_the_party_alone(market: Market, fault: Fault) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = ready(market)
    fault.spoil(deal)
    sends = not fault.name.startswith("sender")
    receives = not (fault.name.startswith("receiver"))
    assert market.bill.call("canSend", deal.sender) is sends
    assert market.bill.call("canReceive", deal.sender) is sends
    assert market.bill.call("canReceive", deal.receiver) is receives
    exit_open = receives or fault.name == "receiver's exchange"
    assert market.bill.call("canSend", deal.receiver) is exit_open


def test_erc3643__is_verified__asks_neither_exchange_nor_freeze(market: Market) -> None:
    registry = market.participants
    market.bill.send("setAddressFrozen", market.holder, True, sender=market.registrar)
    market.set_status(FIRST, Status.SUSPENDED)
    assert registry.call("isVerified", market.holder) is True
    market.set_blocked("holder", market.holder)
    assert registry.call("isVerified", market.holder) is False
    assert registry.call("isVerified", market.stranger) is False


def test_t09__views_at_the_noc_expiry__turn_with_the_act(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    call = ("canTransfer", market.holder, market.distant_holder, 100)
    for when, answer in ((NOC_EXPIRY - 1, True), (NOC_EXPIRY, False)):
        market.engine.advance_to(when)
        assert market.bill.call(*call) is answer
        assert market.bill.call("canReceive", market.distant_holder) is answer
        assert market.bill.call("canSend", market.distant_holder) is True


def strange_addresses(market: Market, draw: random.Random) -> list[Address]:
    """Precompiles, contracts, the extremes, strangers and customers."""
    contracts = (market.gold, market.participants, market.programme, market.orders)
    return [
        *(checksummed(number) for number in (0, 1, 2, 9, 10, 2**160 - 1, 2**159)),
        *(contract.address for contract in contracts),
        market.holder,
        market.stranger,
        *(checksummed(draw.getrandbits(160)) for _ in range(40)),
    ]


@pytest.mark.parametrize("state", ["sound", "paused", "lapsed"])
def test_t49__strange_addresses_and_amounts__the_views_answer(market: Market, state: str) -> None:
    draw = random.Random(49)
    market.issue(market.gold, market.holder, BALANCE)
    if state == "paused":
        market.gold.send("pause", sender=market.regulator)
    if state == "lapsed":
        market.engine.advance_to(NOC_EXPIRY)
    accounts = strange_addresses(market, draw)
    for view in ("canSend", "canReceive", "isFrozen", "getFrozenTokens", "balanceOf"):
        market.gold.call_many(view, [(account,) for account in accounts])
    for view in ("isVerified", "contains", "identity"):
        market.participants.call_many(view, [(account,) for account in accounts])
    amounts = [0, 1, BALANCE, 2**120, 2**128 - 1, MAX]
    trios = [
        (draw.choice(accounts), draw.choice(accounts), draw.choice(amounts)) for _ in range(300)
    ]
    answers = market.gold.call_many("canTransfer", trios)
    sound = state == "sound"
    for (sender, receiver, amount), answer in zip(trios, answers, strict=True):
        both = sender == receiver == market.holder
        assert answer is (sound and both), (sender, receiver, amount)
    own = [(market.holder, market.holder, amount) for amount in amounts]
    assert market.gold.call_many("canTransfer", own) == [sound] * len(own)
