"""From a trial to a deployed programme: terms for the contracts, ground for the ledger, names for
both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rwa.calendar import Timestamp, first_second_after, start_of_day
from rwa.chain.abi import errors_of
from rwa.chain.accounts import derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.deployment import (
    CashTerms,
    PolicyTerms,
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
from rwa.events import Event
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.genesis import Backing, Cash, Feed, Genesis, Terms
from rwa.programme import CapBasis
from rwa.registry.directory import Directory
from rwa.registry.policies import POLICIES
from rwa.registry.service import Registry
from rwa.roles import Role
from rwa.scenario.checks import DEPLOYER
from rwa.scenario.debt import instalments, record_date, record_dates
from rwa.scenario.models import CURRENCIES, BondSection, CommoditySection, Instrument, Parties
from rwa.scenario.trial import Trial
from rwa.words import Words

ROLES: Mapping[str, Role] = {
    "ministry": Role.MINISTRY,
    "regulator": Role.REGULATOR,
    "registrar": Role.REGISTRAR,
    "fiscal_agent": Role.FISCAL_AGENT,
    "custodian": Role.CUSTODIAN,
    "oracle": Role.ORACLE,
    "attestor": Role.ATTESTOR,
}
"""The role of each party of a trial."""


def policy_terms() -> list[PolicyTerms]:
    """The policies of two-party orders as a deployment takes them."""
    return [
        PolicyTerms(
            rule.contract,
            rule.policy.function,
            frozenset(map(int, rule.policy.proposers)),
            frozenset(map(int, rule.policy.approvers)),
            rule.policy.delay,
        )
        for rule in POLICIES
    ]


STAGES = ("applicant", "noc", "goaml", "licence_applicant", "licensed")
"""The stages of entry as a trial names them, in the contracts' order."""

DAY = 86_400
YEAR = 365 * DAY
"""Seconds of a year in which unclaimed money is counted."""


def open_registry(
    trial: Trial,
    engine: Engine,
    artifacts: Mapping[str, Artifact],
    on_event: Callable[[Event], None] = lambda _: None,
) -> Registry:
    """Deploy a trial's programme and return its registry. Raises `ContractRevert`, `ChainError`."""
    words = Words()
    directory = Directory(engine, words, trial.seed, _titles(trial))
    terms = system_terms(trial)
    for party in (*Parties.model_fields, *trial.sections.dealers):
        directory.address(party)
    system = deploy_system(engine, artifacts, terms, directory.address(DEPLOYER))
    for label, contract in system.contracts.items():
        words.name_party(contract.address, label)
    for cash in terms.cash:
        words.measure_token(cash.label, cash.label.removeprefix("cash-"), cash.decimals)
    for artifact in artifacts.values():
        for error in errors_of(artifact.abi):
            words.name_error(error.selector, error.name)
    for rule in POLICIES:
        function = rule.policy.function
        words.name_function(selector(artifacts[rule.contract], function), function)
    tokens = {Code(token.label): token for token in token_terms(trial)}
    return Registry(system, Ledger(genesis(trial)), words, directory, tokens, on_event)


def system_terms(trial: Trial) -> SystemTerms:
    """What a trial's programme is deployed with."""
    sections = trial.sections
    limits = [getattr(sections.stage_limits, stage) for stage in STAGES]
    return SystemTerms(
        roles={
            int(role): derive_account(trial.seed, party).address for party, role in ROLES.items()
        },
        policies=policy_terms(),
        stage_limits=[(each.customers, each.exposure_usd, each.transfer_usd) for each in limits],
        cap_basis=int(_basis(trial)),
        cap_usd=sections.programme.cap_usd,
        class_limits={
            class_code(name): limit for name, limit in sections.programme.class_limits_usd.items()
        },
        units=list(_units(trial)),
        cash=[
            CashTerms(cash_label(code), f"Settlement cash in {code}", f"c{code}", unit.decimals)
            for code, unit in sections.units.items()
            if code in CURRENCIES
        ],
        dealers=[derive_account(trial.seed, key).address for key in sections.dealers],
        government_account=derive_account(trial.seed, "government_account").address,
        tax_account=derive_account(trial.seed, "tax_account").address,
        prescription=sections.programme.prescription_years * YEAR,
    )


def token_terms(trial: Trial) -> Iterator[TokenTerms]:
    """How each instrument of a trial is deployed."""
    for key, section in trial.sections.instruments.items():
        yield TokenTerms(
            section.code,
            _ARTIFACTS[section.asset_class],
            section.name,
            section.symbol,
            section.unit,
            trial.decimals(key),
            trial.base_units(key, section.denomination),
            tuple(_rest(trial, section)),
            _stock(trial, key),
        )


def genesis(trial: Trial) -> Genesis:
    """The ground on which a trial's events are read."""
    tokens = {}
    for key, section in trial.sections.instruments.items():
        debt = None if isinstance(section, CommoditySection) else section
        callable_from, call_notice = _call(section)
        tokens[Code(section.code)] = Terms(
            Code(section.code),
            class_code(section.asset_class),
            Code(section.unit),
            trial.decimals(key),
            trial.base_units(key, section.denomination),
            start_of_day(debt.issue_date) if debt else None,
            start_of_day(debt.maturity_date) if debt else None,
            callable_from,
            call_notice,
            _instalments(section),
            _backing(trial, key),
        )
    feeds = {
        Party(unit.feed): Feed(unit.feed_decimals, unit.max_change_bps)
        for unit in _units(trial)
        if unit.feed
    }
    policies = {rule.policy.function: rule.policy for rule in POLICIES}
    cash = {
        Party(cash_label(code)): Cash(Code(code), unit.decimals)
        for code, unit in trial.sections.units.items()
        if code in CURRENCIES
    }
    prescription = trial.sections.programme.prescription_years * YEAR
    government = Party(trial.sections.parties.government_account)
    return Genesis(_basis(trial), tokens, feeds, policies, cash, prescription, government)


def feed_label(unit: str) -> str:
    """What a unit's price feed is called."""
    return f"{unit} / USD"


def class_code(name: str) -> Code:
    """An asset class as the contracts name it."""
    return Code(name.upper())


_ARTIFACTS = {"bill": "TreasuryBill", "bond": "Bond", "commodity": "CommodityReserve"}


def _titles(trial: Trial) -> dict[str, str]:
    parties = trial.sections.parties
    titles = {party: getattr(parties, party) for party in Parties.model_fields}
    for key, exchange in trial.sections.exchanges.items():
        titles[key] = exchange.name
        titles[f"exchange/{key}"] = exchange.name
    for key, dealer in trial.sections.dealers.items():
        titles[key] = dealer.name
    return titles


def _basis(trial: Trial) -> CapBasis:
    return CapBasis[trial.sections.programme.cap_basis.upper()]


def _units(trial: Trial) -> Iterator[UnitTerms]:
    for code, unit in trial.sections.units.items():
        if unit.price is None:
            yield UnitTerms(code, unit.decimals)
        else:
            yield UnitTerms(
                code,
                unit.decimals,
                feed_label(code),
                unit.price.decimals,
                unit.price.largest_change_percent,
                unit.price.heartbeat_hours * 3600,
            )


def _rest(trial: Trial, section: Instrument) -> Iterator[object]:
    if isinstance(section, CommoditySection):
        return
    yield start_of_day(section.issue_date)
    yield start_of_day(section.maturity_date)
    if isinstance(section, BondSection):
        yield (section.coupon_percent or 0) * 100
        yield section.frequency
        yield [first_second_after(day) for day in record_dates(trial.sections, section)]
        callable_from, notice = _call(section)
        yield [callable_from or 0, notice, list(_instalments(section).items())]


def _stock(trial: Trial, key: str) -> StockTerms | None:
    """What attests a reserve's stock."""
    section = trial.instrument(key)
    if not isinstance(section, CommoditySection):
        return None
    volume = trial.base_units(key, section.volume)
    capacity = trial.base_units(key, section.capacity) if section.capacity else 2 * volume
    return StockTerms(capacity, section.max_age_days * DAY, trial.margin_bps(section))


def _backing(trial: Trial, key: str) -> Backing | None:
    stock, code = _stock(trial, key), trial.instrument(key).code
    if stock is None:
        return None
    return Backing(Party(stock_label(code)), stock.capacity, stock.max_age, stock.margin_bps)


def _call(section: Instrument) -> tuple[Timestamp | None, int]:
    """From when an issue may be called, if ever, and the seconds of notice."""
    call = section.call if isinstance(section, BondSection) else None
    return (start_of_day(call.start), call.notice_days * DAY) if call else (None, 0)


def _instalments(section: Instrument) -> dict[Timestamp, int]:
    """What an issue's terms repay before maturity, by record time."""
    if not isinstance(section, BondSection):
        return {}
    return {
        first_second_after(record_date(section, due)): part
        for due, part in instalments(section).items()
    }
