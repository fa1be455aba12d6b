"""Payments on the test bond: announced, funded and paid in a line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rwa.chain.abi import checksum
from rwa.chain.accounts import Address
from rwa.chain.deployment import code32
from rwa.chain.engine import Receipt
from rwa.payment import unpack_discharge
from tests.contracts.system import BOND_CODE, DAY, RECORD_TIMES, Market, emitted

BOND = code32(BOND_CODE)
PKR = code32("PKR")
COUPON, REDEMPTION = 0, 1
ANNOUNCED, DEFAULTED, FUNDED, CLOSED, WITHDRAWN = range(5)
PAID, HELD_UNKNOWN, HELD_BLOCKED, HELD_KYC, OLDER_FIRST = range(5)
RATES = (0, 1_500, 2_000, *[3_500] * 13)
"""Category 1 pays 15 %, category 2 pays 20 %, all further ones 35 %."""


@dataclass(frozen=True)
class Terms:
    """A payment's terms in the contract's order: 3.625 % of face, all of it taxed."""

    kind: int = COUPON
    period: int = 0
    pay_time: int = RECORD_TIMES[0] + 10 * DAY
    grace_end: int = RECORD_TIMES[0] + 20 * DAY
    principal: int = 0
    numerator: int = 3_625
    taxable: int = 3_625
    denominator: int = 100_000

    @property
    def struct(self) -> tuple[int, ...]:
        """The contract's struct."""
        return tuple(self.__dict__.values())


FIRST = Terms()
SECOND = replace(
    FIRST,
    period=1,
    pay_time=RECORD_TIMES[1] + 10 * DAY,
    grace_end=RECORD_TIMES[1] + 20 * DAY,
)
THIRD = replace(
    FIRST,
    period=4,
    pay_time=RECORD_TIMES[4] + 10 * DAY,
    grace_end=RECORD_TIMES[4] + 20 * DAY,
)

Row = tuple[Address, int, int, int, int]
"""Wallet, units, gross, tax and outcome."""


def discharges(receipt: Receipt) -> list[Row]:
    """What each wallet of a batch was paid."""
    (told,) = emitted(receipt, "PaymentMade")
    pairs = zip(told["payouts"], told["discharges"], strict=True)
    rows = [unpack_discharge(*pair) for pair in pairs]
    return [(checksum(wallet), *rest) for wallet, *rest in rows]


@dataclass
class Service:
    """The paying agent of a market whose bond is held."""

    market: Market
    holders: list[Address] = field(default_factory=list)

    def announce(self, terms: Terms = FIRST) -> Receipt:
        """Announce a payment of the bond."""
        market = self.market
        return market.agent.send("announce", BOND, terms.struct, sender=market.fiscal_agent)

    def withdraw(self, number: int = 0) -> Receipt:
        """Withdraw a payment of the bond."""
        market = self.market
        return market.agent.send("withdraw", BOND, number, sender=market.fiscal_agent)

    def credit(self, amount: int, to: Address | None = None) -> Address:
        """Give the government account, or another, cash that the agent may take."""
        market = self.market
        payer = to or market.government
        market.pkr_cash.send("mint", payer, amount, sender=market.fiscal_agent)
        market.pkr_cash.send("approve", market.agent.address, amount, sender=payer)
        return payer

    def fund(self, number: int = 0, amount: int = 10**12) -> Receipt:
        """Fund a payment from the government account."""
        payer = self.credit(amount)
        return self.market.agent.send("fund", BOND, number, sender=payer)

    def ready(self, terms: Terms = FIRST, number: int = 0) -> None:
        """Announce and fund a payment, and wait until it is due."""
        self.announce(terms)
        self.until(terms.pay_time)
        self.fund(number)

    def until(self, time: int) -> None:
        """Let time pass up to a second."""
        self.market.engine.advance_to(max(time, self.market.now))

    def pay(self, wallets: Sequence[Address], number: int = 0) -> Receipt:
        """Anyone has wallets paid."""
        market = self.market
        return market.agent.send("pay", BOND, number, list(wallets), sender=market.stranger)

    def cash(self, account: Address) -> int:
        """The cash of an account."""
        return int(self.market.pkr_cash.call("balanceOf", account))

    def held(self, wallet: Address) -> int:
        """What is held in a wallet's name."""
        return int(self.market.agent.call("holdings", PKR, wallet).amount)

    def payment(self, number: int = 0):
        """A payment as the contract has it."""
        return self.market.agent.call("payments", BOND, number)
