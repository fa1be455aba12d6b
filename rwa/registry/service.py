"""The registry: every act is put to the rules first, then sent to the contracts, then read back
from its events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rwa.calendar import Timestamp
from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.contract import Contract
from rwa.chain.deployment import System, TokenTerms, keccak, stock_label
from rwa.chain.engine import Receipt, Request
from rwa.chain.errors import ContractRevert
from rwa.chain.reverts import decode_revert
from rwa.errors import RuleRefused
from rwa.events import Event, event_of
from rwa.identifiers import Code, OrderId, Party
from rwa.ledger import Ledger
from rwa.registry.directory import Directory
from rwa.registry.step import OrderedRule, Rule, Step
from rwa.words import Words

Refusal = RuleRefused | ContractRevert


class Registry:
    """A deployed programme and the ledger of its events.

    `tokens` says how each instrument is deployed, by its code. `on_event` is told of every event as
    it happens.
    """

    def __init__(
        self,
        system: System,
        ledger: Ledger,
        words: Words,
        directory: Directory,
        tokens: Mapping[Code, TokenTerms],
        on_event: Callable[[Event], None] = lambda _: None,
    ) -> None:
        self.system = system
        self.ledger = ledger
        self.directory = directory
        self._words = words
        self._tokens = tokens
        self._on_event = on_event
        self._events = 0
        self.transactions = 0
        for done in system.done:
            self._take_in(done.receipt)

    @property
    def now(self) -> Timestamp:
        """The chain's clock, which is the trial's."""
        return Timestamp(self.system.engine.now)

    def contract(self, label: str) -> Contract:
        """A contract of the programme by its label, an instrument's by its code. Raises
        `KeyError`.
        """
        return self.system.contracts[label]

    def deployed(self, code: Code) -> bool:
        """Whether the instrument's contract stands."""
        return code in self.system.contracts

    def deploy(self, code: Code, by: str) -> None:
        """Deploy an instrument's contract, which is then registered by an act of its own."""
        receipt = self.system.deploy_token(self._tokens[code], self.directory.address(by))
        terms = self._tokens[code]
        self._words.name_party(self.system.contracts[code].address, code)
        if terms.stock is not None:
            label = stock_label(code)
            self._words.name_party(self.system.contracts[label].address, label)
            self.transactions += 1
        self._words.measure_token(code, terms.unit, terms.decimals)
        self._take_in(receipt)

    def exchange_number(self, exchange: str) -> int:
        """An exchange's number on chain: they count from one as they are enrolled; zero before
        that.
        """
        enrolled = list(self.ledger.participants.exchanges)
        name = self.directory.exchange(exchange)
        number = enrolled.index(name) + 1 if name in enrolled else 0
        self.directory.name_exchange(exchange, number)
        return number

    def step(
        self,
        by: str,
        action: str,
        contract: str,
        call: tuple[Any, ...],
        rule: Rule,
        *,
        token: Code | None = None,
        ordered: Request | None = None,
    ) -> Step:
        """An act by an account: a call (function, then arguments) of a contract by its label, and
        the rule that is asked first.
        """
        caller = self.directory.party(by)
        function, *arguments = call
        sender = self.directory.address(by)
        request = self.contract(contract).request(function, *arguments, sender=sender)
        return Step(
            caller, action, lambda ledger, now: rule(ledger, caller, now), request, token, ordered
        )

    def ordered_step(
        self,
        by: str,
        action: str,
        contract: str,
        call: tuple[Any, ...],
        rule: OrderedRule,
        *,
        token: Code | None = None,
    ) -> Step:
        """An act that uses up the order for its very call."""
        order = self.order_id(self.contract(contract).request(*call))
        return self.step(
            by,
            action,
            contract,
            call,
            lambda ledger, caller, now: rule(ledger, caller, order, now),
            token=token,
        )

    def order_id(self, request: Request) -> OrderId:
        """The id of the two-party order for a call."""
        target = request.to or ZERO_ADDRESS
        identifier: bytes = self.contract("orders").call("orderOf", target, keccak(request.data))
        return OrderId("0x" + identifier.hex())

    def party(self, address: str) -> Party:
        """The name of an account or contract; its address where the trial names none."""
        return self._words.party(address)

    def target(self, request: Request) -> Party:
        """What the contract that a call is for is called."""
        return self._words.party(request.to or ZERO_ADDRESS)

    def preflight(self, step: Step) -> RuleRefused | None:
        """The rules' verdict on an act as the ledger stands now."""
        try:
            step.check(self.ledger, self.now)
        except RuleRefused as refusal:
            return refusal
        return None

    def do(self, step: Step) -> None:
        """Carry out an act. Raises the rules' `RuleRefused`, with nothing sent; or
        `ContractRevert`.

        The latter means that the contracts refuse what the rules allow.
        """
        step.check(self.ledger, self.now)
        self._take_in(self.system.engine.send(step.request))

    def attempt_on_chain(self, step: Step) -> Refusal | None:
        """Send an act past the preflight; the contracts' refusal as the same typed error, none if
        they allow it.
        """
        outcome = self.system.engine.attempt(step.request)
        if isinstance(outcome, ContractRevert):
            self.transactions += 1
            typed = self._words.refusal(outcome.name, outcome.arguments, step.token)
            return outcome if typed is None else typed
        self._take_in(outcome)
        return None

    def refusal(self, data: bytes, token: str | None = None) -> Refusal:
        """The typed refusal behind the bytes that a call inside a transaction reverted with."""
        revert = decode_revert(data, self.system.engine.abis)
        return self._words.refusal(revert.name, revert.arguments, token) or revert

    def _take_in(self, receipt: Receipt) -> None:
        """Read a transaction's events into the ledger."""
        self.transactions += 1
        for log in receipt.logs:
            event = event_of(
                self._words, self._events, receipt.timestamp, log.address, log.event, log.args
            )
            self._events += 1
            self.ledger.apply(event)
            self._on_event(event)
