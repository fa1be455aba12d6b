"""Acts on one instrument's register: transfers, freezes, pauses, limits, record dates, documents,
recoveries.
"""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.chain.deployment import code32
from rwa.identifiers import NO_IDENTITY, Code, DocumentHash, Party
from rwa.registry.service import Registry
from rwa.registry.step import Step, raw
from rwa.rules import documents, forced, freezes, record_dates, transfers


def transfer(registry: Registry, code: Code, sender: str, to: str, amount: int, *, by: str) -> Step:
    """Transfer base units; whoever sends the transaction is the one who transfers."""
    directory = registry.directory
    owner, receiver = directory.party(sender), directory.party(to)
    if by == sender:
        return registry.step(
            by,
            "transfer",
            code,
            ("transfer", directory.address(to), amount),
            lambda ledger, caller, now: transfers.check_transfer(
                ledger, code, caller, receiver, amount, now
            ),
            token=code,
        )
    return registry.step(
        by,
        "transfer",
        code,
        ("transferFrom", directory.address(sender), directory.address(to), amount),
        lambda ledger, caller, now: transfers.check_transfer_from(
            ledger, code, caller, owner, receiver, amount, now
        ),
        token=code,
    )


def allow(registry: Registry, code: Code, spender: str, amount: int, *, by: str) -> Step:
    """A holder lets a contract of the programme, by its label, take units up to an amount."""
    return registry.step(
        by,
        "allow units to be taken",
        code,
        ("approve", registry.contract(spender).address, amount),
        lambda _ledger, _caller, _now: transfers.check_allowance(Party(spender)),
        token=code,
    )


def freeze(registry: Registry, code: Code, wallet: str, amount: int, *, by: str) -> Step:
    """Freeze more of a holding, never beyond it."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "freeze",
        code,
        ("freezePartialTokens", registry.directory.address(wallet), amount),
        lambda ledger, caller, now: freezes.check_freeze_partial(
            ledger, code, caller, party, amount, now
        ),
        token=code,
    )


def unfreeze(registry: Registry, code: Code, wallet: str, amount: int, *, by: str) -> Step:
    """Unfreeze some of what is frozen."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "unfreeze",
        code,
        ("unfreezePartialTokens", registry.directory.address(wallet), amount),
        lambda ledger, caller, now: freezes.check_unfreeze_partial(
            ledger, code, caller, party, amount, now
        ),
        token=code,
    )


def set_frozen(registry: Registry, code: Code, wallet: str, amount: int, *, by: str) -> Step:
    """Set the frozen amount, which may exceed the holding."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "set frozen amount",
        code,
        ("setFrozenTokens", registry.directory.address(wallet), amount),
        lambda ledger, caller, now: freezes.check_set_frozen_tokens(
            ledger, code, caller, party, amount, now
        ),
        token=code,
    )


def freeze_wallet(registry: Registry, code: Code, wallet: str, frozen: bool, *, by: str) -> Step:
    """Freeze or unfreeze a whole wallet, both ways."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "freeze wallet" if frozen else "unfreeze wallet",
        code,
        ("setAddressFrozen", registry.directory.address(wallet), frozen),
        lambda ledger, caller, now: freezes.check_set_address_frozen(
            ledger, code, caller, party, now
        ),
        token=code,
    )


def pause(registry: Registry, code: Code, *, by: str) -> Step:
    """Stop transfers and issuance."""
    return registry.step(
        by,
        "pause",
        code,
        ("pause",),
        lambda ledger, caller, now: freezes.check_pause(ledger, code, caller, now),
        token=code,
    )


def unpause(registry: Registry, code: Code, *, by: str) -> Step:
    """Let them go on."""
    return registry.step(
        by,
        "unpause",
        code,
        ("unpause",),
        lambda ledger, caller, now: freezes.check_unpause(ledger, code, caller, now),
        token=code,
    )


def set_transfer_limit(registry: Registry, code: Code, limit: int, *, by: str) -> Step:
    """Set the largest amount of one transfer."""
    return registry.step(
        by,
        "set transfer limit",
        code,
        ("setTransferLimit", limit),
        lambda ledger, caller, now: freezes.check_set_transfer_limit(
            ledger, code, caller, limit, now
        ),
        token=code,
    )


def announce_record_date(
    registry: Registry, code: Code, record_time: Timestamp, *, by: str
) -> Step:
    """Announce a record date by the first second after it."""
    return registry.step(
        by,
        "announce record date",
        code,
        ("announceRecordDate", record_time),
        lambda ledger, caller, now: record_dates.check_announce(
            ledger, code, caller, record_time, now
        ),
        token=code,
    )


def attach(
    registry: Registry, code: Code, name: Code, uri: str, document: DocumentHash, *, by: str
) -> Step:
    """Attach a document to the instrument."""
    return registry.step(
        by,
        "attach document",
        code,
        ("setDocument", code32(name), uri, raw(document)),
        lambda ledger, caller, now: documents.check_set_document(
            ledger, code, caller, name, document, now
        ),
        token=code,
    )


def forced_transfer(
    registry: Registry, code: Code, sender: str, to: str, amount: int, *, by: str
) -> Step:
    """Move units by order, whatever the sender's state."""
    directory = registry.directory
    owner, receiver = directory.party(sender), directory.party(to)
    return registry.ordered_step(
        by,
        "forced transfer",
        code,
        ("forcedTransfer", directory.address(sender), directory.address(to), amount),
        lambda ledger, caller, order, now: forced.check_forced_transfer(
            ledger, code, caller, owner, receiver, amount, order, now
        ),
        token=code,
    )


def recover(registry: Registry, code: Code, lost: str, new: str, *, by: str) -> Step:
    """Move a replaced wallet's whole position to its successor."""
    directory = registry.directory
    old, successor = directory.party(lost), directory.party(new)
    holder = registry.ledger.participants.holders.get(old)
    identity = holder.identity if holder else NO_IDENTITY
    return registry.step(
        by,
        "recover wallet",
        code,
        ("recoveryAddress", directory.address(lost), directory.address(new), identity),
        lambda ledger, caller, now: forced.check_recovery(
            ledger, code, caller, old, successor, identity, now
        ),
        token=code,
    )
