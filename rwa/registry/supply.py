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


def register(registry: Registry, code: Code, volume: int, *, by: str) -> Step:
    """Register a deployed instrument; at most `volume` base units are ever issued."""
    caller = registry.directory.party(by)
    return Step(
        caller,
        "register",
        lambda ledger, now: rules.check_register(ledger, caller, code, now),
        registry.contract("programme").request(
            "register",
            registry.contract(code).address,
            volume,
            sender=registry.directory.address(by),
        ),
        code,
    )


def issue(
    registry: Registry, code: Code, to: Sequence[str], amounts: Sequence[int], *, by: str
) -> Step:
    """Issue base units: to one holder, or to several as a batch that stands or falls together."""
    directory, listed = registry.directory, list(amounts)
    caller, holders = directory.party(by), [directory.party(wallet) for wallet in to]
    addresses, sender = [directory.address(wallet) for wallet in to], directory.address(by)
    contract, raw = registry.contract("programme"), code32(code)
    if len(listed) == 1:
        return Step(
            caller,
            "issue",
            lambda ledger, now: rules.check_issue(ledger, caller, code, holders[0], listed[0], now),
            contract.request("issue", raw, addresses[0], listed[0], sender=sender),
            code,
        )
    return Step(
        caller,
        "issue",
        lambda ledger, now: rules.check_issue_batch(ledger, caller, code, holders, listed, now),
        contract.request("issueBatch", raw, addresses, listed, sender=sender),
        code,
    )


def redeem(registry: Registry, code: Code, holder: str, amount: int, *, by: str) -> Step:
    """Redeem base units from a holder."""
    caller, party = registry.directory.party(by), registry.directory.party(holder)
    return Step(
        caller,
        "redeem",
        lambda ledger, now: rules.check_redeem(ledger, caller, code, party, amount, now),
        registry.contract("programme").request(
            "redeem",
            code32(code),
            registry.directory.address(holder),
            amount,
            sender=registry.directory.address(by),
        ),
        code,
    )


def post_price(registry: Registry, feed: Party, answer: int, updated_at: int, *, by: str) -> Step:
    """Post a price in the feed's decimals, observed at a second."""
    caller = registry.directory.party(by)
    return Step(
        caller,
        f"post {feed}",
        lambda ledger, now: price_rules.check_post(ledger, feed, caller, answer, updated_at, now),
        registry.contract(feed).request(
            "post", answer, updated_at, sender=registry.directory.address(by)
        ),
    )


def set_cap(registry: Registry, cap: MicroUsd, *, by: str) -> Step:
    """Set the cap, by order."""
    caller = registry.directory.party(by)
    request = registry.contract("programme").request(
        "setCap", cap, sender=registry.directory.address(by)
    )
    order = registry.order_id(request)
    return Step(
        caller,
        "set cap",
        lambda ledger, now: rules.check_set_cap(ledger, caller, order, now),
        request,
    )


def set_class_limit(registry: Registry, asset_class: Code, limit: MicroUsd, *, by: str) -> Step:
    """Set an asset class's limit, by order."""
    caller = registry.directory.party(by)
    request = registry.contract("programme").request(
        "setClassLimit", code32(asset_class), limit, sender=registry.directory.address(by)
    )
    order = registry.order_id(request)
    return Step(
        caller,
        "set class limit",
        lambda ledger, now: rules.check_set_class_limit(ledger, caller, order, now),
        request,
    )
