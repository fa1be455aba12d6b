"""Lot lists: every row that does not count says why, and a lot counts once."""

from __future__ import annotations

import pytest

from rwa.errors import ConfigurationError, UsageError
from rwa.reserves.commodities import commodities, commodity
from rwa.reserves.lots import BrokenRow, lots_named, read_lots
from rwa.reserves.writing import canonical
from tests.reserves.bars import DAY, HEADER, WORKED, bar_list, bars, read

OIL = "terminal,tank,volume,temperature,gauged,inspector,certificate"
WHEAT = "warehouse,receipt,grade,season,moisture,tonnes,expires"
SMALL = "vault,serial,refiner,weight_unit,gross,fineness,fine,year"


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("399.440", "399.441", "fine", "399.441 is not gross x fineness / 1000, which is 399.440"),
        ("399.440", "399.44", "fine", "399.44 has not 3 decimals"),
        ("401.125", "401.126", "gross", "401.126 is not in steps of 0.025"),
        ("401.125", "349.975", "gross", "out of range: from 350.000 to 433.000"),
        ("401.125", "4e2", "gross", "'4e2' is not a number"),
        ("401.125", "-401.125", "gross", "'-401.125' is not a number"),
        ("995.8", "994.9", "fineness", "out of range: from 995.0 to 999.9"),
        ("2019", "2027", "year", "not a year from 1900 to 2026"),
        ("A1001", "=A1", "serial", "'=A1' does not have the form"),
        ("A1001", "", "serial", "'' does not have the form"),
        ("Example Refinery", "=cmd()", "refiner", "'=cmd()' is not a name"),
        ("Example Refinery", "Example  Refinery", "refiner", "as 'Example Refinery'"),
        ("Example Refinery", "Example Refinery ", "refiner", "is not written plainly"),
        ("Example Refinery", "\u00a0Example Refinery", "refiner", "is not written plainly"),
        ("Example Refinery", "\uff25xample Refinery", "refiner", "as 'Example Refinery'"),
        ("Karachi A", "Karachi A ", "vault", "is not written plainly, as 'Karachi A'"),
        ("Karachi A", "", "vault", "'' is not a name"),
        (",2019", "", None, "7 cells are expected, not 6"),
    ],
)
def test_read__one_bad_cell__its_row_field_and_reason(
    old: str, new: str, field: str | None, reason: str
) -> None:
    found = read(*bars(1), WORKED.replace(old, new, 1))
    assert len(found.lots) == 1
    (broken,) = found.broken
    assert (broken.row, broken.field) == (3, field)
    assert reason in broken.reason


def test_read__several_broken_rows__every_one_told() -> None:
    found = read(WORKED.replace("2019", "x"), *bars(2), WORKED.replace("995.8", "y"))
    assert [row.row for row in found.broken] == [2, 5]
    assert found.total == 2 * 398_000


def test_t39__read__one_bar_in_two_vaults__counts_once() -> None:
    found = read(WORKED, WORKED.replace("Karachi A", "Lahore"))
    reason = "Example Refinery A1001 stands in Karachi A already, row 2"
    assert found.broken == (BrokenRow(3, "serial", reason),)
    assert found.total == 399_440


def test_t39__read__one_bar_twice_in_a_vault__counts_once() -> None:
    found = read(WORKED, WORKED.replace("Example Refinery", "EXAMPLE REFINERY"))
    assert "stands in the same place already, row 2" in found.broken[0].reason


def test_read__same_serial_of_two_refiners__two_bars() -> None:
    found = read(WORKED, WORKED.replace("Example Refinery", "Other Refinery"))
    assert (len(found.lots), found.broken) == (2, ())


def test_read__worked_bar__its_fine_weight_and_place() -> None:
    found = read(WORKED)
    assert (found.total, found.by_place()) == (399_440, {"Karachi A": (1, 399_440)})


@pytest.mark.parametrize(
    ("unit", "gross", "fineness", "fine"),
    [
        ("g", "1000", "995.0", "31.990"),
        ("g", "1000", "999.9", "32.148"),
        ("g", "5", "995.0", "0.161"),
        ("ozt", "25", "999.9", "24.998"),
        ("ozt", "5", "999.9", "5.000"),
        ("tola", "10", "999.0", "3.746"),
    ],
)
def test_read__small_bar__fine_weight_of_the_agreed_table(
    unit: str, gross: str, fineness: str, fine: str
) -> None:
    """LBMA Good Delivery Rules, agreed weights of small bars: 5 oz at 999.9 is 5.000."""
    row = f"Karachi A,K1,Example Refinery,{unit},{gross},{fineness},{fine},2021"
    assert read(row, name="gold-small-bars", header=SMALL).broken == ()
    other = read(row.replace(fine, "0.400"), name="gold-small-bars", header=SMALL)
    assert f"0.400 is not {fine}, as the agreed table has it" in other.broken[0].reason


def test_read__small_bar_of_no_agreed_size__refused() -> None:
    row = "Karachi A,K1,Example Refinery,g,300,995.0,9.597,2021"
    found = read(row, name="gold-small-bars", header=SMALL)
    assert found.broken[0].reason == "the agreed table has no row for g 300 995.0"


@pytest.mark.parametrize(
    ("name", "header", "row", "field", "reason"),
    [
        (
            "diesel",
            OIL,
            "Port Qasim,T-12,90000.000,31.5,2026-04-01,Example Inspectors,QC-9",
            "gauged",
            "2026-04-01 is after the day of the list, 2026-03-31",
        ),
        (
            "wheat",
            WHEAT,
            "Multan,WR-1,A,2025-26,12.5,400.000,2026-03-31",
            "expires",
            "2026-03-31 is not after the day of the list, 2026-03-31",
        ),
        (
            "wheat",
            WHEAT,
            "Multan,WR-1,A,2025-26,14.1,400.000,2026-09-30",
            "moisture",
            "14.1 is out of range: from 0.0 to 14.0",
        ),
        (
            "sugar",
            WHEAT,
            "Multan,SR-1,B,2025-26,0.05,400.000,2026-09-30",
            "grade",
            "'B' is none of S-30, M-30, L-30",
        ),
    ],
)
def test_read__other_commodities__their_own_checks(
    name: str, header: str, row: str, field: str, reason: str
) -> None:
    (broken,) = read(row, name=name, header=header).broken
    assert (broken.field, broken.reason) == (field, reason)


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", None, "the file is empty; a list of gold has the columns vault,serial,refiner"),
        (b"vault;serial\n", 1, "a list of gold has the columns"),
        (HEADER.encode() + b"\n", None, "no lots are listed; .* as a total of 0"),
        (HEADER.encode() + b"\n\xff\n", 2, "not UTF-8"),
        (HEADER.encode() + b'\n"open\n', 2, "not valid CSV"),
    ],
)
def test_read__no_list_at_all__one_sentence(data: bytes, line: int | None, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason) as caught:
        read_lots(data, "bars.csv", commodity("gold"), DAY)
    assert (caught.value.file, caught.value.line) == ("bars.csv", line)


def test_read__day_not_told__dates_are_read_and_not_compared() -> None:
    row = "Multan,WR-1,A,2025-26,12.5,400.000,2020-01-01"
    data = bar_list(row, header=WHEAT)
    assert read_lots(data, "wheat.csv", commodity("wheat"), None).broken == ()
    broken = read_lots(data.replace(b"2020-01-01", b"soon"), "w", commodity("wheat"), None).broken
    assert "'soon' is not a date" in broken[0].reason


def test_commodity__unknown__the_known_ones_named() -> None:
    with pytest.raises(UsageError, match="no commodity is called 'tin'; known: gold, silver"):
        commodity("tin")


@pytest.mark.parametrize("name", list(commodities()))
def test_commodities__every_entry__names_fields_that_it_has(name: str) -> None:
    entry = commodities()[name]
    named = {*entry.identity, *entry.once, entry.quantity} - {entry.place}
    for relation in entry.relations:
        named |= {relation.equals, *relation.of}
    assert named <= set(entry.fields)
    assert entry.place not in entry.fields
    assert entry.minimum_lot > 0


def test_details__any_cell_changed__another_hash_and_the_same_name() -> None:
    (lot,) = read(WORKED).lots
    (other,) = read(WORKED.replace("2019", "2018")).lots
    assert (lot.name, lot.quantity) == (other.name, other.quantity)
    assert lot.details != other.details


def test_t39_name__refiner_in_another_case__the_same_bar() -> None:
    (lot,) = read(WORKED).lots
    (other,) = read(WORKED.replace("Example Refinery", "EXAMPLE REFINERY")).lots
    assert (lot.key, lot.once_name) == (other.key, other.once_name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Example Refinery", " example  refinery"),
        ("Example", "\uff25\uff38\uff21\uff2d\uff30\uff2c\uff25"),
        ("Stra\u00dfe", "STRASSE"),
        ("\ufb01ne", "FINE"),
    ],
)
def test_canonical__two_ways_of_writing_a_name__one_name(one: str, other: str) -> None:
    assert canonical(one) == canonical(other) == canonical(canonical(one))


def test_read__bar_and_small_bar_of_one_serial__two_lots() -> None:
    (bar,) = read(WORKED).lots
    row = "Karachi A,A1001,Example Refinery,g,1000,995.0,31.990,2021"
    (small,) = read(row, name="gold-small-bars", header=SMALL).lots
    assert bar.key != small.key


def tank(place: str, name: str, certificate: str) -> str:
    return f"{place},{name},90000.000,31.5,2026-03-30,Example Inspectors,{certificate}"


def test_t39_read__tank_under_two_certificates__full_once_and_refilled_another_lot() -> None:
    first, again = tank("Port Qasim", "T-12", "QC-9"), tank("Port Qasim", "T-12", "QC-10")
    found = read(first, again, name="diesel", header=OIL)
    assert found.broken[0].reason == "Port Qasim T-12 stands in the same place already, row 2"
    (refilled,) = read(again, name="diesel", header=OIL).lots
    assert refilled.key != found.lots[0].key
    assert refilled.once_name == found.lots[0].once_name


def test_read__tank_of_one_name_in_two_terminals__two_lots() -> None:
    rows = tank("Port Qasim", "T-12", "QC-9"), tank("Keamari", "T-12", "QC-9")
    found = read(*rows, name="diesel", header=OIL)
    assert (len(found.lots), found.broken) == (2, ())
    assert [lot.title for lot in found.lots] == ["Port Qasim QC-9 T-12", "Keamari QC-9 T-12"]


def test_read__receipt_number_of_two_warehouses__two_lots() -> None:
    row = "Multan,WR-1,A,2025-26,12.5,400.000,2026-09-30"
    found = read(row, row.replace("Multan", "Okara"), name="wheat", header=WHEAT)
    assert len({lot.key for lot in found.lots}) == 2


def test_lots_named__serial_of_two_refiners__found_by_the_full_name() -> None:
    found = read(WORKED, WORKED.replace("Example Refinery", "Other Refinery"))
    assert len(lots_named(found, "A1001")) == 2
    (lot,) = lots_named(found, "other refinery A1001")
    assert lot.identity == ("Other Refinery", "A1001")


def test_read__bytes_of_a_spreadsheet__mark_and_line_ends_do_not_matter() -> None:
    data = b"\xef\xbb\xbf" + bar_list(WORKED).replace(b"\n", b"\r\n")
    assert read_lots(data, "bars.csv", commodity("gold"), DAY).total == 399_440
