"""The anvil node from npm, started on loopback for tests and ended by its own process id."""

from __future__ import annotations

import contextlib
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rwa.chain.engine import CHAIN_ID, HARDFORK
from rwa.chain.errors import ChainUnreachable
from rwa.chain.node import Node
from rwa.chain.tester import BLOCK_GAS_LIMIT

BINARY = (
    Path(__file__).parents[1] / "contracts/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"
)


def missing() -> str | None:
    """Why anvil cannot be run here, or none."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "anvil's binaries from npm are for Linux on x86-64"
    return None if BINARY.is_file() else f"anvil is not installed at {BINARY}: run scripts/setup"


@contextlib.contextmanager
def running(genesis_time: int, *, fees: bool = False) -> Iterator[str]:
    """Address of a fresh node with the eth-tester engine's rules; `fees` keeps anvil's prices."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    free = [] if fees else ["--base-fee", "0", "--gas-price", "0", "--order", "fifo"]
    process = subprocess.Popen(
        [
            str(BINARY),
            *("--host", "127.0.0.1", "--port", str(port), "--chain-id", str(CHAIN_ID)),
            *("--hardfork", HARDFORK, "--timestamp", str(genesis_time)),
            *("--gas-limit", str(BLOCK_GAS_LIMIT), *free),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"HOME": os.environ.get("HOME", "/"), "NO_COLOR": "1"},
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _await_answer(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _await_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    node = Node(url, timeout=5)
    deadline = time.monotonic() + 20
    while process.poll() is None:
        try:
            node.ask("eth_chainId")
        except ChainUnreachable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            node.close()
            return
    raise RuntimeError(f"anvil ended with {process.returncode} before it answered")
