"""A file of rules: what it may not say, in one sentence with file, line and field."""

from __future__ import annotations

import pytest

from rwa.aml.rules import KINDS, load_rules, read_rules
from rwa.errors import ConfigurationError

HEAD = 'reference = "PKR"\nkept = 10\n'
RULE = (
    '[rules.it]\nkind = "structuring"\nthreshold = "2,000,000"\nat_least_percent = 50\ncount = 3\n'
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kept = ", "r.toml:1: not valid TOML: invalid value"),
        ('reference = "PKR"\nkept = 10\n', "r.toml:1: rules is missing"),
        (HEAD + "rules = {}\n", "r.toml:3: rules: "),
        (HEAD + "[rules]\nit = 3\n", "r.toml:4: rules.it: a table of parameters is expected"),
        (
            HEAD + "[rules.it]\ncount = 3\n",
            "r.toml:3: rules.it.kind: kind is missing; known: s",
        ),
        (HEAD + '[rules.it]\nkind = "guess"\n', "r.toml:4: rules.it.kind: unknown kind 'guess'"),
        (HEAD + RULE, "r.toml:3: rules.it: days is missing"),
        (HEAD + RULE + "days = 7\nwekks = 1\n", "r.toml:9: rules.it.wekks: unknown field 'wekks'"),
        (HEAD + RULE + "days = 0\n", "r.toml:8: rules.it.days: 0 is out of range: from 1 to"),
        (HEAD + RULE + 'days = "7"\n', "r.toml:8: rules.it.days: an integer is expected"),
        (HEAD + RULE + "days = 7.5\n", "r.toml:8: rules.it.days: an integer is expected"),
        (
            HEAD + RULE.replace('"2,000,000"', "2000000.5") + "days = 7\n",
            "r.toml:5: rules.it.threshold: an amount is expected",
        ),
        (
            HEAD + RULE.replace('"2,000,000"', '"0"') + "days = 7\n",
            "r.toml:5: rules.it.threshold: it is above zero",
        ),
        (
            HEAD + RULE.replace("= 50", "= 30") + "days = 7\n",
            "r.toml:3: rules.it: 3 times 30 percent of the threshold do not reach it",
        ),
        (
            HEAD + RULE.replace("= 3", "= 11") + "days = 7\n",
            "r.toml:7: rules.it.count: 11 is more than the 10 movements kept",
        ),
        (HEAD + RULE + "days = 7\n[extra]\n", "r.toml:9: extra: unknown field 'extra'; known: ref"),
    ],
)
def test_rules__what_a_file_may_not_say__one_sentence_with_its_place(text: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_rules(text.encode(), "r.toml")
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


def test_rules__latin_1__the_line_that_is_not_utf_8() -> None:
    with pytest.raises(ConfigurationError, match=r"r\.toml:2: the file is not UTF-8 text"):
        read_rules(b'reference = "PKR"\n# \xe9\n', "r.toml")


def test_rules__defaults__every_kind_stands_there_once() -> None:
    rules = load_rules()
    assert [rule.kind for rule in rules.named.values()] == list(KINDS)
    structuring = rules.named["structuring"]
    assert structuring.kind == "structuring"
    assert structuring.threshold == 2_000_000_00
