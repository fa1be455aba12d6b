"""Stock on all its roads: the lists of the vaults, what was attested, what the chain answers, and
what is outstanding against it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rwa.attestation import NO_LIST
from rwa.chain.errors import ContractRevert
from rwa.errors import RuleRefused
from rwa.findings import Finding
from rwa.identifiers import Code
from rwa.ledger import Ledger
from rwa.registry import Registry
from rwa.rules.reserves import issuable_rounded_down
from rwa.scenario.trial import Trial
from rwa.simulation.allocations import lists_by_root
from rwa.simulation.differing import differ


def stock_differences(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
    """Every attestation that differs between ledger and chain, and what may be issued now."""
    for code, book in ledger.tokens.items():
        if book.terms.backing is None or not registry.deployed(code):
            continue
        label = book.terms.backing.stock
        rounds, attestor = ledger.stocks[label].rounds, registry.contract(label)
        yield from differ(f"{label}: attestations", len(rounds), attestor.call("rounds"))
        answered = attestor.call_many("attested", [(n,) for n in range(1, len(rounds) + 1)])
        for number, (ours, theirs) in enumerate(zip(rounds, answered, strict=True), 1):
            told, kept = ours.attestation, theirs.attestation
            yield from differ(
                f"{label}: attestation {number}",
                (told.as_of, told.expiry, told.total, told.omitted, told.root, told.report),
                (*kept[1:5], _hex(kept.root), _hex(kept.report)),
            )
            signers = registry.party(theirs.custodian), registry.party(theirs.attestor)
            subject = f"{label}: signers of attestation {number}"
            yield from differ(subject, (ours.custodian, ours.attestor), signers)
        yield from _issuable(registry, ledger, code)
        stock = ledger.stocks[label]
        yield from differ(f"{label}: delivered", stock.delivered, attestor.call("delivered"))
        if rounds:
            yield from differ(f"{label}: stock", stock.stock, attestor.call("stock"))


def list_differences(trial: Trial, ledger: Ledger) -> Iterator[Finding]:
    """Attestations whose root commits to no list of the trial, or to one of another total."""
    totals = {root: lots.total for root, lots in lists_by_root(trial).items()}
    for label, book in ledger.stocks.items():
        for number, round_ in enumerate(book.rounds, 1):
            told, subject = round_.attestation, f"{label}: attestation {number}"
            if told.root == NO_LIST:
                continue
            if told.root not in totals:
                yield Finding("lots", subject, f"no list of lots has the root {told.root}")
            elif told.total != totals[told.root]:
                total = totals[told.root]
                yield Finding("lots", subject, f"{told.total} attested, and its lots are {total}")


def _issuable(registry: Registry, ledger: Ledger, code: Code) -> Iterator[Finding]:
    """What may be outstanding at most; where the rules refuse, the contract must too."""
    told: object
    answered: object
    try:
        told = issuable_rounded_down(ledger, code, registry.now)
    except RuleRefused as refusal:
        told = type(refusal).__name__
    try:
        answered = registry.contract(code).call("issuable")
    except ContractRevert as revert:
        answered = revert.name
    yield from differ(f"{code}: issuable", told, answered)


def _hex(raw: bytes) -> str:
    return "0x" + raw.hex()
