"""Acts on one instrument's register: transfers, freezes, pauses, limits, record dates, documents,
recoveries.
"""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.chain.deployment import code32
from rwa.identifiers import NO_IDENTITY, Code, DocumentHash
from rwa.registry.exchanges import raw
from rwa.registry.service import Registry
from rwa.registry.step import Check, Step
from rwa.rules import documents, forced, freezes, record_dates, transfers


def transfer(registry: Registry, code: Code, sender: str, to: str, amount: int, *, by: str) -> Step:
    """Transfer base units; whoever sends the transaction is the one who transfers."""
    caller, receiver = registry.directory.party(by), registry.directory.party(to)
    if by == sender:
        return _step(
            registry,
            code,
            by,
            "transfer",
            lambda ledger, now: transfers.check_transfer(
                ledger, code, caller, receiver, amount, now
            ),
            ("transfer", registry.directory.address(to), amount),
        )
    owner = registry.directory.party(sender)
    return _step(
        registry,
        code,
        by,
        "transfer",
        lambda ledger, now: transfers.check_transfer_from(
            ledger, code, caller, owner, receiver, amount, now
        ),
        (
            "transferFrom",
            registry.directory.address(sender),
            registry.directory.address(to),
            amount,
        ),
    )


def freeze(registry: Registry, code: Code, wallet: str, amount: int, *, by: str) -> Step:
    """Freeze more of a holding, never beyond it."""
    caller, party = registry.directory.party(by), registry.directory.party(wallet)
    return _step(
        registry,
        code,
        by,
        "freeze",
        lambda ledger, now: freezes.check_freeze_partial(ledger, code, caller, party, amount, now),
        ("freezePartialTokens", registry.directory.address(wallet), amount),
    )


def unfreeze(registry: Registry, code: Code, wallet: str, amount: int, *, by: str) -> Step:
    """Unfreeze some of what is frozen."""
    caller, party = registry.directory.party(by), registry.directory.party(wallet)
    return _step(
        registry,
        code,
        by,
        "unfreeze",
        lambda ledger, now: freezes.check_unfreeze_partial(
            ledger, code, caller, party, amount, now
        ),
        ("unfreezePartialTokens", registry.directory.address(wallet), amount),
    )


def set_frozen(registry: Registry, code: Code, wallet: str, amount: int, *, by: str) -> Step:
    """Set the frozen amount, which may exceed the holding."""
    caller, party = registry.directory.party(by), registry.directory.party(wallet)
    return _step(
        registry,
        code,
        by,
        "set frozen amount",
        lambda ledger, now: freezes.check_set_frozen_tokens(
            ledger, code, caller, party, amount, now
        ),
        ("setFrozenTokens", registry.directory.address(wallet), amount),
    )


def freeze_wallet(registry: Registry, code: Code, wallet: str, frozen: bool, *, by: str) -> Step:
    """Freeze or unfreeze a whole wallet, both ways."""
    caller, party = registry.directory.party(by), registry.directory.party(wallet)
    return _step(
        registry,
        code,
        by,
        "freeze wallet" if frozen else "unfreeze wallet",
        lambda ledger, now: freezes.check_set_address_frozen(ledger, code, caller, party, now),
        ("setAddressFrozen", registry.directory.address(wallet), frozen),
    )


def pause(registry: Registry, code: Code, *, by: str) -> Step:
    """Stop transfers and issuance."""
    caller = registry.directory.party(by)
    return _step(
        registry,
        code,
        by,
        "pause",
        lambda ledger, now: freezes.check_pause(ledger, code, caller, now),
        ("pause",),
    )


def unpause(registry: Registry, code: Code, *, by: str) -> Step:
    """Let them go on."""
    caller = registry.directory.party(by)
    return _step(
        registry,
        code,
        by,
        "unpause",
        lambda ledger, now: freezes.check_unpause(ledger, code, caller, now),
        ("unpause",),
    )


def set_transfer_limit(registry: Registry, code: Code, limit: int, *, by: str) -> Step:
    """Set the largest amount of one transfer."""
    caller = registry.directory.party(by)
    return _step(
        registry,
        code,
        by,
        "set transfer limit",
        lambda ledger, now: freezes.check_set_transfer_limit(ledger, code, caller, limit, now),
        ("setTransferLimit", limit),
    )


def announce_record_date(
    registry: Registry, code: Code, record_time: Timestamp, *, by: str
) -> Step:
    """Announce a record date by the first second after it."""
    caller = registry.directory.party(by)
    return _step(
        registry,
        code,
        by,
        "announce record date",
        lambda ledger, now: record_dates.check_announce(ledger, code, caller, record_time, now),
        ("announceRecordDate", record_time),
    )


def attach(
    registry: Registry, code: Code, name: Code, uri: str, document: DocumentHash, *, by: str
) -> Step:
    """Attach a document to the instrument."""
    caller = registry.directory.party(by)
    return _step(
        registry,
        code,
        by,
        "attach document",
        lambda ledger, now: documents.check_set_document(ledger, code, caller, name, document, now),
        ("setDocument", code32(name), uri, raw(document)),
    )


def forced_transfer(
    registry: Registry, code: Code, sender: str, to: str, amount: int, *, by: str
) -> Step:
    """Move units by order, whatever the sender's state."""
    directory = registry.directory
    caller, owner, receiver = directory.party(by), directory.party(sender), directory.party(to)
    call = ("forcedTransfer", directory.address(sender), directory.address(to), amount)
    order = registry.order_id(registry.contract(code).request(*call))
    return _step(
        registry,
        code,
        by,
        "forced transfer",
        lambda ledger, now: forced.check_forced_transfer(
            ledger, code, caller, owner, receiver, amount, order, now
        ),
        call,
    )


def recover(registry: Registry, code: Code, lost: str, new: str, *, by: str) -> Step:
    """Move a replaced wallet's whole position to its successor."""
    directory = registry.directory
    caller, old, successor = directory.party(by), directory.party(lost), directory.party(new)
    holder = registry.ledger.participants.holders.get(old)
    identity = holder.identity if holder else NO_IDENTITY
    return _step(
        registry,
        code,
        by,
        "recover wallet",
        lambda ledger, now: forced.check_recovery(
            ledger, code, caller, old, successor, identity, now
        ),
        ("recoveryAddress", directory.address(lost), directory.address(new), identity),
    )


def _step(
    registry: Registry, code: Code, by: str, action: str, check: Check, call: tuple[object, ...]
) -> Step:
    function, *arguments = call
    request = registry.contract(code).request(
        str(function), *arguments, sender=registry.directory.address(by)
    )
    return Step(registry.directory.party(by), action, check, request, code)
