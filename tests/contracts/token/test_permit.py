"""Allowance by signature (ERC-2612) in the domain that ERC-5267 describes (T34 to T37)."""

from __future__ import annotations

from typing import Any

import pytest

from rwa.chain.accounts import ZERO_ADDRESS, derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.tester import TesterEngine
from tests.contracts.system import DAY, MAX_AGE, Market, refuses
from tests.contracts.token.permits import (
    CURVE_ORDER,
    Permit,
    domain_separator,
    sign_permit,
    word,
)

HOLDER = derive_account("contract tests", "holder")
OTHER = derive_account("contract tests", "other_holder")
WHOLE_DOMAIN = b"\x0f"
"""Bits of ERC-5267: name, version, chain id and contract are in use, salt is not."""


def submit(market: Market, permit: Permit, token: Contract | None = None) -> Any:
    """Anyone hands it in."""
    return (token or market.gold).send("permit", *permit, sender=market.stranger)


def refused_as_foreign(market: Market, permit: Permit, token: Contract | None = None) -> None:
    """The signature is read as somebody else's."""
    answer = (token or market.gold).attempt("permit", *permit, sender=market.stranger)
    assert answer.name == "ERC2612InvalidSigner"
    assert answer.arguments["owner"] == permit[0]
    assert answer.arguments["signer"] not in (permit[0], ZERO_ADDRESS)


def test_permit__past_its_deadline__refused(market: Market) -> None:
    deadline = market.now + DAY
    permit = sign_permit(market.gold, HOLDER, market.stranger, 5, deadline=deadline)
    market.engine.advance_to(deadline + 1)
    with refuses("ERC2612ExpiredSignature", deadline=deadline):
        submit(market, permit)


def test_permit__at_its_deadline__accepted(market: Market) -> None:
    deadline = market.now + DAY
    permit = sign_permit(market.gold, HOLDER, market.stranger, 5, deadline=deadline)
    market.engine.advance_to(deadline)
    submit(market, permit)
    assert market.gold.call("allowance", market.holder, market.stranger) == 5


def test_t34__replayed__refused(market: Market) -> None:
    permit = sign_permit(market.gold, HOLDER, market.stranger, 5)
    submit(market, permit)
    refused_as_foreign(market, permit)


@pytest.mark.parametrize("nonce", [1, 2, 2**256 - 1])
def test_t34__wrong_nonce__refused(market: Market, nonce: int) -> None:
    refused_as_foreign(market, sign_permit(market.gold, HOLDER, market.stranger, 5, nonce=nonce))


@pytest.mark.parametrize(
    "domain",
    [
        {"chain_id": 1},
        {"name": "another name"},
        {"version": "2"},
        {"contract": "0x" + "11" * 20},
    ],
    ids=["chain", "name", "version", "contract"],
)
def test_t34__signed_in_another_domain__refused(market: Market, domain: dict[str, Any]) -> None:
    refused_as_foreign(market, sign_permit(market.gold, HOLDER, market.stranger, 5, **domain))


def test_t34__signed_for_another_instrument__refused_here_accepted_there(market: Market) -> None:
    permit = sign_permit(market.bond, HOLDER, market.stranger, 5)
    refused_as_foreign(market, permit, market.gold)
    submit(market, permit, market.bond)
    assert market.bond.call("allowance", market.holder, market.stranger) == 5


@pytest.mark.parametrize("field", ["owner", "spender", "value", "deadline"])
def test_t36__any_field_changed_after_signing__refused(market: Market, field: str) -> None:
    deadline = market.now + DAY
    permit = list(sign_permit(market.gold, HOLDER, market.stranger, 5, deadline=deadline))
    at = ["owner", "spender", "value", "deadline"].index(field)
    permit[at] = [market.other_holder, market.other_holder, 6, deadline + 1][at]
    refused_as_foreign(market, tuple(permit))


def test_t37__signed_by_another__refused_naming_both(market: Market) -> None:
    permit = sign_permit(market.gold, OTHER, market.stranger, 5, owner=market.holder)
    with refuses("ERC2612InvalidSigner", signer=market.other_holder, owner=market.holder):
        submit(market, permit)


def test_t37__mirrored_signature__refused(market: Market) -> None:
    *fields, v, r, s = sign_permit(market.gold, HOLDER, market.stranger, 5)
    mirrored = word(CURVE_ORDER - int.from_bytes(s))
    with refuses("ECDSAInvalidSignatureS", s=mirrored):
        submit(market, (*fields, 55 - v, r, mirrored))


@pytest.mark.parametrize("v", [0, 1, 26, 29, 255])
def test_t37__unknown_recovery_number__refused(market: Market, v: int) -> None:
    *fields, _, r, s = sign_permit(market.gold, HOLDER, market.stranger, 5)
    with refuses("ECDSAInvalidSignature"):
        submit(market, (*fields, v, r, s))


@pytest.mark.parametrize("owner", [ZERO_ADDRESS, HOLDER.address])
def test_t37__empty_signature__is_nobodys_and_not_the_zero_addresss(
    market: Market, owner: str
) -> None:
    permit = (owner, market.stranger, 5, 2**256 - 1, 27, bytes(32), bytes(32))
    with refuses("ECDSAInvalidSignature"):
        submit(market, permit)


def test_permit__nobody_as_spender__refused_and_the_nonce_stays(market: Market) -> None:
    permit = sign_permit(market.gold, HOLDER, ZERO_ADDRESS, 5)
    with refuses("ERC20InvalidSpender", spender=ZERO_ADDRESS):
        submit(market, permit)
    assert market.gold.call("nonces", market.holder) == 0


def test_t36__handed_in_by_anyone__serves_the_spender_signed_for(market: Market) -> None:
    permit = sign_permit(market.gold, HOLDER, market.other_holder, 5)
    receipt = market.gold.send("permit", *permit, sender=market.distant_holder)
    assert [(log.event, list(log.args.values())) for log in receipt.logs] == [
        ("Approval", [market.holder, market.other_holder, 5])
    ]
    assert market.gold.call("nonces", market.holder) == 1
    assert market.gold.call("allowance", market.holder, market.distant_holder) == 0


def test_t36__handed_in_before_the_spender__the_transfer_still_goes(market: Market) -> None:
    market.issue(market.gold, market.holder, 100)
    permit = sign_permit(market.gold, HOLDER, market.stranger, 60)
    market.gold.send("permit", *permit, sender=market.distant_holder)
    refused_as_foreign(market, permit)
    call = ("transferFrom", market.holder, market.other_holder, 60)
    market.gold.send(*call, sender=market.stranger)
    assert market.gold.call("balanceOf", market.other_holder) == 60


def test_permit__one_after_the_other__each_replaces_the_last(market: Market) -> None:
    for number, value in enumerate((5, 9, 0)):
        assert market.gold.call("nonces", market.holder) == number
        submit(market, sign_permit(market.gold, HOLDER, market.stranger, value))
        assert market.gold.call("allowance", market.holder, market.stranger) == value


def test_domain__erc5267__names_what_is_signed(market: Market) -> None:
    for token in (market.bill, market.bond, market.gold):
        symbol = token.call("symbol")
        chain = market.engine.chain_id
        described = tuple(token.call("eip712Domain"))
        salt, extensions = bytes(32), []
        assert described == (
            WHOLE_DOMAIN, symbol, "1", chain, token.address, salt, extensions,
        )  # fmt: skip
        expected = domain_separator(symbol, chain, token.address)
        assert token.call("DOMAIN_SEPARATOR") == expected


@pytest.mark.parametrize(("length", "fits"), [(31, True), (32, False)])
def test_domain__symbol__names_it_up_to_thirty_one_bytes(
    market: Market, length: int, fits: bool
) -> None:
    symbol = "S" * length
    descriptor = ("Long", symbol, b"LONG", b"XAU", 3, 1)
    arguments = (market.programme.address, descriptor, (market.stock.address, MAX_AGE, 0))
    artifact = market.artifacts["CommodityReserve"]
    if not fits:
        with refuses("StringTooLong", str=symbol):
            deploy(market.engine, artifact, *arguments, sender=market.deployer)
        return
    token = deploy(market.engine, artifact, *arguments, sender=market.deployer)
    submit(market, sign_permit(token, HOLDER, market.stranger, 5), token)
    assert token.call("allowance", market.holder, market.stranger) == 5


def test_t35__chain_splits__each_side_has_its_own_domain(
    tester: TesterEngine, artifacts: dict[str, Artifact]
) -> None:
    """The chain id changes under a deployed token, as after a fork of the network."""
    market = Market(tester, artifacts)
    before = sign_permit(market.gold, HOLDER, market.stranger, 5)
    separator = market.gold.call("DOMAIN_SEPARATOR")
    split(tester, 4_242)
    after = domain_separator(market.gold.call("symbol"), 4_242, market.gold.address)
    assert market.gold.call("DOMAIN_SEPARATOR") == after != separator
    refused_as_foreign(market, before)
    submit(market, sign_permit(market.gold, HOLDER, market.stranger, 7))
    assert market.gold.call("allowance", market.holder, market.stranger) == 7


def split(engine: TesterEngine, chain_id: int) -> None:
    """Go on as another chain, in a new block."""
    engine.snapshot()
    engine._chain.chain_id = chain_id
