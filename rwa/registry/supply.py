"""Acts of the programme: registering, issuing, redeeming, prices, the cap and its limits."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.chain.deployment import code32
from rwa.identifiers import Code, Party
from rwa.money import MicroUsd
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.rules import prices as price_rules
from rwa.rules import supply as rules

CONTRACT = "programme"


def register(registry: Registry, code: Code, volume: int, *, by: str) -> Step:
    """Register a deployed instrument; at most `volume` base units are ever issued."""
    return registry.step(
        by,
        "register",
        CONTRACT,
        ("register", registry.contract(code).address, volume),
        lambda ledger, caller, now: rules.check_register(ledger, caller, code, now),
        token=code,
    )


def issue(
    registry: Registry, code: Code, to: Sequence[str], amounts: Sequence[int], *, by: str
) -> Step:
    """Issue base units: to one holder, or to several as a batch that stands or falls together."""
    directory, listed = registry.directory, list(amounts)
    holders = [directory.party(wallet) for wallet in to]
    addresses = [directory.address(wallet) for wallet in to]
    if len(listed) == 1:
        return registry.step(
            by,
            "issue",
            CONTRACT,
            ("issue", code32(code), addresses[0], listed[0]),
            lambda ledger, caller, now: rules.check_issue(
                ledger, caller, code, holders[0], listed[0], now
            ),
            token=code,
        )
    return registry.step(
        by,
        "issue",
        CONTRACT,
        ("issueBatch", code32(code), addresses, listed),
        lambda ledger, caller, now: rules.check_issue_batch(
            ledger, caller, code, holders, listed, now
        ),
        token=code,
    )


def redeem(registry: Registry, code: Code, holder: str, amount: int, *, by: str) -> Step:
    """Redeem base units from a holder."""
    party = registry.directory.party(holder)
    return registry.step(
        by,
        "redeem",
        CONTRACT,
        ("redeem", code32(code), registry.directory.address(holder), amount),
        lambda ledger, caller, now: rules.check_redeem(ledger, caller, code, party, amount, now),
        token=code,
    )


def post_price(registry: Registry, feed: Party, answer: int, updated_at: int, *, by: str) -> Step:
    """Post a price in the feed's decimals, observed at a second."""
    return registry.step(
        by,
        f"post {feed}",
        feed,
        ("post", answer, updated_at),
        lambda ledger, caller, now: price_rules.check_post(
            ledger, feed, caller, answer, updated_at, now
        ),
    )


def set_cap(registry: Registry, cap: MicroUsd, *, by: str) -> Step:
    """Set the cap, by order."""
    return registry.ordered_step(by, "set cap", CONTRACT, ("setCap", cap), rules.check_set_cap)


def set_class_limit(registry: Registry, asset_class: Code, limit: MicroUsd, *, by: str) -> Step:
    """Set an asset class's limit, by order."""
    return registry.ordered_step(
        by,
        "set class limit",
        CONTRACT,
        ("setClassLimit", code32(asset_class), limit),
        rules.check_set_class_limit,
    )
