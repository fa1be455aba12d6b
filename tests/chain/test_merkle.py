"""Merkle trees: every leaf is proved, nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.chain.deployment import keccak
from rwa.chain.lot_tree import lot_leaf, lot_tree, lot_words
from rwa.chain.merkle import MerkleTree, leaf_of, verifies
from tests.reserves.bars import WORKED, bars, read

leaf_lists = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True)


def test_tree__no_leaves_or_one_twice__refused() -> None:
    with pytest.raises(ValueError, match="at least one leaf"):
        MerkleTree([])
    with pytest.raises(ValueError, match="once"):
        MerkleTree([bytes(32), bytes(32)])


def test_tree__three_leaves__by_hand() -> None:
    one, two, three = bytes(31) + b"\1", bytes(31) + b"\2", bytes(31) + b"\3"
    tree = MerkleTree([three, one, two])
    pair = keccak(one + two)
    assert tree.root == keccak(min(pair, three) + max(pair, three))
    assert tree.proof(one) == [two, three]
    assert tree.proof(three) == [pair]


@given(leaf_lists, st.randoms())
def test_tree__any_leaves__each_proved_in_whatever_order(leaves: list[bytes], random) -> None:
    tree = MerkleTree(leaves)
    shuffled = list(leaves)
    random.shuffle(shuffled)
    assert MerkleTree(shuffled).root == tree.root
    for leaf in leaves:
        assert verifies(tree.proof(leaf), tree.root, leaf)


@given(leaf_lists, st.binary(min_size=32, max_size=32))
def test_tree__another_leaf__not_proved_by_any_proof(leaves: list[bytes], other: bytes) -> None:
    tree = MerkleTree(leaves)
    if other in leaves:
        return
    with pytest.raises(KeyError):
        tree.proof(other)
    assert not any(verifies(tree.proof(leaf), tree.root, other) for leaf in leaves)


def test_lot_tree__lot_with_one_cell_changed__not_proved() -> None:
    lots, changed = read(WORKED, *bars(20)), read(WORKED.replace("2019", "2018"))
    tree, leaf = lot_tree(lots), lot_leaf("XAU", lots.lots[0])
    proof = tree.proof(leaf)
    assert verifies(proof, tree.root, leaf)
    assert not verifies(proof, tree.root, lot_leaf("XAU", changed.lots[0]))
    assert not verifies(proof, tree.root, lot_leaf("XAG", lots.lots[0]))


def test_leaf__an_inner_node__is_none() -> None:
    """A leaf hashes twice over four words; an inner node once over two."""
    words = lot_words("XAU", read(WORKED).lots[0])
    assert [len(word) for word in words] == [32, 32, 32, 32]
    assert leaf_of(words) == keccak(keccak(b"".join(words)))
