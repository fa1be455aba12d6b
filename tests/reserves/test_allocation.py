"""Which lots stand for which holder: each lot once, nothing beyond a holding, always the same."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from rwa.identifiers import Party
from rwa.reserves.allocation import Allocation, allocate
from rwa.reserves.lots import Lot

ANNA, BILAL, CHAMAN = Party("anna"), Party("bilal"), Party("chaman")
MINIMUM = 430


def lot(serial: str, quantity: int) -> Lot:
    return Lot(2, "gold", "Karachi A", ("Refiner", serial), ("Refiner", serial), quantity, {})


def serials(allocation: Allocation, holder: Party) -> list[str]:
    return [each.identity[-1] for each in allocation.lots.get(holder, ())]


def test_allocate__nothing_held_or_nothing_there__nothing_stands_for_anyone() -> None:
    assert allocate([], {ANNA: 500}, MINIMUM) == Allocation({}, {ANNA: 500}, ())
    bar = lot("A", 400)
    assert allocate([bar], {}, MINIMUM) == Allocation({}, {}, (bar,))


def test_allocate__below_the_smallest_lot__none_though_a_bar_would_fit() -> None:
    told = allocate([lot("A", 400)], {ANNA: MINIMUM - 1}, MINIMUM)
    assert (told.lots, told.unallocated[ANNA], len(told.free)) == ({}, MINIMUM - 1, 1)
    told = allocate([lot("A", 400)], {ANNA: MINIMUM}, MINIMUM)
    assert (serials(told, ANNA), told.unallocated[ANNA], told.free) == (["A"], 30, ())


def test_allocate__largest_holder_first__the_heaviest_that_the_rest_covers() -> None:
    bars = [lot("A", 390), lot("B", 410), lot("C", 400), lot("D", 420)]
    told = allocate(bars, {ANNA: 440, BILAL: 830, CHAMAN: 100}, MINIMUM)
    assert serials(told, BILAL) == ["D", "B"]
    assert serials(told, ANNA) == ["C"]
    assert [each.identity[-1] for each in told.free] == ["A"]
    assert told.unallocated == {BILAL: 0, ANNA: 40, CHAMAN: 100}
    assert told.allocated == 1_230


def test_allocate__equal_holders_and_equal_lots__by_name_in_any_order_of_list_and_register() -> (
    None
):
    bars = [lot("A", 400), lot("B", 400), lot("C", 400)]
    holdings = [(ANNA, 500), (BILAL, 500)]
    for listed in permutations(bars):
        for register in permutations(holdings):
            told = allocate(listed, dict(register), MINIMUM)
            assert (serials(told, ANNA), serials(told, BILAL)) == (["A"], ["B"])
            assert [each.identity[-1] for each in told.free] == ["C"]


def test_t39_allocate__shortfall__a_holding_covers_its_share() -> None:
    """Three bars for 1,600 units: of 800 each 600 are covered, one bar; the third is nobody's."""
    bars = [lot("A", 400), lot("B", 400), lot("C", 400)]
    told = allocate(bars, {ANNA: 800, BILAL: 800}, MINIMUM)
    assert (serials(told, ANNA), serials(told, BILAL)) == (["A"], ["B"])
    assert len(told.free) == 1


@given(
    weights=st.lists(st.integers(1, 50), max_size=25),
    amounts=st.lists(st.integers(1, 120), max_size=8),
    minimum=st.integers(1, 60),
)
def test_t39_allocate__any_list_and_register__each_lot_once_and_as_the_rule_reads(
    weights: list[int], amounts: list[int], minimum: int
) -> None:
    bars = [lot(f"{number:02}", weight) for number, weight in enumerate(weights)]
    holdings = {Party(f"h{number}"): amount for number, amount in enumerate(amounts)}
    told = allocate(bars, holdings, minimum)
    given_out = [each for lots in told.lots.values() for each in lots]
    assert sorted(each.identity for each in (*given_out, *told.free)) == sorted(
        each.identity for each in bars
    )
    stock, held = sum(weights), sum(amounts)
    for holder, amount in holdings.items():
        taken = sum(each.quantity for each in told.lots.get(holder, ()))
        assert told.unallocated[holder] == amount - taken >= 0
        assert taken <= min(Fraction(amount), Fraction(amount * stock, held))
        assert not taken or amount >= minimum
    assert {holder: list(lots) for holder, lots in told.lots.items()} == plainly(
        bars, holdings, minimum
    )


def plainly(bars: list[Lot], holdings: dict[Party, int], minimum: int) -> dict[Party, list[Lot]]:
    """The rule as it reads, every lot looked at for every choice."""
    left, taken = list(bars), {}
    stock, held = sum(each.quantity for each in bars), sum(holdings.values())
    for holder in sorted(holdings, key=lambda each: (-holdings[each], each)):
        amount, chosen = holdings[holder], []
        rest = min(amount, amount * stock // held)
        while amount >= minimum and (fitting := [each for each in left if each.quantity <= rest]):
            best = min(fitting, key=lambda each: (-each.quantity, each.identity))
            left.remove(best)
            chosen.append(best)
            rest -= best.quantity
        if chosen:
            taken[holder] = chosen
    return taken
