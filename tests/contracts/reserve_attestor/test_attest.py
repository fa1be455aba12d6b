"""ReserveAttestor.attest: both signatures, in office, over what holds now (T34 to T38)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rwa.chain.accounts import ZERO_ADDRESS, derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import code32
from rwa.chain.signing import sign_digest
from rwa.chain.tester import TesterEngine
from rwa.roles import Role
from tests.contracts.reserve_attestor.conftest import CAPACITY, CODE
from tests.contracts.reserve_attestor.lots import TOTAL, digest, handed_in
from tests.contracts.system import DAY, DOCUMENT, GOLD_CODE, Market, emitted, refuses
from tests.contracts.token.permits import CURVE_ORDER
from tests.contracts.token.test_permit import split

ROOT = b"\x17" * 32


def attest(market: Market, stock: Contract, *handed: Any) -> None:
    stock.send("attest", *handed, sender=market.stranger)


def test_attest__other_commodity__refused(market: Market, stock: Contract) -> None:
    attestation = market.attestation(stock, TOTAL, commodity=code32(GOLD_CODE))
    with refuses("OtherCommodity", commodity=code32(CODE), given=code32(GOLD_CODE)):
        attest(market, stock, *handed_in(market, stock, attestation))


@pytest.mark.parametrize(
    ("place", "name", "role"),
    [(1, "attestor", Role.CUSTODIAN), (2, "custodian", Role.ATTESTOR), (1, "stranger", 5)],
)
def test_t37_attest__signer_out_of_office__refused(
    market: Market, stock: Contract, place: int, name: str, role: int
) -> None:
    handed = list(handed_in(market, stock, market.attestation(stock, TOTAL)))
    handed[place] = market.signed(stock, handed[0], name)
    with refuses("RoleRequired", account=getattr(market, name), role=role):
        attest(market, stock, *handed)


@pytest.mark.parametrize("role", [Role.CUSTODIAN, Role.ATTESTOR])
def test_t37_attest__signer_revoked__refused(market: Market, stock: Contract, role: Role) -> None:
    account = market.of_role(role)
    market.carry_out(market.authority, "revokeRole", role, account)
    handed = handed_in(market, stock, market.attestation(stock, TOTAL))
    with refuses("RoleRequired", account=account, role=role):
        attest(market, stock, *handed)


@pytest.mark.parametrize("name", ["custodian", "attestor"])
def test_attest__signed_by_another__refused(market: Market, stock: Contract, name: str) -> None:
    handed = list(handed_in(market, stock, market.attestation(stock, TOTAL)))
    place = 1 if name == "custodian" else 2
    handed[place] = market.signed(stock, handed[0], name, "stranger")
    with refuses("NotSignedBy", account=getattr(market, name)):
        attest(market, stock, *handed)


@pytest.mark.parametrize(
    "domain", [{"chain_id": 1}, {"name": "other"}, {"version": "2"}, {"contract": "0x" + "11" * 20}]
)
def test_t34_attest__signed_for_another_domain__refused(
    market: Market, stock: Contract, domain: dict[str, Any]
) -> None:
    attestation = market.attestation(stock, TOTAL)
    key = derive_account("contract tests", "custodian")
    signature = sign_digest(key, digest(market, stock, attestation, **domain))
    handed = list(handed_in(market, stock, attestation))
    handed[1] = (market.custodian, signature)
    with refuses("NotSignedBy", account=market.custodian):
        attest(market, stock, *handed)


@pytest.mark.parametrize("place", range(1, 7))
def test_t34_attest__any_field_changed_after_signing__refused(
    market: Market, stock: Contract, place: int
) -> None:
    handed = list(handed_in(market, stock, market.attestation(stock, TOTAL, root=ROOT)))
    changed = list(handed[0])
    changed[place] = DOCUMENT[::-1] if place > 4 else max(changed[place], 2) - 1
    with refuses("NotSignedBy", account=market.custodian):
        attest(market, stock, tuple(changed), *handed[1:])


def test_t37_attest__malleable_short_and_empty_signatures__refused(
    market: Market, stock: Contract
) -> None:
    handed = list(handed_in(market, stock, market.attestation(stock, TOTAL)))
    good = handed[2][1]
    s, v = int.from_bytes(good[32:64]), good[64]
    twin = good[:32] + (CURVE_ORDER - s).to_bytes(32) + bytes([55 - v])
    for bad in (twin, good[:64], b"", bytes(65)):
        handed[2] = (market.attestor, bad)
        with refuses("NotSignedBy", account=market.attestor):
            attest(market, stock, *handed)


def test_attest__zero_address_as_signer__refused(market: Market, stock: Contract) -> None:
    handed = handed_in(market, stock, market.attestation(stock, TOTAL))
    with refuses("RoleRequired", account=ZERO_ADDRESS, role=Role.CUSTODIAN):
        attest(market, stock, handed[0], (ZERO_ADDRESS, bytes(65)), handed[2])


def test_t47_attest__one_account_in_both_offices__refused(market: Market, stock: Contract) -> None:
    market.carry_out(market.authority, "grantRole", Role.ATTESTOR, market.custodian, 0)
    attestation = market.attestation(stock, TOTAL)
    signed = market.signed(stock, attestation, "custodian")
    with refuses("OwnCountersignature", account=market.custodian):
        attest(market, stock, attestation, signed, signed)


def test_t38_attest__counted_after_now__refused(market: Market, stock: Contract) -> None:
    ahead = market.now + 1
    attestation = market.attestation(stock, TOTAL, as_of=ahead)
    with refuses("AttestationFromFuture", asOf=ahead, time=ahead - 1):
        attest(market, stock, *handed_in(market, stock, attestation))


@pytest.mark.parametrize("earlier", [0, 1, DAY])
def test_t34_attest__not_later_than_the_last__refused(
    market: Market, stock: Contract, earlier: int
) -> None:
    """The same attestation handed in twice is refused for the same reason."""
    last = market.now
    market.attest(stock, TOTAL)
    market.wait(DAY)
    attestation = market.attestation(stock, TOTAL, as_of=last - earlier)
    with refuses("AttestationOutOfOrder", asOf=last - earlier, last=last):
        attest(market, stock, *handed_in(market, stock, attestation))


@pytest.mark.parametrize("since", [0, 1, DAY])
def test_attest__expired__refused(market: Market, stock: Contract, since: int) -> None:
    expiry = market.now - since
    attestation = market.attestation(stock, TOTAL, expiry=expiry)
    with refuses("AttestationExpired", expiry=expiry, time=market.now):
        attest(market, stock, *handed_in(market, stock, attestation))


@pytest.mark.parametrize("total", [CAPACITY + 1, 2**128 - 1])
def test_attest__more_than_the_vaults_hold__refused(
    market: Market, stock: Contract, total: int
) -> None:
    attestation = market.attestation(stock, total)
    with refuses("StockAbsurd", total=total, capacity=CAPACITY):
        attest(market, stock, *handed_in(market, stock, attestation))


def test_attest__signed_by_both__kept_and_told(market: Market, stock: Contract) -> None:
    attestation = market.attestation(stock, TOTAL, root=ROOT, expiry=market.now + 1)
    receipt = stock.send("attest", *handed_in(market, stock, attestation), sender=market.stranger)
    (told,) = emitted(receipt, "StockAttested")
    assert (told["round"], told["custodian"], told["attestor"]) == (
        1, market.custodian, market.attestor,
    )  # fmt: skip
    assert tuple(told["attestation"]) == attestation
    kept = stock.call("attested", 1)
    assert tuple(kept.attestation) == attestation
    assert (kept.custodian, kept.attestor) == (market.custodian, market.attestor)
    assert stock.call("rounds") == 1


def test_attest__what_is_signed__is_the_hash_of_eip_712(market: Market, stock: Contract) -> None:
    attestation = market.attestation(stock, TOTAL, root=ROOT)
    assert stock.call("digestOf", attestation) == digest(market, stock, attestation)


def test_t35_attest__chain_splits__each_side_has_its_own_domain(
    tester: TesterEngine, artifacts: Mapping[str, Artifact]
) -> None:
    market = Market(tester, artifacts)
    before = handed_in(market, market.stock, market.attestation(market.stock, TOTAL))
    split(tester, 4_242)
    with refuses("NotSignedBy", account=market.custodian):
        attest(market, market.stock, *before)


@pytest.mark.parametrize("total", [0, 1, CAPACITY])
def test_attest__nothing_or_all_the_vaults_hold__kept(
    market: Market, stock: Contract, total: int
) -> None:
    market.attest(stock, total)
    assert stock.call("latestRoundData")[1] == total


def test_attest__custodian_a_contract__signs_by_erc_1271(
    market: Market, stock: Contract, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    artifact = fixture_artifacts["SigningWallet"]
    wallet = deploy(market.engine, artifact, market.stranger, sender=market.deployer)
    market.carry_out(market.authority, "grantRole", Role.CUSTODIAN, wallet.address, 0)
    attestation = market.attestation(stock, TOTAL)
    _, signature = market.signed(stock, attestation, "stranger")
    attestor = market.signed(stock, attestation, "attestor")
    attest(market, stock, attestation, (wallet.address, signature), attestor)
    assert stock.call("attested", 1).custodian == wallet.address
