"""An auction of a trial in the market's terms."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from rwa.auction import Tie
from rwa.errors import ConfigurationError
from rwa.scenario import load_trial, parse_trial
from rwa.scenario.auction_terms import accrued_interest, auction_rules, auction_terms
from rwa.scenario.auctions import announced
from rwa.scenario.bundled import bundled_trials


def test_accrued__reopened_bond__what_its_terms_say_at_settlement() -> None:
    """10.50 % half-yearly since 6 February 2026, settled on 8 May: 5.25 * 91 / 181 per 100."""
    trial = load_trial(bundled_trials()["pakistan-pilot"]).sections
    act = announced(trial)["pib-3y-tap"]
    assert accrued_interest(trial, act) == Fraction(21, 4) * Fraction(91, 181)
    assert accrued_interest(trial, act.model_copy(update={"accrued": Fraction(5)})) == 5


def test_accrued__settled_on_the_issue_date_or_a_bill__none() -> None:
    trial = load_trial(bundled_trials()["pakistan-pilot"]).sections
    bill, bond = announced(trial)["mtb-3m"], announced(trial)["pib-3y-tap"]
    assert accrued_interest(trial, bill) == 0
    assert auction_terms(trial, bill).accrued == 0
    assert accrued_interest(trial, bond.model_copy(update={"settlement": date(2026, 2, 6)})) == 0


def test_load__bond_auctioned_for_a_day_after_its_life__issue_and_date() -> None:
    file = bundled_trials()["pakistan-pilot"]
    days = "settlement: {0}\n          settles_through: {0}"
    text = file.read_text().replace(days.format("2026-05-08"), days.format("2029-02-06"))
    with pytest.raises(ConfigurationError) as caught:
        parse_trial(text.encode(), "pilot.yaml", file.parent)
    assert str(caught.value).endswith(
        "announce_auction: pib-3y-tap of 2026-05-05: '2029-02-06' is not a settlement date: the "
        "bond is traded from 2026-02-06 until before 2029-02-06"
    )


def test_rules__tie_of_the_announcement__in_the_rules_of_the_day() -> None:
    trial = load_trial(bundled_trials()["pakistan-pilot"]).sections
    act = announced(trial)["mtb-3m"].model_copy(update={"tie": "even"})
    rules = auction_rules(auction_terms(trial, act), act)
    assert (rules.tie, rules.ceiling) == (Tie.EVEN, 100_000_000_00)
