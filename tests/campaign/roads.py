"""An act put to both roads."""

from __future__ import annotations

from rwa.errors import RuleRefused
from rwa.registry import Registry, Step


def both_roads(registry: Registry, step: Step) -> RuleRefused | None:
    """Put an act to both roads, which must say the same; the refusal, if there is one."""
    rules = registry.preflight(step)
    contracts = registry.attempt_on_chain(step)
    told = f"{step.action}: the rules say {rules!r}, the contracts {contracts!r}"
    assert rules == contracts, told
    assert str(rules) == str(contracts), told
    return rules
