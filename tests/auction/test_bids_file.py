"""A bid file says what it means, or one sentence says where it does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rwa.auction import Bid, Category, Quote, read_bids
from rwa.auction.bids_file import COLUMNS, MAX_BYTES
from rwa.auction.pricing import BondPricing
from rwa.daycount import DayCount
from rwa.errors import ConfigurationError, MalformedValue
from rwa.pricing import FixedBond
from tests.auction.market import BILL, auction

HEADER = ",".join(COLUMNS)
GOOD = "B1,D1,AL-001,company,competitive,98.3879,,5000.00"


def read(*lines: str, header: str = HEADER, formula: bool = True) -> tuple[Bid, ...]:
    announced = auction(100) if formula else auction(100, pricing=None)
    return read_bids("\n".join((header, *lines, "")).encode(), "bids.csv", announced)


def refusal(*lines: str, header: str = HEADER, formula: bool = True) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(*lines, header=header, formula=formula)
    assert caught.value.exit_code == 3
    return str(caught.value)


def changed(**cells: str) -> str:
    """The good line with some cells replaced."""
    return ",".join((dict(zip(COLUMNS, GOOD.split(","), strict=True)) | cells).values())


OF_THE_AUCTION = "in the auction of a bill of 2021-03-24"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"price": "98.39"}, "price: 98.39 has 2 decimals: exactly 4 are expected "
         + OF_THE_AUCTION),
        ({"price": "98"}, f"price: 98 has 0 decimals: exactly 4 are expected {OF_THE_AUCTION}"),
        ({"price": "98.38791"}, "price: 98.38791 has 5 decimals"),
        ({"price": "0.0000"}, "price: 0.0000 is not above zero"),
        ({"price": "1e2"}, "price: '1e2' is not a number such as 98.3879"),
        ({"price": "-98.3879"}, "price: '-98.3879' begins with '-', as a spreadsheet's formula "
         "does"),
        ({"price": ""}, "price: a competitive bid names its price or its yield"),
        ({"yield": "7.12"}, "yield: 7.12 has 2 decimals"),
        ({"yield": "7.1198"}, "yield: 7.1198 is not the yield of 98.3879, which is 7.1197"),
        ({"face": "4000"}, "face: PKR 4,000.00 is below the smallest bid, PKR 5,000.00, "
         + OF_THE_AUCTION),
        ({"face": "7500.00"}, "face: PKR 7,500.00 is not a multiple of the denomination, "
         "PKR 5,000.00, " + OF_THE_AUCTION),
        ({"face": "0"}, "face: PKR 0.00 is below the smallest bid"),
        ({"face": "5000.0"}, "face: '5000.0' is not an amount with 2 decimals: it has 1"),
        ({"face": "1e9"}, "face: '1e9' is not an amount"),
        ({"face": ""}, "face: the cell is empty"),
        ({"kind": "Competitive"}, "kind: 'Competitive' is not one of competitive, non-competitive"),
        ({"kind": "non-competitive"}, "price: a non-competitive bid names none, not 98.3879"),
        ({"category": "banks"}, "category: 'banks' is not one of individual, company"),
        ({"bid": ""}, "bid: the cell is empty"),
        ({"bid": "=1+1"}, "bid: '=1+1' begins with '='"),
        ({"dealer": "@SUM(A1)"}, "dealer: '@SUM(A1)' begins with '@'"),
        ({"investor": "AL-001 "}, "investor: 'AL-001 ' has a space too many"),
        ({"investor": "\u202eAL"}, "investor: the character U+202E is not allowed in a bid file"),
        ({"investor": "A" * 61}, "investor: the cell has 61 characters: 60 at most"),
    ],
)  # fmt: skip
def test_read__cell_that_cannot_be__line_field_and_sentence(
    cells: dict[str, str], reason: str
) -> None:
    assert refusal(changed(bid="B0"), changed(**cells)).startswith(f"bids.csv:3: {reason}")


def test_price_of__yield_without_a_price__refused() -> None:
    """100 / (1 + y * 84 / 36500) is below half of 0.0001 at such a yield."""
    with pytest.raises(MalformedValue, match="no price above zero comes of it"):
        BILL.price_of(Decimal("1000000000.0000"))


@pytest.mark.parametrize(
    ("cells", "field"),
    [({"price": "98.3879"}, "price"), ({"price": "", "yield": "7.0000"}, "yield")],
)
def test_read__bond_that_has_matured_at_settlement__refused_with_its_field(
    cells: dict[str, str], field: str
) -> None:
    bond = FixedBond(Fraction(7), date(2020, 8, 20), date(2023, 8, 20), 2, DayCount.ACT_ACT_ICMA)
    matured = auction(100, pricing=BondPricing(bond, date(2023, 8, 20)))
    with pytest.raises(ConfigurationError) as caught:
        read_bids(f"{HEADER}\n{changed(**cells)}\n".encode(), "bids.csv", matured)
    assert str(caught.value) == (
        f"bids.csv:2: {field}: '2023-08-20' is not a settlement date: "
        "the bond is traded from 2020-08-20 until before 2023-08-20"
    )


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (HEADER + ",colour", "bids.csv:1: colour: unknown column; the columns are bid, dealer"),
        (HEADER.replace("dealer", "bid"), "bids.csv:1: bid: the column is given twice"),
        (HEADER.replace(",face", ""), "bids.csv:1: face: the column is missing"),
        (HEADER.replace("bid", "Bid"), "bids.csv:1: Bid: unknown column"),
    ],
)
def test_read__columns_that_cannot_be__refused(header: str, reason: str) -> None:
    assert refusal(GOOD, header=header).startswith(reason)


def test_read__number_twice__refused_with_the_first_line() -> None:
    assert refusal(GOOD, GOOD) == "bids.csv:3: bid: 'B1' is the bid of line 2 already"


@pytest.mark.parametrize("column", ["dealer", "investor"])
def test_read__name_in_other_capitals__refused(column: str) -> None:
    first = dict(zip(COLUMNS, GOOD.split(","), strict=True))[column]
    other = changed(bid="B2", **{column: first.lower()})
    expected = f"{column}: '{first.lower()}' differs only in capitals from '{first}' of line 2"
    assert refusal(GOOD, other) == f"bids.csv:3: {expected}"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD + ",x", "bids.csv:2: 8 cells are expected, not 9"),
        ("", "bids.csv:2: 8 cells are expected, not 0"),
        ('"B1', "bids.csv:2: not valid CSV: unexpected end of data"),
        ('"B\n1"' + GOOD[2:], "bids.csv:2: bid: the character U+000A is not allowed"),
    ],
)
def test_read__line_that_cannot_be__refused(line: str, reason: str) -> None:
    assert refusal(line).startswith(reason)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "bids.csv: the file is empty; its first line names the columns bid, dealer"),
        (b"bid\n\xff", "bids.csv:2: the file is not UTF-8 text"),
        (b" " * (MAX_BYTES + 1), "bids.csv: the file is too large: 8,388,608 bytes at most"),
    ],
)
def test_read__file_that_cannot_be__refused(data: bytes, reason: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_bids(data, "bids.csv", auction(100))
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    ("cells", "missing"), [({"yield": ""}, "yield"), ({"price": "", "yield": "7.0000"}, "price")]
)
def test_read__one_of_price_and_yield_without_a_formula__refused(
    cells: dict[str, str], missing: str
) -> None:
    told = refusal(changed(**cells), formula=False)
    assert told.startswith(f"bids.csv:2: {missing}: it is missing; a competitive bid names both")


def test_read__price_yield_or_both__one_quote() -> None:
    lines = [
        changed(bid="B1"),
        changed(bid="B2", price="", **{"yield": "7.1197"}),
        changed(bid="B3", **{"yield": "7.1197"}),
    ]
    assert [bid.quote for bid in read(*lines)] == [Quote.at(Decimal("98.3879"), BILL)] * 3


def test_read__both_without_a_formula__as_given() -> None:
    [bid] = read(changed(price="95.6713", **{"yield": "9.0000"}), formula=False)
    assert bid.quote == Quote(Decimal("95.6713"), Fraction(9))


def test_read__columns_in_another_order_and_a_byte_order_mark__the_same_bids() -> None:
    cells = dict(zip(COLUMNS, GOOD.split(","), strict=True))
    turned = sorted(COLUMNS)
    text = "\ufeff" + ",".join(turned) + "\r\n" + ",".join(cells[name] for name in turned) + "\r\n"
    assert read_bids(text.encode(), "bids.csv", auction(100)) == read(GOOD)


def test_read__non_competitive_bid__without_a_quote() -> None:
    assert read(changed(kind="non-competitive", price="")) == (
        Bid("B1", "D1", "AL-001", Category.COMPANY, 5_000_00),
    )


def test_read__header_alone__no_bids() -> None:
    assert read() == ()
