"""Compiling, finding a compiler, and the cache."""

from __future__ import annotations

import json
import logging
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import solcx

from rwa.chain import artifact_cache, compiler, solc
from rwa.chain.compiler import Artifact
from rwa.chain.errors import (
    ArtifactsMissing,
    CompilationFailed,
    CompilerMismatch,
    CompilerMissing,
)

CONTRACTS = Path(__file__).parents[2] / "contracts"

BOND = """// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Terms} from "./terms/Terms.sol";
import {
    Math
} from "@openzeppelin/contracts/utils/math/Math.sol";

contract Bond is Terms {
    uint256 public immutable face = Math.max(1, 2);
}
"""
TERMS = """// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

abstract contract Terms {
    uint64 internal _maturity;
}
"""
LINKED = """// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

library Sums {
    function one() external pure returns (uint256) {
        return 1;
    }
}

contract Linked {
    function two() external pure returns (uint256) {
        return Sums.one() * 2;
    }
}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A contracts folder of two files with the real libraries, and an empty cache.

    Compiled by the older pipeline, which is quicker.
    """
    monkeypatch.setenv("RWA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("RWA_SOLC", raising=False)
    monkeypatch.setattr(compiler, "SETTINGS", {**compiler.SETTINGS, "viaIR": False})
    contracts = tmp_path / "contracts"
    (contracts / "src" / "terms").mkdir(parents=True)
    (contracts / "src" / "Bond.sol").write_text(BOND)
    (contracts / "src" / "terms" / "Terms.sol").write_text(TERMS)
    (contracts / "node_modules").symlink_to(CONTRACTS / "node_modules")
    for name in ("solc", "solc.cjs"):
        (contracts / name).symlink_to(CONTRACTS / name)
    own_node = CONTRACTS.parent / ".venv" / "bin" / "node"
    if own_node.exists():
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
        (tmp_path / ".venv" / "bin" / "node").symlink_to(own_node)
    return contracts


@pytest.fixture
def compiled(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Stands in for solc, and lists the files of each compilation it is asked for."""
    asked: list[list[str]] = []

    def pretend(request: dict[str, Any], solc: Path) -> dict[str, Any]:
        roots = list(request["settings"]["outputSelection"])
        asked.append(roots)
        code = {"object": "00", "linkReferences": {}, "immutableReferences": {}}
        evm = {"bytecode": code, "deployedBytecode": code, "methodIdentifiers": {}}
        output = {"abi": [], "storageLayout": {}, "evm": evm}
        return {"contracts": {root: {Path(root).stem: output} for root in roots}}

    monkeypatch.setattr(compiler, "run_solc", pretend)
    return asked


def test_compile__syntax_error__solcs_message_with_file_and_line(project: Path) -> None:
    broken = TERMS.replace("_maturity;", "_maturity").replace("\n\n", "\n// Größe\n\n")
    (project / "src" / "terms" / "Terms.sol").write_text(broken)
    with pytest.raises(CompilationFailed) as failed:
        compiler.compile_tree(project, "src")
    assert failed.value.places == (("src/terms/Terms.sol", 7),)
    assert "src/terms/Terms.sol:7:1" in str(failed.value)
    assert "Expected ';'" in str(failed.value)
    assert failed.value.exit_code == 3


def test_compile__import_of_a_missing_file__names_the_importer(project: Path) -> None:
    (project / "src" / "terms" / "Terms.sol").unlink()
    with pytest.raises(CompilationFailed) as failed:
        compiler.compile_tree(project, "src")
    assert failed.value.places == (("src/Bond.sol", 4),)
    assert '"src/terms/Terms.sol" not found' in str(failed.value)


def test_compile__two_contracts_of_one_name__refused(project: Path) -> None:
    (project / "src" / "Other.sol").write_text(TERMS.replace("abstract ", ""))
    with pytest.raises(CompilationFailed, match=r"Terms is in both src/Other.sol and src/terms"):
        compiler.compile_tree(project, "src")


def test_compile__external_library__refused(project: Path) -> None:
    (project / "src" / "Linked.sol").write_text(LINKED)
    with pytest.raises(CompilationFailed, match="Linked needs an external library"):
        compiler.compile_tree(project, "src")


def test_rwa_solc__another_version__refused(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _script(tmp_path / "old solc", "echo 'Version: 0.8.30+commit.73712a01.Linux.g++'")
    monkeypatch.setenv("RWA_SOLC", str(old))
    with pytest.raises(
        CompilerMismatch, match=r"is solc 0\.8\.30, but the contracts need 0\.8\.34"
    ):
        solc.find_solc(project)


@pytest.mark.parametrize("body", ["echo hello", "exit 3", None])
def test_rwa_solc__not_a_compiler__refused(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str | None
) -> None:
    path = tmp_path / "solc"
    if body:
        _script(path, body)
    monkeypatch.setenv("RWA_SOLC", str(path))
    with pytest.raises(CompilerMissing, match="RWA_SOLC="):
        solc.find_solc(project)


def test_find_solc__nothing_here_and_no_download__says_what_to_do(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise solcx.exceptions.SolcInstallationError("no network")

    monkeypatch.setattr(solc, "native_solc", lambda: None)
    monkeypatch.setattr(solc, "npm_solc", lambda contracts: None)
    monkeypatch.setattr(solcx, "install_solc", refuse)
    with pytest.raises(CompilerMissing, match=r"no network.*run scripts/setup"):
        solc.find_solc(project)


def test_npm_solc__no_node_or_no_package__none(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert solc.npm_solc(tmp_path) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    own_node = tmp_path / ".venv" / "bin" / "node"
    own_node.unlink(missing_ok=True)
    assert solc.npm_solc(project) is None
    own_node.parent.mkdir(parents=True, exist_ok=True)
    _script(own_node, "exit 0")
    assert solc.npm_solc(project) == project / "solc"


def test_find_solc__order__chosen_then_native_then_npm(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    native = tmp_path / "native"
    monkeypatch.setattr(solc, "native_solc", lambda: None)
    assert solc.find_solc(project) == project / "solc"
    monkeypatch.setattr(solc, "native_solc", lambda: native)
    assert solc.find_solc(project) == native
    monkeypatch.setenv("RWA_SOLC", str(CONTRACTS / "solc"))
    assert solc.find_solc(project) == CONTRACTS / "solc"


def test_native_solc__not_installed_by_py_solc_x__none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLCX_BINARY_PATH", str(tmp_path))
    assert solc.native_solc() is None
    installed = tmp_path / f"solc-v{compiler.SOLC_VERSION}"
    installed.touch()
    assert solc.native_solc() == installed


def test_find_solc__home_that_cannot_be_written__goes_on_to_npm(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOLCX_BINARY_PATH", raising=False)
    monkeypatch.setenv("HOME", "/proc/nohome")
    assert solc.find_solc(project) == project / "solc"


def test_compile__artifact__says_all_that_others_need(project: Path) -> None:
    compiled = compiler.compile_tree(project, "src")
    assert list(compiled) == ["Bond", "Terms"], "what is only imported is left out"
    bond = compiled["Bond"]
    assert bond.source == "src/Bond.sol"
    assert bond.method_identifiers == {"face()": bond.method_identifiers["face()"]}
    assert bond.storage_layout["storage"][0]["label"] == "_maturity"
    ((place,),) = bond.immutable_references.values()
    assert place["length"] == 32
    assert bond.runtime_size == len(bond.deployed_bytecode) > 0
    assert not compiled["Terms"].deployable


def test_compile__warning__logged_and_not_fatal(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    unlicensed = TERMS.partition("\n")[2]
    (project / "src" / "terms" / "Terms.sol").write_text(unlicensed)
    with caplog.at_level(logging.WARNING):
        compiler.compile_tree(project, "src/terms")
    assert "SPDX license identifier not provided" in caplog.text


def test_runtime_sizes__deployable_contracts__largest_first(
    fixture_artifacts: Mapping[str, Artifact],
) -> None:
    lines = compiler.runtime_sizes(fixture_artifacts)
    sizes = [line.runtime_size for line in lines]
    assert sizes == sorted(sizes, reverse=True)
    assert lines[0].headroom == 24_576 - lines[0].runtime_size


def test_o26__compile__in_another_folder__the_same_bytes(project: Path, tmp_path: Path) -> None:
    here = compiler.compile_payload(project, "src", cached=False)
    moved = tmp_path / "elsewhere"
    shutil.copytree(project, moved, symlinks=True)
    assert compiler.compile_payload(moved, "src", cached=False) == here
    assert str(tmp_path) not in json.dumps(here)


def test_o26__native_and_npm_compiler__the_same_bytes(project: Path) -> None:
    native = solc.native_solc()
    if native is None:
        pytest.skip(f"py-solc-x has no native solc {compiler.SOLC_VERSION} installed here")
    built = [
        compiler.compile_payload(CONTRACTS, "src", solc=path, cached=False)
        for path in (native, CONTRACTS / "solc")
    ]
    assert built[0] == built[1]


def test_cache__second_time__nothing_is_compiled(project: Path, compiled: list[list[str]]) -> None:
    first = compiler.compile_payload(project, "src")
    assert sorted(compiled) == [["src/Bond.sol"], ["src/terms/Terms.sol"]]
    compiled.clear()
    assert compiler.compile_payload(project, "src") == first
    assert compiled == []
    assert compiler.compile_payload(project, "src", cached=False) == first
    assert len(compiled) == 2


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ("source", [["src/Bond.sol"]]),
        ("import", [["src/Bond.sol"], ["src/terms/Terms.sol"]]),
        ("settings", [["src/Bond.sol"], ["src/terms/Terms.sol"]]),
    ],
)
def test_cache__anything_that_decides_the_bytes_changes__just_that_is_compiled_again(
    project: Path,
    compiled: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    change: str,
    again: list[list[str]],
) -> None:
    compiler.compile_payload(project, "src")
    compiled.clear()
    if change == "source":
        (project / "src" / "Bond.sol").write_text(BOND + "// changed\n")
    elif change == "import":
        (project / "src" / "terms" / "Terms.sol").write_text(TERMS + "// changed\n")
    else:
        settings = {**compiler.SETTINGS, "optimizer": {"enabled": False}}
        monkeypatch.setattr(compiler, "SETTINGS", settings)
    compiler.compile_payload(project, "src")
    assert sorted(compiled) == again


def test_cache__one_compilation_fails__the_others_are_kept(
    project: Path, compiled: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend = vars(compiler)["run_solc"]

    def failing(request: dict[str, Any], solc: Path) -> dict[str, Any]:
        if "src/terms/Terms.sol" in request["settings"]["outputSelection"]:
            raise CompilationFailed(["broken"], [("src/terms/Terms.sol", 1)])
        return dict(pretend(request, solc))

    monkeypatch.setattr(compiler, "run_solc", failing)
    with pytest.raises(CompilationFailed):
        compiler.compile_payload(project, "src")
    monkeypatch.setattr(compiler, "run_solc", pretend)
    compiled.clear()
    compiler.compile_payload(project, "src")
    assert compiled == [["src/terms/Terms.sol"]]


def test_cache__two_at_once__compiled_once(project: Path, compiled: list[list[str]]) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: compiler.compile_payload(project, "src"), range(2))
    assert first == second
    assert len(compiled) == 2


def test_o09__cache__every_truncation_and_flipped_bit__found(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    right = {"Bond": "what solc gave"}
    artifact_cache.write("key", right)
    (file,) = artifact_cache.cache_dir().glob("*.json")
    whole = file.read_bytes()
    for position in range(len(whole)):
        flipped = bytearray(whole)
        flipped[position] ^= 0x80 if position % 2 else 0x01
        for damaged in (whole[:position], bytes(flipped)):
            file.write_bytes(damaged)
            caplog.clear()
            with caplog.at_level(logging.WARNING):
                assert artifact_cache.read("key") is None
            assert "compiling again" in caplog.text
    artifact_cache.write("key", right)
    assert artifact_cache.read("key") == right


def test_cache__damaged__compiled_again_and_repaired(
    project: Path, compiled: list[list[str]]
) -> None:
    right = compiler.compile_payload(project, "src")
    files = sorted(artifact_cache.cache_dir().glob("*.json"))
    whole = [file.read_bytes() for file in files]
    for file in files:
        file.write_bytes(file.read_bytes()[:-1])
    assert compiler.compile_payload(project, "src") == right
    assert [file.read_bytes() for file in files] == whole


def test_cache__folder_cannot_be_written__compiles_all_the_same_and_says_so_once(
    project: Path,
    compiled: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("RWA_CACHE_DIR", "/proc/nohome/cache")
    with caplog.at_level(logging.WARNING):
        assert compiler.compile_tree(project, "src")["Bond"].deployable
    (told,) = (record.message for record in caplog.records if "artifact cache" in record.message)
    assert "cannot be locked" in told


def test_cache__file_cannot_be_written__told_and_nothing_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("RWA_CACHE_DIR", str(tmp_path / "file" / "cache"))
    with caplog.at_level(logging.WARNING):
        artifact_cache.write("key", [])
    assert "cannot be written" in caplog.text


def test_cache_dir__environment__decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RWA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert artifact_cache.cache_dir() == tmp_path / "rwa"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert artifact_cache.cache_dir() == tmp_path / ".cache" / "rwa"
    monkeypatch.setenv("RWA_CACHE_DIR", str(tmp_path / "mine"))
    assert artifact_cache.cache_dir() == tmp_path / "mine"


def test_artifacts__no_checkout_and_no_packaged_file__says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(compiler, "_PACKAGED", tmp_path / "contracts.json")
    compiler._packaged_artifacts.cache_clear()
    with pytest.raises(ArtifactsMissing):
        compiler.artifacts()
    with pytest.raises(ArtifactsMissing):
        compiler.fixture_artifacts()


def test_artifacts__no_checkout__the_packaged_ones(
    project: Path, compiled: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = tmp_path / "contracts.json"
    packaged.write_text(json.dumps(compiler.compile_payload(project, "src")))
    monkeypatch.setattr(compiler, "_CHECKOUT", tmp_path / "nowhere")
    monkeypatch.setattr(compiler, "_PACKAGED", packaged)
    compiler._packaged_artifacts.cache_clear()
    assert compiler.artifacts()["Bond"].deployable
    compiler._packaged_artifacts.cache_clear()


def test_compiler__imported__needs_nothing_but_the_standard_library() -> None:
    code = "import sys, rwa.chain.compiler; print(*{m.split('.')[0] for m in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"web3", "eth_tester", "eth", "solcx", "pydantic"} & set(loaded)


def _script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
