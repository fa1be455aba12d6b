"""An auction's result for people and programs, as pure functions of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rwa.accrued import accrued_cells, accrued_text
from rwa.auction import Bid, Outcome, Quote, Result
from rwa.auction.terms import DECIMALS
from rwa.money import format_units, group_thousands
from rwa.reports.spreadsheet import csv_text

PATTERN_COLUMNS = ("price", "yield", "bids", "offered", "cumulative_offered", "accepted")
ALLOTMENT_COLUMNS = ("bid", "dealer", "investor", "category", "kind", "face", "price", "cost")
REFUSED = (
    "Above the maximum: the contract would refuse it. A better cut-off price, or amounts given",
    "by hand, can stay within it.",
)
"""What an officer is told of an allotment above all that was announced."""


def auction_record(result: Result) -> dict[str, Any]:
    """The result as plain data; amounts, prices and yields are decimal strings, null where there is
    none.
    """
    auction = result.auction
    return {
        "issue": auction.issue,
        "date": auction.day.isoformat() if auction.day else None,
        "method": auction.method.value,
        "unit": auction.unit,
        "outcome": result.outcome.value,
        "target": _plain(auction.target),
        "over_allotment": _plain(auction.over_allotment),
        "denomination": _plain(auction.denomination),
        "offered": _plain(result.offered),
        "accepted": _plain(result.accepted),
        "non_competitive_offered": _plain(result.non_competitive_offered),
        "non_competitive_accepted": _plain(result.non_competitive_accepted),
        "allotted_cost": _plain(result.cost),
        "residual": _plain(result.residual),
        "excess": _plain(result.excess),
        "bid_to_cover": _text(result.bid_to_cover),
        **accrued_cells(auction.accrued),
        "cut_off": _quote(result.cut_off),
        "weighted_average": {
            "price": _text(result.weighted_average_price),
            "yield": _text(result.weighted_average_yield),
        },
        "non_competitive_price": _text(result.non_competitive_price),
        "allotments": _dicts(ALLOTMENT_COLUMNS, allotment_rows(result)),
        "bid_pattern": _dicts(PATTERN_COLUMNS, pattern_rows(result)),
        "voided": [
            {
                "bid": voided.bid.number,
                "dealer": voided.bid.dealer,
                "investor": voided.bid.investor,
                "face": _plain(voided.bid.face),
                "reasons": [
                    {"rule": reason.rule, "sentence": reason.sentence} for reason in voided.reasons
                ],
            }
            for voided in result.voided
        ],
    }


def result_notice(result: Result, unrevealed: Sequence[tuple[str, str]] = ()) -> str:
    """The notice an officer publishes: figures, then void bids with their reasons; last those that
    were not revealed and so never cleared, each by number with a sentence.
    """
    auction = result.auction
    rows = [
        ("Method", str(auction.method)),
        ("Outcome", str(result.outcome)),
        ("Target", _grouped(result, auction.target)),
        ("Offered competitively", _grouped(result, result.offered)),
        ("Accepted competitively", _grouped(result, result.accepted)),
        ("Offered non-competitively", _grouped(result, result.non_competitive_offered)),
        ("Accepted non-competitively", _grouped(result, result.non_competitive_accepted)),
        ("Residual of the target", _grouped(result, result.residual)),
    ]
    if result.excess:
        rows.append(("Above the maximum by rounding", _grouped(result, result.excess)))
    if result.outcome is Outcome.ALLOTTED and result.cut_off:
        cut_off = result.cut_off
        average = result.weighted_average_price, result.weighted_average_yield
        rows += [
            ("Cut-off", _priced(cut_off.price, cut_off.published_rate)),
            ("Weighted average", _priced(*average)),
            ("Bid-to-cover", _text(result.bid_to_cover) or "none"),
        ]
        if auction.accrued:
            rows.append(("Accrued interest per 100", _accrued(auction.accrued)))
        rows.append(("Allotted cost", _grouped(result, result.cost)))
    if result.non_competitive_price is not None:
        rows.append(("Price of non-competitive bids", str(result.non_competitive_price)))
    width = max(len(label) for label, _ in rows)
    lines = [f"Result of {auction.title}", ""]
    lines += [f"{label:<{width}}  {value}" for label, value in rows]
    if result.refused:
        lines += ["", *REFUSED]
    if count := len(result.voided) + len(unrevealed):
        lines += ["", f"Void bids: {count}"]
        lines += [
            f"{voided.bid.number}  {reason.sentence}"
            for voided in result.voided
            for reason in voided.reasons
        ]
        lines += [f"{number}  {sentence}" for number, sentence in unrevealed]
    return "".join(line + "\n" for line in lines)


def bid_pattern_csv(result: Result) -> str:
    """What was offered and taken at each price, best first, as CSV."""
    return csv_text(PATTERN_COLUMNS, pattern_rows(result))


def pattern_rows(result: Result) -> Iterator[tuple[object, ...]]:
    """The rows of the bid pattern."""
    cumulative = 0
    for level in result.levels:
        cumulative += level.offered
        yield (
            str(level.quote.price),
            _text(level.quote.published_rate) or "",
            level.bids,
            _plain(level.offered),
            _plain(cumulative),
            _plain(level.accepted),
        )


def allotment_rows(result: Result) -> Iterator[tuple[object, ...]]:
    """The rows of the allotments: competitive by price and number, then non-competitive."""
    for each in result.allotments:
        yield (*_bid_cells(each.bid), _plain(each.face), str(each.price), _plain(each.cost))


def voided_rows(
    result: Result,
) -> Iterator[tuple[str, tuple[object, ...], tuple[str, str]]]:
    """The void bids, one row for each reason: the number, what was bid, the rule and a sentence."""
    for voided in result.voided:
        for reason in voided.reasons:
            cells = (*_bid_cells(voided.bid), _plain(voided.bid.face))
            yield voided.bid.number, cells, (reason.rule, reason.sentence)


def _bid_cells(bid: Bid) -> tuple[str, ...]:
    return (bid.number, bid.dealer, bid.investor, bid.category.value, bid.kind.value)


def _dicts(columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> list[dict[str, object]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _quote(quote: Quote | None) -> dict[str, str | None]:
    price, rate = (quote.price, quote.published_rate) if quote else (None, None)
    return {"price": _text(price), "yield": _text(rate)}


def _priced(price: Decimal | None, rate: Decimal | None) -> str:
    """A price and the yield that goes with it, as far as they are known."""
    return f"{price}, yield {rate} %" if rate is not None else _text(price) or "none"


def _accrued(value: Fraction) -> str:
    """As it is told, with the fraction where its decimals are cut."""
    text = accrued_text(value)
    return text if Fraction(text) == value else f"{text}, which is {value}"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _plain(amount: int) -> str:
    return format_units(amount, DECIMALS)


def _grouped(result: Result, amount: int) -> str:
    return f"{result.auction.unit} {group_thousands(_plain(amount))}"
