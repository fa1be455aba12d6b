"""Programme.repay, closeIssue and countDefault: the paying agent's alone; the face they move."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import Address
from rwa.chain.deployment import code32
from rwa.programme import face_rounded_up
from rwa.roles import Role
from tests.contracts.system import BOND_CODE, GOLD_CODE, Market, emitted, refuses

BOND = code32(BOND_CODE)
UNKNOWN = code32("PK0000000000")
WHOLE = 10**10
CALLS = {"repay": (1,), "closeIssue": (1,), "countDefault": (True,)}


@pytest.fixture
def offices(market: Market) -> tuple[Address, Address]:
    """Accounts that stand for the paying agent and the primary market."""
    names = {"paying agent": Role.PAYING_AGENT, "primary market": Role.PRIMARY_MARKET}
    for name, role in names.items():
        grant = (role, market.account(name), 0)
        market.carry_out(market.authority, "grantRole", *grant)
    market.post_prices()
    agent, primary = (market.account(name) for name in names)
    return agent, primary


def position(market: Market) -> tuple[int, int, int]:
    """What is outstanding, issued and reserved of bonds in PKR."""
    kept = market.programme.call("positions")[1]
    return kept.outstanding, kept.issued, kept.reserved


@pytest.mark.parametrize("function", list(CALLS))
@pytest.mark.parametrize("actor", ["fiscal_agent", "ministry", "registrar", "stranger"])
def test_repay__not_the_paying_agent__refused(market: Market, function: str, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.PAYING_AGENT):
        market.programme.send(function, BOND, *CALLS[function], sender=caller)


@pytest.mark.parametrize("function", list(CALLS))
def test_repay__no_such_instrument__refused(
    market: Market, offices: tuple[Address, Address], function: str
) -> None:
    with refuses("InstrumentUnknown", id=UNKNOWN):
        market.programme.send(function, UNKNOWN, *CALLS[function], sender=offices[0])


@pytest.mark.parametrize("principal", [WHOLE, WHOLE + 1])
def test_repay__all_that_is_left__refused(
    market: Market, offices: tuple[Address, Address], principal: int
) -> None:
    with refuses("PrincipalExceeded", id=BOND, principal=principal, left=WHOLE):
        market.programme.send("repay", BOND, principal, sender=offices[0])


def test_repay__with_units_reserved__both_fall_and_settling_leaves_the_sum(
    market: Market, offices: tuple[Address, Address]
) -> None:
    """The cap binds the face of what is issued and reserved together, so settling moves nothing."""
    agent, primary = offices
    market.issue(market.bond, market.holder, 333_300)
    market.programme.send("reserve", BOND, 700, sender=primary)
    assert position(market) == (333_300, 333_300, 700)
    market.programme.send("repay", BOND, 3_333_333_333, sender=agent)
    left = WHOLE - 3_333_333_333
    both = face_rounded_up(334_000, left)
    owed = face_rounded_up(333_300, left)
    assert position(market) == (owed, 333_300, both - owed)
    market.programme.send("issueReserved", BOND, market.holder, 300, sender=primary)
    now = face_rounded_up(333_600, left)
    assert position(market) == (now, 333_300 + now - owed, both - now)
    market.programme.send("release", BOND, 400, sender=primary)
    assert position(market) == (now, 333_300 + now - owed, 0)
    assert market.programme.call("instrument", BOND).reserved == 0


def test_issue_reserved__closed_or_in_default__refused(
    market: Market, offices: tuple[Address, Address]
) -> None:
    agent, primary = offices
    market.programme.send("reserve", BOND, 700, sender=primary)
    closing = market.now + 1
    market.programme.send("closeIssue", BOND, closing, sender=agent)
    market.wait(1)
    with refuses("RepaymentDue", id=BOND, closedFrom=closing, time=market.now):
        market.programme.send("issueReserved", BOND, market.holder, 100, sender=primary)
    market.programme.send("repay", BOND, 1, sender=agent)
    market.programme.send("countDefault", BOND, True, sender=agent)
    with refuses("InDefault", id=BOND):
        market.programme.send("issueReserved", BOND, market.holder, 100, sender=primary)
    market.programme.send("countDefault", BOND, False, sender=agent)
    market.programme.send("issueReserved", BOND, market.holder, 100, sender=primary)


def test_t27__cancel__between_record_date_and_repayment__refused(
    market: Market, offices: tuple[Address, Address]
) -> None:
    """The seller would be paid for the whole face and be repaid part of it."""
    grant = (Role.TENDERS, market.account("tenders"), 0)
    market.carry_out(market.authority, "grantRole", *grant)
    market.post_prices()
    market.issue(market.bond, market.holder, 700)
    market.programme.send("closeIssue", BOND, market.now, sender=offices[0])
    call = (BOND, market.holder, 100, 0)
    with refuses("RepaymentDue", id=BOND, closedFrom=market.now, time=market.now):
        market.programme.send("cancel", *call, sender=market.account("tenders"))
    market.programme.send("repay", BOND, 3_333_333_333, sender=offices[0])
    market.programme.send("cancel", *call, sender=market.account("tenders"))
    assert position(market)[0] == face_rounded_up(600, WHOLE - 3_333_333_333)


def test_repay__told__with_the_factor_that_is_left(
    market: Market, offices: tuple[Address, Address]
) -> None:
    receipt = market.programme.send("repay", BOND, 1, sender=offices[0])
    told = {"id": BOND, "principal": 1, "factor": WHOLE - 1}
    assert emitted(receipt, "PrincipalRepaid") == [told]
    assert market.programme.call("instrument", BOND).factor == WHOLE - 1
    assert market.programme.call("instrument", code32(GOLD_CODE)).factor == WHOLE
