"""Clearing, from refusals to the sheet of a real auction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from rwa.auction import Bid, Category, Method, Outcome, Quote, Tie, clear, reject_all
from rwa.auction.pricing import BondPricing
from rwa.auction.rules import MILLION
from rwa.daycount import DayCount
from rwa.errors import MalformedValue
from rwa.pricing import FixedBond
from tests.auction.market import BILL, auction, faces, priced, rules, unpriced

MTB_2020_09_09 = (
    ("1", "100", "98.3879", "7.1197", "7.1197", "98.388", "98.388"),
    ("2", "500", "98.3857", "7.1296", "7.1280", "491.929", "590.316"),
    ("3", "500", "98.3847", "7.1341", "7.1308", "491.924", "1082.240"),
    ("4", "1000", "98.3837", "7.1386", "7.1345", "983.837", "2066.077"),
    ("5", "500", "98.3827", "7.1431", "7.1361", "491.914", "2557.990"),
    ("6", "500", "98.3817", "7.1476", "7.1380", "491.909", "3049.899"),
    ("7", "25000", "98.3815", "7.1485", "7.1473", "24595.375", "27645.274"),
    ("8", "300", "98.3815", "7.1485", "7.1473", "295.145", "27940.418"),
)
"""The accepted bids of the 84-day bill: bid, millions, price, yield, running weighted-average
yield, realised value and its running total in millions.

Source: State Bank of Pakistan, result of the auction of Market Treasury Bills of 9 September 2020.
"""


PIB_2021_03_03 = (
    ("1", "1", "95.6713", "8.9934", "0.959", "0.959"),
    ("2", "2000", "95.6574", "9.0000", "1917.789", "1918.748"),
    ("3", "250", "95.0711", "9.0310", "238.258", "2157.006"),
    ("4", "1000", "95.0481", "9.1106", "952.801", "3109.807"),
    ("5", "500", "95.0271", "9.1359", "476.296", "3586.103"),
    ("6", "100", "95.0271", "9.1402", "95.259", "3681.362"),
)
"""Accepted bids of the 7.00 % bond of August 2023: bid, millions, price, running weighted-average
yield, realised value with accrued interest and its running total in millions.

Source: State Bank of Pakistan, result of the auction of Pakistan Investment Bonds of 3 March 2021.
"""


def in_millions(amount: int) -> str:
    """An amount as the sheet prints it: to three decimals, half-way up."""
    return str((Decimal(amount) / MILLION).quantize(Decimal("0.001"), ROUND_HALF_UP))


def refused(match: str) -> pytest.RaisesContext[MalformedValue]:
    return pytest.raises(MalformedValue, match=match)


def test_clear__number_given_twice__refused() -> None:
    with refused("'B1' is not a bid's number: it is given twice"):
        clear(auction(10), [priced("B1", 5, "98.0000")] * 2, rules(auction(10)))


def test_clear__one_price_with_two_yields__refused() -> None:
    bids = [priced("B1", 5, "98.0000"), priced("B2", 5, "98.0000")]
    bids[1] = replace(bids[1], quote=Quote(Decimal("98.0000"), Fraction(9)))
    with refused("bid B2 stands at 98.0000, and bid B1 at 98.0000 yields 8.8"):
        clear(auction(10), bids, rules(auction(10)))


def test_clear__better_price_that_yields_more__refused() -> None:
    better = replace(priced("B1", 5, "99.0000"), quote=Quote(Decimal("99.0000"), Fraction(9)))
    with refused("bid B2 stands at 98.0000, and bid B1 at 99.0000 yields 9.0000"):
        clear(auction(10), [better, priced("B2", 5, "98.0000")], rules(auction(10)))


@pytest.mark.parametrize(
    ("cut_off", "reason"),
    [
        ("97.5000", "'97.5000' is not a cut-off price: no valid bid stands at it"),
        ("97.0000", r"better bids come to PKR 20,000,000.00, and at most PKR 15,000,000.00 may"),
    ],
)
def test_clear__cut_off_that_cannot_be__refused(cut_off: str, reason: str) -> None:
    bids = [priced("B1", 20, "98.0000"), priced("B2", 20, "97.0000")]
    announced = auction(10, over_allotment=5)
    with refused(reason):
        clear(announced, bids, rules(announced), cut_off=Decimal(cut_off))


def test_clear__cut_off_without_bids__refused() -> None:
    with refused("no valid bid stands at it"):
        clear(auction(10), [], rules(auction(10)), cut_off=Decimal("98.0000"))


def test_clear__non_competitive_without_a_formula__refused() -> None:
    announced = auction(100, pricing=None)
    bids = [priced("B1", 100, "98.0000"), unpriced("N1", 1, "AL-001")]
    with refused("no formula gives its price"):
        clear(announced, bids, rules(announced))


def test_clear__denomination_the_lot_does_not_hold__refused() -> None:
    announced = auction(70, denomination=7_000 * 100)
    with refused("'PKR 7,000.00' is not a denomination: shares are rounded to PKR 50,000,000.00"):
        clear(announced, [], rules(announced))


def test_rules__lot_of_nothing__refused() -> None:
    with refused("'0' is not a lot: it is not above zero"):
        rules(auction(10), lot=0)


@pytest.mark.parametrize("accepted", range(1, 9))
def test_clear__bill_of_9_september_2020__as_the_sheet_runs(accepted: int) -> None:
    rows = MTB_2020_09_09[:accepted]
    target = sum(int(row[1]) for row in rows)
    result = clear(
        auction(target),
        [priced(number, int(millions), price) for number, millions, price, *_ in reversed(rows)],
        rules(auction(target)),
    )
    number, _, price, rate, average, realised, running = rows[-1]
    last = next(each for each in result.allotments if each.bid.number == number)
    assert result.cut_off is not None
    assert (str(result.cut_off.price), str(result.cut_off.published_rate)) == (price, rate)
    assert str(result.weighted_average_yield) == average
    assert in_millions(last.cost) == realised
    assert in_millions(result.cost) == running
    assert (result.residual, str(result.bid_to_cover)) == (0, "1.00")


def test_clear__target_met_above_the_last_bids__they_get_nothing() -> None:
    bids = [priced("B1", 60, "98.2000"), priced("B2", 40, "98.1000"), priced("B3", 90, "98.0000")]
    result = clear(auction(100), bids, rules(auction(100)))
    assert faces(result) == {"B1": 60, "B2": 40}
    assert [(level.offered, level.accepted) for level in result.levels] == [
        (60 * MILLION, 60 * MILLION),
        (40 * MILLION, 40 * MILLION),
        (90 * MILLION, 0),
    ]
    assert str(result.bid_to_cover) == "1.90"


def test_clear__target_not_met__all_filled_and_the_residual_told() -> None:
    result = clear(auction(100), [priced("B1", 60, "98.0000")], rules(auction(100)))
    assert (faces(result), result.residual) == ({"B1": 60}, 40 * MILLION)


def test_clear__too_much_at_the_cut_off__dealers_share_in_lots_of_50m() -> None:
    """1,000m are left for 3,000m: a third of 1,300m, 1,660m and 40m is 433m, 553m and, being of one
    lot at most, all of 40m: 450m + 550m + 40m, 40m more than the target.
    """
    bids = [
        priced("B1", 500, "98.1000", "D3"),
        priced("B2", 1_300, "98.0000", "D1"),
        priced("B3", 1_660, "98.0000", "D2"),
        priced("B4", 40, "98.0000", "D3"),
    ]
    result = clear(auction(1_500), bids, rules(auction(1_500)))
    assert faces(result) == {"B1": 500, "B2": 450, "B3": 550, "B4": 40}
    assert (result.residual, result.excess) == (-40 * MILLION, 40 * MILLION)
    assert result.refused == 40 * MILLION


@pytest.mark.parametrize(("beside", "refused"), [(None, 40), (0, 40), (10, 30), (50, 0)])
def test_clear__above_the_maximum_of_competitive_bids__refused_beyond_all_that_was_announced(
    beside: int | None, refused: int
) -> None:
    """The contract counts what is announced for non-competitive bids too, and none came."""
    announced = replace(
        auction(1_500), non_competitive_total=None if beside is None else beside * MILLION
    )
    bids = [
        priced("B1", 500, "98.1000", "D3"),
        priced("B2", 1_300, "98.0000", "D1"),
        priced("B3", 1_660, "98.0000", "D2"),
        priced("B4", 40, "98.0000", "D3"),
    ]
    assert clear(announced, bids, rules(announced)).refused == refused * MILLION


def test_clear__several_bids_of_one_dealer_at_the_cut_off__one_share_among_them() -> None:
    """Half of 310m is 155m, rounded to 150m: 96,774,193 and 53,225,806 of 200m and 110m, down to
    the denomination, and the one multiple left to the larger remainder, 0.838 against 0.161.
    """
    bids = [
        priced("B1", 200, "98.0000"),
        priced("B2", 110, "98.0000"),
        priced("B3", 310, "98.0000", "D2"),
    ]
    result = clear(auction(310), bids, rules(auction(310)))
    assert {each.bid.number: each.face for each in result.allotments} == {
        "B1": 96_775_000_00,
        "B2": 53_225_000_00,
        "B3": 150_000_000_00,
    }


@pytest.mark.parametrize(("tie", "expected"), [(Tie.UP, 100), (Tie.DOWN, 50), (Tie.EVEN, 100)])
def test_clear__share_half_way_between_lots__as_the_tie_rule_says(tie: Tie, expected: int) -> None:
    bids = [priced("B1", 150, "98.0000"), priced("B2", 150, "98.0000", "D2")]
    result = clear(auction(150), bids, rules(auction(150), tie=tie))
    assert faces(result) == {"B1": expected, "B2": expected}
    assert result.residual == (150 - 2 * expected) * MILLION


def test_clear__share_rounds_above_the_bid__clamped_to_it() -> None:
    bids = [priced("B1", 60, "98.0000"), priced("B2", 5, "98.0000", "D2")]
    assert faces(clear(auction(64), bids, rules(auction(64), lot=80 * MILLION)))["B1"] == 60
    bids = [priced("B1", 80, "98.0000")]
    assert faces(clear(auction(79), bids, rules(auction(79)))) == {"B1": 80}


def test_clear__every_share_rounds_to_nothing__nothing_allotted() -> None:
    result = clear(auction(20), [priced("B1", 60, "98.0000")], rules(auction(20)))
    assert (result.outcome, result.allotments, result.cut_off) == (Outcome.NO_SHARE, (), None)
    assert (result.residual, result.bid_to_cover) == (20 * MILLION, None)


def test_clear__over_allotment__taken_at_the_cut_off_only() -> None:
    bids = [priced("B1", 60, "98.1000"), priced("B2", 55, "98.0000"), priced("B3", 5, "97.9000")]
    announced = auction(100, over_allotment=20)
    result = clear(announced, bids, rules(announced))
    assert (faces(result), result.residual) == ({"B1": 60, "B2": 55}, -15 * MILLION)
    assert result.excess == 0


def test_clear__chosen_cut_off__stops_there_short_of_the_target() -> None:
    bids = [priced("B1", 60, "98.1000"), priced("B2", 55, "98.0000")]
    result = clear(auction(100), bids, rules(auction(100)), cut_off=Decimal("98.1000"))
    assert (faces(result), result.residual) == ({"B1": 60}, 40 * MILLION)


def test_clear__uniform_price__all_pay_the_cut_off() -> None:
    bids = [
        priced("B1", 60, "98.1000"),
        priced("B2", 40, "98.0000"),
        unpriced("N1", 5, "AL-001"),
    ]
    announced = auction(100, method=Method.UNIFORM)
    result = clear(announced, bids, rules(announced))
    assert {each.price for each in result.allotments} == {Decimal("98.0000")}
    assert result.weighted_average_price == Decimal("98.0000")
    assert result.cost == 102_900_000_00


def test_clear__non_competitive__at_the_weighted_average_yield_beside_the_target() -> None:
    bids = [
        priced("B1", 60, "98.1000"),
        priced("B2", 40, "98.0000"),
        unpriced("N1", 5, "AL-001"),
    ]
    result = clear(auction(100), bids, rules(auction(100)))
    assert result.weighted_average_yield == Decimal("8.5966")
    assert result.non_competitive_price == BILL.price_of(Decimal("8.5966")) == Decimal("98.0600")
    assert (result.residual, result.non_competitive_accepted) == (0, 5 * MILLION)


def test_clear__more_non_competitive_than_the_total__smallest_first_then_evenly() -> None:
    bids = [
        priced("B1", 100, "98.0000"),
        unpriced("N1", 2, "AL-001"),
        unpriced("N2", 6, "AL-002"),
        unpriced("N3", 6, "AL-003"),
        unpriced("N4", 7, "AL-004"),
    ]
    announced = auction(100, non_competitive_total=11)
    result = clear(announced, bids, rules(announced))
    got = {each.bid.number: each.face for each in result.allotments if not each.bid.quote}
    assert got == {"N1": 2 * MILLION, "N2": 4_500_000_00, "N3": 4_500_000_00}


def test_clear__only_non_competitive_bids__nothing_allotted() -> None:
    result = clear(auction(100), [unpriced("N1", 2, "AL-001")], rules(auction(100)))
    assert (result.outcome, result.allotments) == (Outcome.NO_BIDS, ())
    assert result.non_competitive_offered == 2 * MILLION


def test_reject_all__any_bids__nothing_allotted_and_the_pattern_kept() -> None:
    bids = [priced("B1", 60, "98.1000"), unpriced("N1", 2, "AL-001")]
    result = reject_all(auction(100), bids, rules(auction(100)))
    assert (result.outcome, result.allotments) == (Outcome.REJECTED, ())
    assert (result.offered, result.residual) == (60 * MILLION, 100 * MILLION)
    assert (result.cut_off, result.weighted_average_yield, result.bid_to_cover) == (None,) * 3


@pytest.mark.parametrize(
    ("accrued", "cost"),
    [
        (Fraction(0), 4_919_40),  # 5,000 at 98.3879 is 4,919.395: half a paisa
        (Fraction(1, 10_000), 4_919_40),  # 4,919.400
        (Fraction(1, 8_000), 4_919_41),  # 4,919.40125: less than half
    ],
)
def test_clear__cost__rounded_up_to_the_paisa_with_accrued_interest(
    accrued: Fraction, cost: int
) -> None:
    bid = replace(priced("B1", 1, "98.3879"), face=5_000_00)
    announced = auction(1, accrued=accrued)
    [allotment] = clear(announced, [bid], rules(announced)).allotments
    assert allotment.cost == cost


@pytest.mark.parametrize("accepted", range(1, 7))
def test_clear__bond_reopened_on_3_march_2021__as_the_sheet_runs(accepted: int) -> None:
    rows = PIB_2021_03_03[:accepted]
    bond = FixedBond(Fraction(7), date(2020, 8, 20), date(2023, 8, 20), 2, DayCount.ACT_ACT_ICMA)
    settlement = date(2021, 3, 4)
    pricing = BondPricing(bond, settlement)
    announced = auction(
        sum(int(row[1]) for row in rows),
        pricing=pricing,
        denomination=100_000_00,
        accrued=bond.accrued(settlement),
    )
    bids = [
        Bid(
            number,
            "D1",
            "D1",
            Category.BANK,
            int(face) * MILLION,
            Quote.at(Decimal(price), pricing),
        )
        for number, face, price, *_ in rows
    ]
    result = clear(announced, bids, rules(announced))
    number, _, price, average, realised, running = rows[-1]
    last = next(each for each in result.allotments if each.bid.number == number)
    assert result.cut_off is not None
    assert str(result.cut_off.price) == price
    assert str(result.weighted_average_yield) == average
    assert in_millions(last.cost) == realised
    assert in_millions(result.cost) == running


def test_clear__bids_by_price_and_yield_without_a_formula__yields_as_given() -> None:
    """Reopening of the 7.00 % bond of August 2023, 3 March 2021: prices are not bill prices."""
    quotes = [
        Quote(Decimal("95.6713"), Fraction("9.0000")),
        Quote(Decimal("95.6000"), Fraction(10)),
    ]
    bids = [
        Bid(f"B{place}", "D1", "D1", Category.BANK, face * MILLION, quote)
        for place, (face, quote) in enumerate(zip((300, 100), quotes, strict=True))
    ]
    announced = auction(400, pricing=None, denomination=100_000_00)
    result = clear(announced, bids, rules(announced))
    assert result.weighted_average_yield == Decimal("9.2500")
    assert result.weighted_average_price == Decimal("95.6535")
