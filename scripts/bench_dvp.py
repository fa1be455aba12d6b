#!/usr/bin/env python3
"""Gas of settling trades delivery versus payment: one by one, in parts, and fifty in a batch.

Every trade is a new one between holders who have traded before, unless the row says otherwise.
Prints a Markdown table; `--json` prints the figures alone. Exits with 1 where a figure is above its
limit.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import count
from typing import Any

from rwa.chain import compiler
from rwa.chain.accounts import Account, derive_account
from rwa.chain.deployment import (
    CashTerms,
    SystemTerms,
    TokenTerms,
    UnitTerms,
    code32,
    deploy_system,
    keccak,
)
from rwa.chain.signing import Domain, sign_digest, struct_hash, typed_digest
from rwa.chain.tester import TesterEngine
from rwa.registry.assembly import ROLES, policy_terms
from rwa.registry.settlement import TRADE_TYPE

GENESIS = 1_767_225_600
FAR = GENESIS + 10_000_000
BATCH = 50
UNIT, CASH = 100, 9_581
"""What a trade delivers, and what it costs."""
DOCUMENT = keccak(b"paper")
ISIN = "PKBENCH00005"

LIMITS = {
    "first trade of both parties": 190_000,
    "a further trade": 156_000,
    "a part, the trade being open": 127_000,
    f"a trade of {BATCH} between two parties, batched": 75_000,
    f"a trade of {BATCH} between {2 * BATCH} parties who never traded, batched": 155_000,
    f"a trade of {BATCH} that fails, batched": 62_000,
    "cancel": 57_000,
}
"""What each act may cost at most."""


class Bench:
    """A programme with one bond, cash, and holders who let the settlement take both."""

    def __init__(self) -> None:
        self.engine = TesterEngine(GENESIS)
        self.numbers = count()
        parties = {party: self.account(party).address for party in ROLES}
        terms = SystemTerms(
            roles={int(role): parties[party] for party, role in ROLES.items()},
            policies=policy_terms(),
            stage_limits=[(0, 0, 0), (0, 0, 0), (10_000, 0, 0), (0, 0, 0), (0, 0, 0)],
            cap_basis=0,
            cap_usd=2_000_000_000_000_000,
            class_limits={"BOND": 2_000_000_000_000_000},
            units=[UnitTerms("PKR", 2, "PKR / USD", 18, 1_000, 10_000_000)],
            cash=[CashTerms("cash-PKR", "Cash", "cPKR", 2)],
        )
        deployer = self.account("deployer").address
        system = deploy_system(self.engine, compiler.artifacts(), terms, deployer)
        dates = (GENESIS, FAR, 72_500, 2, [FAR - 1], (0, 0, []))
        system.deploy_token(
            TokenTerms(ISIN, "Bond", "Bench bond", "BENCH", "PKR", 2, UNIT, dates), deployer
        )
        self.parties, self.contracts = parties, system.contracts
        self.desk, self.bond = system.contracts["settlement"], system.contracts[ISIN]
        self.cash, self.programme = system.contracts["cash-PKR"], system.contracts["programme"]
        participants, regulator = system.contracts["participants"], parties["regulator"]
        self.operator = self.account("operator").address
        participants.send("enrol", self.operator, DOCUMENT, sender=regulator)
        participants.send("grantNoc", 1, FAR, DOCUMENT, sender=regulator)
        participants.send("reach", 1, 1, DOCUMENT, sender=regulator)
        price = (3_600_000_000_000_000, self.engine.now)
        system.contracts["PKR / USD"].send("post", *price, sender=parties["oracle"])
        self.programme.send("register", self.bond.address, 10**15, sender=parties["ministry"])

    def account(self, name: str) -> Account:
        """The account called `name`, ready to send."""
        account = derive_account("bench", name)
        self.engine.add_account(account)
        return account

    def holder(self, name: str) -> Account:
        """A customer with bonds and cash, who lets the settlement take them."""
        account = self.account(name)
        identity = int.from_bytes(keccak(name.encode())[:20])
        record = (account.address, FAR, b"PK", 1, identity)
        agent, desk = self.parties["fiscal_agent"], self.desk.address
        self.contracts["participants"].send("onboard", 1, record, sender=self.operator)
        self.programme.send("issue", code32(ISIN), account.address, 10**6, sender=agent)
        self.cash.send("mint", account.address, 10**9, sender=agent)
        self.bond.send("approve", desk, 10**6, sender=account.address)
        self.cash.send("approve", desk, 10**9, sender=account.address)
        return account

    def trade(self, seller: Account, buyer: Account, units: int = 1, cash: int = CASH) -> Any:
        """A new trade, under a number that neither party has used."""
        number = next(self.numbers)
        codes = (code32(f"B-{number}"), code32(ISIN), code32("PKR"))
        terms = (units * UNIT, cash, 0, GENESIS, FAR, number, number, True)
        return (*codes, seller.address, buyer.address, *terms)

    def signed(self, seller: Account, buyer: Account, trade: Any, amount: int = UNIT) -> Any:
        """The trade with both signatures."""
        domain = Domain("DvpSettlement", "1", self.engine.chain_id, self.desk.address)
        digest = typed_digest(domain, struct_hash(TRADE_TYPE, trade))
        return (trade, amount, sign_digest(seller, digest), sign_digest(buyer, digest))

    def gas(self, function: str, argument: Any, sender: Account) -> int:
        """What a transaction used; each is sent in a block of its own."""
        self.engine.advance_to(self.engine.now + 60)
        receipt = self.desk.send(function, argument, sender=sender.address)
        return receipt.gas_used


def measure(bench: Bench) -> Iterator[tuple[str, int]]:
    """Each act of `LIMITS`, in its order, and its gas."""
    acts = iter(LIMITS)
    seller, buyer = bench.holder("seller"), bench.holder("buyer")

    def new(units: int = 1, cash: int = CASH) -> Any:
        return bench.signed(seller, buyer, bench.trade(seller, buyer, units, cash))

    def batched(instructions: list[Any]) -> int:
        return -(-bench.gas("settleBatch", instructions, buyer) // BATCH)

    yield next(acts), bench.gas("settle", new(), buyer)
    yield next(acts), bench.gas("settle", new(), buyer)
    parts = new(units=3)
    bench.gas("settle", parts, buyer)
    yield next(acts), bench.gas("settle", parts, buyer)
    yield next(acts), batched([new() for _ in range(BATCH)])
    pairs = [(bench.holder(f"s{n}"), bench.holder(f"b{n}")) for n in range(BATCH)]
    strangers = [bench.signed(*pair, bench.trade(*pair)) for pair in pairs]
    yield next(acts), batched(strangers)
    yield next(acts), batched([new(cash=10**12) for _ in range(BATCH)])
    yield next(acts), bench.gas("cancel", bench.trade(seller, buyer), seller)


def table(figures: dict[str, int]) -> str:
    """The figures as Markdown, an act a row."""
    rows = [f"| {act} | {LIMITS[act]:,} | {used:,} |" for act, used in figures.items()]
    return "\n".join(["| settlement | limit | gas |", "| --- | ---: | ---: |", *rows])


def main() -> int:
    """Measure and print; 1 where a figure is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    arguments = parser.parse_args()
    figures = dict(measure(Bench()))
    print(json.dumps(figures) if arguments.json else table(figures))
    return int(any(used > LIMITS[act] for act, used in figures.items()))


if __name__ == "__main__":
    sys.exit(main())
