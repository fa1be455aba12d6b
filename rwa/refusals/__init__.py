"""Every refusal of the contracts as a typed error, one class for each, under the Solidity error's
own name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rwa.errors import RuleRefused
from rwa.refusals import (
    access,
    auctions,
    cash,
    entry,
    holders,
    offers,
    payments,
    programme,
    redemptions,
    reserves,
    settlement,
    tenders,
    token,
)

REFUSALS: Mapping[str, type[RuleRefused]] = MappingProxyType(
    {
        name: kind
        for module in (
            access,
            auctions,
            cash,
            entry,
            holders,
            offers,
            payments,
            programme,
            redemptions,
            reserves,
            settlement,
            tenders,
            token,
        )
        for name, kind in sorted(vars(module).items())
        if isinstance(kind, type) and issubclass(kind, RuleRefused) and kind is not RuleRefused
    }
)
"""Refusals by the name of their Solidity error."""


def in_words(name: str) -> str:
    """A refusal known by its name alone, as in `the holder is blocked`: what its class says of the
    rule; the name itself where there is no such refusal.
    """
    kind = REFUSALS.get(name)
    if kind is None or kind.__doc__ is None:
        return name
    sentence = " ".join(kind.__doc__.partition(".")[0].split())
    return sentence[0].lower() + sentence[1:]
