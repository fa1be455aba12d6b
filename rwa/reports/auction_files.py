"""The auctions of a run as files: what was decided of each, and what the event log says became of
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from rwa.accrued import accrued_cells
from rwa.calendar import day_of
from rwa.ledger.auctions import Auction, Bid, Phase
from rwa.money import Quantity
from rwa.reports.auction import (
    ALLOTMENT_COLUMNS,
    allotment_rows,
    bid_pattern_csv,
    result_notice,
    voided_rows,
)
from rwa.reports.spreadsheet import csv_text
from rwa.scenario.auctions import announced
from rwa.simulation import Outcome
from rwa.simulation.context import Decision
from rwa.simulation.fates import Fate, fate_of, told

CALENDAR = "auctions/calendar.csv"
CALENDAR_COLUMNS = (
    "auction",
    "instrument",
    "unit",
    "method",
    "target",
    "maximum",
    "accrued",
    "accrued_numerator",
    "accrued_denominator",
    "announced",
    "bids_through",
    "reveals_through",
    "settlement",
    "settles_through",
    "bids",
    "outcome",
    "allotted",
    "settled",
    "proceeds",
)
SETTLED_COLUMNS = (*ALLOTMENT_COLUMNS, "outcome", "settled", "paid", "failure", "forfeited")
VOIDED_COLUMNS = (
    "bid",
    "dealer",
    "investor",
    "category",
    "kind",
    "face",
    "deposit",
    "forfeited",
    "rule",
    "sentence",
)
_PHASES = {
    Phase.ANNOUNCED: "undecided",
    Phase.ALLOTTED: "allotted",
    Phase.REJECTED: "rejected",
}


def auction_files(outcome: Outcome) -> Mapping[str, str]:
    """The calendar of all auctions, and the notice, bid pattern, allotments and void bids of each
    that was decided, by their place in the run's folder; nothing where none was announced.
    """
    book = outcome.ledger.auctions.auctions
    if not book:
        return {}
    files = {CALENDAR: csv_text(CALENDAR_COLUMNS, _calendar(outcome))}
    for name, decision in outcome.decisions.items():
        auction, place = book[decision.number], f"auctions/{name}"
        quantity = outcome.ledger.tokens[auction.terms.id].terms.quantity
        notice = _notice(decision, auction, outcome, quantity)
        files[f"{place}/notice.txt"] = "".join(line + "\n" for line in notice)
        files[f"{place}/bid_pattern.csv"] = bid_pattern_csv(decision.result)
        settled = _allotments(decision, auction, quantity)
        files[f"{place}/allotments.csv"] = csv_text(SETTLED_COLUMNS, settled)
        void = _voided(decision, auction, quantity)
        files[f"{place}/voided.csv"] = csv_text(VOIDED_COLUMNS, void)
    return files


def _calendar(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    names = list(announced(outcome.trial.sections))
    for number, auction in outcome.ledger.auctions.auctions.items():
        terms = auction.terms
        token = outcome.ledger.tokens[terms.id].terms
        settled = [bid for bid in auction.bids.values() if bid.cost is not None]
        yield (
            names[number - 1],
            terms.id,
            token.unit,
            "uniform" if terms.uniform else "multiple",
            token.quantity(terms.target).decimal,
            token.quantity(terms.maximum).decimal,
            *accrued_cells(terms.accrued).values(),
            day_of(auction.announced),
            day_of(terms.bid_deadline - 1),
            day_of(terms.reveal_deadline - 1),
            day_of(terms.settlement_time),
            day_of(terms.settlement_deadline - 1),
            len(auction.bids),
            _PHASES[auction.phase],
            token.quantity(auction.allotted).decimal,
            token.quantity(sum(bid.allotted for bid in settled)).decimal,
            token.quantity(sum(bid.cost or 0 for bid in settled)).decimal,
        )


def _notice(
    decision: Decision, auction: Auction, outcome: Outcome, quantity: Callable[[int], Quantity]
) -> Iterator[str]:
    """The notice of the result, then how it was settled and what was not."""
    unrevealed = [
        (decision.names[bid.number], told(fate, bid, quantity))
        for fate, bid in _unrevealed(auction)
    ]
    yield from result_notice(decision.result, unrevealed).splitlines()
    fates = {number: fate_of(auction, bid) for number, bid in auction.bids.items()}

    def of(*wanted: Fate) -> Iterable[Bid]:
        return [bid for number, bid in auction.bids.items() if fates[number] in wanted]

    rows: list[tuple[str, object]] = []
    if settled := of(Fate.SETTLED):
        rows.append(("Settled", quantity(sum(bid.allotted for bid in settled))))
        rows.append(("Proceeds", quantity(sum(bid.cost or 0 for bid in settled))))
    for label, fate in (
        ("Lapsed", Fate.LAPSED),
        ("Not settled yet", Fate.FAILED),
        ("To be settled", Fate.ALLOTTED),
    ):
        if face := sum(bid.allotted for bid in of(fate)):
            rows.append((label, quantity(face)))
    if forfeited := sum(bid.deposit for bid in auction.bids.values() if bid.forfeited):
        rows.append(("Deposits forfeited", quantity(forfeited)))
    yield from ("", f"Settlement as of {day_of(outcome.now)}", "")
    yield from (f"{label:<29}  {amount}" for label, amount in rows or [("Nothing", "to settle")])
    overdue = outcome.now >= auction.terms.settlement_deadline
    for bid in of(Fate.FAILED, Fate.LAPSED):
        sentence = told(fates[bid.number], bid, quantity, overdue=overdue)
        yield f"{decision.names[bid.number]}  {sentence}"
    for bid in of(Fate.WITHDRAWN):
        yield f"{decision.names[bid.number]}  {bid.dealer} withdrew it"


def _allotments(
    decision: Decision, auction: Auction, quantity: Callable[[int], Quantity]
) -> Iterator[tuple[object, ...]]:
    """What each bid was allotted, and what the event log says was settled and paid for it."""
    numbers = {name: number for number, name in decision.names.items()}
    rows = zip(decision.result.allotments, allotment_rows(decision.result), strict=True)
    for allotment, cells in rows:
        bid = auction.bids[numbers[allotment.bid.number]]
        fate = fate_of(auction, bid)
        yield (
            *cells,
            fate.value,
            quantity(bid.allotted if fate is Fate.SETTLED else 0).decimal,
            quantity(bid.cost or 0).decimal,
            bid.failures[-1] if bid.failures and fate is not Fate.SETTLED else "",
            quantity(bid.deposit if bid.forfeited else 0).decimal,
        )


def _voided(
    decision: Decision, auction: Auction, quantity: Callable[[int], Quantity]
) -> Iterator[tuple[object, ...]]:
    """Bids void by the rules, one line for each reason, then those that were not revealed."""
    numbers = {name: number for number, name in decision.names.items()}
    for name, cells, reason in voided_rows(decision.result):
        yield (*cells, *_deposit(auction.bids[numbers[name]], quantity), *reason)
    for fate, bid in _unrevealed(auction):
        known = (decision.names[bid.number], bid.dealer, "", "", "", "")
        yield (*known, *_deposit(bid, quantity), "reveal", told(fate, bid, quantity))


def _unrevealed(auction: Auction) -> Iterator[tuple[Fate, Bid]]:
    """The bids of a decided auction that nobody revealed in time."""
    fates = ((fate_of(auction, bid), bid) for bid in auction.bids.values())
    return ((fate, bid) for fate, bid in fates if fate in (Fate.SEALED, Fate.VOID))


def _deposit(bid: Bid, quantity: Callable[[int], Quantity]) -> tuple[str, str]:
    forfeited = bid.deposit if bid.forfeited else 0
    return quantity(bid.deposit).decimal, quantity(forfeited).decimal
