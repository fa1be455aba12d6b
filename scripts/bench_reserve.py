"""Time and memory of a lot list: read, hashed into its root, one lot proved, all of them allocated
over half as many holders. Seconds are this machine's; what matters is the last column, which an
algorithm of n log n keeps level.
"""

from __future__ import annotations

import math
import time
import tracemalloc
from datetime import date

from rwa.chain.lot_tree import lot_leaf, lot_tree
from rwa.chain.merkle import verifies
from rwa.identifiers import Party
from rwa.reserves.allocation import allocate
from rwa.reserves.commodities import commodity
from rwa.reserves.lots import read_lots

SIZES = (1_000, 10_000, 100_000)
HEADER = "vault,serial,refiner,gross,fineness,fine,year\n"


def main() -> None:
    """Print one row a size."""
    print("| lots | read s | tree s | prove, verify ms | allocate s | peak MB | µs per n log2 n |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in SIZES:
        print(measured(size))


def measured(size: int) -> str:
    """A row of the table."""
    rows = (f"Vault,B{number},Example,400.000,995.0,398.000,2020\n" for number in range(size))
    data = (HEADER + "".join(rows)).encode()
    began = time.perf_counter()
    lots = read_lots(data, "bench", commodity("gold"), date(2026, 3, 31))
    read = time.perf_counter() - began
    began = time.perf_counter()
    tree = lot_tree(lots)
    built = time.perf_counter() - began
    began = time.perf_counter()
    leaf = lot_leaf("XAU", lots.lots[size // 2])
    if not verifies(tree.proof(leaf), tree.root, leaf):
        raise SystemExit("a lot of the list is not proved")
    proved = time.perf_counter() - began
    holdings = {Party(f"holder {number}"): 797_000 + number % 5_000 for number in range(size // 2)}
    began = time.perf_counter()
    allocate(lots.lots, holdings, lots.commodity.minimum_lot)
    given = time.perf_counter() - began
    level = (read + built + given) * 1e6 / (size * math.log2(size))
    del lots, tree
    peak = peak_memory(data)
    return (
        f"| {size:,} | {read:.2f} | {built:.2f} | {proved * 1000:.2f} | {given:.2f} | {peak:.1f} "
        f"| {level:.2f} |"
    )


def peak_memory(data: bytes) -> float:
    """Megabytes at the most, measured apart from the time, which it would lengthen."""
    tracemalloc.start()
    lot_tree(read_lots(data, "bench", commodity("gold"), date(2026, 3, 31)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


if __name__ == "__main__":
    main()
