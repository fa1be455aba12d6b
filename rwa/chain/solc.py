"""The pinned Solidity compiler: where it is found, and a run of it through py-solc-x."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rwa.chain.errors import CompilationFailed, CompilerMismatch, CompilerMissing

log = logging.getLogger(__name__)

SOLC_VERSION = "0.8.34"


def find_solc(contracts: Path) -> Path:
    """The compiler to use: `RWA_SOLC`, py-solc-x's installed one, npm's, else py-solc-x's download.

    Raises `CompilerMissing` where there is none, `CompilerMismatch` where `RWA_SOLC` is another
    version.
    """
    if chosen := os.environ.get("RWA_SOLC"):
        return _checked(Path(chosen))
    return native_solc() or npm_solc(contracts) or _downloaded_solc()


def native_solc() -> Path | None:
    """The pinned native compiler if py-solc-x has installed it already; none where its folder, in
    the home unless `SOLCX_BINARY_PATH` says otherwise, cannot be reached.
    """
    import solcx
    from solcx.exceptions import SolcNotInstalled

    try:
        return Path(solcx.install.get_executable(SOLC_VERSION))
    except (SolcNotInstalled, OSError, RuntimeError):
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
    import solcx
    from solcx.exceptions import SolcError

    try:
        found = solcx.wrapper.get_solc_version(solc)
    except (OSError, SolcError, subprocess.SubprocessError, ValueError) as error:
        raise CompilerMissing(SOLC_VERSION, f"RWA_SOLC={solc}: {error}") from error
    if str(found) != SOLC_VERSION:
        raise CompilerMismatch(str(solc), str(found), SOLC_VERSION)
    return solc


def run_solc(request: dict[str, Any], solc: Path) -> dict[str, Any]:
    """The compiler's standard JSON output for `request`; warnings are logged.

    Raises `CompilationFailed` with solc's messages, file and line, or `CompilerMissing`.
    """
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
    return dict(output)


def _place(problem: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]]) -> tuple[str, int]:
    """File and line (from 1) of a compiler's message; an empty file and 0 where it has none."""
    location = problem.get("sourceLocation") or {}
    file = location.get("file", "")
    if file not in sources or location.get("start", -1) < 0:
        return file, 0
    before = sources[file]["content"].encode()[: location["start"]]
    return file, before.count(b"\n") + 1
