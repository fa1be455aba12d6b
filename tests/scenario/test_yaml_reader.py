"""The strict reader: refusals first, then what plain text means."""

from __future__ import annotations

import time

import pytest

from rwa.errors import ConfigurationError
from rwa.scenario.yaml_reader import MAX_BYTES, MAX_DEPTH, MAX_VALUES, field_text, read_document

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


def refusal(text: str | bytes) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ConfigurationError) as caught:
        read_document(data, "f.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (BOMB, "f.yaml:1: a: the anchor &a is not allowed"),
        ("a: 1\nb: *a\n", "f.yaml:2: b: the alias *a is not allowed"),
        ("a: !!python/name:os.system x\n", "f.yaml:1: a: the tag"),
        ("a: !!float 1\n", "f.yaml:1: a: the tag"),
        ("a: 1\n? [x]\n: 2\n", "f.yaml:2: a field's name is plain text"),
        ("<<: {a: 1}\n<<: {b: 2}\n", "f.yaml:2: <<: the field is given twice"),
        ("a: {b: 2,000,000}\n", "f.yaml:1: a: an amount with commas inside { } is written in quot"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: a second document begins"),
        ("", "f.yaml:1: the file is empty"),
        ("a: [1\n", "f.yaml:2: not valid YAML"),
        ("a: 1\n\tb: 2\n", "f.yaml:2: not valid YAML"),
        ("a: \x07\n", "f.yaml:1: the character U+0007 is not allowed"),
        (b"a: 1\nb: \xff\n", "f.yaml:2: the file is not UTF-8 text"),
    ],
)
def test_o12__forbidden_yaml__one_line_with_its_place(text: str | bytes, line: str) -> None:
    message = refusal(text)
    assert message.startswith(line)
    assert "\n" not in message


def test_o12__nested_too_deep__refused_at_once() -> None:
    began = time.perf_counter()
    assert f"nested deeper than {MAX_DEPTH} levels" in refusal("a: " + "[" * 50_000)
    assert time.perf_counter() - began < 5


def test_o12__too_many_values__refused() -> None:
    assert f"more than {MAX_VALUES:,} values" in refusal("[" + "1," * (MAX_VALUES + 1) + "1]")


def test_o12__too_large__refused_before_it_is_read() -> None:
    assert "the file is too large: 262,144 bytes at most" in refusal(b"#" * (MAX_BYTES + 1))


def test_o13__repeated_key__refused_with_its_field() -> None:
    assert refusal("a:\n  b: 1\n  b: 2\n") == "f.yaml:3: a.b: the field is given twice"


@pytest.mark.parametrize(
    "text",
    [
        *("010", "0x1F", "0o7", "1_000", "no", "yes", "on", "off", "Yes", "True", "NULL"),
        *(
            "12:30:45",
            "1.50",
            "1e3",
            ".inf",
            ".nan",
            "+1",
            "2026-01-05",
            "2026-01-05 12:00:00",
            "=",
            "1,000",
        ),
    ],
)
def test_o13__plain_scalar_with_a_second_meaning__stays_text(text: str) -> None:
    assert read_document(f"a: {text}\n".encode(), "f.yaml").value == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("0", 0), ("-5", -5), ("10", 10), ("true", True), ("false", False), ("null", None)),
        *(("~", None), ("", None), ("'10'", "10"), ('"true"', "true"), ("''", "")),
    ],
)
def test_read__plain_and_quoted__only_these_mean_something(text: str, value: object) -> None:
    found = read_document(f"a: {text}\n".encode(), "f.yaml").value
    assert found == {"a": value}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(value)


def test_lines__any_value__knows_its_line() -> None:
    document = read_document(b"a: 1\nb:\n  - c: 2\n  - d:\n      e: 3\n", "f.yaml")
    assert document.line(("b", 1, "d", "e")) == 5
    assert document.line(("b", 1, "absent")) == 4
    assert field_text(("b", 1, "d", "e")) == "b[2].d.e"
