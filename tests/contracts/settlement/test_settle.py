"""One trade: both legs or neither, once, on the word of both parties (T29 to T37)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.compiler import Artifact
from rwa.chain.contract import deploy
from rwa.chain.deployment import code32
from rwa.chain.tester import TesterEngine
from tests.contracts.settlement.trades import (
    ACCRUED,
    AMOUNT,
    BUYER,
    CANCELLED,
    CLEAN,
    OTHER,
    PENDING,
    SELLER,
    SETTLED,
    TOTAL,
    fund,
    holdings,
    instruction,
    progress,
    settle,
    sign,
    trade,
)
from tests.contracts.system import BOND_CODE, DAY, FIRST, Market, emitted, refuses
from tests.contracts.token.permits import CURVE_ORDER, word
from tests.contracts.token.test_permit import split

REF = code32("T-1")


@pytest.fixture
def funded(market: Market) -> Market:
    """Seller and buyer can settle."""
    fund(market)
    return market


def refused(market: Market, handed_in: tuple[Any, ...], party: str = SELLER.address) -> None:
    """The signature is not taken for the party's, and nothing moved."""
    before = holdings(market)
    with refuses("SignatureRefused", ref=handed_in[0][0], party=party):
        market.settlement.send("settle", handed_in, sender=market.stranger)
    assert holdings(market) == before


# ---------------------------------------------------------------- signatures


@pytest.mark.parametrize(
    "domain",
    [{"chain_id": 1}, {"name": "other"}, {"version": "2"}, {"contract": "0x" + "11" * 20}],
    ids=["chain", "name", "version", "contract"],
)
def test_t34_settle__signed_in_another_domain__refused(
    funded: Market, domain: dict[str, Any]
) -> None:
    refused(funded, instruction(funded.settlement, trade(funded), **domain))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ref", code32("T-2")),
        ("instrument", code32("PK00BILL0001")),
        ("currency", code32("USD")),
        ("buyer", OTHER.address),
        ("amount", AMOUNT + 100),
        ("clean", CLEAN - 1),
        ("accrued", -ACCRUED),
        ("settlement_time", 0),
        ("expiry", 2**40 - 1),
        ("seller_nonce", 1),
        ("buyer_nonce", 1),
        ("in_parts", True),
    ],
)
def test_t36_settle__any_field_changed_after_signing__refused(
    funded: Market, field: str, value: Any
) -> None:
    agreed = trade(funded)
    _, amount, *signatures = instruction(funded.settlement, agreed)
    refused(funded, (agreed.but(**{field: value}).fields, amount, *signatures))


def test_t36_settle__seller_exchanged_for_another__refused(funded: Market) -> None:
    agreed = trade(funded)
    _, amount, *signatures = instruction(funded.settlement, agreed)
    stolen = (agreed.but(seller=OTHER.address).fields, amount, *signatures)
    refused(funded, stolen, OTHER.address)


def test_t34_settle__signed_as_a_permit_of_the_cash__refused(funded: Market) -> None:
    """Another action's digest over the same bytes is not this one's."""
    agreed = trade(funded)
    other = sign(funded.settlement, agreed, SELLER, name="cPKR", contract=funded.pkr_cash.address)
    fields, amount, _, buyer = instruction(funded.settlement, agreed)
    refused(funded, (fields, amount, other, buyer))


def test_settle__legs_swapped__refused(funded: Market) -> None:
    """The parties change places: what was signed for the buyer is no seller's word."""
    agreed = trade(funded)
    swapped = agreed.but(seller=agreed.buyer, buyer=agreed.seller)
    fields, amount, seller, buyer = instruction(funded.settlement, agreed)
    refused(funded, (swapped.fields, amount, seller, buyer), BUYER.address)
    refused(funded, (swapped.fields, amount, buyer, seller), BUYER.address)
    refused(funded, (fields, amount, buyer, seller))


def test_t37_settle__one_party_signs_twice__refused(funded: Market) -> None:
    refused(funded, instruction(funded.settlement, trade(funded), buyer=SELLER), BUYER.address)
    refused(funded, instruction(funded.settlement, trade(funded), seller=BUYER))


@pytest.mark.parametrize("spoilt", [b"", bytes(65), bytes(64) + b"\x1b", b"\xff" * 65, bytes(64)])
def test_t37_settle__empty_or_short_signature__refused(funded: Market, spoilt: bytes) -> None:
    fields, amount, seller, _ = instruction(funded.settlement, trade(funded))
    refused(funded, (fields, amount, seller, spoilt), BUYER.address)


def test_t37_settle__zero_address_as_a_party__signs_nothing(funded: Market) -> None:
    agreed = trade(funded, seller=ZERO_ADDRESS)
    fields, amount, _, buyer = instruction(funded.settlement, agreed)
    refused(funded, (fields, amount, bytes(65), buyer), ZERO_ADDRESS)


def test_t37_settle__mirrored_signature__refused(funded: Market) -> None:
    fields, amount, seller, buyer = instruction(funded.settlement, trade(funded))
    s = CURVE_ORDER - int.from_bytes(seller[32:64])
    mirrored = seller[:32] + word(s) + bytes([55 - seller[64]])
    refused(funded, (fields, amount, mirrored, buyer))


def test_t35_settle__chain_splits__each_side_has_its_own_domain(
    tester: TesterEngine, artifacts: dict[str, Artifact]
) -> None:
    market = Market(tester, artifacts)
    fund(market)
    before = instruction(market.settlement, trade(market))
    split(tester, 4_242)
    refused(market, before)
    agreed = trade(market)
    settle(market, agreed, chain_id=4_242)
    assert progress(market, agreed) == (AMOUNT, SETTLED)


def test_digest__of_a_trade__as_eip_712_says(market: Market) -> None:
    """Recomputed from the struct's words, apart from the code that signs."""
    agreed = trade(market, accrued=-5)
    assert market.settlement.call("idOf", agreed.fields) == agreed.id
    described = market.settlement.call("eip712Domain")
    assert described[1:5] == (
        "DvpSettlement", "1", market.engine.chain_id, market.settlement.address,
    )  # fmt: skip


# ---------------------------------------------------------------- terms and time


def test_settle__with_oneself__refused(funded: Market) -> None:
    agreed = trade(funded, buyer=SELLER.address)
    with refuses("SameParty", ref=REF, party=SELLER.address):
        settle(funded, agreed, buyer=SELLER)


def test_settle__of_nothing__refused(funded: Market) -> None:
    with refuses("NothingToDeliver", ref=REF):
        settle(funded, trade(funded, amount=0))


@pytest.mark.parametrize(("clean", "accrued"), [(0, 0), (5, -5), (5, -6), (0, -(2**127))])
def test_settle__payment_of_nothing_or_less__refused(
    funded: Market, clean: int, accrued: int
) -> None:
    with refuses("NothingToPay", ref=REF, total=clean + accrued):
        settle(funded, trade(funded, clean=clean, accrued=accrued))


def test_settle__before_its_time__refused_and_then_settles(funded: Market) -> None:
    due = funded.now + DAY
    agreed = trade(funded, settlement_time=due)
    funded.engine.advance_to(due - 1)
    with refuses("TradeNotDue", ref=REF, settlementTime=due, time=due - 1):
        settle(funded, agreed)
    funded.engine.advance_to(due)
    settle(funded, agreed)


def test_settle__at_its_expiry__refused_and_a_second_before_settles(funded: Market) -> None:
    agreed = trade(funded)
    funded.engine.advance_to(agreed.expiry - 1)
    with funded.undone():
        settle(funded, agreed)
    funded.engine.advance_to(agreed.expiry)
    with refuses("TradeExpired", ref=REF, expiry=agreed.expiry, time=agreed.expiry):
        settle(funded, agreed)


def test_settle__currency_without_cash__refused(funded: Market) -> None:
    with refuses("CashUnknown", unit=code32("XAU")):
        settle(funded, trade(funded, currency=code32("XAU")))


def test_settle__instrument_of_no_programme__refused(funded: Market) -> None:
    with refuses("InstrumentUnknown", id=code32("PK00BOND0002")):
        settle(funded, trade(funded, instrument=code32("PK00BOND0002")))


# ---------------------------------------------------------------- once


def test_t30_settle__twice__refused(funded: Market) -> None:
    settle(funded, trade(funded))
    with refuses("TradeEnded", ref=REF, status=SETTLED):
        settle(funded, trade(funded))


def test_t30_settle__cancelled__refused(funded: Market) -> None:
    agreed = trade(funded)
    funded.settlement.send("cancel", agreed.fields, sender=BUYER.address)
    with refuses("TradeEnded", ref=REF, status=CANCELLED):
        settle(funded, agreed)


@pytest.mark.parametrize(
    ("other", "party"), [({"buyer_nonce": 9}, SELLER), ({"seller_nonce": 9}, BUYER)]
)
def test_t30_settle__another_trade_under_a_used_number__refused(
    funded: Market, other: dict[str, int], party: Any
) -> None:
    settle(funded, trade(funded))
    amended = trade(funded, ref=code32("T-2"), **other)
    with refuses("NonceUsed", party=party.address, nonce=0):
        settle(funded, amended)


@pytest.mark.parametrize("nonce", [1, 255, 256, 2**256 - 1])
def test_settle__numbers_in_any_order__each_once(funded: Market, nonce: int) -> None:
    settle(funded, trade(funded, seller_nonce=nonce, buyer_nonce=nonce))
    settle(funded, trade(funded))
    for party in (SELLER, BUYER):
        assert funded.settlement.call("isNonceUsed", party.address, nonce) is True
        assert funded.settlement.call("isNonceUsed", party.address, 2) is False


# ---------------------------------------------------------------- both legs or neither


def test_t29_settle__buyer_without_cash__neither_leg(market: Market) -> None:
    fund(market, cash=TOTAL - 1)
    market.pkr_cash.send("approve", market.settlement.address, 10**9, sender=BUYER.address)
    short = {"token": market.pkr_cash.address, "payer": BUYER.address}
    with refuses("CashShort", **short, available=TOTAL - 1, due=TOTAL):
        settle(market, trade(market))
    assert holdings(market) == (50 * AMOUNT, 0, 0, TOTAL - 1)
    assert progress(market, trade(market)) == (0, PENDING)


def test_t29_settle__cash_not_allowed__neither_leg(funded: Market) -> None:
    funded.pkr_cash.send("approve", funded.settlement.address, 3, sender=BUYER.address)
    short = {"token": funded.pkr_cash.address, "payer": BUYER.address}
    with refuses("CashShort", **short, available=3, due=TOTAL):
        settle(funded, trade(funded))


def test_t29_settle__units_not_allowed__neither_leg(funded: Market) -> None:
    desk, before = funded.settlement.address, holdings(funded)
    funded.bond.send("approve", desk, AMOUNT - 1, sender=SELLER.address)
    with refuses("ERC20InsufficientAllowance", spender=desk, allowance=AMOUNT - 1, needed=AMOUNT):
        settle(funded, trade(funded))
    assert holdings(funded) == before
    assert funded.settlement.call("isNonceUsed", SELLER.address, 0) is False


def test_t29_settle__seller_short_of_units__neither_leg(market: Market) -> None:
    fund(market, amount=AMOUNT - 100)
    market.bond.send("approve", market.settlement.address, AMOUNT, sender=SELLER.address)
    short = {"sender": SELLER.address, "balance": AMOUNT - 100, "needed": AMOUNT}
    with refuses("ERC20InsufficientBalance", **short):
        settle(market, trade(market))
    assert holdings(market) == (AMOUNT - 100, 0, 0, 50 * TOTAL)


def test_t12_settle__seller_blocked_after_signing__neither_leg(funded: Market) -> None:
    before, signed = holdings(funded), trade(funded)
    funded.set_blocked("holder", SELLER.address)
    with refuses("HolderBlocked", wallet=SELLER.address):
        settle(funded, signed)
    assert holdings(funded) == before


def test_t12_settle__buyers_due_diligence_lapsed_after_signing__neither_leg(
    funded: Market,
) -> None:
    before, expiry = holdings(funded), funded.now + DAY
    operator = funded.other_operator
    funded.participants.send("setKycExpiry", BUYER.address, expiry, sender=operator)
    agreed = trade(funded)
    funded.engine.advance_to(expiry)
    with refuses("KycExpired", wallet=BUYER.address, expiry=expiry):
        settle(funded, agreed)
    assert holdings(funded) == before


def test_t10_settle__buyers_exchange_suspended_after_signing__neither_leg(
    funded: Market,
) -> None:
    before = holdings(funded)
    funded.set_status(2, 2)
    answer = funded.settlement.attempt(
        "settle", instruction(funded.settlement, trade(funded)), sender=funded.stranger
    )
    assert answer.name == "ExchangeNotWhitelisted"
    assert holdings(funded) == before


def test_t10_settle__sellers_exchange_suspended__leaving_is_open(funded: Market) -> None:
    funded.set_status(FIRST, 2)
    settle(funded, trade(funded))


def test_t28_settle__instrument_paused__neither_leg(funded: Market) -> None:
    funded.bond.send("pause", sender=funded.regulator)
    with refuses("TokenPaused"):
        settle(funded, trade(funded))


def test_t36_settle__handed_in_by_anyone__legs_go_to_those_who_signed(funded: Market) -> None:
    agreed = trade(funded)
    receipt = settle(funded, agreed)
    assert holdings(funded) == (49 * AMOUNT, TOTAL, AMOUNT, 49 * TOTAL)
    for contract in (funded.bond, funded.pkr_cash):
        assert contract.call("balanceOf", funded.stranger) == 0
        assert contract.call("balanceOf", funded.settlement.address) == 0
    (told,) = emitted(receipt, "TradeSettled")
    assert (told["id"], tuple(told["trade"])) == (agreed.id, agreed.fields)
    assert (told["amount"], told["cash"]) == (AMOUNT, TOTAL)
    assert progress(funded, agreed) == (AMOUNT, SETTLED)


def test_t36_settle__front_run__the_trade_is_done_all_the_same(funded: Market) -> None:
    handed_in = instruction(funded.settlement, trade(funded))
    funded.settlement.send("settle", handed_in, sender=OTHER.address)
    with refuses("TradeEnded", ref=REF, status=SETTLED):
        funded.settlement.send("settle", handed_in, sender=BUYER.address)
    assert holdings(funded)[2] == AMOUNT


def test_settle__ex_coupon__the_buyer_pays_less_than_clean(funded: Market) -> None:
    settle(funded, trade(funded, accrued=-35))
    assert holdings(funded)[1] == CLEAN - 35


def test_settle__gold_for_rupees__cash_of_the_currency_agreed(market: Market) -> None:
    fund(market, amount=0)
    market.issue(market.gold, SELLER.address, 7)
    market.gold.send("approve", market.settlement.address, 7, sender=SELLER.address)
    settle(market, trade(market, instrument=code32("XAU-KARACHI"), amount=7))
    assert market.gold.call("balanceOf", BUYER.address) == 7
    assert market.pkr_cash.call("balanceOf", SELLER.address) == TOTAL


# ---------------------------------------------------------------- ERC-1271


@pytest.fixture
def wallet(funded: Market, fixture_artifacts: dict[str, Artifact]) -> Any:
    """A contract of the buyer's, onboarded, with cash that it lets the settlement take."""
    artifact = fixture_artifacts["SigningWallet"]
    made = deploy(funded.engine, artifact, BUYER.address, sender=funded.deployer)
    funded.onboard(made.address, person="holder of a contract")
    funded.pkr_cash.send("mint", made.address, 9 * TOTAL, sender=funded.fiscal_agent)
    allow = funded.pkr_cash.encode("approve", funded.settlement.address, 9 * TOTAL)
    made.send("execute", funded.pkr_cash.address, allow, sender=BUYER.address)
    return made


def test_settle__party_is_a_contract__its_owner_signs(funded: Market, wallet: Any) -> None:
    agreed = trade(funded, buyer=wallet.address)
    refused(funded, instruction(funded.settlement, agreed, buyer=OTHER), wallet.address)
    settle(funded, agreed)
    assert funded.bond.call("balanceOf", wallet.address) == AMOUNT
    assert funded.pkr_cash.call("balanceOf", SELLER.address) == TOTAL


def test_t34_settle__signed_for_the_owner__not_for_the_wallet(funded: Market, wallet: Any) -> None:
    own = instruction(funded.settlement, trade(funded))
    fields = trade(funded, buyer=wallet.address).fields
    refused(funded, (fields, *own[1:]))


# ---------------------------------------------------------------- parts


@pytest.mark.parametrize("part", [100, AMOUNT - 100])
def test_settle__part_not_agreed__refused(funded: Market, part: int) -> None:
    with refuses("PartsNotAgreed", ref=REF, amount=part, whole=AMOUNT):
        settle(funded, trade(funded), part)


@pytest.mark.parametrize("part", [0, AMOUNT + 100, 2**128 - 1])
def test_settle__part_of_nothing_or_more_than_all__refused(funded: Market, part: int) -> None:
    with refuses("BeyondRemaining", ref=REF, amount=part, remaining=AMOUNT):
        settle(funded, trade(funded, in_parts=True), part)


def test_t30_settle__more_than_is_left__refused(funded: Market) -> None:
    agreed = trade(funded, in_parts=True)
    settle(funded, agreed, 7_000)
    with refuses("BeyondRemaining", ref=REF, amount=3_100, remaining=3_000):
        settle(funded, agreed, 3_100)
    settle(funded, agreed, 3_000)
    assert holdings(funded) == (49 * AMOUNT, TOTAL, AMOUNT, 49 * TOTAL)
    with refuses("TradeEnded", ref=REF, status=SETTLED):
        settle(funded, agreed, 100)


def test_settle__part_off_denomination__refused_by_the_token(funded: Market) -> None:
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        settle(funded, trade(funded, in_parts=True), 150)


def test_settle__in_thirds__cash_rounded_down_from_the_start_and_whole_at_the_end(
    funded: Market,
) -> None:
    """1.00 for three units: 0.33 after one, 0.66 after two, 1.00 after three."""
    agreed = trade(funded, amount=300, clean=100, accrued=0, in_parts=True)
    paid = [emitted(settle(funded, agreed, 100), "TradeSettled")[0]["cash"] for _ in range(3)]
    assert paid == [33, 33, 34]


@given(data=st.data())
def test_settle__any_parts__sum_to_the_whole_exactly(deployed: Market, data: st.DataObject) -> None:
    market = deployed
    whole = data.draw(st.integers(1, 9), label="units")
    total = data.draw(st.integers(1, 1_000), label="cash")
    with market.undone():
        fund(market, amount=whole * 100, cash=total)
        agreed = trade(market, amount=whole * 100, clean=total, accrued=0, in_parts=True)
        left = whole
        while left:
            part = data.draw(st.integers(1, left), label="part")
            settle(market, agreed, part * 100)
            left -= part
            share = total * (whole - left) // whole
            assert holdings(market) == (left * 100, share, (whole - left) * 100, total - share)
        assert progress(market, agreed) == (whole * 100, SETTLED)


def test_t19_settle__largest_numbers__only_named_errors(funded: Market) -> None:
    most = {"amount": 2**128 - 1, "clean": 2**128 - 1, "accrued": 2**127 - 1}
    short = {"token": funded.pkr_cash.address, "payer": BUYER.address}
    due = (most["clean"] + most["accrued"]) * 100 // most["amount"]
    funded.pkr_cash.send("approve", funded.settlement.address, 0, sender=BUYER.address)
    with refuses("CashShort", **short, available=0, due=due):
        settle(funded, trade(funded, in_parts=True, **most), 100)


def test_settle_alone__called_by_anyone__refused(funded: Market) -> None:
    signed = instruction(funded.settlement, trade(funded))
    with refuses("NotItself", account=SELLER.address):
        funded.settlement.send("settleAlone", signed, sender=SELLER.address)


def test_settlement__as_deployed__names_programme_and_cash(market: Market) -> None:
    assert market.settlement.call("PROGRAMME") == market.programme.address
    assert market.settlement.call("cashOf", code32("PKR")) == market.pkr_cash.address
    assert market.settlement.call("cashOf", code32("USD")) == market.usd_cash.address
    assert market.settlement.call("cashOf", code32(BOND_CODE)) == ZERO_ADDRESS
