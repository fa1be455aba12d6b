"""Gas of debt service: a batch of 100 holders paid a first coupon, and the next one.

    python scripts/bench_service.py

A stamp is what the register knows of a holder; it lapses with every block, removal, shortened due
diligence or lost wallet of anybody, and a payment renews it from the holder's record.

Peers, as measured elsewhere with one compiler: 42,169 gas a holder pushed, 107,177 to 201,503
claimed. A figure above its limit ends the bench with exit code 1.
"""

from __future__ import annotations

import sys

from rwa.chain import compiler
from rwa.chain.accounts import Address, derive_account
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
HOLDERS = 100
UNITS = 1_000_000
PAPER = keccak(b"paper")
LIMITS = {"a first payment, each of 100 holders": 35_000, "a further one": 20_000}
LAPSED = ("a first payment, every stamp lapsed", "a further one, every stamp lapsed")
BOND = code32("PK00BENCH001")
ELSEWHERE = 10**6
"""A person who holds nothing; blocking them lapses every stamp."""


def main() -> int:
    """Print the table; 1 where a figure is above its limit."""
    fresh, lapsed = measure(lapsed=False), measure(lapsed=True)
    figures = dict(zip((*LIMITS, *LAPSED), (gas // HOLDERS for gas in fresh + lapsed), strict=True))
    whole = max(fresh + lapsed)
    print("| act | limit | rwa |")
    print("| --- | ---: | ---: |")
    for name, figure in figures.items():
        print(f"| {name} | {f'{LIMITS[name]:,}' if name in LIMITS else ''} | {figure:,} |")
    print(f"| the dearest batch of {HOLDERS} | {TRANSACTION_GAS_CAP:,} | {whole:,} |")
    above = [name for name, limit in LIMITS.items() if figures[name] > limit]
    for name in above:
        print(f"above its limit: {name}", file=sys.stderr)
    return 1 if above or whole > TRANSACTION_GAS_CAP else 0


def measure(*, lapsed: bool) -> list[int]:
    """Gas of both payments, each as one batch."""
    engine = TesterEngine(START - 1)
    offices = ("ministry", "regulator", "registrar", "fiscal agent", "custodian", "oracle")

    def account(name: str) -> Address:
        return engine.add_account(derive_account("service bench", name))

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
            class_limits={"BOND": 2 * 10**15},
            units=[UnitTerms("USD", 2)],
            cash=[CashTerms("cash-USD", "Cash", "cUSD", 2)],
            government_account=government,
            tax_account=account("tax"),
            prescription=DAY,
        ),
        account("deployer"),
    )
    records = [START + days * DAY for days in (30, 60)]
    rest = (START, START + 365 * DAY, 72_500, 2, records, (0, 0, False))
    terms = TokenTerms("PK00BENCH001", "Bond", "Bond", "B", "USD", 2, 1, rest)
    system.deploy_token(terms, by_role[1])
    contracts = system.contracts
    participants, programme = contracts["participants"], contracts["programme"]
    agent, cash, bond = contracts["paying-agent"], contracts["cash-USD"], contracts[terms.label]
    ministry, regulator, fiscal_agent = by_role[1], by_role[2], by_role[Role.FISCAL_AGENT]
    operator = account("operator")
    participants.send("enrol", operator, PAPER, sender=regulator)
    participants.send("grantNoc", 1, START + 400 * DAY, PAPER, sender=regulator)
    participants.send("reach", 1, 1, PAPER, sender=regulator)
    programme.send("register", bond.address, 10**15, sender=ministry)
    wallets = [account(f"holder {number}") for number in range(HOLDERS)]
    people = [
        (wallet, START + 400 * DAY, b"PK", 1, number + 1) for number, wallet in enumerate(wallets)
    ]
    participants.send("onboardBatch", 1, people, sender=operator)
    programme.send("issueBatch", BOND, wallets, [UNITS] * HOLDERS, sender=fiscal_agent)
    agent.send("setTaxRates", engine.now + 1, [1_500] * 16, sender=ministry)
    cash.send("mint", government, 10**15, sender=fiscal_agent)
    cash.send("approve", agent.address, 10**15, sender=government)
    gas = []
    for number, record in enumerate(records):
        payment = (0, number, record + DAY, record + 2 * DAY, 0, 3_625, 3_625, 100_000)
        agent.send("announce", BOND, payment, sender=fiscal_agent)
        engine.advance_to(record + DAY)
        agent.send("fund", BOND, number, sender=government)
        if lapsed:
            participants.send("setBlocked", ELSEWHERE, [], True, sender=by_role[Role.REGISTRAR])
        receipt = agent.send("pay", BOND, number, wallets, sender=account("anyone"))
        gas.append(receipt.gas_used)
    return gas


if __name__ == "__main__":
    sys.exit(main())
