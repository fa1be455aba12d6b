"""ERC-165: what a token says it speaks."""

from __future__ import annotations

from functools import reduce
from operator import xor

import pytest

from tests.contracts.system import Market, keccak

ERC7943 = (
    "forcedTransfer(address,address,uint256)",
    "setFrozenTokens(address,uint256)",
    "canSend(address)",
    "canReceive(address)",
    "getFrozenTokens(address)",
    "canTransfer(address,address,uint256)",
)
"""The fungible interface of ERC-7943 as finalised; the standard gives its id as 0x3edbb4c4."""

SPOKEN = {
    "ERC-165": "01ffc9a7",
    "ERC-20": "36372b07",
    "ERC-20 metadata": "a219a025",
    "ERC-2612": "9d8ff7da",
    "ERC-7943": "3edbb4c4",
}
"""Ids that the standards and OpenZeppelin publish."""

ERC1643 = (
    "setDocument(bytes32,string,bytes32)",
    "removeDocument(bytes32)",
    "getDocument(bytes32)",
    "getAllDocuments()",
)


def interface_id(signatures: tuple[str, ...]) -> bytes:
    """The exclusive or of the selectors, as ERC-165 defines it."""
    return reduce(xor, (int.from_bytes(keccak(each.encode())[:4]) for each in signatures)).to_bytes(
        4
    )


@pytest.mark.parametrize("unknown", ["ffffffff", "00000000", "3f247d63", "80ac58cd"])
def test_supports_interface__not_spoken__false(market: Market, unknown: str) -> None:
    assert market.gold.call("supportsInterface", bytes.fromhex(unknown)) is False


@pytest.mark.parametrize("token", ["bill", "bond", "gold"])
@pytest.mark.parametrize("standard", SPOKEN)
def test_supports_interface__spoken__true(market: Market, token: str, standard: str) -> None:
    spoken = bytes.fromhex(SPOKEN[standard])
    assert getattr(market, token).call("supportsInterface", spoken) is True


def test_supports_interface__documents__true(market: Market) -> None:
    assert market.gold.call("supportsInterface", interface_id(ERC1643)) is True


def test_supports_interface__erc7943__is_the_id_of_the_standard() -> None:
    assert interface_id(ERC7943).hex() == SPOKEN["ERC-7943"]
