"""Where an auction stops, and how what is left there is shared.

Source: State Bank of Pakistan, DMMD Circular 2 of 2007: bids at the cut-off may be accepted in
part; each dealer gets its proportion of all that was bid there, rounded to the nearest 50 million
of face; a bid up to 50 million is not cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise
from math import floor

from rwa.auction.bids import Bid, BidUnclear, Quote
from rwa.auction.rounding import whole_half_up
from rwa.auction.rules import Rules, Tie
from rwa.auction.terms import Auction
from rwa.errors import MalformedValue

Ladder = Sequence[tuple[Quote, Sequence[Bid]]]
"""Competitive bids by price, best first, and by number within a price."""


def ladder_of(bids: Sequence[Bid]) -> Ladder:
    """Competitive bids as a ladder.

    Raises `BidUnclear` where a better price is said to yield more, or one price two yields.
    """
    quoted = [(bid.quote, bid) for bid in bids if bid.quote]
    quoted.sort(key=lambda pair: (-Fraction(pair[0].price), pair[0].rate or 0, pair[1].number))
    for (better, first), (worse, second) in pairwise(quoted):
        if better.rate is None or worse.rate is None:
            continue
        same = better.price == worse.price
        if better.rate > worse.rate or (same and better.rate != worse.rate):
            raise BidUnclear(
                second.number,
                "yield",
                "a yield of its price",
                str(worse.published_rate),
                f"bid {second.number} stands at {worse.price}, and bid {first.number} at "
                f"{better.price} yields {better.published_rate}",
            )
    return [
        (quote, [bid for _, bid in group])
        for quote, group in groupby(quoted, key=lambda pair: pair[0])
    ]


def stop_of(auction: Auction, ladder: Ladder, cut_off: Decimal | None) -> int:
    """The place in the ladder of the last price accepted: that of `cut_off`, or else the first at
    which the bids reach the target.

    Raises `MalformedValue` where nobody bid at `cut_off`, or the better bids leave nothing to it.
    """
    taken = 0
    for place, (quote, bids) in enumerate(ladder):
        if quote.price == cut_off:
            return _checked(auction, place, cut_off, taken)
        taken += _sum(bids)
        if cut_off is None and taken >= auction.target:
            return place
    if cut_off is not None:
        raise MalformedValue("a cut-off price", str(cut_off), "no valid bid stands at it")
    return len(ladder) - 1


def _checked(auction: Auction, place: int, cut_off: Decimal, better: int) -> int:
    if better >= auction.maximum:
        reason = (
            f"better bids come to {auction.quantity(better)}, "
            f"and at most {auction.quantity(auction.maximum)} may be accepted"
        )
        raise MalformedValue("a cut-off price", str(cut_off), reason)
    return place


def filled(auction: Auction, ladder: Ladder, stop: int, rules: Rules) -> Mapping[str, int]:
    """What each accepted bid gets, by its number: better bids all, bids at the stop what is left of
    the maximum.
    """
    better = [bid for _, bids in ladder[:stop] for bid in bids]
    last = ladder[stop][1]
    left = auction.maximum - _sum(better)
    at_stop = (
        {bid.number: bid.face for bid in last}
        if _sum(last) <= left
        else shared(last, left, auction.denomination, rules)
    )
    return {bid.number: bid.face for bid in better} | at_stop


def check_lot(auction: Auction, rules: Rules) -> None:
    """Raises `MalformedValue` where a share rounded to lots would be off the denomination."""
    if rules.lot % auction.denomination:
        reason = f"shares are rounded to {auction.quantity(rules.lot)}, which is no multiple of it"
        raise MalformedValue("a denomination", str(auction.quantity(auction.denomination)), reason)


def shared(bids: Sequence[Bid], left: int, denomination: int, rules: Rules) -> dict[str, int]:
    """What each bid at the cut-off gets of `left`, which is less than they ask for."""
    proportion = Fraction(left, _sum(bids))
    dealers: dict[str, list[Bid]] = defaultdict(list)
    shares: dict[str, int] = {}
    for bid in bids:
        if bid.face <= rules.lot:
            shares[bid.number] = bid.face
        else:
            dealers[bid.dealer].append(bid)
    for own in dealers.values():
        asked = _sum(own)
        share = min(asked, nearest_lot(asked * proportion, rules.lot, rules.tie))
        shares |= split(own, share, denomination)
    return shares


def nearest_lot(amount: Fraction, lot: int, tie: Tie) -> int:
    """The multiple of `lot` nearest to `amount`; half-way as `tie` says."""
    lots = amount / lot
    if tie is Tie.EVEN:
        return round(lots) * lot
    return (whole_half_up(lots) if tie is Tie.UP else -whole_half_up(-lots)) * lot


def split(bids: Sequence[Bid], share: int, denomination: int) -> dict[str, int]:
    """A dealer's share over its bids in proportion to them, each rounded down to the denomination;
    what is left goes by denomination to the largest remainders, and among equal ones by number.
    """
    asked = _sum(bids)
    exact = {bid.number: Fraction(bid.face * share, asked * denomination) for bid in bids}
    units = {number: floor(part) for number, part in exact.items()}
    by_remainder = sorted(exact, key=lambda number: (units[number] - exact[number], number))
    for number in by_remainder[: share // denomination - sum(units.values())]:
        units[number] += 1
    return {number: count * denomination for number, count in units.items()}


def _sum(bids: Sequence[Bid]) -> int:
    return sum(bid.face for bid in bids)
