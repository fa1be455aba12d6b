"""Acts on holders: onboarding, due diligence, blocks, sponsors and lost wallets."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.calendar import Timestamp
from rwa.identifiers import NO_IDENTITY
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.rules import holders as rules

CONTRACT = "participants"


def onboard(
    registry: Registry, exchange: str, wallets: Sequence[rules.Onboarding], *, by: str
) -> Step:
    """Onboard wallets: one by itself, several as a batch that stands or falls together."""
    name, listed = registry.directory.exchange(exchange), list(wallets)
    structs = [_struct(registry, each) for each in listed]
    number = registry.exchange_number(exchange)
    if len(structs) == 1:
        return registry.step(
            by,
            "onboard",
            CONTRACT,
            ("onboard", number, structs[0]),
            lambda ledger, caller, now: rules.check_onboard(ledger, caller, name, listed[0], now),
        )
    return registry.step(
        by,
        "onboard",
        CONTRACT,
        ("onboardBatch", number, structs),
        lambda ledger, caller, now: rules.check_onboard_batch(ledger, caller, name, listed, now),
    )


def set_kyc_expiry(registry: Registry, wallet: str, expiry: Timestamp, *, by: str) -> Step:
    """Set when a customer's due diligence no longer holds."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "set due diligence",
        CONTRACT,
        ("setKycExpiry", registry.directory.address(wallet), expiry),
        lambda ledger, caller, now: rules.check_set_kyc_expiry(ledger, caller, party, now),
    )


def remove(registry: Registry, wallet: str, *, by: str) -> Step:
    """End a wallet's sponsorship."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "remove",
        CONTRACT,
        ("remove", registry.directory.address(wallet)),
        lambda ledger, caller, now: rules.check_remove(ledger, caller, party, now),
    )


def responsor(registry: Registry, wallet: str, exchange: str, *, by: str) -> Step:
    """Give a customer of a revoked exchange another sponsor."""
    party, name = registry.directory.party(wallet), registry.directory.exchange(exchange)
    number = registry.exchange_number(exchange)
    return registry.step(
        by,
        "re-sponsor",
        CONTRACT,
        ("responsor", registry.directory.address(wallet), number),
        lambda ledger, caller, now: rules.check_responsor(ledger, caller, party, name, now),
    )


def set_blocked(registry: Registry, wallet: str, blocked: bool, *, by: str) -> Step:
    """Block or unblock the person behind a wallet, and every wallet they have."""
    directory, book = registry.directory, registry.ledger.participants
    party = directory.party(wallet)
    holder = book.holders.get(party)
    person = holder.identity if holder else NO_IDENTITY
    wallets = book.wallets_of(person) if holder else [party]
    addresses = [directory.address(directory.key(each)) for each in wallets]
    return registry.step(
        by,
        "block" if blocked else "unblock",
        CONTRACT,
        ("setBlocked", person.bits, addresses, blocked),
        lambda ledger, caller, now: rules.check_set_blocked(ledger, caller, person, wallets, now),
    )


def replace_wallet(registry: Registry, wallet: str, successor: str, *, by: str) -> Step:
    """Declare a wallet lost and another its successor, by order."""
    directory = registry.directory
    old, new = directory.party(wallet), directory.party(successor)
    return registry.ordered_step(
        by,
        "replace wallet",
        CONTRACT,
        ("replaceWallet", directory.address(wallet), directory.address(successor)),
        lambda ledger, caller, order, now: rules.check_replace_wallet(
            ledger, caller, old, new, order, now
        ),
    )


def _struct(registry: Registry, wallet: rules.Onboarding) -> list[object]:
    address = registry.directory.address(registry.directory.key(wallet.wallet))
    country = wallet.country.encode("ascii")
    return [address, wallet.kyc_expiry, country, wallet.category, wallet.identity.bits]
