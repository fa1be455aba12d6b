"""Reserves with less in the vaults than is outstanding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rwa.calendar import Timestamp, time_text
from rwa.findings import Finding
from rwa.identifiers import Code
from rwa.ledger import Ledger
from rwa.money import MicroUsd, Quantity, usd_text
from rwa.programme import USD, usd_value_rounded_up

CHECK = "shortfall"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A reserve whose newest attestation, expired or not, leaves less than its supply; what is
    missing in USD at the last price, none where there is none.
    """

    code: Code
    stock: Quantity
    missing: Quantity
    usd: MicroUsd | None

    @property
    def subject(self) -> str:
        """The reserve."""
        return self.code

    @property
    def excess(self) -> int:
        """What is missing, in base units."""
        return self.missing.amount


def shortfalls(ledger: Ledger) -> Iterator[Shortfall]:
    """Every reserve that is short of stock now."""
    for code, book in ledger.tokens.items():
        backing = book.terms.backing
        if backing is None:
            continue
        stock = ledger.stocks[backing.stock].stock
        if (missing := book.supply - stock) > 0:
            quantity = book.terms.quantity
            yield Shortfall(code, quantity(stock), quantity(missing), usd_of(ledger, code, missing))


def usd_of(ledger: Ledger, code: Code, amount: int) -> MicroUsd | None:
    """Base units of an instrument in USD at the last price, however old, rounded up."""
    figures, unit = ledger.programme.figures(), ledger.tokens[code].terms.unit
    if unit not in figures.units:
        return None
    if unit == USD:
        return usd_value_rounded_up(amount, figures.units[unit], 1)
    price = figures.prices.get(unit)
    return (
        None if price is None else usd_value_rounded_up(amount, figures.units[unit], price.answer)
    )


def standing_finding(largest: Shortfall, since: Timestamp) -> Finding:
    """A shortfall that lasts."""
    sentence = (
        f"since {time_text(since)} {_what(largest)}: new issues refused, transfers and redemptions "
        "continue"
    )
    return Finding(CHECK, largest.subject, sentence)


def ended_finding(largest: Shortfall, since: Timestamp, until: Timestamp) -> Finding:
    """A shortfall that was made up."""
    sentence = (
        f"from {time_text(since)} to {time_text(until)} {_what(largest)}: new issues refused, "
        "transfers and redemptions continued"
    )
    return Finding(CHECK, largest.subject, sentence)


def _what(largest: Shortfall) -> str:
    usd = "" if largest.usd is None else f" ({usd_text(largest.usd)} at the last price then)"
    return f"up to {largest.missing}{usd} of what is outstanding was missing in the vaults"
