"""Errors of the chain layer.

RwaError
├── CompilerError            exit 3
│   ├── ArtifactsMissing     neither sources nor packaged artifacts
│   ├── CompilationFailed    solc refused the sources
│   ├── CompilerMissing      no compiler of the pinned version can be run
│   └── CompilerMismatch     RWA_SOLC is another version
├── ChainError               exit 4
│   ├── ChainUnreachable     the node does not answer
│   ├── WrongChain           it is another chain than expected
│   ├── NodeRefused          it answered with an error that is no revert
│   ├── ReceiptTimeout       a transaction was broadcast and is not mined yet
│   ├── NodeBehind           it does not have a block another told of
│   ├── ClockBackwards       a timestamp before the chain's own was asked for
│   ├── ClockTooFar          a timestamp was asked for that no chain's clock counts
│   ├── ClockFixed           the node's clock cannot be set
│   ├── GasOverCap           more gas was asked for than one transaction may have
│   ├── NoContract           nothing answers at that address
│   └── UnknownSender        no key for that account
└── ContractRevert           exit 5: a contract refused, with its own error's name and arguments
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rwa.errors import RwaError, escaped


class CompilerError(RwaError):
    """The contracts cannot be compiled or found."""

    exit_code = 3


class ArtifactsMissing(CompilerError):
    """There is neither a checkout to compile nor an artifact file in the package."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"no compiled contracts at {place}: reinstall, or work in a checkout")


class CompilationFailed(CompilerError):
    """Solc refused the sources: its `messages`, and file and line of each (from 1; 0 if none)."""

    def __init__(self, messages: Sequence[str], places: Sequence[tuple[str, int]]) -> None:
        self.messages = tuple(messages)
        self.places = tuple(places)
        super().__init__("solc refused the contracts:\n" + "\n".join(self.messages).rstrip())


class CompilerMissing(CompilerError):
    """No solc of the pinned `version` can be run."""

    def __init__(self, version: str, reason: str) -> None:
        self.version = version
        self.reason = reason
        super().__init__(f"no solc {version} can be run ({reason}): run scripts/setup")


class CompilerMismatch(CompilerError):
    """`RWA_SOLC` names a compiler of another version than the pinned one."""

    def __init__(self, path: str, found: str, expected: str) -> None:
        self.path = path
        self.found = found
        self.expected = expected
        super().__init__(f"RWA_SOLC={path} is solc {found}, but the contracts need {expected}")


class ChainError(RwaError):
    """The chain cannot be used as asked."""

    exit_code = 4


class ChainUnreachable(ChainError):
    """The node at `url` does not answer."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"the chain at {url} cannot be reached: {reason}")


class WrongChain(ChainError):
    """The node at `url` serves chain `found` where `expected` was asked for."""

    def __init__(self, url: str, found: int, expected: int) -> None:
        self.url = url
        self.found = found
        self.expected = expected
        super().__init__(f"the node at {url} serves chain {found}, not {expected}")


class NodeRefused(ChainError):
    """The node answered `method` with an error that is no contract's revert."""

    def __init__(self, method: str, reason: str) -> None:
        self.method = method
        self.reason = reason
        super().__init__(f"the node refused {method}: {escaped(reason)}")


class BatchRefused(NodeRefused):
    """The node answered a whole batch of requests with one error, and none of them."""

    def __init__(self, reason: str) -> None:
        super().__init__("a batch of requests", reason)


class ReceiptTimeout(ChainError):
    """A transaction was broadcast but not mined within `seconds`; it may still be."""

    def __init__(self, transaction: str, seconds: float) -> None:
        self.transaction = transaction
        self.seconds = seconds
        super().__init__(f"transaction {transaction} is not mined after {seconds:g} s")


class NodeBehind(ChainError):
    """No node at `url` came to have `block`, which one had told of, within `seconds`."""

    def __init__(self, url: str, block: int, seconds: float) -> None:
        self.url = url
        self.block = block
        self.seconds = seconds
        super().__init__(f"the node at {url} does not have block {block} after {seconds:g} s")


class ClockBackwards(ChainError):
    """The chain's clock was asked to go from `now` back to `asked` (Unix seconds)."""

    def __init__(self, asked: int, now: int) -> None:
        self.asked = asked
        self.now = now
        super().__init__(f"the chain's clock stands at {now} and cannot go back to {asked}")


class ClockTooFar(ChainError):
    """The chain's clock was asked to go to a Unix second that 64 bits do not count."""

    def __init__(self, asked: int) -> None:
        self.asked = asked
        super().__init__(f"the chain's clock counts 64 bits of seconds and cannot go to {asked}")


class ClockFixed(ChainError):
    """The node at `url` keeps its own time."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(f"the node at {url} keeps its own time: its clock cannot be set")


class GasOverCap(ChainError):
    """A transaction asked for more gas than one may have (EIP-7825)."""

    def __init__(self, asked: int, cap: int) -> None:
        self.asked = asked
        self.cap = cap
        super().__init__(f"one transaction may use {cap:,} gas, but {asked:,} was asked for")


class NoContract(ChainError):
    """Nothing answers `function` at `address`."""

    def __init__(self, address: str, function: str) -> None:
        self.address = address
        self.function = function
        super().__init__(f"no contract answers {function} at {address}")


class UnknownSender(ChainError):
    """No key and no unlocked account for `address`."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"there is no key to send from {address}")


class ContractRevert(RwaError):
    """A contract refused: its error's `name`, `arguments` by name, and the revert `data` itself.

    `Error` is a `require` with a text, `Panic` a failed assertion, overflow or bad index, `Empty` a
    revert without data, `Unknown` one that no known ABI explains, `Halted` no revert at all: out of
    gas, or an invalid instruction.
    """

    exit_code = 5

    def __init__(self, name: str, args: Mapping[str, Any], data: bytes = b"") -> None:
        self.name = name
        self.arguments = dict(args)
        self.data = data
        shown = ", ".join(f"{key}={escaped(str(value))}" for key, value in self.arguments.items())
        super().__init__(f"the contract refused with {name}({shown})")
