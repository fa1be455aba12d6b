"""A transfer: who may send what to whom, and in which order a refusal is told."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.contract import Contract
from rwa.entry import Status
from tests.contracts.system import (
    DAY,
    FIRST,
    KYC_EXPIRY,
    NOC_EXPIRY,
    SECOND,
    Market,
    emitted,
    refuses,
)
from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.faults import (
    BALANCE,
    NO_LIMIT,
    TRANSFER,
    Deal,
    Fault,
    check_order,
    each_later,
    named,
)

MAX_SUPPLY = 2**120 - 1


def ready(market: Market) -> Deal:
    """A sound transfer of the bill between customers of two exchanges."""
    return Deal(market, market.bill, market.holder, market.distant_holder)


def send(deal: Deal) -> None:
    """Try the transfer."""
    deal.token.send("transfer", deal.receiver, deal.amount, sender=deal.sender)


@pytest.mark.parametrize("fault", TRANSFER, ids=named(TRANSFER))
def test_transfer__two_faults__the_earlier_is_told(market: Market, fault: Fault) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    combined = check_order(lambda: ready(market), TRANSFER, fault, send)
    assert combined == len(list(each_later(TRANSFER, fault)))


def test_transfer__the_table__combines_every_pair_that_can_be() -> None:
    pairs = sum(len(list(each_later(TRANSFER, fault))) for fault in TRANSFER)
    apart = 6 + 2
    assert pairs == len(TRANSFER) * (len(TRANSFER) - 1) // 2 - apart


def test_transfer__receiver_never_onboarded__refused(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    with refuses("HolderUnknown", wallet=market.stranger):
        market.bill.send("transfer", market.stranger, 100, sender=market.holder)


def test_transfer__sender_never_onboarded__refused(market: Market) -> None:
    with refuses("HolderUnknown", wallet=market.stranger):
        market.bill.send("transfer", market.holder, 0, sender=market.stranger)


@pytest.mark.parametrize("contract", ["bill", "programme", "participants"])
def test_transfer__to_a_contract__refused(market: Market, contract: str) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    address = getattr(market, contract).address
    with refuses("HolderUnknown", wallet=address):
        market.bill.send("transfer", address, 100, sender=market.holder)


def test_t50__zero_address__refused_for_nothing_too(market: Market) -> None:
    with refuses("ERC20InvalidReceiver", receiver=ZERO_ADDRESS):
        market.bill.send("transfer", ZERO_ADDRESS, 0, sender=market.holder)


def test_t19__amounts_at_the_extremes__only_named_errors(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    open_market.mint(token, market.holder, MAX_SUPPLY)
    for amount in (MAX_SUPPLY + 1, 2**128, 2**255, 2**256 - 1):
        short = {"sender": market.holder, "balance": MAX_SUPPLY, "needed": amount}
        with refuses("ERC20InsufficientBalance", **short):
            token.send("transfer", market.other_holder, amount, sender=market.holder)
    token.send("transfer", market.other_holder, MAX_SUPPLY, sender=market.holder)
    assert token.call("balanceOf", market.other_holder) == MAX_SUPPLY
    assert token.call("balanceOf", market.holder) == 0
    token.send("transfer", market.holder, MAX_SUPPLY, sender=market.other_holder)
    assert token.call("balanceOf", market.holder) == token.call("totalSupply") == MAX_SUPPLY


def test_t19__one_unit__moves(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    open_market.mint(token, market.holder, 1)
    token.send("transfer", market.other_holder, 1, sender=market.holder)
    assert token.call("balanceOf", market.other_holder) == 1


def test_t09__noc_expiry__a_second_before_received_at_it_refused(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.engine.advance_to(NOC_EXPIRY - 1)
    market.bill.send("transfer", market.distant_holder, 100, sender=market.holder)
    market.engine.advance_to(NOC_EXPIRY)
    lapsed = {"exchange": SECOND, "status": int(Status.ACTIVE), "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **lapsed):
        market.bill.send("transfer", market.distant_holder, 100, sender=market.holder)


def test_t09__kyc_expiry__a_second_before_moves_at_it_refused(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    for exchange in (FIRST, SECOND):
        later = (exchange, KYC_EXPIRY + DAY, b"extension")
        market.participants.send("setNocExpiry", *later, sender=market.regulator)
    market.engine.advance_to(KYC_EXPIRY - 1)
    market.bill.send("transfer", market.distant_holder, 100, sender=market.holder)
    market.engine.advance_to(KYC_EXPIRY)
    with refuses("KycExpired", wallet=market.holder, expiry=KYC_EXPIRY):
        market.bill.send("transfer", market.distant_holder, 100, sender=market.holder)


def test_transfer__kyc_renewed_after_the_stamp_expired__moves_again(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    soon = market.now + DAY
    arguments = ("setKycExpiry", market.holder, soon)
    market.participants.send(*arguments, sender=market.operator)
    market.bill.send("transfer", market.other_holder, 100, sender=market.holder)
    market.engine.advance_to(soon)
    with refuses("KycExpired", wallet=market.holder, expiry=soon):
        market.bill.send("transfer", market.other_holder, 100, sender=market.holder)
    market.participants.send("setKycExpiry", market.holder, soon + 1, sender=market.operator)
    market.bill.send("transfer", market.other_holder, 100, sender=market.holder)


def test_t10__exchange_revoked__nobody_enters_everybody_leaves(market: Market) -> None:
    for wallet in (market.holder, market.distant_holder):
        market.issue(market.bill, wallet, BALANCE)
    market.set_status(SECOND, Status.REVOKED)
    revoked = {"exchange": SECOND, "status": int(Status.REVOKED), "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **revoked):
        market.bill.send("transfer", market.distant_holder, 100, sender=market.holder)
    with refuses("ExchangeNotWhitelisted", **revoked):
        market.bill.send("transfer", market.distant_holder, 100, sender=market.distant_holder)
    market.bill.send("transfer", market.holder, BALANCE, sender=market.distant_holder)
    assert market.bill.call("balanceOf", market.holder) == 2 * BALANCE


def test_t10__one_noc_lapsed__nobody_elses_customers_are_halted(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    soon = market.now + DAY
    market.participants.send("setNocExpiry", SECOND, soon, b"shorter", sender=market.regulator)
    market.engine.advance_to(soon)
    market.bill.send("transfer", market.other_holder, 100, sender=market.holder)
    lapsed = {"exchange": SECOND, "status": int(Status.ACTIVE), "nocExpiry": soon}
    with refuses("ExchangeNotWhitelisted", **lapsed):
        market.bill.send("transfer", market.distant_holder, 100, sender=market.holder)
    market.participants.send("refreshStanding", sender=market.stranger)
    market.bill.send("transfer", market.other_holder, 100, sender=market.holder)
    with refuses("ExchangeNotWhitelisted", **lapsed):
        market.bill.send("transfer", market.distant_holder, 100, sender=market.holder)


def test_t53__removed_while_holding__refused_until_onboarded_again(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.participants.send("remove", market.holder, sender=market.registrar)
    with refuses("HolderUnknown", wallet=market.holder):
        market.bill.send("transfer", market.other_holder, 100, sender=market.holder)
    market.onboard(market.holder, SECOND)
    market.bill.send("transfer", market.other_holder, 100, sender=market.holder)
    assert market.bill.call("balanceOf", market.holder) == BALANCE - 100


def test_t51__through_a_relay__the_relay_is_the_sender(market: Market, relay: Contract) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    with refuses("HolderUnknown", wallet=relay.address):
        data = market.bill.encode("transfer", market.other_holder, 100)
        relay.send("relay", market.bill.address, data, sender=market.holder)


def test_t50__to_oneself__changes_nothing_and_is_told(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    receipt = market.bill.send("transfer", market.holder, BALANCE, sender=market.holder)
    told = {"from": market.holder, "to": market.holder, "value": BALANCE}
    assert [list(event.values()) for event in emitted(receipt, "Transfer")] == [list(told.values())]
    assert market.bill.call("balanceOf", market.holder) == BALANCE


def test_t50__to_oneself_beyond_the_balance__refused(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    short = {"sender": market.holder, "balance": BALANCE, "needed": BALANCE + 100}
    with refuses("ERC20InsufficientBalance", **short):
        market.bill.send("transfer", market.holder, BALANCE + 100, sender=market.holder)


def test_t50__to_oneself_beyond_the_unfrozen_part__refused(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.bill.send("setFrozenTokens", market.holder, 1, sender=market.registrar)
    beyond = {"account": market.holder, "amount": BALANCE, "unfrozen": BALANCE - 1}
    with refuses("ERC7943InsufficientUnfrozenBalance", **beyond):
        market.bill.send("transfer", market.holder, BALANCE, sender=market.holder)
    assert market.bill.call("getFrozenTokens", market.holder) == 1


def test_t50__nothing_between_eligible_wallets_without_a_balance__succeeds(
    market: Market,
) -> None:
    receipt = market.bill.send("transfer", market.distant_holder, 0, sender=market.holder)
    assert [event.event for event in receipt.logs] == ["Transfer"]


def test_transfer__at_the_limit__moves(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.bill.send("setTransferLimit", 300, sender=market.regulator)
    market.bill.send("transfer", market.other_holder, 300, sender=market.holder)
    with refuses("TransferLimitExceeded", amount=400, limit=300):
        market.bill.send("transfer", market.other_holder, 400, sender=market.holder)


def test_transfer__no_limit__moves_more_than_the_limit_can_say(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    open_market.mint(token, market.holder, 2**100)
    token.send("setTransferLimit", NO_LIMIT - 1, sender=market.regulator)
    with refuses("TransferLimitExceeded", amount=2**100, limit=NO_LIMIT - 1):
        token.send("transfer", market.other_holder, 2**100, sender=market.holder)
    token.send("setTransferLimit", NO_LIMIT, sender=market.regulator)
    token.send("transfer", market.other_holder, 2**100, sender=market.holder)
    assert token.call("balanceOf", market.other_holder) == 2**100


def test_transfer__unfrozen_part__moves_to_the_last_unit(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("setFrozenTokens", market.holder, 400, sender=market.registrar)
    market.gold.send("transfer", market.other_holder, 600, sender=market.holder)
    none_left = {"account": market.holder, "amount": 1, "unfrozen": 0}
    with refuses("ERC7943InsufficientUnfrozenBalance", **none_left):
        market.gold.send("transfer", market.other_holder, 1, sender=market.holder)
    assert market.gold.call("getFrozenTokens", market.holder) == 400


def test_transfer__between_exchanges__moves_and_tells(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    receipt = market.bill.send("transfer", market.distant_holder, 300, sender=market.holder)
    (event,) = receipt.logs
    assert (event.event, list(event.args.values())) == (
        "Transfer",
        [market.holder, market.distant_holder, 300],
    )
    wallets = [(market.holder,), (market.distant_holder,)]
    assert market.bill.call_many("balanceOf", wallets) == [BALANCE - 300, 300]
    assert market.bill.call("totalSupply") == BALANCE


def test_t27__after_maturity__what_is_not_redeemed_still_moves(market: Market) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.engine.advance_to(market.bill.call("MATURITY_TIME") + DAY)
    market.bill.send("transfer", market.other_holder, 100, sender=market.holder)
    assert market.bill.call("balanceOf", market.other_holder) == 100
