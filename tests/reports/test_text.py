"""The summary on the screen: what it must say so that nobody is misled."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rwa.chain.compiler import Artifact
from rwa.reports import summary
from rwa.reports.text import print_summary
from tests.trials import SMALL, played


@pytest.fixture(scope="module")
def figures(artifacts: Mapping[str, Artifact]) -> Mapping[str, Any]:
    """The small trial's figures."""
    return summary(played(SMALL, artifacts))


def shown(figures: Mapping[str, Any], **changes: Any) -> str:
    """The summary as printed, with some figures replaced."""
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    print_summary(console, {**figures, **changes}, Path("runs/small-1"), 2.0)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_summary__time_zone_and_roundings__said_once(figures: Mapping[str, Any]) -> None:
    text = " ".join(shown(figures).split())
    for said in (
        "Days and times are Pakistan's (PKT, UTC+05:00).",
        "Rounded up: US dollars, per class and unit; the cost of an allotment.",
        "Down: the cash of a tender or of a reserve; each holder's amount, its taxable part and "
        "the tax on it, in this order.",
    ):
        assert text.count(said) == 1


def test_programme__as_it_stands__headroom_prices_and_no_alarm(figures: Mapping[str, Any]) -> None:
    text = shown(figures)
    assert "Headroom is what may still be issued: a class's limit and the cap both hold." in text
    assert "Last prices: XAU US$4,000 of 2026-01-06 09:00:00." in text
    assert "above the cap" not in text
    assert "STALE" not in text


def test_programme__share_used__half_up_with_what_is_reserved(figures: Mapping[str, Any]) -> None:
    """68.986 percent of the cap are 69.0 of it, 150,000 dollars of them reserved."""
    text = " ".join(shown(figures, bound_usd="689860.000000", reserved_usd="150000.000000").split())
    assert " 69.0 % " in text
    assert (
        "Reserved for allotments that have not settled: US$150,000.00, which used and headroom "
        "count." in text
    )
    assert "Half up: averages, yields and shares used." in text


def test_instruments__face_that_is_no_whole_number_of_minor_units__roundings_said(
    figures: Mapping[str, Any],
) -> None:
    note = (
        "The face left of PK00TRIAL848 is rounded up where it is outstanding, and down in payments"
    )
    assert note not in " ".join(shown(figures).split())
    first, *others = figures["instruments"]
    rounded = [{**first, "face_rounded": True}, *others]
    assert note in " ".join(shown(figures, instruments=rounded).split())


def test_programme__over_the_cap__says_by_how_much_and_what_stops(
    figures: Mapping[str, Any],
) -> None:
    text = shown(
        figures,
        outstanding_usd="1050000.000000",
        bound_usd="1050000.000000",
        headroom_usd="0.000000",
    )
    assert "105.0 %" in text
    assert (
        "The programme stands above the cap by US$50,000.00: new issues refused, nothing else "
        "stops." in text
    )


def test_programme__class_over_its_limit__only_its_issues_stop(figures: Mapping[str, Any]) -> None:
    row = {**figures["by_class"]["bill"], "bound_usd": "1000000.000001"}
    text = shown(figures, by_class={"bill": row})
    assert "The class bill stands above its limit by US$0.000001: new issues of this class" in text


def test_programme__stale_and_missing_prices__said(figures: Mapping[str, Any]) -> None:
    prices = [
        {**figures["prices"][0], "fresh": False},
        {"unit": "PKR", "usd": None, "observed": None, "fresh": False},
    ]
    text = shown(figures, prices=prices, prices_fresh=False)
    assert "XAU US$4,000 of 2026-01-06 09:00:00 (stale); PKR none." in text
    assert "STALE PRICES: the figures stand at the last prices, and new issues are refused." in text


def test_result__one_refusal__in_the_singular(figures: Mapping[str, Any]) -> None:
    assert "events, 1 refusal\n" in shown(figures)
    assert "2 refusals\n" in shown(figures, refusals=figures["refusals"] * 2)


def test_exchanges__a_real_one__what_is_said_of_it_is_a_rehearsal(
    figures: Mapping[str, Any],
) -> None:
    note = "Stages, standings and customers are this rehearsal's, not a report on anyone."
    assert note not in shown(figures)
    real = [{**figures["exchanges"][0], "fictional": False}]
    assert note in shown(figures, exchanges=real)


def test_refusals__each__act_with_its_particulars_sentence_and_rule(
    figures: Mapping[str, Any],
) -> None:
    lines = [line.strip() for line in shown(figures).splitlines()]
    place = lines.index("2026-01-06  Central Bank: issue PK00TRIAL848 (USD 300,000.00 to AL-001)")
    assert lines[place + 1].startswith("the programme would stand at US$1,100,000.00, above")
    assert lines[place + 2] == "rule cap: CapExceeded in Python and on chain"


def test_refusals__long_sentence__wrapped_under_itself(figures: Mapping[str, Any]) -> None:
    row = {**figures["refusals"][0], "sentence": "word " * 40}
    wrapped = [line for line in shown(figures, refusals=[row]).splitlines() if "word" in line]
    assert len(wrapped) > 1
    assert all(line.startswith(" " * 14 + "word") for line in wrapped)


def test_findings__expected_and_not__marked(figures: Mapping[str, Any]) -> None:
    row = {"date": "2026-01-06", "check": "c", "subject": "s", "sentence": "n"}
    text = shown(figures, findings=[{**row, "expected": True}, {**row, "expected": False}])
    assert "c (expected by the trial): s: n" in text
    assert "c (NOT EXPECTED): s: n" in text


def test_record_dates__over_and_not__told(figures: Mapping[str, Any]) -> None:
    over = {"date": "2026-01-08", "over": True, "outstanding": "50000.00", "holders": 3}
    over["original_face"] = over["outstanding"]
    ahead = {"date": "2026-02-08", "over": False, "outstanding": None, "holders": None}
    row = {**figures["instruments"][0], "record_dates": [over, ahead]}
    text = shown(figures, instruments=[row])
    assert (
        "Record date of PK00TRIAL848: 2026-01-08, USD 50,000.00 with 3 holders at its end." in text
    )
    assert "Record date of PK00TRIAL848: 2026-02-08, not over yet." in text


def test_record_dates__issue_called_before_or_redeemed__says_so(figures: Mapping[str, Any]) -> None:
    ahead = {"date": "2026-02-08", "over": False, "outstanding": None, "holders": None}
    row = {**figures["instruments"][0], "record_dates": [ahead], "called_for": "2026-02-01"}
    told = "Record date of PK00TRIAL848: 2026-02-08, "
    assert f"{told}on which nothing rests: the issue is called for 2026-02-01." in prose(
        shown(figures, instruments=[row])
    )
    later = {**row, "called_for": "2026-02-18"}
    assert f"{told}not over yet." in prose(shown(figures, instruments=[later]))
    gone = {**row, "redeemed": "50000.00", "original_face": "0.00"}
    assert f"{told}for which nobody holds any more: all of the issue is redeemed." in prose(
        shown(figures, instruments=[gone])
    )


def prose(text: str) -> str:
    return " ".join(text.split())
