"""Programme.cancel and exchange: what a holder gives up before maturity frees its share of the cap
in kind (T15), and what is issued in its place is within the limits (T14).
"""

from __future__ import annotations

import pytest

from rwa.chain.contract import Contract
from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.system import BILL_CODE, BOND_CODE, USD, Market, emitted, refuses

BOND, BILL, NEW = code32(BOND_CODE), code32(BILL_CODE), code32("NEW")
OLD, OTHER = code32("BOND-1"), code32("BOND-2")
CENT = 10**4


@pytest.fixture
def dollars(market: Market, new_token, new_programme) -> Contract:
    """A programme in USD alone, of a cap of $100; $60 of one bond are held, and of the other
    at most $50 may be issued. The stranger cancels.
    """
    programme = new_programme(cap=100 * USD, limits={"BOND": 90 * USD})
    for code, volume in (("BOND-1", 6_000), ("BOND-2", 5_000)):
        token = new_token(code, "BOND", programme=programme)
        programme.send("register", token.address, volume, sender=market.ministry)
    market.carry_out(market.authority, "grantRole", Role.TENDERS, market.stranger, 0)
    programme.send("issue", OLD, market.holder, 6_000, sender=market.fiscal_agent)
    return programme


def exchange(market: Market, programme: Contract, amount: int, new: int, new_id: bytes = OTHER):
    call = ("exchange", OLD, market.holder, amount, 0, new_id, new)
    return programme.send(*call, sender=market.stranger)


@pytest.mark.parametrize("actor", ["ministry", "fiscal_agent", "dealer", "deployer", "holder"])
def test_t14_cancel_and_exchange__not_the_tenders__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    for function, *rest in (("cancel",), ("exchange", BILL, 1)):
        with refuses("RoleRequired", account=caller, role=Role.TENDERS):
            call = (function, BOND, market.holder, 1, 0, *rest)
            market.programme.send(*call, sender=caller)


def test_cancel_and_exchange__unknown_instrument__refused(
    market: Market, dollars: Contract
) -> None:
    for function, *rest in (("cancel",), ("exchange", OTHER, 1)):
        with refuses("InstrumentUnknown", id=NEW):
            call = (function, NEW, market.holder, 1, 0, *rest)
            dollars.send(*call, sender=market.stranger)
    with refuses("InstrumentUnknown", id=NEW):
        exchange(market, dollars, 1, 1, NEW)


def test_t25_cancel__more_than_held__refused(market: Market, dollars: Contract) -> None:
    short = {"sender": market.holder, "balance": 6_000, "needed": 2**128 + 1}
    with refuses("ERC20InsufficientBalance", **short):
        dollars.send("cancel", OLD, market.holder, 2**128 + 1, 0, sender=market.stranger)


def test_t15_cancel__told__frees_exactly_in_kind(market: Market, dollars: Contract) -> None:
    receipt = dollars.send("cancel", OLD, market.holder, 1_700, 0, sender=market.stranger)
    told = {"id": OLD, "from": market.holder, "amount": 1_700}
    assert emitted(receipt, "Cancelled") == [told]
    (position,) = dollars.call("positions")
    assert (position.outstanding, position.issued) == (4_300, 6_000)
    assert dollars.call("instrument", OLD).issued == 6_000


def test_t14_exchange__above_the_class_limit_or_the_volume__refused_whole(
    market: Market, dollars: Contract
) -> None:
    """9,001 is what would be outstanding after both."""
    over = {"assetClass": code32("BOND"), "usedUsd": 9_001 * CENT, "limitUsd": 90 * USD}
    with refuses("ClassLimitExceeded", **over):
        exchange(market, dollars, 1_000, 4_001)
    with refuses("IssueVolumeExceeded", id=OTHER, issued=5_001, volume=5_000):
        exchange(market, dollars, 6_000, 5_001)
    assert dollars.call("positions")[0].outstanding == 6_000


def test_t15_exchange__up_to_the_limit_after_both__needs_no_headroom_before(
    market: Market, dollars: Contract
) -> None:
    receipt = exchange(market, dollars, 2_000, 5_000)
    assert emitted(receipt, "Cancelled") == [{"id": OLD, "from": market.holder, "amount": 2_000}]
    assert emitted(receipt, "Issued") == [{"id": OTHER, "to": market.holder, "amount": 5_000}]
    (position,) = dollars.call("positions")
    assert (position.outstanding, position.issued) == (9_000, 11_000)
