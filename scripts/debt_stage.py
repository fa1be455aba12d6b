"""What the benches of debt share: a programme with holders, and the table of their figures."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from rwa.chain import compiler
from rwa.chain.accounts import Address, derive_account
from rwa.chain.deployment import (
    CashTerms,
    SystemTerms,
    TokenTerms,
    UnitTerms,
    deploy_system,
    keccak,
)
from rwa.chain.engine import TRANSACTION_GAS_CAP
from rwa.chain.tester import TesterEngine
from rwa.registry.assembly import policy_terms
from rwa.roles import Role

START = 1_767_225_600
DAY = 86_400
PLENTY = 10**15
_PAPER = keccak(b"paper")
_OFFICES = ("ministry", "regulator", "registrar", "fiscal agent", "custodian", "oracle")


class Stage:
    """A programme in US dollars for one asset class, with an exchange and its `wallets`."""

    def __init__(self, label: str, asset_class: str, holders: int) -> None:
        self.label, self.engine = label, TesterEngine(START - 1)
        self.offices = {Role(number): self.account(name) for number, name in enumerate(_OFFICES, 1)}
        self.government = self.account("government")
        terms = SystemTerms(
            roles={int(role): account for role, account in self.offices.items()},
            policies=policy_terms(),
            stage_limits=[(0, 0, 0), (0, 0, 0), *[(1_000, 0, 0)] * 3],
            cap_basis=0,
            cap_usd=2 * PLENTY,
            class_limits={asset_class: 2 * PLENTY},
            units=[UnitTerms("USD", 2)],
            cash=[CashTerms("cash-USD", "Cash", "cUSD", 2)],
            government_account=self.government,
            tax_account=self.account("tax"),
            prescription=DAY,
        )
        artifacts = compiler.artifacts()
        self.system = deploy_system(self.engine, artifacts, terms, self.account("deployer"))
        self.contracts = self.system.contracts
        self.wallets = [self.account(f"holder {number}") for number in range(holders)]
        self._onboard()

    def account(self, name: str) -> Address:
        """The account called `name`, ready to send."""
        return self.engine.add_account(derive_account(self.label, name))

    def register(self, terms: TokenTerms) -> None:
        """Deploy an instrument's contract and register it."""
        ministry = self.offices[Role.MINISTRY]
        self.system.deploy_token(terms, ministry)
        token = self.contracts[terms.label].address
        self.contracts["programme"].send("register", token, PLENTY, sender=ministry)

    def endow(self, spender: str) -> None:
        """Give the government account cash, which the contract called `spender` may take."""
        cash = self.contracts["cash-USD"]
        cash.send("mint", self.government, PLENTY, sender=self.offices[Role.FISCAL_AGENT])
        cash.send("approve", self.contracts[spender].address, PLENTY, sender=self.government)

    def _onboard(self) -> None:
        participants, regulator = self.contracts["participants"], self.offices[Role.REGULATOR]
        operator, expiry = self.account("operator"), START + 400 * DAY
        participants.send("enrol", operator, _PAPER, sender=regulator)
        participants.send("grantNoc", 1, expiry, _PAPER, sender=regulator)
        participants.send("reach", 1, 1, _PAPER, sender=regulator)
        people = [
            (wallet, expiry, b"PK", 1, person) for person, wallet in enumerate(self.wallets, 1)
        ]
        participants.send("onboardBatch", 1, people, sender=operator)


def report(figures: Mapping[str, int], limits: Mapping[str, int], batch: tuple[str, int]) -> int:
    """Print the table; 1 where a figure is above its limit, or the batch above a transaction's."""
    name, whole = batch
    print("| act | limit | rwa |")
    print("| --- | ---: | ---: |")
    for act, figure in figures.items():
        print(f"| {act} | {f'{limits[act]:,}' if act in limits else ''} | {figure:,} |")
    print(f"| {name} | {TRANSACTION_GAS_CAP:,} | {whole:,} |")
    above = [act for act, limit in limits.items() if figures[act] > limit]
    for act in above:
        print(f"above its limit: {act}", file=sys.stderr)
    return 1 if above or whole > TRANSACTION_GAS_CAP else 0
