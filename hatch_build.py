"""Build hook: puts the compiled contracts into the wheel, and the compiler's output into the sdist.

An editable install compiles nothing: in a checkout the contracts are compiled when they are first
needed.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGED = "rwa/artifacts/contracts.json"


class ContractsHook(BuildHookInterface[Any]):
    """Compiles `contracts/src`, unless the sdist being built from brought the result along."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the artifact file to what is packed. Raises the compiler's errors."""
        if version == "editable" or (Path(self.root) / PACKAGED).is_file():
            build_data["artifacts"].append(PACKAGED)
            return
        sys.path.insert(0, self.root)
        from rwa.chain.compiler import compile_payload

        contracts = Path(self.root) / "contracts"
        if not (contracts / "node_modules" / "@openzeppelin").is_dir():
            raise RuntimeError("the contracts' libraries are missing: run scripts/setup first")
        payload = compile_payload(contracts, "src")
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "contracts.json"
        file.write_text(json.dumps(payload, sort_keys=True, separators=(",", ":")), "utf-8")
        build_data["force_include"][str(file)] = PACKAGED

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary artifact file."""
        if hasattr(self, "folder"):
            self.folder.cleanup()
