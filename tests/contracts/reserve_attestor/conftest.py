"""A reserve of which nothing is attested yet."""

from __future__ import annotations

import pytest

from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import code32
from tests.contracts.system import Market

CODE = "XAU-LAHORE"
CAPACITY = 20_000_000


@pytest.fixture
def stock(market: Market) -> Contract:
    """An attestor of gold, in thousandths of an ounce."""
    parts = (market.authority.address, market.orders.address)
    terms = (f"{CODE} stock", code32(CODE), code32("XAU"), 3, CAPACITY)
    artifact = market.artifacts["ReserveAttestor"]
    return deploy(market.engine, artifact, *parts, *terms, sender=market.deployer)
