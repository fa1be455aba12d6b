"""An auction of the bill, announced; its dealers have cash."""

from __future__ import annotations

import pytest

from tests.contracts.primary_market.auction import Auction
from tests.contracts.system import Market


@pytest.fixture
def auction(market: Market) -> Auction:
    """Auction number one."""
    return Auction(market).open()
