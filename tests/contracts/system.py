"""A whole programme deployed for the contract tests, its actors, and what they do most often.

Times are Unix seconds, amounts base units, US dollars micro-USD.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from eth_utils.address import to_checksum_address

from rwa.chain.accounts import Address, derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import (
    CashTerms,
    StockTerms,
    System,
    SystemTerms,
    TokenTerms,
    UnitTerms,
    deploy_system,
    keccak,
    stock_label,
    token_steps,
)
from rwa.chain.engine import Engine, Receipt
from rwa.chain.errors import ContractRevert
from rwa.chain.signing import sign_digest
from rwa.entry import Milestone
from rwa.registry.assembly import policy_terms
from rwa.roles import Role
from tests.conftest import GENESIS_TIME

MINUTE = 60
DAY = 86_400
START = GENESIS_TIME + 1
"""The first second at which something may happen."""

ISSUE_TIME = GENESIS_TIME
BILL_MATURITY = GENESIS_TIME + 84 * DAY
BOND_MATURITY = GENESIS_TIME + 1_096 * DAY
RECORD_TIMES = tuple(GENESIS_TIME + days * DAY for days in (30, 60, 90, 182, 365, 730))
CALLABLE_FROM = GENESIS_TIME + 60 * DAY
CALL_NOTICE = 20 * DAY
NOC_EXPIRY = GENESIS_TIME + 400 * DAY
KYC_EXPIRY = GENESIS_TIME + 800 * DAY
HEARTBEAT = 5 * DAY
MAX_STOCK = 2**128 - 1
"""Base units of stock, more than any register counts."""
MAX_AGE = 2**32 - 1
FOREVER = 2**40 - 1
"""An expiry that no test lives to see."""

BILL_CODE = "PK00BILL0001"
BOND_CODE = "PK00BOND0001"
PRESCRIPTION = 300 * DAY
"""Seconds for which the paying agent holds unclaimed money."""
GOLD_CODE = "XAU-KARACHI"

USD = 10**6
"""Micro-USD in one US dollar."""
CAP = 2_000_000_000 * USD
CLASS_LIMITS = {"BILL": 1_000_000_000 * USD, "BOND": 1_500_000_000 * USD, "COMMODITY": CAP}
STAGE_LIMITS = ((0, 0, 0), (0, 0, 0), (400, 10**12, 10**11), (1_000, 10**13, 10**12), (10**6, 0, 0))
PKR_PRICE = 3_600_000_000_000_000
"""USD 0.0036 for one rupee, 18 decimals."""
XAU_PRICE = 4_200_00000000
"""USD 4,200 for one fine troy ounce, 8 decimals."""

DOCUMENT = keccak(b"the paper the act rests on")
FIRST, SECOND = 1, 2
"""The two exchanges, both registered at goAML; `operator` and `other_operator` act for them."""

OFFICES = {
    "ministry": Role.MINISTRY,
    "regulator": Role.REGULATOR,
    "registrar": Role.REGISTRAR,
    "fiscal_agent": Role.FISCAL_AGENT,
    "custodian": Role.CUSTODIAN,
    "oracle": Role.ORACLE,
    "attestor": Role.ATTESTOR,
}
OTHERS = (
    "deployer",
    "operator",
    "other_operator",
    "holder",
    "other_holder",
    "distant_holder",
    "stranger",
    "dealer",
    "other_dealer",
    "government",
)

UNITS = (
    UnitTerms("USD", 2),
    UnitTerms("PKR", 2, "PKR / USD", 18, 1_000, HEARTBEAT),
    UnitTerms("XAU", 3, "XAU / USD", 8, 1_000, HEARTBEAT),
)
CASH = (
    CashTerms("cash-PKR", "Settlement cash in PKR", "cPKR", 2),
    CashTerms("cash-USD", "Settlement cash in USD", "cUSD", 6),
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Who proposes, approves and calls a function that needs an order of two parties."""

    proposer: Role
    approver: Role
    caller: Role


ORDERED: Mapping[str, Ordered] = {
    "setCap": Ordered(Role.MINISTRY, Role.REGULATOR, Role.MINISTRY),
    "setClassLimit": Ordered(Role.MINISTRY, Role.REGULATOR, Role.MINISTRY),
    "setUnit": Ordered(Role.MINISTRY, Role.REGULATOR, Role.MINISTRY),
    "setStageLimits": Ordered(Role.REGULATOR, Role.MINISTRY, Role.REGULATOR),
    "forcedTransfer": Ordered(Role.REGISTRAR, Role.REGULATOR, Role.REGISTRAR),
    "replaceWallet": Ordered(Role.REGISTRAR, Role.REGULATOR, Role.REGISTRAR),
    "grantRole": Ordered(Role.MINISTRY, Role.REGULATOR, Role.MINISTRY),
    "revokeRole": Ordered(Role.MINISTRY, Role.REGULATOR, Role.MINISTRY),
}
DELAYS = {terms.function: terms.delay for terms in policy_terms()}


def account(engine: Engine, name: str) -> Address:
    """The address of an actor by name, able to send."""
    return engine.add_account(derive_account("contract tests", name))


def identity(person: str) -> int:
    """160 bits that stand for a person."""
    return int.from_bytes(keccak(person.encode())[:20])


def identity_address(person: str) -> Address:
    """The same as ERC-3643 reads it."""
    return checksummed(identity(person))


def checksummed(number: int) -> Address:
    """The address with these 160 bits."""
    return Address(to_checksum_address(number.to_bytes(20)))


@contextmanager
def refuses(name: str, /, **arguments: Any) -> Iterator[None]:
    """The block is refused with exactly this error and exactly these arguments."""
    with pytest.raises(ContractRevert) as caught:
        yield
    assert (caught.value.name, caught.value.arguments) == (name, arguments)


class Market:
    """The deployed programme: one attribute per contract and per actor.

    The bill and the bond are in PKR (2 decimals, denomination 100), the gold reserve in XAU (3
    decimals, denomination 1), on attested stock without end. `holder` and `other_holder` are
    customers of the first exchange, `distant_holder` of the second; `stranger` is nobody's. Nothing
    is issued.
    """

    ministry: Address
    regulator: Address
    registrar: Address
    fiscal_agent: Address
    custodian: Address
    oracle: Address
    attestor: Address
    deployer: Address
    operator: Address
    other_operator: Address
    holder: Address
    other_holder: Address
    distant_holder: Address
    stranger: Address
    dealer: Address
    other_dealer: Address
    government: Address

    def __init__(self, engine: Engine, artifacts: Mapping[str, Artifact]) -> None:
        self.engine = engine
        self.artifacts = artifacts
        for name in (*OFFICES, *OTHERS):
            setattr(self, name, account(engine, name))
        self.system: System = deploy_system(engine, artifacts, self.terms(), self.deployer)
        contracts = self.system.contracts
        self.authority = contracts["authority"]
        self.orders = contracts["orders"]
        self.participants = contracts["participants"]
        self.programme = contracts["programme"]
        self.pkr_feed = contracts["PKR / USD"]
        self.xau_feed = contracts["XAU / USD"]
        self.pkr_cash = contracts["cash-PKR"]
        self.usd_cash = contracts["cash-USD"]
        self.settlement = contracts["settlement"]
        self.agent = contracts["paying-agent"]
        self.primary = contracts["primary-market"]
        self.tenders = contracts["tenders"]
        self.redemptions = contracts["redemptions"]
        self.bill = self.deploy_token(BILL_CODE, "TreasuryBill", "PKR", 2, 100, BILL_MATURITY)
        coupon = (72_500, 2, list(RECORD_TIMES), (CALLABLE_FROM, CALL_NOTICE, []))
        self.bond = self.deploy_token(BOND_CODE, "Bond", "PKR", 2, 100, BOND_MATURITY, *coupon)
        self.gold = self.deploy_token(GOLD_CODE, "CommodityReserve", "XAU", 3, 1)
        self.stock = self.stock_of(self.gold)
        for token in (self.bill, self.bond, self.gold):
            self.programme.send("register", token.address, 2**120, sender=self.ministry)
        self.post_prices()
        for operator in (self.operator, self.other_operator):
            self.admit(operator)
        self.onboard(self.holder)
        self.onboard(self.other_holder, person="other holder")
        self.onboard(self.distant_holder, SECOND, person="distant holder")

    def terms(self) -> SystemTerms:
        """What the programme is deployed with."""
        return SystemTerms(
            roles={int(role): getattr(self, name) for name, role in OFFICES.items()},
            policies=policy_terms(),
            stage_limits=STAGE_LIMITS,
            cap_basis=0,
            cap_usd=CAP,
            class_limits=CLASS_LIMITS,
            units=UNITS,
            cash=CASH,
            dealers=(self.dealer, self.other_dealer),
            government_account=self.government,
            tax_account=account(self.engine, "tax account"),
            prescription=PRESCRIPTION,
        )

    # ------------------------------------------------------------ time and undo

    @property
    def now(self) -> int:
        """The chain's clock."""
        return self.engine.now

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.engine.advance_to(self.engine.now + seconds)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens in the block is forgotten after it, time included."""
        before = self.engine.snapshot()
        try:
            yield
        finally:
            self.engine.revert(before)

    # ------------------------------------------------------------ actors

    def account(self, name: str) -> Address:
        """One more actor, able to send."""
        return account(self.engine, name)

    def of_role(self, role: int) -> Address:
        """The account that holds a role."""
        return getattr(self, Role(role).name.lower())

    # ------------------------------------------------------------ exchanges, holders

    def admit(self, operator: Address) -> int:
        """Enrol an exchange, grant its NOC and record goAML; returns its id."""
        self.participants.send("enrol", operator, DOCUMENT, sender=self.regulator)
        exchange = int(self.participants.call("exchangeCount"))
        self.participants.send("grantNoc", exchange, NOC_EXPIRY, DOCUMENT, sender=self.regulator)
        self.reach(exchange, Milestone.GOAML)
        return exchange

    def reach(self, exchange: int, milestone: int) -> Receipt:
        """Record a step of entry."""
        arguments = (exchange, int(milestone), DOCUMENT)
        return self.participants.send("reach", *arguments, sender=self.regulator)

    def set_status(self, exchange: int, status: int) -> Receipt:
        """Suspend, reinstate or revoke."""
        arguments = (exchange, int(status), DOCUMENT)
        return self.participants.send("setStatus", *arguments, sender=self.regulator)

    def operator_of(self, exchange: int) -> Address:
        """Who onboards an exchange's customers."""
        return self.participants.call("exchangeOf", exchange).operator

    def onboard(
        self,
        wallet: Address,
        exchange: int = FIRST,
        *,
        person: str = "holder",
        kyc_expiry: int = KYC_EXPIRY,
        sender: Address | None = None,
    ) -> Receipt:
        """Onboard a wallet of `person`."""
        record = onboarding(wallet, person, kyc_expiry)
        sender = sender or self.operator_of(exchange)
        return self.participants.send("onboard", exchange, record, sender=sender)

    def set_blocked(self, person: str, *wallets: Address, blocked: bool = True) -> Receipt:
        """Block or unblock a person and the wallets named."""
        arguments = (identity(person), list(wallets), blocked)
        return self.participants.send("setBlocked", *arguments, sender=self.registrar)

    # ------------------------------------------------------------ prices, supply

    def post_prices(self) -> None:
        """Post both prices anew, observed now."""
        for feed, price in ((self.pkr_feed, PKR_PRICE), (self.xau_feed, XAU_PRICE)):
            feed.send("post", price, self.now, sender=self.oracle)

    def issue(self, token: Contract, to: Address, amount: int) -> Receipt:
        """Issue by the fiscal agent."""
        code = token.call("INSTRUMENT_ID")
        return self.programme.send("issue", code, to, amount, sender=self.fiscal_agent)

    def redeem(self, token: Contract, holder: Address, amount: int) -> Receipt:
        """Redeem by the fiscal agent."""
        code = token.call("INSTRUMENT_ID")
        return self.programme.send("redeem", code, holder, amount, sender=self.fiscal_agent)

    def deploy_token(
        self,
        code: str,
        artifact: str,
        unit: str,
        decimals: int,
        denomination: int,
        *rest: Any,
        programme: Contract | None = None,
    ) -> Contract:
        """Deploy an instrument, issued from `ISSUE_TIME`; debt takes its maturity and the rest, and
        of a reserve as much is attested as a register holds.
        """
        rest = (ISSUE_TIME, *rest) if rest else ()
        stock = None if rest else StockTerms(MAX_STOCK, MAX_AGE, 0)
        terms = TokenTerms(
            code, artifact, code, code[:11], unit, decimals, denomination, rest, stock
        )
        parts = {
            "programme": programme or self.programme,
            "authority": self.authority,
            "orders": self.orders,
        }
        at = {label: contract.address for label, contract in parts.items()}
        for step in token_steps(terms):
            made = deploy(
                self.engine,
                self.artifacts[str(step.artifact)],
                *step.arguments(at),
                sender=self.deployer,
            )
            at[step.label] = made.address
            if step.label == stock_label(code):
                self.attest(made)
        return made

    # ------------------------------------------------------------ attested stock

    def stock_of(self, reserve: Contract) -> Contract:
        """The attestor of a reserve's stock."""
        artifact = self.artifacts["ReserveAttestor"]
        return Contract(self.engine, artifact, reserve.call("STOCK"))

    def attestation(
        self,
        stock: Contract,
        total: int = MAX_STOCK,
        *,
        as_of: int | None = None,
        expiry: int = FOREVER,
        omitted: int = 0,
        root: bytes = bytes(32),
        commodity: bytes | None = None,
    ) -> tuple[Any, ...]:
        """What both sign; counted now unless told."""
        counted = self.now if as_of is None else as_of
        code = commodity or stock.call("COMMODITY")
        return (code, counted, expiry, total, omitted, root, DOCUMENT)

    def signed(
        self, stock: Contract, attestation: tuple[Any, ...], name: str, maker: str | None = None
    ) -> tuple[Address, bytes]:
        """The signature of an actor under an attestation, or one that `maker` made in its name."""
        digest = stock.call("digestOf", attestation)
        signature = sign_digest(derive_account("contract tests", maker or name), digest)
        return getattr(self, name), signature

    def attest(self, stock: Contract, total: int = MAX_STOCK, **told: Any) -> Receipt:
        """Attest a total, signed by custodian and attestor and handed in by a stranger."""
        attestation = self.attestation(stock, total, **told)
        signers = (self.signed(stock, attestation, each) for each in ("custodian", "attestor"))
        return stock.send("attest", attestation, *signers, sender=self.stranger)

    # ------------------------------------------------------------ orders

    def propose(
        self,
        target: Contract,
        function: str,
        *arguments: Any,
        role: int | None = None,
        sender: Address | None = None,
        document: bytes = DOCUMENT,
    ) -> bytes:
        """Propose a call; returns the order's id."""
        capacity = _ordered(function, arguments).proposer if role is None else role
        sender = sender or self.of_role(capacity)
        data = target.encode(function, *arguments)
        call = (target.address, data, document, int(capacity))
        self.orders.send("propose", *call, sender=sender)
        return order_id(target, data)

    def approve(
        self,
        order: bytes,
        role: int,
        sender: Address | None = None,
        document: bytes = DOCUMENT,
    ) -> Receipt:
        """Approve an order in a role."""
        call = (order, document, int(role))
        return self.orders.send("approve", *call, sender=sender or self.of_role(role))

    def order(
        self,
        target: Contract,
        function: str,
        *arguments: Any,
        proposer: int | None = None,
        approver: int | None = None,
        document: bytes = DOCUMENT,
    ) -> bytes:
        """Propose and approve a call; returns the order's id. Its delay has not passed yet."""
        order = self.propose(target, function, *arguments, role=proposer, document=document)
        usual = _ordered(function, arguments).approver
        self.approve(order, usual if approver is None else approver)
        return order

    def carry_out(
        self,
        target: Contract,
        function: str,
        *arguments: Any,
        proposer: int | None = None,
        approver: int | None = None,
    ) -> Receipt:
        """Order a call, wait its delay and make it; the delay lets prices age."""
        self.order(target, function, *arguments, proposer=proposer, approver=approver)
        self.wait(DELAYS[function])
        if target is self.authority:
            data = target.encode(function, *arguments)
            return self.orders.send("execute", data, sender=self.stranger)
        caller = self.of_role(ORDERED[function].caller)
        return target.send(function, *arguments, sender=caller)

    def replace_wallet(self, wallet: Address, successor: Address) -> Receipt:
        """Declare a wallet lost, by order; the successor is onboarded already."""
        return self.carry_out(self.participants, "replaceWallet", wallet, successor)


def _ordered(function: str, arguments: tuple[Any, ...]) -> Ordered:
    """The usual parties; where a role is changed, two others than that role."""
    usual = ORDERED[function]
    if function not in ("grantRole", "revokeRole"):
        return usual
    office = arguments[0]
    proposer = Role.REGULATOR if office == Role.MINISTRY else usual.proposer
    beside = office in (Role.MINISTRY, Role.REGULATOR)
    return Ordered(proposer, Role.FISCAL_AGENT if beside else usual.approver, usual.caller)


def onboarding(
    wallet: Address,
    person: str,
    kyc_expiry: int = KYC_EXPIRY,
    country: bytes = b"PK",
    category: int = 1,
) -> tuple[Address, int, bytes, int, int]:
    """What an operator says of a wallet."""
    return (wallet, kyc_expiry, country, category, identity(person))


def order_id(target: Contract, data: bytes) -> bytes:
    """The id of the order for a call, as the contract computes it."""
    return keccak(bytes(12) + bytes.fromhex(target.address[2:]) + keccak(data))


def emitted(receipt: Receipt, event: str) -> list[dict[str, Any]]:
    """The arguments of every event of this name in a receipt."""
    return [dict(log.args) for log in receipt.logs if log.event == event]
