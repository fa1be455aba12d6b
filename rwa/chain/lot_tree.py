"""The Merkle tree of a lot list: what a custodian attests, and what proves a single lot."""

from __future__ import annotations

from rwa.chain.deployment import code32
from rwa.chain.merkle import MerkleTree, leaf_of
from rwa.identifiers import DocumentHash
from rwa.reserves.lots import Lot, LotList


def lot_words(unit: str, lot: Lot) -> list[bytes]:
    """A lot as the contracts hash it: unit, name, quantity in base units, details of the row."""
    return [code32(unit), lot.name, lot.quantity.to_bytes(32, "big"), lot.details]


def lot_leaf(unit: str, lot: Lot) -> bytes:
    """The leaf of a lot."""
    return leaf_of(lot_words(unit, lot))


def lot_tree(lots: LotList) -> MerkleTree:
    """The tree over the sound lots of a list. Raises `ValueError` where there is none."""
    return MerkleTree([lot_leaf(lots.commodity.unit, lot) for lot in lots.lots])


def lot_root(lots: LotList) -> DocumentHash:
    """What commits to every lot of a list. Raises `ValueError` where there is none."""
    return DocumentHash("0x" + lot_tree(lots).root.hex())
