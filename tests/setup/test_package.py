"""The wheel and the sdist: the compiled contracts are inside, and nothing that only tests need."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with this checkout's wheel and sdist."""
    folder = tmp_path_factory.mktemp("dist")
    _build(ROOT, folder, "wheel", "sdist")
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as an installation has it: without the checkout's contracts."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(_only(built, "*.whl")) as wheel:
        wheel.extractall(folder)
    return folder


def test_wheel__content__scenarios_types_and_artifacts_but_no_sources_of_contracts(
    installed: Path,
) -> None:
    assert (installed / "rwa/artifacts/contracts.json").is_file()
    assert (installed / "rwa/py.typed").is_file()
    assert {file.name for file in (installed / "rwa/scenarios").iterdir()} >= {
        "pakistan-pilot.yaml",
        "pakistan-pilot-mtb-3m.csv",
    }
    assert not list(installed.rglob("*.sol"))
    assert not list(installed.rglob("tests"))
    (metadata,) = installed.glob("*.dist-info/METADATA")
    assert "License-Expression: Apache-2.0" in metadata.read_text()


def test_wheel__installed__gives_the_contracts_without_any_compiler(
    installed: Path, tmp_path: Path
) -> None:
    code = "import rwa; from rwa.chain.compiler import artifacts; print(rwa.__file__, *artifacts())"
    outcome = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(installed),
            "RWA_SOLC": "/nowhere/solc",
            "RWA_CACHE_DIR": str(tmp_path / "cache"),
        },
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stderr
    imported_from, *contracts = outcome.stdout.split()
    assert imported_from == str(installed / "rwa/__init__.py")
    assert {"Participants", "Programme"} <= set(contracts)
    assert "Thrower" not in contracts


def test_sdist__built_from_without_the_libraries__the_same_artifacts(
    built: Path, installed: Path, tmp_path: Path
) -> None:
    shutil.unpack_archive(_only(built, "*.tar.gz"), tmp_path)
    (source,) = tmp_path.iterdir()
    assert not (source / "contracts/node_modules").exists()
    _build(source, tmp_path / "dist", "wheel")
    with zipfile.ZipFile(_only(tmp_path / "dist", "*.whl")) as wheel:
        rebuilt = wheel.read("rwa/artifacts/contracts.json")
    assert rebuilt == (installed / "rwa/artifacts/contracts.json").read_bytes()


def test_o26__wheel__built_twice__the_same_bytes(built: Path, tmp_path: Path) -> None:
    _build(ROOT, tmp_path, "wheel")
    assert _only(tmp_path, "*.whl").read_bytes() == _only(built, "*.whl").read_bytes()


def _build(source: Path, folder: Path, *targets: str) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
        + [part for target in targets for part in ("--target", target)],
        cwd=source,
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stderr


def _only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found
