"""Payments on a stamped register beside one that asks the registry every time: never a difference.

The register answers for a holder while its stamp holds; whoever is blocked, removed, lost, expired
or onboarded anew in another category has a stamp that no longer does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

import pytest

from rwa.chain.accounts import Address
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import TokenTerms, code32, token_steps
from rwa.chain.errors import ContractRevert
from rwa.chain.tester import TesterEngine
from tests.conftest import GENESIS_TIME
from tests.contracts.paying_agent.service import (
    HELD_BLOCKED,
    HELD_KYC,
    HELD_UNKNOWN,
    OLDER_FIRST,
    PAID,
    RATES,
    Row,
    Terms,
    discharges,
)
from tests.contracts.system import DAY, FIRST, ISSUE_TIME, Market, onboarding

PERSONS = 8
PAYMENTS = 60
RATIO = (9, 9, 1_000)
REACHED = {
    f"outcome {PAID}": 150,
    f"outcome {HELD_UNKNOWN}": 10,
    f"outcome {HELD_BLOCKED}": 10,
    f"outcome {HELD_KYC}": 10,
    f"outcome {OLDER_FIRST}": 10,
    "paid under a stamp that holds": 50,
    "paid under a stamp renewed": 50,
    "paid in a category changed since": 5,
}
"""How often each danger must be met at least."""


class Pair:
    """A bill with stamps and one without, held by the same persons; whatever happens, happens to
    both.
    """

    def __init__(
        self, artifacts: Mapping[str, Artifact], fixtures: Mapping[str, Artifact], seed: int
    ) -> None:
        self.market = Market(TesterEngine(GENESIS_TIME), artifacts)
        self.random = Random(seed)
        self.met: Counter[str] = Counter()
        self.wallets = [self.market.account(f"person {number}") for number in range(PERSONS)]
        self.categories: dict[Address, int] = {}
        self.paid_as: dict[Address, tuple[int, int]] = {}
        for wallet in self.wallets:
            self.onboard(wallet)
        market = self.market
        self.codes = ("PK00STAMPED0", "PK00ASKING00")
        names = ("TreasuryBill", "AskingBill")
        pools = ({**artifacts, **fixtures}[name] for name in names)
        self.tokens = [self.deploy(*each) for each in zip(self.codes, pools, strict=True)]
        market.agent.send("setTaxRates", market.now + 1, RATES, sender=market.ministry)
        market.pkr_cash.send("mint", market.government, 10**12, sender=market.fiscal_agent)
        market.pkr_cash.send("approve", market.agent.address, 10**12, sender=market.government)

    def deploy(self, code: str, artifact: Artifact) -> Contract:
        market = self.market
        maturity = ISSUE_TIME + 1_000 * DAY
        terms = TokenTerms(code, artifact.name, code, code, "PKR", 2, 100, (ISSUE_TIME, maturity))
        (step,) = token_steps(terms)
        arguments = step.arguments({"programme": market.programme.address})
        token = deploy(market.engine, artifact, *arguments, sender=market.deployer)
        market.programme.send("register", token.address, 10**9, sender=market.ministry)
        for wallet in self.wallets:
            market.issue(token, wallet, 100_000)
        return token

    def onboard(self, wallet: Address) -> None:
        self.categories[wallet] = self.random.randrange(4)
        expiry = self.market.now + self.random.choice([20, 900]) * DAY
        record = onboarding(wallet, wallet, expiry, category=self.categories[wallet])
        sender = self.market.operator
        self.market.participants.send("onboard", FIRST, record, sender=sender)

    def block(self, wallet: Address) -> None:
        self.market.set_blocked(wallet, wallet, blocked=self.random.random() < 0.5)

    def diligence(self, wallet: Address) -> None:
        expiry = self.market.now + self.random.choice([0, 2, 2, 900, 900, 900]) * DAY
        sender = self.market.operator
        self.market.participants.send("setKycExpiry", wallet, expiry, sender=sender)

    def remove(self, wallet: Address) -> None:
        self.market.participants.send("remove", wallet, sender=self.market.registrar)
        if self.random.random() < 0.7:
            self.onboard(wallet)

    def onboard_again(self, wallet: Address) -> None:
        self.onboard(wallet)

    def transfer(self, wallet: Address) -> None:
        to, amount = self.random.choice(self.wallets), self.random.choice([100, 5_000])
        verdicts = []
        for token in self.tokens:
            try:
                token.send("transfer", to, amount, sender=wallet)
                verdicts.append("accepted")
            except ContractRevert as refused:
                verdicts.append(refused.name)
        assert verdicts[0] == verdicts[1]

    def act(self) -> None:
        """One act on a person drawn; what is refused changes nothing."""
        acts: list[Callable[[Address], None]]
        acts = [self.block, self.diligence, self.remove, self.onboard_again, *[self.transfer] * 4]
        try:
            self.random.choice(acts)(self.random.choice(self.wallets))
        except ContractRevert:
            self.met["refused"] += 1

    def announce(self, number: int) -> Terms:
        market, record = self.market, self.market.now + DAY
        terms = Terms(0, number, record + DAY, record + 2 * DAY, 0, *RATIO)
        for code, token in zip(self.codes, self.tokens, strict=True):
            token.send("announceRecordDate", record, sender=market.fiscal_agent)
            market.agent.send("announce", code32(code), terms.struct, sender=market.fiscal_agent)
        return terms

    def fund(self, number: int) -> None:
        market = self.market
        for code in self.codes:
            market.agent.send("fund", code32(code), number, sender=market.government)

    def pay(self, number: int, wallets: list[Address]) -> list[Row]:
        """The same batch of both; once all is discharged both refuse."""
        market = self.market
        answers: list[list[Row] | str] = []
        for code in self.codes:
            call = ("pay", code32(code), number, wallets)
            try:
                answers.append(discharges(market.agent.send(*call, sender=market.stranger)))
            except ContractRevert as refused:
                answers.append(refused.name)
        assert answers[0] == answers[1]
        return [] if isinstance(answers[0], str) else answers[0]

    def count(self, rows: list[Row]) -> None:
        """How a batch met what the test is about."""
        epoch = int(self.market.participants.call("currentStanding")) >> 216
        for wallet, units, _, _, outcome in rows:
            if units or outcome == OLDER_FIRST:
                self.met[f"outcome {outcome}"] += 1
            if units and outcome == PAID:
                category = self.categories[wallet]
                before = self.paid_as.get(wallet, (epoch, category))
                holds = before[0] == epoch
                self.met[f"paid under a stamp {'that holds' if holds else 'renewed'}"] += 1
                self.met["paid in a category changed since"] += before[1] != category
                self.paid_as[wallet] = epoch, category


@pytest.mark.slow
def test_t11__pay__stamped_and_asking__the_same_to_every_holder(
    artifacts: Mapping[str, Artifact], fixture_artifacts: Mapping[str, Artifact]
) -> None:
    pair = Pair(artifacts, fixture_artifacts, seed=3)
    for number in range(PAYMENTS):
        terms = pair.announce(number)
        for _ in range(pair.random.randrange(4)):
            pair.act()
        pair.market.engine.advance_to(terms.pay_time)
        pair.fund(number)
        for older in [*range(max(0, number - 2), number + 1), number]:
            batch = pair.random.sample(pair.wallets, pair.random.randint(3, PERSONS))
            pair.count(pair.pay(older, batch))
        if number % 5 == 4:
            for older in range(number + 1):
                pair.count(pair.pay(older, pair.wallets))
    missed = {name: pair.met[name] for name in REACHED if pair.met[name] < REACHED[name]}
    assert not missed, pair.met
