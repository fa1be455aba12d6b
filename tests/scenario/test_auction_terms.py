"""An auction of a trial in the market's terms."""

from __future__ import annotations

from datetime import date

from rwa.scenario import load_trial
from rwa.scenario.auction_terms import accrued_interest, auction_terms
from rwa.scenario.auctions import announced
from rwa.scenario.bundled import bundled_trials


def test_accrued__reopened_bond__what_its_terms_say_at_settlement() -> None:
    """10.50 % half-yearly since 5 February 2026, settled on 7 May: 5.25 * 91 / 181 per 100."""
    trial = load_trial(bundled_trials()["pakistan-pilot"]).sections
    act = announced(trial)["pib-3y-tap"]
    assert accrued_interest(trial, act) == 2_639502762430939227
    assert accrued_interest(trial, act.model_copy(update={"accrued": 5})) == 5


def test_accrued__settled_on_the_issue_date_or_a_bill__none() -> None:
    trial = load_trial(bundled_trials()["pakistan-pilot"]).sections
    bill, bond = announced(trial)["mtb-3m"], announced(trial)["pib-3y-tap"]
    assert accrued_interest(trial, bill) == 0
    assert auction_terms(trial, bill).accrued == 0
    assert accrued_interest(trial, bond.model_copy(update={"settlement": date(2026, 2, 5)})) == 0
