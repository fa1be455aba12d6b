"""The debt instruments of a trial as terms."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from rwa.instruments import cash_flows
from rwa.instruments.terms import CONVENTIONAL, IJARA, Words
from rwa.scenario.debt import fixings_of, terms_of
from rwa.scenario.models import DebtSection
from tests.trials import changed, parsed


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
