"""Directives on settlement cash, as steps of the registry."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.money import parse_units
from rwa.registry import Step, cash
from rwa.scenario.acts import register as words
from rwa.simulation.context import Context


def credit(context: Context, act: words.Cash) -> Iterator[Step]:
    """The central bank credits cash to each account."""
    amount, by = _amount(context, act), act.by or "fiscal_agent"
    for account in accounts(context, act.account):
        yield cash.credit(context.registry, act.unit, account, amount, by=by)


def debit(context: Context, act: words.Cash) -> Iterator[Step]:
    """The central bank takes cash back from each account."""
    amount, by = _amount(context, act), act.by or "fiscal_agent"
    for account in accounts(context, act.account):
        yield cash.debit(context.registry, act.unit, account, amount, by=by)


def accounts(context: Context, name: str) -> tuple[str, ...]:
    """The accounts that a name stands for: one of a party, exchange or dealer, or wallets."""
    if name in type(context.trial.sections.parties).model_fields:
        return (name,)
    if name in context.trial.sections.exchanges or name in context.trial.sections.dealers:
        return (name,)
    return context.trial.persons.wallets(name)


def _amount(context: Context, act: words.Cash) -> int:
    return parse_units(act.amount, context.trial.sections.units[act.unit].decimals)
