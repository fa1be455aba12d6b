"""The deployment: who holds which role when it is through, and that nothing opens it again."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.deployment import keccak, manifest, selector
from rwa.registry.assembly import policy_terms
from rwa.roles import Role
from tests.contracts.system import (
    CASH,
    OFFICES,
    UNITS,
    Market,
    emitted,
    refuses,
)

GUARDED = (
    "participants",
    "programme",
    "pkr_feed",
    "xau_feed",
    "pkr_cash",
    "bond",
    "bill",
    "gold",
    "primary",
    "tenders",
    "stock",
    "redemptions",
)
ADMIN_ACTS = (
    ("labelRole", Role.MINISTRY, "x"),
    ("grantRole", Role.MINISTRY, ZERO_ADDRESS, 0),
    ("revokeRole", Role.MINISTRY, ZERO_ADDRESS),
    ("setRoleAdmin", Role.MINISTRY, Role.ORACLE),
    ("setRoleGuardian", Role.MINISTRY, Role.ORACLE),
    ("setGrantDelay", Role.MINISTRY, 1),
    ("setTargetFunctionRole", ZERO_ADDRESS, [], Role.ORACLE),
    ("setTargetAdminDelay", ZERO_ADDRESS, 1),
    ("setTargetClosed", ZERO_ADDRESS, True),
    ("updateAuthority", ZERO_ADDRESS, ZERO_ADDRESS),
)


@pytest.mark.parametrize("act", ADMIN_ACTS, ids=lambda act: act[0])
def test_t48_deployer__any_act_of_an_admin__refused(market: Market, act: tuple) -> None:
    refused = {"msgsender": market.deployer, "roleId": Role.ADMIN}
    with refuses("AccessManagerUnauthorizedAccount", **refused):
        market.authority.send(*act, sender=market.deployer)


def test_t48_roles__once_deployed__each_office_one_and_the_deployer_none(market: Market) -> None:
    accounts = {name: getattr(market, name) for name in (*OFFICES, "deployer", "operator")}
    accounts |= {"orders": market.orders.address, "primary": market.primary.address}
    accounts["tenders"] = market.tenders.address
    accounts["redemptions"] = market.redemptions.address
    accounts |= {name: getattr(market, name) for name in ("dealer", "other_dealer", "government")}
    asked = [(name, role) for name in accounts for role in range(256)]
    answers = market.authority.call_many(
        "hasRole", [(role, accounts[name]) for name, role in asked]
    )
    held = {pair for pair, (is_member, _) in zip(asked, answers, strict=True) if is_member}
    assert held == {
        ("orders", Role.ADMIN),
        ("primary", Role.PRIMARY_MARKET),
        ("tenders", Role.TENDERS),
        ("redemptions", Role.REDEMPTIONS),
        ("dealer", Role.PRIMARY_DEALER),
        ("other_dealer", Role.PRIMARY_DEALER),
        *OFFICES.items(),
    }
    assert {delay for _, delay in answers} == {0}


def test_t48_admins__from_the_events__the_book_of_orders_alone(market: Market) -> None:
    admins = set()
    for done in market.system.done:
        for event, change in (("RoleGranted", admins.add), ("RoleRevoked", admins.discard)):
            for told in emitted(done.receipt, event):
                if told["roleId"] == Role.ADMIN:
                    change(told["account"])
    assert admins == {market.orders.address}


def test_t44_contracts__all__no_initialiser_and_no_way_to_upgrade(market: Market) -> None:
    """Everything is set by constructors, and code does not change its mind."""
    suspicious = ("initial", "upgrade", "implementation", "proxiable", "init(")
    delegatecall, selfdestruct = 0xF4, 0xFF
    for name, artifact in market.artifacts.items():
        functions = [each.lower() for each in artifact.method_identifiers]
        found = [each for each in functions for word in suspicious if word in each]
        assert found == [], name
    for contract in (getattr(market, name) for name in ("authority", "orders", *GUARDED)):
        opcodes = set(_opcodes(market.engine.code(contract.address)))
        assert not opcodes & {selfdestruct}, contract
        if contract is not market.authority:
            assert delegatecall not in opcodes, contract


def test_guarded__every_contract__one_authority_and_one_book_of_orders(market: Market) -> None:
    for name in GUARDED:
        contract = getattr(market, name)
        wired = contract.call("AUTHORITY"), contract.call("ORDERS")
        assert wired == (market.authority.address, market.orders.address), name
    assert market.orders.call("AUTHORITY") == market.authority.address
    assert market.programme.call("PARTICIPANTS") == market.participants.address
    for token in (market.bill, market.bond, market.gold):
        wired = token.call("PROGRAMME"), token.call("PARTICIPANTS")
        assert wired == (market.programme.address, market.participants.address)


def test_t47_policies__as_deployed__never_one_role_alone(market: Market) -> None:
    for terms in policy_terms():
        called = selector(market.artifacts[terms.contract], terms.function)
        policy = market.orders.call("policies", called)
        assert tuple(policy) == (
            called,
            sum(1 << role for role in terms.proposers),
            sum(1 << role for role in terms.approvers),
            terms.delay,
        )
        assert len(terms.proposers | terms.approvers) > 1, terms
    assert tuple(market.orders.call("policies", b"\1\2\3\4")) == (bytes(4), 0, 0, 0)


def test_t47_grave_calls__every_function_that_uses_an_order__has_a_policy(market: Market) -> None:
    """A call that needs an order and has no policy could never be made."""
    grave = {
        "setCap": market.programme,
        "setClassLimit": market.programme,
        "setUnit": market.programme,
        "setStageLimits": market.participants,
        "replaceWallet": market.participants,
        "forcedTransfer": market.bond,
        "grantRole": market.authority,
        "revokeRole": market.authority,
    }
    assert {terms.function for terms in policy_terms()} == set(grave)
    for function, contract in grave.items():
        called = selector(contract.artifact, function)
        assert market.orders.call("policies", called).selector == called


def test_t45_selectors__of_policies__each_means_one_function_everywhere(market: Market) -> None:
    """Policies go by selector, whatever the target: no other function may share one."""
    ordered = {
        selector(market.artifacts[terms.contract], terms.function).hex() for terms in policy_terms()
    }
    meanings: dict[str, set[str]] = {}
    for artifact in market.artifacts.values():
        for signature, digits in artifact.method_identifiers.items():
            meanings.setdefault(digits, set()).add(signature)
    assert all(len(meanings[digits]) == 1 for digits in ordered)


def test_deployment__units_feeds_and_cash__as_the_terms_say(market: Market) -> None:
    for unit in UNITS:
        kept = market.programme.call("unit", unit.code.encode())
        assert (kept.decimals, kept.heartbeat) == (unit.decimals, unit.heartbeat)
        if unit.feed is None:
            assert kept.feed == ZERO_ADDRESS
            continue
        feed = market.system.contracts[unit.feed]
        assert kept.feed == feed.address
        about = [feed.call(each) for each in ("description", "decimals", "MAX_CHANGE_BPS")]
        assert about == [unit.feed, unit.feed_decimals, unit.max_change_bps]
    for cash in CASH:
        contract = market.system.contracts[cash.label]
        assert [contract.call(each) for each in ("name", "symbol", "decimals")] == [
            cash.name,
            cash.symbol,
            cash.decimals,
        ]


def test_deployment__last_steps__admin_handed_over_and_renounced(market: Market) -> None:
    last = [(done.step.function, done.arguments) for done in market.system.done[-2:]]
    assert last == [
        ("grantRole", (Role.ADMIN, market.orders.address, 0)),
        ("renounceRole", (Role.ADMIN, market.deployer)),
    ]


def test_manifest__of_the_deployment__what_stands_on_the_chain(market: Market) -> None:
    told = manifest(market.system)
    assert told["deployer"] == market.deployer
    assert {(each["role"], each["account"]) for each in told["roles"]} == {
        (Role.ADMIN, market.orders.address),
        (Role.PRIMARY_MARKET, market.primary.address),
        (Role.PAYING_AGENT, market.agent.address),
        (Role.TENDERS, market.tenders.address),
        (Role.REDEMPTIONS, market.redemptions.address),
        (Role.PRIMARY_DEALER, market.dealer),
        (Role.PRIMARY_DEALER, market.other_dealer),
        *((role, getattr(market, name)) for name, role in OFFICES.items()),
    }
    for each in told["contracts"]:
        contract = market.system.contracts[each["label"]]
        assert each["address"] == contract.address
        assert market.engine.code(contract.address) != b""
    numbers = [done.receipt.number for done in market.system.done]
    assert all(before < after for before, after in pairwise(numbers))
    assert told["gas_used"] == sum(done.receipt.gas_used for done in market.system.done)


def test_t48_programme__after_the_deployer_is_gone__carries_on(market: Market) -> None:
    """The whole of a market's day needs nothing of the deployer."""
    market.carry_out(market.programme, "setCap", 10**15)
    newcomer = market.account("newcomer")
    market.carry_out(market.authority, "grantRole", Role.REGISTRAR, newcomer, 0)
    market.participants.send("remove", market.holder, sender=newcomer)
    assert market.participants.call("isVerified", market.holder) is False


def test_order_of__as_contracts_compute_it__by_target_and_call(market: Market) -> None:
    data = market.programme.encode("setCap", 5)
    words = bytes(12) + bytes.fromhex(market.programme.address[2:]) + keccak(data)
    asked = (market.programme.address, keccak(data))
    assert market.orders.call("orderOf", *asked) == keccak(words)


def _opcodes(code: bytes):
    """The instructions of a contract, without the bytes they push."""
    place = 0
    while place < len(code):
        yield code[place]
        place += 1 + max(0, code[place] - 0x5F if 0x60 <= code[place] <= 0x7F else 0)
