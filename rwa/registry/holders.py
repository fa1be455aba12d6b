"""Acts on holders: onboarding, due diligence, blocks, sponsors and lost wallets."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.calendar import Timestamp
from rwa.identifiers import NO_IDENTITY
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.rules import holders as rules


def onboard(
    registry: Registry, exchange: str, wallets: Sequence[rules.Onboarding], *, by: str
) -> Step:
    """Onboard wallets: one by itself, several as a batch that stands or falls together."""
    directory = registry.directory
    caller, name, listed = directory.party(by), directory.exchange(exchange), list(wallets)
    structs = [_struct(registry, each) for each in listed]
    contract, number = registry.contract("participants"), registry.exchange_number(exchange)
    sender = directory.address(by)
    if len(structs) == 1:
        return Step(
            caller,
            "onboard",
            lambda ledger, now: rules.check_onboard(ledger, caller, name, listed[0], now),
            contract.request("onboard", number, structs[0], sender=sender),
        )
    return Step(
        caller,
        "onboard",
        lambda ledger, now: rules.check_onboard_batch(ledger, caller, name, listed, now),
        contract.request("onboardBatch", number, structs, sender=sender),
    )


def set_kyc_expiry(registry: Registry, wallet: str, expiry: Timestamp, *, by: str) -> Step:
    """Set when a customer's due diligence no longer holds."""
    caller, party = registry.directory.party(by), registry.directory.party(wallet)
    return Step(
        caller,
        "set due diligence",
        lambda ledger, now: rules.check_set_kyc_expiry(ledger, caller, party, now),
        registry.contract("participants").request(
            "setKycExpiry",
            registry.directory.address(wallet),
            expiry,
            sender=registry.directory.address(by),
        ),
    )


def remove(registry: Registry, wallet: str, *, by: str) -> Step:
    """End a wallet's sponsorship."""
    caller, party = registry.directory.party(by), registry.directory.party(wallet)
    return Step(
        caller,
        "remove",
        lambda ledger, now: rules.check_remove(ledger, caller, party, now),
        registry.contract("participants").request(
            "remove", registry.directory.address(wallet), sender=registry.directory.address(by)
        ),
    )


def responsor(registry: Registry, wallet: str, exchange: str, *, by: str) -> Step:
    """Give a customer of a revoked exchange another sponsor."""
    directory = registry.directory
    caller, party, name = directory.party(by), directory.party(wallet), directory.exchange(exchange)
    return Step(
        caller,
        "re-sponsor",
        lambda ledger, now: rules.check_responsor(ledger, caller, party, name, now),
        registry.contract("participants").request(
            "responsor",
            directory.address(wallet),
            registry.exchange_number(exchange),
            sender=directory.address(by),
        ),
    )


def set_blocked(registry: Registry, wallet: str, blocked: bool, *, by: str) -> Step:
    """Block or unblock the person behind a wallet, and every wallet they have."""
    directory, book = registry.directory, registry.ledger.participants
    caller, party = directory.party(by), directory.party(wallet)
    holder = book.holders.get(party)
    person = holder.identity if holder else NO_IDENTITY
    wallets = book.wallets_of(person) if holder else [party]
    return Step(
        caller,
        "block" if blocked else "unblock",
        lambda ledger, now: rules.check_set_blocked(ledger, caller, person, wallets, now),
        registry.contract("participants").request(
            "setBlocked",
            person.bits,
            [directory.address(directory.key(each)) for each in wallets],
            blocked,
            sender=directory.address(by),
        ),
    )


def replace_wallet(registry: Registry, wallet: str, successor: str, *, by: str) -> Step:
    """Declare a wallet lost and another its successor, by order."""
    directory = registry.directory
    caller, old, new = directory.party(by), directory.party(wallet), directory.party(successor)
    request = registry.contract("participants").request(
        "replaceWallet",
        directory.address(wallet),
        directory.address(successor),
        sender=directory.address(by),
    )
    order = registry.order_id(request)
    return Step(
        caller,
        "replace wallet",
        lambda ledger, now: rules.check_replace_wallet(ledger, caller, old, new, order, now),
        request,
    )


def _struct(registry: Registry, wallet: rules.Onboarding) -> list[object]:
    address = registry.directory.address(registry.directory.key(wallet.wallet))
    country = wallet.country.encode("ascii")
    return [address, wallet.kyc_expiry, country, wallet.category, wallet.identity.bits]
