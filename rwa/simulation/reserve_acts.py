"""Directives on a reserve's stock, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.attestation import NO_LIST, Attestation
from rwa.calendar import day_of, first_second_after
from rwa.chain.lot_tree import lot_root
from rwa.findings import Finding
from rwa.identifiers import Code
from rwa.registry import Step, reserves
from rwa.reserves.lots import LotList
from rwa.scenario.acts import reserves as words
from rwa.simulation.context import Context, expiry, paper


def attest(context: Context, act: words.Attest) -> Iterator[Step]:
    """Custodian and attestor sign a total, or a list of lots; a list with a broken row is a
    finding, and nothing is attested.
    """
    code, registry = context.code(act.instrument), context.registry
    lots = context.trial.lots(act, day_of(registry.now))
    if lots is not None and lots.broken:
        context.findings.extend(_broken(act, code, lots))
        return
    attestation = Attestation(
        code,
        registry.now if act.as_of is None else first_second_after(act.as_of),
        expiry(act.through),
        context.amount(act.instrument, act.total or "0") if lots is None else lots.total,
        NO_LIST if lots is None else lot_root(lots),
        paper(act.report),
    )
    signers = reserves.Signers(act.custodian, act.attestor, act.signed_by, act.countersigned_by)
    yield reserves.attest(registry, code, attestation, signers, by=act.by or "custodian")


def _broken(act: words.Attest, code: Code, lots: LotList) -> Iterator[Finding]:
    for row in lots.broken:
        field = f"{row.field}: " if row.field else ""
        sentence = f"{act.lots}, row {row.row}: {field}{row.reason}; nothing is attested"
        yield Finding("lot-refused", f"list of lots of {code}", sentence)
