"""Files of records: each bad record with file, line and field, and never what was written."""

from __future__ import annotations

import re
import traceback

import pytest

from rwa.cdd.fields import Private
from rwa.cdd.records_file import read_records
from rwa.errors import ConfigurationError
from rwa.scenario.validation import FileRefused
from tests.cdd.people import EVERYBODY, LEGAL, NATURAL, SECOND, records

CANARY = "Qanari"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("42999-0000001-2", "42999-0000001-0", "persons[1].documents[1].number: a CNIC of 13 dig"),
        ("42999-0000001-2", "92999-0000001-2", "persons[1].documents[1].number: a CNIC of 13 dig"),
        ("42999-0000001-2", "4299900000012", "persons[1].documents[1].number: a number of 3 to"),
        (", country: PK, expires: 2030", ", expires: 2030", "the country of a passport is missing"),
        ("2031-01-01}", "2031-01-01, country: AE}", "a CNIC is issued by PK"),
        ("1985-04-12", "1985-02-30", "persons[1].born: a date from 1800-01-01 on is expected"),
        ("1985-04-12", "2026-01-06", "birth or incorporation is after the day of due diligence"),
        ("review: 2027-01-05", "review: 2026-01-05", "persons[1].review: the review is not after"),
        ("[BN-001, BN-001/2]", "[BN-001, BN-001]", "persons[1].wallets: a wallet is named twice"),
        ("[BN-001, BN-001/2]", "[Zarmeen]", "persons[1].wallets[1]: a wallet such as BN-001"),
        ("risk: medium", "risk: none", "persons[1].risk: one of low, medium, high is expected"),
        ("nationality: [PK]", "nationality: []", "persons[1].nationality: at least one"),
        ("    risk: medium\n", "", "persons[1]: risk is missing"),
        ("exposed: false", 'exposed: "no"', "politically_exposed: true or false is expected"),
        ("name: Zarmeen", "name: \u0417armeen", "persons[1].name: text of 1 to 200 characters"),
        ("father: Namunah Misalzai", "shoe_size: 9", "persons[1]: an unknown field; known: person"),
        ("kind: natural", "kind: legal", "persons[1]: incorporated is missing"),
        ("kind: natural", "kind: ghost", "persons[1].kind: the kind is one of natural, legal"),
    ],
)
def test_read__bad_natural_person__told_with_line_and_field(old: str, new: str, told: str) -> None:
    assert NATURAL.count(old) == 1
    with pytest.raises(FileRefused, match=re.escape(told)) as caught:
        read_records(records(NATURAL.replace(old, new)), "r.yaml")
    assert re.match(r"r\.yaml:\d+: persons\[1\]", str(caught.value))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("percent: 60", "percent: 68", "the owners' shares are more than 100 percent together"),
        ("percent: 60", "percent: 0", "owners[1].percent: a share above 0 and up to 100"),
        ("percent: 60", "percent: 30", "37.50 percent are told of no owner, and who holds 10"),
        ("        born: 1991-01-01\n", "", "owner 2 holds 10 percent or more: born and documents"),
        ("type: registration", "type: cnic", "documents[1].number: a CNIC"),
        ("type: other", "type: registered", "owners[2].documents[1].type: one of cnic"),
        ("percent: 60", "percent: 60\n        politically_exposed: true", None),
    ],
)
def test_read__bad_legal_person__told(old: str, new: str, told: str | None) -> None:
    changed = LEGAL.replace(old, new).replace(
        "risk: medium", "risk: medium" if told else "risk: low"
    )
    with pytest.raises(FileRefused, match=re.escape(told or "exposed person is not rated low")):
        read_records(records(changed), "r.yaml")


@pytest.mark.parametrize(("verified", "sound"), [("2025-12-01", True), ("2025-12-02", False)])
def test_read__share_of_20_percent__named_by_the_threshold_of_the_day(
    verified: str, sound: bool
) -> None:
    text = LEGAL.replace("percent: 60", "percent: 47.50").replace("2026-01-05", verified)
    if sound:
        assert len(read_records(records(text), "r.yaml")) == 1
    else:
        with pytest.raises(FileRefused, match=r"20\.00 percent are told of no owner"):
            read_records(records(text), "r.yaml")
    dispersed = text.replace("    risk:", "    rest_dispersed: true\n    risk:")
    assert len(read_records(records(dispersed), "r.yaml")) == 1


def test_read__several_bad_records__each_told_in_the_order_of_its_line() -> None:
    text = records(NATURAL.replace("medium", "x"), LEGAL, SECOND.replace("high", "y"), SECOND)
    with pytest.raises(FileRefused) as caught:
        read_records(text, "r.yaml")
    told = str(caught.value).splitlines()
    assert [re.split(r": ", line)[1] for line in told] == [
        "persons[1].risk",
        "persons[3].risk",
        "persons[4].person",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "persons: 5",
        "people: []",
        "persons: []\nmore: 1",
        "persons: [&Qanari {person: x}]",
        "persons: [*Qanari]",
        "persons: [!Qanari x]",
        "persons:\n  - {Qanari: 1, Qanari: 2}",
        "persons: [Qanari",
        "persons: [{kind: natural, Qanari: {a: b}}]",
        "persons: [Qanari]",
    ],
)
def test_o01__no_file_of_records__one_sentence_without_what_it_says(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_records(text.encode(), "r.yaml")
    assert CANARY not in str(caught.value)
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_o01__a_canary_in_any_value__neither_in_the_sentence_nor_in_the_traceback() -> None:
    text = EVERYBODY.decode()
    values = list(re.finditer(r"(?<=: )[^\s{\[][^,}\n]*|(?<=\[)[^{\]]+", text))
    assert len(values) > 50
    for value in values:
        changed = text[: value.start()] + f'"{CANARY} \\u0007"' + text[value.end() :]
        with pytest.raises(ConfigurationError) as caught:
            read_records(changed.encode(), "r.yaml")
        assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_o01__a_record_shown_by_mistake__says_nothing() -> None:
    for record in read_records(EVERYBODY, "r.yaml"):
        assert isinstance(record, Private)
        assert not re.search("Misal|42999|1985", f"{record!r} {record} {[record]}")


def test_read__sound_records__as_written() -> None:
    first, _, company = read_records(EVERYBODY, "r.yaml")
    assert first.transliterations == ("Zarmin Mesalzay", "زرمین مثالزئی")
    assert first.wallets == ("BN-001", "BN-001/2")
    assert [str(owner.percent) for owner in company.owners] == ["60", "32.50"]  # type: ignore[union-attr]
