"""Gas of tenders: a batch of 50 puts settled, and one of 50 exchanges.

    python scripts/bench_tenders.py

A figure above its limit ends the bench with exit code 1.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rwa.chain import compiler
from rwa.chain.accounts import Address, derive_account
from rwa.chain.contract import Contract
from rwa.chain.deployment import (
    CashTerms,
    SystemTerms,
    TokenTerms,
    UnitTerms,
    code32,
    deploy_system,
    keccak,
)
from rwa.chain.engine import TRANSACTION_GAS_CAP
from rwa.chain.tester import TesterEngine
from rwa.registry.assembly import policy_terms
from rwa.roles import Role

START = 1_767_225_600
DAY = 86_400
HOLDERS = 50
UNITS = 1_000_000
PUT, EXCHANGE = 0, 2
PAPER, NOTHING = keccak(b"paper"), bytes(32)
LIMITS = {"a put settled, each of 50": 80_000, "an exchange settled, each of 50": 115_000}
OLD, NEW = "PK00BENCH001", "PK00BENCH002"


def main() -> int:
    """Print the table; 1 where a figure is above its limit."""
    whole = measure()
    figures = dict(zip(LIMITS, (used // HOLDERS for used in whole), strict=True))
    print("| act | limit | rwa |")
    print("| --- | ---: | ---: |")
    for name, limit in LIMITS.items():
        print(f"| {name} | {limit:,} | {figures[name]:,} |")
    print(f"| the whole batch of {HOLDERS} | {TRANSACTION_GAS_CAP:,} | {max(whole):,} |")
    above = [name for name, limit in LIMITS.items() if figures[name] > limit]
    for name in above:
        print(f"above its limit: {name}", file=sys.stderr)
    return 1 if above or max(whole) > TRANSACTION_GAS_CAP else 0


def measure() -> list[int]:
    """Gas of each batch."""
    engine = TesterEngine(START - 1)
    offices = ("ministry", "regulator", "registrar", "fiscal agent", "custodian", "oracle")

    def account(name: str) -> Address:
        return engine.add_account(derive_account("tender bench", name))

    by_role = {number: account(name) for number, name in enumerate(offices, 1)}
    government = account("government")
    system = deploy_system(
        engine,
        compiler.artifacts(),
        SystemTerms(
            roles=by_role,
            policies=policy_terms(),
            stage_limits=[(0, 0, 0), (0, 0, 0), *[(1_000, 0, 0)] * 3],
            cap_basis=0,
            cap_usd=2 * 10**15,
            class_limits={"BILL": 2 * 10**15},
            units=[UnitTerms("USD", 2)],
            cash=[CashTerms("cash-USD", "Cash", "cUSD", 2)],
            government_account=government,
            tax_account=account("tax"),
            prescription=DAY,
        ),
        account("deployer"),
    )
    ministry, regulator, fiscal_agent = by_role[1], by_role[2], by_role[Role.FISCAL_AGENT]
    contracts = system.contracts
    participants, programme = contracts["participants"], contracts["programme"]
    tenders, cash = contracts["tenders"], contracts["cash-USD"]
    operator = account("operator")
    participants.send("enrol", operator, PAPER, sender=regulator)
    participants.send("grantNoc", 1, START + 400 * DAY, PAPER, sender=regulator)
    participants.send("reach", 1, 1, PAPER, sender=regulator)
    wallets = [account(f"holder {number}") for number in range(HOLDERS)]
    people = [
        (wallet, START + 400 * DAY, b"PK", 1, number + 1) for number, wallet in enumerate(wallets)
    ]
    participants.send("onboardBatch", 1, people, sender=operator)
    for code in (OLD, NEW):
        rest = (START, START + 365 * DAY)
        system.deploy_token(
            TokenTerms(code, "TreasuryBill", code, code, "USD", 2, 1, rest), ministry
        )
        programme.send("register", contracts[code].address, 10**15, sender=ministry)
    amounts = [UNITS] * HOLDERS
    programme.send("issueBatch", code32(OLD), wallets, amounts, sender=fiscal_agent)
    cash.send("mint", government, 10**15, sender=fiscal_agent)
    cash.send("approve", tenders.address, 10**15, sender=government)
    put = (PUT, 0, 98_7500, 5 * 10**17, NOTHING, 0)
    exchange = (EXCHANGE, 10**15, 0, 5 * 10**17, code32(NEW), 99_1234)
    anyone = account("anyone")
    return [
        _settled(tenders, number, terms, wallets, (fiscal_agent, anyone))
        for number, terms in enumerate((put, exchange), 1)
    ]


def _settled(
    tenders: Contract,
    number: int,
    terms: tuple[object, ...],
    wallets: Sequence[Address],
    senders: tuple[Address, Address],
) -> int:
    """Gas of settling a tender to which every wallet tendered a part of what it holds."""
    engine, (fiscal_agent, anyone) = tenders.engine, senders
    now = engine.now
    times = (now, now + DAY, now + 2 * DAY, now + 3 * DAY)
    struct = (code32(OLD), *terms, *times, NOTHING)
    tenders.send("announceTender", struct, sender=fiscal_agent)
    for wallet in wallets:
        tenders.send("tender", number, UNITS // 4, terms[2], sender=wallet)
    engine.advance_to(now + 2 * DAY)
    receipt = tenders.send("settle", number, list(range(len(wallets))), sender=anyone)
    if sum(log.event == "InstructionSettled" for log in receipt.logs) != len(wallets):
        raise ValueError("some instructions were not settled")
    return receipt.gas_used


if __name__ == "__main__":
    sys.exit(main())
