"""The deployment of a whole programme, on any engine: one list of steps, in order.

The deployer is the authority's first admin, grants the roles, hands the admin to `Orders` and
leaves; when the list is through it holds nothing. Instruments are deployed later, by anyone, and
registered by the ministry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_utils.crypto import keccak as _keccak

from rwa.chain.accounts import ZERO_ADDRESS, Address
from rwa.chain.compiler import SETTINGS, SOLC_VERSION, Artifact
from rwa.chain.contract import Contract
from rwa.chain.engine import Engine, Log, Receipt
from rwa.chain.errors import NoContract
from rwa.errors import escaped
from rwa.roles import Role, role_name

PRIMARY_MARKET = "primary-market"
PAYING_AGENT = "paying-agent"
TENDERS = "tenders"
REDEMPTIONS = "redemptions"
CONTRACT_ROLES = {
    Role.PRIMARY_MARKET: PRIMARY_MARKET,
    Role.PAYING_AGENT: PAYING_AGENT,
    Role.TENDERS: TENDERS,
    Role.REDEMPTIONS: REDEMPTIONS,
}
"""Roles that contracts of the programme hold, by label."""

Addresses = Mapping[str, Address]
Arguments = Callable[[Addresses], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class PolicyTerms:
    """Roles that may propose and approve calls of one function, and the seconds an approved one
    waits.
    """

    contract: str
    function: str
    proposers: frozenset[int]
    approvers: frozenset[int]
    delay: int


@dataclass(frozen=True, slots=True)
class UnitTerms:
    """A unit of account; `feed` labels its price feed, none for USD. Heartbeat in seconds."""

    code: str
    decimals: int
    feed: str | None = None
    feed_decimals: int = 0
    max_change_bps: int = 0
    heartbeat: int = 0


@dataclass(frozen=True, slots=True)
class CashTerms:
    """Settlement cash in one currency."""

    label: str
    name: str
    symbol: str
    decimals: int


@dataclass(frozen=True, slots=True)
class SystemTerms:
    """What a programme is deployed with. Limits are micro-USD; stage limits by stage, from
    applicant to licensed. Dealers are primary dealers. Proceeds and unclaimed money go to the
    government account, tax to the tax account; money is unclaimed after `prescription` seconds.
    """

    roles: Mapping[int, Address]
    policies: Sequence[PolicyTerms]
    stage_limits: Sequence[tuple[int, int, int]]
    cap_basis: int
    cap_usd: int
    class_limits: Mapping[str, int]
    units: Sequence[UnitTerms]
    cash: Sequence[CashTerms] = ()
    dealers: Sequence[Address] = ()
    government_account: Address = ZERO_ADDRESS
    tax_account: Address = ZERO_ADDRESS
    prescription: int = 0


@dataclass(frozen=True, slots=True)
class StockTerms:
    """What attests a reserve's stock: the most that is believed of the vaults in base units, the
    seconds after which what was counted is too old, and what stays unissued of it, in hundredths of
    a percent.
    """

    capacity: int
    max_age: int
    margin_bps: int


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """An instrument's contract: which one, its descriptor, the rest of its constructor's arguments,
    and what attests the stock of a reserve.
    """

    label: str
    artifact: str
    name: str
    symbol: str
    unit: str
    decimals: int
    denomination: int
    rest: tuple[Any, ...] = ()
    stock: StockTerms | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction of a deployment: a contract to create under `label`, or a `function` of
    `label` to send.

    `arguments` are computed from the addresses of the contracts created before.
    """

    label: str
    arguments: Arguments
    artifact: str | None = None
    function: str | None = None

    @property
    def title(self) -> str:
        """What the step does, for a plan."""
        return f"create {self.artifact} ({self.label})" if self.artifact else self._sending

    @property
    def _sending(self) -> str:
        return f"send {self.label}.{self.function}"


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was carried out, its arguments and its receipt."""

    step: Step
    arguments: tuple[Any, ...]
    receipt: Receipt


@dataclass
class System:
    """A deployed programme: contracts by label, the terms, and what was done."""

    engine: Engine
    artifacts: Mapping[str, Artifact]
    terms: SystemTerms
    deployer: Address
    contracts: dict[str, Contract] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)

    def carry_out(self, step: Step, sender: Address) -> Receipt:
        """Send one step's transaction and remember it. Raises `ContractRevert`, `ChainError`."""
        addresses = {label: contract.address for label, contract in self.contracts.items()}
        arguments = tuple(step.arguments(addresses))
        if step.artifact is not None:
            artifact = self.artifacts[step.artifact]
            receipt = self.engine.deploy(artifact, arguments, sender=sender)
            if receipt.contract_address is None:
                raise ValueError(f"deploying {step.artifact} gave no address")
            self.contracts[step.label] = Contract(self.engine, artifact, receipt.contract_address)
        else:
            contract = self.contracts[step.label]
            receipt = contract.send(str(step.function), *arguments, sender=sender)
        self.done.append(Done(step, arguments, receipt))
        return receipt

    def deploy(self) -> None:
        """Create and wire every contract but the instruments'. Raises as `carry_out`."""
        for step in deployment_steps(self.terms, self.artifacts, self.deployer):
            self.carry_out(step, self.deployer)

    def deploy_token(self, terms: TokenTerms, sender: Address) -> Receipt:
        """Deploy an instrument's contract, after the one that attests its stock; it is registered
        by a call of its own. Raises as `carry_out`.
        """
        return [self.carry_out(step, sender) for step in token_steps(terms)][-1]


def deploy_system(
    engine: Engine, artifacts: Mapping[str, Artifact], terms: SystemTerms, deployer: Address
) -> System:
    """Deploy and wire the whole programme from `deployer`. Raises `ContractRevert`,
    `ChainError`.
    """
    system = System(engine, artifacts, terms, deployer)
    system.deploy()
    return system


def deployment_steps(
    terms: SystemTerms, artifacts: Mapping[str, Artifact], deployer: Address
) -> list[Step]:
    """Every transaction of a deployment, in order."""
    policies = [_policy(policy, artifacts) for policy in terms.policies]
    limits = [list(limits) for limits in terms.stage_limits]
    classes = [[code32(name), limit] for name, limit in terms.class_limits.items()]
    return [
        Step("authority", lambda _: [deployer], artifact="Authority"),
        Step("orders", lambda at: [at["authority"], policies], artifact="Orders"),
        Step(
            "participants",
            lambda at: [at["authority"], at["orders"], limits],
            artifact="Participants",
        ),
        *_feed_steps(terms.units),
        Step(
            "programme",
            lambda at: [
                at["authority"],
                at["orders"],
                at["participants"],
                terms.cap_basis,
                terms.cap_usd,
                classes,
                [_unit(unit, at) for unit in terms.units],
            ],
            artifact="Programme",
        ),
        *_cash_steps(terms.cash),
        Step("settlement", _settlement_arguments(terms.cash), artifact="DvpSettlement"),
        Step(
            PRIMARY_MARKET,
            lambda at: [at["programme"], accepted_cash(terms.cash, at), terms.government_account],
            artifact="PrimaryMarket",
        ),
        Step(
            TENDERS,
            lambda at: [at["programme"], accepted_cash(terms.cash, at), terms.government_account],
            artifact="Tenders",
        ),
        Step(
            REDEMPTIONS,
            lambda at: [at["programme"], accepted_cash(terms.cash, at), terms.government_account],
            artifact="Redemptions",
        ),
        Step(
            PAYING_AGENT,
            lambda at: [
                at["programme"],
                accepted_cash(terms.cash, at),
                terms.government_account,
                terms.tax_account,
                terms.prescription,
            ],
            artifact="PayingAgent",
        ),
        *_grant_steps(terms),
        Step("authority", lambda at: [Role.ADMIN, at["orders"], 0], function="grantRole"),
        Step("authority", lambda _: [Role.ADMIN, deployer], function="renounceRole"),
    ]


def token_steps(terms: TokenTerms) -> list[Step]:
    """The creation of an instrument's contract, the last of the steps."""
    descriptor = [
        terms.name,
        terms.symbol,
        code32(terms.label),
        code32(terms.unit),
        terms.decimals,
        terms.denomination,
    ]
    stock = terms.stock
    if stock is None:
        return [
            Step(
                terms.label,
                lambda at: [at["programme"], descriptor, *terms.rest],
                artifact=terms.artifact,
            )
        ]
    label = stock_label(terms.label)
    counted = [code32(terms.label), code32(terms.unit), terms.decimals, stock.capacity]
    return [
        Step(
            label,
            lambda at: [at["authority"], at["orders"], label, *counted],
            artifact="ReserveAttestor",
        ),
        Step(
            terms.label,
            lambda at: [
                at["programme"],
                descriptor,
                [at[label], stock.max_age, stock.margin_bps],
            ],
            artifact=terms.artifact,
        ),
    ]


def manifest(system: System) -> dict[str, Any]:
    """The content of `deployment.json`: what stands where, made from what, and who may do what.

    Raises `NoContract` where the chain tells no code of what was created.
    """
    return {
        "engine": system.engine.name,
        "chain_id": system.engine.chain_id,
        "deployer": system.deployer,
        "compiler": {"solc": SOLC_VERSION, "settings": _plain(SETTINGS)},
        "contracts": [
            {
                "label": done.step.label,
                "contract": done.step.artifact,
                "address": system.contracts[done.step.label].address,
                "constructor_arguments": _plain(done.arguments),
                "creation_bytecode_sha256": system.artifacts[done.step.artifact].bytecode_hash,
                "runtime_bytecode_sha256": _sha256(_code(system.contracts[done.step.label])),
                "gas_used": done.receipt.gas_used,
                "transaction": done.receipt.transaction_hash,
            }
            for done in system.done
            if done.step.artifact is not None
        ],
        "roles": [
            {"role": role, "name": role_name(role), "account": account}
            for role, account in _grants(system)
        ],
        "transactions": len(system.done),
        "gas_used": sum(done.receipt.gas_used for done in system.done),
    }


def progress(system: System) -> dict[str, Any]:
    """What a deployment has sent so far, told without asking the chain."""
    return {
        "chain_id": system.engine.chain_id,
        "deployer": system.deployer,
        "transactions": [
            {
                "step": done.step.title,
                "address": done.receipt.contract_address,
                "transaction": done.receipt.transaction_hash,
            }
            for done in system.done
        ],
    }


def wiring_faults(system: System) -> list[str]:
    """What does not stand as it was meant to; nothing where the deployment is whole and the
    deployer has left.
    """
    authority, orders = system.contracts["authority"], system.contracts["orders"].address
    wanted = list(_grants(system))
    accounts = dict.fromkeys([orders, system.deployer, *(account for _, account in wanted)])
    asked = [(int(role), account) for role in Role for account in accounts]
    answers = authority.call_many("hasRole", asked)
    faults = [
        f"{account} {'holds' if held else 'lacks'} role {role}"
        for (role, account), (held, _) in zip(asked, answers, strict=True)
        if held != ((role, account) in wanted)
    ]
    faults += _authority_faults(system)
    if system.deployer in (account for _, account in wanted):
        faults.append(f"the deployer {system.deployer} keeps an office")
    for label, contract in system.contracts.items():
        if not _same_code(contract.artifact, system.engine.code(contract.address)):
            faults.append(f"{label} at {contract.address} has other code than was deployed")
    return faults


def _authority_faults(system: System) -> Iterator[str]:
    """Events of the authority that no step of the deployment caused, and steps the chain is silent
    about.

    Whoever shared the deployer's key while it was admin could change roles in any way, and take a
    change back: every one left an event.
    """
    address = system.contracts["authority"].address
    own = [log for done in system.done for log in done.receipt.logs if log.address == address]
    told = system.engine.logs(address, system.done[0].receipt.block)
    yield from (f"{_told(log)} is no part of the deployment" for log in told if log not in own)
    yield from (f"the chain does not tell of {_told(log)}" for log in own if log not in told)


def _told(log: Log) -> str:
    arguments = ", ".join(f"{name}={value}" for name, value in log.args.items())
    return f"{log.event}({escaped(arguments)}) of the authority in transaction {log.transaction}"


def _code(contract: Contract) -> bytes:
    """The code of a contract that was created."""
    code = contract.engine.code(contract.address)
    if not code:
        raise NoContract(contract.address, contract.artifact.name)
    return code


def _same_code(artifact: Artifact, code: bytes) -> bool:
    """Whether `code` is the artifact's runtime code, immutables aside, which the constructor fills
    in.
    """
    blank = bytearray(code)
    for places in artifact.immutable_references.values():
        for place in places:
            start, length = place["start"], place["length"]
            blank[start : start + length] = bytes(length)
    return bytes(blank) == artifact.deployed_bytecode


def code32(text: str) -> bytes:
    """A code as the contracts keep it: ASCII, left-aligned in 32 bytes. Raises `ValueError` if it
    is longer.
    """
    encoded = text.encode("ascii")
    if len(encoded) > 32:
        raise ValueError(f"{text!r} does not fit 32 bytes")
    return encoded.ljust(32, b"\0")


def stock_label(code: str) -> str:
    """What the feed of a reserve's stock is called."""
    return f"{code} stock"


def cash_label(unit: str) -> str:
    """What the settlement cash of a currency is called."""
    return f"cash-{unit}"


def accepted_cash(cash: Sequence[CashTerms], at: Addresses) -> list[list[Any]]:
    """What a contract that takes settlement cash is told: each unit and its cash."""
    return [[code32(terms.label.removeprefix("cash-")), at[terms.label]] for terms in cash]


def keccak(data: bytes) -> bytes:
    """Keccak-256, as contracts hash."""
    return bytes(_keccak(data))


def selector(artifact: Artifact, function: str) -> bytes:
    """The four bytes that call a function, by its name. Raises `KeyError`."""
    for signature, digits in artifact.method_identifiers.items():
        if signature.partition("(")[0] == function:
            return bytes.fromhex(digits)
    raise KeyError(f"{artifact.name} has no function {function}")


def _feed_steps(units: Sequence[UnitTerms]) -> Iterator[Step]:
    for unit in units:
        if unit.feed is not None:
            yield Step(unit.feed, _feed_arguments(unit), artifact="PriceFeed")


def _feed_arguments(unit: UnitTerms) -> Arguments:
    rest = [f"{unit.code} / USD", unit.feed_decimals, unit.max_change_bps]
    return lambda at: [at["authority"], at["orders"], *rest]


def _cash_steps(cash: Sequence[CashTerms]) -> Iterator[Step]:
    for terms in cash:
        yield Step(terms.label, _cash_arguments(terms), artifact="CashToken")


def _cash_arguments(terms: CashTerms) -> Arguments:
    rest = [terms.name, terms.symbol, terms.decimals]
    return lambda at: [at["authority"], at["orders"], *rest]


def _settlement_arguments(cash: Sequence[CashTerms]) -> Arguments:
    return lambda at: [at["programme"], accepted_cash(cash, at)]


def _grant_steps(terms: SystemTerms) -> Iterator[Step]:
    for role, account in terms.roles.items():
        yield Step("authority", _grant_arguments(role, account), function="grantRole")
    for account in terms.dealers:
        yield Step(
            "authority", _grant_arguments(Role.PRIMARY_DEALER, account), function="grantRole"
        )
    for role, label in CONTRACT_ROLES.items():
        yield Step("authority", _contract_grant(role, label), function="grantRole")


def _grant_arguments(role: int, account: Address) -> Arguments:
    return lambda _: [role, account, 0]


def _contract_grant(role: int, label: str) -> Arguments:
    return lambda at: [role, at[label], 0]


def _grants(system: System) -> Iterator[tuple[int, Address]]:
    """Every role, and who holds it."""
    yield Role.ADMIN, system.contracts["orders"].address
    yield from system.terms.roles.items()
    for account in system.terms.dealers:
        yield Role.PRIMARY_DEALER, account
    for role, label in CONTRACT_ROLES.items():
        yield role, system.contracts[label].address


def _policy(policy: PolicyTerms, artifacts: Mapping[str, Artifact]) -> list[Any]:
    return [
        selector(artifacts[policy.contract], policy.function),
        sum(1 << role for role in policy.proposers),
        sum(1 << role for role in policy.approvers),
        policy.delay,
    ]


def _unit(unit: UnitTerms, at: Addresses) -> list[Any]:
    feed = at[unit.feed] if unit.feed else ZERO_ADDRESS
    return [code32(unit.code), unit.decimals, feed, unit.heartbeat]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return "0x" + value.hex() if isinstance(value, bytes) else value


def _sha256(code: bytes) -> str:
    return hashlib.sha256(code).hexdigest()
