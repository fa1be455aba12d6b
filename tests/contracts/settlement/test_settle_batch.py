"""A batch settles what can settle; what cannot fails alone and stays pending (T2, T32)."""

from __future__ import annotations

from typing import Any

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import code32
from rwa.chain.engine import Receipt
from rwa.chain.reverts import decode_revert
from tests.contracts.settlement.trades import (
    AMOUNT,
    BUYER,
    CANCELLED,
    OTHER,
    PENDING,
    SELLER,
    SETTLED,
    TOTAL,
    Trade,
    fund,
    holdings,
    instruction,
    progress,
    settle,
    trade,
)
from tests.contracts.system import DAY, Market, emitted, refuses

BLOCK_GAS = 16_777_216


def numbered(market: Market, number: int, **changes: Any) -> Trade:
    """One of many trades between the same two."""
    ref = code32(f"T-{number}")
    return trade(market, ref=ref, seller_nonce=number, buyer_nonce=number, **changes)


def batch(market: Market, *handed_in: tuple[Any, ...], desk: Contract | None = None) -> Receipt:
    """A stranger hands instructions in."""
    return (desk or market.settlement).send("settleBatch", list(handed_in), sender=market.stranger)


def reasons(market: Market, receipt: Receipt) -> dict[bytes, str]:
    """Why each trade failed, by its reference."""
    return {
        told["trade"].ref: decode_revert(told["reason"], market.engine.abis).name
        for told in emitted(receipt, "SettlementFailed")
    }


def test_batch__of_none__settles_nothing(market: Market) -> None:
    assert batch(market).logs == ()


def test_t32_batch__bad_trades_among_good__each_fails_alone(market: Market) -> None:
    fund(market)
    desk = market.settlement
    cancelled = numbered(market, 4)
    desk.send("cancel", cancelled.fields, sender=SELLER.address)
    bad = {
        "SignatureRefused": instruction(desk, numbered(market, 1), buyer=OTHER),
        "CashShort": instruction(desk, numbered(market, 2, clean=10**9)),
        "ERC20InsufficientAllowance": instruction(desk, numbered(market, 3, amount=10**9)),
        "TradeEnded": instruction(desk, cancelled),
        "TradeNotDue": instruction(desk, numbered(market, 5, settlement_time=market.now + DAY)),
        "NonceUsed": instruction(desk, numbered(market, 10, clean=1)),
        "CashUnknown": instruction(desk, numbered(market, 6, currency=code32("EUR"))),
        "NotMultipleOfDenomination": instruction(desk, numbered(market, 7, amount=150)),
        "PartsNotAgreed": instruction(desk, numbered(market, 8), 100),
    }
    good = [instruction(desk, numbered(market, number)) for number in (10, 11)]
    receipt = batch(market, good[0], *bad.values(), good[1])
    told = reasons(market, receipt)
    assert list(told.values()) == list(bad)
    assert [each["trade"].ref for each in emitted(receipt, "TradeSettled")] == [
        code32("T-10"),
        code32("T-11"),
    ]
    assert holdings(market) == (48 * AMOUNT, 2 * TOTAL, 2 * AMOUNT, 48 * TOTAL)


def test_batch__results__in_the_order_handed_in(market: Market) -> None:
    fund(market)
    good = instruction(market.settlement, numbered(market, 1))
    bad = instruction(market.settlement, numbered(market, 2), buyer=OTHER)
    assert market.settlement.call("settleBatch", [bad, good, good]) == [False, True, False]


def test_t30_batch__the_same_trade_twice__settles_once(market: Market) -> None:
    fund(market)
    signed = instruction(market.settlement, trade(market))
    receipt = batch(market, signed, signed)
    assert reasons(market, receipt) == {code32("T-1"): "TradeEnded"}
    assert holdings(market)[2] == AMOUNT


def test_t02_batch__parts_of_one_trade__as_one_after_the_other(market: Market) -> None:
    fund(market)
    agreed = trade(market, in_parts=True)
    parts = [instruction(market.settlement, agreed, part) for part in (3_300, 3_300, 3_400)]
    with market.undone():
        for part in (3_300, 3_300, 3_400):
            settle(market, agreed, part)
        singly = holdings(market)
    batch(market, *parts)
    assert holdings(market) == singly
    assert progress(market, agreed) == (AMOUNT, SETTLED)


def test_batch__failed_today__recycled_tomorrow_and_settled(market: Market) -> None:
    fund(market, cash=0)
    agreed = trade(market)
    signed = instruction(market.settlement, agreed)
    receipt = batch(market, signed)
    assert reasons(market, receipt) == {code32("T-1"): "CashShort"}
    assert progress(market, agreed) == (0, PENDING)
    market.wait(DAY)
    market.pkr_cash.send("mint", BUYER.address, TOTAL, sender=market.fiscal_agent)
    market.pkr_cash.send("approve", market.settlement.address, TOTAL, sender=BUYER.address)
    batch(market, signed)
    assert progress(market, agreed) == (AMOUNT, SETTLED)


def test_t32_batch__one_instrument_paused__the_others_settle(market: Market) -> None:
    fund(market)
    market.issue(market.bill, SELLER.address, AMOUNT)
    market.bill.send("approve", market.settlement.address, AMOUNT, sender=SELLER.address)
    market.bill.send("pause", sender=market.regulator)
    bill = numbered(market, 1, instrument=code32("PK00BILL0001"))
    bond = numbered(market, 2)
    receipt = batch(market, *(instruction(market.settlement, each) for each in (bill, bond)))
    assert reasons(market, receipt) == {bill.ref: "TokenPaused"}
    assert progress(market, bond) == (AMOUNT, SETTLED)


def test_t32_batch__too_little_gas__refused_rather_than_failed(market: Market) -> None:
    """Whoever hands a batch in cannot make trades fail by starving them."""
    fund(market)
    signed = [instruction(market.settlement, numbered(market, number)) for number in range(4)]
    least = market.settlement.call("GAS_PER_TRADE")
    for gas in range(400_000, 900_000, 20_000):
        with market.undone():
            answer = market.settlement.attempt(
                "settleBatch", signed, sender=market.stranger, gas=gas
            )
            if isinstance(answer, Receipt):
                assert emitted(answer, "SettlementFailed") == []
                break
            assert answer.name == "GasTooLow", gas
            assert answer.arguments["left"] < answer.arguments["needed"] > least
    else:
        pytest.fail("no gas was enough")


def test_t32_batch__starved_at_once__named(market: Market) -> None:
    fund(market)
    signed = instruction(market.settlement, trade(market))
    answer = market.settlement.attempt("settleBatch", [signed], sender=market.stranger, gas=200_000)
    with refuses("GasTooLow", **answer.arguments):
        raise answer


def test_t41_batch__of_fifty__fits_one_transaction(market: Market) -> None:
    fund(market)
    signed = [instruction(market.settlement, numbered(market, number)) for number in range(50)]
    receipt = batch(market, *signed)
    assert len(emitted(receipt, "TradeSettled")) == 50
    assert receipt.gas_used < BLOCK_GAS // 2
    assert holdings(market) == (0, 50 * TOTAL, 50 * AMOUNT, 0)


# ---------------------------------------------------------------- hostile cash and signers


@pytest.fixture
def hostile(market: Market, fixture_artifacts: dict[str, Artifact]) -> tuple[Contract, Contract]:
    """A settlement that takes hostile cash as USD beside the honest PKR, and that cash."""
    artifact = fixture_artifacts["HostileCash"]
    cash = deploy(market.engine, artifact, sender=market.deployer)
    accepted = [
        [code32("PKR"), market.pkr_cash.address],
        [code32("USD"), cash.address],
    ]
    own = market.artifacts["DvpSettlement"]
    desk = deploy(market.engine, own, market.programme.address, accepted, sender=market.deployer)
    fund(market, desk=desk)
    cash.send("mint", BUYER.address, 50 * TOTAL, sender=market.stranger)
    cash.send("approve", desk.address, 50 * TOTAL, sender=BUYER.address)
    return desk, cash


NONE, FEE, NO, NOTHING, MORE, BACK, GAS, SHOUT, SILENT = range(9)


@pytest.mark.parametrize(
    ("vice", "error"),
    [
        (FEE, "CashMismatch"),
        (NO, "SafeERC20FailedOperation"),
        (NOTHING, "CashMismatch"),
        (MORE, "CashMismatch"),
        (GAS, "Empty"),
        (SHOUT, "Empty"),
    ],
    ids=["takes a fee", "says no", "moves nothing", "moves more", "burns gas", "shouts back"],
)
def test_t31_t32_batch__hostile_cash__neither_leg_and_the_others_settle(
    market: Market, hostile: tuple[Contract, Contract], vice: int, error: str
) -> None:
    desk, cash = hostile
    cash.send("setVice", vice, sender=market.stranger)
    spoilt = numbered(market, 1, currency=code32("USD"))
    honest = numbered(market, 2)
    receipt = batch(market, *(instruction(desk, each) for each in (spoilt, honest)), desk=desk)
    assert reasons(market, receipt) == {spoilt.ref: error}
    assert tuple(desk.call("progressOf", spoilt.id)) == (0, PENDING)
    assert tuple(desk.call("progressOf", honest.id)) == (AMOUNT, SETTLED)
    assert holdings(market, cash) == (49 * AMOUNT, 0, AMOUNT, 50 * TOTAL)


def test_t32_batch__trade_that_burns_its_gas__told_or_not_tried(
    market: Market, hostile: tuple[Contract, Contract]
) -> None:
    """Whatever gas there is, what a trade leaves is enough to tell that it failed."""
    desk, cash = hostile
    cash.send("setVice", GAS, sender=market.stranger)
    burning = [instruction(desk, numbered(market, 1, currency=code32("USD")))]
    for gas in range(340_000, 400_000, 1_000):
        with market.undone():
            answer = desk.attempt("settleBatch", burning, sender=market.stranger, gas=gas)
            if isinstance(answer, Receipt):
                assert reasons(market, answer) == {code32("T-1"): "Empty"}
                break
            assert answer.name == "GasTooLow", gas
    else:
        pytest.fail("no gas was enough")


@pytest.mark.parametrize(("vice", "error"), [(FEE, "CashMismatch"), (NOTHING, "CashMismatch")])
def test_t31_settle__cash_delivers_another_amount__everything_reverts(
    market: Market, hostile: tuple[Contract, Contract], vice: int, error: str
) -> None:
    desk, cash = hostile
    cash.send("setVice", vice, sender=market.stranger)
    agreed = trade(market, currency=code32("USD"))
    received = TOTAL - 1 if vice == FEE else 0
    with refuses(error, token=cash.address, expected=TOTAL, received=received):
        desk.send("settle", instruction(desk, agreed), sender=market.stranger)
    assert holdings(market, cash) == (50 * AMOUNT, 0, 0, 50 * TOTAL)


def test_t31_settle__cash_that_says_no__everything_reverts(
    market: Market, hostile: tuple[Contract, Contract]
) -> None:
    desk, cash = hostile
    cash.send("setVice", NO, sender=market.stranger)
    agreed = trade(market, currency=code32("USD"))
    with refuses("SafeERC20FailedOperation", token=cash.address):
        desk.send("settle", instruction(desk, agreed), sender=market.stranger)
    assert holdings(market, cash) == (50 * AMOUNT, 0, 0, 50 * TOTAL)


def test_settle__cash_that_answers_nothing_but_pays__settles(
    market: Market, hostile: tuple[Contract, Contract]
) -> None:
    desk, cash = hostile
    cash.send("setVice", SILENT, sender=market.stranger)
    agreed = trade(market, currency=code32("USD"))
    desk.send("settle", instruction(desk, agreed), sender=market.stranger)
    assert holdings(market, cash) == (49 * AMOUNT, TOTAL, AMOUNT, 49 * TOTAL)


@pytest.mark.parametrize("door", ["settle", "settleBatch", "cancel", "settleAlone"])
def test_t29_settle__cash_calls_back__refused_and_nothing_nested(
    market: Market, hostile: tuple[Contract, Contract], door: str
) -> None:
    desk, cash = hostile
    outer = numbered(market, 1, currency=code32("USD"))
    inner = numbered(market, 2)
    signed = instruction(desk, inner)
    argument = {"settleBatch": [signed], "cancel": inner.fields}.get(door, signed)
    cash.send("callBack", desk.address, desk.encode(door, argument), sender=market.stranger)
    desk.send("settle", instruction(desk, outer), sender=market.stranger)
    assert cash.call("answered") is False
    name = decode_revert(cash.call("answer"), market.engine.abis).name
    expected = {"settleAlone": "NotItself"}.get(door, "ReentrancyGuardReentrantCall")
    assert name == expected
    assert tuple(desk.call("progressOf", inner.id)) == (0, PENDING)
    assert tuple(desk.call("progressOf", outer.id)) == (AMOUNT, SETTLED)
    assert holdings(market, cash) == (49 * AMOUNT, TOTAL, AMOUNT, 49 * TOTAL)


def test_t29_batch__cash_calls_back_to_settle_itself_again__settles_once(
    market: Market, hostile: tuple[Contract, Contract]
) -> None:
    desk, cash = hostile
    agreed = trade(market, currency=code32("USD"), in_parts=True)
    again = desk.encode("settle", instruction(desk, agreed, 5_000))
    cash.send("callBack", desk.address, again, sender=market.stranger)
    batch(market, instruction(desk, agreed, 5_000), desk=desk)
    assert cash.call("answered") is False
    assert tuple(desk.call("progressOf", agreed.id)) == (5_000, PENDING)
    assert holdings(market, cash)[2] == 5_000


def test_t32_batch__signer_burns_the_gas__fails_alone(
    market: Market, fixture_artifacts: dict[str, Artifact]
) -> None:
    fund(market)
    artifact = fixture_artifacts["SigningWallet"]
    wallet = deploy(market.engine, artifact, BUYER.address, sender=market.deployer)
    wallet.send("turnHostile", sender=market.stranger)
    spoilt = [numbered(market, number, buyer=wallet.address) for number in range(1, 40)]
    honest = numbered(market, 99)
    receipt = batch(market, *(instruction(market.settlement, each) for each in (*spoilt, honest)))
    assert set(reasons(market, receipt).values()) <= {"Empty", "SignatureRefused"}
    assert len(reasons(market, receipt)) == 39
    assert progress(market, honest) == (AMOUNT, SETTLED)


def test_t30_batch__cancelled_between_signing_and_batch__fails_alone(market: Market) -> None:
    fund(market)
    agreed = trade(market)
    signed = instruction(market.settlement, agreed)
    market.settlement.send("cancel", agreed.fields, sender=BUYER.address)
    receipt = batch(market, signed)
    assert reasons(market, receipt) == {agreed.ref: "TradeEnded"}
    assert progress(market, agreed) == (0, CANCELLED)
