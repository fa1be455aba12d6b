"""Lists of the sanctioned: anything broken in one refuses it whole, and nothing outside it is
read.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from rwa.errors import ConfigurationError
from rwa.scenario.validation import FileRefused
from rwa.screening.entries import Entry, Kind, ListedName
from rwa.screening.lists import read_list
from tests.screening.lists import (
    FARZI,
    HEADER,
    KHAYALI,
    ROWS,
    ZARMEEN,
    alias,
    birth,
    consolidated,
    document,
    entity,
    individual,
    listed,
)

PLAIN = "it declares a document type or entities, and no list needs them: it is not read"
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))


@pytest.mark.parametrize(
    "declared",
    [
        f"<!DOCTYPE x [{BOMB}]>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!doctype x SYSTEM "outside.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "outside.dtd"> %p;]>',
    ],
)
def test_o12__entities_or_a_document_type__refused_in_one_sentence(
    tmp_path: Path, declared: str
) -> None:
    (tmp_path / "outside.dtd").write_text('<!ENTITY e "Misalzai">')
    text = consolidated(individual("FX.009", "&a9;")).replace("?>\n", f"?>\n{declared}\n", 1)
    with pytest.raises(ConfigurationError) as caught:
        listed(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'list.xml'}:2: {PLAIN}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<html/>", "1: a list in XML begins with CONSOLIDATED_LIST"),
        ("<CONSOLIDATED_LIST/>", "1: the list tells no day"),
        (consolidated(), "the list has no entry"),
        (consolidated(ZARMEEN)[:-30], "not valid XML: "),
        (consolidated(individual("FX.009", "&x;")), "not valid XML: Entity 'x' not defined"),
        (consolidated(individual("", "Farzi")), "4: REFERENCE_NUMBER: it is missing"),
        (consolidated(individual("FX.009", "—")), "4: FIRST_NAME: FX.009 has no name"),
        (consolidated(ZARMEEN + ZARMEEN), "7: REFERENCE_NUMBER: FX.001 again"),
        (
            consolidated(individual("FX.009", "Farzi", more=birth("<DATE>12.4.1985</DATE>"))),
            "5: DATE: YYYY-MM-DD is expected",
        ),
        (
            consolidated(individual("FX.009", "Farzi", more=birth("<FROM_YEAR>1985</FROM_YEAR>"))),
            "5: YEAR: a year, or one and a later one, is expected",
        ),
    ],
)
def test_read__no_consolidated_list__refused_with_its_line(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(reason)):
        listed(tmp_path, text)


def test_read__other_encoding__refused(tmp_path: Path) -> None:
    (tmp_path / "list.xml").write_bytes(consolidated(ZARMEEN).encode("utf-16"))
    with pytest.raises(ConfigurationError, match="not UTF-8 text"):
        read_list(tmp_path / "list.xml")
    declared = consolidated(ZARMEEN).replace("utf-8", "utf-16")
    assert len(listed(tmp_path, declared).entries) == 1


def test_read__two_broken_entries__both_told(tmp_path: Path) -> None:
    broken = individual("", "Farzi") + ZARMEEN + individual("FX.009", "")
    with pytest.raises(FileRefused) as caught:
        listed(tmp_path, consolidated(broken))
    assert [each.line for each in caught.value.problems] == [4, 10]


def test_read__consolidated_list__names_births_and_documents(tmp_path: Path) -> None:
    more = (
        birth(
            "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1962</TO_YEAR>"
        )
        + birth("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1965</YEAR>")
        + birth("")
        + document("Passport", "xx 000-0001")
        + document("National Identification Number", "42999-0000001-2")
        + document("Number, National Identification", "17")
        + alias("Farzana; Gul Farzi ;")
        + "<NAME_ORIGINAL_SCRIPT>فرضی شخص</NAME_ORIGINAL_SCRIPT><COMMENTS1>-</COMMENTS1>"
    )
    found = listed(
        tmp_path,
        consolidated(ZARMEEN + individual("FX.009", "Farzi", "", "Shakhs", more=more), FARZI),
    )
    assert found.day == date(2026, 3, 1)
    assert found.entries["FX.001"].names == (
        ListedName("ZARMIN MISALZAY"),
        ListedName("Zarmeena Namuna"),
        ListedName("Z. Misal", low_quality=True),
    )
    assert found.entries["FX.009"] == Entry(
        "FX.009",
        Kind.INDIVIDUAL,
        tuple(map(ListedName, ("Farzi Shakhs", "فرضی شخص", "Farzana", "Gul Farzi"))),
        ((date(1960, 1, 1), date(1962, 12, 31)), (date(1964, 1, 1), date(1967, 1, 1))),
        (("passport", "XX0000001"), ("cnic", "4299900000012"), ("other", "17")),
    )
    assert found.entries["FX.003"].kind is Kind.ENTITY
    assert [name.low_quality for name in found.entries["FX.003"].names] == [False, False]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("nacta.csv", HEADER, "nacta.csv: its name tells no day, as in nacta-2026-03-01.csv"),
        ("n-2026-02-30.csv", HEADER, "its name tells no day"),
        ("n-2026-03-01.csv", "", "1: the columns name,father_name,cnic,province,district"),
        ("n-2026-03-01.csv", "name,cnic\n", "1: the columns name,father_name"),
        ("n-2026-03-01.csv", HEADER, "the list has no entry"),
        ("n-2026-03-01.csv", HEADER + "Farzi,,\n", "2: 5 cells are expected, not 3"),
        ("n-2026-03-01.csv", HEADER + "Farzi @ ,,,,\n", "2: name: a name is expected, and one"),
        ("n-2026-03-01.csv", HEADER + "Farzi,,42999-1,,\n", "2: cnic: a CNIC of 13 digits"),
        ("n-2026-03-01.csv", HEADER + "x" * 201 + ",,,,\n", "2: name: 200 characters at most"),
        ("n-2026-03-01.csv", HEADER + ROWS[0] * 2, "3: it is the entry of line 2 already"),
        ("n-2026-03-01.csv", HEADER + '"Farzi\n', "2: not valid CSV"),
    ],
)
def test_read__no_list_of_nacta__refused_with_its_line(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(reason)):
        listed(tmp_path, text, name)


def test_read__two_broken_rows__both_told(tmp_path: Path) -> None:
    text = HEADER + "Farzi,,1,,\n" + ROWS[0] + ",,,,\n"
    with pytest.raises(FileRefused) as caught:
        listed(tmp_path, text, "n-2026-03-01.csv")
    assert [each.line for each in caught.value.problems] == [2, 4]


def test_read__list_of_nacta__aliases_fathers_and_places(tmp_path: Path) -> None:
    header = "Name,Father Name,CNIC,Province,District\n"
    found = listed(tmp_path, header + "".join(ROWS), "nacta-2026-03-01.csv")
    first, second = found.entries.values()
    assert [name.text for name in first.names] == ["Farzi Shakhs", "Gul Farzi"]
    assert (first.reference, first.documents, first.father, first.place) == (
        "CNIC 42999-0000007-1",
        (("cnic", "4299900000071"),),
        "Namunah Shakhs",
        "Karachi, Sindh",
    )
    assert second.reference == "Abdur Rahman Naqlabadi, Lahore"


def test_o20__bidi_control_and_line_breaks_in_a_name__gone(tmp_path: Path) -> None:
    name = "Far\u200czi\u202e\n\u009b Shakhs\u2028"
    for text, file in (
        (consolidated(individual("FX.009", name)), "list.xml"),
        (f'{HEADER}"{name}",,,,\n', "n-2026-03-01.csv"),
    ):
        [entry] = listed(tmp_path, text, file).entries.values()
        assert entry.names == (ListedName("Farzi Shakhs"),)


def test_changed__between_two_versions__new_and_altered_entries_and_those_gone(
    tmp_path: Path,
) -> None:
    former = listed(tmp_path, consolidated(ZARMEEN + KHAYALI, FARZI))
    altered = KHAYALI.replace("1960", "1961")
    new = entity("FX.004", "Farzi Welfare")
    later = listed(tmp_path, consolidated(altered + ZARMEEN, new), "later.xml")
    assert {entry.reference for entry in later.changed_since(former)} == {"FX.002", "FX.004"}
    assert later.gone_since(former) == ["FX.003"]
