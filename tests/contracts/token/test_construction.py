"""What a token is from its first second: terms, defaults, and no second start (T43, T44)."""

from __future__ import annotations

from typing import Any

import pytest

from rwa.chain.contract import Contract, deploy
from tests.contracts.system import (
    BILL_CODE,
    BILL_MATURITY,
    BOND_CODE,
    BOND_MATURITY,
    CALL_NOTICE,
    CALLABLE_FROM,
    DAY,
    GOLD_CODE,
    ISSUE_TIME,
    MAX_AGE,
    RECORD_TIMES,
    Market,
    refuses,
)
from tests.contracts.token.faults import NO_LIMIT

NO_CALL = (0, 0, [])
"""From when it may be called, with what notice, and whether it repays in instalments."""


def build(market: Market, artifact: str, denomination: int, *rest: Any) -> Contract:
    """Deploy a token with these terms."""
    descriptor = ("Name", "SYM", b"CODE", b"PKR", 2, denomination)
    arguments = (market.programme.address, descriptor, *rest)
    return deploy(market.engine, market.artifacts[artifact], *arguments, sender=market.deployer)


def test_construction__no_denomination__refused(market: Market) -> None:
    with refuses("NotMultipleOfDenomination", amount=0, denomination=0):
        build(market, "CommodityReserve", 0, (market.stock.address, MAX_AGE, 0))


@pytest.mark.parametrize("artifact", ["TreasuryBill", "Bond"])
@pytest.mark.parametrize("after", [0, -1])
def test_construction__maturity_not_after_issue__refused(
    market: Market, artifact: str, after: int
) -> None:
    coupon = (72_500, 2, [], NO_CALL) if artifact == "Bond" else ()
    dates = {"issueTime": ISSUE_TIME, "maturityTime": ISSUE_TIME + after}
    with refuses("MaturityBeforeIssue", **dates):
        build(market, artifact, 100, ISSUE_TIME, ISSUE_TIME + after, *coupon)


def test_construction__coupon_record_dates_passed__left_out(market: Market) -> None:
    """A bond that has lived is registered with the record dates that lie ahead."""
    ahead = market.now + DAY
    coupon = (72_500, 2, [market.now - DAY, market.now, ahead], NO_CALL)
    bond = build(market, "Bond", 100, ISSUE_TIME, BOND_MATURITY, *coupon)
    assert bond.call("recordTimes") == [ahead]


def test_construction__coupon_record_dates_out_of_order__refused(market: Market) -> None:
    first = market.now + DAY
    coupon = (72_500, 2, [first, first], NO_CALL)
    with refuses("RecordTimeRefused", recordTime=first, after_=first):
        build(market, "Bond", 100, ISSUE_TIME, BOND_MATURITY, *coupon)


def test_construction__too_many_coupon_record_dates__refused(market: Market) -> None:
    coupon = (72_500, 4, [market.now + days * DAY for days in range(1, 66)], NO_CALL)
    with refuses("TooManyRecordDates"):
        build(market, "Bond", 100, ISSUE_TIME, BOND_MATURITY, *coupon)


def test_t44__nothing__is_left_to_initialise(market: Market) -> None:
    for token in (market.bill, market.bond, market.gold):
        names = {entry.get("name", "") for entry in token.artifact.abi}
        assert not [name for name in names if "init" in name.lower() or "upgrade" in name.lower()]


@pytest.mark.parametrize(
    ("token", "code", "unit", "decimals", "denomination", "asset_class"),
    [
        ("bill", BILL_CODE, "PKR", 2, 100, "BILL"),
        ("bond", BOND_CODE, "PKR", 2, 100, "BOND"),
        ("gold", GOLD_CODE, "XAU", 3, 1, "COMMODITY"),
    ],
)
def test_construction__terms__are_read_back(
    market: Market,
    token: str,
    code: str,
    unit: str,
    decimals: int,
    denomination: int,
    asset_class: str,
) -> None:
    contract: Contract = getattr(market, token)
    texts = [
        contract.call(view).rstrip(b"\0").decode()
        for view in ("INSTRUMENT_ID", "UNIT", "assetClass")
    ]
    assert texts == [code, unit, asset_class]
    assert contract.call("name") == code
    assert contract.call("symbol") == code[:11]
    assert contract.call("decimals") == decimals
    assert contract.call("DENOMINATION") == denomination
    assert contract.call("PROGRAMME") == market.programme.address
    assert contract.call("PARTICIPANTS") == market.participants.address
    assert contract.call("identityRegistry") == market.participants.address
    assert contract.call("AUTHORITY") == market.authority.address
    assert contract.call("ORDERS") == market.orders.address


def test_construction__dates_and_coupon__are_read_back(market: Market) -> None:
    for token, maturity in ((market.bill, BILL_MATURITY), (market.bond, BOND_MATURITY)):
        assert token.call("ISSUE_TIME") == ISSUE_TIME
        assert token.call("MATURITY_TIME") == maturity
    assert market.bond.call("COUPON_PPM") == 72_500
    assert market.bond.call("COUPONS_PER_YEAR") == 2
    assert market.bond.call("CALLABLE_FROM") == CALLABLE_FROM
    assert market.bond.call("CALL_NOTICE") == CALL_NOTICE
    assert market.bond.call("instalmentAt", RECORD_TIMES[0]) == 0
    assert market.bond.call("recordTimes") == list(RECORD_TIMES)
    assert market.bill.call("recordTimes") == market.gold.call("recordTimes") == []


def test_t43__a_new_token__says_its_defaults(market: Market) -> None:
    token = build(market, "CommodityReserve", 1, (market.stock.address, MAX_AGE, 0))
    assert token.call("totalSupply") == 0
    assert token.call("paused") is False
    assert token.call("transferLimit") == NO_LIMIT
    assert token.call("closedPeriods") == 0
    assert token.call("getAllDocuments") == []


def test_t43__a_wallet_nobody_knows__is_denied_by_default(market: Market) -> None:
    stranger, token = market.stranger, market.gold
    assert token.call("canSend", stranger) is False
    assert token.call("canReceive", stranger) is False
    assert token.call("canTransfer", stranger, stranger, 0) is False
    with refuses("HolderUnknown", wallet=stranger):
        token.send("transfer", stranger, 0, sender=stranger)
    views = ("balanceOf", "getFrozenTokens", "nonces")
    assert [token.call(view, stranger) for view in views] == [0, 0, 0]
    assert token.call("isFrozen", stranger) is False
    assert int(token.call("predecessorOf", stranger), 16) == 0


def test_t43__thawed_but_blocked__one_refusal_is_enough(market: Market) -> None:
    market.issue(market.gold, market.holder, 10)
    market.gold.send("setAddressFrozen", market.holder, False, sender=market.registrar)
    market.set_blocked("holder", market.holder)
    market.gold.send("approve", market.other_holder, 10, sender=market.holder)
    with refuses("HolderBlocked", wallet=market.holder):
        call = ("transferFrom", market.holder, market.other_holder, 1)
        market.gold.send(*call, sender=market.other_holder)
