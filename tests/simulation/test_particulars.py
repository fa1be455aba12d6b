"""What an act was about, in one line."""

from __future__ import annotations

import pytest

from rwa.scenario.trial import Trial
from rwa.simulation.particulars import particulars
from tests.simulation.test_service import BOND
from tests.trials import parsed, with_day


def said(directive: str) -> str:
    """The particulars of a directive of the small trial, which has a bond besides."""
    text = with_day(f"- register: {{instrument: note}}\n- {directive}")
    text = text.replace("  gold:\n    class", BOND + "  gold:\n    class", 1)
    limits = '{bill: "1,000,000", bond: "1,000,000",'
    trial: Trial = parsed(text.replace('{bill: "1,000,000",', limits, 1))
    return particulars(trial, trial.sections.days[-1].directives[-1].act)


@pytest.mark.parametrize(
    ("directive", "text"),
    [
        (
            "transfer: {instrument: gold, from: AL-001, to: BE-001, amount: 1}",
            "XAU 1.000 to BE-001",
        ),
        (
            "transfer: {instrument: gold, from: AL-001, to: BE-001, amount: 1, by: registrar}",
            "XAU 1.000 from AL-001 to BE-001",
        ),
        (
            "forced_transfer: {instrument: gold, from: AL-001, to: BE-001, amount: 1}",
            "XAU 1.000 from AL-001 to BE-001",
        ),
        ('issue: {instrument: bill, to: AL, total: "1,000"}', "USD 1,000.00 in all to AL"),
        ("redeem: {instrument: bill, from: all, amount: all}", "all from every holder"),
        ("freeze: {instrument: bill, wallet: AL-001, amount: whole}", "the whole wallet AL-001"),
        ("onboard: {exchange: alpha, holders: AL-001/2}", "AL-001/2"),
        ("onboard: {exchange: alpha, holders: AL-001/2, by: beta}", "AL-001/2 at Alpha"),
        (
            "grant_noc: {exchange: alpha, through: 2027-01-01, document: N}",
            "for Alpha through 2027-01-01",
        ),
        ('post_price: {unit: XAU, usd: "4,500.5"}', "at US$4500.5"),
        ("set_cap: {cap_usd: 5}", "to US$5.00"),
        (
            "set_class_limit: {class: bill, limit_usd: 5}",
            "of the class bill to US$5.00",
        ),
        (
            "set_stage_limits: {stage: noc, customers: 3, exposure_usd: 0, transfer_usd: 0}",
            "of the stage noc to 3 customers",
        ),
        ("replace_wallet: {wallet: AL-001, successor: AL-001/2}", "AL-001 by AL-001/2"),
        ("announce_record_date: {instrument: bill, date: 2026-02-01}", "of 2026-02-01"),
        ("pause: {instrument: bill}", ""),
        (
            "call: {instrument: note, date: 2026-04-06, percent: 12.5}",
            "12.5 percent for 2026-04-06",
        ),
        ("call: {instrument: note, date: 2026-04-06}", "the whole for 2026-04-06"),
        (
            "approve: {by: regulator, document: Order, act: {forced_transfer: "
            "{instrument: gold, from: AL-001, to: BE-001, amount: 1}}}",
            "XAU-SMALL XAU 1.000 from AL-001 to BE-001",
        ),
    ],
)
def test_particulars__each_kind_of_act__amounts_wallets_and_dates(
    directive: str, text: str
) -> None:
    assert said(directive) == text
