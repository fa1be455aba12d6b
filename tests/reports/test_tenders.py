"""What a run tells of tenders: enough to check each amount of cash."""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction
from math import floor

import pytest
from rich.console import Console

from rwa.chain.compiler import Artifact
from rwa.reports.tenders import TENDER_COLUMNS, instruction_rows, print_tenders, tender_rows
from rwa.scenario.bundled import bundled_trials
from rwa.simulation import Outcome
from rwa.tender import TenderKind
from tests.trials import played


@pytest.fixture(scope="module")
def outcome(artifacts: Mapping[str, Artifact]) -> Outcome:
    """The rehearsal of liability management, played."""
    return played(bundled_trials()["liability-management"].read_text(encoding="utf-8"), artifacts)


@pytest.fixture(scope="module")
def reopened(artifacts: Mapping[str, Artifact]) -> Outcome:
    """The same, had the five-year bond been issued three months before it is given in exchange."""
    story = bundled_trials()["liability-management"].read_text(encoding="utf-8")
    issued = "issue_date: 2026-09-15\n    maturity_date: 2031-09-15"
    assert story.count(issued) == 1
    return played(story.replace(issued, issued.replace("09-15", "06-15")), artifacts)


def lines_of(outcome: Outcome) -> list[dict[str, object]]:
    return [dict(zip(TENDER_COLUMNS, row, strict=True)) for row in instruction_rows(outcome)]


def test_tenders_file__settled__price_or_ratio_factors_and_day(outcome: Outcome) -> None:
    lines = lines_of(outcome)
    settled = [line for line in lines if line["state"] == "settled"]
    assert len(settled) >= 15
    for line in settled:
        assert line["pool_factor"] == "1.0000000000"
        if line["type"] is TenderKind.EXCHANGE:
            assert (line["price"], line["new_pool_factor"]) == ("", "1.0000000000")
            new = Fraction(str(line["given_up"])) * Fraction(str(line["ratio"])) / 100
            assert Fraction(str(line["new_face"])) == new - new % 100_000
        else:
            assert line["ratio"] == line["new_pool_factor"] == ""
            assert Fraction(str(line["price"])) > 0
    days = {str(line["settled_on"]) for line in settled if line["tender"] == "july-put"}
    assert days == {"2026-07-16"}
    assert {line["settled_on"] for line in lines if line["state"] != "settled"} == {""}


@pytest.mark.parametrize(("trial", "days"), [("outcome", 0), ("reopened", 92)])
def test_tenders_file__settled__every_cash_amount_recomputed(
    trial: str, days: int, request: pytest.FixtureRequest
) -> None:
    """Face given up at price and accrued interest; of an exchange less the new face at par and what
    has accrued on it.
    """
    outcome = request.getfixturevalue(trial)
    assert [each for each in outcome.findings if each.finding.check == "accrued-interest"] == []
    for line in (line for line in lines_of(outcome) if line["state"] == "settled"):
        accrued = Fraction(f"{line['accrued_numerator']}/{line['accrued_denominator']}")
        assert abs(accrued - Fraction(str(line["accrued"]))) <= Fraction(1, 2 * 10**18)
        left = Fraction(str(line["given_up"])) * Fraction(str(line["pool_factor"]))
        given = left * (Fraction(str(line["price"] or line["ratio"])) + accrued)
        if line["type"] is TenderKind.EXCHANGE:
            new = Fraction(f"{line['new_accrued_numerator']}/{line['new_accrued_denominator']}")
            assert new == Fraction(1125, 100) * Fraction(days, 365)
            received = Fraction(str(line["new_face"])) * Fraction(str(line["new_pool_factor"]))
            given -= received * (100 + new)
        else:
            assert line["new_accrued"] == line["new_accrued_numerator"] == ""
        assert Fraction(str(line["cash"])) == Fraction(floor(given), 100)


def test_summary__each_tender__in_its_own_words(outcome: Outcome) -> None:
    rows = {row["tender"]: row for row in tender_rows(outcome)}
    put, drawing = rows["july-put"], rows["october-drawing"]
    assert (put["price"], put["ratio"], put["settled_on"]) == ("100.0000", None, ["2026-07-16"])
    exchange = rows["september-exchange"]
    assert (exchange["price"], exchange["ratio"]) == (None, "98.7500")
    assert (put["drawn"], drawing["tendered"], drawing["drawn"]) == (None, None, "400000000.00")
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    print_tenders(console, tender_rows(outcome))
    assert isinstance(console.file, io.StringIO)
    text = " ".join(console.file.getvalue().split())
    assert "tender unit tendered or drawn given up cash new face" in text
    assert "october-drawing PKR 400,000,000.00 347,100,000.00" in text
    told = f"at 100.0000, accrued interest {put['accrued']} per 100, settlement 2026-07-15; "
    assert told in text
    assert "of 5 settled on 2026-07-16, 1 withdrawn" in text
    assert "interest accrued to the day announced for settlement" in " ".join(text.split())


def test_summary__exchange__accrued_of_both_issues(reopened: Outcome) -> None:
    console = Console(file=io.StringIO(), width=200, highlight=False, markup=False)
    print_tenders(console, tender_rows(reopened))
    assert isinstance(console.file, io.StringIO)
    told = (
        "for PK00TRIALL50 at 98.7500 per 100, accrued interest 6.990410958904109589 per 100, on "
        "the new face 2.835616438356164384, settlement 2026-09-15"
    )
    assert told in " ".join(console.file.getvalue().split())
