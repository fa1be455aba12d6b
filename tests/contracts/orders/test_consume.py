"""Orders.consume: an order serves one call, of exactly its bytes, once, after its delay."""

from __future__ import annotations

from rwa.chain.deployment import keccak
from rwa.roles import Role
from tests.contracts.system import DAY, DELAYS, DOCUMENT, USD, Market, emitted, order_id, refuses

CAP = 1_000 * USD


def set_cap(market: Market, cap: int):
    return market.programme.send("setCap", cap, sender=market.ministry)


def cap_order(market: Market, cap: int) -> bytes:
    return order_id(market.programme, market.programme.encode("setCap", cap))


def test_t47_consume__never_proposed__refused(market: Market) -> None:
    with refuses("OrderNotApproved", order=cap_order(market, CAP)):
        set_cap(market, CAP)


def test_t47_consume__proposed_only__refused(market: Market) -> None:
    order = market.propose(market.programme, "setCap", CAP)
    market.wait(DELAYS["setCap"])
    with refuses("OrderNotApproved", order=order):
        set_cap(market, CAP)


def test_t47_consume__before_the_delay_is_over__refused_to_the_second(market: Market) -> None:
    order = market.order(market.programme, "setCap", CAP)
    not_before = market.now + DELAYS["setCap"]
    market.engine.advance_to(not_before - 1)
    with refuses("OrderTooEarly", order=order, notBefore=not_before, time=not_before - 1):
        set_cap(market, CAP)
    market.engine.advance_to(not_before)
    receipt = set_cap(market, CAP)
    assert emitted(receipt, "OrderUsed") == [{"order": order, "document": DOCUMENT}]
    assert market.programme.call("capUsd") == CAP


def test_t47_consume__caller_without_the_role__refused_before_the_order(market: Market) -> None:
    market.order(market.programme, "setCap", CAP)
    market.wait(DELAYS["setCap"])
    for caller in (market.regulator, market.stranger):
        with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
            market.programme.send("setCap", CAP, sender=caller)


def test_t47_consume__other_amount__refused(market: Market) -> None:
    market.order(market.programme, "setCap", CAP)
    market.wait(DELAYS["setCap"])
    with refuses("OrderNotApproved", order=cap_order(market, CAP + 1)):
        set_cap(market, CAP + 1)


def test_t47_consume__bytes_added_to_the_call__refused(market: Market) -> None:
    """The order covers the call data to the last byte, read or not."""
    market.order(market.programme, "setCap", CAP)
    market.wait(DELAYS["setCap"])
    request = market.programme.request("setCap", CAP, sender=market.ministry)
    longer = type(request)(request.sender, request.to, request.data + b"\0")
    with refuses("OrderNotApproved", order=order_id(market.programme, longer.data)):
        market.engine.send(longer)


def test_t47_consume__other_target__refused(market: Market) -> None:
    market.issue(market.bond, market.holder, 100)
    seizure = ("forcedTransfer", market.holder, market.other_holder, 100)
    market.order(market.bill, *seizure)
    with refuses("OrderNotApproved", order=order_id(market.bond, market.bond.encode(*seizure))):
        market.bond.send(*seizure, sender=market.registrar)


def test_t47_consume__used_before__refused(market: Market) -> None:
    order = market.order(market.programme, "setCap", CAP)
    market.wait(DELAYS["setCap"])
    set_cap(market, CAP)
    with refuses("OrderNotApproved", order=order):
        set_cap(market, CAP)


def test_t47_consume__after_thirty_days__refused(market: Market) -> None:
    order = market.order(market.programme, "setCap", CAP)
    expiry = market.now + DELAYS["setCap"] + 30 * DAY
    market.engine.advance_to(expiry)
    with refuses("OrderExpired", order=order, expiry=expiry, time=expiry):
        set_cap(market, CAP)


def test_t47_consume__in_the_last_second__used(market: Market) -> None:
    market.order(market.programme, "setCap", CAP)
    market.engine.advance_to(market.now + DELAYS["setCap"] + 30 * DAY - 1)
    set_cap(market, CAP)
    assert market.programme.call("capUsd") == CAP


def test_t47_consume__call_fails__order_stays(market: Market) -> None:
    """What the call itself refuses does not use up its order."""
    order = market.order(market.participants, "replaceWallet", market.holder, market.other_holder)
    for _ in range(2):
        with refuses(
            "IdentityMismatch",
            wallet=market.other_holder,
            identity=_person(market, market.holder),
            given=_person(market, market.other_holder),
        ):
            market.participants.send(
                "replaceWallet", market.holder, market.other_holder, sender=market.registrar
            )
    assert market.orders.call("orders", order).document == DOCUMENT


def test_t47_consume__by_someone_who_is_not_the_target__refused(market: Market) -> None:
    """The caller is the target: nobody uses up an order that was meant for a contract."""
    data = market.programme.encode("setCap", CAP)
    market.order(market.programme, "setCap", CAP)
    market.wait(DELAYS["setCap"])
    own = market.orders.call("orderOf", market.stranger, keccak(data))
    with refuses("OrderNotApproved", order=own):
        market.orders.send("consume", keccak(data), sender=market.stranger)
    set_cap(market, CAP)


def _person(market: Market, wallet: str) -> int:
    return int(market.participants.call("identity", wallet), 16)
