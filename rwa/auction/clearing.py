"""Clearing: a pure function of the announced auction, the bids and the rules of the day.

The order in which bids are given changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from rwa.auction.bids import Bid, Kind, Quote
from rwa.auction.cut_off import Ladder, check_lot, filled, ladder_of, stop_of
from rwa.auction.non_competitive import taken_beside
from rwa.auction.result import Allotment, Level, Outcome, Result
from rwa.auction.rounding import quoted_half_up
from rwa.auction.rules import Rules
from rwa.auction.terms import Auction, Method
from rwa.auction.voids import VoidedBid, voided_bids
from rwa.errors import MalformedValue
from rwa.pricing import cost_rounded_up


def clear(
    auction: Auction, bids: Sequence[Bid], rules: Rules, *, cut_off: Decimal | None = None
) -> Result:
    """Allot an auction, down to `cut_off` where the ministry chose one, else to the price at which
    the bids reach the target.

    Better bids are filled in full, bids at the cut-off share what is left of the maximum. Without a
    valid competitive bid, or where every share rounds to nothing, nothing is allotted. Raises
    `MalformedValue` for a cut-off that cannot be, bids that contradict each other, a number given
    twice, or non-competitive bids that no formula prices.
    """
    _check(auction, bids, rules)
    voided, valid = _sorted_out(auction, bids, rules)
    ladder = ladder_of(valid)
    beside = [bid for bid in valid if bid.kind is Kind.NON_COMPETITIVE]
    if not ladder:
        if cut_off is not None:
            raise MalformedValue("a cut-off price", str(cut_off), "no valid bid stands at it")
        return _nothing(auction, Outcome.NO_BIDS, ladder, beside, voided)
    stop = stop_of(auction, ladder, cut_off)
    stopped_at = ladder[stop][0]
    faces = filled(auction, ladder, stop, rules)
    paid = _paid(auction, stopped_at)
    allotments = _allotments(auction, ladder, faces, lambda quote: paid(quote).price)
    accepted = [
        (face, paid(quote))
        for quote, own in ladder
        for bid in own
        if (face := faces.get(bid.number))
    ]
    if not accepted:
        return _nothing(auction, Outcome.NO_SHARE, ladder, beside, voided)
    average = _average(accepted, lambda quote: quote.rate)
    taken = taken_beside(beside, auction)
    price = _price_beside(auction, stopped_at, average) if taken else None
    return Result(
        auction=auction,
        outcome=Outcome.ALLOTTED,
        cut_off=stopped_at,
        weighted_average_price=_average(accepted, lambda quote: Fraction(quote.price)),
        weighted_average_yield=average,
        non_competitive_price=price,
        allotments=(*allotments, *_allotments_beside(auction, beside, taken, price)),
        levels=_levels(ladder, faces),
        non_competitive_offered=sum(bid.face for bid in beside),
        voided=voided,
    )


def reject_all(auction: Auction, bids: Sequence[Bid], rules: Rules) -> Result:
    """The result of an auction whose bids are all rejected, the non-competitive ones too.

    Raises `MalformedValue` as `clear`.
    """
    _check(auction, bids, rules)
    voided, valid = _sorted_out(auction, bids, rules)
    beside = [bid for bid in valid if bid.kind is Kind.NON_COMPETITIVE]
    return _nothing(auction, Outcome.REJECTED, ladder_of(valid), beside, voided)


def _check(auction: Auction, bids: Sequence[Bid], rules: Rules) -> None:
    twice = sorted(number for number, times in Counter(b.number for b in bids).items() if times > 1)
    if twice:
        raise MalformedValue("a bid's number", twice[0], "it is given twice")
    check_lot(auction, rules)


def _sorted_out(
    auction: Auction, bids: Sequence[Bid], rules: Rules
) -> tuple[tuple[VoidedBid, ...], Sequence[Bid]]:
    """The void bids, and the others."""
    voided = voided_bids(auction, bids, rules)
    void = {each.bid.number for each in voided}
    return voided, [bid for bid in bids if bid.number not in void]


def _nothing(
    auction: Auction,
    outcome: Outcome,
    ladder: Ladder,
    beside: Sequence[Bid],
    voided: tuple[VoidedBid, ...],
) -> Result:
    return Result(
        auction=auction,
        outcome=outcome,
        cut_off=None,
        weighted_average_price=None,
        weighted_average_yield=None,
        non_competitive_price=None,
        allotments=(),
        levels=_levels(ladder, {}),
        non_competitive_offered=sum(bid.face for bid in beside),
        voided=voided,
    )


def _paid(auction: Auction, cut_off: Quote) -> Callable[[Quote], Quote]:
    """What a bidder pays, given what it bid."""
    if auction.method is Method.UNIFORM:
        return lambda _: cut_off
    return lambda quote: quote


def _allotments(
    auction: Auction,
    ladder: Ladder,
    faces: Mapping[str, int],
    price: Callable[[Quote], Decimal],
) -> tuple[Allotment, ...]:
    return tuple(
        _allotment(auction, bid, face, price(quote))
        for quote, bids in ladder
        for bid in bids
        if (face := faces.get(bid.number))
    )


def _allotments_beside(
    auction: Auction, bids: Sequence[Bid], faces: Mapping[str, int], price: Decimal | None
) -> tuple[Allotment, ...]:
    if price is None:
        return ()
    return tuple(
        _allotment(auction, bid, faces[bid.number], price)
        for bid in sorted(bids, key=lambda bid: bid.number)
        if bid.number in faces
    )


def _allotment(auction: Auction, bid: Bid, face: int, price: Decimal) -> Allotment:
    return Allotment(bid, face, price, cost_rounded_up(face, Fraction(price) + auction.accrued))


def _levels(ladder: Ladder, faces: Mapping[str, int]) -> tuple[Level, ...]:
    return tuple(
        Level(
            quote,
            len(bids),
            sum(bid.face for bid in bids),
            sum(faces.get(bid.number, 0) for bid in bids),
        )
        for quote, bids in ladder
    )


def _average(accepted: Sequence[tuple[int, Quote]], value: Callable[[Quote], Fraction]) -> Decimal:
    """The average weighted by face, to four decimals, half-way up."""
    face = sum(face for face, _ in accepted)
    return quoted_half_up(sum((f * value(q) for f, q in accepted), Fraction(0)) / face)


def _price_beside(auction: Auction, cut_off: Quote, average: Decimal) -> Decimal:
    """The price of non-competitive bids: the cut-off where all pay it, else that of the published
    weighted-average yield.
    """
    if auction.method is Method.UNIFORM:
        return cut_off.price
    if auction.pricing is None:
        raise MalformedValue(
            "a price of non-competitive bids",
            f"{average} %",
            "they are allotted at the weighted-average yield, and no formula gives its price",
        )
    return auction.pricing.price_of(average)
