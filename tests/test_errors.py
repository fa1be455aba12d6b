"""Exit codes and sentences of the tree of errors."""

from __future__ import annotations

import pytest

from rwa.errors import (
    ConfigurationError,
    ExpectationFailed,
    LedgerError,
    MalformedValue,
    RuleRefused,
    RwaError,
    UsageError,
)


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (UsageError("no such trial"), 2, "no such trial"),
        (ConfigurationError("t.yaml", "is missing"), 3, "t.yaml: is missing"),
        (
            ConfigurationError("t.yaml", "is late", line=4, field="noc.expiry"),
            3,
            "t.yaml:4: noc.expiry: is late",
        ),
        (MalformedValue("a date", "x", "no"), 3, "'x' is not a date: no"),
        (ExpectationFailed(["one", "two"]), 7, "one\ntwo"),
        (LedgerError(3, "cannot be"), 7, "event 3: cannot be"),
    ],
)
def test_error__each_family__exit_code_and_sentence(
    error: RwaError, code: int, sentence: str
) -> None:
    assert error.exit_code == code
    assert str(error) == sentence


def test_rule_refused__itself__has_no_sentence() -> None:
    assert RuleRefused.exit_code == 6
    with pytest.raises(NotImplementedError):
        str(RuleRefused())
