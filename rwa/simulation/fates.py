"""What became of a bid, as the event log tells it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from rwa.ledger.auctions import Auction, Bid, BidState, Phase
from rwa.money import Quantity
from rwa.refusals import in_words


class Fate(StrEnum):
    """What became of a bid so far."""

    SEALED = "sealed"
    REVEALED = "revealed"
    WITHDRAWN = "withdrawn"
    VOID = "void"
    UNSUCCESSFUL = "unsuccessful"
    ALLOTTED = "to be settled"
    FAILED = "not settled"
    LAPSED = "lapsed"
    SETTLED = "settled"


def fate_of(auction: Auction, bid: Bid) -> Fate:
    """What became of a bid."""
    if bid.state is BidState.SEALED:
        return Fate.SEALED
    if bid.voided:
        return Fate.VOID
    if bid.lapsed:
        return Fate.LAPSED
    if bid.cost is not None:
        return Fate.SETTLED
    if not bid.face:
        return Fate.WITHDRAWN
    if auction.phase is Phase.ANNOUNCED:
        return Fate.REVEALED
    if auction.phase is Phase.REJECTED or not bid.allotted:
        return Fate.UNSUCCESSFUL
    return Fate.FAILED if bid.failures else Fate.ALLOTTED


def told(
    fate: Fate, bid: Bid, quantity: Callable[[int], Quantity], *, overdue: bool = False
) -> str:
    """What became of a bid that was not revealed or not settled, in a sentence; `overdue` where the
    settlement deadline has passed.
    """
    deposit = quantity(bid.deposit)
    if fate is Fate.SEALED:
        return f"{bid.dealer} has not revealed it; its deposit is {deposit}"
    if fate is Fate.VOID:
        return (
            f"{bid.dealer} did not reveal it: it is void, and its deposit of {deposit} is forfeited"
        )
    if fate is Fate.LAPSED:
        kept = "is forfeited" if bid.forfeited else "went back"
        ending = f"it lapsed, and its deposit of {deposit} {kept}"
    else:
        until = "past the settlement deadline until settlement is tried again"
        ending = f"it stands {until if overdue else 'until the settlement deadline'}"
    reason = f": {in_words(bid.failures[-1])}" if bid.failures else ""
    return f"{bid.dealer} did not settle {quantity(bid.allotted)}{reason}; {ending}"
