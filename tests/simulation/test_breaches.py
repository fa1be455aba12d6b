"""Passive breaches over time: one finding each, at its highest, with its beginning and end."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.calendar import Timestamp, start_of_day
from rwa.chain.compiler import Artifact
from rwa.findings import Finding
from rwa.identifiers import Code
from rwa.money import MicroUsd
from rwa.programme import Breach
from rwa.scenario.fields import Day
from rwa.simulation.breaches import ended_finding, standing_finding
from rwa.simulation.spells import SpellWatch
from tests.trials import changed, played, with_day

DAY_ONE = start_of_day(Day(2026, 1, 5))
CAP = MicroUsd(1_000_000_000_000)


def at(hour: int) -> Timestamp:
    """An hour of the first day."""
    return Timestamp(DAY_ONE + hour * 3600)


def programme(used: int) -> Breach:
    """The programme over its cap of a million."""
    return Breach(None, MicroUsd(used * 10**6), CAP)


@pytest.fixture
def findings() -> list[tuple[Timestamp, Finding]]:
    """What was found so far, something else among it."""
    return [(at(0), Finding("trades-not-drawn", "gold", "only 1 of 2 trades could be drawn"))]


def test_look__one_breach_that_rises_and_falls__one_finding_at_its_highest(
    findings: list[tuple[Timestamp, Finding]],
) -> None:
    watch = SpellWatch(findings, standing_finding, ended_finding)
    watch.look([], at(9))
    for hour, used in ((10, 1_050_000), (11, 1_200_000), (12, 1_100_000)):
        watch.look([programme(used)], at(hour))
    time, finding = findings[1]
    assert (len(findings), time, finding.check) == (2, at(10), "passive-breach")
    assert finding.sentence == (
        "since 2026-01-05 10:00:00 the programme stands above its cap of US$1,000,000.00, at up to "
        "US$1,200,000.00 at the last posted prices: new issues refused, nothing else stops"
    )


def test_look__breach_that_ends_and_another__two_findings(
    findings: list[tuple[Timestamp, Finding]],
) -> None:
    watch = SpellWatch(findings, standing_finding, ended_finding)
    watch.look([programme(1_050_000)], at(10))
    watch.look([], at(11))
    watch.look([programme(1_000_001)], at(12))
    assert findings[1][1].sentence == (
        "from 2026-01-05 10:00:00 to 2026-01-05 11:00:00 the programme stood above its cap of "
        "US$1,000,000.00, at up to US$1,050,000.00 at the last posted prices: new issues refused, "
        "nothing else stopped"
    )
    assert [time for time, _ in findings] == [at(0), at(10), at(12)]


def test_look__class_over_its_limit__only_issues_of_the_class_stop(
    findings: list[tuple[Timestamp, Finding]],
) -> None:
    watch = SpellWatch(findings, standing_finding, ended_finding)
    watch.look([Breach(Code("BOND"), MicroUsd(2_000_000), MicroUsd(1_000_000))], at(10))
    assert findings[1][1].sentence == (
        "since 2026-01-05 10:00:00 the class bond stands above its limit of US$1.00, at up to "
        "US$2.00 at the last posted prices: new issues of this class refused, nothing else stops"
    )


def test_play__prices_over_the_cap_and_back__the_whole_story(
    artifacts: Mapping[str, Artifact],
) -> None:
    story = "\n".join(
        f'- post_price: {{unit: XAU, usd: "{usd}"}}'
        for usd in ("6,000", "9,000", "12,000", "7,000")
    )
    text = with_day(f"{story}\n- expect: {{findings: [passive-breach]}}")
    outcome = played(
        text.replace("outstanding_usd: 800,000", "outstanding_usd: 950,000")
        .replace("headroom_usd: 200,000", "headroom_usd: 50,000")
        .replace('commodity: "200,000"}', 'commodity: "350,000"}'),
        artifacts,
    )
    assert outcome.differences == ()
    assert [noted.finding.sentence for noted in outcome.findings] == [
        "from 2026-01-08 09:01:00 to 2026-01-08 09:03:00 the programme stood above its cap of "
        "US$1,000,000.00, at up to US$1,200,000.00 at the last posted prices: new issues refused, "
        "nothing else stopped",
        "from 2026-01-08 09:02:00 to 2026-01-08 09:03:00 the class commodity stood above its limit "
        "of US$500,000.00, at up to US$600,000.00 at the last posted prices: new issues of this "
        "class refused, nothing else stopped",
    ]


def test_play__finding_expected_on_its_day_alone__the_trial_ends_well(
    artifacts: Mapping[str, Artifact],
) -> None:
    trade = "trade: {instrument: gold, sellers: alpha, buyers: beta, trades: 2, largest: 1}"
    outcome = played(with_day(f"- {trade}\n- expect: {{findings: [trades-not-drawn]}}"), artifacts)
    assert [noted.expected for noted in outcome.findings] == [True]
    assert outcome.ok
    assert not played(
        changed(
            "trade: {instrument: bill, sellers: alpha", "trade: {instrument: gold, sellers: alpha"
        ),
        artifacts,
    ).ok
