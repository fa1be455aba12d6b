"""Imports point inward only, and the chain's libraries stay inside `rwa.chain`."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import rwa

PACKAGE = Path(rwa.__file__).parent

LAYERS = (
    {"errors"},
    {
        "money",
        "identifiers",
        "calendar",
        "roles",
        "findings",
        "draw",
        "grid",
        "files",
        "text_files",
    },
    {"rates"},
    {"accrued", "entry", "payment", "trade", "tender", "drawing", "attestation", "redemption"},
    {"refusals"},
    {"entitlements", "programme", "portfolio", "reserves"},
    {"business_days", "daycount"},
    {"instruments", "pricing"},
    {"auction"},
    {"words"},
    {"events"},
    {"scenario"},
    {"chain", "ledger", "aml", "cdd"},
    {"rules", "screening"},
    {"registry"},
    {"simulation"},
    {"reports"},
    {"commands"},
    {"cli"},
)
"""Innermost first.

A module imports from inner layers and from itself, never from its own layer's others.
"""

RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
ABOVE_ALL = {"__init__", "__main__"}
FOREIGN = ("web3", "eth_", "eth", "hexbytes", "solcx", "requests")


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports__every_module__points_inward(file: Path) -> None:
    here = module_of(file)
    if here in ABOVE_ALL:
        return
    assert here in RANK, f"{here} has no place in the layers"
    for name in imports(file):
        parts = name.split(".")
        if parts[0] != "rwa" or len(parts) == 1 or parts[1] == here:
            continue
        assert RANK[parts[1]] < RANK[here], f"{here} imports {name}"


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports__outside_the_chain_layer__no_chain_library(file: Path) -> None:
    if module_of(file) == "chain":
        return
    for name in imports(file):
        top = name.split(".")[0]
        assert top not in FOREIGN, f"{file.name} imports {name}"
        assert not top.startswith("eth_"), f"{file.name} imports {name}"


def test_imports__domain__loads_without_the_chains_libraries() -> None:
    code = (
        "import sys, rwa.rules.supply, rwa.ledger.register, rwa.refusals\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('web3', 'eth_tester')])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert shown.stdout.strip() == "[]"


def module_of(file: Path) -> str:
    """The layer's module a file belongs to."""
    first = file.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    """The full names a file imports; a name imported from the package counts as its module."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} imports relatively"
            assert node.module is not None
            if node.module == "rwa":
                yield from (f"rwa.{alias.name}" for alias in node.names if alias.name in RANK)
            else:
                yield node.module
