"""The whole machine."""

from __future__ import annotations

from tests.debt_machine.moves.auctions import AuctionMoves
from tests.debt_machine.moves.offers import OfferMoves
from tests.debt_machine.moves.service import ServiceMoves


class Machine(ServiceMoves, AuctionMoves, OfferMoves):
    """Every move of every subject over one world."""
