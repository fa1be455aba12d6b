"""Who takes part, what is issued and what it is worth: the ground every example starts from."""

from __future__ import annotations

from dataclasses import astuple

from rwa.chain.accounts import Address
from rwa.chain.deployment import (
    PolicyTerms,
    StockTerms,
    SystemTerms,
    TokenTerms,
    UnitTerms,
    stock_label,
)
from rwa.identifiers import Code, Party
from rwa.ledger.genesis import Backing, Feed, Genesis, Terms
from rwa.programme import CapBasis
from rwa.registry.policies import POLICIES
from rwa.roles import Role

GENESIS_TIME = 1_764_547_200
"""2025-12-01 00:00 UTC."""
DAY = 86_400
YEAR = 365 * DAY
LAST_SECOND = 2**40 - 1
"""The last second the contracts count, whatever date a price is said to have."""
USD = 10**6
"""One dollar in micro-USD."""

OFFICIALS = {
    "ministry": Role.MINISTRY,
    "regulator": Role.REGULATOR,
    "registrar": Role.REGISTRAR,
    "fiscal agent": Role.FISCAL_AGENT,
    "custodian": Role.CUSTODIAN,
    "oracle": Role.ORACLE,
    "attestor": Role.ATTESTOR,
}
EXCHANGES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")
"""By number from 1. Alpha is full, Beta licensed, Gamma has an NOC alone, Delta has room, Epsilon
has no NOC, Zeta is revoked in some starts."""
GHOST = "exchange 9"
"""No exchange has this number."""

PEOPLE = ("asad", "bano", "chand", "dara", "emin", "faiz", "gul")
WALLETS = tuple(Party(f"{name}-{number}") for name in PEOPLE for number in (1, 2, 3))
CHAIN = tuple(Party(f"hina-{number}") for number in range(1, 10))
"""The wallets of a person who loses one after the other."""
CROWD = tuple(Party(f"qazi-{number}") for number in range(1, 257))
"""The wallets of a person who has as many at Beta as anyone may, and one more."""
STRANGER = Party("stranger")
SEEN = (*WALLETS, CHAIN[0], *CHAIN[-2:], CROWD[-1], STRANGER)
"""Every wallet that may ever hold; all of them are looked at."""

STAGE_LIMITS = (
    (0, 0, 0),
    (0, 0, 0),
    (4, 10**12, 10**12),
    (6, 10**13, 10**13),
    (300, 10**15, 10**15),
)
CAP_USD = 2_000_000_000 * USD
CLASS_LIMITS = {
    "BILL": 800_000_000 * USD,
    "BOND": 1_500_000_000 * USD,
    "COMMODITY": 600_000_000 * USD,
}

PKR_FEED, XAU_FEED, XAG_FEED = Party("PKR / USD"), Party("XAU / USD"), Party("XAG / USD")
POSTED = (PKR_FEED, XAU_FEED)
"""The feeds an oracle posts to; the third says whatever it is told."""
FIRST_PRICES = {PKR_FEED: 3_600_000_000_000_000, XAU_FEED: 4_200 * 10**8, XAG_FEED: 55 * 10**8}
HEARTBEAT = 3 * DAY
MAX_CHANGE_BPS = 1_000

_UNITS = (
    UnitTerms("PKR", 2, PKR_FEED, 18, MAX_CHANGE_BPS, HEARTBEAT),
    UnitTerms("USD", 2),
    UnitTerms("XAU", 3, XAU_FEED, 8, MAX_CHANGE_BPS, HEARTBEAT),
)
_OPENED = GENESIS_TIME - DAY
_LATER = GENESIS_TIME + 20 * DAY
_COUPONS = [GENESIS_TIME + 12 * DAY, GENESIS_TIME + 19 * DAY]

STOCK = StockTerms(10**30, 10 * YEAR, 200)

TOKENS = (
    TokenTerms(
        "BILL-1", "TreasuryBill", "Bill 84 days", "B1", "PKR", 2, 500_000_00,
        (_OPENED, GENESIS_TIME + 84 * DAY),
    ),
    TokenTerms(
        "BILL-2", "TreasuryBill", "Bill 180 days", "B2", "PKR", 2, 1,
        (_LATER, _LATER + 180 * DAY),
    ),
    TokenTerms(
        "BOND-1", "Bond", "Bond 3 years", "N1", "PKR", 2, 100_00,
        (_OPENED, GENESIS_TIME + 3 * YEAR, 120_000, 2, _COUPONS, (0, 0, [])),
    ),
    TokenTerms(
        "BOND-2", "Bond", "Dollar bond", "N2", "USD", 2, 1_000_00,
        (_OPENED, GENESIS_TIME + 5 * YEAR, 65_000, 2, [], (0, 0, [])),
    ),
    TokenTerms("GOLD-1", "CommodityReserve", "Gold", "G1", "XAU", 3, 1_000, stock=STOCK),
    TokenTerms("SILVER-1", "CommodityReserve", "Silver", "S1", "XAG", 3, 10, stock=STOCK),
)  # fmt: skip
CODES = tuple(Code(token.label) for token in TOKENS)
VOLUMES = {
    "BILL-1": 10**14,
    "BILL-2": 40_000_000,
    "BOND-1": 10**14,
    "BOND-2": 10**12,
    "GOLD-1": 10**9,
    "SILVER-1": 60_000,
}
_CLASSES = {"TreasuryBill": "BILL", "Bond": "BOND", "CommodityReserve": "COMMODITY"}


def system_terms(accounts: dict[str, Address]) -> SystemTerms:
    """What the programme is deployed with."""
    policies = [
        PolicyTerms(
            rule.contract,
            rule.policy.function,
            frozenset(map(int, rule.policy.proposers)),
            frozenset(map(int, rule.policy.approvers)),
            rule.policy.delay,
        )
        for rule in POLICIES
    ]
    return SystemTerms(
        roles={int(role): accounts[name] for name, role in OFFICIALS.items()},
        policies=policies,
        stage_limits=STAGE_LIMITS,
        cap_basis=int(CapBasis.OUTSTANDING),
        cap_usd=CAP_USD,
        class_limits=CLASS_LIMITS,
        units=_UNITS,
    )


def genesis() -> Genesis:
    """The ground on which the ledger reads the programme's events."""
    feeds = {
        unit.feed: Feed(unit.feed_decimals, unit.max_change_bps) for unit in _UNITS if unit.feed
    }
    feeds[XAG_FEED] = Feed(8, 0)
    return Genesis(
        CapBasis.OUTSTANDING,
        {Code(token.label): _terms(token) for token in TOKENS},
        feeds,
        {rule.policy.function: rule.policy for rule in POLICIES},
    )


def _terms(token: TokenTerms) -> Terms:
    stock, label = token.stock, Party(stock_label(token.label))
    issue, maturity, *_ = (*token.rest[:2], None, None)
    return Terms(
        Code(token.label),
        Code(_CLASSES[token.artifact]),
        Code(token.unit),
        token.decimals,
        token.denomination,
        issue,
        maturity,
        backing=Backing(label, *astuple(stock)) if stock else None,
    )
