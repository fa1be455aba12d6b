"""What became of a bid, in a word and a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rwa.calendar import Timestamp
from rwa.identifiers import Code, DocumentHash, Party
from rwa.ledger.auctions import Auction, Bid, BidState, Phase, Terms
from rwa.money import Quantity
from rwa.simulation.fates import Fate, fate_of, told

TIMES = (Timestamp(1), Timestamp(2), Timestamp(3), Timestamp(4))
TERMS = Terms(Code("PK00TRIAL848"), 100, 100, False, *TIMES, 0, 0, 0)
SEALED = Bid(0, Party("Ravi Bank"), DocumentHash("0x" + "11" * 32), 500)
REVEALED = replace(SEALED, state=BidState.REVEALED, face=1_000, price=98_0000)
ALLOTTED = replace(REVEALED, allotted=1_000)
FAILED = replace(ALLOTTED, failures=("ERC20InsufficientBalance",))
LAPSED = replace(FAILED, state=BidState.CONCLUDED, lapsed=True)


def quantity(amount: int) -> Quantity:
    return Quantity(amount, 2, "PKR")


def test_told__after_the_settlement_deadline__not_that_it_stands_until_then() -> None:
    assert told(Fate.FAILED, FAILED, quantity, overdue=True) == (
        "Ravi Bank did not settle PKR 10.00: the balance is too small; it stands past the "
        "settlement deadline until settlement is tried again"
    )


@pytest.mark.parametrize(
    ("phase", "bid", "fate"),
    [
        (Phase.ANNOUNCED, SEALED, Fate.SEALED),
        (Phase.ALLOTTED, replace(SEALED, state=BidState.CONCLUDED, voided=True), Fate.VOID),
        (Phase.ANNOUNCED, replace(SEALED, state=BidState.CONCLUDED), Fate.WITHDRAWN),
        (Phase.ANNOUNCED, REVEALED, Fate.REVEALED),
        (Phase.ANNOUNCED, ALLOTTED, Fate.REVEALED),
        (Phase.REJECTED, ALLOTTED, Fate.UNSUCCESSFUL),
        (Phase.ALLOTTED, replace(REVEALED, state=BidState.CONCLUDED), Fate.UNSUCCESSFUL),
        (Phase.ALLOTTED, ALLOTTED, Fate.ALLOTTED),
        (Phase.ALLOTTED, FAILED, Fate.FAILED),
        (Phase.ALLOTTED, LAPSED, Fate.LAPSED),
        (Phase.ALLOTTED, replace(FAILED, state=BidState.CONCLUDED, cost=980), Fate.SETTLED),
    ],
)
def test_fate__each_bid__one_word(phase: Phase, bid: Bid, fate: Fate) -> None:
    auction = Auction(1, TERMS, Timestamp(0), phase)
    assert fate_of(auction, bid) is fate


@pytest.mark.parametrize(
    ("fate", "bid", "sentence"),
    [
        (Fate.SEALED, SEALED, "Ravi Bank has not revealed it; its deposit is PKR 5.00"),
        (
            Fate.FAILED,
            FAILED,
            "Ravi Bank did not settle PKR 10.00: the balance is too small; it stands until the "
            "settlement deadline",
        ),
        (
            Fate.LAPSED,
            LAPSED,
            "Ravi Bank did not settle PKR 10.00: the balance is too small; it lapsed, and its "
            "deposit of PKR 5.00 went back",
        ),
        (
            Fate.LAPSED,
            replace(LAPSED, forfeited=True),
            "Ravi Bank did not settle PKR 10.00: the balance is too small; it lapsed, and its "
            "deposit of PKR 5.00 is forfeited",
        ),
    ],
)
def test_told__not_settled_or_revealed__a_sentence(fate: Fate, bid: Bid, sentence: str) -> None:
    assert told(fate, bid, quantity) == sentence
