"""No refusal of a token goes untried: some test here expects each, with its arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rwa.chain.compiler import Artifact

HERE = Path(__file__).parent
TOKENS = ("TreasuryBill", "Bond", "CommodityReserve")
INTERFACES = ("IRegulatedToken", "IDebt", "IERC7943Fungible", "IERC1643", "IERC3643")
NEVER_RAISED = {
    "ERC20InvalidApprover": "the owner is the caller or a recovered signer, never the zero address",
    "ECDSAInvalidSignatureLength": "a permit has its signature in three parts, not in bytes",
    "InvalidAccountNonce": "the nonce is read, never given",
    "InvalidShortString": "only a short string built elsewhere could be malformed",
}
"""Errors of OpenZeppelin in the tokens' ABIs that nothing can bring about, and why."""


def expected_errors() -> Iterator[str]:
    """The names in every `refuses("Name", ...)` and every row of the tables of faults here."""
    for file in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", "")
            at = {"refuses": 0, "Fault": 1}.get(called)
            if at is not None and len(node.args) > at:
                name = node.args[at]
                if isinstance(name, ast.Constant):
                    yield str(name.value)


def declared(artifact: Artifact) -> set[str]:
    """The errors of an ABI."""
    return {entry["name"] for entry in artifact.abi if entry["type"] == "error"}


@pytest.mark.parametrize("name", TOKENS + INTERFACES)
def test_errors__of_a_token__each_is_expected_by_some_test(
    artifacts: Mapping[str, Artifact], name: str
) -> None:
    errors = declared(artifacts[name])
    assert errors - set(expected_errors()) - NEVER_RAISED.keys() == set()


def test_errors__said_never_to_be_raised__are_declared_and_never_expected(
    artifacts: Mapping[str, Artifact],
) -> None:
    everywhere = set.union(*(declared(artifacts[name]) for name in TOKENS))
    assert everywhere >= NEVER_RAISED.keys()
    assert not NEVER_RAISED.keys() & set(expected_errors())
