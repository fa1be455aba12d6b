"""Merkle trees that OpenZeppelin's `MerkleProof` verifies: pairs are hashed in order of size."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.chain.deployment import keccak


class MerkleTree:
    """A tree over leaves of 32 bytes, which are sorted, so that their order does not matter.

    A node without a partner goes up as it is. Raises `ValueError` for no leaves, or one twice.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        level = sorted(leaves)
        if not level:
            raise ValueError("a tree has at least one leaf")
        self._places = {leaf: place for place, leaf in enumerate(level)}
        if len(self._places) != len(level):
            raise ValueError("a leaf stands in a tree once")
        self._levels = [level]
        while len(level) > 1:
            pairs = [_node(*level[place : place + 2]) for place in range(0, len(level) - 1, 2)]
            level = pairs + level[2 * len(pairs) :]
            self._levels.append(level)

    @property
    def root(self) -> bytes:
        """What commits to every leaf."""
        return self._levels[-1][0]

    def proof(self, leaf: bytes) -> list[bytes]:
        """The nodes that lead from a leaf to the root. Raises `KeyError` where it is none."""
        place, path = self._places[leaf], []
        for level in self._levels[:-1]:
            partner = place ^ 1
            if partner < len(level):
                path.append(level[partner])
            place //= 2
        return path


def leaf_of(words: Sequence[bytes]) -> bytes:
    """The leaf for words of 32 bytes: hashed twice, so that no inner node passes for a leaf."""
    return keccak(keccak(b"".join(words)))


def verifies(proof: Sequence[bytes], root: bytes, leaf: bytes) -> bool:
    """Whether a proof leads from a leaf to the root, as the contracts decide it."""
    node = leaf
    for partner in proof:
        node = _node(node, partner)
    return node == root


def _node(one: bytes, other: bytes) -> bytes:
    return keccak(one + other if one <= other else other + one)
