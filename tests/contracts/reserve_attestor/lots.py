"""What an attestor is handed, and how it differs from what was signed."""

from __future__ import annotations

from typing import Any

from rwa.chain.contract import Contract
from rwa.chain.signing import Domain, struct_hash, typed_digest
from rwa.registry.reserves import ATTESTATION_TYPE
from tests.contracts.system import Market

TOTAL = 16_000_000
"""Base units: 16,000 fine ounces."""


def digest(market: Market, stock: Contract, attestation: tuple[Any, ...], **domain: Any) -> bytes:
    """What both sign, computed here; `domain` says what is signed for instead."""
    fields = {
        "name": "ReserveAttestor",
        "version": "1",
        "chain_id": market.engine.chain_id,
        "contract": stock.address,
        **domain,
    }
    return typed_digest(Domain(**fields), struct_hash(ATTESTATION_TYPE, attestation))


def handed_in(market: Market, stock: Contract, attestation: tuple[Any, ...]) -> tuple[Any, ...]:
    """An attestation with both signatures."""
    return (
        attestation,
        market.signed(stock, attestation, "custodian"),
        market.signed(stock, attestation, "attestor"),
    )
