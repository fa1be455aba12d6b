"""Gas of debt service: a batch of 100 holders paid a first coupon, and the next one.

    python scripts/bench_service.py

A stamp is what the register knows of a holder; it lapses with every block, removal, shortened due
diligence or lost wallet of anybody, and a payment renews it from the holder's record.

Peers, as measured elsewhere with one compiler: 42,169 gas a holder pushed, 107,177 to 201,503
claimed. A figure above its limit ends the bench with exit code 1.
"""

from __future__ import annotations

import sys

from debt_stage import DAY, START, Stage, report

from rwa.chain.deployment import TokenTerms, code32
from rwa.roles import Role

HOLDERS = 100
UNITS = 1_000_000
LIMITS = {"a first payment, each of 100 holders": 35_000, "a further one": 20_000}
LAPSED = ("a first payment, every stamp lapsed", "a further one, every stamp lapsed")
ISIN = "PK00BENCH001"
ELSEWHERE = 10**6
"""A person who holds nothing; blocking them lapses every stamp."""


def main() -> int:
    """Print the table; 1 where a figure is above its limit."""
    whole = measure(lapsed=False) + measure(lapsed=True)
    figures = dict(zip((*LIMITS, *LAPSED), (gas // HOLDERS for gas in whole), strict=True))
    return report(figures, LIMITS, (f"the dearest batch of {HOLDERS}", max(whole)))


def measure(*, lapsed: bool) -> list[int]:
    """Gas of both payments, each as one batch."""
    stage, bond = Stage("service bench", "BOND", HOLDERS), code32(ISIN)
    offices, contracts, engine = stage.offices, stage.contracts, stage.engine
    participants, agent = contracts["participants"], contracts["paying-agent"]
    records = [START + days * DAY for days in (30, 60)]
    rest = (START, START + 365 * DAY, 72_500, 2, records, (0, 0, []))
    stage.register(TokenTerms(ISIN, "Bond", "Bond", "B", "USD", 2, 1, rest))
    fiscal_agent = offices[Role.FISCAL_AGENT]
    amounts = [UNITS] * HOLDERS
    contracts["programme"].send("issueBatch", bond, stage.wallets, amounts, sender=fiscal_agent)
    agent.send("setTaxRates", engine.now + 1, [1_500] * 16, sender=offices[Role.MINISTRY])
    stage.endow("paying-agent")
    gas = []
    for number, record in enumerate(records):
        payment = (0, number, record + DAY, record + 2 * DAY, 0, 3_625, 3_625, 100_000)
        agent.send("announce", bond, payment, sender=fiscal_agent)
        engine.advance_to(record + DAY)
        agent.send("fund", bond, number, sender=stage.government)
        if lapsed:
            participants.send("setBlocked", ELSEWHERE, [], True, sender=offices[Role.REGISTRAR])
        receipt = agent.send("pay", bond, number, stage.wallets, sender=stage.account("anyone"))
        gas.append(receipt.gas_used)
    return gas


if __name__ == "__main__":
    sys.exit(main())
