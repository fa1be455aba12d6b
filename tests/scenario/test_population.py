"""Persons, their wallets and every draw follow from the seed."""

from __future__ import annotations

import pytest

from rwa.draw import Draw
from tests.trials import parsed


@pytest.mark.parametrize("holders", ["AL-005", "AL-003..005", "AL-002..001", "ZZ", "AL-9/2"])
def test_wallets__nobody_there__refused(holders: str) -> None:
    with pytest.raises(ValueError, match=r"unknown wallet|names nobody|no wallet"):
        parsed().persons.wallets(holders)


def test_wallets__group_range_and_second_wallet__named_in_order() -> None:
    persons = parsed().persons
    assert persons.wallets("AL") == ("AL-001", "AL-002", "AL-003", "AL-004")
    assert persons.wallets("AL-002..003") == ("AL-002", "AL-003")
    assert persons.wallets("AL-002/2") == ("AL-002/2",)


def test_persons__second_wallet__same_identity() -> None:
    persons = parsed().persons
    first, second = persons.of_wallet("AL-002"), persons.of_wallet("AL-002/2")
    assert first is not None
    assert first == second


def test_persons__seed__decides_identities() -> None:
    trial = parsed()
    again, other = parsed().persons.by_name, trial.with_seed(8).persons.by_name
    assert trial.persons.by_name == again
    assert all(trial.persons.by_name[name].identity != other[name].identity for name in other)
    assert len({person.identity for person in other.values()}) == len(other)


def test_shares__any_split__adds_up_in_multiples() -> None:
    for seed in range(50):
        parts = Draw(seed, "x").shares(1_000_000, 7, 100)
        assert sum(parts) == 1_000_000
        assert all(part % 100 == 0 and part >= 100 for part in parts)


def test_shares__one_multiple_each__nobody_left_out() -> None:
    assert Draw(1, "x").shares(300, 3, 100) == (100, 100, 100)


def test_draw__labels__streams_apart_and_repeatable() -> None:
    first = [Draw(1, "a").below(1000) for _ in range(3)]
    assert len(set(first)) == 1
    assert Draw(1, "a").below(10**9) != Draw(1, "b").below(10**9)
    assert Draw(1, "a").below(10**9) == 680_710_583


def test_weighted__weights__decide_shares() -> None:
    draw = Draw(3, "w")
    drawn = [draw.weighted({"a": 9, "b": 1}) for _ in range(1000)]
    assert 850 < drawn.count("a") < 950
