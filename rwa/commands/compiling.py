"""`rwa compile`."""

from __future__ import annotations

import json

from rwa.chain.compiler import RUNTIME_SIZE_LIMIT, SOLC_VERSION, runtime_sizes
from rwa.commands.console import progress, results
from rwa.grid import Grid

TOO_LARGE = 5


def compile_command(*, as_json: bool) -> int:
    """Compile, list sizes, and return 0, or 5 where a contract is larger than a network accepts."""
    with progress().status("compiling the contracts"):
        sizes = runtime_sizes()
    if as_json:
        contracts = {
            line.name: {"source": line.source, "bytes": line.runtime_size, "left": line.headroom}
            for line in sizes
        }
        record = {"solc": SOLC_VERSION, "limit": RUNTIME_SIZE_LIMIT, "contracts": contracts}
        print(json.dumps(record, indent=2))  # noqa: T201
    else:
        sized = ("runtime bytes", f"left of {RUNTIME_SIZE_LIMIT:,}")
        table = Grid("contract", *sized, "source", right=sized)
        for line in sizes:
            table.add_row(line.name, f"{line.runtime_size:,}", f"{line.headroom:,}", line.source)
        results().print(table)
    return TOO_LARGE if any(line.headroom < 0 for line in sizes) else 0
