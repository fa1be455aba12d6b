"""Acts on reserves: custodian and attestor sign what stands in the vaults, anyone hands it in."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from rwa.attestation import Attestation
from rwa.chain.deployment import code32, stock_label
from rwa.chain.signing import Domain, struct_hash, typed_digest
from rwa.identifiers import Code, DocumentHash
from rwa.registry.service import Registry
from rwa.registry.step import Step, raw
from rwa.rules import reserves as rules

ATTESTATION_TYPE = (
    "Attestation(bytes32 commodity,uint40 asOf,uint40 expiry,uint128 total,uint128 omitted,"
    "bytes32 root,bytes32 report)"
)
"""The struct that both sign, as EIP-712 spells it."""


@dataclass(frozen=True, slots=True)
class Signers:
    """The accounts of custodian and attestor, and those that really sign, the same unless told."""

    custodian: str = "custodian"
    attestor: str = "attestor"
    custodians: str | None = None
    attestors: str | None = None


def attest(
    registry: Registry, code: Code, attestation: Attestation, signers: Signers, *, by: str
) -> Step:
    """Hand in an attestation of a reserve's stock, signed by both."""
    directory, label = registry.directory, stock_label(code)
    fields = _fields(attestation)
    engine, contract = registry.system.engine, registry.contract(label)
    domain = Domain("ReserveAttestor", "1", engine.chain_id, contract.address)
    digest = typed_digest(domain, struct_hash(ATTESTATION_TYPE, fields))
    pairs = (
        (signers.custodian, signers.custodians or signers.custodian),
        (signers.attestor, signers.attestors or signers.attestor),
    )
    handed_in = [(directory.address(name), directory.sign(maker, digest)) for name, maker in pairs]
    custodian, attestor = (
        rules.Signed(directory.party(name), directory.party(maker)) for name, maker in pairs
    )
    return registry.step(
        by,
        "attest the stock of",
        label,
        ("attest", fields, *handed_in),
        lambda ledger, _caller, now: rules.check_attest(
            ledger, code, attestation, custodian, attestor, now
        ),
        token=code,
    )


def _fields(attestation: Attestation) -> tuple[Any, ...]:
    commodity, *numbers, root, report = astuple(attestation)
    return (code32(commodity), *numbers, raw(DocumentHash(root)), raw(DocumentHash(report)))
