"""The packed words of the registry: fields stay apart, a person's word counts as a book would."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rwa.chain.contract import Contract, deploy
from tests.contracts.system import Market

LEAVE, JOIN, BLOCK, UNBLOCK = range(4)
DIFFERENTIAL = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@pytest.fixture
def words(market: Market, fixture_artifacts) -> Contract:
    """The words, opened for tests."""
    return deploy(market.engine, fixture_artifacts["Words"], sender=market.deployer)


def bits(width: int):
    return st.one_of(st.sampled_from([0, 1, 2**width - 1]), st.integers(0, 2**width - 1))


@DIFFERENTIAL
@given(
    st.lists(
        st.tuples(st.sampled_from([LEAVE, JOIN, JOIN, BLOCK, UNBLOCK]), st.integers(1, 18)),
        max_size=80,
    )
)
def test_t13_person__any_history__counts_as_a_book_would(words: Contract, history) -> None:
    book: Counter[int] = Counter()
    blocked = False
    acts, told = [], []
    for act, exchange in history:
        if act == LEAVE and not book[exchange]:
            continue
        acts.append((act, exchange))
        full = act == JOIN and not book[exchange] and len(+book) == 15
        edge = book[exchange] == {JOIN: 0, LEAVE: 1}.get(act)
        if act in (LEAVE, JOIN) and not full:
            book[exchange] += 1 if act == JOIN else -1
        blocked = act == BLOCK if act >= BLOCK else blocked
        told.append((book[exchange], edge, full, blocked))
    answer = words.call("live", [act for act, _ in acts], [exchange for _, exchange in acts])
    assert [tuple(each) for each in answer] == told


@pytest.mark.parametrize("exchange", [1, 175, 255])
def test_t41_person__256th_wallet__no_room_and_nothing_spilt(
    words: Contract, exchange: int
) -> None:
    acts = [JOIN] * 256 + [LEAVE] * 255
    answer = words.call("live", acts, [exchange] * len(acts))
    assert [each.wallets for each in answer] == [*range(1, 256), 255, *range(254, -1, -1)]
    assert [index for index, each in enumerate(answer) if each.full] == [255]
    assert [index for index, each in enumerate(answer) if each.edge] == [0, 510]


@DIFFERENTIAL
@given(
    bits(40),
    bits(8),
    st.binary(min_size=2, max_size=2),
    bits(8),
    bits(160),
    bits(40),
    bits(8),
    st.booleans(),
)
def test_t19_holder__any_fields__read_back_apart(
    words: Contract, expiry, exchange, country, category, person, later, next_exchange, blocked
) -> None:
    known, block = 1 << 176, 1 << 177
    rest = int.from_bytes(country) << 192 | category << 184 | known | person
    first = expiry << 216 | exchange << 208 | rest
    changed = later << 216 | next_exchange << 208 | rest | block * blocked
    arguments = (expiry, exchange, country, category, person, later, next_exchange, blocked)
    assert tuple(words.call("record", *arguments)) == (
        first,
        changed,
        later,
        next_exchange,
        country,
        category,
        person,
    )


@DIFFERENTIAL
@given(bits(40), bits(40), bits(176), st.integers(0, 175), bits(41))
def test_t19_standing__any_fields__read_back_apart(
    words: Contract, epoch, earliest, bitmap, exchange, time
) -> None:
    assert tuple(words.call("standing", epoch, earliest, bitmap, exchange, time)) == (
        epoch << 216 | earliest << 176 | bitmap,
        epoch,
        earliest,
        bitmap,
        bool(bitmap >> exchange & 1),
        time < earliest,
    )
