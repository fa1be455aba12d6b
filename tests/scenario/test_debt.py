"""The debt instruments of a trial as terms."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from rwa.errors import ConfigurationError
from rwa.instruments import cash_flows
from rwa.instruments.terms import CONVENTIONAL, IJARA, Words
from rwa.scenario.debt import fixings_of, terms_of
from rwa.scenario.models import DebtSection
from tests.trials import changed, line_of, parsed, with_day


@pytest.mark.parametrize(("kind", "words"), [("conventional", CONVENTIONAL), ("ijara", IJARA)])
@pytest.mark.parametrize("maturity", ["2026-03-31", "2031-01-06"])
def test_terms__bill_discount_sukuk_and_zero_coupon__face_at_maturity_in_its_words(
    kind: str, words: Words, maturity: str
) -> None:
    text = changed("maturity_date: 2026-03-31", f"maturity_date: {maturity}\n    kind: {kind}")
    trial = parsed(text).sections
    section = trial.instruments["bill"]
    assert isinstance(section, DebtSection)
    terms = terms_of(trial, section)
    assert terms.words == words
    flow = cash_flows(terms, fixings_of(trial))[-1]
    assert (flow.due, flow.amount) == (date.fromisoformat(maturity), Fraction(1))


def test_load__redemption_announced_for_a_day_before_maturity__line_field_and_both_days() -> None:
    act = (
        "- set_tax_rates: {from: 2026-01-09, rates: {individual: 0}}\n"
        "- announce_payment: {instrument: bill, redemption: true, pay_date: DAY}"
    )
    text = with_day(act.replace("DAY", "2026-03-30"))
    with pytest.raises(ConfigurationError) as caught:
        parsed(text)
    assert str(caught.value) == (
        f"small.yaml:{line_of(text, 'announce_payment')}: "
        "days[4].directives[2].announce_payment.pay_date: PK00TRIAL848 is redeemed from "
        "2026-03-31 on, and not on 2026-03-30"
    )
    parsed(with_day(act.replace("DAY", "2026-03-31")))
