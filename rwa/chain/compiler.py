"""Contract artifacts: compiled through py-solc-x once per content, or read from the installed
package.

The compiler's input holds sources by their names relative to `contracts/` and no metadata is
appended to the bytecode, so that artifacts rebuild byte for byte on any machine and in any folder.
Where this package was installed from a wheel there is no `contracts/` folder and the artifacts
compiled into the wheel are used.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rwa.chain.errors import ArtifactsMissing, CompilationFailed, CompilerMismatch, CompilerMissing

log = logging.getLogger(__name__)

SOLC_VERSION = "0.8.34"
RUNTIME_SIZE_LIMIT = 24_576
"""Bytes of runtime code a contract may have (EIP-170)."""

SETTINGS: Mapping[str, Any] = MappingProxyType(
    {
        "evmVersion": "cancun",
        "viaIR": True,
        "optimizer": {"enabled": True, "runs": 800},
        "metadata": {"appendCBOR": False, "bytecodeHash": "none"},
    }
)
"""What decides the bytecode besides the sources; part of the cache key and of `deployment.json`."""

_OUTPUT = [
    "abi",
    "storageLayout",
    "evm.bytecode.object",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
    "evm.methodIdentifiers",
]
_IMPORT = re.compile(r"""^\s*(?:import|\}\s*from)\b[^;"']*["']([^"']+)["']""", re.MULTILINE)
_PACKAGED = Path(__file__).resolve().parent.parent / "artifacts" / "contracts.json"
_CHECKOUT = Path(__file__).resolve().parents[2] / "contracts"


@dataclass(frozen=True, slots=True, eq=False)
class Artifact:
    """One compiled contract; equal to itself alone.

    `bytecode` is what a deployment sends before its constructor's arguments; `deployed_bytecode` is
    the runtime code with zeros where `immutable_references` (AST id → places of `start` and
    `length`, bytes) are filled in at deployment.
    """

    name: str
    source: str
    abi: tuple[Mapping[str, Any], ...]
    bytecode: bytes
    deployed_bytecode: bytes
    immutable_references: Mapping[str, tuple[Mapping[str, int], ...]]
    storage_layout: Mapping[str, Any]
    method_identifiers: Mapping[str, str]

    @property
    def runtime_size(self) -> int:
        """Bytes of runtime code, which EIP-170 limits to `RUNTIME_SIZE_LIMIT`."""
        return len(self.deployed_bytecode)

    @property
    def bytecode_hash(self) -> str:
        """SHA-256 of the deployment bytecode without constructor arguments, in hex."""
        return hashlib.sha256(self.bytecode).hexdigest()

    @property
    def deployable(self) -> bool:
        """Whether there is code to deploy: false for interfaces and abstract contracts."""
        return bool(self.bytecode)


@dataclass(frozen=True, slots=True)
class SizeLine:
    """A contract's runtime size beside the limit, as `rwa compile` lists it. Sizes are in bytes."""

    name: str
    source: str
    runtime_size: int

    @property
    def headroom(self) -> int:
        """Bytes left under EIP-170; a contract where it is negative cannot be deployed."""
        return RUNTIME_SIZE_LIMIT - self.runtime_size


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
    return _parse(compile_payload(contracts, folder, solc=solc, cached=cached))


def compile_payload(
    contracts: Path, folder: str, *, solc: Path | None = None, cached: bool = True
) -> dict[str, Any]:
    """As `compile_tree`, in the plain JSON form that the cache and the wheel hold."""
    roots = sorted(
        path.relative_to(contracts).as_posix() for path in (contracts / folder).rglob("*.sol")
    )
    request = {
        "language": "Solidity",
        "sources": _collect(contracts, roots),
        "settings": {**SETTINGS, "outputSelection": {root: {"*": _OUTPUT} for root in roots}},
    }
    if not roots:
        return {"solc": SOLC_VERSION, "contracts": {}}
    key = hashlib.sha256(_canonical([SOLC_VERSION, request]).encode()).hexdigest()
    file = cache_dir() / f"{key}.json"
    payload = _read_cache(file) if cached else None
    if payload is None:
        payload = _compile(request, contracts, solc or find_solc(contracts))
        if cached:
            _write_cache(file, payload)
    return payload


def cache_dir() -> Path:
    """Where artifacts are cached: `RWA_CACHE_DIR`, else `rwa` in `XDG_CACHE_HOME` or `~/.cache`."""
    if chosen := os.environ.get("RWA_CACHE_DIR"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "rwa"


def find_solc(contracts: Path) -> Path:
    """The compiler to use: `RWA_SOLC`, py-solc-x's installed one, npm's, else py-solc-x's download.

    Raises `CompilerMissing` where there is none, `CompilerMismatch` where `RWA_SOLC` is another
    version.
    """
    if chosen := os.environ.get("RWA_SOLC"):
        return _checked(Path(chosen))
    return native_solc() or npm_solc(contracts) or _downloaded_solc()


def native_solc() -> Path | None:
    """The pinned native compiler if py-solc-x has installed it already."""
    import solcx
    from solcx.exceptions import SolcNotInstalled

    try:
        return Path(solcx.install.get_executable(SOLC_VERSION))
    except SolcNotInstalled:
        return None


def npm_solc(contracts: Path) -> Path | None:
    """The wrapper around npm's compiler if `contracts/node_modules` and a node are there."""
    wrapper = contracts / "solc"
    if not (contracts / "node_modules" / "solc" / "soljson.js").is_file():
        return None
    node = shutil.which("node") or (contracts.parent / ".venv" / "bin" / "node").exists()
    return wrapper if node else None


def _downloaded_solc() -> Path:
    import requests
    import solcx
    from solcx.exceptions import SolcInstallationError

    try:
        solcx.install_solc(SOLC_VERSION)
        return Path(solcx.install.get_executable(SOLC_VERSION))
    except (requests.RequestException, SolcInstallationError, OSError, ValueError) as error:
        raise CompilerMissing(SOLC_VERSION, f"{type(error).__name__}: {error}") from error


def _checked(solc: Path) -> Path:
    import subprocess

    import solcx
    from solcx.exceptions import SolcError

    try:
        found = solcx.wrapper.get_solc_version(solc)
    except (OSError, SolcError, subprocess.SubprocessError, ValueError) as error:
        raise CompilerMissing(SOLC_VERSION, f"RWA_SOLC={solc}: {error}") from error
    if str(found) != SOLC_VERSION:
        raise CompilerMismatch(str(solc), str(found), SOLC_VERSION)
    return solc


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


def _compile(request: dict[str, Any], contracts: Path, solc: Path) -> dict[str, Any]:
    import solcx
    from solcx.exceptions import SolcError

    log.info("compiling %d sources with %s", len(request["sources"]), solc)
    try:
        output = solcx.compile_standard(request, solc_binary=solc)
    except SolcError as error:
        problems = [
            problem
            for problem in getattr(error, "error_dict", None) or ()
            if problem["severity"] == "error"
        ]
        raise CompilationFailed(
            [problem["formattedMessage"] for problem in problems] or [str(error)],
            [_place(problem, request["sources"]) for problem in problems],
        ) from error
    except (OSError, ValueError) as error:
        raise CompilerMissing(SOLC_VERSION, f"{solc}: {error}") from error
    for problem in output.get("errors", ()):
        log.warning("%s", problem["formattedMessage"].rstrip())
    return {"solc": SOLC_VERSION, "contracts": _flatten(output["contracts"])}


def _place(problem: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]]) -> tuple[str, int]:
    """File and line (from 1) of a compiler's message; an empty file and 0 where it has none."""
    location = problem.get("sourceLocation") or {}
    file = location.get("file", "")
    if file not in sources or location.get("start", -1) < 0:
        return file, 0
    before = sources[file]["content"].encode()[: location["start"]]
    return file, before.count(b"\n") + 1


def _flatten(by_file: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    contracts: dict[str, Any] = {}
    for source, named in sorted(by_file.items()):
        for name, output in sorted(named.items()):
            if name in contracts:
                other = contracts[name]["source"]
                raise CompilationFailed([f"{name} is in both {other} and {source}"], [(source, 0)])
            evm = output["evm"]
            if evm["bytecode"]["linkReferences"]:
                raise CompilationFailed([f"{name} needs an external library"], [(source, 0)])
            contracts[name] = {
                "source": source,
                "abi": output["abi"],
                "bytecode": evm["bytecode"]["object"],
                "deployedBytecode": evm["deployedBytecode"]["object"],
                "immutableReferences": evm["deployedBytecode"]["immutableReferences"],
                "storageLayout": output["storageLayout"],
                "methodIdentifiers": evm["methodIdentifiers"],
            }
    return contracts


def _parse(payload: Mapping[str, Any]) -> Mapping[str, Artifact]:
    return MappingProxyType(
        {
            name: Artifact(
                name=name,
                source=entry["source"],
                abi=tuple(entry["abi"]),
                bytecode=bytes.fromhex(entry["bytecode"]),
                deployed_bytecode=bytes.fromhex(entry["deployedBytecode"]),
                immutable_references={
                    ast_id: tuple(places) for ast_id, places in entry["immutableReferences"].items()
                },
                storage_layout=entry["storageLayout"],
                method_identifiers=entry["methodIdentifiers"],
            )
            for name, entry in sorted(payload["contracts"].items())
        }
    )


@cache
def _packaged_artifacts() -> Mapping[str, Artifact]:
    if not _PACKAGED.is_file():
        raise ArtifactsMissing(str(_PACKAGED))
    return _parse(json.loads(_PACKAGED.read_text(encoding="utf-8")))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _read_cache(file: Path) -> dict[str, Any] | None:
    """The payload cached in `file`, or none where it is absent, unreadable or damaged."""
    try:
        digest, _, body = file.read_text(encoding="utf-8").partition("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        log.warning("artifact cache %s cannot be read (%s): compiling again", file, error)
        return None
    if hashlib.sha256(body.encode()).hexdigest() != digest:
        log.warning("artifact cache %s is damaged: compiling again", file)
        return None
    payload: dict[str, Any] = json.loads(body)
    return payload


def _write_cache(file: Path, payload: Mapping[str, Any]) -> None:
    """Write `payload` whole or not at all; a cache that cannot be written only costs time."""
    body = _canonical(payload)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=file.parent, suffix=".partial")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(hashlib.sha256(body.encode()).hexdigest() + "\n" + body)
        Path(partial).replace(file)
    except OSError as error:
        log.warning("artifact cache %s cannot be written: %s", file, error)
