"""Acts on settlement cash; its amounts are minor units of one currency."""

from __future__ import annotations

from rwa.chain.deployment import cash_label
from rwa.identifiers import Code, Party
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.rules import cash as rules


def credit(registry: Registry, unit: str, to: str, amount: int, *, by: str) -> Step:
    """The central bank issues cash to an account."""
    label, receiver = cash_label(unit), registry.directory.party(to)
    return registry.step(
        by,
        "credit cash",
        label,
        ("mint", registry.directory.address(to), amount),
        lambda ledger, caller, now: rules.check_credit(ledger, caller, receiver, now),
        token=Code(label),
    )


def debit(registry: Registry, unit: str, holder: str, amount: int, *, by: str) -> Step:
    """The central bank takes cash back from an account."""
    label, party = cash_label(unit), registry.directory.party(holder)
    return registry.step(
        by,
        "take cash back",
        label,
        ("burn", registry.directory.address(holder), amount),
        lambda ledger, caller, now: rules.check_debit(
            ledger, Party(label), caller, party, amount, now
        ),
        token=Code(label),
    )


def pay(registry: Registry, unit: str, to: str, amount: int, *, by: str) -> Step:
    """A holder pays another account."""
    label, receiver = cash_label(unit), registry.directory.party(to)
    return registry.step(
        by,
        "pay cash",
        label,
        ("transfer", registry.directory.address(to), amount),
        lambda ledger, caller, _: rules.check_pay(
            ledger.cash[Party(label)], caller, receiver, amount
        ),
        token=Code(label),
    )


def allow(registry: Registry, unit: str, spender: str, amount: int, *, by: str) -> Step:
    """A holder lets a contract of the programme, by its label, take cash up to an amount."""
    label = cash_label(unit)
    return registry.step(
        by,
        "allow cash to be taken",
        label,
        ("approve", registry.contract(spender).address, amount),
        lambda _ledger, _caller, _now: rules.check_allow(Party(spender)),
        token=Code(label),
    )
