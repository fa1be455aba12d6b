"""A deployed programme on both roads: the rules over the ledger, and the contracts past them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from rwa.calendar import Timestamp
from rwa.chain.accounts import Address, derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import deploy_system, keccak, selector
from rwa.chain.engine import Receipt, Request
from rwa.chain.errors import ContractRevert
from rwa.chain.tester import TesterEngine
from rwa.errors import RuleRefused
from rwa.events import Event, event_of
from rwa.identifiers import NOBODY, Code, OrderId, Party
from rwa.ledger import Ledger
from rwa.programme import Price
from rwa.registry.policies import POLICIES
from rwa.words import ZERO_ADDRESS, Words
from tests.machine import cast

FreezeChange = Callable[[dict[tuple[Code, Party], int]], None]


class Manner(IntEnum):
    """How the third feed answers, by the numbers of its contract."""

    SOUND = 0
    SILENT = 1
    CURT = 2


@dataclass(frozen=True)
class Act:
    """One act on both roads; `freeze` is what it means to do to the amounts frozen."""

    name: str
    check: Callable[[Ledger, int], None]
    request: Request
    token: Code | None = None
    freeze: FreezeChange | None = None


@dataclass(frozen=True)
class Verdict:
    """What both roads said: the refusal, or the events of what was done."""

    refusal: RuleRefused | None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Place:
    """A state to come back to, on both sides."""

    snapshot: int
    ledger: Ledger
    sequence: int


class World:
    """The programme, its ledger, and what both call things by."""

    def __init__(self, artifacts: Mapping[str, Artifact], fixtures: Mapping[str, Artifact]) -> None:
        self.engine = TesterEngine(cast.GENESIS_TIME)
        self.words = Words()
        self.ledger = Ledger(cast.genesis())
        self._sequence = 0
        self._accounts: dict[str, Address] = {NOBODY: ZERO_ADDRESS}
        for number, name in enumerate(cast.EXCHANGES, 1):
            self.words.name_exchange(number, name)
        for rule in POLICIES:
            function = rule.policy.function
            self.words.name_function(selector(artifacts[rule.contract], function), function)
        officials = {name: self.address(name) for name in cast.OFFICIALS}
        self._system = deploy_system(
            self.engine, artifacts, cast.system_terms(officials), self.address("deployer")
        )
        self._name_contracts()
        for done in self._system.done:
            self._take_in(done.receipt)
        self._deploy_rest(fixtures)

    @property
    def now(self) -> int:
        """The clock of both roads."""
        return self.engine.now

    def address(self, name: str) -> Address:
        """The account behind a name."""
        if name not in self._accounts:
            self._accounts[name] = self.engine.add_account(derive_account("machine", name))
            self.words.name_party(self._accounts[name], name)
        return self._accounts[name]

    def addresses(self, names: list[Party]) -> list[Address]:
        """The accounts behind names."""
        return [self.address(name) for name in names]

    def contract(self, label: str) -> Contract:
        """A contract by its name."""
        return self._system.contracts[label]

    def preflight(self, act: Act) -> RuleRefused | None:
        """The rules' verdict."""
        try:
            act.check(self.ledger, self.now)
        except RuleRefused as refusal:
            return refusal
        return None

    def attempt(self, act: Act) -> Verdict:
        """Put an act to both roads, which must agree, and take in what it did."""
        said = self.preflight(act)
        outcome = self.engine.attempt(act.request)
        if isinstance(outcome, Receipt):
            assert said is None, f"the rules refuse {act.name}, the contracts do not: {said!r}"
            return Verdict(None, self._take_in(outcome))
        found = self._typed(outcome, act.token)
        assert said is not None, f"the contracts refuse {act.name}, the rules do not: {found!r}"
        assert said == found, f"{act.name}: the rules say {said!r}, the contracts {found!r}"
        assert str(said) == str(found)
        return Verdict(said)

    def order_id(self, request: Request) -> OrderId:
        """The id of the order for a call: keccak256(abi.encode(target, keccak256(data)))."""
        target = bytes.fromhex(str(request.to)[2:]).rjust(32, b"\0")
        return OrderId("0x" + keccak(target + keccak(request.data)).hex())

    def hush(self, manner: Manner) -> None:
        """Let the third feed answer nothing of use; it is nobody's of ours and tells no event."""
        self._order_feed("behave", manner)
        self.ledger.programme.prices.pop(cast.XAG_FEED, None)

    def say(self, price: Price) -> None:
        """Let the third feed answer this, whatever it is."""
        self._order_feed("behave", Manner.SOUND)
        self._order_feed("say", price.answer, price.updated_at)
        self.ledger.programme.prices[cast.XAG_FEED] = price

    def _order_feed(self, function: str, *arguments: int) -> None:
        feed, sender = self.contract(cast.XAG_FEED), self.address("oracle")
        self.engine.send(feed.request(function, *arguments, sender=sender))

    def remember(self) -> Place:
        """The state as it is now."""
        return Place(self.engine.snapshot(), copy.deepcopy(self.ledger), self._sequence)

    def return_to(self, place: Place) -> None:
        """Go back to a remembered state."""
        self.engine.revert(place.snapshot)
        self.ledger = copy.deepcopy(place.ledger)
        self._sequence = place.sequence

    def _typed(self, revert: ContractRevert, token: Code | None) -> RuleRefused:
        refusal = self.words.refusal(revert.name, revert.arguments, token)
        assert refusal is not None, f"a refusal without a name of the programme: {revert!r}"
        return refusal

    def _take_in(self, receipt: Receipt) -> tuple[Event, ...]:
        events = []
        for log in receipt.logs:
            event = event_of(
                self.words, self._sequence, receipt.timestamp, log.address, log.event, log.args
            )
            self._sequence += 1
            self.ledger.apply(event)
            events.append(event)
        return tuple(events)

    def _name_contracts(self) -> None:
        for label, contract in self._system.contracts.items():
            self.words.name_party(contract.address, label)

    def _deploy_rest(self, fixtures: Mapping[str, Artifact]) -> None:
        deployer = self.address("deployer")
        feed = deploy(self.engine, fixtures["LooseFeed"], "XAG / USD", 8, sender=deployer)
        self._system.contracts[cast.XAG_FEED] = feed
        self._system.contracts["lens"] = deploy(self.engine, fixtures["Lens"], sender=deployer)
        for terms in cast.TOKENS:
            self.words.measure_token(terms.label, terms.unit, terms.decimals)
            receipt = self._system.deploy_token(terms, deployer)
            self._name_contracts()
            self._take_in(receipt)
        self._name_contracts()

    def advance(self, seconds: int) -> None:
        """Let time pass."""
        self.engine.advance_to(Timestamp(self.now + seconds))
