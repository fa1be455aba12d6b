"""Forced transfers in a batch, each by an order of its own (T2)."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import Address
from rwa.roles import Role
from tests.contracts.system import Market, order_id, refuses
from tests.contracts.token.faults import BALANCE, FORCED, Deal, Fault, named

Move = tuple[Address, Address, int]


def batch(market: Market, moves: list[Move]) -> None:
    """Carry out several at once; the orders are given already."""
    senders = [sender for sender, _, _ in moves]
    receivers = [receiver for _, receiver, _ in moves]
    amounts = [amount for _, _, amount in moves]
    call = ("batchForcedTransfer", senders, receivers, amounts)
    market.gold.send(*call, sender=market.registrar)


def order(market: Market, *moves: Move) -> None:
    """Order each."""
    for move in moves:
        market.order(market.gold, "forcedTransfer", *move)


def test_batch_forced_transfer__not_the_registrar__refused(market: Market) -> None:
    with refuses("RoleRequired", account=market.regulator, role=int(Role.REGISTRAR)):
        market.gold.send("batchForcedTransfer", [], [], [], sender=market.regulator)


@pytest.mark.parametrize(
    ("lengths", "told"), [((1, 2, 1), (1, 2)), ((2, 2, 1), (2, 1)), ((0, 1, 1), (0, 1))]
)
def test_batch_forced_transfer__lists_differ__refused(
    market: Market, lengths: tuple[int, int, int], told: tuple[int, int]
) -> None:
    wallets = [market.holder, market.other_holder]
    lists = (wallets[: lengths[0]], wallets[: lengths[1]], [1, 1][: lengths[2]])
    with refuses("ListsDiffer", first=told[0], second=told[1]):
        market.gold.send("batchForcedTransfer", *lists, sender=market.registrar)


@pytest.mark.parametrize("fault", FORCED, ids=named(FORCED))
def test_t02__one_fault__told_as_by_the_single(market: Market, fault: Fault) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    deal = Deal(market, market.gold, market.holder, market.distant_holder)
    fault.spoil(deal)
    move = (deal.sender, deal.receiver, deal.amount)
    order(market, move)
    with refuses(fault.error, **fault.arguments(deal)):
        batch(market, [move])


def test_t02__one_of_them_without_an_order__nothing_moves(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    moves = [(market.holder, market.other_holder, 1), (market.holder, market.distant_holder, 2)]
    order(market, moves[0])
    missing = order_id(market.gold, market.gold.encode("forcedTransfer", *moves[1]))
    with refuses("OrderNotApproved", order=missing):
        batch(market, moves)
    assert market.gold.call("balanceOf", market.holder) == BALANCE


def test_t30__the_same_one_twice__one_order_serves_once(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    move = (market.holder, market.other_holder, 1)
    order(market, move)
    with refuses(
        "OrderNotApproved",
        order=order_id(market.gold, market.gold.encode("forcedTransfer", *move)),
    ):
        batch(market, [move, move])


def test_batch_forced_transfer__empty__does_nothing(market: Market) -> None:
    receipt = market.gold.send("batchForcedTransfer", [], [], [], sender=market.registrar)
    assert receipt.logs == ()


def test_t02__batch__the_same_state_and_events_as_singles(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setFrozenTokens", market.holder, 900, sender=market.registrar)
    moves = [
        (market.holder, market.other_holder, 300),
        (market.other_holder, market.distant_holder, 200),
        (market.holder, market.holder, 500),
        (market.holder, market.other_holder, 700),
    ]
    order(market, *moves)
    seen = []
    for batched in (False, True):
        with market.undone():
            if batched:
                lists = [list(column) for column in zip(*moves, strict=True)]
                sent = [market.gold.send("batchForcedTransfer", *lists, sender=market.registrar)]
            else:
                sent = [
                    market.gold.send("forcedTransfer", *move, sender=market.registrar)
                    for move in moves
                ]
            wallets = [(market.holder,), (market.other_holder,), (market.distant_holder,)]
            told = [(log.event, log.args) for receipt in sent for log in receipt.logs]
            frozen = market.gold.call("getFrozenTokens", market.holder)
            seen.append((market.gold.call_many("balanceOf", wallets), frozen, told))
    assert seen[0] == seen[1]
    assert seen[0][:2] == ([0, 800, 200], 0)
