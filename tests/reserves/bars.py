"""Lot lists for tests: gold bars of an invented refiner, and ways to spoil one cell."""

from __future__ import annotations

from datetime import date

from rwa.reserves.commodities import commodity
from rwa.reserves.lots import LotList, read_lots

DAY = date(2026, 3, 31)
HEADER = "vault,serial,refiner,gross,fineness,fine,year"
WORKED = "Karachi A,A1001,Example Refinery,401.125,995.8,399.440,2019"
"""401.125 x 995.8 / 1000 = 399.440, the worked bar of the LBMA's weight list guide."""


def bar_list(*rows: str, header: str = HEADER) -> bytes:
    """A list of these rows."""
    return "".join(f"{row}\n" for row in (header, *rows)).encode()


def read(*rows: str, name: str = "gold", header: str = HEADER) -> LotList:
    """The list as read."""
    return read_lots(bar_list(*rows, header=header), "bars.csv", commodity(name), DAY)


def bars(count: int) -> list[str]:
    """As many sound bars, in two vaults."""
    return [
        f"Karachi {'AB'[number % 2]},B{number:06d},Example Refinery,400.000,995.0,398.000,2020"
        for number in range(count)
    ]
