"""Programme.reserve, issueReserved and release: headroom in kind for what is allotted."""

from __future__ import annotations

import pytest

from rwa.chain.contract import Contract
from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.system import USD, Market, emitted, refuses

CALLS = (("reserve", 100), ("issueReserved", None, 100), ("release", 100))
CENT = 10**4


@pytest.fixture
def dollars(market: Market, new_token, new_programme) -> Contract:
    """A programme in USD alone, of a cap of $100, $60 of it for bonds of at most $70 each; the
    stranger issues its allotments.
    """
    programme = new_programme(cap=100 * USD, limits={"BOND": 60 * USD, "BILL": 90 * USD})
    for code in ("BOND-1", "BILL-1"):
        token = new_token(code, code[:4], programme=programme)
        programme.send("register", token.address, 7_000, sender=market.ministry)
    role = (Role.PRIMARY_MARKET, market.stranger, 0)
    market.carry_out(market.authority, "grantRole", *role)
    return programme


def reserve(market: Market, programme: Contract, code: str, amount: int):
    return programme.send("reserve", code32(code), amount, sender=market.stranger)


def counted(programme: Contract, code: str) -> tuple[int, int, int, int]:
    """What the instrument and the first position count."""
    kept, position = programme.call("instrument", code32(code)), programme.call("positions")[0]
    return kept.issued, kept.reserved, position.outstanding, position.reserved


@pytest.mark.parametrize("actor", ["ministry", "fiscal_agent", "dealer", "deployer", "stranger"])
def test_t14_reserved__not_the_primary_market__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    for function, *arguments in CALLS:
        given = [market.holder if each is None else each for each in arguments]
        with refuses("RoleRequired", account=caller, role=Role.PRIMARY_MARKET):
            market.programme.send(function, code32("X"), *given, sender=caller)


def test_reserved__unknown_instrument__refused(market: Market, dollars: Contract) -> None:
    for function, *arguments in CALLS:
        given = [market.holder if each is None else each for each in arguments]
        with refuses("InstrumentUnknown", id=code32("NEW")):
            dollars.send(function, code32("NEW"), *given, sender=market.stranger)


def test_t14_reserve__above_class_limit_cap_or_volume__refused(
    market: Market, dollars: Contract
) -> None:
    over = {"assetClass": code32("BOND"), "usedUsd": 6_001 * CENT, "limitUsd": 60 * USD}
    with refuses("ClassLimitExceeded", **over):
        reserve(market, dollars, "BOND-1", 6_001)
    reserve(market, dollars, "BOND-1", 6_000)
    with refuses("CapExceeded", usedUsd=10_001 * CENT, capUsd=100 * USD):
        reserve(market, dollars, "BILL-1", 4_001)
    dollars.send("release", code32("BOND-1"), 6_000, sender=market.stranger)
    with refuses("IssueVolumeExceeded", id=code32("BILL-1"), issued=7_001, volume=7_000):
        reserve(market, dollars, "BILL-1", 7_001)


def test_t14_issue__beside_what_is_reserved__the_cap_counts_both(
    market: Market, dollars: Contract
) -> None:
    reserve(market, dollars, "BILL-1", 6_000)
    with refuses("CapExceeded", usedUsd=10_001 * CENT, capUsd=100 * USD):
        dollars.send("issue", code32("BOND-1"), market.holder, 4_001, sender=market.fiscal_agent)
    with refuses("IssueVolumeExceeded", id=code32("BILL-1"), issued=7_001, volume=7_000):
        dollars.send("issue", code32("BILL-1"), market.holder, 1_001, sender=market.fiscal_agent)
    dollars.send("issue", code32("BOND-1"), market.holder, 4_000, sender=market.fiscal_agent)
    assert dollars.call("usedUsd")[0] == 100 * USD


@pytest.mark.parametrize("function", ["issueReserved", "release"])
def test_t30_reserved__more_than_there_is__refused(
    market: Market, dollars: Contract, function: str
) -> None:
    reserve(market, dollars, "BOND-1", 500)
    given = (market.holder, 501) if function == "issueReserved" else (501,)
    with refuses("ReservationExceeded", id=code32("BOND-1"), amount=501, reserved=500):
        dollars.send(function, code32("BOND-1"), *given, sender=market.stranger)


def test_issue_reserved__cap_lowered_below_it__never_refused_by_the_cap(
    market: Market, dollars: Contract
) -> None:
    reserve(market, dollars, "BOND-1", 6_000)
    market.carry_out(dollars, "setCap", 1)
    arguments = (code32("BOND-1"), market.holder, 6_000)
    receipt = dollars.send("issueReserved", *arguments, sender=market.stranger)
    assert [each["amount"] for each in emitted(receipt, "ReservedIssued")] == [6_000]
    assert counted(dollars, "BOND-1") == (6_000, 0, 6_000, 0)


def test_issue_reserved__receiver_not_eligible__refused_and_still_reserved(
    market: Market, dollars: Contract
) -> None:
    reserve(market, dollars, "BOND-1", 500)
    with refuses("HolderUnknown", wallet=market.stranger):
        arguments = (code32("BOND-1"), market.stranger, 500)
        dollars.send("issueReserved", *arguments, sender=market.stranger)
    assert counted(dollars, "BOND-1") == (0, 500, 0, 500)


def test_reserve_and_release__told__frees_exactly_in_kind(
    market: Market, dollars: Contract
) -> None:
    told = emitted(reserve(market, dollars, "BOND-1", 500), "Reserved")
    assert told == [{"id": code32("BOND-1"), "amount": 500}]
    receipt = dollars.send("release", code32("BOND-1"), 200, sender=market.stranger)
    assert emitted(receipt, "Released") == [{"id": code32("BOND-1"), "amount": 200}]
    assert counted(dollars, "BOND-1") == (0, 300, 0, 300)
