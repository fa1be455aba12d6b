"""Figures of the debt as a whole."""

from __future__ import annotations

from fractions import Fraction

from rwa.calendar import Timestamp
from rwa.identifiers import Party, document_hash
from rwa.ledger import Ledger
from rwa.ledger.auctions import Auction, Bid, Terms
from rwa.simulation.debt_figures import average_price
from tests.builders import BILL, GENESIS, START


def test_average_price__auctions_of_an_issue__weighted_by_face_to_four_decimals() -> None:
    """(1,000 x 98 + 2,000 x 98.0005) / 3,000 = 98.00033…, half up 98.0003."""
    times = [Timestamp(START + day) for day in range(4)]
    terms = Terms(BILL, 3_000, 3_000, False, *times, 0, 0, 0)
    paper = document_hash(b"")
    costs = [(100_000, 98_000), (200_000, 196_000 + 1)]
    bids = {
        number: Bid(number, Party("dealer"), paper, 0, allotted=face, cost=cost)
        for number, (face, cost) in enumerate(costs)
    }
    ledger = Ledger(GENESIS)
    assert average_price(ledger, BILL) is None
    ledger.auctions.auctions[1] = Auction(1, terms, START, bids=bids)
    exact = Fraction(100 * (98_000 + 196_001), 300_000)
    assert average_price(ledger, BILL) == Fraction("98.0003")
    assert abs(exact - Fraction("98.0003")) <= Fraction(1, 20_000)
