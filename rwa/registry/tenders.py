"""Acts of tenders: announcing, tendering, accepting, drawing and settling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from rwa.chain.deployment import TENDERS, code32
from rwa.identifiers import Code, DocumentHash
from rwa.registry.service import Registry
from rwa.registry.step import Rule, Step, raw
from rwa.rules import tenders as rules
from rwa.tender import TenderTerms


def allow_drawing(registry: Registry, code: Code, *, by: str) -> Step:
    """Provide for drawing by lot in an instrument's terms."""
    return registry.step(
        by,
        "allow drawing by lot",
        TENDERS,
        ("allowDrawing", code32(code)),
        lambda ledger, caller, now: rules.check_allow_drawing(ledger, caller, code, now),
        token=code,
    )


def announce(registry: Registry, terms: TenderTerms, *, by: str) -> Step:
    """Announce a tender."""
    code, kind, maximum, price, accrued, new_code, new_accrued, *rest, seed_hash = astuple(terms)
    asked = maximum, price, *accrued.as_integer_ratio()
    new = code32(new_code), *new_accrued.as_integer_ratio()
    struct = (code32(code), int(kind), *asked, *new, *rest)
    return registry.step(
        by,
        "announce tender",
        TENDERS,
        ("announceTender", (*struct, raw(seed_hash))),
        lambda ledger, caller, now: rules.check_announce_tender(ledger, caller, terms, now),
        token=terms.id,
    )


def tender(registry: Registry, number: int, face: int, price: int, *, by: str) -> Step:
    """Tender face at a price."""
    return _step(
        registry,
        number,
        by,
        "tender",
        ("tender", number, face, price),
        lambda ledger, caller, now: rules.check_tender(ledger, caller, number, face, price, now),
    )


def withdraw(registry: Registry, number: int, instruction: int, *, by: str) -> Step:
    """Withdraw an instruction."""
    return _step(
        registry,
        number,
        by,
        "withdraw tender",
        ("withdraw", number, instruction),
        lambda ledger, caller, now: rules.check_withdraw(ledger, caller, number, instruction, now),
    )


def set_highest_price(registry: Registry, number: int, price: int, *, by: str) -> Step:
    """Set the highest price that a buy-back accepts, per 100 with four decimals."""
    return _step(
        registry,
        number,
        by,
        "set highest price",
        ("setHighestPrice", number, price),
        lambda ledger, caller, now: rules.check_set_highest_price(
            ledger, caller, number, price, now
        ),
    )


def accept(registry: Registry, number: int, amounts: Sequence[int], *, by: str) -> Step:
    """Accept the next instructions of a buy-back in their order."""
    listed = list(amounts)
    return _step(
        registry,
        number,
        by,
        "accept tenders",
        ("accept", number, listed),
        lambda ledger, caller, now: rules.check_accept(ledger, caller, number, listed, now),
    )


def draw(
    registry: Registry,
    number: int,
    seed: DocumentHash,
    holders: Sequence[str],
    faces: Sequence[int],
    *,
    by: str,
) -> Step:
    """Enter on whom the lot fell; holders by their keys in the trial."""
    listed = list(faces)
    parties = [registry.directory.party(holder) for holder in holders]
    addresses = [registry.directory.address(holder) for holder in holders]
    return _step(
        registry,
        number,
        by,
        "draw by lot",
        ("draw", number, raw(seed), addresses, listed),
        lambda ledger, caller, now: rules.check_draw(
            ledger, caller, number, seed, parties, listed, now
        ),
    )


def reject(registry: Registry, number: int, *, by: str) -> Step:
    """Reject a buy-back or an exchange whole."""
    return _step(
        registry,
        number,
        by,
        "reject tender",
        ("reject", number),
        lambda ledger, caller, now: rules.check_reject(ledger, caller, number, now),
    )


def settle(registry: Registry, number: int, instructions: Sequence[int], *, by: str) -> Step:
    """Settle instructions, each alone."""
    listed = list(instructions)
    return _step(
        registry,
        number,
        by,
        "settle tender",
        ("settle", number, listed),
        lambda ledger, _, now: rules.check_settle(ledger, number, listed, now),
    )


def _step(
    registry: Registry, number: int, by: str, action: str, call: tuple[object, ...], rule: Rule
) -> Step:
    token = registry.ledger.tenders.instrument(number)
    return registry.step(by, action, TENDERS, call, rule, token=token)
