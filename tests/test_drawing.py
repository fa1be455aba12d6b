"""Redemption by lot: reproducible, fair, and never beyond what is held."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.draw import Draw
from rwa.drawing import PURPOSE, drawn_by_lot
from rwa.identifiers import DocumentHash, Party, document_hash

SEED = document_hash(b"the seed of a drawing")
HOLDINGS = {Party("ALI-001"): 500, Party("BNO-002"): 300, Party("CAF-003"): 250}


def test_drawn_by_lot__the_register_in_any_order__draws_the_same() -> None:
    drawn = drawn_by_lot(SEED, HOLDINGS, 400, 100)
    assert drawn == {"ALI-001": 300, "BNO-002": 100}
    for order in permutations(HOLDINGS.items()):
        assert drawn_by_lot(SEED, dict(order), 400, 100) == drawn


def test_drawn_by_lot__lots_in_a_row__the_plain_way_draws_the_same() -> None:
    """Lots are slips in a row; the drawn one changes places with the first that is left."""
    draw = Draw(int(SEED, 16), PURPOSE)
    slips = [holder for holder in sorted(HOLDINGS) for _ in range(HOLDINGS[holder] // 10)]
    for taken in range(60):
        place = taken + draw.below(len(slips) - taken)
        slips[taken], slips[place] = slips[place], slips[taken]
    plain = {holder: 10 * slips[:60].count(holder) for holder in sorted(HOLDINGS)}
    assert drawn_by_lot(SEED, HOLDINGS, 600, 10) == plain


def test_drawn_by_lot__another_seed__draws_others() -> None:
    seeds = [document_hash(str(number).encode()) for number in range(20)]
    drawn = {tuple(drawn_by_lot(seed, HOLDINGS, 400, 100).items()) for seed in seeds}
    assert len(drawn) > 5


@pytest.mark.parametrize("face", [0, 99])
def test_drawn_by_lot__less_than_a_lot__nobody(face: int) -> None:
    assert drawn_by_lot(SEED, HOLDINGS, face, 100) == {}
    assert drawn_by_lot(SEED, {}, 1_000, 100) == {}


@given(
    holdings=st.dictionaries(st.sampled_from("ABCDEFGH").map(Party), st.integers(0, 5_000)),
    face=st.integers(0, 20_000),
    multiple=st.sampled_from([1, 7, 100]),
    seed=st.binary(max_size=8).map(document_hash),
)
def test_drawn_by_lot__any_register__whole_lots_of_what_is_held(
    holdings: dict[Party, int], face: int, multiple: int, seed: DocumentHash
) -> None:
    drawn = drawn_by_lot(seed, holdings, face, multiple)
    lots = sum(held // multiple for held in holdings.values())
    assert sum(drawn.values()) == min(face // multiple, lots) * multiple
    for holder, amount in drawn.items():
        assert 0 < amount <= holdings[holder]
        assert amount % multiple == 0


def test_drawn_by_lot__many_seeds__every_lot_as_likely() -> None:
    """Of 10 lots 3 are drawn: a holder of 5 has 1.5 on average; by the hypergeometric distribution
    the variance is 3 * 1/2 * 1/2 * 7/9, so 4,000 draws stay within 0.06 (five deviations).
    """
    holdings = {Party("A"): 5, Party("B"): 4, Party("C"): 1}
    seeds = [document_hash(str(number).encode()) for number in range(4_000)]
    draws = [drawn_by_lot(seed, holdings, 3, 1) for seed in seeds]
    for holder, mean in ((Party("A"), 1.5), (Party("B"), 1.2), (Party("C"), 0.3)):
        total = sum(drawn.get(holder, 0) for drawn in draws)
        assert abs(total - mean * 4_000) < 240
