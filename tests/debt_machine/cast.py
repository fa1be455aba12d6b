"""Who takes part, what is owed and what it is worth: the ground every example starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple

from rwa.chain.abi import errors_of
from rwa.chain.accounts import derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.deployment import (
    CashTerms,
    StockTerms,
    SystemTerms,
    TokenTerms,
    UnitTerms,
    cash_label,
    deploy_system,
    selector,
    stock_label,
)
from rwa.chain.engine import Engine
from rwa.identifiers import Code, Identity, Party
from rwa.ledger import Ledger
from rwa.ledger.genesis import Backing, Cash, Feed, Genesis, Terms
from rwa.programme import CapBasis
from rwa.registry import Registry
from rwa.registry.assembly import policy_terms
from rwa.registry.directory import Directory
from rwa.registry.policies import POLICIES
from rwa.roles import Role
from rwa.words import Words

GENESIS_TIME = 1_764_547_200
"""2025-12-01 00:00 UTC."""
DAY = 86_400
YEAR = 365 * DAY
USD = 10**6
"""One dollar in micro-USD."""
SEED = 3

OFFICIALS = {
    "ministry": Role.MINISTRY,
    "regulator": Role.REGULATOR,
    "registrar": Role.REGISTRAR,
    "fiscal agent": Role.FISCAL_AGENT,
    "custodian": Role.CUSTODIAN,
    "oracle": Role.ORACLE,
    "attestor": Role.ATTESTOR,
}
GOVERNMENT, TAX = Party("government"), Party("tax office")
DEALERS = ("dealer 1", "dealer 2")
EXCHANGES = ("Alpha", "Beta")
WALLETS = tuple(f"{name}-1" for name in ("asad", "bano", "chand", "dara", "emin", "faiz"))
"""The holders; each may lose its wallet and have a second, then a third."""
SEEN = tuple(f"{wallet[:-2]}-{number}" for wallet in WALLETS for number in (1, 2, 3))

BILL, NEXT = Code("BILL-1"), Code("BILL-2")
BOND, NOTE, GOLD, NONE = Code("BOND-1"), Code("NOTE-1"), Code("GOLD-1"), Code("NONE-1")
DEBT = (BILL, NEXT, BOND, NOTE)
CURRENCIES = ("PKR", "USD")
PKR_FEED, XAU_FEED = Party("PKR / USD"), Party("XAU / USD")
FIRST_PRICES = {PKR_FEED: 3_600_000_000_000_000, XAU_FEED: 4_200 * 10**8}
HEARTBEAT = 3 * DAY
PRESCRIPTION = 40 * DAY
CAP_USD = 200_000 * USD
MAX_RATE = 10_000

_UNITS = (
    UnitTerms("PKR", 2, PKR_FEED, 18, 2_000, HEARTBEAT),
    UnitTerms("USD", 2),
    UnitTerms("XAU", 3, XAU_FEED, 8, 2_000, HEARTBEAT),
)
_OPENED = GENESIS_TIME - DAY


def _on(*days: int) -> list[int]:
    return [GENESIS_TIME + each * DAY for each in days]


TOKENS = {
    Code(terms.label): terms
    for terms in (
        TokenTerms(
            BILL, "TreasuryBill", "Bill 84 days", "B1", "PKR", 2, 5_000_00,
            (_OPENED, GENESIS_TIME + 84 * DAY),
        ),
        TokenTerms(
            NEXT, "TreasuryBill", "The next bill", "B2", "PKR", 2, 5_000_00,
            (GENESIS_TIME + 20 * DAY, GENESIS_TIME + 104 * DAY),
        ),
        TokenTerms(
            BOND, "Bond", "Bond 3 years", "N1", "PKR", 2, 1,
            (_OPENED, GENESIS_TIME + 3 * YEAR, 120_000, 2, _on(10, 20, 30, 45, 60),
             (GENESIS_TIME + 35 * DAY, 4 * DAY, [])),
        ),
        TokenTerms(
            NOTE, "Bond", "Dollar note", "N2", "USD", 2, 1_00,
            (_OPENED, GENESIS_TIME + 150 * DAY, 65_000, 4, _on(12, 13, 14, 40, 70),
             (0, 0, [(time, 10**9) for time in _on(12, 14, 40, 70)])),
        ),
        TokenTerms(GOLD, "CommodityReserve", "Gold", "G1", "XAU", 3, 1_000,
                   stock=StockTerms(10**12, YEAR, 0)),
    )
}  # fmt: skip
VOLUMES = {BILL: 10**10, NEXT: 2 * 10**7, BOND: 10**12, NOTE: 10**8, GOLD: 10**6}
_CLASSES = {"TreasuryBill": "BILL", "Bond": "BOND", "CommodityReserve": "COMMODITY"}
CLASS_LIMITS = {"BILL": 90_000 * USD, "BOND": 150_000 * USD, "COMMODITY": 50_000 * USD}


def open_registry(engine: Engine, artifacts: Mapping[str, Artifact]) -> Registry:
    """The programme, deployed, with its instruments and nobody in it yet."""
    words = Words()
    directory = Directory(engine, words, SEED, {})
    for name in (*OFFICIALS, *DEALERS, *EXCHANGES, *SEEN, GOVERNMENT, TAX, "stranger"):
        directory.address(name)
    system = deploy_system(engine, artifacts, _system_terms(), directory.address("deployer"))
    for label, contract in system.contracts.items():
        words.name_party(contract.address, label)
    for unit in CURRENCIES:
        words.measure_token(cash_label(unit), unit, 2)
    for artifact in artifacts.values():
        for error in errors_of(artifact.abi):
            words.name_error(error.selector, error.name)
    for rule in POLICIES:
        function = rule.policy.function
        words.name_function(selector(artifacts[rule.contract], function), function)
    registry = Registry(system, Ledger(_genesis()), words, directory, TOKENS)
    for code in TOKENS:
        registry.deploy(code, "deployer")
    return registry


def _system_terms() -> SystemTerms:
    account = {
        name: derive_account(SEED, name).address for name in (*OFFICIALS, *DEALERS, GOVERNMENT, TAX)
    }
    return SystemTerms(
        roles={int(role): account[name] for name, role in OFFICIALS.items()},
        policies=policy_terms(),
        stage_limits=[(0, 0, 0), (0, 0, 0), *[(100, 10**15, 10**15)] * 3],
        cap_basis=int(CapBasis.OUTSTANDING),
        cap_usd=CAP_USD,
        class_limits=CLASS_LIMITS,
        units=_UNITS,
        cash=[CashTerms(cash_label(unit), f"Cash in {unit}", unit, 2) for unit in CURRENCIES],
        dealers=[account[name] for name in DEALERS],
        government_account=account[GOVERNMENT],
        tax_account=account[TAX],
        prescription=PRESCRIPTION,
    )


def _genesis() -> Genesis:
    return Genesis(
        CapBasis.OUTSTANDING,
        {code: _terms(code, token) for code, token in TOKENS.items()},
        {u.feed: Feed(u.feed_decimals, u.max_change_bps) for u in _UNITS if u.feed},
        {rule.policy.function: rule.policy for rule in POLICIES},
        {Party(cash_label(unit)): Cash(Code(unit), 2) for unit in CURRENCIES},
        PRESCRIPTION,
        GOVERNMENT,
    )


def _terms(code: Code, token: TokenTerms) -> Terms:
    issue, maturity = (*token.rest[:2], None, None)[:2]
    callable_from, notice, instalments = token.rest[5] if len(token.rest) > 5 else (0, 0, [])
    return Terms(
        code,
        Code(_CLASSES[token.artifact]),
        Code(token.unit),
        token.decimals,
        token.denomination,
        issue,
        maturity,
        callable_from or None,
        notice,
        dict(instalments),
        Backing(Party(stock_label(code)), *astuple(token.stock)) if token.stock else None,
    )


def identity(wallet: str) -> Identity:
    """The person behind a wallet: its name without the number, in bits."""
    return Identity.from_bits(int.from_bytes(wallet.rpartition("-")[0].encode("ascii")))
