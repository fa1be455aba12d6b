"""Programme.register: instruments by ISIN or commodity code, in a position of class and unit."""

from __future__ import annotations

import pytest

from rwa.chain.deployment import code32
from rwa.chain.engine import TRANSACTION_GAS_CAP
from rwa.roles import Role
from tests.contracts.programme.conftest import unit_of
from tests.contracts.system import BOND_CODE, CAP, GOLD_CODE, USD, Market, emitted, refuses


def register(market: Market, token, volume: int = 1_000, programme=None):
    programme = programme or market.programme
    return programme.send("register", token.address, volume, sender=market.ministry)


@pytest.mark.parametrize("actor", ["regulator", "fiscal_agent", "deployer", "stranger"])
def test_register__not_the_ministry__refused(market: Market, new_token, actor: str) -> None:
    token, caller = new_token("NEW", "BOND"), getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
        market.programme.send("register", token.address, 1, sender=caller)


def test_t14_register__token_of_another_programme__refused(
    market: Market, new_token, new_programme
) -> None:
    token = new_token("NEW", "BOND", programme=new_programme())
    with refuses("ForeignToken", token=token.address):
        register(market, token)


def test_register__code_taken__refused(market: Market, new_token) -> None:
    for token in (market.bond, new_token(BOND_CODE, "BILL")):
        with refuses("InstrumentTaken", id=code32(BOND_CODE)):
            register(market, token)


def test_register__class_without_a_limit__refused(market: Market, new_token) -> None:
    with refuses("ClassUnknown", assetClass=code32("SUKUK")):
        register(market, new_token("NEW", "SUKUK"))


def test_register__class_closed_by_a_limit_of_zero__refused(market: Market, new_token) -> None:
    market.carry_out(market.programme, "setClassLimit", code32("BOND"), 0)
    with refuses("ClassUnknown", assetClass=code32("BOND")):
        register(market, new_token("NEW", "BOND"))


def test_register__unknown_unit__refused(market: Market, new_token) -> None:
    with refuses("UnitUnknown", unit=code32("EUR")):
        register(market, new_token("NEW", "BOND", "EUR"))


@pytest.mark.parametrize("decimals", [0, 1, 3, 18])
def test_t18_register__decimals_other_than_the_units__refused(
    market: Market, new_token, decimals: int
) -> None:
    with refuses("DecimalsMismatch", unit=code32("PKR"), decimals=2, given=decimals):
        register(market, new_token("NEW", "BOND", "PKR", decimals))


def test_t41_register__33rd_pair_of_class_and_unit__refused_and_issue_stays_bounded(
    market: Market, new_token, new_programme, new_feed
) -> None:
    """All 32 positions outstanding, 31 of them priced by a feed: an issue asks every price."""
    feeds = [("USD", 2, None), *((f"U{n}", 2, new_feed(f"U{n}", 8, 10**8)) for n in range(32))]
    programme = new_programme(feeds, limits={"BOND": CAP, "BILL": CAP})
    codes = [unit for unit, _, _ in feeds]
    for unit in codes[:32]:
        token = new_token(unit, "BOND", unit, programme=programme)
        register(market, token, programme=programme)
        receipt = programme.send(
            "issue", code32(unit), market.holder, 100, sender=market.fiscal_agent
        )
    with refuses("TooManyPositions"):
        register(market, new_token("NEW", "BOND", codes[32], programme=programme), 1, programme)
    with refuses("TooManyPositions"):
        register(market, new_token("NEW", "BILL", "USD", programme=programme), 1, programme)
    register(market, new_token("NEW", "BOND", "USD", programme=programme), 1, programme)
    assert len(programme.call("positions")) == 32
    assert receipt.gas_used < TRANSACTION_GAS_CAP // 10
    assert programme.call("usedUsd").total == 32 * USD


def test_register__same_class_and_unit__share_a_position(market: Market, new_token) -> None:
    token = new_token("PK00BOND0002", "BOND", "PKR")
    receipt = register(market, token, 77)
    assert emitted(receipt, "InstrumentRegistered") == [
        {
            "id": code32("PK00BOND0002"),
            "token": token.address,
            "assetClass": code32("BOND"),
            "unit": code32("PKR"),
            "volume": 77,
        }
    ]
    kept = market.programme.call("instrument", code32("PK00BOND0002"))
    assert tuple(kept) == (token.address, 1, 10**10, 0, 0, 77, 0, 0)
    pairs = [(each.assetClass, each.unit) for each in market.programme.call("positions")]
    assert pairs == [
        (code32("BILL"), code32("PKR")),
        (code32("BOND"), code32("PKR")),
        (code32("COMMODITY"), code32("XAU")),
    ]


def test_register__fourth_class_admitted_by_order__issued_within_its_limit(
    market: Market, new_token
) -> None:
    market.carry_out(market.programme, "setClassLimit", code32("SUKUK"), 5 * USD)
    token = new_token("PK00SUKUK001", "SUKUK")
    register(market, token)
    market.issue(token, market.holder, 500)
    limit = {"assetClass": code32("SUKUK"), "usedUsd": 5_010_000, "limitUsd": 5 * USD}
    with refuses("ClassLimitExceeded", **limit):
        market.issue(token, market.holder, 1)
    assert market.programme.call("usedUsd").byPosition == [0, 0, 0, 5 * USD]


def test_instrument__unknown__all_zero(market: Market) -> None:
    assert market.programme.call("instrument", code32("NEW")).token == "0x" + "00" * 20
    assert market.programme.call("instrument", code32(GOLD_CODE)).token == market.gold.address


@pytest.mark.parametrize("volume", [0, 1, 2**128 - 1])
def test_t19_register__any_volume__kept(market: Market, new_token, volume: int) -> None:
    register(market, new_token("NEW", "BOND"), volume)
    assert market.programme.call("instrument", code32("NEW")).volume == volume


def test_units__as_deployed__read_back(market: Market) -> None:
    assert tuple(market.programme.call("unit", code32("USD"))) == unit_of("USD", 2, None)
    kept = market.programme.call("unit", code32("XAU"))
    assert (kept.code, kept.decimals, kept.feed) == (code32("XAU"), 3, market.xau_feed.address)
