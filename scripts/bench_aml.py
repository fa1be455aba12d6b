"""Time and memory of monitoring: a run's log read from its file and put before every rule, once.

    python scripts/bench_aml.py

10,000 persons deal through a year, one transfer in a hundred refused. Seconds are of this machine's
processor; what matters are the last two columns: the time of one transfer and the memory, which
stay level once every person is known, but for the alerts found and the list of refusals.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path

from rwa.aml.rules import load_rules
from rwa.aml.run_files import read_run
from rwa.aml.scanning import scan
from rwa.calendar import Timestamp, iso_text, parse_iso
from rwa.events import Event, Value

SIZES = (10_000, 100_000, 1_000_000)
PERSONS = 10_000
YEAR = 365 * 86_400
START = parse_iso("2026-01-05T09:00:00+05:00")
CODE = "PK00BENCH001"
AMOUNTS, WEIGHTS = (50_000_00, 400_000_00, 1_500_000_00, 6_000_000_00), (60, 30, 5, 5)
"""What is dealt in, in paisa, and how often in a hundred."""


def main() -> None:
    """Print one row a size."""
    print("| transfers | alerts | s | transfers a second | µs each | peak MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            write_run(Path(folder), size)
            print(measured(Path(folder), size), flush=True)


def measured(run: Path, size: int) -> str:
    """A row of the table; memory is measured apart from the time, which it would lengthen."""
    began = time.process_time()
    alerts = scanned(run)
    took = time.process_time() - began
    tracemalloc.start()
    if scanned(run) != alerts:
        raise SystemExit("a second pass found other alerts")
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    rate, each = int(size / took), took * 1e6 / size
    return f"| {size:,} | {alerts:,} | {took:.1f} | {rate:,} | {each:.1f} | {peak:.1f} |"


def scanned(run: Path) -> int:
    """How many alerts one pass raises."""
    files = read_run(run)
    return len(scan(files.events(), files.attempts, load_rules()).alerts)


def write_run(folder: Path, size: int) -> None:
    """A run of so many transfers, the refused ones among them."""
    draw = random.Random(84)  # noqa: S311
    count, refusals = 0, []
    with (folder / "events.jsonl").open("w", encoding="utf-8") as file:
        for event in _genesis():
            file.write(event.to_json() + "\n")
            count += 1
        for number in range(size):
            when = Timestamp(START + 1 + number * YEAR // size)
            sender, receiver = (f"IN-{draw.randrange(PERSONS):05d}" for _ in range(2))
            (amount,) = draw.choices(AMOUNTS, WEIGHTS)
            if number % 100:
                args: Mapping[str, Value] = {"from": sender, "to": receiver, "amount": amount}
                file.write(Event(count, when, CODE, "Transfer", args).to_json() + "\n")
                count += 1
            else:
                refusals.append(_refusal(when, sender, receiver, amount))
    summary = {"trial": "bench", "events": count, "refusals": refusals}
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")


def _genesis() -> Iterator[Event]:
    unit: Mapping[str, Value] = {
        "code": "PKR",
        "decimals": 2,
        "feed": "PKR / USD",
        "feed_decimals": 18,
    }
    issue: Mapping[str, Value] = {
        "id": CODE,
        "token": CODE,
        "asset_class": "BOND",
        "unit": "PKR",
        "volume": 10**15,
    }
    yield Event(0, START, "programme", "UnitSet", {**unit, "heartbeat": 1})
    yield Event(1, START, "programme", "InstrumentRegistered", issue)
    for person in range(PERSONS):
        args: Mapping[str, Value] = {
            "wallet": f"IN-{person:05d}",
            "exchange": f"Exchange {person % 7} (fictional)",
            "kyc_expiry": START + 2 * YEAR,
            "country": "PK",
            "category": 1,
            "identity": f"0x{person + 1:040x}",
        }
        yield Event(2 + person, START, "participants", "HolderOnboarded", args)


def _refusal(when: Timestamp, sender: str, receiver: str, amount: int) -> dict[str, str]:
    return {
        "time": iso_text(when),
        "actor": sender,
        "action": "transfer",
        "instrument": CODE,
        "particulars": f"PKR {amount // 100:,}.{amount % 100:02d} to {receiver}",
        "refusal": "KycExpired",
    }


if __name__ == "__main__":
    main()
