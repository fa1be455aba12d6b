"""Attestations of a reserve's stock."""

from __future__ import annotations

from dataclasses import astuple

from rwa.attestation import NO_LIST, Attestation
from rwa.calendar import Timestamp
from rwa.chain.accounts import derive_account
from rwa.chain.deployment import code32, stock_label
from rwa.chain.signing import sign_digest
from rwa.identifiers import Code, Party
from rwa.rules import reserves as rules
from tests.machine.acts.exchanges import raw
from tests.machine.draws import PAPER
from tests.machine.world import Act, World

SIGNERS = Party("custodian"), Party("attestor")


def attest(world: World, code: Code, total: int, expiry: int) -> Act:
    """Both sign a total, counted now; a stranger hands it in."""
    now = Timestamp(world.now)
    attestation = Attestation(code, now, Timestamp(expiry), total, 0, NO_LIST, PAPER)
    contract = world.contract(stock_label(code))
    commodity, *numbers, root, report = astuple(attestation)
    fields = (code32(commodity), *numbers, raw(root), raw(report))
    digest = contract.call("digestOf", fields)
    signatures = [
        (world.address(name), sign_digest(derive_account("machine", name), digest))
        for name in SIGNERS
    ]
    signed = [rules.Signed(name, name) for name in SIGNERS]
    return Act(
        "attest",
        lambda ledger, now: rules.check_attest(
            ledger, code, attestation, signed[0], signed[1], now
        ),
        contract.request("attest", fields, *signatures, sender=world.address("stranger")),
        code,
    )
