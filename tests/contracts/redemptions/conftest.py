"""Redemption of the market's gold."""

from __future__ import annotations

import pytest

from tests.contracts.redemptions.vault import Vault
from tests.contracts.system import Market


@pytest.fixture
def vault(market: Market) -> Vault:
    """The reserve, open for redemption."""
    vault = Vault(market)
    vault.open()
    return vault
