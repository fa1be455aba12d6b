"""Figures of one moment: headroom on the basis the cap binds, prices, and persons."""

from __future__ import annotations

from collections.abc import Mapping

from rwa.chain.compiler import Artifact
from rwa.reports import summary
from tests.trials import SMALL, changed, played, with_day

Artifacts = Mapping[str, Artifact]


def without_expectations(text: str) -> str:
    """A trial that expects nothing at its end."""
    return text[: text.index("\nexpect:") + 1]


def test_headroom__class_with_room_under_a_nearer_cap__what_the_cap_leaves(
    artifacts: Artifacts,
) -> None:
    figures = summary(played(SMALL, artifacts))
    assert figures["headroom_usd"] == "200000.000000"
    rows = figures["by_class"]
    assert rows["bill"]["limit_usd"] == "1000000.000000"
    assert [row["headroom_usd"] for row in rows.values()] == ["200000.000000", "200000.000000"]


def test_headroom__cap_that_binds_all_ever_issued__redemption_frees_nothing(
    artifacts: Artifacts,
) -> None:
    text = with_day("- redeem: {instrument: gold, from: BE-001, amount: all}").replace(
        "  cap_usd: 1,000,000\n", "  cap_usd: 1,000,000\n  cap_basis: cumulative_issuance\n"
    )
    figures = summary(played(without_expectations(text), artifacts))
    assert figures["outstanding_usd"] == "600000.000000"
    assert (figures["bound_usd"], figures["headroom_usd"]) == ("800000.000000", "200000.000000")
    gold = figures["by_class"]["commodity"]
    assert (gold["outstanding_usd"], gold["bound_usd"]) == ("0.000000", "200000.000000")


def test_prices__never_posted_fresh_and_stale__told_apart(artifacts: Artifacts) -> None:
    posted = changed('      - post_price: {unit: XAU, usd: "4,000"}\n', "").replace(
        "      - issue: {instrument: gold, to: BE-001, amount: 50}\n", ""
    )
    for text, usd, fresh in (
        (posted, None, False),
        (SMALL, "4000", True),
        (with_day("- pause: {instrument: bill}", "2026-01-20"), "4000", False),
    ):
        figures = summary(played(without_expectations(text), artifacts))
        (price,) = figures["prices"]
        assert (price["unit"], price["usd"], price["fresh"]) == ("XAU", usd, fresh)
    assert price["observed"] == "2026-01-06T09:00:00+05:00"
    assert figures["prices_fresh"] is False


def test_holders__one_person_with_two_wallets__one(artifacts: Artifacts) -> None:
    one = summary(played(SMALL, artifacts))["holders"]
    story = """\
- onboard: {exchange: beta, holders: AL-001/2}
- transfer: {instrument: bill, from: AL-001, to: AL-001/2, amount: 100}
"""
    figures = summary(played(with_day(story), artifacts))
    assert figures["holders"] == one
    assert figures["instruments"][0]["holders"] <= one
