"""Attested stock of a reserve, and what may be issued against it."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.attestation import Attestation
from rwa.calendar import Timestamp
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.genesis import Backing, Terms
from rwa.money import divide_down
from rwa.refusals.reserves import (
    AttestationExpired,
    AttestationFromFuture,
    AttestationOutOfOrder,
    NoAttestation,
    NotSignedBy,
    OmittedTooMuch,
    OtherCommodity,
    OwnCountersignature,
    StockAbsurd,
    StockExceeded,
    StockStale,
)
from rwa.roles import Role
from rwa.rules.access import check_role

BPS = 10_000


@dataclass(frozen=True, slots=True)
class Signed:
    """In whose name a signature is handed in, and who really made it."""

    signer: Party
    made_by: Party


def check_attest(
    ledger: Ledger,
    code: Code,
    attestation: Attestation,
    custodian: Signed,
    attestor: Signed,
    now: int,
) -> None:
    """Anyone hands in what custodian and attestor have signed.

    Raises `OtherCommodity`, `RoleRequired` and `NotSignedBy` of the custodian, then of the
    attestor; `OwnCountersignature`, `AttestationFromFuture`, `AttestationOutOfOrder`,
    `AttestationExpired`, `StockAbsurd` or `OmittedTooMuch`.
    """
    terms = ledger.tokens[code].terms
    backing = _backing(terms)
    if attestation.commodity != code:
        raise OtherCommodity(code, attestation.commodity)
    for signed, role in ((custodian, Role.CUSTODIAN), (attestor, Role.ATTESTOR)):
        check_role(ledger, signed.signer, role, now)
        if signed.signer != signed.made_by:
            raise NotSignedBy(signed.signer)
    if custodian.signer == attestor.signer:
        raise OwnCountersignature(attestor.signer)
    if attestation.as_of > now:
        raise AttestationFromFuture(attestation.as_of, Timestamp(now))
    last = ledger.stocks[backing.stock].last
    if last is not None and attestation.as_of <= last.attestation.as_of:
        raise AttestationOutOfOrder(attestation.as_of, last.attestation.as_of)
    if now >= attestation.expiry:
        raise AttestationExpired(attestation.expiry, Timestamp(now))
    if attestation.total > backing.capacity:
        raise StockAbsurd(terms.quantity(attestation.total), terms.quantity(backing.capacity))
    gone = ledger.stocks[backing.stock].delivered_by(attestation.as_of)
    if attestation.omitted > gone:
        raise OmittedTooMuch(terms.quantity(attestation.omitted), terms.quantity(gone))


def check_backed(ledger: Ledger, code: Code, supply: int, now: int) -> None:
    """A supply, with what is reserved, is backed; debt is backed by its issuer alone.

    Raises as `issuable_rounded_down`, or `StockExceeded`.
    """
    terms = ledger.tokens[code].terms
    if terms.backing is None:
        return
    registered = ledger.programme.instruments.get(code)
    units = supply + (registered.reserved if registered else 0)
    most = issuable_rounded_down(ledger, code, now)
    if units > most:
        raise StockExceeded(terms.quantity(units), terms.quantity(most))


def issuable_rounded_down(ledger: Ledger, code: Code, now: int) -> int:
    """The most base units that may be outstanding and reserved: stock x (1 - margin).

    Raises `NoAttestation`, `AttestationExpired`, `RoleRequired` of a signer no longer in office, or
    `StockStale`.
    """
    backing = _backing(ledger.tokens[code].terms)
    book = ledger.stocks[backing.stock]
    last = book.last
    if last is None:
        raise NoAttestation(0)
    if now >= last.attestation.expiry:
        raise AttestationExpired(last.attestation.expiry, Timestamp(now))
    check_role(ledger, last.custodian, Role.CUSTODIAN, now)
    check_role(ledger, last.attestor, Role.ATTESTOR, now)
    as_of = last.attestation.as_of
    if now - as_of > backing.max_age:
        raise StockStale(as_of, backing.max_age, Timestamp(now))
    return divide_down(book.stock * (BPS - backing.margin_bps), BPS)


def _backing(terms: Terms) -> Backing:
    if terms.backing is None:
        raise ValueError(f"{terms.code} is no reserve")
    return terms.backing
