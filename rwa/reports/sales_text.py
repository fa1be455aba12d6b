"""The primary market as tables of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console

from rwa.grid import Grid
from rwa.money import group_thousands
from rwa.reports.layout import section, some

Row = Mapping[str, Any]
AUCTION = ("target", "allotted", "residual", "proceeds")
OFFER = ("minimum", "maximum", "subscribed", "proceeds")


def print_sales(console: Console, auctions: Sequence[Row], offers: Sequence[Row]) -> None:
    """What auctions and offers brought; nothing where there were none."""
    if auctions or offers:
        section(console, "Primary market")
    if auctions:
        shown = Grid("auction", "unit", *AUCTION, "cover", right=(*AUCTION, "cover"))
        for row in auctions:
            cover = row["bid_to_cover"] or "-"
            shown.add_row(row["auction"], row["unit"], *_amounts(row, AUCTION), cover)
        console.print(shown)
        if any(row["settled"] != row["allotted"] for row in auctions):
            console.print("Proceeds are what was paid for what was settled.")
    if offers:
        shown = Grid("offer", "unit", *OFFER, right=OFFER)
        for row in offers:
            shown.add_row(row["offer"], row["unit"], *_amounts(row, OFFER))
        console.print(shown)
    for line in (*map(_auction_text, auctions), *map(_offer_text, offers)):
        console.print(line)


def _amounts(row: Row, names: Sequence[str]) -> Iterator[str]:
    return (group_thousands(row[name]) if row[name] else "-" for name in names)


def _auction_text(row: Row) -> str:
    told = [
        f"{row['auction']}: {row['instrument']}, settlement {row['settlement']}, {row['outcome']}"
    ]
    if row["cut_off_price"]:
        told.append(f"cut-off {_quote(row, 'cut_off')}")
        told.append(f"weighted average {_quote(row, 'weighted_average')}")
        if some(row["non_competitive"]):
            beside = f"{row['unit']} {group_thousands(row['non_competitive'])}"
            told.append(f"{beside} was allotted to non-competitive bids, beside the target")
    if row["settled"] != row["allotted"]:
        told.append(f"settled {row['unit']} {group_thousands(row['settled'])}")
    return "; ".join((*told, *_accrued(row))) + "."


def _offer_text(row: Row) -> str:
    told = [
        f"{row['offer']}: {row['instrument']}, settlement {row['settlement']}, {row['outcome']}",
        f"price {row['price']}",
        *_accrued(row),
    ]
    if some(row["refunded"]):
        told.append(f"refunded {row['unit']} {group_thousands(row['refunded'])}")
    return "; ".join(told) + "."


def _quote(row: Row, name: str) -> str:
    price, percent = row[f"{name}_price"], row[f"{name}_yield"]
    return f"{price}, yield {percent} %" if percent else str(price)


def _accrued(row: Row) -> Iterator[str]:
    if some(row["accrued"]):
        yield f"accrued interest {row['accrued']} per 100"
