"""What a summary tells of payments: due whether funded or not, and where all of it has gone."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from rwa.chain.compiler import Artifact
from rwa.reports import summary
from rwa.reports.service_text import print_payments
from rwa.simulation import Outcome
from rwa.simulation.reconciliation import rebuild
from tests.simulation.test_service import story
from tests.trials import played

Row = Mapping[str, Any]
PARTS = ("paid", "withheld", "held", "released", "returned", "still_to_pay", "remainder")
FUNDING = "      - fund_payment: {instrument: note, payment: 1}\n"


def cut(text: str, start: str) -> str:
    """A story up to the line that begins so."""
    return text[: text.index(start)]


def unfunded() -> str:
    """The story up to where the coupon in default is funded."""
    return cut(story(), FUNDING + "      - pay: {instrument: note, payment: 1}\n")


def coupon(outcome: Outcome) -> Row:
    """The first payment, whose parts come to what is due."""
    row: Row = summary(outcome)["payments"][0]
    parts = [int(row[part].replace(".", "")) for part in PARTS]
    assert sum(parts) == int(row["due"].replace(".", ""))
    return row


def amounts(row: Row) -> dict[str, str]:
    return {part: row[part] for part in ("due", *PARTS) if row[part] != "0.00"}


def shown(*rows: Row) -> str:
    """Payments as printed, in one line."""
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    print_payments(console, rows, [])
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


@pytest.fixture(scope="module")
def cured(artifacts: Mapping[str, Artifact]) -> Outcome:
    """A default cured; one of four holders was blocked, and is paid afterwards."""
    return played(story(), artifacts)


def test_payment__due_and_not_funded__what_is_owed_to_whom_since_when(
    artifacts: Mapping[str, Artifact],
) -> None:
    """40,005.48 x 10 % x 90 / 365 = 986.43, of 6 April; grace is five days."""
    row = coupon(played(cut(story(), "      - attempt:\n          declare_default"), artifacts))
    assert (row["state"], row["on_units_of_now"], row["late"]) == ("announced", False, False)
    later = cut(story(), "  - date: 2026-04-13") + (
        "  - date: 2026-04-07\n    directives:\n      - unblock: {wallet: AL-002}\n"
    )
    row = coupon(played(later, artifacts))
    assert amounts(row) == {"due": "986.43", "still_to_pay": "986.43"}
    assert (row["state"], row["late"], row["holders"], row["holders_paid"]) == ("due", True, 4, 0)
    assert (
        "record date 2026-04-01: due since 2026-04-06, not funded, with grace through 2026-04-11; "
        "4 holders." in shown(row)
    )


def test_payment__in_default__what_is_owed_all_the_same(
    artifacts: Mapping[str, Artifact],
) -> None:
    row = coupon(played(unfunded(), artifacts))
    assert amounts(row) == {"due": "986.43", "still_to_pay": "986.43"}
    assert (row["state"], row["late"], row["holders"]) == ("in default", True, 4)
    assert "due since 2026-04-06, not funded, IN DEFAULT since 2026-04-13; 4 holders." in shown(row)


def test_payment__record_date_ahead__on_the_units_of_now(cured: Outcome) -> None:
    row = summary(cured)["payments"][1]
    assert (row["due"], row["state"], row["on_units_of_now"]) == ("997.39", "announced", True)
    assert "announced, on the units of now; 5 holders." in shown(row)


def test_payment__funded_and_not_paid__still_to_pay(artifacts: Mapping[str, Artifact]) -> None:
    paid = "      - pay: {instrument: note, payment: 1, holders: AL-001..002}\n"
    text = cut(
        story(), "      - pay: {instrument: note, payment: 1}\n      - attempt:\n          pay:"
    )
    row = coupon(played(text + paid, artifacts))
    assert amounts(row) == {
        "due": "986.43",
        "paid": "209.61",
        "withheld": "73.98",
        "held": "209.61",
        "still_to_pay": "493.23",
    }
    assert (row["state"], row["holders_paid"]) == ("funded", 2)
    assert "cured by funding on 2026-04-13; 2 of 4 holders paid." in shown(row)


def test_payment__default_cured_and_held_money_released__every_part_with_its_date(
    cured: Outcome,
) -> None:
    row = coupon(cured)
    assert amounts(row) == {
        "due": "986.43",
        "paid": "628.83",
        "withheld": "147.96",
        "released": "209.61",
        "remainder": "0.03",
    }
    text = shown(row)
    assert "payment unit due paid withheld still to pay" in text
    assert "PK00TRIAL3Y9 1 USD 986.43 628.83" in text
    assert "payment unit held released returned remainder" in text
    assert "in default from 2026-04-13, cured by funding on 2026-04-13, paid on 2026-04-13" in text


def test_payment__held_money_returned__told_apart_from_what_was_released(
    cured: Outcome,
) -> None:
    lines = [json.loads(line) for line in cured.events]
    (released,) = (line for line in lines if line["name"] == "HoldingReleased")
    released["name"] = "HoldingPrescribed"
    del released["args"]["payee"]
    log = list(map(json.dumps, lines))
    row = coupon(replace(cured, ledger=rebuild(cured.ledger.genesis, log)))
    assert (row["released"], row["returned"], row["held"]) == ("0.00", "209.61", "0.00")
    assert "209.61" in shown(row)
