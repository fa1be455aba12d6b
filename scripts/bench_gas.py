#!/usr/bin/env python3
"""Gas of the everyday acts, in one run on one engine: ours, OpenZeppelin's plain ERC-20, T-REX.

OpenZeppelin's token is compiled with our settings; T-REX 4.1.6 comes compiled from npm and is used
without proxies, claim topics or modules, which is its cheapest. Prints a Markdown table; `--json`
prints the figures alone. Exits with 1 where a figure is above its limit.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rwa.chain import compiler
from rwa.chain.accounts import Address, derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import SystemTerms, TokenTerms, UnitTerms, code32, deploy_system, keccak
from rwa.chain.tester import TesterEngine
from rwa.registry.assembly import ROLES, policy_terms

GENESIS = 1_767_225_600
FAR = GENESIS + 10_000_000
BATCH = 100
DENOMINATION = 100
DOCUMENT = keccak(b"order")
ISIN = "PKBENCH00005"
CONTRACTS = Path(__file__).resolve().parents[1] / "contracts"
T_REX = CONTRACTS / "node_modules/@tokenysolutions/t-rex/artifacts"

LIMITS = {
    "transfer, holder to holder": 44_000,
    "transfer to a newcomer": 65_000,
    "batch transfer, each existing recipient": 10_500,
    "batch transfer, each new recipient": 31_000,
    "forced transfer by approved order": 70_000,
    "onboard a person's first wallet": 80_000,
    "onboard a further wallet": 60_000,
}
"""What each act may cost at most."""


class Bench:
    """Named accounts on a fresh in-process chain."""

    def __init__(self) -> None:
        self.engine = TesterEngine(GENESIS)
        self.ours = compiler.artifacts()
        self.plain = compiler.fixture_artifacts()["PlainToken"]

    def account(self, name: str) -> Address:
        """The address called `name`, ready to send."""
        account = derive_account("bench", name)
        self.engine.add_account(account)
        return account.address

    def gas(self, contract: Contract, function: str, *arguments: Any, sender: Address) -> int:
        """What a transaction used; each is sent in a block of its own."""
        self.engine.advance_to(self.engine.now + 60)
        return contract.send(function, *arguments, sender=sender).gas_used


def measure_ours(bench: Bench) -> dict[str, int]:
    """Deploy the whole programme, onboard holders, and measure each act of `LIMITS`."""
    roles = {role: bench.account(party) for party, role in ROLES.items()}
    operator = bench.account("operator")
    deployer = bench.account("deployer")
    terms = SystemTerms(
        roles={int(role): address for role, address in roles.items()},
        policies=policy_terms(),
        stage_limits=[(0, 0, 0), (0, 0, 0), (10_000, 0, 0), (0, 0, 0), (0, 0, 0)],
        cap_basis=0,
        cap_usd=2_000_000_000_000_000,
        class_limits={"BOND": 2_000_000_000_000_000},
        units=[UnitTerms("PKR", 2, "PKR / USD", 18, 1_000, 10_000_000)],
    )
    system = deploy_system(bench.engine, bench.ours, terms, deployer)
    dates = (GENESIS, FAR, 72_500, 2, [FAR - 1], (0, 0, []))
    token = TokenTerms(ISIN, "Bond", "Bench bond", "BENCH", "PKR", 2, DENOMINATION, dates)
    system.deploy_token(token, deployer)
    by_party = {party: roles[role] for party, role in ROLES.items()}
    participants, programme = system.contracts["participants"], system.contracts["programme"]
    orders, bond = system.contracts["orders"], system.contracts[ISIN]
    regulator, registrar = by_party["regulator"], by_party["registrar"]
    participants.send("enrol", operator, DOCUMENT, sender=regulator)
    participants.send("grantNoc", 1, FAR, DOCUMENT, sender=regulator)
    participants.send("reach", 1, 1, DOCUMENT, sender=regulator)
    feed = system.contracts["PKR / USD"]
    feed.send("post", 3_600_000_000_000_000, bench.engine.now, sender=by_party["oracle"])
    programme.send("register", bond.address, 10**15, sender=by_party["ministry"])

    def onboard(wallet: str, person: str) -> int:
        identity = int.from_bytes(keccak(person.encode())[:20])
        record = (bench.account(wallet), FAR, b"PK", 1, identity)
        return bench.gas(participants, "onboard", 1, record, sender=operator)

    def order(sender: Address, to: Address, amount: int) -> None:
        data = bond.encode("forcedTransfer", sender, to, amount)
        proposed = orders.send("propose", bond.address, data, DOCUMENT, 3, sender=registrar)
        orders.send("approve", proposed.logs[0].args["order"], DOCUMENT, 2, sender=regulator)

    onboard("early", "early")
    figures = {
        "onboard a person's first wallet": onboard("a", "a"),
        "onboard a further wallet": onboard("a2", "a"),
    }
    for name in ("b", "c", *(f"m{i}" for i in range(BATCH))):
        onboard(name, name)
    a, b, c = (bench.account(name) for name in "abc")
    many = [bench.account(f"m{i}") for i in range(BATCH)]
    amounts = [DENOMINATION] * BATCH
    for holder in (a, b):
        programme.send("issue", code32(ISIN), holder, 10**9, sender=by_party["fiscal_agent"])

    def transfer(to: Address) -> int:
        return bench.gas(bond, "transfer", to, DENOMINATION, sender=a)

    transfer(b)
    figures["transfer, holder to holder"] = transfer(b)
    figures["transfer to a newcomer"] = transfer(c)
    for kind in ("new", "existing"):
        used = bench.gas(bond, "batchTransfer", many, amounts, sender=a)
        figures[f"batch transfer, each {kind} recipient"] = -(-used // BATCH)
    order(a, b, DENOMINATION)
    figures["forced transfer by approved order"] = bench.gas(
        bond, "forcedTransfer", a, b, DENOMINATION, sender=registrar
    )
    return figures


def measure_plain(bench: Bench) -> dict[str, int]:
    """The same transfers of OpenZeppelin's ERC-20, which checks nothing."""
    a, b, c = (bench.account(name) for name in "abc")
    token = deploy(bench.engine, bench.plain, 10**12, sender=a)
    token.send("transfer", b, 10**9, sender=a)
    return _transfers(lambda to: bench.gas(token, "transfer", to, DENOMINATION, sender=a), b, c)


def measure_t_rex(bench: Bench) -> dict[str, int]:
    """The same transfers of T-REX with identities, but no claim topic and no module."""
    agent = bench.account("agent")
    a, b, c = (bench.account(name) for name in "abc")

    def create(path: str) -> Contract:
        return deploy(bench.engine, _t_rex_artifact(path), sender=agent)

    issuers = create("registry/implementation/TrustedIssuersRegistry")
    topics = create("registry/implementation/ClaimTopicsRegistry")
    storage = create("registry/implementation/IdentityRegistryStorage")
    registry = create("registry/implementation/IdentityRegistry")
    compliance = create("compliance/modular/ModularCompliance")
    token = create("token/Token")
    for contract in (issuers, topics, storage, compliance):
        contract.send("init", sender=agent)
    at = [contract.address for contract in (issuers, topics, storage)]
    registry.send("init", *at, sender=agent)
    descriptor = ("Bench", "BENCH", 0, registry.address)
    token.send("init", registry.address, compliance.address, *descriptor, sender=agent)
    storage.send("bindIdentityRegistry", registry.address, sender=agent)
    for contract in (registry, token):
        contract.send("addAgent", agent, sender=agent)
    for holder in (a, b, c):
        registry.send("registerIdentity", holder, holder, 586, sender=agent)
    token.send("unpause", sender=agent)
    for holder in (a, b):
        token.send("mint", holder, 10**9, sender=agent)
    return _transfers(lambda to: bench.gas(token, "transfer", to, DENOMINATION, sender=a), b, c)


def _transfers(transfer: Callable[[Address], int], b: Address, c: Address) -> dict[str, int]:
    return {"transfer, holder to holder": transfer(b), "transfer to a newcomer": transfer(c)}


def _t_rex_artifact(path: str) -> Artifact:
    file = T_REX / "contracts" / f"{path}.sol" / f"{path.rpartition('/')[2]}.json"
    compiled = json.loads(file.read_text(encoding="utf-8"))
    return Artifact(
        name=compiled["contractName"],
        source=compiled["sourceName"],
        abi=tuple(compiled["abi"]),
        bytecode=bytes.fromhex(compiled["bytecode"].removeprefix("0x")),
        deployed_bytecode=bytes.fromhex(compiled["deployedBytecode"].removeprefix("0x")),
        immutable_references={},
        storage_layout={},
        method_identifiers={},
    )


def table(columns: Mapping[str, Mapping[str, int]]) -> str:
    """The figures as Markdown, an act a row."""
    titles = ["act", "limit", *columns]
    rows = [titles, ["---", *["---:"] * (len(titles) - 1)]]
    for act, limit in LIMITS.items():
        cells = [f"{column[act]:,}" if act in column else "" for column in columns.values()]
        rows.append([act, f"{limit:,}", *cells])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def main() -> int:
    """Measure and print; 1 where one of our figures is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    arguments = parser.parse_args()
    columns = {
        "rwa": measure_ours(Bench()),
        "OpenZeppelin ERC-20": measure_plain(Bench()),
        "T-REX 4.1.6": measure_t_rex(Bench()),
    }
    print(json.dumps(columns) if arguments.json else table(columns))
    return int(any(columns["rwa"][act] > limit for act, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
