"""ReserveAttestor.verify: a lot of the attested list, and no other (T39)."""

from __future__ import annotations

import pytest

from rwa.chain.contract import Contract
from rwa.chain.lot_tree import lot_leaf, lot_root, lot_tree
from rwa.chain.merkle import MerkleTree
from rwa.registry.step import raw
from rwa.reserves.lots import Lot, LotList
from tests.contracts.system import DAY, Market, refuses
from tests.reserves.bars import bars, read


@pytest.fixture(scope="module")
def lots() -> LotList:
    """Seven bars."""
    return read(*bars(7))


@pytest.fixture
def listed(market: Market, stock: Contract, lots: LotList) -> Contract:
    """The list is attested."""
    market.attest(stock, lots.total, root=raw(lot_root(lots)))
    return stock


def asked(tree: MerkleTree, lot: Lot) -> tuple[bytes, int, bytes, list[bytes]]:
    return lot.name, lot.quantity, lot.details, tree.proof(lot_leaf("XAU", lot))


def test_verify__nothing_attested__refused(stock: Contract) -> None:
    with refuses("NoAttestation", round=0):
        stock.call("verify", bytes(32), 1, bytes(32), [])


def test_verify__every_lot_of_the_list__stands(listed: Contract, lots: LotList) -> None:
    tree = lot_tree(lots)
    assert all(listed.call("verify", *asked(tree, lot)) for lot in lots.lots)


def test_t39_verify__anything_else_than_was_listed__does_not_stand(
    listed: Contract, lots: LotList
) -> None:
    tree = lot_tree(lots)
    name, quantity, details, proof = asked(tree, lots.lots[2])
    other = lots.lots[3]
    for changed in (
        (other.name, quantity, details, proof),
        (name, quantity + 1, details, proof),
        (name, quantity, other.details, proof),
        (name, quantity, details, proof[:-1]),
        (name, quantity, details, [*proof, proof[0]]),
        (name, quantity, details, []),
    ):
        assert not listed.call("verify", *changed)


def test_verify__later_list_without_the_lot__it_no_longer_stands(
    market: Market, listed: Contract, lots: LotList
) -> None:
    gone, left = lots.lots[0], lots.lots[1:]
    tree = MerkleTree([lot_leaf("XAU", lot) for lot in left])
    market.wait(DAY)
    market.attest(listed, sum(lot.quantity for lot in left), root=tree.root)
    assert not listed.call("verify", *asked(lot_tree(lots), gone))
    assert listed.call("verify", *asked(tree, left[0]))


def test_verify__attested_without_a_list__nothing_stands(
    market: Market, listed: Contract, lots: LotList
) -> None:
    market.wait(DAY)
    market.attest(listed, lots.total)
    assert not listed.call("verify", *asked(lot_tree(lots), lots.lots[0]))


def test_verify__expired__the_lot_is_still_proved(
    market: Market, stock: Contract, lots: LotList
) -> None:
    market.attest(stock, lots.total, root=raw(lot_root(lots)), expiry=market.now + DAY)
    market.wait(2 * DAY)
    assert stock.call("verify", *asked(lot_tree(lots), lots.lots[5]))
