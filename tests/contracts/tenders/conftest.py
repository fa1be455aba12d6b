"""A market whose bond is held, and may be drawn by lot."""

from __future__ import annotations

import pytest

from tests.contracts.system import Market
from tests.contracts.tenders.offer import BOND, HELD, Offer


@pytest.fixture
def offer(market: Market) -> Offer:
    """Tender number one, to be announced."""
    market.tenders.send("allowDrawing", BOND, sender=market.ministry)
    for holder in (market.holder, market.other_holder, market.distant_holder):
        market.issue(market.bond, holder, HELD)
    return Offer(market)
