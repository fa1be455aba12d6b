"""Acts on settlement cash; its amounts are minor units of one currency."""

from __future__ import annotations

from typing import Any

from rwa.chain.deployment import cash_label
from rwa.identifiers import Code, Party
from rwa.registry.service import Registry
from rwa.registry.step import Check, Step
from rwa.rules import cash as rules


def credit(registry: Registry, unit: str, to: str, amount: int, *, by: str) -> Step:
    """The central bank issues cash to an account."""
    caller, receiver = registry.directory.party(by), registry.directory.party(to)
    return _step(
        registry,
        unit,
        by,
        "credit cash",
        lambda ledger, now: rules.check_credit(ledger, caller, receiver, now),
        ("mint", registry.directory.address(to), amount),
    )


def debit(registry: Registry, unit: str, holder: str, amount: int, *, by: str) -> Step:
    """The central bank takes cash back from an account."""
    caller, party = registry.directory.party(by), registry.directory.party(holder)
    cash = Party(cash_label(unit))
    return _step(
        registry,
        unit,
        by,
        "take cash back",
        lambda ledger, now: rules.check_debit(ledger, cash, caller, party, amount, now),
        ("burn", registry.directory.address(holder), amount),
    )


def pay(registry: Registry, unit: str, to: str, amount: int, *, by: str) -> Step:
    """A holder pays another account."""
    sender, receiver = registry.directory.party(by), registry.directory.party(to)
    cash = Party(cash_label(unit))
    return _step(
        registry,
        unit,
        by,
        "pay cash",
        lambda ledger, _: rules.check_pay(ledger.cash[cash], sender, receiver, amount),
        ("transfer", registry.directory.address(to), amount),
    )


def allow(registry: Registry, unit: str, spender: str, amount: int, *, by: str) -> Step:
    """A holder lets a contract of the programme, by its label, take cash up to an amount."""
    party = Party(spender)
    return _step(
        registry,
        unit,
        by,
        "allow cash to be taken",
        lambda _ledger, _now: rules.check_allow(party),
        ("approve", registry.contract(spender).address, amount),
    )


def _step(
    registry: Registry, unit: str, by: str, action: str, check: Check, call: tuple[Any, ...]
) -> Step:
    label = cash_label(unit)
    function, *arguments = call
    request = registry.contract(label).request(
        function, *arguments, sender=registry.directory.address(by)
    )
    return Step(registry.directory.party(by), action, check, request, Code(label))
