"""A trial's own names in sentences about what contracts number or hash."""

from __future__ import annotations

import pytest

from rwa.identifiers import FunctionName, OrderId, Party
from rwa.ledger.orders import Order
from rwa.refusals.access import OrderNotApproved, OtherDocument
from rwa.refusals.auctions import CommitmentMismatch
from rwa.refusals.offers import OfferClosed, OfferUnknown
from rwa.simulation.context import paper
from rwa.simulation.naming import Names
from tests.trials import parsed, with_day

ORDERS = """
- announce_auction: {auction: mtb, instrument: bill, target: 100, bids_through: 2026-01-08,
    reveals_through: 2026-01-09, settlement: 2026-01-12, settles_through: 2026-01-12}
- announce_offer: {offer: retail, instrument: bill, minimum: 100, maximum: 100, price: 98.5000,
    open_through: 2026-01-08, settlement: 2026-01-12, settles_through: 2026-01-12}
- propose:
    by: registrar
    document: Court order 114
    act: {forced_transfer: {instrument: bill, from: AL-001, to: AL-002, amount: 100}}
- attempt:
    approve:
      by: regulator
      document: Court order 141
      act: {forced_transfer: {instrument: bill, from: AL-001, to: AL-002, amount: 100}}
    refused: OtherDocument
"""
ID, OTHER = OrderId("0x" + "ab" * 32), OrderId("0x" + "cd" * 32)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(parsed(with_day(ORDERS)).sections, {})


def test_in_words__order_and_papers__by_their_titles(names: Names) -> None:
    proposed, named = paper("Court order 114"), paper("Court order 141")
    order = Order(ID, Party("bill"), FunctionName("f"), proposed, Party("registrar"), 3)
    told = names.in_words(str(OtherDocument(ID, proposed, named)), [order], unnamed)
    assert told == (
        "the order on “Court order 114” was proposed on “Court order 114”, not on “Court order 141”"
    )
    told = names.in_words(str(OrderNotApproved(OTHER)), [order], unnamed)
    assert told.endswith("and order 0xcdcdcdcd… is not approved")


def unnamed(auction: str) -> dict[int, str]:
    """The bids of an auction of which the trial names none."""
    return {}


def test_in_words__bid__by_its_name_in_the_trial(names: Names) -> None:
    refusal = str(CommitmentMismatch(1, 2))
    told = names.in_words(refusal, [], lambda auction: {2: f"best-{auction}"})
    assert told == "this is not what was committed as bid best-mtb of auction mtb"
    assert names.in_words(refusal, [], unnamed).endswith("bid 3 of auction mtb")


def test_in_words__sales__by_their_names(names: Names) -> None:
    closed = str(OfferClosed(1, 1_767_553_200, 1_767_553_260))
    assert names.in_words(closed, [], unnamed).startswith("offer retail was open")
    assert names.in_words(str(OfferUnknown(2)), [], unnamed) == "offer 2 was not announced"
