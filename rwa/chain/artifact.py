"""A compiled contract, and its size beside the limit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

RUNTIME_SIZE_LIMIT = 24_576
"""Bytes of runtime code a contract may have (EIP-170)."""


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


def parse_artifacts(payload: Mapping[str, Any]) -> Mapping[str, Artifact]:
    """Contracts by name, from the plain JSON form that the cache and the wheel hold."""
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
