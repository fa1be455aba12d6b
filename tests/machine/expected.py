"""Words of the contracts as the ledger would pack them."""

from __future__ import annotations

from rwa.ledger.participants import Holder
from tests.machine.acts.exchanges import number
from tests.machine.world import World

KNOWN, BLOCKED, REPLACED, REMOVED = 1, 2, 4, 8
NEVER = 2**40 - 1


def holder_word(holder: Holder) -> int:
    """A holder's record."""
    flags = (
        KNOWN
        | BLOCKED * holder.blocked
        | REPLACED * (holder.successor is not None)
        | REMOVED * (holder.exchange is None)
    )
    exchange = 0 if holder.exchange is None else number(holder.exchange)
    country = int.from_bytes(holder.country.encode("ascii"))
    return (
        holder.kyc_expiry << 216
        | exchange << 208
        | country << 192
        | holder.category << 184
        | flags << 176
        | holder.identity.bits
    )


def standing_word(world: World, word: int) -> int:
    """The standing word as it must read, as far as it claims anything.

    Until its earliest expiry the bitmap lists the whitelisted exchanges and no others; after it the
    word is whatever it was. The epoch is not the ledger's to know.
    """
    if world.now >= word >> 176 & NEVER:
        return word
    listed = [
        exchange
        for exchange in world.ledger.participants.exchanges.values()
        if exchange.whitelisted(world.now)
    ]
    bitmap = sum(1 << number(exchange.name) for exchange in listed)
    expiry = min((int(exchange.noc_expiry) for exchange in listed), default=NEVER)
    return word >> 216 << 216 | expiry << 176 | bitmap
