"""`rwa price`: the published rows by command, and one sentence for each wrong use."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Command

BOND = (
    "price bond --coupon 7.00 --issue 2020-08-20 --maturity 2023-08-20 --settlement 2021-03-04 "
    "--frequency 2 --day-count act/act-icma"
)


BILL = "price bill --settlement 2020-09-10"


def words(line: str) -> list[str]:
    return line.split()


@pytest.mark.parametrize(
    ("line", "code", "reason"),
    [
        ("price bill --days 84", 2, "one of --price and --yield is expected"),
        ("price bill --days 84 --price 98.3879 --yield 7", 2, "one of --price and --yield"),
        ("price bill --days 0 --yield 7", 2, "--days 0: a bill has at least one day"),
        ("price bill --yield 7", 2, "--days is expected, or --settlement and --maturity"),
        ("price bill --maturity 2020-12-03 --yield 7", 2, "--days is expected, or --settlement"),
        (f"{BILL} --yield 7", 2, "--settlement is given: --days or --maturity is expected beside"),
        (f"{BILL} --maturity 2020-12-03 --days 85 --yield 7", 2, "--days 85: from 2020-09-10 to"),
        (
            f"{BILL} --maturity 2020-09-10 --yield 7",
            3,
            "the bill: it matures on 2020-09-10, not after settlement on 2020-09-10",
        ),
        (
            f"{BILL} --days 84 --price 98.388",
            3,
            "the bill of 84 days to 2020-12-03: '98.388' is not a price with 4 decimals: it has 3",
        ),
        ("price bill --days 84 --price 98", 3, "the bill of 84 days: '98' is not a price with 4 d"),
        ("price bill --days 84 --yield 7 --face -5", 3, "'-5' is not a face: it is not above ze"),
        (
            f"{BOND} --price 95.657",
            3,
            "the 7.00 % bond of 2023-08-20, settled on 2021-03-04: '95.657' is not a price with 4",
        ),
        ("price bill --days 84 --price 0.0000", 3, "'0.0000' is not a price with 4 decimals: a"),
        ("price bill --days 84 --yield 7,1", 3, "'7,1' is not a rate in percent"),
        ("price bill --days 84 --yield 7 --face 5.001", 3, "an amount with 2 decimals: it has 3"),
        (BOND, 2, "one of --price and --yield is expected"),
        (f"{BOND} --yield 9 --frequency 3", 3, "'3' is not a frequency: known: 1, 2, 4 and 12"),
        (f"{BOND} --yield 9 --maturity 2020-08-20", 3, "it is not after issue on 2020-08-20"),
        (f"{BOND} --yield 9 --maturity 2023-09-20", 3, "never lead from it to maturity on 2023-09"),
        (f"{BOND} --yield 9 --day-count act/364", 3, "'act/364' is not a day count: known: act/3"),
        (f"{BOND} --yield 9 --settlement 2021-3-4", 2, "--settlement: '2021-3-4' is not a date"),
        (f"{BOND} --yield 9 --settlement 2023-08-20", 3, "the bond is traded from 2020-08-20"),
    ],
)
def test_price__wrong_use__one_sentence_and_its_exit_code(
    rwa: Command, line: str, code: int, reason: str
) -> None:
    done = rwa(*words(line))
    assert (done.returncode, done.stdout) == (code, "")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_price_bill__row_of_the_sheet__both_ways(rwa: Command) -> None:
    """MTB of 84 days, auction of 9 September 2020, first accepted bid."""
    from_yield = json.loads(rwa(*words("price bill --days 84 --yield 7.1197 --json")).stdout)
    from_price = json.loads(rwa(*words("price bill --days 84 --price 98.3879 --json")).stdout)
    assert from_yield == from_price
    assert (from_yield["price"], from_yield["yield"]) == ("98.3879", "7.1197")
    redemption = {"type": "redemption", "amount": "100.000000"}
    assert from_yield["cash_flows"] == [{"date": None, "days": 84, **redemption}]


@pytest.mark.parametrize("life", ["--days 84", "--maturity 2020-12-03"])
def test_price_bill__settled_on_a_day__redemption_with_its_date(rwa: Command, life: str) -> None:
    """The bill of 9 September 2020 settled on the 10th and matured 84 days later."""
    record = json.loads(rwa(*words(f"{BILL} {life} --price 98.3879 --json")).stdout)
    assert (record["days"], record["yield"]) == (84, "7.1197")
    redemption = {"type": "redemption", "amount": "100.000000"}
    assert record["cash_flows"] == [{"date": "2020-12-03", "days": 84, **redemption}]


def test_price_bond__row_of_the_sheet__price_yield_accrued_dirty_and_flows(rwa: Command) -> None:
    """PIB 7.00 % of August 2023, auction of 3 March 2021, first and second accepted bid."""
    done = rwa(*words(f"{BOND} --price 95.6574 --face 2,000,000,000 --json"))
    record = json.loads(done.stdout)
    assert record["yield"] == "9.0000"
    assert (record["accrued"], record["dirty"]) == ("0.232044", "95.889444")
    assert record["accrued_amount"] == "4640883.98"
    assert record["dirty_amount"] == "1917788883.98"
    flows = record["cash_flows"]
    assert [flow["date"] for flow in flows[:2]] == ["2021-08-20", "2022-02-20"]
    assert flows[-1] == {"date": "2023-08-20", "type": "redemption", "amount": "100.000000"}
    assert {flow["amount"] for flow in flows if flow["type"] == "coupon"} == {"3.500000"}
    assert json.loads(rwa(*words(f"{BOND} --yield 9.0000 --json")).stdout)["price"] == "95.6574"


def test_price_bond__for_people__a_table_with_amounts(rwa: Command) -> None:
    done = rwa(*words(f"{BOND} --price 95.6713 --face 1000000"))
    assert done.returncode == 0
    assert "956,713.00" in done.stdout
    assert "accrued interest per 100" in done.stdout
    assert "2023-08-20" in done.stdout
