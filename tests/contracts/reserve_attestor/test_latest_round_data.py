"""ReserveAttestor as a proof-of-reserve feed: what holds now, and nothing that does not (T38)."""

from __future__ import annotations

import pytest

from rwa.chain.contract import Contract
from rwa.roles import Role
from tests.contracts.reserve_attestor.conftest import CODE
from tests.contracts.reserve_attestor.lots import TOTAL
from tests.contracts.system import DAY, Market, refuses


def test_t38_latest_round_data__never_attested__refused(stock: Contract) -> None:
    with refuses("NoAttestation", round=0):
        stock.call("latestRoundData")


@pytest.mark.parametrize("number", [0, 2, 2**80 - 1])
def test_get_round_data__no_such_round__refused(
    market: Market, stock: Contract, number: int
) -> None:
    market.attest(stock, TOTAL)
    for function in ("getRoundData", "attested"):
        with refuses("NoAttestation", round=number):
            stock.call(function, number)


def test_t38_latest_round_data__expiry__refused_from_that_second_on(
    market: Market, stock: Contract
) -> None:
    expiry = market.now + DAY
    market.attest(stock, TOTAL, expiry=expiry)
    market.engine.advance_to(expiry - 1)
    assert stock.call("latestRoundData")[1] == TOTAL
    market.engine.advance_to(expiry)
    with refuses("AttestationExpired", expiry=expiry, time=expiry):
        stock.call("latestRoundData")
    assert stock.call("getRoundData", 1)[1] == TOTAL


@pytest.mark.parametrize("role", [Role.CUSTODIAN, Role.ATTESTOR])
def test_t37_latest_round_data__signer_revoked_since__refused(
    market: Market, stock: Contract, role: Role
) -> None:
    market.attest(stock, TOTAL)
    market.carry_out(market.authority, "revokeRole", role, market.of_role(role))
    with refuses("RoleRequired", account=market.of_role(role), role=role):
        stock.call("latestRoundData")


def test_latest_round_data__two_attestations__the_newer(market: Market, stock: Contract) -> None:
    first = market.now
    market.attest(stock, TOTAL)
    market.wait(DAY)
    market.attest(stock, TOTAL - 1)
    second = first + DAY
    assert tuple(stock.call("latestRoundData")) == (2, TOTAL - 1, second, second, 2)
    assert tuple(stock.call("getRoundData", 1)) == (1, TOTAL, first, first, 1)
    feed = (stock.call("decimals"), stock.call("version"), stock.call("description"))
    assert feed == (3, 1, f"{CODE} stock")
