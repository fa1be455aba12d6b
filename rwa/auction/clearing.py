"""Clearing: a pure function of the announced auction, the bids and the rules of the day.

The order in which bids are given changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from rwa.auction.bids import Bid, BidUnclear, Kind, Quote
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
    `MalformedValue` for a cut-off that cannot be or a number given twice, and `BidUnclear` for bids
    that contradict each other or non-competitive ones that no formula prices.
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
    if not any(faces.values()):
        return _nothing(auction, Outcome.NO_SHARE, ladder, beside, voided)
    taken = taken_beside(beside, auction)
    paid = _paid(auction, ladder, faces, stopped_at)
    average = _average([(face, quote.rate) for face, quote in paid])
    price = _price_beside(auction, stopped_at, average, beside[0]) if taken else None
    return _allotted(auction, ladder, beside, {**faces, **taken}, stopped_at, price, voided)


def allotted_by_hand(
    auction: Auction,
    bids: Sequence[Bid],
    rules: Rules,
    faces: Mapping[str, int],
    cut_off: Decimal,
    non_competitive_price: Decimal,
) -> Result:
    """The result of an auction whose allotments the ministry chose itself: `faces` by the number of
    the bid. A void bid that is given something stands among the void and the allotted bids.

    Raises `BidUnclear` for bids that contradict each other, `MalformedValue` for a number given
    twice.
    """
    _check(auction, bids, rules)
    voided = voided_bids(auction, bids, rules)
    void = {each.bid.number for each in voided}
    counted = [bid for bid in bids if bid.number not in void or faces.get(bid.number)]
    beside = [bid for bid in counted if bid.kind is Kind.NON_COMPETITIVE]
    ladder = ladder_of(counted)
    rates = {quote.price: quote.rate for quote, _ in ladder}
    formula = auction.pricing
    quote = Quote.at(cut_off, formula) if formula else Quote(cut_off, rates.get(cut_off))
    return _allotted(auction, ladder, beside, faces, quote, non_competitive_price, voided)


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


def _allotted(
    auction: Auction,
    ladder: Ladder,
    beside: Sequence[Bid],
    faces: Mapping[str, int],
    cut_off: Quote,
    price_beside: Decimal | None,
    voided: tuple[VoidedBid, ...],
) -> Result:
    """The result where each bid gets what `faces` says by its number."""
    paid = _paid(auction, ladder, faces, cut_off)
    given = [bid for bid in sorted(beside, key=lambda bid: bid.number) if faces.get(bid.number)]
    return Result(
        auction=auction,
        outcome=Outcome.ALLOTTED,
        cut_off=cut_off,
        weighted_average_price=_average([(face, Fraction(quote.price)) for face, quote in paid]),
        weighted_average_yield=_average([(face, quote.rate) for face, quote in paid]),
        non_competitive_price=price_beside if given else None,
        allotments=(
            *(
                _allotment(auction, bid, face, _price(auction, quote, cut_off).price)
                for quote, bids in ladder
                for bid in bids
                if (face := faces.get(bid.number))
            ),
            *(
                _allotment(auction, bid, faces[bid.number], price_beside)
                for bid in given
                if price_beside is not None
            ),
        ),
        levels=_levels(ladder, faces),
        non_competitive_offered=sum(bid.face for bid in beside),
        voided=voided,
    )


def _paid(
    auction: Auction, ladder: Ladder, faces: Mapping[str, int], cut_off: Quote
) -> Sequence[tuple[int, Quote]]:
    """The face of each accepted competitive bid, and what it pays."""
    return [
        (face, _price(auction, quote, cut_off))
        for quote, bids in ladder
        for bid in bids
        if (face := faces.get(bid.number))
    ]


def _price(auction: Auction, quote: Quote, cut_off: Quote) -> Quote:
    """What a bidder pays, given what it bid."""
    return cut_off if auction.method is Method.UNIFORM else quote


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


def _average(accepted: Sequence[tuple[int, Fraction | None]]) -> Decimal | None:
    """The average weighted by face, to four decimals, half-way up; none where a value is not
    known.
    """
    known = [(face, value) for face, value in accepted if value is not None]
    if not known or len(known) < len(accepted):
        return None
    weighted = sum((face * value for face, value in known), Fraction(0))
    return quoted_half_up(weighted / sum(face for face, _ in known))


def _price_beside(auction: Auction, cut_off: Quote, average: Decimal | None, first: Bid) -> Decimal:
    """The price of non-competitive bids: the cut-off where all pay it, else that of the published
    weighted-average yield.
    """
    if auction.method is Method.UNIFORM:
        return cut_off.price
    if auction.pricing is None or average is None:
        raise BidUnclear(
            first.number,
            "kind",
            "a kind of bid that can be priced here",
            first.kind.value,
            "such bids are allotted at the weighted-average yield, and no formula gives its price",
        )
    return auction.pricing.price_of(average)
