"""Redemptions.setTerms."""

from __future__ import annotations

import pytest

from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.redemptions.vault import GOLD, MINIMUM, PERIOD, Vault
from tests.contracts.system import Market, emitted, refuses


@pytest.mark.parametrize("actor", ["custodian", "fiscal_agent", "holder"])
def test_set_terms__not_the_ministry__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.MINISTRY):
        market.redemptions.send("setTerms", GOLD, (1, 1, False), sender=caller)


def test_set_terms__unknown_instrument__refused(market: Market) -> None:
    with refuses("InstrumentUnknown", id=code32("NO-SUCH")):
        terms = (code32("NO-SUCH"), (1, 1, False))
        market.redemptions.send("setTerms", *terms, sender=market.ministry)


def test_set_terms__of_a_reserve__kept_and_told(market: Market) -> None:
    receipt = Vault(market).set_terms(first_come=True)
    told = {"id": GOLD, "minimum": MINIMUM, "period": PERIOD, "firstCome": True}
    assert emitted(receipt, "RedemptionTermsSet") == [told]
    assert tuple(market.redemptions.call("termsOf", GOLD)) == (MINIMUM, PERIOD, True)
