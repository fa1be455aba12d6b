"""Likeness of names, and the index: whoever it leaves out has no points, by comparing all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rwa.screening.likeness import alike_parts, name_likeness, paired_points, part_likeness
from rwa.screening.name_index import NameIndex
from rwa.screening.names import person_parts
from rwa.screening.parameters import Parameters

PARAMETERS = Parameters()

parts = st.one_of(
    st.sampled_from(
        ["muhamad", "khan", "abd", "gul", "farzi", "farsi", "farzia", "misal", "mizal"]
    ),
    st.text("abfz", min_size=1, max_size=7),
)
name = st.lists(parts, min_size=1, max_size=5).map(tuple)


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        # parts that weigh 100 each, in any order
        ("Farzi Misalzai", "Misalzai Farzi", 100),
        # 2 x 7 of 15 letters in order are 93 %; (200 x 93 + 200 x 100) / 400
        ("Farzani Misalzai", "Farzanni Misalzaii", 100),
        ("Farzani Misalzai", "Farzanik Misalzai", 96),
        # one side lacks a part, which counts 40: (200 + 200) / (200 + 300 - 60)
        ("Farzi Misalzai", "Farzi Namuna Misalzai", 90),
        # common parts weigh 40: (80 + 80) / (80 + 180 - 60)
        ("Muhammad Khan", "Muhammad Farzi Khan", 80),
        ("Muhammad Khan", "Muhammad Farzi Namuna Khan", 66),
        # one pair alone says nothing, unless there is nothing else
        ("Farzi", "Farzi Misalzai", 0),
        ("Muhammad Farzi", "Muhammad Namuna", 0),
        ("Farzi", "Farzi", 100),
    ],
)
def test_name_likeness__worked_by_hand(one: str, other: str, points: int) -> None:
    ours, theirs = person_parts(one), person_parts(other)
    assert name_likeness(ours, theirs, PARAMETERS) == points
    assert name_likeness(theirs, ours, PARAMETERS) == points


@given(parts, parts)
def test_part_likeness__of_any_two__within_bounds_and_mutual(one: str, other: str) -> None:
    likeness = part_likeness(one, other)
    assert 0 <= likeness <= 100
    assert (likeness == 100) == (one == other)
    assert likeness == part_likeness(other, one)


@given(st.sets(parts, max_size=12), st.sets(parts, max_size=12), st.integers(1, 100))
def test_alike_parts__in_batches__as_each_two_compared(
    ours: set[str], theirs: set[str], least: int
) -> None:
    assert alike_parts(ours, theirs, least) == {
        part: {
            other: likeness for other in theirs if (likeness := part_likeness(part, other)) >= least
        }
        for part in ours
    }


@settings(max_examples=300)
@given(st.lists(name, max_size=8), st.lists(name, max_size=8), st.integers(50, 100))
def test_index__against_the_full_comparison__loses_nothing(
    ours: list[tuple[str, ...]], theirs: list[tuple[str, ...]], least: int
) -> None:
    parameters = Parameters(part_alike=least)
    index = NameIndex(theirs)
    alike = index.alike(ours, least)
    for one in ours:
        candidates = index.candidates(one, alike)
        for number, other in enumerate(theirs):
            points = name_likeness(one, other, parameters)
            assert 0 <= points <= 100
            assert not points or number in candidates
            assert paired_points(one, other, alike, parameters) == points
