"""RegulatedToken.settlePayment: who held units is paid once, the older record date first."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from rwa.chain.accounts import Address
from rwa.chain.contract import Contract
from rwa.roles import Role
from tests.contracts.system import (
    BOND_MATURITY,
    CALL_NOTICE,
    CALLABLE_FROM,
    DAY,
    Market,
    identity_address,
)

RECORD_DATES = 14


@pytest.fixture
def bond(market: Market) -> Contract:
    """A bond with a record date every other day; a stranger pays, the holder has 10,000."""
    times = [market.now + 2 * DAY * (number + 1) for number in range(RECORD_DATES)]
    terms = (BOND_MATURITY, 72_500, 2, times, (CALLABLE_FROM, CALL_NOTICE, []))
    token = market.deploy_token("PK00BOND0002", "Bond", "PKR", 2, 100, *terms)
    market.programme.send("register", token.address, 2**120, sender=market.ministry)
    market.carry_out(market.authority, "grantRole", Role.PAYING_AGENT, market.stranger, 0)
    market.issue(token, market.holder, 10_000)
    return token


@pytest.mark.parametrize("seed", range(4))
def test_t24_settle__wallets_that_empty_fill_and_are_recovered__the_older_payment_first(
    market: Market, bond: Contract, seed: int
) -> None:
    """Against the balances of every record date, asked one by one."""
    walk = Walk(market, bond, Random(seed))
    for period in range(RECORD_DATES):
        walk.pass_record_date(period)
        for older in range(period + 1):
            for wallet in walk.wallets:
                if walk.random.random() < 0.25:
                    walk.settle(wallet, older)
    assert walk.passed_over >= 3
    assert walk.settled >= 5
    assert walk.recovered >= 2


def test_t41_settle__bought_again_after_many_record_dates__costs_a_read_for_each(
    market: Market, bond: Contract
) -> None:
    """The holder had units at the first record date alone, was paid, and buys again."""
    costs = {}
    for last in (3, 13):
        with market.undone():
            market.wait(2 * DAY)
            call = ([market.holder], 0, 0)
            bond.send("settlePayment", *call, sender=market.stranger)
            bond.send("transfer", market.other_holder, 10_000, sender=market.holder)
            market.wait(2 * DAY * (last - 1))
            bond.send("transfer", market.holder, 100, sender=market.other_holder)
            market.wait(2 * DAY)
            paid = (1 << last) - 1
            receipt = bond.send(
                "settlePayment", [market.holder], last, paid, sender=market.stranger
            )
            assert bond.call("settledPeriods", market.holder) == last + 1
            costs[last] = receipt.gas_used
    assert costs[13] - costs[3] < 10 * 3_000


class Walk:
    """Transfers, recoveries and payments at random, two persons' wallets after one another."""

    def __init__(self, market: Market, bond: Contract, random: Random) -> None:
        self.market, self.bond, self.random = market, bond, random
        self.persons: Mapping[Address, str] = {
            market.holder: "holder",
            market.other_holder: "other holder",
        }
        self.living = [market.holder, market.other_holder]
        self.wallets = list(self.living)
        self.paid = self.settled = self.passed_over = self.recovered = 0

    def pass_record_date(self, period: int) -> None:
        """The next record date is over; perhaps it has a payment."""
        self.market.wait(2 * DAY)
        for _ in range(self.random.randrange(4)):
            self.transfer(self.random.choice(self.living), self.random.choice(self.living))
        if self.random.random() < 0.35:
            self.recover(self.random.choice(self.living))
        if self.random.random() < 0.6:
            self.paid |= 1 << period

    def transfer(self, sender: Address, to: Address) -> None:
        """All of it mostly, so that wallets empty."""
        balance = self.bond.call("balanceOf", sender)
        amount = self.random.choice((0, balance, balance, balance // 200 * 100))
        self.bond.send("transfer", to, amount, sender=sender)

    def recover(self, lost: Address) -> None:
        """A new wallet takes a lost one's place; it may have got units already."""
        market, person = self.market, self.persons[lost]
        successor = market.account(f"successor {len(self.wallets)}")
        market.onboard(successor, person=person)
        if self.random.random() < 0.4 and self.bond.call("balanceOf", self.living[0]):
            self.bond.send("transfer", successor, 100, sender=self.living[0])
        market.replace_wallet(lost, successor)
        call = ("recoveryAddress", lost, successor, identity_address(person))
        self.bond.send(*call, sender=market.registrar)
        self.persons = {**self.persons, successor: person}
        self.living[self.living.index(lost)] = successor
        self.wallets.append(successor)
        self.recovered += 1

    def settle(self, wallet: Address, period: int) -> None:
        """The payment of a record date, and what the balances of all of them say of it."""
        before = self.bond.call("settledPeriods", wallet)
        held = [self.bond.call("balanceOfAt", wallet, each) for each in range(period + 1)]
        older = any(self.paid >> each & 1 and held[each] for each in range(before, period))
        due = held[period] and before <= period
        call = ("settlePayment", [wallet], period, self.paid)
        self.bond.send(*call, sender=self.market.stranger)
        after = self.bond.call("settledPeriods", wallet)
        assert after == (period + 1 if due and not older else before)
        self.passed_over += bool(due and older)
        self.settled += bool(due and not older)
