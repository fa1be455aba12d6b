"""The whole machine."""

from __future__ import annotations

from tests.machine.moves.aimed import AimedMoves
from tests.machine.moves.custody import HolderMoves
from tests.machine.moves.entry import EntryMoves
from tests.machine.moves.holdings import TransferMoves
from tests.machine.moves.stops import StopMoves


class Machine(EntryMoves, HolderMoves, TransferMoves, StopMoves, AimedMoves):
    """Every move of every subject over one world."""
