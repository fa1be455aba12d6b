"""No sale or tender is announced to settle on a weekend or holiday, or past a record date."""

from __future__ import annotations

import pytest

from rwa.errors import ConfigurationError
from tests.simulation.test_service import BOND
from tests.trials import SMALL, line_of, parsed, with_day

AUCTION = (
    "- announce_auction: {auction: mtb, instrument: bill, target: 100, bids_through: 2026-01-12, "
    "reveals_through: 2026-01-13, settlement: DAY, settles_through: 2026-02-10}"
)
OFFER = (
    "- announce_offer: {offer: retail, instrument: bill, minimum: 100, maximum: 100, "
    "price: 98.5000, open_through: 2026-01-12, settlement: DAY, settles_through: 2026-02-10}"
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


PUT = (
    "- announce_tender: {tender: back, kind: put, instrument: note, price: 100.0000, "
    "open_through: 2026-01-09, settlement: 2026-04-01, settles_through: DAY}"
)
SWAP = (
    "- announce_tender: {tender: back, kind: exchange, instrument: bill, new_instrument: note, "
    "ratio: 100.0000, maximum: 100, open_through: 2026-01-09, settlement: 2026-04-01, "
    "settles_through: DAY}"
)


def with_note(directives: str) -> str:
    """A trial with a bond whose first record date is 1 April 2026, five days before payment."""
    bond = BOND.replace("frequency: 4", "frequency: 4\n    put_dates: [2026-04-01]")
    text = with_day("- register: {instrument: note}\n" + directives)
    text = text.replace("  gold:\n    class", bond + "  gold:\n    class", 1)
    text = text.replace('{bill: "1,000,000",', '{bill: "1,000,000", bond: "1,000,000",', 1)
    return text.replace("maturity_date: 2026-03-31", "maturity_date: 2026-12-31")


@pytest.mark.parametrize("act", [AUCTION, OFFER, TENDER, PUT, SWAP])
def test_load__settles_past_the_record_date_that_follows__line_field_and_day(act: str) -> None:
    act = act.replace("settlement: DAY", "settlement: 2026-04-01").replace("2026-02-10", "DAY")
    act = act.replace("instrument: bill, target", "instrument: note, target")
    act = act.replace("instrument: bill, m", "instrument: note, m")
    text = with_note(act.replace("DAY", "2026-04-02"))
    with pytest.raises(ConfigurationError) as caught:
        parsed(text)
    word = act.split()[1].rstrip(":")
    assert str(caught.value) == (
        f"small.yaml:{line_of(text, word)}: days[4].directives[2].{word}.settles_through: "
        "2026-04-02 is past 2026-04-01, the record date of PK00TRIAL3Y9 that follows settlement "
        "on 2026-04-01: nothing is settled after it at the interest accrued before it"
    )
    parsed(with_note(act.replace("DAY", "2026-04-01")))


def test_load__settles_between_a_record_date_and_the_next__sound() -> None:
    sound = OFFER.replace("instrument: bill", "instrument: note").replace(
        "2026-02-10", "2026-07-01"
    )
    parsed(with_note(sound.replace("DAY", "2026-04-02")))


def test_load__record_date_that_a_day_announces__counts_too() -> None:
    text = with_note(
        "- announce_record_date: {instrument: bill, date: 2026-02-09}\n"
        + OFFER.replace("DAY", "2026-02-06")
    )
    with pytest.raises(ConfigurationError, match="2026-02-10 is past 2026-02-09, the record date"):
        parsed(text)
