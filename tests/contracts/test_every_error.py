"""No refusal goes untried: each custom error of the interfaces is expected by some test here."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rwa.chain.compiler import Artifact

HERE = Path(__file__).parent
INTERFACES = (
    "IAuthority",
    "IBond",
    "ICommodityReserve",
    "IDvpSettlement",
    "IGuarded",
    "IOrders",
    "IParticipants",
    "IPayingAgent",
    "IProgramme",
    "IPriceFeed",
    "IPrimaryMarket",
    "IRedemptions",
    "IReserveAttestor",
    "ISubscriptions",
    "ITenders",
)
OPEN_ZEPPELIN = "AccessManager"
"""Errors of this prefix are OpenZeppelin's own, tried there."""


def expected_errors() -> Iterator[str]:
    """The names in every `with refuses("Name", ...)` of the contract tests."""
    for file in HERE.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refuses":
                yield from (each.value for each in node.args if isinstance(each, ast.Constant))


@pytest.mark.parametrize("interface", INTERFACES)
def test_errors__of_an_interface__each_is_expected_by_some_test(
    artifacts: Mapping[str, Artifact], interface: str
) -> None:
    declared = {
        entry["name"]
        for entry in artifacts[interface].abi
        if entry["type"] == "error" and not entry["name"].startswith(OPEN_ZEPPELIN)
    }
    assert declared - set(expected_errors()) == set()
    assert declared != set()
