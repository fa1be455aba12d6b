"""No sale or tender is announced to settle on a weekend or holiday."""

from __future__ import annotations

import pytest

from rwa.errors import ConfigurationError
from tests.trials import SMALL, line_of, parsed, with_day

AUCTION = (
    "- announce_auction: {auction: mtb, instrument: bill, target: 100, bids_through: 2026-01-12, "
    "reveals_through: 2026-01-13, settlement: DAY, settles_through: 2026-02-10}"
)
OFFER = (
    "- announce_offer: {offer: retail, instrument: bill, minimum: 100, maximum: 100, price: 98.5, "
    "open_through: 2026-01-12, settlement: DAY, settles_through: 2026-02-10}"
)
TENDER = (
    "- announce_tender: {tender: back, kind: buy_back, instrument: bill, maximum: 100, "
    "open_through: 2026-01-12, settlement: DAY, settles_through: 2026-02-10}"
)


@pytest.mark.parametrize("act", [AUCTION, OFFER, TENDER])
@pytest.mark.parametrize(
    ("day", "following"), [("2026-02-05", "2026-02-06"), ("2026-01-31", "2026-02-02")]
)
def test_load__settlement_on_a_holiday_or_weekend__line_field_and_next_business_day(
    act: str, day: str, following: str
) -> None:
    text = with_day(act.replace("DAY", day))
    with pytest.raises(ConfigurationError) as caught:
        parsed(text)
    word = act.split()[1].rstrip(":")
    assert str(caught.value) == (
        f"small.yaml:{line_of(text, day)}: days[4].directives[1].{word}.settlement: {day} is no "
        f"business day in Pakistan; the next one is {following}"
    )


def test_load__holiday_that_the_trial_says_is_worked__settles() -> None:
    text = with_day(AUCTION.replace("DAY", "2026-02-05"))
    assert "population:" in SMALL
    parsed(text.replace("population:", "holidays: {working: [2026-02-05]}\npopulation:", 1))


def test_load__year_of_which_no_holidays_are_known__said() -> None:
    with pytest.raises(ConfigurationError, match="its holidays are known from"):
        parsed(with_day(AUCTION.replace("DAY", "2190-02-05")))
