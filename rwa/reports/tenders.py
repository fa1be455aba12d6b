"""Tenders for the summary, the page and the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console

from rwa.accrued import accrued_cells
from rwa.calendar import day_of
from rwa.grid import Grid
from rwa.ledger.genesis import Terms
from rwa.ledger.tenders import Instruction, Tender, TenderPhase
from rwa.money import FACTOR_DECIMALS, format_units, group_thousands
from rwa.refusals.auctions import PRICE_DECIMALS
from rwa.reports.layout import section, some
from rwa.reports.spreadsheet import csv_text
from rwa.scenario.tenders import tendered
from rwa.simulation import Outcome
from rwa.tender import TenderKind

Row = Mapping[str, Any]
AMOUNTS = ("tendered or drawn", "given up", "cash", "new face")
TENDER_COLUMNS = (
    "tender",
    "type",
    "instrument",
    "instruction",
    "holder",
    "wallet",
    "unit",
    "face",
    "price",
    "given_up",
    "cash",
    "new_face",
    "state",
    "refusal",
    "ratio",
    "accrued",
    "accrued_numerator",
    "accrued_denominator",
    "new_accrued",
    "new_accrued_numerator",
    "new_accrued_denominator",
    "pool_factor",
    "new_pool_factor",
    "settled_on",
)


def tender_rows(outcome: Outcome) -> list[Row]:
    """Every tender: what was tendered, and what became of it; amounts are decimal strings."""
    return [_row(outcome, name, tender) for name, tender in _named(outcome)]


def tender_files(outcome: Outcome) -> Mapping[str, str]:
    """`tenders.csv`, every instruction a line; nothing where nothing was tendered."""
    if not outcome.ledger.tenders.tenders:
        return {}
    return {"tenders.csv": csv_text(TENDER_COLUMNS, instruction_rows(outcome))}


def instruction_rows(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    """Every instruction, one a line: cash is what is given up, of it what the pool factor leaves,
    at price and accrued interest per 100; in an exchange at ratio and accrued interest, less the
    new face, of it what its pool factor leaves, at par and its accrued interest.
    """
    for name, tender in _named(outcome):
        terms = outcome.ledger.tokens[tender.terms.id].terms
        for each in tender.instructions.values():
            done, told = each.proceeds, _per_100(tender, each.price)
            factors = [format_units(factor, FACTOR_DECIMALS) for factor in each.factors]
            exchanged = tender.terms.kind is TenderKind.EXCHANGE
            amounts = (done.face, done.cash, done.new_face) if done else (0, 0, 0)
            yield (
                name,
                tender.terms.kind,
                tender.terms.id,
                each.number + 1,
                each.holder,
                each.wallet or "",
                terms.unit,
                format_units(each.face, terms.decimals),
                told["price"] or "",
                *(format_units(amount, terms.decimals) for amount in amounts),
                _state(tender, each, terms),
                each.failures[-1] if each.failures and done is None else "",
                told["ratio"] or "",
                told["accrued"],
                told["accrued_numerator"],
                told["accrued_denominator"],
                told["new_accrued"] or "",
                told["new_accrued_numerator"] or "",
                told["new_accrued_denominator"] or "",
                factors[0] if done else "",
                factors[1] if done and exchanged else "",
                day_of(each.settled) if each.settled is not None else "",
            )


def print_tenders(console: Console, rows: Sequence[Row]) -> None:
    """What was offered for instruments before maturity; nothing where nothing was."""
    if not rows:
        return
    section(console, "Tenders before maturity")
    shown = Grid("tender", "unit", *AMOUNTS, right=AMOUNTS)
    for row in rows:
        offered = row["drawn"] or row["tendered"]
        cells = (offered, row["given_up"], row["cash"], row["new_face"])
        shown.add_row(row["tender"], row["unit"], *map(group_thousands, cells))
    console.print(shown)
    console.print(
        "Tendered leaves out what was withdrawn while the tender was open. Cash includes the "
        "interest accrued to the day announced for settlement, none for days paid late; in an "
        "exchange it is what lies below the new denomination, at par, and what has accrued on the "
        "face given up less what has accrued on the new face."
    )
    for row in rows:
        console.print(_note(row))


def _row(outcome: Outcome, name: str, tender: Tender) -> Row:
    terms: Terms = outcome.ledger.tokens[tender.terms.id].terms
    given = list(tender.instructions.values())
    settled = [each.proceeds for each in given if each.proceeds is not None]
    states = [_state(tender, each, terms) for each in given]
    tendered = format_units(tender.tendered, terms.decimals)
    drawing = tender.terms.kind is TenderKind.DRAWING
    days = sorted({day_of(each.settled) for each in given if each.settled is not None})
    return {
        "tender": name,
        "type": str(tender.terms.kind),
        "instrument": tender.terms.id,
        "new_instrument": tender.terms.new_id,
        "unit": terms.unit,
        "settlement": day_of(tender.terms.settlement_time).isoformat(),
        "settled_on": [day.isoformat() for day in days],
        **_per_100(tender, _price(tender)),
        "tendered": None if drawing else tendered,
        "drawn": tendered if drawing else None,
        "given_up": format_units(sum(each.face for each in settled), terms.decimals),
        "cash": format_units(sum(each.cash for each in settled), terms.decimals),
        "new_face": format_units(sum(each.new_face for each in settled), terms.decimals),
        "instructions": len(given),
        "settled": len(settled),
        "withdrawn": states.count("withdrawn"),
        "not_accepted": states.count("not accepted"),
        "withdrawn_unsettled": states.count("withdrawn unsettled"),
        "lapsed": states.count("lapsed"),
        "open": states.count("open"),
        "rejected": tender.phase is TenderPhase.REJECTED,
        "seed": tender.seed,
    }


def _state(tender: Tender, each: Instruction, terms: Terms) -> str:
    """What became of an instruction; released are those of which nothing was accepted and those
    whose holder no longer waited once the deadline had passed.
    """
    if each.proceeds is not None:
        return "settled"
    if each.withdrawn:
        return "withdrawn"
    if each.lapsed:
        return "lapsed"
    if tender.phase is TenderPhase.REJECTED or _passed_over(tender, each, terms.denomination):
        return "not accepted"
    return "withdrawn unsettled" if each.released else "open"


def _passed_over(tender: Tender, each: Instruction, denomination: int) -> bool:
    """Whether the acceptance of a buy-back, or the maximum of an exchange, left nothing to it."""
    if tender.terms.kind is TenderKind.EXCHANGE:
        share = tender.terms.share_rounded_down(each.face, tender.tendered, denomination)
        return each.released and not share
    bought = tender.terms.kind is TenderKind.BUY_BACK and tender.phase is TenderPhase.ACCEPTED
    return bought and not each.accepted


def _per_100(tender: Tender, price: int) -> dict[str, str | None]:
    """What a tender pays per 100: a price, or in an exchange a ratio, and accrued interest, in an
    exchange on the new face too, which is reckoned as the fraction it is.
    """
    exchanged = tender.terms.kind is TenderKind.EXCHANGE
    return {
        "price": format_units(price, PRICE_DECIMALS) if price and not exchanged else None,
        "ratio": format_units(tender.terms.ratio, PRICE_DECIMALS) if exchanged else None,
        **accrued_cells(tender.terms.accrued),
        **{
            f"new_{name}": cell if exchanged else None
            for name, cell in accrued_cells(tender.terms.new_accrued).items()
        },
    }


def _price(tender: Tender) -> int:
    """What is paid per 100; in a buy-back at most."""
    return tender.highest if tender.terms.kind is TenderKind.BUY_BACK else tender.terms.price


def _note(row: Row) -> str:
    terms = {
        "put": f" at {row['price']}",
        "buy-back": f" at up to {row['price']}" if row["price"] and not row["rejected"] else "",
        "exchange": f" for {row['new_instrument']} at {row['ratio']} per 100",
        "drawing": f" by lot at {row['price']}",
    }[row["type"]]
    if some(row["accrued"]):
        terms += f", accrued interest {row['accrued']} per 100"
    if some(row["new_accrued"] or ""):
        terms += f", on the new face {row['new_accrued']}"
    days = f" on {', '.join(row['settled_on'])}" if row["settled_on"] else ""
    counts = [f"{row['settled']} of {row['instructions']} settled{days}"]
    for name, words in (
        ("withdrawn", "withdrawn"),
        ("not_accepted", "not accepted"),
        ("withdrawn_unsettled", "withdrawn unsettled after the deadline"),
        ("lapsed", "lapsed"),
        ("open", "still open"),
    ):
        if row[name]:
            counts.append(f"{row[name]} {words}")
    told = "rejected, " if row["rejected"] else ""
    return (
        f"{row['tender']}: {row['type']} of {row['instrument']}{terms}, settlement "
        f"{row['settlement']}; {told}{', '.join(counts)}."
    )


def _named(outcome: Outcome) -> Iterator[tuple[str, Tender]]:
    """Tenders by the names that the trial gives them."""
    names = list(tendered(outcome.trial.sections))
    for tender in outcome.ledger.tenders.tenders.values():
        yield names[tender.number - 1], tender
