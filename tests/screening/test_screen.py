"""Screening: who is a possible hit, with how many points, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rwa.cdd.records_file import read_records
from rwa.errors import ConfigurationError
from rwa.screening.entries import Entry, Kind, ListedName, SanctionsList
from rwa.screening.evidence import same_papers, weighed
from rwa.screening.hits import Hit
from rwa.screening.likeness import name_likeness
from rwa.screening.names import PARTS_OF
from rwa.screening.parameters import Parameters, read_parameters
from rwa.screening.screen import screen
from rwa.screening.subjects import Subject, subjects_of
from tests.cdd.people import EVERYBODY, LEGAL, NATURAL, records
from tests.screening.lists import (
    FARZI,
    HEADER,
    KHAYALI,
    ZARMEEN,
    alias,
    birth,
    consolidated,
    document,
    entity,
    individual,
    listed,
)

DAY = "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>{}</DATE>"


def hits_in(folder: Path, people: bytes, text: str, name: str = "list.xml") -> list[Hit]:
    """The possible hits of the records in a file among a list's entries."""
    subjects = [each for record in read_records(people, "r.yaml") for each in subjects_of(record)]
    return screen(subjects, listed(folder, text, name), Parameters())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("hit_form: 80", "p.yaml:1: hit_form: unknown field 'hit_form'; known: hit_from, part"),
        ("hit_from: 0", "p.yaml:1: hit_from: 0 is out of range: from 1 to 100"),
        ("birth_years: '1'", "p.yaml:1: birth_years: an integer is expected"),
    ],
)
def test_parameters__unknown_or_out_of_range__refused(data: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        read_parameters(data.encode(), "p.yaml")
    assert read_parameters(b"hit_from: 85", "p.yaml") == Parameters(hit_from=85)


@pytest.mark.parametrize(
    "text",
    [
        consolidated(individual("FX.001", "Other", "Person")),
        # another kind: the name of an individual is no entity's
        consolidated(individual("FX.001", "Farzi", "Trading")),
        consolidated(entities=entity("FX.001", "Zarmeen Misalzai")),
        # one part alone, and common parts alone
        consolidated(individual("FX.001", "Misalzai") + individual("FX.002", "Abdul", "Khan")),
    ],
)
def test_screen__nobody_alike__no_hit(tmp_path: Path, text: str) -> None:
    assert hits_in(tmp_path, EVERYBODY, text) == []


def test_screen__name_and_birth_alike__points_and_why(tmp_path: Path) -> None:
    [hit] = hits_in(tmp_path, records(NATURAL), consolidated(ZARMEEN))
    assert (hit.person, hit.reference, hit.points) == ("BN-001", "FX.001", 100)
    assert hit.why == (
        "name is 100 % like “ZARMIN MISALZAY”",
        "born as listed: 1985-04-12 (+5)",
    )
    assert (hit.list, str(hit.list_day)) == ("list.xml", "2026-03-01")


@pytest.mark.parametrize(
    ("told", "points", "why"),
    [
        (birth(DAY.format("1985-04-12")), 95, "born as listed: 1985-04-12 (+5)"),
        (birth("<YEAR>1985</YEAR>"), 95, "born as listed: 1985-01-01 to 1985-12-31 (+5)"),
        (birth(DAY.format("1986-04-12")), 90, None),
        (birth(""), 90, None),
        (birth("<YEAR>1987</YEAR>"), None, None),
        (birth("<YEAR>1987</YEAR>") + birth(DAY.format("1985-04-12")), 95, "; 1985-04-12 (+5)"),
        (document("National Identification Number", "42999-0000009-1"), 80, "CNIC is another"),
        (document("National Identification Number", "42999 0000001 2"), 100, "the same CNIC"),
        (document("Passport", "XX-0000001") + birth("<YEAR>1930</YEAR>"), 100, "the same passport"),
    ],
)
def test_screen__what_is_told_beside_the_name__supports_or_weakens(
    tmp_path: Path, told: str, points: int | None, why: str | None
) -> None:
    text = consolidated(individual("FX.001", "Zarmeen", "Namuna", "Misalzai", more=told))
    hits = hits_in(tmp_path, records(NATURAL), text)
    assert [hit.points for hit in hits] == ([points] if points else [])
    if hits:
        assert len(hits[0].why) == 1 or why
        assert why is None or why in " ".join(hits[0].why)


def test_screen__alias_of_low_quality__weaker(tmp_path: Path) -> None:
    for quality, points in (("Good", 90), ("Low", 85)):
        more = alias("Zarmeen Namuna Misalzai", quality)
        text = consolidated(individual("FX.001", "Other", "Person", more=more))
        assert [hit.points for hit in hits_in(tmp_path, records(NATURAL), text)] == [points]


def test_screen__common_parts_alone__weaker(tmp_path: Path) -> None:
    people = records(NATURAL.replace("Zarmeen Misalzai", "Muhammad Khan"))
    for year, points in (("", [90]), ("<YEAR>1985</YEAR>", [95]), ("<YEAR>1950</YEAR>", [])):
        text = consolidated(individual("FX.001", "Mohd", "Khan", more=birth(year)))
        assert [hit.points for hit in hits_in(tmp_path, people, text)] == points


def test_screen__the_same_cnic__a_hit_whatever_the_names(tmp_path: Path) -> None:
    rows = "Other Person,Another Father,42999-0000001-2,Sindh,Karachi\n"
    [hit] = hits_in(tmp_path, records(NATURAL), HEADER + rows, "n-2026-03-01.csv")
    assert (hit.points, hit.why) == (100, ("the same CNIC",))


@pytest.mark.parametrize(
    ("father", "points"), [("Namoona Misalzai", 95), ("Other Person", 80), ("", 90)]
)
def test_screen__father_of_nactas_list__supports_or_weakens(
    tmp_path: Path, father: str, points: int
) -> None:
    text = HEADER + f"Zarmeen Farzi Misalzai,{father},,Sindh,Karachi\n"
    [hit] = hits_in(tmp_path, records(NATURAL), text, "n-2026-03-01.csv")
    assert hit.points == points


def test_screen__legal_person__itself_and_its_owners(tmp_path: Path) -> None:
    hits = hits_in(tmp_path, records(LEGAL), consolidated(ZARMEEN + KHAYALI, FARZI))
    assert [(hit.subject, hit.reference, hit.points) for hit in hits] == [
        ("BN-003", "FX.003", 100),
        ("BN-003 owners[1]", "FX.002", 100),
    ]


def test_o01__hit__nothing_of_the_record_but_the_names_of_its_fields(tmp_path: Path) -> None:
    for hit in hits_in(tmp_path, EVERYBODY, consolidated(ZARMEEN + KHAYALI, FARZI)):
        told = hit.model_dump_json()
        for canary in ("Zarmin Mesalzay", "Zarmeen", "42999", "Khayali", "Trading", "Street"):
            assert canary not in told
        assert "BN-" not in repr(hit)


words = st.sampled_from(["Muhammad", "Khan", "Farzi", "Farsi", "Farzia", "Misal", "Mizal", "Gul"])
names = st.lists(words, min_size=1, max_size=4).map(" ".join)
days = st.dates(date(1980, 1, 1), date(1986, 1, 1))
kinds = st.sampled_from(Kind)
papers = st.lists(st.tuples(st.sampled_from(["cnic", "other"]), st.sampled_from("12")), max_size=1)
fathers = st.none() | names
entries = st.builds(
    Entry,
    st.just(""),
    kinds,
    st.lists(st.builds(ListedName, names, st.booleans()), min_size=1, max_size=3).map(tuple),
    st.lists(st.tuples(days, days).map(lambda two: (min(two), max(two))), max_size=1).map(tuple),
    papers.map(tuple),
    fathers,
)
subjects = st.builds(
    Subject,
    st.just("BN-001"),
    st.just(""),
    kinds,
    st.lists(names, min_size=1, max_size=2).map(
        lambda told: {str(n): x for n, x in enumerate(told)}
    ),
    st.none() | days,
    fathers,
    papers.map(tuple),
)
points = st.integers(0, 40)
parameters = st.builds(
    Parameters,
    hit_from=st.integers(30, 100),
    part_alike=st.integers(60, 100),
    common_weight=st.integers(1, 100),
    missing_weight=st.integers(0, 100),
    birth_supports=points,
    birth_weakens=points,
    father_supports=points,
    father_weakens=points,
    common_alone_weakens=points,
)


def compared(subject: Subject, entry: Entry, parameters: Parameters) -> int:
    """Points of a subject and an entry, each name compared with each."""
    if subject.kind is not entry.kind:
        return 0
    if same_papers(subject, entry):
        return 100
    read = PARTS_OF[entry.kind]
    return max(
        likeness and likeness + sum(n for n, _ in weighed(subject, entry, listed, parameters))
        for ours in subject.names.values()
        for listed in entry.names
        for likeness in [name_likeness(read(ours), read(listed.text), parameters)]
    )


@settings(max_examples=300)
@given(st.lists(subjects, max_size=4), st.lists(entries, max_size=5), parameters)
def test_screen__against_every_name_compared_with_every_other__the_same_hits(
    everybody: list[Subject], told: list[Entry], parameters: Parameters
) -> None:
    known = {
        f"FX.{n}": Entry(f"FX.{n}", e.kind, e.names, e.births, e.documents, e.father)
        for n, e in enumerate(told)
    }
    some = SanctionsList("drawn.xml", date(2026, 3, 1), "", MappingProxyType(known))
    for subject in everybody:
        found = {hit.reference: hit.points for hit in screen([subject], some, parameters)}
        assert found == {
            reference: min(100, due)
            for reference, entry in known.items()
            if (due := compared(subject, entry, parameters)) >= parameters.hit_from
        }
    hits = screen(everybody, some, parameters)
    alone = [hit for subject in everybody for hit in screen([subject], some, parameters)]
    assert hits == alone
