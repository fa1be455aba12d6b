"""A bond held by three customers, and the withholding rates of their category."""

from __future__ import annotations

import pytest

from tests.contracts.paying_agent.service import RATES, Service
from tests.contracts.system import Market

HELD = (1_000_000, 333_300, 100)
"""Base units of the holder, the other holder and the distant holder."""


@pytest.fixture
def service(market: Market) -> Service:
    """Debt service before any payment is announced."""
    ready = Service(market, [market.holder, market.other_holder, market.distant_holder])
    for wallet, units in zip(ready.holders, HELD, strict=True):
        market.issue(market.bond, wallet, units)
    market.agent.send("setTaxRates", market.now + 1, RATES, sender=market.ministry)
    return ready
