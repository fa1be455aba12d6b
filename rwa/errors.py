"""Errors of the registry simulator, and the exit code each family ends the command with.

RwaError                        exit 1
├── UsageError                  exit 2: the command line asks for something that does not exist
├── ConfigurationError          exit 3: a file says something it may not, with file, line and field
│   └── MalformedValue          exit 3: one value is not what it should be; a ValueError too
├── CompilerError               exit 3: see `rwa.chain.errors`
├── ChainError                  exit 4: see `rwa.chain.errors`
├── ContractRevert              exit 5: see `rwa.chain.errors`
├── RuleRefused                 exit 6: a rule refuses; one class for each in `rwa.refusals`
├── ExpectationFailed           exit 7: the trial did not end as its file expects
└── LedgerError                 exit 7: an event cannot be, given the events before it
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

LONGEST_TEXT = 500
"""Characters shown of a text that others wrote."""


class RwaError(Exception):
    """Root of every error this package raises on purpose."""

    exit_code: ClassVar[int] = 1


class UsageError(RwaError):
    """The command was called in a way it does not offer."""

    exit_code = 2

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ConfigurationError(RwaError):
    """`field` of `file` is refused at `line` (from 1); line and field are absent where there is
    none.
    """

    exit_code = 3

    def __init__(
        self, file: str, reason: str, *, line: int | None = None, field: str | None = None
    ) -> None:
        self.file = file
        self.line = line
        self.field = field
        self.reason = reason
        place = file if line is None else f"{file}:{line}"
        super().__init__(": ".join(part for part in (place, field, reason) if part))


class MalformedValue(ConfigurationError, ValueError):
    """`text` is not `what` because of `reason`; the reader of a file adds the place."""

    def __init__(self, what: str, text: str, reason: str) -> None:
        self.what = what
        self.text = text
        RwaError.__init__(self, f"{text!r} is not {what}: {reason}")
        self.file, self.line, self.field, self.reason = "", None, None, reason


class RuleRefused(RwaError):
    """A rule of the programme refuses the act; nothing has changed.

    Subclasses are value objects: the same class with equal fields is the same refusal, whether the
    rules in Python or the contract raised it. Fields stand in the order of the Solidity error's
    arguments.
    """

    exit_code = 6
    rule: ClassVar[str]
    """Short name of the rule, as in a report's column."""

    @property
    def sentence(self) -> str:
        """What an officer reads: the rule, who and the numbers."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.sentence


class ExpectationFailed(RwaError):
    """The trial ran, but not to the end its file expects: one sentence for each difference."""

    exit_code = 7

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


class LedgerError(RwaError):
    """Event number `sequence` contradicts the events before it."""

    exit_code = 7

    def __init__(self, sequence: int, reason: str) -> None:
        self.sequence = sequence
        self.reason = reason
        super().__init__(f"event {sequence}: {reason}")


def escaped(text: str) -> str:
    """Text that others wrote, on one line: control, format (bidi) and other characters that do not
    print are written as Python writes them, and what is very long is cut.
    """
    shown = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in shown
    )
