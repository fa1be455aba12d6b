"""A programme told as a story of events, for the tests of ledger and rules."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from rwa.attestation import NO_LIST
from rwa.calendar import Timestamp
from rwa.entry import Milestone, Stage, Status
from rwa.events import Event, Value
from rwa.identifiers import (
    NOBODY,
    Code,
    DocumentHash,
    ExchangeName,
    FunctionName,
    Identity,
    OrderId,
    Party,
    document_hash,
)
from rwa.ledger import Ledger
from rwa.ledger.genesis import Backing, Cash, Feed, Genesis, Policy, Terms
from rwa.ledger.orders import ORDERS
from rwa.roles import Role, role_name

START = Timestamp(1_764_529_200)
"""2025-12-01 00:00 in Karachi."""

DAY = 86_400
YEAR = 365 * DAY

MINISTRY = Party("ministry")
REGULATOR = Party("regulator")
REGISTRAR = Party("registrar")
FISCAL_AGENT = Party("fiscal-agent")
ORACLE = Party("oracle")
CUSTODIAN = Party("custodian")
ATTESTOR = Party("attestor")
STRANGER = Party("stranger")
TENDERS = Party("tenders")

BINANCE = ExchangeName("Binance")
HTX = ExchangeName("HTX")
BILL = Code("PK0000000015")
GOLD = Code("XAU-RESERVE-1")
PKR_FEED = Party("PKR / USD")
XAU_FEED = Party("XAU / USD")
CASH = Party("cash-PKR")
STOCK = Party("XAU-RESERVE-1 stock")
CAPACITY, MARGIN_BPS = 10**12, 100
"""Base units that the vaults hold at most, and what stays unissued of what stands there."""

PAPER = document_hash(b"a paper")
FORCED = FunctionName("forcedTransfer")

ROLES = {
    Role.ADMIN: ORDERS,
    Role.MINISTRY: MINISTRY,
    Role.REGULATOR: REGULATOR,
    Role.REGISTRAR: REGISTRAR,
    Role.FISCAL_AGENT: FISCAL_AGENT,
    Role.CUSTODIAN: CUSTODIAN,
    Role.ORACLE: ORACLE,
    Role.PRIMARY_DEALER: Party("dealer"),
    Role.PRIMARY_MARKET: Party("primary-market"),
    Role.PAYING_AGENT: Party("paying-agent"),
    Role.TENDERS: TENDERS,
    Role.ATTESTOR: ATTESTOR,
    Role.REDEMPTIONS: Party("redemptions"),
}
TERMS = {
    BILL: Terms(BILL, Code("BILL"), Code("PKR"), 2, 500_000, START, Timestamp(START + 84 * DAY)),
    GOLD: Terms(
        GOLD,
        Code("COMMODITY"),
        Code("XAU"),
        3,
        1,
        backing=Backing(STOCK, CAPACITY, 60 * DAY, MARGIN_BPS),
    ),
}
GENESIS = Genesis(
    tokens=TERMS,
    cash={CASH: Cash(Code("PKR"), 2)},
    feeds={PKR_FEED: Feed(18, 2_000), XAU_FEED: Feed(8, 2_000)},
    policies={
        FORCED: Policy(
            FORCED, frozenset({Role.REGISTRAR}), frozenset({Role.REGULATOR, Role.REGISTRAR}), 0
        ),
        FunctionName("setCap"): Policy(
            FunctionName("setCap"),
            frozenset({Role.MINISTRY, Role.REGULATOR}),
            frozenset({Role.MINISTRY, Role.REGULATOR}),
            2 * DAY,
        ),
        FunctionName("revokeRole"): Policy(
            FunctionName("revokeRole"),
            frozenset({Role.MINISTRY, Role.REGULATOR}),
            frozenset({Role.MINISTRY, Role.REGULATOR, Role.FISCAL_AGENT}),
            DAY,
        ),
    },
)


def person(number: int) -> Identity:
    """The identity of the person of this number, from 1."""
    return Identity.from_bits(number)


def order_id(number: int) -> OrderId:
    """The id of the order of this number."""
    return OrderId(f"0x{number:064x}")


class Story:
    """A ledger and the events told to it so far; `now` is when the next one happens."""

    def __init__(self) -> None:
        self.ledger = Ledger(GENESIS)
        self.now = START
        self.events: list[Event] = []

    def tell(self, contract: str, name: str, /, **args: Value | Fraction) -> None:
        """Apply one event. A trailing underscore of an argument's name is dropped; of a fraction
        the divisor is told beside it.
        """
        named: dict[str, Value] = {}
        for key, value in args.items():
            if isinstance(value, Fraction):
                named[key], named[f"{key}_divisor"] = value.as_integer_ratio()
            else:
                named[key.rstrip("_")] = value
        event = Event(len(self.events), self.now, contract, name, MappingProxyType(named))
        self.events.append(event)
        self.ledger.apply(event)

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now = Timestamp(self.now + seconds)

    def appoint(self) -> None:
        """Give every party its role, held for a year already."""
        for role, party in ROLES.items():
            self.tell(
                "authority",
                "RoleGranted",
                role=role_name(role),
                account=party,
                delay=0,
                since=START - YEAR,
                new_member=True,
            )

    def limit_customers(self, customers: int) -> None:
        """Allow every stage from goAML on this many customers, earlier ones none."""
        for stage in Stage:
            self.tell(
                "participants",
                "StageLimitsSet",
                stage=stage.name.lower(),
                customers=customers if stage >= Stage.GOAML else 0,
                exposure_usd=0,
                transfer_usd=0,
            )

    def enrol(self, exchange: str) -> None:
        """Enrol an exchange, operated by the account of its name."""
        self.tell(
            "participants",
            "ExchangeEnrolled",
            exchange=exchange,
            operator=operator(exchange),
            document=PAPER,
        )

    def reach(self, exchange: str, *milestones: Milestone) -> None:
        """Record steps of the graph; the NOC is good for a year."""
        for milestone in milestones:
            self.tell(
                "participants",
                "MilestoneReached",
                exchange=exchange,
                milestone=milestone.name.lower(),
                document=PAPER,
            )
            if milestone is Milestone.NOC:
                self.set_noc_expiry(exchange, self.now + YEAR)
                self.set_status(exchange, Status.ACTIVE)

    def open_exchange(self, exchange: str) -> None:
        """Enrol an exchange and bring it to goAML registration."""
        self.enrol(exchange)
        self.reach(exchange, Milestone.NOC, Milestone.GOAML)

    def set_noc_expiry(self, exchange: str, expiry: int) -> None:
        """Move the NOC's expiry."""
        self.tell("participants", "NocExpirySet", exchange=exchange, expiry=expiry, document=PAPER)

    def set_status(self, exchange: str, status: Status) -> None:
        """Move the standing."""
        self.tell(
            "participants",
            "StatusChanged",
            exchange=exchange,
            status=status.name.lower(),
            document=PAPER,
        )

    def onboard(self, wallet: str, exchange: str, number: int, kyc: int = YEAR) -> None:
        """Onboard a wallet of person `number`, with KYC for `kyc` seconds from now."""
        self.tell(
            "participants",
            "HolderOnboarded",
            wallet=wallet,
            exchange=exchange,
            kyc_expiry=self.now + kyc,
            country="PK",
            category=1,
            identity=person(number),
        )

    def block(self, number: int, *wallets: str, blocked: bool = True) -> None:
        """Block or unblock a person and the wallets named."""
        self.tell(
            "participants", "BlockSet", identity=person(number), wallets=wallets, blocked=blocked
        )

    def replace(self, wallet: str, successor: str) -> None:
        """Declare a wallet lost."""
        self.tell(
            "participants", "WalletReplaced", wallet=wallet, successor=successor, document=PAPER
        )

    def limit_usd(self, cap: int, **classes: int) -> None:
        """Set the cap and the class limits, in whole USD, and the units PKR and XAU."""
        self.tell("programme", "CapSet", cap_usd=cap * 10**6)
        for asset_class, limit in classes.items():
            self.tell(
                "programme", "ClassLimitSet", asset_class=asset_class, limit_usd=limit * 10**6
            )
        for code, decimals, feed in (("PKR", 2, PKR_FEED), ("XAU", 3, XAU_FEED)):
            self.tell(
                "programme",
                "UnitSet",
                code=code,
                decimals=decimals,
                feed=feed,
                feed_decimals=GENESIS.feeds[feed].decimals,
                heartbeat=DAY,
            )

    def register(self, code: Code, volume: int = 10**18) -> None:
        """Enter an instrument in the registry."""
        terms = TERMS[code]
        self.tell(
            "programme",
            "InstrumentRegistered",
            id=code,
            token=code,
            asset_class=terms.asset_class,
            unit=terms.unit,
            volume=volume,
        )

    def price(self, feed: Party, answer: int) -> None:
        """Post a price observed now."""
        self.tell(feed, "AnswerPosted", round=1, answer=answer, updated_at=self.now)

    def attest(
        self,
        total: int,
        *,
        as_of: int | None = None,
        lasts: int = 30 * DAY,
        omitted: int = 0,
        root: DocumentHash = NO_LIST,
    ) -> None:
        """Attest the stock of the gold reserve, counted now unless told."""
        self.tell(
            STOCK,
            "StockAttested",
            round=len(self.ledger.stocks[STOCK].rounds) + 1,
            commodity=GOLD,
            as_of=self.now if as_of is None else as_of,
            expiry=self.now + lasts,
            total=total,
            omitted=omitted,
            root=root,
            report=PAPER,
            custodian=CUSTODIAN,
            attestor=ATTESTOR,
        )

    def issue(self, code: Code, to: str, amount: int) -> None:
        """Issue base units."""
        self.move(code, NOBODY, to, amount)
        self.tell("programme", "Issued", id=code, to=to, amount=amount)

    def redeem(self, code: Code, holder: str, amount: int) -> None:
        """Redeem base units."""
        self.move(code, holder, NOBODY, amount)
        self.tell("programme", "Redeemed", id=code, from_=holder, amount=amount)

    def move(self, code: Code, sender: str, to: str, amount: int) -> None:
        """Transfer base units."""
        self.tell(code, "Transfer", from_=sender, to=to, amount=amount)

    def freeze(self, code: Code, account: str, amount: int) -> None:
        """Set the frozen amount."""
        self.tell(code, "Frozen", account=account, amount=amount)

    def freeze_wallet(self, code: Code, account: str, frozen: bool = True) -> None:
        """Freeze or unfreeze a whole wallet."""
        self.tell(code, "AddressFrozen", account=account, frozen=frozen, by=REGISTRAR)

    def recover(self, code: Code, lost: str, successor: str, number: int) -> None:
        """Move a lost wallet's whole position, as the contract tells it."""
        book = self.ledger.tokens[code]
        frozen = book.frozen_amount(Party(lost))
        if frozen:
            self.freeze(code, lost, 0)
            self.freeze(code, successor, frozen)
        if Party(lost) in book.frozen_wallets:
            self.freeze_wallet(code, lost, frozen=False)
            self.freeze_wallet(code, successor)
        self.move(code, lost, successor, book.balance(Party(lost)))
        self.tell(code, "RecoverySuccess", lost=lost, new=successor, identity=person(number))

    def propose(self, order: OrderId, function: FunctionName, by: Party, capacity: Role) -> None:
        """Propose an order."""
        self.tell(
            "orders",
            "OrderProposed",
            order=order,
            target="participants",
            function=function,
            data="0x",
            document=PAPER,
            proposer=by,
            capacity=role_name(capacity),
        )

    def approve(self, order: OrderId, by: Party, capacity: Role, wait: int = 0) -> None:
        """Approve an order, to be used after `wait` seconds."""
        self.tell(
            "orders",
            "OrderApproved",
            order=order,
            approver=by,
            capacity=role_name(capacity),
            not_before=self.now + wait,
        )

    def ordered(self, number: int) -> OrderId:
        """An order of the registrar's that the regulator has approved."""
        order = order_id(number)
        self.propose(order, FORCED, REGISTRAR, Role.REGISTRAR)
        self.approve(order, REGULATOR, Role.REGULATOR)
        return order


def operator(exchange: str) -> Party:
    """The account that operates an exchange."""
    return Party(f"{exchange} operator")


def opened() -> Story:
    """Two exchanges open, two customers each, a bill and a gold reserve registered, prices fresh.

    Alice and Asad are customers of Binance, Hina and Hamid of HTX. One PKR is 0.0036 USD, one fine
    ounce 2,500 USD; a million of them is attested. The cap is USD 1,000,000, of bills 600,000 and
    of commodities 500,000.
    """
    story = Story()
    story.appoint()
    story.limit_customers(3)
    for exchange in (BINANCE, HTX):
        story.open_exchange(exchange)
    for number, (wallet, exchange) in enumerate(
        (("alice", BINANCE), ("asad", BINANCE), ("hina", HTX), ("hamid", HTX)), start=1
    ):
        story.onboard(wallet, exchange, number)
    story.limit_usd(1_000_000, BILL=600_000, COMMODITY=500_000)
    story.register(BILL)
    story.register(GOLD)
    story.price(PKR_FEED, 36 * 10**14)
    story.price(XAU_FEED, 2_500 * 10**8)
    story.attest(10**9)
    return story


ALICE, ASAD, HINA, HAMID = Party("alice"), Party("asad"), Party("hina"), Party("hamid")
