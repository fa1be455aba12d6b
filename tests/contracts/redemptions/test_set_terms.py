"""Redemptions.setTerms."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.contract import deploy
from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.redemptions.vault import FEE, GOLD, MINIMUM, PERIOD, PKR, Vault
from tests.contracts.system import BILL_CODE, MAX_AGE, Market, emitted, refuses


@pytest.mark.parametrize("actor", ["custodian", "fiscal_agent", "holder"])
def test_set_terms__not_the_ministry__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
        market.redemptions.send("setTerms", GOLD, (1, 1, False, 0, PKR), sender=caller)


def test_set_terms__unknown_instrument__refused(market: Market) -> None:
    with refuses("InstrumentUnknown", id=code32("NO-SUCH")):
        terms = (code32("NO-SUCH"), (1, 1, False, 0, PKR))
        market.redemptions.send("setTerms", *terms, sender=market.ministry)


def test_set_terms__debt__refused(market: Market) -> None:
    with refuses("NotRedeemable", id=code32(BILL_CODE)):
        terms = (code32(BILL_CODE), (1, 1, False, 0, PKR))
        market.redemptions.send("setTerms", *terms, sender=market.ministry)


def test_set_terms__stock_that_another_answers_for__refused(
    market: Market, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    """Neither a foreign proof of reserve nor the attestor of another reserve knows its lots."""
    feed = fixture_artifacts["LooseFeed"]
    foreign = deploy(market.engine, feed, "XAU reserve", 8, sender=market.deployer)
    for number, stock in enumerate((foreign, market.stock)):
        code = f"XAU-OTHER-{number}"
        descriptor = (code, code, code32(code), b"XAU", 3, 1)
        parts = (market.programme.address, descriptor, (stock.address, MAX_AGE, 0))
        artifact = market.artifacts["CommodityReserve"]
        token = deploy(market.engine, artifact, *parts, sender=market.deployer)
        market.programme.send("register", token.address, 1, sender=market.ministry)
        with refuses("NotRedeemable", id=code32(code)):
            terms = (code32(code), (1, 1, False, 0, PKR))
            market.redemptions.send("setTerms", *terms, sender=market.ministry)


def test_set_terms__cash_that_there_is_none_of__refused(market: Market) -> None:
    with refuses("CashUnknown", unit=code32("XAU")):
        Vault(market).set_terms(currency=code32("XAU"))


def test_set_terms__fee_that_leaves_nothing__refused(market: Market) -> None:
    with refuses("FeeTooLarge", feeBps=10_000):
        Vault(market).set_terms(fee_bps=10_000)
    Vault(market).set_terms(fee_bps=9_999)


def test_set_terms__of_a_reserve__kept_and_told(market: Market) -> None:
    receipt = Vault(market).set_terms(first_come=True)
    told = {
        "id": GOLD,
        "minimum": MINIMUM,
        "period": PERIOD,
        "firstCome": True,
        "feeBps": FEE,
        "currency": PKR,
    }
    assert emitted(receipt, "RedemptionTermsSet") == [told]
    kept = tuple(market.redemptions.call("termsOf", GOLD))
    assert kept == (MINIMUM, PERIOD, True, FEE, PKR)
