"""Compiled contracts: from `contracts/` in a checkout, once per content, or from the package.

The compiler's input holds sources by their names relative to `contracts/`, and no metadata is
appended to the bytecode, so that artifacts rebuild byte for byte on any machine and in any folder.
A file with a contract to deploy is a compilation of its own: its bytecode depends on what it
imports and on nothing else, and the compilations run side by side. Where this package was installed
from a wheel there is no `contracts/` and the artifacts compiled into the wheel are used.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain, repeat
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rwa.chain import artifact_cache
from rwa.chain.artifact import RUNTIME_SIZE_LIMIT, Artifact, SizeLine, parse_artifacts
from rwa.chain.errors import ArtifactsMissing, CompilationFailed
from rwa.chain.solc import SOLC_VERSION, find_solc, run_solc

__all__ = [
    "RUNTIME_SIZE_LIMIT",
    "SETTINGS",
    "SOLC_VERSION",
    "Artifact",
    "SizeLine",
    "artifacts",
    "compile_payload",
    "compile_tree",
    "fixture_artifacts",
    "runtime_sizes",
]

SETTINGS: Mapping[str, Any] = MappingProxyType(
    {
        "evmVersion": "cancun",
        "viaIR": True,
        "optimizer": {"enabled": True, "runs": 800},
        "metadata": {"appendCBOR": False, "bytecodeHash": "none"},
    }
)
"""What decides the bytecode besides the sources; part of the cache key and of `deployment.json`."""

_Request = dict[str, Any]
_OUTPUT = [
    "abi",
    "storageLayout",
    "evm.bytecode.object",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
    "evm.methodIdentifiers",
]
_CACHE_FORMAT = 2
_IMPORT = re.compile(r"""^\s*(?:import|\}\s*from)\b[^;"']*["']([^"']+)["']""", re.MULTILINE)
_DEPLOYABLE = re.compile(r"^\s*contract\s", re.MULTILINE)
_PACKAGED = Path(__file__).resolve().parent.parent / "artifacts" / "contracts.json"
_CHECKOUT = Path(__file__).resolve().parents[2] / "contracts"


def artifacts() -> Mapping[str, Artifact]:
    """The registry's contracts by name: compiled in a checkout, else from the installed package.

    Raises `CompilationFailed`, `CompilerMissing`, `CompilerMismatch` or `ArtifactsMissing`.
    """
    if (_CHECKOUT / "src").is_dir():
        return compile_tree(_CHECKOUT, "src")
    return _packaged_artifacts()


def fixture_artifacts() -> Mapping[str, Artifact]:
    """Contracts of `contracts/test`, which only tests deploy and no wheel carries."""
    if not (_CHECKOUT / "test").is_dir():
        raise ArtifactsMissing(str(_CHECKOUT / "test"))
    return compile_tree(_CHECKOUT, "test")


def runtime_sizes(compiled: Mapping[str, Artifact] | None = None) -> list[SizeLine]:
    """Every deployable contract with its runtime size, the largest first."""
    lines = [
        SizeLine(artifact.name, artifact.source, artifact.runtime_size)
        for artifact in (artifacts() if compiled is None else compiled).values()
        if artifact.deployable
    ]
    return sorted(lines, key=lambda line: (-line.runtime_size, line.name))


def compile_tree(
    contracts: Path, folder: str, *, solc: Path | None = None, cached: bool = True
) -> Mapping[str, Artifact]:
    """Compile every `.sol` file under `contracts/folder` and return its contracts by name.

    `solc` forces a compiler instead of the one `find_solc` chooses. Imports may reach the rest of
    `contracts/` and `contracts/node_modules`. Contracts that are only imported are left out. Raises
    as `artifacts` does.
    """
    return parse_artifacts(compile_payload(contracts, folder, solc=solc, cached=cached))


def compile_payload(
    contracts: Path, folder: str, *, solc: Path | None = None, cached: bool = True
) -> dict[str, Any]:
    """As `compile_tree`, in the plain JSON form that the cache and the wheel hold."""
    requests = [_request(contracts, unit) for unit in _units(contracts, folder)]
    if not cached:
        compilations = list(_compile(requests, contracts, solc))
    elif None in (compilations := [artifact_cache.read(_key(request)) for request in requests]):
        with artifact_cache.alone() as usable:
            compilations = _through_cache(requests, contracts, solc, kept=usable)
    return {"solc": SOLC_VERSION, "contracts": _by_name(compilations)}


def _through_cache(
    requests: Sequence[_Request], contracts: Path, solc: Path | None, *, kept: bool
) -> list[Any]:
    """Each request's contracts, compiled where the cache has none, and kept there if it can be."""
    found = {_key(request): artifact_cache.read(_key(request)) for request in requests}
    missing = [request for request in requests if found[_key(request)] is None]
    for request, compiled in zip(missing, _compile(missing, contracts, solc), strict=True):
        found[_key(request)] = compiled
        if kept:
            artifact_cache.write(_key(request), compiled)
    return list(found.values())


def _compile(requests: Sequence[_Request], contracts: Path, solc: Path | None) -> Iterator[Any]:
    """Each request's contracts, compiled side by side."""
    if requests:
        compiler = solc or find_solc(contracts)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            yield from map(_contracts, pool.map(run_solc, requests, repeat(compiler)))


def _units(contracts: Path, folder: str) -> list[list[str]]:
    """The compilations, as lists of files: each with a contract to deploy, and all others."""
    units: list[list[str]] = []
    others: list[str] = []
    for path in sorted((contracts / folder).rglob("*.sol")):
        name = path.relative_to(contracts).as_posix()
        if _DEPLOYABLE.search(path.read_text(encoding="utf-8")):
            units.append([name])
        else:
            others.append(name)
    return [*units, others] if others else units


def _request(contracts: Path, roots: Sequence[str]) -> _Request:
    """The compiler's input for `roots` and all they reach; output is for `roots` alone."""
    return {
        "language": "Solidity",
        "sources": _collect(contracts, roots),
        "settings": {**SETTINGS, "outputSelection": {root: {"*": _OUTPUT} for root in roots}},
    }


def _key(request: Mapping[str, Any]) -> str:
    content = artifact_cache.canonical([_CACHE_FORMAT, SOLC_VERSION, request])
    return hashlib.sha256(content.encode()).hexdigest()


def _collect(contracts: Path, roots: Iterable[str]) -> dict[str, dict[str, str]]:
    """The sources reached from `roots`, by name; a missing one is left for solc to report."""
    sources: dict[str, dict[str, str]] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in sources:
            continue
        base = contracts / "node_modules" if name.startswith("@") else contracts
        file = base / name
        if not file.is_file():
            continue
        text = file.read_text(encoding="utf-8")
        sources[name] = {"content": text}
        waiting.extend(_resolve(name, imported) for imported in _IMPORT.findall(text))
    return dict(sorted(sources.items()))


def _resolve(importer: str, imported: str) -> str:
    if not imported.startswith("."):
        return imported
    return os.path.normpath(f"{importer}/../{imported}").replace(os.sep, "/")


def _contracts(output: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The contracts of one compilation, in plain JSON. Raises `CompilationFailed`."""
    contracts = []
    for source, named in output.get("contracts", {}).items():
        for name, compiled in named.items():
            evm = compiled["evm"]
            if evm["bytecode"]["linkReferences"]:
                raise CompilationFailed([f"{name} needs an external library"], [(source, 0)])
            contract = {
                "name": name,
                "source": source,
                "abi": compiled["abi"],
                "bytecode": evm["bytecode"]["object"],
                "deployedBytecode": evm["deployedBytecode"]["object"],
                "immutableReferences": evm["deployedBytecode"]["immutableReferences"],
                "storageLayout": compiled["storageLayout"],
                "methodIdentifiers": evm["methodIdentifiers"],
            }
            contracts.append(contract)
    return contracts


def _by_name(compilations: Iterable[Iterable[dict[str, Any]]]) -> dict[str, Any]:
    """The contracts of all compilations. Raises `CompilationFailed` where two share a name."""
    contracts: dict[str, Any] = {}
    for contract in chain.from_iterable(compilations):
        name = contract["name"]
        if name in contracts:
            first, second = sorted((contracts[name]["source"], contract["source"]))
            raise CompilationFailed([f"{name} is in both {first} and {second}"], [(second, 0)])
        contracts[name] = contract
    return dict(sorted(contracts.items()))


@cache
def _packaged_artifacts() -> Mapping[str, Artifact]:
    if not _PACKAGED.is_file():
        raise ArtifactsMissing(str(_PACKAGED))
    return parse_artifacts(json.loads(_PACKAGED.read_text(encoding="utf-8")))
