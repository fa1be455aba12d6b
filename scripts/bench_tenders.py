"""Gas of tenders: a batch of 50 puts settled, and one of 50 exchanges.

    python scripts/bench_tenders.py

A figure above its limit ends the bench with exit code 1.
"""

from __future__ import annotations

import sys

from debt_stage import DAY, PLENTY, START, Stage, report

from rwa.chain.deployment import TokenTerms, code32
from rwa.roles import Role

HOLDERS = 50
UNITS = 1_000_000
PUT, EXCHANGE = 0, 2
NOTHING = bytes(32)
LIMITS = {"a put settled, each of 50": 90_000, "an exchange settled, each of 50": 126_000}
OLD, NEW = "PK00BENCH001", "PK00BENCH002"


def main() -> int:
    """Print the table; 1 where a figure is above its limit."""
    whole = measure()
    figures = dict(zip(LIMITS, (used // HOLDERS for used in whole), strict=True))
    return report(figures, LIMITS, (f"the whole batch of {HOLDERS}", max(whole)))


def measure() -> list[int]:
    """Gas of each batch."""
    stage = Stage("tender bench", "BILL", HOLDERS)
    for code in (OLD, NEW):
        rest = (START, START + 365 * DAY)
        stage.register(TokenTerms(code, "TreasuryBill", code, code, "USD", 2, 1, rest))
    fiscal_agent, amounts = stage.offices[Role.FISCAL_AGENT], [UNITS] * HOLDERS
    programme = stage.contracts["programme"]
    programme.send("issueBatch", code32(OLD), stage.wallets, amounts, sender=fiscal_agent)
    stage.endow("tenders")
    put = (PUT, 0, 98_7500, 14 * 7, 2 * 181, NOTHING, 0, 1, 0)
    exchange = (EXCHANGE, PLENTY, 0, 14 * 70, 2 * 181, code32(NEW), 9 * 90, 2 * 365, 99_1234)
    return [_settled(stage, number, terms) for number, terms in enumerate((put, exchange), 1)]


def _settled(stage: Stage, number: int, terms: tuple[object, ...]) -> int:
    """Gas of settling a tender to which every wallet tendered a part of what it holds."""
    tenders, now = stage.contracts["tenders"], stage.engine.now
    times = (now, now + DAY, now + 2 * DAY, now + 3 * DAY)
    struct = (code32(OLD), *terms, *times, NOTHING)
    tenders.send("announceTender", struct, sender=stage.offices[Role.FISCAL_AGENT])
    for wallet in stage.wallets:
        tenders.send("tender", number, UNITS // 4, terms[2], sender=wallet)
    stage.engine.advance_to(now + 2 * DAY)
    instructions = list(range(HOLDERS))
    receipt = tenders.send("settle", number, instructions, sender=stage.account("anyone"))
    if sum(log.event == "InstructionSettled" for log in receipt.logs) != HOLDERS:
        raise ValueError("some instructions were not settled")
    return receipt.gas_used


if __name__ == "__main__":
    sys.exit(main())
