"""Non-competitive bids, taken beside the target.

Source: State Bank of Pakistan, FSCD Circular 1 of 2010: where they come to more than may be taken,
they are accepted from the lowest amount to the highest, or pro rata.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from rwa.auction.bids import Bid
from rwa.auction.terms import Auction


def taken_beside(bids: Sequence[Bid], auction: Auction) -> Mapping[str, int]:
    """What each valid non-competitive bid gets, by its number: all, or where a total is announced,
    from the lowest amount to the highest within it.

    Bids of the amount at which the total ends share what is left evenly, rounded down to the
    denomination; what that leaves is not allotted.
    """
    total = auction.non_competitive_total
    if total is None:
        return {bid.number: bid.face for bid in bids}
    taken: dict[str, int] = {}
    for face, group in groupby(sorted(bids, key=lambda bid: bid.face), key=lambda bid: bid.face):
        equal = list(group)
        share = min(face, total // len(equal) // auction.denomination * auction.denomination)
        if share:
            taken |= {bid.number: share for bid in equal}
        if share < face:
            break
        total -= share * len(equal)
    return taken
