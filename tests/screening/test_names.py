"""Names as they are compared: one spelling for what clerks write differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.screening import names
from rwa.screening.names import entity_parts, is_common, person_parts


@pytest.mark.parametrize(
    "same",
    [
        ("Muhammad Hussain", "Mohd. Husain", "Mohammed Hussein", "MUHAMMAD HOSSAIN", "M. Husayn"),
        ("Abdul Rahman", "Abdur Rehman", "Abd al-Raḥmān", "Abdurrehman", "AbdulRahman"),
        ("Abdullah Gul", "Abdallah Gull", "Abd Ullah Gul"),
        ("Saifullah", "Saif Ullah", "Saif-ullah", "Saif Allah"),
        ("Najmuddin", "Najm ud-Din", "Najm-ud-Dīn", "Najam Uddin"),
        ("Zia-ul-Haq", "Ziaulhaq", "Ziaul Haque", "Zia Haq"),
        ("Saʿeed Khan", "Sa'eed Khan", "Saeed Khan", "Said Khan"),
        ("Yousuf Qadir", "Youssef Kadir", "Yusuf Qader"),
        ("Haji Dr. Farzi Shakhs", "FARZI  SHAKHS", "Farzi bin Shakhs", "\uff26arzi Shakhs"),
        ("Nawaz Farooq", "Navaz Faruq"),
        ("كريم", "کریم"),
    ],
)
def test_person_parts__spellings_of_one_name__the_same(same: tuple[str, ...]) -> None:
    assert len({person_parts(name) for name in same}) == 1


@pytest.mark.parametrize(
    ("name", "other"),
    [("Khalid", "Khalil"), ("Ahmad", "Hamid"), ("Mahmood", "Muhammad"), ("Hassan", "Hussain")],
)
def test_person_parts__other_names__stay_apart(name: str, other: str) -> None:
    assert person_parts(name) != person_parts(other)


def test_parts__nothing_but_what_is_left_out__kept() -> None:
    assert person_parts("Haji") == ("haji",)
    assert entity_parts("The Company Ltd.") == ("the", "compani", "ltd")
    assert entity_parts("Farzi Trading Co. (Pvt) Ltd") == entity_parts("FARZI TRADERS LIMITED")


def test_data_file__each_word__in_one_group_and_never_a_variant_of_a_variant() -> None:
    words = names._words()
    assert not set(words.variants.values()) & set(words.variants) - set(words.variants.values())
    for variant, part in words.variants.items():
        assert words.variants.get(part, part) == part, variant
        assert not {variant, part} & words.titles, variant
    assert is_common(person_parts("Mohd")[0])
    assert not is_common("farzi")


@given(st.text(max_size=40))
def test_person_parts__of_its_own_parts__the_same(name: str) -> None:
    parts = person_parts(name)
    assert all(parts)
    assert all(part == "".join(part.split()) for part in parts)
    assert person_parts(name.casefold()) == parts
